// The single causes that may make a batch differ from its credit, one function each.
import type { Credit, Line, UnitBook } from '../src/reconciliation/book.js';
import { addDays } from '../src/calendar.js';
import { moneyText, type Money } from '../src/money.js';
import type { CreditLeg } from '../src/reconciliation/reconciler.js';
import type { Base } from './batch-bases.js';

/** Refunds given longer before the credit were deducted from an earlier one. */
const refundDaysMax = 31;

/** One cause that makes the batches add up to the lines. */
export interface Explanation {
  readonly cause:
    | 'member_missing'
    | 'member_extra'
    | 'refund_deducted'
    | 'fee_tier'
    | 'fee_vat'
    | 'residue_carried';
  /** The payment, refund, rate or sum that is the cause. */
  readonly subject: string;
  readonly lines: readonly Line[];
  readonly bases: readonly Base[];
  readonly legs: readonly CreditLeg[];
}

/** A cause before it is said of which line and base. */
type Found = Pick<Explanation, 'cause' | 'subject' | 'legs'>;

function subjectOf({ credit, amount }: CreditLeg): string {
  return `${credit.label} ${moneyText(amount)}`;
}

/** One member did not come: another credit paid it, or it was kept back. */
function missing(base: Base, gap: Money): Found[] {
  return [...base.legs, ...base.closed]
    .filter((leg) => leg.amount === gap && base.closed.every((each) => each === leg))
    .map((leg) => ({
      cause: 'member_missing',
      subject: subjectOf(leg),
      legs: base.legs.filter((each) => each !== leg),
    }));
}

/** One payment of another session of this gateway came along. */
function extra(base: Base, surplus: Money, line: Line, book: UnitBook): Found[] {
  const inside = new Set(base.legs.map(({ credit }) => credit));
  const legs = book.credits
    .filter(
      (credit) =>
        credit.mode === 'daily_batch' &&
        credit.gatewayAccountId === base.gatewayAccountId &&
        credit[base.basis] === surplus &&
        credit.paidOn <= line.bookedOn &&
        line.bookedOn <= credit.suggestUntil &&
        !inside.has(credit),
    )
    .map((credit) => ({ credit, amount: credit[base.basis] }));
  return legs.map((leg) => ({
    cause: 'member_extra',
    subject: subjectOf(leg),
    legs: [...base.legs, leg],
  }));
}

/** One refund was deducted, of a payment in the batch or of one settled before. */
function refunded(base: Base, gap: Money, line: Line, book: UnitBook): Found[] {
  const since = addDays(line.bookedOn, -refundDaysMax);
  const given = (credit: Credit) =>
    credit.refund?.amount ?? (credit.refund?.full === true ? credit.gross : null);
  const inTime = ({ refund, suggestUntil }: Credit) =>
    refund?.on ? since <= refund.on && refund.on <= line.bookedOn : suggestUntil >= line.bookedOn;
  return book.sessions
    .filter(({ gatewayAccountId }) => gatewayAccountId === base.gatewayAccountId)
    .flatMap(({ members }) => members)
    .filter((credit) => given(credit) === gap && inTime(credit) && !base.refunded.has(credit))
    .map((credit) => ({
      cause: 'refund_deducted',
      subject: subjectOf({ credit, amount: gap }),
      legs: base.legs,
    }));
}

/** The fee was charged by one step of its table, or with another rate of tax. */
function otherFee(base: Base, line: Line, book: UnitBook): Found[] {
  const isWhole = base.legs.every(({ credit, amount }) => amount === credit.net);
  if (base.basis !== 'net' || !isWhole) return [];
  const members = base.legs.map(({ credit }) => credit);
  return book
    .otherFees(base.gatewayAccountId, members)
    .filter(({ total }) => total === line.amount)
    .map(({ cause, detail, nets }) => ({
      cause,
      subject: detail,
      legs: base.legs.map((leg, place) => ({ ...leg, amount: nets[place] ?? leg.amount })),
    }));
}

/** Every single cause that turns what a base should have brought into the line. */
export function causesOf(base: Base, line: Line, book: UnitBook): Explanation[] {
  const gap = base.sum - line.amount;
  // a member that another credit has paid is one cause already
  const others =
    base.closed.length > 0
      ? []
      : [
          ...extra(base, -gap, line, book),
          ...refunded(base, gap, line, book),
          ...otherFee(base, line, book),
        ];
  return [...missing(base, gap), ...others]
    .filter(({ legs }) => legs.length > 0)
    .map((found) => ({ ...found, lines: [line], bases: [base] }));
}

/** The same cause and payments found twice, as by a report and its session, are one answer. */
export function distinct(explanations: readonly Explanation[]): Explanation[] {
  const keyOf = ({ cause, subject, lines, legs }: Explanation) =>
    [
      cause,
      subject,
      ...lines.map(({ id }) => id),
      ...legs.map(({ credit }) => credit.key).sort(),
    ].join(' ');
  return [...new Map(explanations.map((each) => [keyOf(each), each])).values()];
}
