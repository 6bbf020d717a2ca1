// What is matched with what: expected credits and statement lines, and how one compares with the
// other. Nothing here knows a clock, a database or a bank.
import type { LocalDate, Session } from '../calendar.js';
import type { Money } from '../money.js';
import type { OtherMoney } from './other-money.js';

/** A version of the beneficiary account that may receive a credit; half-open days, null = open. */
export interface AccountRight {
  readonly bankAccountId: string;
  readonly from: LocalDate | null;
  readonly to: LocalDate | null;
}

/** Money expected in one of a unit's accounts: one per payment, more when fee items part. */
export interface Credit {
  /** `<payment id>/<no>` */
  readonly key: string;
  readonly paymentId: string;
  readonly no: number;
  readonly label: string;
  readonly unitCode: string | null;
  readonly gatewayAccountId: string;
  readonly mode: 'per_transaction' | 'daily_batch';
  readonly basis: 'gross' | 'net';
  readonly gross: Money;
  readonly net: Money;
  readonly tolerance: Money;
  /** What the gateway gave back to the payer; `day` null where it did not say when. */
  readonly refund: {
    readonly full: boolean;
    readonly amount: Money | null;
    readonly on: LocalDate | null;
  } | null;
  readonly paidAt: Date;
  readonly paidOn: LocalDate;
  readonly session: Session;
  readonly dueOn: LocalDate;
  /** Ten working days after the due day: how long a suggestive rule looks. */
  readonly suggestUntil: LocalDate;
  /** Compact references: merchant reference, gateway transaction id, dossier code. */
  readonly references: readonly string[];
  readonly rights: readonly AccountRight[];
}

/** A statement line with what can be read from it without knowing any rule. */
export interface Line {
  readonly id: string;
  readonly bankAccountId: string;
  readonly bookedOn: LocalDate;
  readonly amount: Money;
  readonly bankRef: string | null;
  readonly narrative: string;
  readonly compact: string;
  /** Natural order that does not depend on which file came first. */
  readonly sortKey: string;
  /** Payable credits carrying each reference found in full in the narrative. */
  readonly named: readonly (readonly Credit[])[];
  /**
   * Credits that it names by their dossier code alone, and that inside a longer word: most likely the
   * reference of another payment of that dossier, one that we were never told of.
   */
  readonly looselyNamed: readonly Credit[];
  /** True when a reference in it belongs to a payment that did not succeed. */
  readonly namesUnpaid: boolean;
  /** Gateway accounts (ids) whose name stands in the narrative. */
  readonly gateways: readonly string[];
  /** Settlement batch ids found in the narrative. */
  readonly batches: readonly string[];
  /** Days printed with separators or eight digits; and six-digit ones, which may be anything. */
  readonly dates: readonly LocalDate[];
  readonly looseDates: readonly LocalDate[];
  /** Compact words of a narrative in which no reference was found: a damaged one may be among them. */
  readonly words: readonly string[];
  /** What the narrative says the money is, where it names no payment; null when it says nothing. */
  readonly saysIs: OtherMoney | null;
}

/** A payment in a settlement report. */
export interface BatchMember {
  readonly credit: Credit;
  readonly gross: Money;
  readonly net: Money;
}

/** One unit's part of a gateway's settlement report. */
export interface Batch {
  readonly key: string;
  readonly gatewayAccountId: string;
  /** As the gateway writes it, and as it is found in narratives. */
  readonly batch: string;
  readonly label: string;
  readonly settledOn: LocalDate;
  readonly netTotal: Money;
  /** Σ of the fees of all rows, and of the amounts of payments. */
  readonly feeTotal: Money;
  readonly paidTotal: Money;
  /** Members known to us, each with what the report says was paid and arrives for it. */
  readonly members: readonly BatchMember[];
  /** Payments (ids) that the report pays out although they are not known to have been made. */
  readonly unpaid: readonly string[];
  /** Rows (payments, not refunds or adjustments) without a payment of ours. */
  readonly unknownCount: number;
}

/** The payments of one gateway account and unit in one session. */
export interface SessionBook {
  readonly gatewayAccountId: string;
  readonly session: Session;
  readonly dueOn: LocalDate;
  readonly members: readonly Credit[];
  /** A payment of the session may still succeed, or its fate is unknown. */
  readonly doubtful: boolean;
}

