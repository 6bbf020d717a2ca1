// Business time: Asia/Ho_Chi_Minh is UTC+7 without daylight saving, so a day is plain arithmetic.
// Sessions and due days follow section 4 of the contract; holidays are data, loaded by `migrate`.

/** A Vietnamese calendar day, `YYYY-MM-DD`. Text order is time order. */
export type LocalDate = string;

/** A day off from the holiday table. Make-up Saturdays stay days off for due dates. */
export interface Holiday {
  readonly day: LocalDate;
  readonly kind: 'holiday' | 'compensatory' | 'make-up-working-day';
}

/** The days whose payments a gateway settles together; `lastOn` ends it. Both inclusive. */
export interface Session {
  readonly firstOn: LocalDate;
  readonly lastOn: LocalDate;
}

const dayMs = 86_400_000;
const offsetMs = 7 * 3_600_000;
const minuteMs = 60_000;
const minutesOfDay = 1440;

/** True for a day that exists, 2000-01-01 to 2099-12-31. */
export function isLocalDate(text: string): boolean {
  if (!/^20\d{2}-\d{2}-\d{2}$/.test(text)) return false;
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8));
  const isLeap = Number(text.slice(2, 4)) % 4 === 0; // 2000 is one too
  const last = month === 2 && isLeap ? 29 : daysOfMonths[month - 1];
  return last !== undefined && day >= 1 && day <= last;
}

const daysOfMonths: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

// a province asks for the same few hundred days a million times
const daysKnown = new Map<number, LocalDate>();
const daysKnownMax = 10_000;

/** The Vietnamese day of an instant. */
export function localDateOf(instant: Date): LocalDate {
  return dayAt(Math.floor((instant.getTime() + offsetMs) / dayMs));
}

/** A day by its number since 1970. */
function dayAt(number: number): LocalDate {
  const known = daysKnown.get(number);
  if (known !== undefined) return known;
  const day = new Date(number * dayMs).toISOString().slice(0, 10);
  if (daysKnown.size >= daysKnownMax) daysKnown.clear();
  daysKnown.set(number, day);
  return day;
}

/** The instant of `HH:mm` on a Vietnamese day; 00:00 unless said otherwise. */
export function instantOf(day: LocalDate, time = '00:00'): Date {
  return new Date(Date.parse(`${day}T${time}:00Z`) - offsetMs);
}

/** The day `count` days later (or earlier). */
export function addDays(day: LocalDate, count: number): LocalDate {
  return dayAt(Math.round(Date.parse(`${day}T00:00:00Z`) / dayMs) + count);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs);
}

/** RFC 3339 in Vietnamese time with seconds, `2026-05-04T18:00:00+07:00`. */
export function instantText(instant: Date): string {
  return `${new Date(instant.getTime() + offsetMs).toISOString().slice(0, 19)}+07:00`;
}

/** `dd/MM/yyyy`, as pages and mails print a day. */
export function formatDay(day: LocalDate): string {
  return `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
}

/** `dd/MM/yyyy HH:mm` in Vietnamese time, as pages and mails print an instant. */
export function formatInstant(instant: Date): string {
  const text = instantText(instant);
  return `${formatDay(text.slice(0, 10))} ${text.slice(11, 16)}`;
}

/** The last day by whose end the money must be there: a due instant is 24:00 of it, or later. */
export function dueDayOf(dueAt: Date): LocalDate {
  return localDateOf(new Date(dueAt.getTime() - 1));
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** Working days, sessions and due days over a holiday table. */
export class Calendar {
  private readonly off: ReadonlySet<LocalDate>;
  // the same few days are asked for with every payment
  private readonly sessions = new Map<LocalDate, Session>();
  private readonly after = new Map<number, Map<LocalDate, LocalDate>>();

  constructor(holidays: Iterable<Holiday>) {
    this.off = new Set([...holidays].map((holiday) => holiday.day));
  }

  /** Saturdays and Sundays (made up for or not), holidays and swapped days off are not. */
  isWorkingDay(day: LocalDate): boolean {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    return weekday !== 0 && weekday !== 6 && !this.off.has(day);
  }

  /** The `count`-th working day after `day`; for 0 the day itself. */
  workingDayAfter(day: LocalDate, count: number): LocalDate {
    const asked = this.after.get(count) ?? new Map<LocalDate, LocalDate>();
    this.after.set(count, asked);
    const known = asked.get(day);
    if (known !== undefined) return known;
    let current = day;
    for (let left = count; left > 0;) {
      current = addDays(current, 1);
      if (this.isWorkingDay(current)) left -= 1;
    }
    asked.set(day, current);
    return current;
  }

  /** Working days in (from, to]. */
  workingDaysBetween(from: LocalDate, to: LocalDate): number {
    let count = 0;
    for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) {
      if (this.isWorkingDay(day)) count += 1;
    }
    return count;
  }

  /** The session a day belongs to: a working day alone, consecutive days off together. */
  sessionOn(day: LocalDate): Session {
    const known = this.sessions.get(day);
    if (known) return known;
    let firstOn = day;
    let lastOn = day;
    if (!this.isWorkingDay(day)) {
      while (!this.isWorkingDay(addDays(firstOn, -1))) firstOn = addDays(firstOn, -1);
      while (!this.isWorkingDay(addDays(lastOn, 1))) lastOn = addDays(lastOn, 1);
    }
    const session = { firstOn, lastOn };
    this.sessions.set(day, session);
    return session;
  }

  /**
   * The session of a payment: its day's, or the next day's when paid after the cut-off minute.
   * @param cutoff `HH:mm` in Vietnamese time; 16:30:59 still belongs to the day, 16:31:00 does not
   */
  sessionOf(paidAt: Date, cutoff: string): Session {
    const day = localDateOf(paidAt);
    const minute = Math.floor((paidAt.getTime() + offsetMs) / minuteMs) % minutesOfDay;
    return this.sessionOn(minute > minutesOf(cutoff) ? addDays(day, 1) : day);
  }

  /** The day by which a session's money must be in the account: n bank working days after it. */
  dueOn(session: Session, workingDays: number): LocalDate {
    return this.workingDayAfter(session.lastOn, workingDays);
  }

  /** 24:00 of the due day plus the hours of grace. A payment is due when as-of is later. */
  dueAt(dueOn: LocalDate, graceHours: number): Date {
    return new Date(instantOf(addDays(dueOn, 1)).getTime() + graceHours * 3_600_000);
  }
}
