// Whether a gateway has been silent for longer than it usually is: gaps between its callbacks are
// counted in working hours, so that nights, days off and Tết say nothing. Pure.
import { addDays, type Calendar, instantOf, type LocalDate, localDateOf } from '../calendar.js';

/** Hours of a working day in which gaps count: an office's, with the late morning post. */
export const workingHours = { from: '07:30', to: '17:00' } as const;

/** How far back the usual gap is taken from. */
export const historyWorkingDays = 30;
/** Fewer callbacks, or on fewer days, tell no habit. */
const callbacksMin = 20;
const daysMin = 5;
/** A gap below this is never silence, however busy the gateway. */
export const silenceMsMin = 3_600_000;

/** The callbacks of one account within the working hours of one day. */
export interface CallbackDay {
  readonly day: LocalDate;
  readonly count: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** The longest gap between two of them. */
  readonly gapMsMax: number;
}

export interface Silence {
  /** The last callback. */
  readonly since: Date;
  /** Working time since then, and the longest before. */
  readonly silentMs: number;
  readonly usualMs: number;
}

/** Working time from one instant to a later one. */
export function workingMsBetween(from: Date, to: Date, calendar: Calendar): number {
  let sum = 0;
  const lastDay = localDateOf(to);
  for (let day = localDateOf(from); day <= lastDay; day = addDays(day, 1)) {
    if (!calendar.isWorkingDay(day)) continue;
    const opens = Math.max(instantOf(day, workingHours.from).getTime(), from.getTime());
    const closes = Math.min(instantOf(day, workingHours.to).getTime(), to.getTime());
    sum += Math.max(0, closes - opens);
  }
  return sum;
}

/** The first day of the history that a judgement at `asOf` looks at. */
export function historyFrom(asOf: Date, calendar: Calendar): LocalDate {
  let day = localDateOf(asOf);
  for (let left = historyWorkingDays; left > 0;) {
    day = addDays(day, -1);
    if (calendar.isWorkingDay(day)) left -= 1;
  }
  return day;
}

/**
 * The longest gap of an account's history in working time; null where the history is too short to
 * tell what is usual.
 * @param days of callbacks, oldest first; days off are left out
 */
export function usualGapMs(days: readonly CallbackDay[], calendar: Calendar): number | null {
  const working = days.filter(({ day }) => calendar.isWorkingDay(day));
  const count = working.reduce((sum, day) => sum + day.count, 0);
  if (working.length < daysMin || count < callbacksMin) return null;
  const within = working.map(({ gapMsMax }) => gapMsMax);
  const between = working.slice(1).map((day, at) => {
    const before = working[at];
    return before ? workingMsBetween(before.lastAt, day.firstAt, calendar) : 0;
  });
  return Math.max(...within, ...between);
}

/** The silence of an account at an instant; null while it is not unusual. */
export function silenceOf(
  history: { readonly lastAt: Date; readonly days: readonly CallbackDay[] },
  calendar: Calendar,
  asOf: Date,
): Silence | null {
  const silentMs = workingMsBetween(history.lastAt, asOf, calendar);
  const usualMs = usualGapMs(history.days, calendar);
  if (usualMs === null || silentMs <= Math.max(usualMs, silenceMsMin)) return null;
  return { since: history.lastAt, silentMs, usualMs };
}
