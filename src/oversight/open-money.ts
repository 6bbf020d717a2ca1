// What of a payment has come and what is still open, counted as the totals of the pages count it:
// of a payment that came only in part the rest is open. Pages, charts and reports all ask here.
import { sumMoney, type Money } from '../money.js';
import type { PaymentReading, SettlementValue } from '../reconciliation/reading.js';

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
