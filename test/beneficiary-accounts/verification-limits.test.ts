// How many codes may be made for an account: whoever asks, from however many places at once.
import fc from 'fast-check';
import type { Principal } from '../../src/access/principal.js';
import { askVerification } from '../../src/beneficiary-accounts/ask-verification.js';
import {
  expiryOf,
  mayVerify,
  type Verification,
} from '../../src/beneficiary-accounts/verification.js';
import { loadVerifications } from '../../src/beneficiary-accounts/verification-store.js';
import { addDays, instantOf, localDateOf } from '../../src/calendar.js';
import { openDb, type Db } from '../../src/db.js';
import { Refused } from '../../src/problem.js';
import type { TestDatabase } from '../support/database.js';
import { byTester } from '../support/people.js';
import { aPurpose, changeAccount, days, later, openTwoPeople, wednesday } from './two-people.js';

let database: TestDatabase;
/** The service runs twice: each process has connections of its own. */
let second: Db;
let maker: Principal;
let checker: Principal;

beforeAll(async () => {
  ({ database, maker, checker } = await openTwoPeople());
  const { databaseUrl } = database.config;
  second = openDb({ databaseUrl, schema: 'p75' });
});
afterAll(async () => {
  await second.destroy();
  await database.close();
});

const open = 3;
const inThirtyDays = 5;
const atOnce = 20;

/** Twenty ask at once. @returns how many codes were made; the others were told to wait */
async function twentyAsk(versionId: string, at: Date): Promise<number> {
  const asks = Array.from({ length: atOnce }, (_, place) => {
    const db = place % 2 === 0 ? database.db : second;
    return askVerification({ db, now: () => at, by: byTester }, { versionId });
  });
  const ends = await Promise.allSettled(asks);
  for (const end of ends) {
    if (end.status === 'fulfilled') continue;
    if (!(end.reason instanceof Refused)) throw end.reason;
    const { code, retryAfterSeconds } = end.reason.problem;
    expect(code).toBe('too_many_attempts');
    expect(retryAfterSeconds).toBeGreaterThan(0);
  }
  return ends.filter(({ status }) => status === 'fulfilled').length;
}

test('twenty who ask at once get three codes together, and later no more than five in thirty days', async () => {
  const versionId = await changeAccount(database, { maker, checker }, { purpose: aPurpose() });
  const made = async () => (await loadVerifications(database.db, versionId)).length;
  expect(await twentyAsk(versionId, later(days(2)))).toBe(open);
  expect(await twentyAsk(versionId, later(days(2)))).toBe(0);
  // on their last day they are open still
  expect(await twentyAsk(versionId, later(days(2 + 14)))).toBe(0);
  expect(await twentyAsk(versionId, later(days(2 + 15)))).toBe(inThirtyDays - open);
  expect(await twentyAsk(versionId, later(days(2 + 29)))).toBe(0);
  expect(await made()).toBe(inThirtyDays);
  // thirty days after the first three, the other two count: one open place and three recent ones
  expect(await twentyAsk(versionId, later(days(2 + 30)))).toBe(open);
  expect(
    new Set((await loadVerifications(database.db, versionId)).map(({ code }) => code)).size,
  ).toBe(inThirtyDays + open);
});

test('whoever is told to wait may ask again exactly then', () => {
  const version = {
    id: '1',
    unitCode: '25432',
    bankBin: null,
    accountNumber: '1',
    accountName: '',
  };
  const standing = { ...version, validTo: null, stoppedAt: null };
  const gaps = fc.array(fc.integer({ min: 0, max: 20 * 24 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(gaps, (hours) => {
      const made: Verification[] = [];
      let at = wednesday;
      for (const gap of hours) {
        at = new Date(at.getTime() + gap * 3_600_000);
        const may = mayVerify(standing, made, at);
        if (may.kind === 'too_many') {
          expect(mayVerify(standing, made, new Date(may.againAt.getTime() - 1)).kind).toBe(
            'too_many',
          );
          expect(mayVerify(standing, made, may.againAt).kind).toBe('yes');
          continue;
        }
        expect(may.kind).toBe('yes');
        const about = { versionId: '1', code: 'x', amount: 1001n };
        made.push({ ...about, id: String(made.length), madeAt: at, expiresOn: expiryOf(at) });
        holdToLimits(made, localDateOf(at));
      }
    }),
  );
});

function holdToLimits(made: readonly Verification[], today: string): void {
  expect(made.filter(({ expiresOn }) => expiresOn >= today).length).toBeLessThanOrEqual(open);
  const since = instantOf(addDays(today, -29));
  expect(made.filter(({ madeAt }) => madeAt >= since).length).toBeLessThanOrEqual(inThirtyDays);
}
