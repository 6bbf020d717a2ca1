// A unit's month that two people sign: its figures, what each payment gives to them, and what parts
// the figures that were signed from those that are true now. Pure.
import type { LocalDate } from '../calendar.js';
import type { Money } from '../money.js';
import type { PaymentReading, SettlementValue } from '../reconciliation/reading.js';
import { arrivedOf, isOpen, openOf, type Sums } from '../reports/open-money.js';

/** In the order in which the monthly record prints them. */
export const figureNames = ['opening', 'paid', 'arrived', 'refunded', 'closing'] as const;
export type FigureName = (typeof figureNames)[number];
export type Figures = Readonly<Record<FigureName, Sums>>;

export const figureWords: Readonly<Record<FigureName, string>> = {
  opening: 'Chưa về đầu kỳ chuyển sang',
  paid: 'Thanh toán thành công trong kỳ',
  arrived: 'Đã về tài khoản thụ hưởng trong kỳ',
  refunded: 'Đã hoàn cho người nộp trong kỳ',
  closing: 'Chưa về cuối kỳ',
};

/** What one payment gives to the figures; payments that give nothing are no part. */
export interface Part {
  readonly paymentId: string;
  readonly reference: string;
  /** Where its money was before the month and at its end; null: it was not paid then. */
  readonly opening: SettlementValue | null;
  readonly closing: SettlementValue | null;
  readonly gives: Figures;
}

