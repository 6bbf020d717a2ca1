// Amounts as sheets print them. How a file writes numbers is decided once for the whole file, never
// cell by cell.
import type { Decimal } from 'decimal.js';
import { FileRefused } from '../../tables/file-refused.js';
import type { Cell } from '../../tables/table.js';
import { exact } from '../exact.js';
import type { Amount } from '../running-sum.js';

/** The decimal separator of a file; the other one groups. */
export type DecimalMark = '.' | ',';

const currencyWords = /(?:VND|VNĐ|đồng|dong|đ|₫)\.?$/iu;
const currencyInFront = /^([-+\u2212(]?) ?(?:VND|VNĐ|đ|₫)[ .]?(?=[-+\u2212\d])/iu;
/** `2.000 DR`: the side behind the amount. */
const sideBehind = /\d ?(CR|DR)$|\d (C|D)$/i;
/** How far a stored binary number may be from the amount that was meant. */
const storedErrorMax = '0.000001';

/** Most characters of a printed amount; longer texts are not even looked at. */
const amountCharsMax = 64;

/** An amount without sign, currency and blanks; undefined when the text is no number. */
function bareDigits(text: string): { digits: string; isNegative: boolean } | undefined {
  if (text.length > amountCharsMax) return undefined;
  let bare = text
    .normalize('NFC')
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .trim();
  const side = sideBehind.exec(bare);
  if (side) bare = bare.slice(0, side.index + 1);
  bare = bare.replace(currencyWords, '').replace(currencyInFront, '$1').trim();
  const parenthesised = /^\((.+)\)$/.exec(bare);
  if (parenthesised) bare = parenthesised[1] ?? '';
  const isMinusBehind = /^\d.*-$/.test(bare);
  if (isMinusBehind) bare = bare.slice(0, -1).trim();
  const match = /^([-+\u2212]?) ?([\d., ]*\d[\d.,]*)$/.exec(bare);
  const digits = match?.[2] ?? '';
  if (!match || (digits.includes(' ') && !/^\d{1,3}( \d{3})+([.,]\d+)?$/.test(digits))) {
    return undefined;
  }
  const isDebit = /^d/i.test(side?.[1] ?? side?.[2] ?? '');
  const isMinus = match[1] === '-' || match[1] === '\u2212';
  const isNegative = parenthesised !== null || isMinus || isMinusBehind || isDebit;
  return { digits: digits.replaceAll(' ', ''), isNegative };
}

/** Grouped by thousands and nothing else: what most amounts are. */
const groupedOnly = /^\d{1,3}([.,])\d{3}(?:\1\d{3})*$/;

/**
 * Which separator is the decimal mark, from all printed amounts of a file.
 */
export function openMarks(): {
  see(text: string): void;
  /**
   * @param isWholeCurrency true for VND: a lone `1.234` is then a thousand
   * @param otherwise where no amount shows it
   * @throws FileRefused when the amounts contradict each other
   */
  mark(isWholeCurrency: boolean, otherwise?: DecimalMark): DecimalMark;
} {
  const seen = { whole: new Set<DecimalMark>(), other: new Set<DecimalMark>() };
  return {
    see(text) {
      const sign = groupedOnly.exec(text)?.[1];
      if (sign !== undefined) {
        const other = sign === '.' ? ',' : '.';
        seen.whole.add(other);
        if (text.indexOf(sign) !== text.lastIndexOf(sign)) seen.other.add(other);
        return;
      }
      if (/^\d*$/.test(text)) return;
      const digits = bareDigits(text)?.digits ?? '';
      const whole = markOf(digits, true);
      const other = markOf(digits, false);
      if (whole) seen.whole.add(whole);
      if (other) seen.other.add(other);
    },
    mark(isWholeCurrency, otherwise = '.') {
      const { size } = isWholeCurrency ? seen.whole : seen.other;
      if (size > 1) {
        throw new FileRefused('bad_amount', 'amounts use "." and "," in contradicting ways');
      }
      const [mark = otherwise] = isWholeCurrency ? seen.whole : seen.other;
      return mark;
    },
  };
}

/** -1 for a printed amount below zero, 1 for one above, 0 for none and for what is no number. */
export function signOf(cell: Cell | undefined): -1 | 0 | 1 {
  if (!cell || !/[1-9]/.test(cell.text)) return 0;
  if (/\p{L}/u.test(cell.text) && !sideBehind.test(cell.text)) return 0;
  if (/^\d[\d.,]*$/.test(cell.text)) return 1;
  const bare = bareDigits(cell.text);
  if (!bare) return 0;
  return bare.isNegative ? -1 : 1;
}

function markOf(digits: string, isWholeCurrency: boolean): DecimalMark | undefined {
  const separators = digits.replace(/\d/g, '');
  const last = separators.at(-1);
  if (last !== '.' && last !== ',') return undefined;
  const isDecimal = separators.indexOf(last) === separators.length - 1;
  const other = last === '.' ? ',' : '.';
  if (separators.length > 1) return isDecimal ? last : other;
  const decimals = digits.length - digits.indexOf(last) - 1;
  if (decimals !== 3) return last;
  return isWholeCurrency ? other : undefined;
}

/** An amount by its decimal mark, grouped or not. */
const groupedBy: Readonly<Record<DecimalMark, RegExp>> = {
  '.': /^(\d{1,3}(,\d{3})+|\d+)(\.\d{1,20})?$/,
  ',': /^(\d{1,3}(\.\d{3})+|\d+)(,\d{1,20})?$/,
};

/**
 * The amount of a cell; undefined when the cell is empty.
 * @throws FileRefused `bad_amount` with the row for anything that is not plainly a number
 */
export function amountOf(
  cell: Cell | undefined,
  mark: DecimalMark,
  row: number,
): Decimal | undefined {
  if (!cell || /^[-–\s]*$/.test(cell.text)) return undefined;
  if (cell.isNumber) return storedAmount(cell.text, row);
  const bare = bareDigits(cell.text);
  const group = mark === '.' ? ',' : '.';
  if (!bare || !groupedBy[mark].test(bare.digits)) {
    throw new FileRefused('bad_amount', `"${cell.text.slice(0, 40)}" is not an amount`, row);
  }
  const amount = exact(bare.digits.replaceAll(group, '').replace(',', '.'), row);
  if (amount.isZero() && /^[-\u2212]/.test(cell.text.trim())) throw negativeZero(row);
  return bare.isNegative ? amount.negated() : amount;
}

/** Hundredths of what `amountOf` reads, wherever they are plain to see. */
export function moneyOf(
  cell: Cell | undefined,
  mark: DecimalMark,
  row: number,
): Amount | undefined {
  if (!cell || cell.text === '') return undefined;
  const { text } = cell;
  if (text.length <= plainCharsMax) {
    if (/^\d+$/.test(text)) return Number(text) * 100;
    const sign = groupedOnly.exec(text)?.[1];
    if (sign !== undefined && sign !== mark && cell.isNumber !== true)
      return Number(text.replaceAll(sign, '')) * 100;
  }
  return amountOf(cell, mark, row);
}

/** Printed amounts of so many characters are far from what a double holds in hundredths. */
const plainCharsMax = 15;

/** True when the text could be an amount at all. */
export function looksLikeAmount(cell: Cell | undefined): boolean {
  return cell !== undefined && (cell.isNumber === true || bareDigits(cell.text) !== undefined);
}

/** No bank prints one: whatever made it did not mean an empty cell. */
function negativeZero(row: number): FileRefused {
  return new FileRefused('bad_amount', 'a negative zero is not an amount', row);
}

/** Numbers that a workbook stores in binary may be off by a hair. */
function storedAmount(text: string, row: number): Decimal {
  const stored = exact(text, row);
  if (stored.isZero() && text.startsWith('-')) throw negativeZero(row);
  const meant = stored.toDecimalPlaces(2);
  if (stored.minus(meant).abs().greaterThan(storedErrorMax)) {
    throw new FileRefused('bad_amount', `"${text}" has more than two decimals`, row);
  }
  return meant;
}
