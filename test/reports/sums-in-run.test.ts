// Reports that are read while matching runs and imports are going on: each is of one snapshot, so a
// province is the sum of its units, rows add up, and every figure is a sum of what the export says in
// the same snapshot.
import { inSnapshot } from '../../src/db.js';
import { exportRecords } from '../../src/oversight/exports.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { byTester } from '../support/people.js';
import { loadFacts } from '../../src/reconciliation/facts-store.js';
import { decideMatch } from '../../src/reconciliation/decide-match.js';
import { loadLiveMatches } from '../../src/reconciliation/match-store.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { openingOf, parsePeriod } from '../../src/reports/period.js';
import { readReport } from '../../src/reports/read-report.js';
import {
  reportKinds,
  type Report,
  type ReportKind,
  type ReportRow,
  type ReportTable,
} from '../../src/reports/report.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import {
  isIn,
  movementByExport,
  readBack,
  sum as sumOf,
  totalsByExport,
  wrongTotals,
} from '../support/export-sums.js';
import { csvFile } from '../support/own-file.js';
import { accounts, fillTwoCommunes, units } from '../support/two-communes.js';

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
  // of one unit the record's rows are what moved, and its end what is left of them
  if (!totals || key === 'movement') return [];
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

/** Payments and statements of both communes, one after the other, and a run after each. */
async function importOn(isDone: () => boolean): Promise<number> {
  const deps = { db: database.db, now: () => asOf, by: byTester };
  const head = 'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt,receiptNumber';
  let round = 0;
  for (; !isDone(); round += 1) {
    const rows = [units.a, units.b, ''].map((code, at) => {
      const ref = `RUN${String(round)}X${String(at)}`;
      const paidOn = ['2026-04-28', '2026-05-04', '2026-05-11'][round % 3] ?? '';
      const receipt = round % 2 === 0 ? '' : ref;
      return `generic,T${ref},${ref},${code},${String(1000 + round)},succeeded,${paidOn}T10:00:00+07:00,${receipt}`;
    });
    await importPayments(deps, { file: csvFile('more.csv', head, ...rows), skipBad: false });
    if (round < days.length) {
      await importStatements(deps, [{ name: 'day.sta', bytes: dayOf(round) }]);
    }
    await reconcile(deps);
  }
  return round;
}

const days = ['260516', '260517', '260518', '260519', '260520'];

/** A statement of its own day in which the first payment of a round arrives. */
function dayOf(round: number): Buffer {
  const on = days[round] ?? '';
  const amount = String(1000 + round);
  const lines = [
    ...[`:20:R${String(round)}`, `:25:${accounts.a}`, `:28C:${String(900 + round)}/1`],
    ...[`:60F:C${on}VND0,`, `:61:${on}${on.slice(2)}C${amount},NTRFNONREF//R${String(round)}`],
    ...[`:86:RUN${String(round)}X0 nop phi`, `:62F:C${on}VND${amount},`, '-', ''],
  ];
  return Buffer.from(lines.join('\r\n'));
}

/** Everything that one snapshot says, by the reports and by the export. */
function readBoth(unitCode?: string) {
  const { db } = database;
  return inSnapshot(db, async (trx) => {
    const reports: Report[] = [];
    for (const kind of reportKinds) {
      reports.push(await readReport({ db: trx, province: '75' }, { kind, period, asOf, unitCode }));
    }
    const exportAt = async (instant: Date) => {
      const filter = { unit: unitCode };
      return readBack(await exportRecords({ db: trx }, 'payments', { asOf: instant, filter }));
    };
    const [found, was] = [await exportAt(asOf), await exportAt(openingOf(period))];
    return { reports, found, was };
  });
}

function wrongIn({ reports, found, was }: Awaited<ReturnType<typeof readBoth>>): string[] {
  const month = reports.find(({ kind }) => kind === 'unit-month')?.tables ?? [];
  const moved = movementByExport(was, found);
  const isUnit = month.some(({ key }) => key === 'movement');
  // of one unit the record has a row for each figure, and what is left at its end
  const movement = { count: moved['closingCount'] ?? 0, amount: moved['closing'] ?? 0 };
  const expected = {
    ...totalsByExport(found),
    ...(isUnit ? { 'unit-month.movement': movement } : { 'unit-month.units': moved }),
  };
  const stranded = reports.find(({ kind }) => kind === 'accounts')?.tables[0];
  const listed = new Set(stranded?.rows.map((row) => row['unitCode']));
  const homeless = found.filter(
    (one) => isIn('no_account')(one) && one.unitCode !== null && listed.has(one.unitCode),
  );
  const accountTotals = {
    payments: homeless.length,
    amount: sumOf(homeless.map(({ amount }) => amount)),
  };
  return [
    ...wrongTotals(reports, expected),
    ...(stranded?.totals ? wrongTotals(reports, { 'accounts.accounts': accountTotals }) : []),
    ...reports.flatMap(({ kind, tables }) => tables.flatMap(unsound).map((at) => `${kind} ${at}`)),
  ];
}

test('every report is the sums of the export of the same snapshot while imports and runs go on', async () => {
  const rounds = process.env['DOISOAT_LONG'] ? 60 : 4;
  let isDone = false;
  const importing = importOn(() => isDone);
  const wrong: string[] = [];
  const seen = new Set<number>();
  try {
    for (let round = 0; round < rounds; round += 1) {
      const both = await readBoth([undefined, units.a, units.b][round % 3]);
      wrong.push(...wrongIn(both).map((each) => `round ${String(round)}: ${each}`));
      seen.add(both.found.length);
    }
  } finally {
    isDone = true;
  }
  expect(await importing).toBeGreaterThan(1);
  expect(wrong).toEqual([]);
  expect(seen.size).toBeGreaterThan(1);
}, 600_000);

test('the province is the sum of its units in the same snapshot, whatever is under way', async () => {
  let isDone = false;
  const importing = importOn(() => isDone);
  const figures = ['collected', 'refunded', 'arrived', 'open', 'remit'] as const;
  const sums = await inSnapshot(database.db, async (trx) => {
    const ask = { kind: 'month' as const, period, asOf };
    const whole = await readReport({ db: trx, province: '75' }, ask);
    const rows = whole.tables.find(({ key }) => key === 'units')?.rows ?? [];
    const parts: (ReportRow | null | undefined)[] = rows.filter((row) => row['unitCode'] === '');
    for (const unitCode of [units.a, units.b, units.child, units.foreign]) {
      const own = await readReport({ db: trx, province: '75' }, { ...ask, unitCode });
      parts.push(own.tables.find(({ key }) => key === 'units')?.totals);
    }
    const totals = whole.tables.find(({ key }) => key === 'units')?.totals;
    return figures.map((name) => [sum(parts.map((row) => row?.[name])), sum([totals?.[name]])]);
  });
  isDone = true;
  await importing;
  for (const [parts, whole] of sums) expect(parts).toBe(whole);
}, 120_000);
