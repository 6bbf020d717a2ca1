// Whether a unit can take payments follows from the life of its versions, as the register tells it.
import fc from 'fast-check';
import type { Principal } from '../../src/access/principal.js';
import { loadAccountVersions } from '../../src/beneficiary-accounts/account-store.js';
import {
  markClosed,
  stopChange,
  suspendAccount,
} from '../../src/beneficiary-accounts/hold-version.js';
import { proposeClosing, proposeResuming } from '../../src/beneficiary-accounts/propose-change.js';
import { versionStatusAt, type VersionEvent } from '../../src/beneficiary-accounts/version-life.js';
import { addDays, localDateOf } from '../../src/calendar.js';
import { canTakePayments, nothingDeclared } from '../../src/oversight/can-take-payments.js';
import { loadReadiness } from '../../src/oversight/readiness-store.js';
import {
  approve,
  askedBy,
  changeAccount,
  days,
  later,
  openTwoPeople,
  unit,
} from '../beneficiary-accounts/two-people.js';
import type { TestDatabase } from '../support/database.js';

let database: TestDatabase;
let maker: Principal;
let checker: Principal;

beforeAll(async () => {
  ({ database, maker, checker } = await openTwoPeople());
});
afterAll(() => database.close());

async function readinessAt(at: Date) {
  const facts = await loadReadiness(database.db, { units: [unit], asOf: at });
  return canTakePayments(facts.get(unit) ?? nothingDeclared, at);
}

/** What is done to one account in a month: [day of it, act]. */
async function liveAMonth(): Promise<void> {
  const by = (asker: Principal, day: number) => askedBy(database, asker, later(days(day)));
  const reason = 'lý do';
  const first = await changeAccount(database, { maker, checker });
  const stopped = await changeAccount(database, { maker, checker }, { at: later(days(3)) });
  await stopChange(by(checker, 3.5), { asker: checker, versionId: stopped, reason });
  const about = { asker: maker, versionId: first, reason };
  await suspendAccount(by(maker, 6), about);
  const asked = { ...about, submit: true, validFrom: null };
  const resuming = await proposeResuming(by(maker, 8), asked);
  await approve(database, checker, resuming.id, later(days(8)));
  const closing = await proposeClosing(by(maker, 10), asked);
  await approve(database, checker, closing.id, later(days(10)));
  const onDay = localDateOf(later(days(20)));
  await markClosed(by(maker, 21), { ...about, onDay });
}

test('through a month of one account it is told as the register tells it', async () => {
  await liveAMonth();
  const versions = await loadAccountVersions(database.db, { units: [unit], withStopped: true });
  const seen = new Set<string>();
  for (let hour = -24; hour < 24 * 25; hour += 6) {
    const at = later(days(hour / 24));
    const statuses = versions.map((version) => versionStatusAt(version, at));
    const { answer, reasons } = await readinessAt(at);
    expect([hour, answer]).toEqual([hour, statuses.includes('active')]);
    reasons.forEach((reason) => seen.add(reason));
    if (statuses.includes('closed')) expect([hour, reasons]).toEqual([hour, ['closed']]);
    else if (statuses.includes('watch')) expect([hour, reasons]).toEqual([hour, ['expired']]);
    expect([hour, reasons.includes('suspended')]).toEqual([hour, statuses.includes('suspended')]);
  }
  const told = ['active', 'suspended', 'not_yet_active', 'closed', 'expired', 'unverified'];
  expect([...seen].sort()).toEqual([...told].sort());
});

const someDay = fc.integer({ min: -4, max: 4 }).map((count) => addDays('2026-05-20', count));
const someInstant = fc.integer({ min: -20, max: 20 }).map((count) => later(days(count / 5)));
const lives = fc.record({
  origin: fc.constantFrom('approved' as const, 'vouched' as const),
  validFrom: fc.option(someDay),
  validTo: fc.option(someDay),
  activatesAt: fc.option(someInstant),
  stoppedAt: fc.option(someInstant, { freq: 1 }),
  events: fc.array(
    fc.record({
      event: fc.constantFrom<VersionEvent['event']>('suspended', 'resumed'),
      at: someInstant,
      onDay: fc.constant(null),
    }),
    { maxLength: 3 },
  ),
});

test('a unit can take payments exactly while a version is active, or vouched for and begun', () => {
  fc.assert(
    fc.property(fc.array(lives, { maxLength: 3 }), someInstant, (some, at) => {
      const versions = some.map((life) => {
        return { ...life, purpose: 'default', isVerified: false, isProven: false };
      });
      const isUsable = versions.some((version) => {
        const status = versionStatusAt(version, at);
        return (
          status === 'active' ||
          (status === 'vouched' && (version.validFrom ?? '') <= localDateOf(at))
        );
      });
      const { answer, reasons } = canTakePayments({ versions, awaiting: [] }, at);
      expect(answer).toBe(isUsable);
      expect(reasons.includes('active')).toBe(isUsable);
      expect(reasons).not.toEqual([]);
    }),
    { numRuns: 2000 },
  );
});
