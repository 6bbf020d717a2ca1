// Money that people have paid, or were asked to pay, to a unit that has no account for it.
import type { LocalDate } from '../calendar.js';
import { localDateOf } from '../calendar.js';
import { groupBy } from '../group-by.js';
import { sumMoney, type Money } from '../money.js';
import type { ProvinceReading } from '../reconciliation/reading.js';

export interface Stranded {
  readonly payments: number;
  readonly paymentAmount: Money;
  /** Announced and not paid yet. */
  readonly orders: number;
  readonly orderAmount: Money;
  /** The day of the first of them. */
  readonly sinceOn: LocalDate;
}

/** What is stranded, by the unit it was for. */
export function strandedSums(
  reading: Pick<ProvinceReading, 'payments' | 'flags'>,
): ReadonlyMap<string, Stranded> {
  const paid = groupBy(
    reading.payments.filter(({ settlement }) => settlement === 'no_account'),
    ({ unitCode }) => unitCode,
  );
  const flags = reading.flags.filter(({ flag }) => flag === 'no_account');
  return new Map(
    flags.map(({ unitCode, amount, orders, since }) => {
      const payments = paid.get(unitCode) ?? [];
      const paymentAmount = sumMoney(payments.map((payment) => payment.amount));
      const sums = { payments: payments.length, paymentAmount, orders };
      return [
        unitCode,
        { ...sums, orderAmount: amount - paymentAmount, sinceOn: localDateOf(since) },
      ];
    }),
  );
}
