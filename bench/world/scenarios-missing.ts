// The twelve units whose money is missing, each by a cause that happens: not declared, replaced,
// mistyped, held back, taken back, paid short, paid twice.
import { addDays } from '../../src/calendar.js';
import type { LocalDate } from '../../src/calendar.js';
import type { Money } from '../../src/money.js';
import type { Draft } from './draft.js';
import { accountOn, book, pay } from './draft.js';
import { dueOf } from './gateways.js';
import { namingNarrative, reversalNarrative } from './narratives.js';
import { certification, missingUnits } from './places.js';
import { sessionKey } from './settle-batches.js';
import { creditPlace } from './settle-transactions.js';
import { absent } from './truth.js';
import type { FeeItem, GatewayName, LedgerLine, WorldAccount, WorldPayment } from './world.js';

/** Plants the missing money. */
export function plantMissingMoney(draft: Draft): void {
  const { span, places } = draft;
  const day = (index: number): LocalDate => span.workingDays[index] as LocalDate;
  const units = missingUnits;

  draft.silentFrom.set(units.chonThanh, span.firstOn);
  for (const on of span.workingDays.slice(0, 5)) pay(draft, { unitCode: units.chonThanh, on });

  for (let count = 0; count < 4; count += 1) {
    const on = addDays(places.changeOn, count % 2);
    paidToOldAccount(draft, units.tanHung, on);
    lost(draft, units.tanHung, on, 'the account given up before refused the credit');
  }
  for (let count = 0; count < 4; count += 1) {
    creditedElsewhere(draft, units.minhDuc, places.cast.wrongRecipient, day(count));
    lost(draft, units.minhDuc, day(count), 'the mistyped account does not exist');
  }
  hold(draft, { unitCode: units.locHung, gateway: 'vnpay', on: day(2) }, 4);
  hold(draft, { unitCode: units.dongXoai, gateway: 'momo', on: longHoliday(draft) }, 6);
  hold(draft, { unitCode: units.thoSon, gateway: 'vnpay', on: day(1) }, 3);
  hold(draft, { unitCode: units.thoSon, gateway: 'vnpay', on: day(3) }, 3);

  for (let count = 0; count < 4; count += 1) takenBack(draft, units.thienHung, day(count));
  plan(draft, { unitCode: units.thienHung, gateway: 'vnpay', on: day(2) }, 'taken-back', 3);
  for (let count = 0; count < 3; count += 1)
    paidShort(draft, units.phuRieng, day(count), [47_800n]);
  paidShort(draft, units.phuRieng, day(3), [30_000n, 15_000n]);
  for (let count = 0; count < 6; count += 1) {
    lost(draft, units.tanLoi, day(count % 5), 'the pay-out failed and nobody noticed');
  }
  paidInPart(draft, units.tanLoi, day(1));
  for (let count = 0; count < 2; count += 1) paidTwice(draft, units.dongPhu, day(count + 1));
  lost(draft, units.dongPhu, day(4), 'the pay-out failed and nobody noticed');
  plan(draft, { unitCode: units.longBinh, gateway: 'vnpay', on: day(1) }, 'reported-but-one', 4);
  lost(draft, units.longBinh, day(0), 'the pay-out failed and nobody noticed');
  plantUndatedPair(draft, units.trangDai);
  oneDossierCreditedOnce(draft, units.dongPhu, day(3));
  for (let count = 0; count < 2; count += 1) takenBack(draft, units.trangDai, day(count * 2));
  for (let count = 0; count < 3; count += 1) {
    lost(draft, units.trangDai, day(count), 'the pay-out failed and nobody noticed');
  }
}

// Two sessions of the same sum, one credit that prints no day: it may be either's.
function plantUndatedPair(draft: Draft, unitCode: string): void {
  const [first, , third] = draft.span.workingDays;
  if (!first || !third) return;
  const wish = { unitCode, gateway: 'momo', amount: 8_000n, early: true } as const;
  pay(draft, { ...wish, on: first });
  pay(draft, { ...wish, on: third });
  draft.sessionPlans.set(sessionKey(unitCode, 'momo', first), 'held');
  draft.sessionPlans.set(sessionKey(unitCode, 'momo', third), 'undated');
}

/** Two equal fees of one dossier, one credit naming the dossier only: the first is paid. */
function oneDossierCreditedOnce(draft: Draft, unitCode: string, on: LocalDate): void {
  const wish = { unitCode, on, amount: 15_000n, early: true } as const;
  const both = [payApart(draft, wish)];
  both.push(payApart(draft, { ...wish, dossierCode: both[0]?.dossierCode ?? null }));
  const [first, second] = both.sort((one, other) => one.paidAt.getTime() - other.paidAt.getTime());
  if (!first || !second) return;
  creditTo(draft, first, first.amount, (account) =>
    namingNarrative([first.dossierCode ?? ''], account),
  );
  first.expected = { settlement: 'arrived', why: 'the earlier of two equal fees of a dossier' };
  second.expected = absent(draft, second, 'the later of two equal fees of a dossier never came');
}

interface Place {
  readonly unitCode: string;
  readonly gateway: GatewayName;
  readonly on: LocalDate;
  readonly amount?: Money;
}

