// Which number formats of an XLSX mean a date, and serial numbers as days (ECMA-376 18.8.30, 18.17.4).
import { addDays } from '../calendar.js';

/** Built-in formats that show a day; 18-21 and 45-47 show only a time. */
const builtInDateFormats = new Set([
  14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58,
]);
const secondsPerDay = 86_400;

/** True when the format shows a day or a year, so that its number is a date. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtInDateFormats.has(id);
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '').toLowerCase();
  return /[dy]/.test(bare.split(';')[0] ?? '');
}

/**
 * `YYYY-MM-DD`, with ` HH:mm:ss` when the serial carries a time of day.
 * @param serial days since the epoch as the file's decimal text
 * @param is1904 true for the Macintosh date system (workbookPr date1904)
 * @returns undefined outside 2000-2099
 */
export function serialDate(serial: string, is1904: boolean): string | undefined {
  const days = Number(serial);
  if (!Number.isFinite(days) || days < 0) return undefined;
  const seconds = Math.round(days * secondsPerDay);
  // 1899-12-30 makes every serial from March 1900 right; the invented 29 February 1900 is outside.
  const epoch = is1904 ? '1904-01-01' : '1899-12-30';
  const wholeDays = Math.floor(seconds / secondsPerDay);
  if (wholeDays > 80_000) return undefined;
  const day = addDays(epoch, wholeDays);
  if (day < '2000-01-01' || day > '2099-12-31') return undefined;
  const rest = seconds % secondsPerDay;
  if (rest === 0) return day;
  return `${day} ${new Date(rest * 1000).toISOString().slice(11, 19)}`;
}
