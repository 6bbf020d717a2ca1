// The month a report is about, and the days that count from it.
import { addDays, instantOf, type LocalDate } from '../calendar.js';

/** A calendar month, `2026-05`; both days inclusive. */
export interface Period {
  readonly month: string;
  readonly firstOn: LocalDate;
  readonly lastOn: LocalDate;
}

/** @returns undefined for anything but a month of this century */
export function parsePeriod(text: string): Period | undefined {
  if (!/^20\d{2}-(0[1-9]|1[0-2])$/.test(text)) return undefined;
  const firstOn = `${text}-01`;
  return { month: text, firstOn, lastOn: addDays(nextMonthOn(firstOn, 1), -1) };
}

/** The month that a day lies in. */
export function periodOf(day: LocalDate): Period {
  const firstOn = `${day.slice(0, 7)}-01`;
  return { month: day.slice(0, 7), firstOn, lastOn: addDays(nextMonthOn(firstOn, 1), -1) };
}

/** A day of the month after the period: fees go to the Treasury by the 5th. */
export function remitBy({ firstOn }: Period): LocalDate {
  return nextMonthOn(firstOn, 5);
}

/** Deposit balances are confirmed by the 10th (Circular 157/2025/TT-BTC). */
export function confirmBy({ firstOn }: Period): LocalDate {
  return nextMonthOn(firstOn, 10);
}

/** The last instant before the period: what was open then is carried into it. */
export function openingOf({ firstOn }: Period): Date {
  return new Date(instantOf(firstOn).getTime() - 1);
}

/** The end of the period, or the as-of while it goes on. */
export function closingOf({ lastOn }: Period, asOf: Date): Date {
  const end = new Date(instantOf(addDays(lastOn, 1)).getTime() - 1);
  return asOf < end ? asOf : end;
}

/** "tháng 5 năm 2026"; January and February carry a zero (Decree 30/2020/NĐ-CP). */
export function periodTitle({ month }: Pick<Period, 'month'>): string {
  // never parted at the end of a line
  return `tháng ${monthFigure(month)} năm ${month.slice(0, 4)}`.replaceAll(' ', '\u00a0');
}

/** A month as letters write it. */
function monthFigure(month: string): string {
  const figure = Number(month.slice(5, 7));
  return figure <= 2 ? `0${String(figure)}` : String(figure);
}

function nextMonthOn(firstOn: LocalDate, dayOfMonth: number): LocalDate {
  const inNext = addDays(firstOn, 31).slice(0, 7);
  return `${inNext}-${String(dayOfMonth).padStart(2, '0')}`;
}
