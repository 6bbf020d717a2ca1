// Money is whole đồng as a bigint: exact at any size, and `+`, `<` and `===` mean what they say.
// JSON.stringify refuses a bigint, so an amount can only leave as the decimal string we give it.
import { Decimal } from 'decimal.js';

/** An amount in whole Vietnamese đồng. Credits are positive, debits negative. */
export type Money = bigint;

/** Most digits an amount may have at the edges (contract, section 6). */
export const amountDigitsMax = 18;

/**
 * Reads a whole, unsigned or negative amount in đồng as our own files and messages print it.
 * @returns undefined for anything but an optional minus and 1 to 18 digits: no separators, no
 * fraction, no exponent, so "8000.5", "1e5" and "8.000" are refused instead of rounded.
 */
export function parseMoney(text: string): Money | undefined {
  return /^-?\d{1,18}$/.test(text) ? BigInt(text) : undefined;
}

/** The decimal string of the contract: digits, a minus in front of debits, nothing else. */
export function moneyText(amount: Money): string {
  return amount.toString();
}

/** "1.250.000 đ": how pages and mails print an amount (Vietnamese grouping). */
export function formatMoney(amount: Money): string {
  return `${amount.toString().replace(/\B(?=(\d{3})+(?!\d))/g, '.')} đ`;
}

/** Sum of amounts; of none, 0 đ. */
export function sumMoney(amounts: Iterable<Money>): Money {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
}

/** Absolute value. */
export function absMoney(amount: Money): Money {
  return amount < 0n ? -amount : amount;
}

/** Rounds a computed figure (a fee) half up to whole đồng. */
export function roundHalfUp(figure: Decimal): Money {
  return BigInt(figure.toDecimalPlaces(0, Decimal.ROUND_HALF_UP).toFixed(0));
}
