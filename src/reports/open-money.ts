// What of a payment has come and what is still open, counted as the totals of the pages count it:
// of a payment that came only in part the rest is open.
import { addDays, dueDayOf, instantOf, localDateOf, type LocalDate } from '../calendar.js';
import { sumMoney, type Money } from '../money.js';
import type { PaymentReading, SettlementValue } from '../reconciliation/reading.js';
import type { Period } from './period.js';

/** Known not to be in the unit's account although it was due, or in no account at all. */
export const missingValues: readonly SettlementValue[] = [
  'overdue',
  'short',
  'returned',
  'wrong_unit',
  'old_account',
  'no_account',
];

/** Nothing can be said yet: a statement or somebody's decision is missing. */
export const unsureValues: readonly SettlementValue[] = ['unverifiable', 'proposed', 'unassigned'];

export const openValues: readonly SettlementValue[] = [
  ...missingValues,
  ...unsureValues,
  'awaiting',
];

/** Whether a payment was made and its money is not (wholly) where it belongs. */
export function isOpen({ settlement }: PaymentReading): boolean {
  return settlement !== null && openValues.includes(settlement);
}

/** What of it has come to the right account. */
export function arrivedOf({ settlement, amount, arrivedAmount }: PaymentReading): Money {
  if (settlement === 'arrived' || settlement === 'over') return amount;
  return settlement === 'short' || settlement === 'overdue' ? arrivedAmount : 0n;
}

/** What of it is open. */
export function openOf(payment: PaymentReading): Money {
  return isOpen(payment) ? payment.amount - arrivedOf(payment) : 0n;
}

export interface Sums {
  readonly count: number;
  readonly amount: Money;
}

export function sumsOf(
  payments: readonly PaymentReading[],
  amountOf: (payment: PaymentReading) => Money = ({ amount }) => amount,
): Sums {
  return { count: payments.length, amount: sumMoney(payments.map(amountOf)) };
}

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
