// Everything else that must occur: money in other accounts, proposals, refunds, late and split
// credits, arrears, payments without a unit, and what a unit receives beside fees.
import { addDays } from '../../src/calendar.js';
import type { LocalDate } from '../../src/calendar.js';
import type { Draft } from './draft.js';
import { accountOn, book, pay } from './draft.js';
import { dueOf } from './gateways.js';
import { cutNarrative, namingNarrative } from './narratives.js';
import {
  creditedElsewhere,
  creditTo,
  paidToOldAccount,
  payApart,
  plan,
  takenBack,
  twoFees,
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

function dayOf(draft: Draft, index: number): LocalDate {
  return draft.span.workingDays[index] as LocalDate;
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
    { unitCode: cast.replacedPaidToOld, gateway: 'momo', on: addDays(changeOn, 1) },
    'to-old-account',
    2,
  );
  creditedElsewhere(draft, cast.mistyped, cast.otherRecipient, dayOf(draft, 1));
  creditedElsewhere(draft, cast.mistyped, cast.otherRecipient, dayOf(draft, 2));
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

function plantCredits(draft: Draft): void {
  const { cast } = draft.places;
  for (const index of [0, 1, 2]) {
    const cut = payApart(draft, { unitCode: cast.damaged, on: dayOf(draft, index) });
    creditTo(draft, cut, cut.amount, (account) => cutNarrative(cut.merchantRef, account));
    const why = 'the bank cut the last two characters off its reference';
    cut.expected = { settlement: 'proposed', why };
  }
  for (const index of [0, 1]) {
    const over = payApart(draft, { unitCode: cast.overpaid, on: dayOf(draft, index) });
    creditTo(draft, over, over.amount + 5_000n);
    over.expected = { settlement: 'over', why: 'the portal paid 5,000 đ too much' };
  }
  const parted = payApart(draft, { unitCode: cast.partly, on: dayOf(draft, 0), amount: 150_000n });
  creditTo(draft, parted, 100_000n);
  creditTo(draft, parted, 50_000n);
  parted.expected = { settlement: 'arrived', why: 'paid out in two sums that add up' };
  for (const index of [0, 2]) plantSeveral(draft, dayOf(draft, index));
  plantTwoPurposes(draft);
  plantSameDossier(draft);
  plantReturnedThenPaid(draft);
  plantRefunds(draft);
  plantDuplicates(draft);
  plantOtherIncome(draft);
}

function plantSeveral(draft: Draft, on: LocalDate): void {
  const unitCode = draft.places.cast.severalReferences;
  const payments = [0, 1, 2].map(() => payApart(draft, { unitCode, on }));
  const [first] = payments;
  if (!first) return;
  const whole = payments.reduce((total, payment) => total + payment.amount, 0n);
  const references = payments.map((payment) => payment.merchantRef);
  creditTo(draft, first, whole, (account) => namingNarrative(references, account));
  for (const payment of payments) {
    payment.expected = { settlement: 'arrived', why: 'one credit names three payments' };
  }
}

function plantTwoPurposes(draft: Draft): void {
  const unitCode = draft.places.cast.twoPurposes;
  for (const index of [0, 1]) {
    const payment = payApart(draft, { unitCode, on: dayOf(draft, index), feeItems: twoFees });
    for (const { purpose, amount } of twoFees) {
      creditTo(draft, payment, amount, undefined, purpose);
    }
    payment.expected = { settlement: 'arrived', why: 'two fees, each in its own account' };
  }
}

// Two fees of one dossier; the credits name the dossier only, their amounts tell them apart.
function plantSameDossier(draft: Draft): void {
  const wish = { unitCode: draft.places.cast.sameDossier, on: dayOf(draft, 1) };
  const first = payApart(draft, { ...wish, amount: 8_000n });
  const second = payApart(draft, { ...wish, amount: 50_000n, dossierCode: first.dossierCode });
  for (const payment of [first, second]) {
    creditTo(draft, payment, payment.amount, (account) =>
      namingNarrative([payment.dossierCode ?? ''], account),
    );
    payment.expected = { settlement: 'arrived', why: 'one of two different fees of a dossier' };
  }
}

function plantReturnedThenPaid(draft: Draft): void {
  const { cast } = draft.places;
  const payment = takenBack(draft, cast.returnedThenPaid, dayOf(draft, 0));
  const account = accountOn(draft, cast.returnedThenPaid, dayOf(draft, 0));
  if (!account) return;
  book(draft, {
    account,
    bookedOn: addDays(dayOf(draft, 0), 4),
    amount: payment.amount,
    narrative: namingNarrative([payment.merchantRef], account),
  });
  payment.expected = { settlement: 'arrived', why: 'taken back by the bank, then credited again' };
}

function plantRefunds(draft: Draft): void {
  const unitCode = draft.places.cast.refunds;
  for (const on of draft.span.days.slice(0, 3)) {
    pay(draft, { unitCode, on, amount: 15_000n, status: 'refunded', refunded: 15_000n });
  }
  const credited = payApart(draft, {
    unitCode,
    on: dayOf(draft, 0),
    amount: 50_000n,
    status: 'refunded',
    refunded: 50_000n,
  });
  creditTo(draft, credited, credited.amount);
  credited.expected = { settlement: 'refunded', why: 'given back, and credited all the same' };
  const partly = { unitCode, amount: 150_000n, status: 'partly_refunded' } as const;
  const whole = payApart(draft, { ...partly, on: dayOf(draft, 0), refunded: 50_000n });
  creditTo(draft, whole, 150_000n);
  whole.expected = { settlement: 'arrived', why: 'partly refunded, credited in full' };
  const rest = payApart(draft, { ...partly, on: dayOf(draft, 1), refunded: 50_000n });
  creditTo(draft, rest, 100_000n);
  rest.expected = { settlement: 'arrived', why: 'partly refunded, the rest credited' };
}

function plantDuplicates(draft: Draft): void {
  const unitCode = draft.places.cast.duplicates;
  const twice = payApart(draft, { unitCode, on: dayOf(draft, 0), amount: 15_000n });
  creditTo(draft, twice, twice.amount);
  creditTo(draft, twice, twice.amount);
  twice.expected = { settlement: 'arrived', why: 'credited twice: the earlier credit is its own' };
  const first = payApart(draft, { unitCode, on: dayOf(draft, 1), amount: 8_000n });
  const second = payApart(draft, {
    unitCode,
    on: dayOf(draft, 1),
    amount: 8_000n,
    sameOrderAs: first,
  });
  for (const payment of [first, second]) {
    creditTo(draft, payment, payment.amount);
    payment.expected = { settlement: 'arrived', why: 'one order paid twice and credited twice' };
  }
}

// Sums that no set of fees adds up to, so that they stay what they are: not fees.
function plantOtherIncome(draft: Draft): void {
  const account = accountOn(draft, draft.places.cast.otherIncome, draft.span.firstOn);
  if (!account) return;
  for (const [index, amount] of [3_150_737n, 812_391n, 12_400_113n].entries()) {
    book(draft, {
      account,
      bookedOn: dayOf(draft, index),
      amount,
      narrative: 'TIEN THUE MAT BANG CHO THANG 04 HO KINH DOANH',
    });
  }
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

// Attempts that did not succeed: the bank owes them no word.
function plantAttempts(draft: Draft): void {
  const { cast } = draft.places;
  const on = dayOf(draft, 1);
  for (const status of ['failed', 'cancelled', 'pending'] as const) {
    pay(draft, { unitCode: cast.severalReferences, on, status });
  }
  for (const status of ['failed', 'cancelled'] as const) {
    pay(draft, { unitCode: cast.severalReferences, on, status, gateway: 'vnpay' });
    pay(draft, { unitCode: cast.severalReferences, on, status, gateway: 'momo' });
  }
}
