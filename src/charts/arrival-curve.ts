// How fast paid money arrives: of what was paid long enough ago, how much had been credited by each
// working day since. Every payment counts in exactly one of the figures. Pure.
import { addDays, localDateOf, type Calendar, type LocalDate } from '../calendar.js';
import { arrivedOf, isOpen, missingValues, openOf } from '../oversight/open-money.js';
import { nothing, plus, type Tally } from '../oversight/rollup.js';
import type { PaymentReading } from '../reconciliation/reading.js';

/** The last working day that the curve shows; whoever paid later than that has no share in it. */
export const lastDayShown = 10;
/** How far back a curve looks unless it is told: thirteen weeks. */
const windowDays = 91;

export interface ArrivalCurve {
  /** The first and the last day of payment that count; `to` is earlier where none is old enough. */
  readonly from: LocalDate;
  readonly to: LocalDate;
  /** What was paid in these days and not given back: all below adds up to it. */
  readonly paid: Tally;
  /** What was credited on working day 0, 1, … after the payment. */
  readonly onDay: readonly Tally[];
  readonly later: Tally;
  /** Credited on a day that is not known. */
  readonly undated: Tally;
  /** Known not to be there. */
  readonly missing: Tally;
  /** A statement or somebody's decision is missing, or it is not due. */
  readonly unsure: Tally;
  /** Paid too short a time ago, too long ago, or given back. */
  readonly leftOut: { readonly young: Tally; readonly older: Tally; readonly refunded: Tally };
}

export interface CurveQuery {
  readonly calendar: Calendar;
  readonly asOf: Date;
  /** The first and the last day of payment asked for. */
  readonly from?: LocalDate;
  readonly to?: LocalDate;
}

type Part = 'later' | 'undated' | 'missing' | 'unsure' | 'young' | 'older' | 'refunded' | number;

/** The curve of some payments; those that were never paid count nowhere. */
export function arrivalCurve(
  payments: Iterable<PaymentReading>,
  { calendar, asOf, ...asked }: CurveQuery,
): ArrivalCurve {
  const from = asked.from ?? addDays(localDateOf(asOf), -windowDays);
  const ripe = lastOldEnough(asOf, calendar);
  const to = asked.to !== undefined && asked.to < ripe ? asked.to : ripe;
  const parts = new Map<Part, Tally>();
  const add = (part: Part, count: number, amount: bigint): void => {
    const had = parts.get(part) ?? nothing;
    parts.set(part, { count: had.count + count, amount: had.amount + amount });
  };
  for (const payment of payments) {
    if (payment.settlement === null) continue;
    const aside = leftOutAs(payment, { from, to });
    if (aside) {
      add(aside, 1, payment.amount);
      continue;
    }
    const arrived = arrivedOf(payment);
    const open = isOpen(payment);
    if (!open || arrived > 0n) add(arrivedAs(payment, calendar), open ? 0 : 1, arrived);
    if (open) add(isMissing(payment) ? 'missing' : 'unsure', 1, openOf(payment));
  }
  return curveOf(parts, { from, to });
}

function curveOf(
  parts: ReadonlyMap<Part, Tally>,
  days: Pick<ArrivalCurve, 'from' | 'to'>,
): ArrivalCurve {
  const of = (part: Part): Tally => parts.get(part) ?? nothing;
  const onDay = Array.from({ length: lastDayShown + 1 }, (_, day) => of(day));
  const rest = {
    later: of('later'),
    undated: of('undated'),
    missing: of('missing'),
    unsure: of('unsure'),
  };
  const paid = [...onDay, ...Object.values(rest)].reduce(plus, nothing);
  const leftOut = { young: of('young'), older: of('older'), refunded: of('refunded') };
  return { ...days, paid, onDay, ...rest, leftOut };
}

/** What had been credited by the end of each working day. */
export function creditedBy({ onDay }: Pick<ArrivalCurve, 'onDay'>): Tally[] {
  let sum = nothing;
  return onDay.map((tally) => (sum = plus(sum, tally)));
}

function leftOutAs(
  { settlement, paidAt }: PaymentReading,
  { from, to }: Pick<ArrivalCurve, 'from' | 'to'>,
): 'young' | 'older' | 'refunded' | null {
  if (settlement === 'refunded') return 'refunded';
  const paidOn = localDateOf(paidAt);
  if (paidOn < from) return 'older';
  return paidOn > to ? 'young' : null;
}

/** The working day of the last credit; on one before the payment's own nothing was waited for. */
function arrivedAs(payment: PaymentReading, calendar: Calendar): Part {
  const on = creditedOn(payment);
  if (on === null) return 'undated';
  const days = calendar.workingDaysBetween(localDateOf(payment.paidAt), on);
  return days > lastDayShown ? 'later' : days;
}

/** The booking day of the last credit; null where no confirmed line is known. */
export function creditedOn({ matches }: PaymentReading): LocalDate | null {
  const days = matches
    .filter(({ status }) => status === 'confirmed')
    .map(({ line }) => line.bookingDate);
  return days.sort().at(-1) ?? null;
}

function isMissing({ settlement }: PaymentReading): boolean {
  return settlement !== null && missingValues.includes(settlement);
}

/** The last day of payment after which `lastDayShown` whole working days have passed. */
function lastOldEnough(asOf: Date, calendar: Calendar): LocalDate {
  let day = addDays(localDateOf(asOf), -1);
  for (let left = lastDayShown; left > 0; day = addDays(day, -1)) {
    if (calendar.isWorkingDay(day)) left -= 1;
  }
  return day;
}
