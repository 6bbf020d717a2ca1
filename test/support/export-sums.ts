// What reports must say, worked out from what `export payments` says of the same instant: read back as
// a program would, with nothing of the reports' own code.
import { localDateOf } from '../../src/calendar.js';
import type { ExportRecord } from '../../src/oversight/export-columns.js';
import type { Report, ReportKind, ReportRow } from '../../src/reports/report.js';

export interface Exported {
  readonly unitCode: string | null;
  readonly gatewayAccount: string;
  readonly amount: bigint;
  readonly arrivedAmount: bigint;
  readonly fee: bigint;
  readonly settlement: string;
  readonly paidOn: string;
  readonly receiptNumber: string | null;
}

/** Payments that somebody made: a failed one has no settlement. */
export function readBack(records: readonly ExportRecord[]): Exported[] {
  return records
    .map((record) => ({
      unitCode: record['unitCode'] as string | null,
      gatewayAccount: String(record['gatewayAccount']),
      amount: BigInt(String(record['amount'])),
      arrivedAmount: BigInt(String(record['arrivedAmount'])),
      fee: BigInt(String(record['fee'])),
      settlement: String(record['settlement']),
      paidOn: localDateOf(new Date(String(record['paidAt']))),
      receiptNumber: record['receiptNumber'] as string | null,
    }))
    .filter(({ settlement }) => settlement !== 'null');
}

export const sum = (amounts: readonly bigint[]): bigint =>
  amounts.reduce((all, one) => all + one, 0n);
export const isIn =
  (...values: string[]) =>
  (one: Exported): boolean =>
    values.includes(one.settlement);
const inMay = ({ paidOn }: Exported): boolean => paidOn >= '2026-05-01' && paidOn <= '2026-05-31';
const beforeMay = ({ paidOn }: Exported): boolean => paidOn < '2026-05-01';
const missing = isIn('overdue', 'short', 'returned', 'wrong_unit', 'old_account', 'no_account');
const unsure = isIn('unverifiable', 'proposed', 'unassigned');
const arrived = isIn('arrived', 'over');
const isOpen = (one: Exported): boolean => missing(one) || unsure(one) || isIn('awaiting')(one);
/** What is left to come of a payment. */
const left = (one: Exported): bigint =>
  one.amount - (isIn('short', 'overdue')(one) ? one.arrivedAmount : 0n);
const cameOf = (one: Exported): bigint => (arrived(one) ? one.amount : one.amount - left(one));

type Totals = Readonly<Record<string, ReportRow>>;

/** Totals by report and table; a table without rows has none, and is not named. */
export function totalsByExport(found: readonly Exported[]): Totals {
  const may = found.filter(inMay);
  const known = found.filter((one) => inMay(one) || beforeMay(one));
  const missed = {
    missing: may.filter(missing),
    earlier: found.filter(beforeMay).filter(missing),
    unsure: known.filter(unsure),
  };
  const open = Object.values(missed).flat();
  const waiting = known.filter(isIn('awaiting'));
  const listed = Object.entries(missed).flatMap(([key, group]) => {
    const totals = { payments: group.length, amount: sum(group.map(left)) };
    return group.length === 0 ? [] : [[key, totals] as const];
  });
  const drawn = {
    ...(open.length + waiting.length === 0
      ? {}
      : { ageing: { all: sum([...open, ...waiting].map(left)) } }),
    ...(open.length === 0
      ? {}
      : {
          weeks: {
            missing: sum([...missed.missing, ...missed.earlier].map(left)),
            unsure: sum(missed.unsure.map(left)),
          },
        }),
  };
  const annexes = { ...Object.fromEntries(listed), ...drawn };
  return {
    ...ofReport('missing', annexes),
    ...ofReport('letter', annexes),
    ...(may.length === 0 ? {} : monthTotals(may)),
  };
}

function ofReport(kind: ReportKind, tables: Totals): Totals {
  return Object.fromEntries(Object.entries(tables).map(([key, row]) => [`${kind}.${key}`, row]));
}

function monthTotals(may: readonly Exported[]): Totals {
  const collected = {
    payments: may.length,
    collected: sum(may.map(({ amount }) => amount)),
    refunded: sum(may.filter(isIn('refunded')).map(({ amount }) => amount)),
    arrived: sum(may.map(cameOf)),
    remit: sum(may.filter((one) => cameOf(one) > 0n).map(({ arrivedAmount }) => arrivedAmount)),
    noReceipt: may.filter((one) => !isIn('refunded')(one) && one.receiptNumber === null).length,
  };
  return {
    'month.units': collected,
    'month.former': collected,
    'gateways.gateways': {
      payments: may.length,
      amount: collected.collected,
      arrived: may.filter(arrived).length,
      fee: sum(may.map(({ fee }) => fee)),
      overdueAmount: sum(may.filter(isIn('overdue', 'short', 'returned')).map(left)),
    },
  };
}

/** A month of units from what was said at its beginning and at its end. */
export function movementByExport(was: readonly Exported[], is: readonly Exported[]): ReportRow {
  return {
    opening: sum(was.filter(isOpen).map(left)),
    openingCount: was.filter(isOpen).length,
    closing: sum(is.filter(isOpen).map(left)),
    closingCount: is.filter(isOpen).length,
    arrived: sum(is.map(cameOf)) - sum(was.map(cameOf)),
  };
}

/** `kind.table: { … }` of every total that is another one than what is expected. */
export function wrongTotals(reports: readonly Report[], expected: Totals): string[] {
  const text = (row: ReportRow): string =>
    JSON.stringify(row, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value));
  return Object.entries(expected).flatMap(([name, wanted]) => {
    const [kind, key] = name.split('.');
    const report = reports.find((one) => one.kind === kind);
    const totals = report?.tables.find((table) => table.key === key)?.totals ?? {};
    const found = Object.fromEntries(
      Object.keys(wanted).map((each) => [each, totals[each] ?? null]),
    );
    return text(found) === text(wanted) ? [] : [`${name}: ${text(found)}, not ${text(wanted)}`];
  });
}
