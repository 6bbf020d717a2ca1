// Open money by the month of a report, and the days that its tables name.
import { addDays, dueDayOf, instantOf, localDateOf, type LocalDate } from '../calendar.js';
import type { PaymentReading } from '../reconciliation/reading.js';
import type { Period } from './period.js';

export * from '../oversight/open-money.js';

/** Payments that were made in the period, never paid ones left out. */
export function paidIn(
  payments: readonly PaymentReading[],
  { firstOn, lastOn }: Period,
): readonly PaymentReading[] {
  const [from, to] = [instantOf(firstOn), instantOf(addDays(lastOn, 1))];
  return payments.filter(
    ({ settlement, paidAt }) => settlement !== null && from <= paidAt && paidAt < to,
  );
}

/** Payments that were made before it. */
export function paidBefore(
  payments: readonly PaymentReading[],
  { firstOn }: Period,
): readonly PaymentReading[] {
  const from = instantOf(firstOn);
  return payments.filter(({ settlement, paidAt }) => settlement !== null && paidAt < from);
}

/** The day on which the oldest of them was paid. */
export function oldestOn(payments: readonly PaymentReading[]): LocalDate | null {
  return payments.map(({ paidAt }) => localDateOf(paidAt)).sort()[0] ?? null;
}

/** The day by which the first of them was due. */
export function firstDueOn(payments: readonly PaymentReading[]): LocalDate | null {
  return payments.flatMap(({ dueAt }) => (dueAt ? [dueDayOf(dueAt)] : [])).sort()[0] ?? null;
}

/** The last day that is proven for all of them; null where that is none. */
export function provenThrough(payments: readonly PaymentReading[]): LocalDate | null {
  const known = payments.flatMap(({ coveredThrough }) => coveredThrough ?? []).sort();
  return known.length === payments.length ? (known[0] ?? null) : null;
}