/** A session with the members no match has taken yet. */
export interface OpenSession extends SessionBook {
  readonly open: readonly Credit[];
}

/** What a credit expects, as far as a sum is compared with it. */
export type Expected = Pick<Credit, 'basis' | 'gross' | 'net' | 'refund' | 'tolerance'>;

/**
 * How a sum compares with what a credit expects. `agrees`: the expected sum (or what remains of it
 * after a part refund); `other_basis`: exactly the other of gross and net.
 */
export type Fit = 'agrees' | 'other_basis' | 'less' | 'more';

export function fitOf(credit: Expected, amount: Money): Fit {
  const [expected, other] =
    credit.basis === 'gross' ? [credit.gross, credit.net] : [credit.net, credit.gross];
  const given = credit.refund && !credit.refund.full ? credit.refund.amount : null;
  const deductions = given === null ? [0n] : [0n, given];
  for (const deduction of deductions) {
    const gap = amount - (expected - deduction);
    if ((gap < 0n ? -gap : gap) <= credit.tolerance) return 'agrees';
  }
  if (deductions.some((deduction) => amount === other - deduction)) return 'other_basis';
  const least = expected - (given ?? 0n);
  return amount < least ? 'less' : 'more';
}

/** What a credit expects to be booked, by its basis. */
export function expectedOf(credit: Expected): Money {
  return credit.basis === 'gross' ? credit.gross : credit.net;
}

/**
 * Whether a line's account was the unit's at some instant between payment and credit, or became
 * the unit's by the payment's due day (contract section 4, `arrived`).
 */
export function isRightAccount(credit: Credit, line: Line): boolean {
  const { paidOn } = credit;
  return credit.rights.some(
    (right) => hasBegun(right, credit, line) && (right.to === null || right.to > paidOn),
  );
}

/** Whether a line's account is right, or was one of the unit's before the payment. */
export function isOwnAccount(credit: Credit, line: Line): boolean {
  return credit.rights.some((right) => hasBegun(right, credit, line));
}

/** A version on a line's account that had begun by the credit or by the due day. */
function hasBegun(right: AccountRight, { dueOn }: Credit, { bankAccountId, bookedOn }: Line) {
  const until = bookedOn > dueOn ? bookedOn : dueOn;
  return right.bankAccountId === bankAccountId && (right.from === null || right.from <= until);
}

/**
 * Whether payments of one batch are due to a line's account: to some of them it was right. A session
 * in which the account was changed has others that were paid after it; theirs is the old account.
 */
export function isDueTo(credits: readonly Credit[], line: Line): boolean {
  return (
    credits.every((credit) => isOwnAccount(credit, line)) &&
    credits.some((credit) => isRightAccount(credit, line))
  );
}

/** A session ended early enough for its credit to be booked on that day. */
export function endedBefore(session: SessionBook, line: Line): boolean {
  return session.session.lastOn < line.bookedOn || session.dueOn <= line.bookedOn;
}

/** Order in which credits of one reference are served: who paid first. */
export function byPaidAt(one: Credit, other: Credit): number {
  const earlier = one.paidAt.getTime() - other.paidAt.getTime();
  if (earlier !== 0) return earlier;
  return one.label === other.label ? one.no - other.no : one.label < other.label ? -1 : 1;
}

/** Order of lines that does not depend on the order of files. */
export function byBooking(one: Line, other: Line): number {
  if (one.sortKey !== other.sortKey) return one.sortKey < other.sortKey ? -1 : 1;
  return one.id.length - other.id.length || (one.id < other.id ? -1 : 1);
}

/** Payments that share unit and amount can stand for one another. */
export function isInterchangeable(credits: readonly Credit[]): boolean {
  const [first] = credits;
  const alike = (credit: Credit) =>
    credit.gross === first?.gross && credit.unitCode === first.unitCode;
  return first !== undefined && credits.every(alike);
}

/** A sum that leaves nothing to explain but, perhaps, the fee. */
export function isExact(fit: Fit): boolean {
  return fit === 'agrees' || fit === 'other_basis';
}
