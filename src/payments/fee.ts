// What a gateway keeps of a payment or of a batch, by the fee part of its dated terms.
import { Decimal } from 'decimal.js';
import { type Money, moneyText, roundHalfUp } from '../money.js';

// 18 digits times a rate exceed decimal.js's 20 digits, and it would round on the way
const Exact = Decimal.clone({ precision: 80 });

/** A step of a fee table: it holds for amounts up to and including `upTo`; null has no end. */
export interface FeeTier {
  readonly upTo: Money | null;
  readonly percent: string;
  readonly fixed: Money;
}

/** Fee of the contract's gateway profile, absent parts filled in with 0. */
export interface FeeTerms {
  /** Percent of the amount as a decimal text, "1.1" for 1.1 %. */
  readonly percent: string;
  readonly fixed: Money;
  readonly min: Money;
  /** 0: no upper bound. */
  readonly max: Money;
  /** Where there are any, they replace percent and fixed. Sorted by `upTo`, null last. */
  readonly tiers: readonly FeeTier[];
  readonly vatPercent: string;
  /** Whether the fee is taken of each payment or of the sum of a batch. */
  readonly per: 'payment' | 'batch';
  readonly rounding: 'half_up';
}

/**
 * The fee of an amount in whole đồng: (percent + fixed, or its tier's), kept between min and max,
 * plus VAT, computed exactly and rounded half up once.
 */
export function feeOf(terms: FeeTerms, amount: Money): Money {
  const { percent, fixed } = stepOf(terms, amount);
  const plain = new Exact(moneyText(amount)).times(percent).dividedBy(100).plus(moneyText(fixed));
  const raised = Exact.max(plain, moneyText(terms.min));
  const capped = terms.max > 0n ? Exact.min(raised, moneyText(terms.max)) : raised;
  return roundHalfUp(capped.times(new Exact(100).plus(terms.vatPercent)).dividedBy(100));
}

/** Whether anything was agreed: a profile that names no fee accuses no report of one. */
export function isFeeAgreed({ percent, fixed, min, tiers }: FeeTerms): boolean {
  return tiers.length > 0 || fixed > 0n || min > 0n || !new Exact(percent).isZero();
}

function stepOf(terms: FeeTerms, amount: Money): { percent: string; fixed: Money } {
  return terms.tiers.find(({ upTo }) => upTo === null || amount <= upTo) ?? terms;
}
