// Days as sheets print them, and serial numbers as workbooks store them. Which of day and month stands
// first is decided once for the whole file.
import { isLocalDate, type LocalDate } from '../../calendar.js';
import { FileRefused } from '../../tables/file-refused.js';
import type { Cell } from '../../tables/table.js';
import { serialDate } from '../../tables/xlsx-styles.js';

export type DayOrder = 'day first' | 'month first';

const slashed = /(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)/;
/** Two digits of a year; only where a cell begins with it, since it may be much else. */
const shortYear = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})(?=$|[ ,T])/;
/** `20260502`, also with a time glued to it. */
const compact = /^(20\d{2})(0\d|1[0-2])([0-3]\d)(?=$|[ T]|\d{6}$)/;
const named = /(?<!\d)(\d{1,2})[ -]([A-Za-z]{3})[A-Za-z]*[ ,-]{1,2}(\d{4})(?!\d)/g;
const spoken = /(?<!\d)(\d{1,2}) tháng (\d{1,2})(?:,| năm|, năm)? (\d{4})(?!\d)/giu;
const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');
const iso = /(?<!\d)(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)/;
const yearless = /^(\d{1,2})[-/](\d{1,2})$/;

/** Day first, unless some value is impossible that way and none is impossible month first. */
export function openDayOrder(): { see(cell: Cell | undefined): void; order(): DayOrder } {
  let isDayFirst = false;
  let mustBeMonthFirst = false;
  return {
    see(cell) {
      if (isDayFirst || !cell || cell.date !== undefined) return;
      const match = slashed.exec(cell.text) ?? shortYear.exec(cell.text);
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
  const stored =
    cell.date ?? (cell.isNumber ? serialDate(cell.text, cell.is1904 === true) : undefined);
  if (stored !== undefined) return { day: stored.slice(0, 10), rest: '' };
  const text = withPlainDays(cell.text.trim());
  const match = iso.exec(text) ?? slashed.exec(text) ?? compact.exec(text) ?? shortYear.exec(text);
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
  const year = c.length === 2 ? `20${c}` : c;
  return order === 'day first' ? joinDay(year, b, a) : joinDay(year, a, b);
}

/** `02-May-2026` and `02 tháng 5 năm 2026` as `2026-05-02`; the rest of the text stays. */
function withPlainDays(text: string): string {
  if (!/\p{L}{3}/u.test(text)) return text;
  return text
    .normalize('NFC')
    .replace(spoken, (_, day: string, month: string, year: string) => joinDay(year, month, day))
    .replace(named, (whole, day: string, name: string, year: string) => {
      const month = months.indexOf(name.toLowerCase()) + 1;
      return month === 0 ? whole : joinDay(year, String(month), day);
    });
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
  const found = withPlainDays(text).matchAll(new RegExp(`${iso.source}|${slashed.source}`, 'g'));
  return [...found]
    .map(([whole]) => {
      const match = iso.exec(whole) ?? slashed.exec(whole);
      return match ? fullDay(match, order) : '';
    })
    .filter(isLocalDate);
}
