// Reports that are read while a matching run is going on: each is of one snapshot, so a province is the
// sum of its units, rows add up, and what is paid is what the export of the same instant says.
import { byTester } from '../support/people.js';
import { loadFacts } from '../../src/reconciliation/facts-store.js';
import { decideMatch } from '../../src/reconciliation/decide-match.js';
import { loadLiveMatches } from '../../src/reconciliation/match-store.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { parsePeriod } from '../../src/reports/period.js';
import { readReport } from '../../src/reports/read-report.js';
import {
  reportKinds,
  type Report,
  type ReportKind,
  type ReportTable,
} from '../../src/reports/report.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { fillTwoCommunes, units } from '../support/two-communes.js';

const asOf = new Date('2026-05-20T05:00:00Z');
const period = parsePeriod('2026-05')!;
let database: TestDatabase;

beforeAll(async () => {
  database = await cloneDatabase();
  await fillTwoCommunes(database);
});
afterAll(() => database.close());

function read(kind: ReportKind, unitCode?: string): Promise<Report> {
  return readReport({ db: database.db, province: '75' }, { kind, period, asOf, unitCode });
}

const sum = (values: readonly unknown[]): bigint =>
  values.reduce<bigint>((all, one) => all + BigInt((one ?? 0) as bigint | number), 0n);

/** Columns of a table whose rows do not add up to its totals. */
function unsound({ key, columns, rows, totals }: ReportTable): string[] {
  if (!totals) return [];
  return columns
    .filter(({ type, key: name }) => type === 'money' && totals[name] !== undefined)
    .filter(({ key: name }) => sum(rows.map((row) => row[name])) !== sum([totals[name]]))
    .map(({ key: name }) => `${key}.${name}`);
}

function movementHolds({ tables }: Report): boolean {
  const totals = tables.find(({ key }) => key === 'units')?.totals ?? {};
  const figure = (name: string): bigint => sum([totals[name]]);
  const left = figure('opening') + figure('paid') - figure('arrived') - figure('refunded');
  return left === figure('closing');
}

/** Takes every confirmed match apart, one after the other; the runs in between bring others. */
async function workOn(isDone: () => boolean): Promise<number> {
  const deps = { db: database.db, now: () => asOf, by: byTester };
  let runs = 0;
  while (!isDone()) {
    const [match] = (await loadLiveMatches(database.db)).filter(
      ({ status }) => status === 'confirmed',
    );
    if (match) {
      const undoing = { matchId: match.id, unitCode: null, decision: 'undone' } as const;
      await decideMatch(deps, { ...undoing, reason: 'test' });
    }
    await reconcile(deps);
    runs += 1;
  }
  return runs;
}

test('every report is sound however often it is read while runs change what is matched', async () => {
  let isDone = false;
  const working = workOn(() => isDone);
  const wrong: string[] = [];
  for (let round = 0; round < 5; round += 1) {
    for (const kind of reportKinds) {
      const report = await read(kind);
      wrong.push(...report.tables.flatMap(unsound).map((each) => `${kind} ${each}`));
      if (kind === 'unit-month' && !movementHolds(report)) wrong.push('movement');
    }
  }
  isDone = true;
  expect(await working).toBeGreaterThan(0);
  expect(wrong).toEqual([]);
});

test('the province is the sum of its units in accounts and in the months, and both are the facts', async () => {
  const { payments } = await loadFacts(database.db);
  const codes = [units.a, units.b, units.child, units.foreign];
  const whole = await read('accounts');
  const totalsOf = (report: Report, key: string) =>
    report.tables.find((table) => table.key === key)?.totals ?? {};
  const parts = [];
  for (const code of await database.db('public.unit').pluck<string[]>('code')) {
    if (codes.includes(code as (typeof codes)[number])) parts.push(await read('accounts', code));
  }
  const stranded = (report: Report) => {
    const rows = report.tables.find(({ key }) => key === 'accounts')?.rows ?? [];
    return rows.filter((row) => codes.includes(String(row['unitCode']) as never));
  };
  const rowsApart = parts.flatMap(stranded).map((row) => ({ ...row, no: 0 }));
  const rowsWhole = stranded(whole).map((row) => ({ ...row, no: 0 }));
  const byCode = (one: object, other: object) =>
    JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
  expect(rowsApart.sort(byCode)).toEqual(rowsWhole.sort(byCode));
  const allRows = whole.tables.find(({ key }) => key === 'accounts')?.rows ?? [];
  expect(totalsOf(whole, 'accounts')).toMatchObject({
    payments: allRows.reduce((all, row) => all + Number(row['payments'] ?? 0), 0),
    amount: sum(allRows.map((row) => row['amount'])),
  });
  // the only task table counts each unit once, done or not
  const tasks = whole.tables.find(({ key }) => key === 'tasks')?.rows ?? [];
  const counted = new Set(tasks.map((row) => Number(row['done']) + Number(row['left'])));
  expect(counted.size).toBe(1);
  const month = totalsOf(await read('unit-month'), 'units');
  expect(month['paid']).toBe(payments.reduce((all, { amount }) => all + amount, 0n));
});
