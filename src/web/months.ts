// Months as pages name them in addresses, `2026-05`.
import { addDays, type LocalDate } from '../calendar.js';

/** The first and last day of a month, `2026-05`. */
export function daysOfMonth(month: string): { readonly from: LocalDate; readonly to: LocalDate } {
  const from = `${month}-01`;
  return { from, to: addDays(`${monthFrom(month, 1)}-01`, -1) };
}

/** The month `count` months later. */
export function monthFrom(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, number - 1 + count, 1)).toISOString().slice(0, 7);
}

/** `05/2026`. */
export function formatMonth(month: string): string {
  return `${month.slice(5)}/${month.slice(0, 4)}`;
}

/** A month as people write it, `5/2026` or `05-2026`, or as addresses do; undefined for what is none. */
export function monthTyped(text: string): string | undefined {
  const parts = /^(\d{1,2})[/.-](\d{4})$/.exec(text.trim());
  const month = parts ? `${parts[2] ?? ''}-${(parts[1] ?? '').padStart(2, '0')}` : text.trim();
  return /^20\d{2}-(0[1-9]|1[0-2])$/.test(month) ? month : undefined;
}
