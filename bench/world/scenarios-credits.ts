// Credits in every shape: cut references, too much, in parts, several in one, twice, taken back and
// paid again, after refunds - and what a unit receives beside fees.
import { addDays } from '../../src/calendar.js';
import type { LocalDate } from '../../src/calendar.js';
import type { Draft } from './draft.js';
import { accountOn, book, dayOf, pay } from './draft.js';
import { payoutOf } from './gateways.js';
import { cutNarrative, namingNarrative } from './narratives.js';
import { creditTo, payApart, takenBack, twoFees } from './scenarios-missing.js';

/** Plants the shapes of credits that end well, or wait for a person. */
export function plantCredits(draft: Draft): void {
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
  plantSmallDifferences(draft);
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

// The city's portal: within the tolerance, or without the fee taken off, is the whole sum still.
function plantSmallDifferences(draft: Draft): void {
  const { cast } = draft.places;
  const wish = { unitCode: cast.overpaid, gateway: 'cong-tinh', on: dayOf(draft, 1) } as const;
  const near = payApart(draft, { ...wish, amount: 50_000n });
  creditTo(draft, near, payoutOf(draft, near) - 40n);
  near.expected = { settlement: 'arrived', why: 'less by 40 đ, within the tolerance' };
  const gross = payApart(draft, { ...wish, amount: 150_000n });
  creditTo(draft, gross, gross.amount);
  gross.expected = { settlement: 'arrived', why: 'credited without the fee taken off' };
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
