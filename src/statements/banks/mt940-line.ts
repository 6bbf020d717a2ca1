// Field 61 of MT940, read left to right: real files break every fixed column.
import { daysBetween, type LocalDate } from '../../calendar.js';
import { FileRefused } from '../../tables/file-refused.js';
import type { DecimalText, StatementWarning } from '../bank-format.js';
import { signedText } from '../exact.js';
import type { Field } from './mt940-fields.js';

export interface Entry {
  readonly valueDate: LocalDate;
  readonly bookingDate: LocalDate;
  readonly amount: DecimalText;
  readonly isBooked: boolean;
  /** The part after `//`, else the customer reference. */
  readonly bankReference: string | null;
  /** Supplementary details on the line below, `''` without. */
  readonly details: string;
}

// value date, entry date (also blanks), mark, funds code, amount, type, references and details
const entryPattern =
  /^(\d{6})(\d{4}|[ ]{4})?\s*(RC|RD|EC|ED|C|D)([A-Z])?\s*(\d*(?:[,.]\d*)?)\s*([A-Z][A-Z0-9 ]{3})?([\s\S]*)$/;

/** @throws FileRefused `bad_line` naming the line */
export function readEntry(field: Field, warn: (warning: StatementWarning) => void): Entry {
  const match = entryPattern.exec(field.text.trimStart());
  if (!match) throw new FileRefused('bad_line', 'field :61: cannot be read', field.line);
  const [, value = '', entered, mark = '', , digits = '', , rest = ''] = match;
  const valueDate = readDay(value, field.line, warn);
  const isCredit = mark === 'C' || mark === 'RD' || mark === 'EC';
  return {
    valueDate,
    bookingDate: entered?.trim() ? nearestDay(entered, valueDate, field.line) : valueDate,
    amount: signedText(digits.replace(',', '.'), !isCredit, field.line),
    isBooked: !mark.startsWith('E'),
    ...referencesOf(rest),
  };
}

function referencesOf(rest: string): Pick<Entry, 'bankReference' | 'details'> {
  const lineEnd = rest.indexOf('\n');
  const references = lineEnd < 0 ? rest : rest.slice(0, lineEnd);
  const details = lineEnd < 0 ? '' : rest.slice(lineEnd + 1).trim();
  const slashes = references.indexOf('//');
  const bank = slashes < 0 ? '' : references.slice(slashes + 2).trim();
  const customer = (slashes < 0 ? references : references.slice(0, slashes)).trim();
  return { bankReference: bank || customer || null, details };
}

/** Days of every month in the calendar of some banks. */
const thirtyDays = 30;

/**
 * `YYMMDD`, 00-79 being 20xx. Some banks count thirty days to every month: their 30 February is
 * the last day, with a warning.
 */
export function readDay(
  text: string,
  line: number,
  warn: (warning: StatementWarning) => void,
): LocalDate {
  const known = knownDays.get(text);
  if (known !== undefined) return known;
  const year = Number(text.slice(0, 2)) + (Number(text.slice(0, 2)) < 80 ? 2000 : 1900);
  const month = Number(text.slice(2, 4));
  const day = Number(text.slice(4, 6));
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const isThirtyDays = month === 2 && day <= thirtyDays;
  if (month < 1 || month > 12 || day < 1 || (day > lastDay && !isThirtyDays)) {
    throw new FileRefused('bad_date', `"${text}" is not a date`, line);
  }
  if (day > lastDay) {
    warn({ code: 'date_corrected', detail: `line ${String(line)}: ${text} does not exist` });
  }
  const parts = [month, Math.min(day, lastDay)].map((part) => String(part).padStart(2, '0'));
  const read = [String(year), ...parts].join('-');
  if (day <= lastDay) remember(knownDays, text, read);
  return read;
}

/** Days repeat in every file, and are slow to read. */
const knownDays = new Map<string, LocalDate>();
const knownNearest = new Map<string, LocalDate>();
const knownDaysMax = 10_000;

function remember(known: Map<string, LocalDate>, text: string, day: LocalDate): void {
  if (known.size >= knownDaysMax) known.clear();
  known.set(text, day);
}

/** `MMDD` of the year that puts it nearest to the value date: entries cross New Year. */
function nearestDay(text: string, valueDate: LocalDate, line: number): LocalDate {
  const key = `${text} ${valueDate}`;
  const known = knownNearest.get(key);
  if (known !== undefined) return known;
  const year = Number(valueDate.slice(0, 4));
  const monthDay = `${text.slice(0, 2)}-${text.slice(2, 4)}`;
  const candidates = [year, year - 1, year + 1]
    .map((each) => `${String(each)}-${monthDay}`)
    .filter(exists)
    .sort((a, b) => distance(a, valueDate) - distance(b, valueDate));
  const [nearest] = candidates;
  if (!nearest) throw new FileRefused('bad_date', `"${text}" is not a date`, line);
  remember(knownNearest, key, nearest);
  return nearest;
}

function exists(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day);
}

function distance(a: LocalDate, b: LocalDate): number {
  return Math.abs(daysBetween(a, b));
}
