// The form of a match by hand: what of payments and lines is chosen, and what parts their sums.
import { type Money, parseMoney, sumMoney } from '../money.js';
import { adjustmentKinds, type Adjustment } from '../reconciliation/match-decision-store.js';
import type { PaymentGiven } from '../reconciliation/match-by-hand.js';
import type { LineReading, PaymentReading } from '../reconciliation/reading.js';

/** A part of a payment that is expected in an account of its own; mostly the whole. */
export interface PaymentPart {
  readonly payment: PaymentReading;
  readonly no: number;
  /** What is to arrive of it: net of the fee where the gateway keeps it. */
  readonly expected: Money;
  readonly isMatched: boolean;
  /** How many parts the payment has. */
  readonly of: number;
}

export function partsOf(payment: PaymentReading): PaymentPart[] {
  const isMatched = payment.matches.some(({ status }) => status === 'confirmed');
  const whole = [{ no: 0, expected: payment.amount, isMatched }];
  const credits = payment.credits ?? whole;
  return credits.map((credit) => ({ payment, ...credit, of: credits.length }));
}

/** The field of a part of the page's own payment, and of another one's. */
export const ownField = ({ no }: PaymentPart): string => `phan-${String(no)}`;
export const otherField = ({ payment, no }: PaymentPart): string =>
  `giao-dich-${payment.paymentId}${no === 0 ? '' : `-${String(no)}`}`;

export interface Choosable {
  readonly payment: PaymentReading;
  readonly candidates: readonly LineReading[];
  /** Parts of other payments that the same lines may pay. */
  readonly others: readonly PaymentPart[];
}

export interface Chosen {
  readonly lines: readonly LineReading[];
  /** The page's own first. */
  readonly parts: readonly PaymentPart[];
  readonly ownCount: number;
}

type Form = ReadonlyMap<string, string>;

/** Before anything was sent, and where there is only one, the first open part is chosen. */
export function chosenOwn(payment: PaymentReading, form: Form): PaymentPart[] {
  const open = partsOf(payment).filter(({ isMatched }) => !isMatched);
  if (form.size === 0 || partsOf(payment).length === 1) return open.slice(0, 1);
  return open.filter((part) => form.get(ownField(part)) === '1');
}

export function chosenIn({ payment, candidates, others }: Choosable, form: Form): Chosen {
  const own = chosenOwn(payment, form);
  return {
    lines: candidates.filter(({ lineId }) => form.get(`dong-${lineId}`) === '1'),
    parts: [...own, ...others.filter((part) => form.get(otherField(part)) === '1')],
    ownCount: own.length,
  };
}

/** As the verb takes them; the differences are of the page's own payment, by its first part. */
export function paymentsGiven({ parts }: Chosen): PaymentGiven[] {
  return parts.map(({ payment, no }, at) => ({
    ...{ paymentId: payment.paymentId, creditNo: no, amount: null },
    // whoever has several that differ opens the one that does
    bears: at === 0,
  }));
}

/** What the chosen payments expect less the differences, and what the chosen lines are. */
export interface ChosenSums {
  readonly payments: Money;
  readonly lines: Money;
}

/** Null before there is a form, and where a difference is no sum. */
export function sumsOf(asked: Choosable, form: Form): ChosenSums | null {
  const adjustments = adjustmentsIn(form);
  if (form.size === 0 || adjustments === null) return null;
  const { lines, parts } = chosenIn(asked, form);
  const adjusted = sumMoney(adjustments.map(({ amount }) => amount));
  return {
    payments: sumMoney(parts.map(({ expected }) => expected)) - adjusted,
    lines: sumMoney(lines.map(({ amount }) => amount)),
  };
}

export const adjustmentField = (kind: Adjustment['kind']): string => `chenh-lech-${kind}`;

/** One of each kind at most; null where what was typed is no whole sum. */
export function adjustmentsIn(form: Form): Adjustment[] | null {
  const typed = adjustmentKinds.map((kind) => ({ kind, amount: sumTyped(form, kind) }));
  if (typed.some(({ amount }) => amount === null)) return null;
  return typed.flatMap(({ kind, amount }) =>
    amount === null || amount === 0n ? [] : [{ kind, amount }],
  );
}

function sumTyped(form: Form, kind: Adjustment['kind']): Money | null {
  const typed = (form.get(adjustmentField(kind)) ?? '').replace(/[\s.]/g, '');
  if (typed === '') return 0n;
  const isLess = typed.startsWith('-');
  const amount = parseMoney(isLess ? typed.slice(1) : typed);
  if (amount === undefined || amount < 0n) return null;
  return isLess ? -amount : amount;
}
