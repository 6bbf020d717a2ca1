// Messages of a running day: what they show is seen early, is never final, and counts once with the
// statement that brings it.
import { importStatements } from '../../src/statements/import-statements.js';
import { readProvince } from '../../src/reconciliation/read-province.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { accounts, fillTwoCommunes, now } from '../support/two-communes.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { byTester } from '../support/people.js';
import { camtOf, mt940Of, mt942Of, type Entry } from './files.js';
import { readOne, refusalCode, warningCodes } from './reading.js';

const on = '2026-05-18';
const entry: Entry = { on, amount: 1_250_000n, reference: 'FT26138777', text: 'NOP CTREF00002' };
const account = accounts.a;

describe('reading', () => {
  const versions = Array.from({ length: 13 }, (_, index) => String(index + 2).padStart(2, '0'));
  const kinds = versions.flatMap((version) => [
    { kind: '052', version } as const,
    { kind: '053', version } as const,
    { kind: '054', version } as const,
  ]);

  test.each(kinds)('camt.$kind is read in version $version', async ({ kind, version }) => {
    const pending = { ...entry, amount: -5n, status: 'PDNG' as const };
    const read = await readOne(camtOf({ kind, version, entries: [entry, pending] }));
    expect(read).toMatchObject({
      format: `camt.${kind}.001.${version}`,
      state: kind === '053' ? 'balanced' : 'unproven',
      lines: [
        { amount: '1250000.00', isBooked: true },
        { amount: '-5.00', isBooked: false },
      ],
    });
    expect(warningCodes(read).includes('intraday')).toBe(kind !== '053');
  });

  test('an MT942 is read with its time, its currency and its sums', async () => {
    const debit = { ...entry, amount: -3_000n };
    expect(await readOne(mt942Of({ entries: [entry, debit] }))).toMatchObject({
      format: 'MT942',
      currency: 'VND',
      madeAt: new Date('2026-05-20T03:00:00Z'),
      openingBalance: null,
      state: 'unproven',
      lines: [{ amount: '1250000.00', bankReference: 'FT26138777' }, { amount: '-3000.00' }],
    });
  });

  test('sums that differ from the entries quarantine a report, expected entries may be in them', async () => {
    const report = mt942Of({ entries: [entry] });
    expect((await readOne(report.replace(':90C:1', ':90C:2'))).state).toBe('quarantined');
    const expected = await readOne(report.replace('0518C', '0518EC'));
    expect(expected).toMatchObject({ state: 'unproven', lines: [{ isBooked: false }] });
  });

  test('a statement that lost its closing balance is cut off, not a report of the day', async () => {
    const whole = mt940Of({ openedOn: on, closedOn: on, entries: [entry] });
    expect(await refusalCode(whole.replace(/:62F:[^]*/, ''))).toBe('cut_off:1');
    expect(await refusalCode(whole.replace(/:6[02]F:.*\n/g, ''))).toBe('cut_off:1');
  });
});

describe('importing', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await cloneDatabase();
    await fillTwoCommunes(database);
  });
  afterAll(() => database.close());

  const deps = () => ({ db: database.db, now, by: byTester });

  async function importing(...texts: string[]) {
    const files = texts.map((text, at) => ({ name: `f${String(at)}`, bytes: Buffer.from(text) }));
    const { statements } = await importStatements(deps(), files);
    await reconcile(deps());
    return statements.map(({ state, new: fresh, known }) => ({ state, new: fresh, known }));
  }

  async function stands() {
    const { payments, lines } = await readProvince(deps(), { asOf: now() });
    const payment = payments.find(({ gatewayTxnId }) => gatewayTxnId === 'T2');
    const shown = lines.filter(({ bookingDate }) => bookingDate === on);
    return `${payment?.settlement ?? '-'}, lines ${String(shown.length)}`;
  }

  const balance = 2_600_000n;
  const announced = { state: 'unproven', new: 0, known: 0 };

  test('what only a message of the day shows is proposed, and no repetition makes it more', async () => {
    expect(await stands()).toBe('overdue, lines 0');
    const pending = [{ ...entry, status: 'PDNG' as const }];
    expect(await importing(camtOf({ kind: '052', account, entries: pending }))).toEqual([
      announced,
    ]);
    expect(await stands()).toBe('proposed, lines 0');
    const more = [entry, { ...entry, amount: 7n, reference: 'FT2', text: 'KHAC' }];
    expect(
      await importing(
        camtOf({ kind: '052', account, entries: more }),
        camtOf({ kind: '054', account, entries: [entry] }),
        mt942Of({ account, entries: [entry] }),
      ),
    ).toEqual([announced, announced, announced]);
    expect(await stands()).toBe('proposed, lines 0');
  });

  test('the statement of the day brings the line, and it counts once', async () => {
    const days = ['2026-05-16', on] as const;
    const entries = [entry, { ...entry, amount: 9_000n, status: 'PDNG' as const, text: 'CHO' }];
    const statement = camtOf({ kind: '053', account, days, opening: balance, entries });
    expect(await importing(statement)).toEqual([{ state: 'balanced', new: 1, known: 0 }]);
    expect(await stands()).toBe('arrived, lines 1');
    const mt940 = mt940Of({
      ...{ account, number: '2', openedOn: '2026-05-15', closedOn: on, opening: balance },
      entries: [entry],
    });
    expect(await importing(mt940)).toEqual([{ state: 'balanced', new: 0, known: 1 }]);
    expect(await importing(mt942Of({ account, entries: [{ ...entry, text: 'LAI' }] }))).toEqual([
      announced,
    ]);
    expect(await stands()).toBe('arrived, lines 1');
  });

  test('days are not covered by messages of the day', async () => {
    const { units } = await readProvince(deps(), { asOf: now() });
    const through = units.flatMap(({ accounts: own }) =>
      own.filter((each) => each.account === account).map((each) => each.coveredThrough),
    );
    await importing(
      camtOf({ kind: '052', account, days: ['2026-05-19', '2026-05-19'], entries: [] }),
    );
    expect(through).toEqual([on]);
    const later = await readProvince(deps(), { asOf: now() });
    expect(
      later.units.flatMap(({ accounts: own }) =>
        own.filter((each) => each.account === account).map((each) => each.coveredThrough),
      ),
    ).toEqual(through);
  });
});
