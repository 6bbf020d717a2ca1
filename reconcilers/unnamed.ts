// What the rules without a reference look at: payments that are settled one by one, and lines that
// name nothing. Whether the sums fit is the rules' own question.
import {
  fitOf,
  isExact,
  isRightAccount,
  type AccountRight,
  type Credit,
  type Line,
  type UnitBook,
} from '../src/reconciliation/book.js';
import type { Money } from '../src/money.js';

/** Open payments settled one by one, none of which a bank took back before. */
export function waitingPayments(book: UnitBook): readonly Credit[] {
  return book.credits.filter(
    (credit) => credit.mode === 'per_transaction' && !book.isReversed(credit),
  );
}

/**
 * Open credits without any reference, batch or gateway that settles in batches, which do not say
 * themselves that they are the bank's, the unit's other income or a payment not known to us.
 */
export function unnamedLines(book: UnitBook): readonly Line[] {
  const inBatches = new Set(book.sessions.map((session) => session.gatewayAccountId));
  return book.lines.filter(
    (line) =>
      line.named.length === 0 &&
      !line.namesUnpaid &&
      line.batches.length === 0 &&
      line.saysIs === null &&
      !line.gateways.some((gateway) => inBatches.has(gateway)),
  );
}

/**
 * Whether a line may pay a payment, sums aside: in a right account, from the payment's day to ten
 * working days after its due day, by its gateway where one is named, not given back before.
 */
export function mayPay(line: Line, credit: Credit): boolean {
  const { refund } = credit;
  const givenBack = refund?.full === true && refund.on !== null && refund.on < line.bookedOn;
  return (
    credit.paidOn <= line.bookedOn &&
    line.bookedOn <= credit.suggestUntil &&
    (line.gateways.length === 0 || line.gateways.includes(credit.gatewayAccountId)) &&
    !givenBack &&
    isRightAccount(credit, line)
  );
}

/** Items that no rule could tell apart: thousands of equal fees are one kind. */
export interface Kind<T> {
  readonly one: T;
  readonly all: readonly T[];
}

/** Compared field by field within one sum: making a key of every payment takes five times as long. */
function kindsOf<T>(
  items: readonly T[],
  sumOf: (item: T) => Money,
  isAlike: (one: T, other: T) => boolean,
): Kind<T>[] {
  const bySum = new Map<Money, { one: T; all: T[] }[]>();
  for (const item of items) {
    const same = bySum.get(sumOf(item)) ?? [];
    const kind = same.find(({ one }) => isAlike(one, item));
    if (kind) kind.all.push(item);
    else bySum.set(sumOf(item), [...same, { one: item, all: [item] }]);
  }
  return [...bySum.values()].flat();
}

/** Lines alike in account, day, amount and the gateways they name. */
export function kindsOfLines(lines: readonly Line[]): Kind<Line>[] {
  return kindsOf(
    lines,
    ({ amount }) => amount,
    (one, other) =>
      one.bookedOn === other.bookedOn &&
      one.bankAccountId === other.bankAccountId &&
      isSame(one.gateways, other.gateways),
  );
}

/** Payments alike in everything that is compared with a line. */
export function kindsOfCredits(credits: readonly Credit[]): Kind<Credit>[] {
  return kindsOf(
    credits,
    ({ gross }) => gross,
    (one, other) =>
      one.paidOn === other.paidOn &&
      one.net === other.net &&
      one.gatewayAccountId === other.gatewayAccountId &&
      one.dueOn === other.dueOn &&
      one.refund?.full === other.refund?.full &&
      one.refund?.amount === other.refund?.amount &&
      one.refund?.on === other.refund?.on &&
      one.rights.length === other.rights.length &&
      one.rights.every((right, place) => isSameRight(right, other.rights[place])),
  );
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((each, place) => each === other[place]);
}

function isSameRight(one: AccountRight, other: AccountRight | undefined): boolean {
  return (
    one.bankAccountId === other?.bankAccountId && one.from === other.from && one.to === other.to
  );
}

/** Kinds of lines in the order of their amounts, to look up those near a sum. */
export class LinesByAmount {
  private readonly byAmount = new Map<Money, Kind<Line>[]>();
  private readonly amounts: readonly Money[];

  constructor(kinds: readonly Kind<Line>[]) {
    for (const kind of kinds) {
      const same = this.byAmount.get(kind.one.amount);
      if (same) same.push(kind);
      else this.byAmount.set(kind.one.amount, [kind]);
    }
    this.amounts = [...this.byAmount.keys()].sort((one, other) => (one < other ? -1 : 1));
  }

  /** What one payment may have come as: gross or net, whole or what a part refund left of it. */
  fitting(credit: Credit): readonly Kind<Line>[] {
    const given = credit.refund?.full === false ? (credit.refund.amount ?? 0n) : 0n;
    const sums = [credit.gross, credit.net, credit.gross - given, credit.net - given];
    const amounts = new Set(sums.flatMap((sum) => this.near(sum, credit.tolerance)));
    return [...amounts]
      .filter((amount) => isExact(fitOf(credit, amount)))
      .flatMap((amount) => this.byAmount.get(amount) ?? [])
      .filter(({ one }) => mayPay(one, credit));
  }

  private near(sum: Money, tolerance: Money): Money[] {
    let low = 0;
    for (let high = this.amounts.length; low < high;) {
      const middle = (low + high) >> 1;
      if ((this.amounts[middle] ?? 0n) < sum - tolerance) low = middle + 1;
      else high = middle;
    }
    const found: Money[] = [];
    for (; low < this.amounts.length; low += 1) {
      const amount = this.amounts[low] ?? 0n;
      if (amount > sum + tolerance) break;
      found.push(amount);
    }
    return found;
  }
}
