// Sums of printed amounts, exact at any size. Nearly all amounts have two decimals and fit into a
// whole number of hundredths; the others are added as decimals. A statement may have a million lines.
import type { Decimal } from 'decimal.js';
import type { DecimalText } from './bank-format.js';
import { decimalText, exact, hundredthsText } from './exact.js';

/** Hundredths where a safe integer holds them. */
export type Amount = number | Decimal;

/** Texts longer than this may exceed what a double holds in hundredths. */
const hundredthsCharsMax = 15;

export function amountIn(text: DecimalText): Amount {
  const { length } = text;
  if (length > hundredthsCharsMax || text.charCodeAt(length - 3) !== 46) return exact(text);
  return Math.round(Number(text) * 100);
}

export function plus(one: Amount, other: Amount): Amount {
  if (typeof one === 'number' && typeof other === 'number') {
    const sum = one + other;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return decimalOf(one).plus(decimalOf(other));
}

export function minus(one: Amount, other: Amount): Amount {
  return plus(one, typeof other === 'number' ? -other : other.negated());
}

/** Without its sign. */
export function sizeOf(amount: Amount): Amount {
  return typeof amount === 'number' ? Math.abs(amount) : amount.abs();
}

export function isEqual(one: Amount, other: Amount): boolean {
  if (typeof one === 'number' && typeof other === 'number') return one === other;
  return decimalOf(one).equals(decimalOf(other));
}

export function decimalOf(amount: Amount): Decimal {
  return typeof amount === 'number' ? exact(String(amount)).dividedBy(100) : amount;
}

export function amountText(amount: Amount): DecimalText {
  return typeof amount === 'number' ? hundredthsText(amount) : decimalText(amount);
}
