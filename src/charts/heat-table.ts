// Where money hangs: unit by week of payment, how much has not arrived although it was due, or cannot
// be told. What is not due yet is left out, lest the running week always be the hottest. Pure.
import { addDays, localDateOf, type LocalDate } from '../calendar.js';
import type { Money } from '../money.js';
import { isOpen, openOf } from '../oversight/open-money.js';
import { nothing, plus, type Tally } from '../oversight/rollup.js';
import type { PaymentReading } from '../reconciliation/reading.js';
import { openKindOf } from './ageing.js';

const weeksShown = 8;
/** From which sum on a cell has its shade: the same today and in a year; 0 has nothing. */
export const heatFrom = [1n, 100_000n, 1_000_000n, 10_000_000n] as const;

export interface HeatCell {
  readonly missing: Tally;
  readonly unsure: Tally;
}

export interface ShadedCell extends HeatCell {
  readonly level: number;
}

export interface HeatRow {
  /** Null: what no unit is known of. */
  readonly unitCode: string | null;
  /** Before the first week, then week by week. */
  readonly cells: readonly ShadedCell[];
  readonly total: HeatCell;
}

export interface HeatTable {
  /** Mondays; the first cell of a row is of what was paid before the first of them. */
  readonly weeks: readonly LocalDate[];
  /** Units with something, the most money first. */
  readonly rows: readonly HeatRow[];
  readonly sums: readonly HeatCell[];
  readonly total: HeatCell;
}

export function heatTable(
  payments: Iterable<PaymentReading>,
  weeks: readonly LocalDate[],
): HeatTable {
  const byUnit = new Map<string | null, HeatCell[]>();
  for (const payment of payments) {
    const kind = openKindOf(payment);
    if (!isHot(payment) || kind === 'awaiting') continue;
    const row = byUnit.get(payment.unitCode) ?? emptyRow(weeks);
    byUnit.set(payment.unitCode, row);
    const at = 1 + weeks.indexOf(mondayOf(localDateOf(payment.paidAt)));
    const cell = row[at] ?? noHeat;
    row[at] = { ...cell, [kind]: plus(cell[kind], { count: 1, amount: openOf(payment) }) };
  }
  return shaded(weeks, byUnit);
}

/** Mondays of the weeks up to an instant. */
export function weeksUntil(asOf: Date): LocalDate[] {
  const last = localDateOf(asOf);
  return weeksOf(addDays(last, -7 * (weeksShown - 1)), last);
}

/** Mondays of the weeks that have a day of these. */
export function weeksOf(firstOn: LocalDate, lastOn: LocalDate): LocalDate[] {
  const weeks: LocalDate[] = [];
  for (let monday = mondayOf(firstOn); monday <= lastOn; monday = addDays(monday, 7)) {
    weeks.push(monday);
  }
  return weeks;
}

/** Whether a payment stands in the table. */
export function isHot(payment: PaymentReading): boolean {
  return isOpen(payment) && payment.settlement !== 'awaiting';
}

function shaded(
  weeks: readonly LocalDate[],
  byUnit: ReadonlyMap<string | null, readonly HeatCell[]>,
): HeatTable {
  const rows = [...byUnit]
    .map(([unitCode, cells]) => ({
      unitCode,
      cells: cells.map((cell) => ({ ...cell, level: levelOf(heatOf(cell).amount) })),
      total: cells.reduce(together, noHeat),
    }))
    .sort(hotterFirst);
  const sums = emptyRow(weeks).map((none, at) =>
    rows.reduce((sum, { cells }) => together(sum, cells[at] ?? none), none),
  );
  return { weeks, rows, sums, total: sums.reduce(together, noHeat) };
}

/** All of a cell. */
export function heatOf({ missing, unsure }: HeatCell): Tally {
  return plus(missing, unsure);
}

export function levelOf(amount: Money): number {
  return heatFrom.filter((from) => amount >= from).length;
}

/** Days of payment, both inclusive; without `from` all before. */
export interface DaysOfCell {
  readonly from?: LocalDate;
  readonly to: LocalDate;
}

/** The days of a cell's payments: of the first everything before the first week. */
export function daysOfCell(weeks: readonly LocalDate[], at: number): DaysOfCell {
  const [first = ''] = weeks;
  const from = weeks[at - 1];
  return from === undefined ? { to: addDays(first, -1) } : { from, to: addDays(from, 6) };
}

const noHeat: HeatCell = { missing: nothing, unsure: nothing };

function emptyRow(weeks: readonly LocalDate[]): HeatCell[] {
  return [noHeat, ...weeks.map(() => noHeat)];
}

function together(one: HeatCell, other: HeatCell): HeatCell {
  return { missing: plus(one.missing, other.missing), unsure: plus(one.unsure, other.unsure) };
}

/** What has no unit stands at the end. */
function hotterFirst(one: HeatRow, other: HeatRow): number {
  if (one.unitCode === null) return 1;
  if (other.unitCode === null) return -1;
  const [first, second] = [heatOf(one.total).amount, heatOf(other.total).amount];
  if (first !== second) return first > second ? -1 : 1;
  return one.unitCode < other.unitCode ? -1 : 1;
}

function mondayOf(day: LocalDate): LocalDate {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}
