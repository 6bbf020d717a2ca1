// Whatever two people decide and one person stops, in whatever order: on each day a purpose has at
// most one account, and the database reads half-open days as we do.
import fc from 'fast-check';
import type { Principal } from '../../src/access/principal.js';
import { loadAccountVersions } from '../../src/beneficiary-accounts/account-store.js';
import { overlap } from '../../src/beneficiary-accounts/account.js';
import {
  markClosed,
  stopChange,
  suspendAccount,
} from '../../src/beneficiary-accounts/hold-version.js';
import { proposeClosing, proposeResuming } from '../../src/beneficiary-accounts/propose-change.js';
import { isLegalForVersion, versionStatusAt } from '../../src/beneficiary-accounts/version-life.js';
import { addDays, localDateOf, type LocalDate } from '../../src/calendar.js';
import { Refused } from '../../src/problem.js';
import type { TestDatabase } from '../support/database.js';
import {
  approve,
  aPurpose,
  askedBy,
  changeAccount,
  days,
  later,
  openTwoPeople,
  unit,
  wednesday,
} from './two-people.js';

const isLong = process.env['DOISOAT_LONG'] === '1';
const numRuns = isLong ? 200 : 8;

let database: TestDatabase;
let maker: Principal;
let checker: Principal;

beforeAll(async () => {
  ({ database, maker, checker } = await openTwoPeople());
});
afterAll(() => database.close());

const someDay = fc.integer({ min: 0, max: 12 }).map((count) => addDays('2026-01-01', count));
const range = fc
  .tuple(fc.option(someDay), fc.option(someDay))
  .filter(([from, to]) => from === null || to === null || from < to)
  .map(([validFrom, validTo]) => ({ validFrom, validTo }));

test('two ranges share a day for us exactly when they do for the database', async () => {
  const pairs = fc.sample(fc.tuple(range, range), isLong ? 5000 : 1000);
  const given = pairs.map(([one, other], place) => ({
    place,
    ...{ from1: one.validFrom, to1: one.validTo, from2: other.validFrom, to2: other.validTo },
  }));
  const { rows } = await database.db.raw<{ rows: { place: number; shared: boolean }[] }>(
    `select given.place, daterange(given.from1, given.to1, '[)')
              && daterange(given.from2, given.to2, '[)') as shared
       from jsonb_to_recordset(?::jsonb) as given
         (place integer, from1 date, to1 date, from2 date, to2 date)`,
    [JSON.stringify(given)],
  );
  expect(rows).toHaveLength(pairs.length);
  for (const { place, shared } of rows) {
    const [one, other] = pairs[place]!;
    expect([one, other, overlap(one, other)]).toEqual([one, other, shared]);
  }
});

type Act = 'declare' | 'stop' | 'suspend' | 'resume' | 'close' | 'mark_closed';
const acts = fc.array(
  fc.record({
    act: fc.constantFrom<Act>(
      'declare',
      'declare',
      'stop',
      'suspend',
      'resume',
      'close',
      'mark_closed',
    ),
    hours: fc.integer({ min: 1, max: 72 }),
    askedIn: fc.option(fc.integer({ min: -3, max: 6 })),
  }),
  { minLength: 3, maxLength: 8 },
);

/** Does it where it is legal; what is refused must be refused as a conflict. */
async function tryAct(
  purpose: string,
  { act, askedIn }: { readonly act: Act; readonly askedIn: number | null },
  at: Date,
): Promise<void> {
  const today = localDateOf(at);
  const validFrom = askedIn === null ? null : addDays(today, askedIn);
  const people = { maker, checker };
  const [deps, by] = [askedBy(database, maker, at), askedBy(database, checker, at)];
  const reason = 'lý do';
  if (act === 'declare') {
    await changeAccount(database, people, { purpose, validFrom, at });
    return;
  }
  const versions = (await loadAccountVersions(database.db, { units: [unit] })).filter(
    (version) => version.purpose === purpose,
  );
  const found = versions.find((one) => isLegalForVersion(act, versionStatusAt(one, at)));
  const versionId = found?.id ?? versions[0]?.id;
  if (versionId === undefined) return;
  const about = { asker: maker, versionId, reason };
  switch (act) {
    case 'stop':
      await stopChange(by, { ...about, asker: checker });
      return;
    case 'suspend':
      await suspendAccount(deps, about);
      return;
    case 'mark_closed':
      await markClosed(deps, { ...about, onDay: today });
      return;
    case 'resume':
    case 'close': {
      const asked = { ...about, submit: true, validFrom };
      const { id } =
        act === 'resume' ? await proposeResuming(deps, asked) : await proposeClosing(deps, asked);
      await approve(database, checker, id, at);
    }
  }
}

test('any sequence of acts leaves one account a day, and each change its two people', async () => {
  await fc.assert(
    fc.asyncProperty(acts, async (sequence) => {
      const purpose = aPurpose();
      let at = wednesday;
      for (const step of sequence) {
        at = new Date(at.getTime() + step.hours * 3_600_000);
        await tryAct(purpose, step, at).catch((error: unknown) => {
          if (!(error instanceof Refused) || error.problem.code !== 'conflict') throw error;
        });
      }
      await holdToOneADay(purpose, at);
    }),
    { numRuns },
  );
}, 600_000);

async function holdToOneADay(purpose: string, at: Date): Promise<void> {
  const all = await loadAccountVersions(database.db, { units: [unit] });
  const versions = all.filter((version) => version.purpose === purpose);
  const first = localDateOf(wednesday);
  for (let count = 0; count < 60; count += 1) {
    const day: LocalDate = addDays(first, count);
    const holding = versions.filter(
      ({ validFrom, validTo }) => (validFrom ?? '') <= day && (validTo === null || day < validTo),
    );
    expect(holding.length).toBeLessThanOrEqual(1);
    const { rows } = await database.db.raw<{ rows: { id: string }[] }>(
      `select id from beneficiary_account
        where unit_code = ? and purpose = ? and valid @> ?::date`,
      [unit, purpose, day],
    );
    expect(rows.map(({ id }) => id)).toEqual(holding.map(({ id }) => id));
    if (count % 20 === 0) expectOneInUse(versions, later(days(count)));
  }
  const stopped = await database
    .db('beneficiary_account')
    .where({ unit_code: unit, purpose })
    .whereNotNull('stopped_at')
    .pluck<string[]>('id');
  expect(versions.filter(({ id }) => stopped.includes(id))).toEqual([]);
  expectOneInUse(versions, at);
}

function expectOneInUse(versions: Awaited<ReturnType<typeof loadAccountVersions>>, at: Date): void {
  const used = versions.filter((one) => isLegalForVersion('replace', versionStatusAt(one, at)));
  expect(used.length).toBeLessThanOrEqual(1);
}
