// Everything else that must occur: sessions that do not add up, money in other accounts, statements
// that prove nothing, payments without a unit, not due, or without success.
import { addDays } from '../../src/calendar.js';
import type { Draft } from './draft.js';
import { accountOn, book, dayOf, pay } from './draft.js';
import { dueOf } from './gateways.js';
import { namingNarrative } from './narratives.js';
import { plantCredits } from './scenarios-credits.js';
import {
  creditedElsewhere,
  creditTo,
  paidToOldAccount,
  payApart,
  plan,
} from './scenarios-missing.js';
import { absent } from './truth.js';

/** Plants every settlement value and line that is not missing money. */
export function plantTheRest(draft: Draft): void {
  plantBatches(draft);
  plantAccounts(draft);
  plantCredits(draft);
  plantWithoutUnit(draft);
  plantNotDue(draft);
  plantAttempts(draft);
}

function plantBatches(draft: Draft): void {
  const { cast } = draft.places;
  const vnpay = (unitCode: string, index: number) =>
    ({ unitCode, gateway: 'vnpay', on: dayOf(draft, index) }) as const;
  const momo = (unitCode: string, index: number) =>
    ({ unitCode, gateway: 'momo', on: dayOf(draft, index) }) as const;
  plan(draft, vnpay(cast.memberMissing, 1), 'member-missing', 4);
  plan(draft, momo(cast.memberMissingMomo, 2), 'member-missing', 3);
  plan(draft, momo(cast.doubtful, 2), 'doubtful', 2);
  pay(draft, { ...momo(cast.doubtful, 2), status: 'pending', early: true });
  plan(draft, vnpay(cast.reportUnbalanced, 1), 'report-unbalanced', 3);
  for (const index of [0, 1, 2]) plan(draft, vnpay(cast.reported, index), 'reported', 3);
  plan(draft, momo(cast.reported, 3), 'reported', 3);
  plan(draft, vnpay(cast.paidGross, 2), 'gross', 3);
  for (const index of [0, 1]) {
    plan(draft, momo(cast.arrears, index), 'with-next', 2);
    plan(draft, momo(cast.arrearsUndated, index), 'with-next-undated', 2);
  }
  for (const unitCode of [cast.arrears, cast.arrearsUndated]) {
    for (let count = 0; count < 3; count += 1) pay(draft, { ...momo(unitCode, 2), early: true });
  }
}

function plantAccounts(draft: Draft): void {
  const { cast, changeOn } = draft.places;
  const { days } = draft.span;
  for (const unitCode of [cast.neverAccount, cast.neverAccountToo, cast.firstAccountLater]) {
    for (const on of days.slice(0, 3)) pay(draft, { unitCode, on });
  }
  for (const unitCode of [cast.statementsStop, cast.statementsGap]) {
    for (const offset of [0, 0, 1, 1]) pay(draft, { unitCode, on: addDays(changeOn, offset) });
  }
  for (const unitCode of [cast.replaced, cast.treasury, cast.overlapping, cast.twoLayouts]) {
    for (const on of days.slice(0, 5)) pay(draft, { unitCode, on });
  }
  plantBeforeTheChange(draft);
  plantUnprinted(draft);
  paidToOldAccount(draft, cast.replacedPaidToOld, changeOn);
  paidToOldAccount(draft, cast.replacedPaidToOld, addDays(changeOn, 1));
  plan(
    draft,
    // A sum that no other unit's open sessions add up to: its account alone says whose it is.
    {
      unitCode: cast.replacedPaidToOld,
      gateway: 'momo',
      on: addDays(changeOn, 1),
      amount: 153_000n,
    },
    'to-old-account',
    2,
  );
  creditedElsewhere(draft, cast.mistyped, cast.otherRecipient, dayOf(draft, 1));
  creditedElsewhere(draft, cast.mistyped, cast.otherRecipient, dayOf(draft, 2), 1_000n);
  creditedElsewhere(draft, cast.neverAccount, cast.otherRecipient, dayOf(draft, 3));
}

