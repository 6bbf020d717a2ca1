// Exact arithmetic for printed amounts of any currency. The default precision of decimal.js (20
// digits) would round the sum of large amounts with many decimals; this one cannot.
import { Decimal } from 'decimal.js';
import { FileRefused } from '../tables/file-refused.js';
import type { DecimalText } from './bank-format.js';

const Exact = Decimal.clone({ precision: 100 });

/** Most whole digits an amount may have (contract, section 6). */
const wholeDigitsMax = 18;

/**
 * An amount printed with a decimal point and without grouping.
 * @throws FileRefused `bad_amount` for anything else and for more than 18 whole digits
 */
export function exact(text: string, line: number | null = null): Decimal {
  const match = /^[-+]?(\d*)(?:\.(\d{0,20}))?$/.exec(text);
  const whole = (match?.[1] ?? '').replace(/^0+/, '');
  const hasDigit = match !== null && `${match[1] ?? ''}${match[2] ?? ''}` !== '';
  if (!hasDigit || whole.length > wholeDigitsMax) {
    throw new FileRefused('bad_amount', `"${text.slice(0, 40)}" is not an amount`, line);
  }
  return new Exact(text.replace(/\.$/, '').replace(/^([-+]?)\./, '$10.'));
}

/** An amount whose hundredths a double counts exactly. */
const plainAmount = /^\d{1,12}(?:\.\d{0,2})?$/;

/**
 * A printed amount as canonical text, with the sign that it has on the account.
 * @throws FileRefused `bad_amount`
 */
export function signedText(text: string, isNegative: boolean, line: number): DecimalText {
  if (!plainAmount.test(text)) {
    const amount = exact(text, line);
    return decimalText(isNegative ? amount.negated() : amount);
  }
  return hundredthsText(Math.round(Number(text) * 100) * (isNegative ? -1 : 1));
}

/** Canonical text of a whole number of hundredths. */
export function hundredthsText(hundredths: number): DecimalText {
  const size = Math.abs(hundredths);
  const cents = size % 100;
  const text = `${String((size - cents) / 100)}.${cents < 10 ? '0' : ''}${String(cents)}`;
  return hundredths < 0 ? `-${text}` : text;
}

/** Sum of exact amounts; of none, 0. */
export function sumExact(amounts: Iterable<Decimal>): Decimal {
  let total = new Exact(0);
  for (const amount of amounts) total = total.plus(amount);
  return total;
}

/** Canonical text: at least two decimals, as statements print amounts; never `-0`. */
export function decimalText(amount: Decimal): DecimalText {
  return amount.isZero() ? '0.00' : amount.toFixed(Math.max(2, amount.decimalPlaces()));
}
