// Amounts and days as sheets print them. How a file writes numbers and dates is decided once for the
// whole file, never cell by cell.
import type { Decimal } from 'decimal.js';
import { isLocalDate, type LocalDate } from '../../calendar.js';
import { FileRefused } from '../../tables/file-refused.js';
import type { Cell } from '../../tables/table.js';
import { serialDate } from '../../tables/xlsx-styles.js';
import { exact } from '../exact.js';
import type { Amount } from '../running-sum.js';

/** The decimal separator of a file; the other one groups. */
export type DecimalMark = '.' | ',';

const currencyWords = /(?:VND|VNĐ|đồng|dong|đ|₫)\.?$/iu;
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
  bare = bare.replace(currencyWords, '').trim();
  const parenthesised = /^\((.+)\)$/.exec(bare);
  if (parenthesised) bare = parenthesised[1] ?? '';
  const match = /^([-+\u2212]?) ?([\d., ]*\d[\d.,]*)$/.exec(bare);
  const digits = match?.[2] ?? '';
  if (!match || (digits.includes(' ') && !/^\d{1,3}( \d{3})+([.,]\d+)?$/.test(digits))) {
    return undefined;
  }
  const isNegative = parenthesised !== null || match[1] === '-' || match[1] === '\u2212';
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
  if (!cell || !/[1-9]/.test(cell.text) || /\p{L}/u.test(cell.text)) return 0;
  if (/^\d/.test(cell.text)) return 1;
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

export type DayOrder = 'day first' | 'month first';

const slashed = /(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)/;
const iso = /(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)/;
const yearless = /^(\d{1,2})[-/](\d{1,2})$/;

/** Day first, unless some value is impossible that way and none is impossible month first. */
export function openDayOrder(): { see(cell: Cell | undefined): void; order(): DayOrder } {
  let isDayFirst = false;
  let mustBeMonthFirst = false;
  return {
    see(cell) {
      if (isDayFirst || !cell || cell.date !== undefined) return;
      const match = slashed.exec(cell.text);
      if (!match) return;
      if (Number(match[1]) > 12) isDayFirst = true;
      else if (Number(match[2]) > 12) mustBeMonthFirst = true;
    },
    order: () => (mustBeMonthFirst && !isDayFirst ? 'month first' : 'day first'),
  };
}

export interface PrintedDay {
  readonly day: LocalDate;
  /** What stands in the cell after the day and its time, `''` if nothing. */
  readonly rest: string;
}

/**
 * The day of a cell; undefined when it holds none.
 * @param period whose year a day printed without one gets
 * @throws FileRefused `bad_date` with the row for days that do not exist
 */
export function dayOf(
  cell: Cell | undefined,
  context: { readonly order: DayOrder; readonly yearOf: LocalDate | null; readonly row: number },
): PrintedDay | undefined {
  if (!cell || cell.text.trim() === '') return undefined;
  const stored = cell.date ?? (cell.isNumber ? serialDate(cell.text, false) : undefined);
  if (stored !== undefined) return { day: stored.slice(0, 10), rest: '' };
  const text = cell.text.trim();
  const match = iso.exec(text) ?? slashed.exec(text);
  const bare = match ? null : yearless.exec(text);
  if (!match && !(bare && context.yearOf)) return undefined;
  const day = match ? fullDay(match, context.order) : yearlessDay(bare, context.yearOf);
  if (!isLocalDate(day)) {
    throw new FileRefused('bad_date', `"${text.slice(0, 40)}" is not a day`, context.row);
  }
  const rest = match ? text.replace(match[0], ' ') : '';
  return { day, rest: rest.replace(/(?<![\d.])\d{1,2}:\d{2}(:\d{2})?(?!\d)/, ' ').trim() };
}

function fullDay(match: RegExpExecArray, order: DayOrder): string {
  const [, a = '', b = '', c = ''] = match;
  if (a.length === 4) return joinDay(a, b, c);
  return order === 'day first' ? joinDay(c, b, a) : joinDay(c, a, b);
}

/** The last such day up to the end of the period: December rows of a January statement. */
function yearlessDay(match: RegExpExecArray | null, periodTo: LocalDate | null): string {
  const year = (periodTo ?? '').slice(0, 4);
  const day = joinDay(year, match?.[2] ?? '', match?.[1] ?? '');
  return periodTo !== null && day > periodTo
    ? joinDay(String(Number(year) - 1), match?.[2] ?? '', match?.[1] ?? '')
    : day;
}

function joinDay(year: string, month: string, day: string): string {
  return [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
}

/** Every day printed in a text, in order. */
export function daysIn(text: string, order: DayOrder): LocalDate[] {
  const found = text.matchAll(new RegExp(`${iso.source}|${slashed.source}`, 'g'));
  return [...found]
    .map(([whole]) => {
      const match = iso.exec(whole) ?? slashed.exec(whole);
      return match ? fullDay(match, order) : '';
    })
    .filter(isLocalDate);
}
