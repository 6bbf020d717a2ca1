// Payments that stay pending although their gateway was asked for as long as the profile says:
// nobody asks any more, so a person has to. Derived from days, so a final word ends it by itself.
import { currentState, isPaid } from '../payments/payment.js';
import { askableKinds } from '../payments/queries/index.js';
import { queryDaysDefault } from '../payments/queries/question.js';
import type { ExpectedPayment } from './expected-credits.js';

const dayMs = 86_400_000;

/** Payments (ids) with the instant from which nobody asks about them. Pure. */
export function givenUpPayments(
  payments: readonly ExpectedPayment[],
  asOf: Date,
): Map<string, Date> {
  const givenUp = new Map<string, Date>();
  let made: ReadonlySet<string> | undefined;
  for (const payment of payments) {
    const { record, gateway } = payment;
    const { queryUrl, queryDays = queryDaysDefault } = gateway.options;
    const isAsked = queryUrl !== undefined && askableKinds.includes(gateway.kind);
    if (!isAsked || record.merchantRef === null) continue;
    const state = currentState(record.events, asOf);
    if (state?.status !== 'pending') continue;
    made ??= madeAmong(payments, asOf);
    // an attempt that never got an id is over once the same order was paid
    if (record.gatewayTxnId === null && made.has(referenceOf(payment))) continue;
    const at = new Date(state.receivedAt.getTime() + queryDays * dayMs);
    if (at < asOf) givenUp.set(record.id, at);
  }
  return givenUp;
}

/** References of payments that were made. */
function madeAmong(payments: readonly ExpectedPayment[], asOf: Date): Set<string> {
  return new Set(
    payments.filter((payment) => isMade(payment, asOf)).map((payment) => referenceOf(payment)),
  );
}

function isMade({ record }: ExpectedPayment, asOf: Date): boolean {
  const status = currentState(record.events, asOf)?.status;
  return status !== undefined && isPaid(status);
}

function referenceOf({ record, gateway }: ExpectedPayment): string {
  return `${gateway.id} ${record.merchantRef ?? ''}`;
}