/** Payments of one session, and what the gateway does with the session. */
export function plan(
  draft: Draft,
  place: Place,
  what: Parameters<Draft['sessionPlans']['set']>[1],
  count: number,
): void {
  const planted = Array.from({ length: count }, () => pay(draft, { ...place, early: true }));
  const { session } = dueOf(draft, planted[0] as WorldPayment);
  draft.sessionPlans.set(sessionKey(place.unitCode, place.gateway, session.lastOn), what);
}

function hold(draft: Draft, place: Place, count: number): void {
  plan(draft, place, 'held', count);
}

// The session of 30 April to 3 May where the world lasts that long.
function longHoliday({ span }: Draft): LocalDate {
  return span.days.includes('2026-05-01') ? '2026-05-01' : (span.workingDays[1] as LocalDate);
}

/** Paid, and nothing ever comes. */
function lost(draft: Draft, unitCode: string, on: LocalDate, why: string): void {
  const payment = payApart(draft, { unitCode, on });
  payment.expected = absent(draft, payment, why);
}

/** A portal payment that the ordinary course leaves alone. */
export function payApart(draft: Draft, wish: Parameters<typeof pay>[1]): WorldPayment {
  return pay(draft, { ...wish, expected: { settlement: null, why: 'decided by its scenario' } });
}

/** A credit of a portal payment in the unit's account, naming it in full unless told otherwise. */
export function creditTo(
  draft: Draft,
  payment: WorldPayment,
  amount: Money,
  narrate?: (account: WorldAccount) => string,
  purpose?: string,
): LedgerLine {
  const place = creditPlace(draft, payment, payment.unitCode ?? '', purpose);
  if (!place) throw new Error(`unit ${String(payment.unitCode)} has no account to credit`);
  const narrative =
    narrate?.(place.account) ?? namingNarrative([payment.merchantRef], place.account);
  return book(draft, { ...place, amount, narrative });
}

/** Paid after the account had been replaced, and credited to the old one all the same. */
export function paidToOldAccount(draft: Draft, unitCode: string, on: LocalDate): void {
  const account = accountOn(draft, unitCode, addDays(draft.places.changeOn, -1));
  if (!account) throw new Error(`unit ${unitCode} has no replaced account`);
  const payment = payApart(draft, { unitCode, on });
  const { dueOn } = dueOf(draft, payment);
  const narrative = namingNarrative([payment.merchantRef], account);
  book(draft, { account, bookedOn: dueOn, amount: payment.amount, narrative });
  const why = 'the portal still paid into the account that the unit had given up';
  payment.expected = { settlement: 'old_account', why };
}

/** Credited to another unit's account. */
export function creditedElsewhere(
  draft: Draft,
  unitCode: string,
  recipient: string,
  on: LocalDate,
  kept = 0n,
): void {
  const payment = payApart(draft, { unitCode, on });
  const place = creditPlace(draft, payment, recipient);
  if (!place) throw new Error(`unit ${recipient} has no account`);
  const reference = payment.dossierCode ?? payment.merchantRef;
  const narrative = namingNarrative([reference], place.account);
  book(draft, { ...place, amount: payment.amount - kept, narrative });
  const why = `a mistyped account number sent it to unit ${recipient}`;
  payment.expected = { settlement: 'wrong_unit', why };
}

/** Credited, and debited back by the bank two days later. */
export function takenBack(draft: Draft, unitCode: string, on: LocalDate): WorldPayment {
  const payment = payApart(draft, { unitCode, on });
  const credit = creditTo(draft, payment, payment.amount);
  const named = draft.random.chance(0.5) ? credit.bankRef : payment.merchantRef;
  book(draft, {
    account: credit.account,
    bookedOn: addDays(credit.bookedOn, 1),
    amount: -payment.amount,
    narrative: reversalNarrative(named, credit.account),
  });
  const why = 'the bank took the credit back: holder and account did not agree';
  payment.expected = { settlement: 'returned', why };
  return payment;
}

function paidShort(draft: Draft, unitCode: string, on: LocalDate, parts: readonly Money[]): void {
  const payment = payApart(draft, { unitCode, on, amount: 50_000n });
  for (const part of parts) creditTo(draft, payment, part);
  const why = 'the portal kept a fee that its terms do not know';
  payment.expected = { settlement: 'short', why };
}

/** Fee items for two accounts, of which only one is credited. */
function paidInPart(draft: Draft, unitCode: string, on: LocalDate): void {
  const payment = payApart(draft, { unitCode, on, feeItems: twoFees });
  creditTo(draft, payment, 8_000n);
  const why = 'of two fees for two accounts only one was paid out';
  payment.expected = { settlement: 'overdue', why };
}

/** A copy's fee for the usual account, a certificate's for its own. */
export const twoFees: readonly FeeItem[] = [
  { purpose: 'default', amount: 8_000n },
  { purpose: certification, amount: 50_000n },
];

/** One order paid twice, credited once. */
function paidTwice(draft: Draft, unitCode: string, on: LocalDate): void {
  const first = payApart(draft, { unitCode, on, amount: 8_000n });
  const second = payApart(draft, { unitCode, on, amount: 8_000n, sameOrderAs: first });
  creditTo(draft, first, first.amount);
  first.expected = { settlement: 'arrived', why: 'the first payment of an order paid twice' };
  second.expected = absent(draft, second, 'the second payment of an order was never paid out');
}
