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