/** Days of a month that no statement of an account proves, both inclusive. */
export interface Gap {
  readonly account: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** A row of a gateway's report that names a payment of the month, or the unit within it. */
export interface SeenReportRow {
  readonly id: string;
  readonly batch: string;
  readonly settledOn: LocalDate;
  readonly reference: string;
  readonly amount: Money;
}

/** What is signed: figures are the sums of the parts. */
export interface MonthFacts {
  readonly parts: readonly Part[];
  readonly gaps: readonly Gap[];
}

/** A month as it is now. */
export interface MonthNow extends MonthFacts {
  readonly reportRows: readonly SeenReportRow[];
}

/** The parts of a month from the readings before it and at its end. */
export function partsOf(
  before: readonly PaymentReading[],
  after: readonly PaymentReading[],
): Part[] {
  const was = new Map(before.map((payment) => [payment.paymentId, payment]));
  const is = new Map(after.map((payment) => [payment.paymentId, payment]));
  return [...new Set([...was.keys(), ...is.keys()])]
    .map((id) => partOf(id, was.get(id), is.get(id)))
    .filter(({ gives }) => figureNames.some((name) => !isNothing(gives[name])))
    .sort((one, other) => Number(one.paymentId) - Number(other.paymentId));
}

function partOf(
  paymentId: string,
  was: PaymentReading | undefined,
  is: PaymentReading | undefined,
): Part {
  const named = is ?? was;
  const opening = was?.settlement ?? null;
  const closing = is?.settlement ?? null;
  const isNew = closing !== null && opening === null;
  const came = (one: PaymentReading | undefined): number =>
    one?.settlement === 'arrived' || one?.settlement === 'over' ? 1 : 0;
  const back = (one: PaymentReading | undefined): number =>
    one?.settlement === 'refunded' ? 1 : 0;
  const givenBack = (one: PaymentReading | undefined): Money =>
    back(one) ? (one?.amount ?? 0n) : 0n;
  return {
    ...{ paymentId, opening, closing },
    reference: named?.merchantRef ?? named?.gatewayTxnId ?? '',
    gives: {
      opening: leftOf(was),
      paid: { count: isNew ? 1 : 0, amount: isNew ? (is?.amount ?? 0n) : 0n },
      arrived: {
        count: came(is) - came(was),
        amount: (is ? arrivedOf(is) : 0n) - (was ? arrivedOf(was) : 0n),
      },
      refunded: { count: back(is) - back(was), amount: givenBack(is) - givenBack(was) },
      closing: leftOf(is),
    },
  };
}

function leftOf(payment: PaymentReading | undefined): Sums {
  if (!payment || !isOpen(payment)) return nothing;
  return { count: 1, amount: openOf(payment) };
}

const nothing: Sums = { count: 0, amount: 0n };

function isNothing({ count, amount }: Sums): boolean {
  return count === 0 && amount === 0n;
}

export function figuresOf(parts: readonly Part[]): Figures {
  const sumOf = (name: FigureName): Sums =>
    parts.reduce(
      ({ count, amount }, { gives }) => ({
        count: count + gives[name].count,
        amount: amount + gives[name].amount,
      }),
      nothing,
    );
  return eachFigure(sumOf);
}

export function eachFigure<Value>(valueOf: (name: FigureName) => Value): Record<FigureName, Value> {
  const values = figureNames.map((name) => [name, valueOf(name)] as const);
  return Object.fromEntries(values) as Record<FigureName, Value>;
}

/** A payment that gives a figure something else now than when it was signed. */
export interface ChangedItem {
  readonly paymentId: string;
  readonly reference: string;
  /** Where its money is at the end of the month; null: it was not there. */
  readonly was: SettlementValue | null;
  readonly is: SettlementValue | null;
  /** What it adds to the figure, or takes from it. */
  readonly by: Sums;
}

export interface FigureDifference {
  readonly figure: FigureName;
  readonly signed: Sums;
  readonly now: Sums;
  readonly items: readonly ChangedItem[];
}

/** What later evidence changed of a signed month; nothing of it changes what was signed. */
export interface MonthDifference {
  readonly figures: readonly FigureDifference[];
  /** Days that were signed as not proven and are now, and the other way round. */
  readonly provenSince: readonly Gap[];
  readonly unprovenSince: readonly Gap[];
  /** Rows of reports that came after it was signed, whether or not they changed a figure. */
  readonly reportedSince: readonly SeenReportRow[];
}

/** What was signed, with the ids of the report rows it rests on; null: none were listed then. */
export interface SignedFacts extends MonthFacts {
  readonly reportRowIds: readonly string[] | null;
}

/** Null where all is as it was signed, payment by payment. */
export function differenceOf(signed: SignedFacts, now: MonthNow): MonthDifference | null {
  const was = new Map(signed.parts.map((part) => [part.paymentId, part]));
  const is = new Map(now.parts.map((part) => [part.paymentId, part]));
  const ids = [...new Set([...was.keys(), ...is.keys()])];
  const [before, after] = [figuresOf(signed.parts), figuresOf(now.parts)];
  const figures = figureNames.flatMap((figure): FigureDifference[] => {
    const items = ids.flatMap((id) => changedItem(figure, was.get(id), is.get(id)));
    if (items.length === 0) return [];
    return [{ figure, signed: before[figure], now: after[figure], items }];
  });
  const provenSince = withoutThose(signed.gaps, now.gaps);
  const unprovenSince = withoutThose(now.gaps, signed.gaps);
  const listed = signed.reportRowIds && new Set(signed.reportRowIds);
  const reportedSince = now.reportRows.filter(({ id }) => listed?.has(id) === false);
  const difference = { figures, provenSince, unprovenSince, reportedSince };
  return Object.values(difference).every(({ length }) => length === 0) ? null : difference;
}

function changedItem(
  figure: FigureName,
  was: Part | undefined,
  is: Part | undefined,
): ChangedItem[] {
  const [before, after] = [was?.gives[figure] ?? nothing, is?.gives[figure] ?? nothing];
  const by = { count: after.count - before.count, amount: after.amount - before.amount };
  const named = is ?? was;
  if (!named || isNothing(by)) return [];
  const { paymentId, reference } = named;
  return [{ paymentId, reference, was: was?.closing ?? null, is: is?.closing ?? null, by }];
}

function withoutThose(gaps: readonly Gap[], others: readonly Gap[]): Gap[] {
  const known = new Set(others.map(gapKey));
  return gaps.filter((gap) => !known.has(gapKey(gap)));
}

function gapKey({ account, from, to }: Gap): string {
  return `${account} ${from} ${to}`;
}

export const monthStates = ['open', 'proposed', 'signed', 'differs', 'reopened'] as const;
export type MonthState = (typeof monthStates)[number];

export const monthStateWords: Readonly<Record<MonthState, string>> = {
  open: 'Chưa chốt',
  proposed: 'Chờ ký chốt',
  signed: 'Đã ký chốt',
  differs: 'Đã ký, nay có khác biệt',
  reopened: 'Đã mở lại',
};