// Paid while the old account was the unit's, credited there after it had been given up.
function plantBeforeTheChange(draft: Draft): void {
  const { cast, changeOn } = draft.places;
  const on = addDays(changeOn, -1);
  const account = accountOn(draft, cast.replaced, on);
  if (!account) return;
  const payment = payApart(draft, { unitCode: cast.replaced, on });
  const { dueOn: bookedOn } = dueOf(draft, payment);
  const narrative = namingNarrative([payment.merchantRef], account);
  book(draft, { account, bookedOn, amount: payment.amount, narrative });
  const why = 'credited to the account that was the unit’s when it was paid';
  payment.expected = { settlement: 'arrived', why };
}

// Statements that prove nothing for some days: no balances at all, or a chain that is broken.
function plantUnprinted(draft: Draft): void {
  const { cast, changeOn } = draft.places;
  for (const on of draft.span.days.slice(0, 4)) pay(draft, { unitCode: cast.withoutBalances, on });
  const lost = payApart(draft, { unitCode: cast.withoutBalances, on: changeOn });
  lost.expected = absent(draft, lost, 'never paid out, and the statements have no balances');
  const account = accountOn(draft, cast.chainBroken, changeOn);
  if (!account) return;
  const late = payApart(draft, { unitCode: cast.chainBroken, on: changeOn, early: true });
  const narrative = namingNarrative([late.merchantRef], account);
  const line = { account, bookedOn: changeOn, amount: late.amount, narrative };
  book(draft, { ...line, unprinted: true });
  late.expected = absent(draft, late, 'booked in the evening, after the day had been exported');
}

function plantWithoutUnit(draft: Draft): void {
  const { cast } = draft.places;
  for (const index of [0, 1, 2]) {
    pay(draft, { unitCode: null, on: dayOf(draft, index), amount: 50_000n });
  }
  const named = payApart(draft, { unitCode: null, on: dayOf(draft, 1), amount: 50_000n });
  const account = accountOn(draft, cast.partly, dayOf(draft, 2));
  if (!account) return;
  book(draft, {
    account,
    bookedOn: dayOf(draft, 2),
    amount: named.amount,
    narrative: namingNarrative([named.merchantRef], account),
  });
  const why = 'no unit is known, but a credit in a unit’s account names it';
  named.expected = { settlement: 'proposed', why };
}

function plantNotDue(draft: Draft): void {
  const { span, places } = draft;
  const on = span.statementsTo;
  const { reported, partly, overpaid } = places.cast;
  for (const unitCode of [reported, partly, overpaid]) {
    const payment = payApart(draft, { unitCode, on });
    payment.expected = absent(draft, payment, 'paid on the last day');
    pay(draft, { unitCode, on, gateway: 'vnpay' });
    pay(draft, { unitCode, on, gateway: 'momo' });
  }
  const part = payApart(draft, { unitCode: partly, on, amount: 150_000n });
  const account = accountOn(draft, partly, on);
  if (!account) return;
  const narrative = namingNarrative([part.merchantRef], account);
  book(draft, { account, bookedOn: on, amount: 60_000n, narrative });
  part.expected = absent(draft, part, 'only a part has come');
}

// Attempts that did not succeed: the bank owes them no word, even where a credit names one.
function plantAttempts(draft: Draft): void {
  const { cast } = draft.places;
  const on = dayOf(draft, 1);
  for (const status of ['failed', 'cancelled', 'pending'] as const) {
    pay(draft, { unitCode: cast.severalReferences, on, status });
  }
  const failed = payApart(draft, { unitCode: cast.severalReferences, on, status: 'failed' });
  creditTo(draft, failed, failed.amount);
  failed.expected = { settlement: null, why: 'credited although the gateway says failed' };
  for (const status of ['failed', 'cancelled'] as const) {
    pay(draft, { unitCode: cast.severalReferences, on, status, gateway: 'vnpay' });
    pay(draft, { unitCode: cast.severalReferences, on, status, gateway: 'momo' });
  }
}
