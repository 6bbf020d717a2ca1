// Where money hangs: unit by week of payment, how much has not arrived although it was due, or cannot
// be told. What is not due yet is left out, lest the running week always be the hottest. Pure.
import { addDays, localDateOf, type LocalDate } from '../calendar.js';
import { isOpen, openOf } from '../oversight/open-money.js';
import { nothing, plus, type Tally } from '../oversight/rollup.js';
import type { PaymentReading } from '../reconciliation/reading.js';
import { openKindOf } from './ageing.js';

export const weeksShown = 8;
/** Shades of a cell that has something; 0 has nothing. */
export const heatLevels = 4;

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
  { asOf }: { readonly asOf: Date },
): HeatTable {
  const first = addDays(mondayOf(localDateOf(asOf)), -7 * (weeksShown - 1));
  const weeks = Array.from({ length: weeksShown }, (_, at) => addDays(first, 7 * at));
  const byUnit = new Map<string | null, HeatCell[]>();
  for (const payment of payments) {
    const kind = openKindOf(payment);
    if (!isHot(payment) || kind === 'awaiting') continue;
    const row = byUnit.get(payment.unitCode) ?? emptyRow();
    byUnit.set(payment.unitCode, row);
    const at = 1 + weeks.indexOf(mondayOf(localDateOf(payment.paidAt)));
    const cell = row[at] ?? noHeat;
    row[at] = { ...cell, [kind]: plus(cell[kind], { count: 1, amount: openOf(payment) }) };
  }
  return shaded(weeks, byUnit);
}

/** Whether a payment stands in the table. */
export function isHot(payment: PaymentReading): boolean {
  return isOpen(payment) && payment.settlement !== 'awaiting';
}

function shaded(
  weeks: readonly LocalDate[],
  byUnit: ReadonlyMap<string | null, readonly HeatCell[]>,
): HeatTable {
  const all = [...byUnit];
  const hottest = all
    .flatMap(([, cells]) => cells.map((cell) => heatOf(cell).amount))
    .reduce((most, amount) => (amount > most ? amount : most), 0n);
  const rows = all
    .map(([unitCode, cells]) => ({
      unitCode,
      cells: cells.map((cell) => ({ ...cell, level: levelOf(heatOf(cell).amount, hottest) })),
      total: cells.reduce(together, noHeat),
    }))
    .sort(hotterFirst);
  const sums = emptyRow().map((none, at) =>
    rows.reduce((sum, { cells }) => together(sum, cells[at] ?? none), none),
  );
  return { weeks, rows, sums, total: sums.reduce(together, noHeat) };
}

/** All of a cell. */
export function heatOf({ missing, unsure }: HeatCell): Tally {
  return plus(missing, unsure);
}

/** In equal steps up to the hottest cell. */
export function levelOf(amount: bigint, hottest: bigint): number {
  if (amount <= 0n || hottest <= 0n) return 0;
  const levels = BigInt(heatLevels);
  return Number((amount * levels + hottest - 1n) / hottest);
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

function emptyRow(): HeatCell[] {
  return Array.from({ length: weeksShown + 1 }, () => noHeat);
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
