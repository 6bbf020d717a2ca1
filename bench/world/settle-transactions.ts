// The ordinary course of payments that the portals pay out one by one: each is credited by its due
// day under one of its references. Refunds, failures and unknown units come out here too.
import type { LocalDate } from '../../src/calendar.js';
import { localDateOf } from '../../src/calendar.js';
import type { Draft } from './draft.js';
import { accountOn, book } from './draft.js';
import { dueOf, paidOn, payoutOf } from './gateways.js';
import { payoutNarrative } from './narratives.js';
import { absent, ifShown } from './truth.js';
import type { Expected, WorldAccount, WorldPayment } from './world.js';

/** Credits every portal payment that no scenario decided, and says what must be found. */
export function settleTransactions(draft: Draft): void {
  for (const payment of draft.ordinary) {
    if (draft.terms[payment.gateway].mode !== 'per_transaction') continue;
    payment.expected = withoutCredit(payment) ?? credited(draft, payment);
  }
}

/** What holds of payments that nobody pays out. */
export function withoutCredit(payment: WorldPayment): Expected | undefined {
  if (payment.status === 'refunded') {
    return { settlement: 'refunded', why: 'given back to the payer in full the same day' };
  }
  if (payment.status === 'succeeded' || payment.status === 'partly_refunded') return undefined;
  return { settlement: null, why: `the gateway says ${payment.status}` };
}

function credited(draft: Draft, payment: WorldPayment): Expected {
  const { unitCode } = payment;
  if (unitCode === null) return { settlement: 'unassigned', why: 'nothing names a unit' };
  const silentFrom = draft.silentFrom.get(unitCode);
  if (silentFrom !== undefined && silentFrom <= paidOn(payment)) {
    return absent(draft, payment, 'the account was never declared to the portal: nothing paid out');
  }
  const place = creditPlace(draft, payment, unitCode);
  if (!place) return absent(draft, payment, 'the unit has no account to pay to');
  const line = book(draft, {
    ...place,
    amount: payoutOf(draft, payment),
    narrative: payoutNarrative(draft.random, payment, place.account),
    counterparty: 'CONG THANH TOAN DVC',
  });
  return ifShown(draft, payment, line, { settlement: 'arrived', why: 'paid out in time' });
}

/** The account and the day of an ordinary credit; undefined when there is no account by then. */
export function creditPlace(
  draft: Draft,
  payment: WorldPayment,
  unitCode: string,
  purpose?: string,
): { readonly account: WorldAccount; readonly bookedOn: LocalDate } | undefined {
  const { dueOn } = dueOf(draft, payment);
  const chosen = bookingDay(draft, payment, dueOn);
  for (const bookedOn of [chosen, dueOn]) {
    const account = accountOn(draft, unitCode, bookedOn, purpose);
    if (account) return { account, bookedOn };
  }
  return undefined;
}

// By instant transfer the same day when paid before the evening, else with the next day's run.
function bookingDay(draft: Draft, payment: WorldPayment, dueOn: LocalDate): LocalDate {
  const sameDay = localDateOf(payment.paidAt);
  const early = localDateOf(new Date(payment.paidAt.getTime() + 4 * 3_600_000)) === sameDay;
  return early && draft.random.chance(0.45) ? sameDay : dueOn;
}
