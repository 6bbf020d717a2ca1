// The days off as the database holds them: the official list, which `migrate` loads, overlaid by what
// the province entered since. Loaded once for whatever reckons in working days.
import { Calendar, type Holiday, type LocalDate } from './calendar.js';
import type { Db } from './db.js';

export const enteredKinds = ['holiday', 'compensatory', 'make-up-working-day', 'working'] as const;
/** `working`: a day that the list has off and that is none. */
export type EnteredKind = (typeof enteredKinds)[number];

export interface CalendarDay {
  readonly day: LocalDate;
  readonly kind: EnteredKind;
  readonly name: string;
  /** Of a swap, the other day. */
  readonly pair: LocalDate | null;
  /** The law, decree or notice. */
  readonly source: string;
}

/** A day as somebody entered it. */
export interface CalendarEntry extends CalendarDay {
  readonly id: string;
  readonly recordedAt: Date;
  readonly recordedBy: string;
}

/** The calendar as it stands. */
export async function loadCalendar(db: Db): Promise<Calendar> {
  const { rows } = await db.raw<{ rows: Holiday[] }>(standingSql);
  return new Calendar(rows);
}

const latestSql = `
  select distinct on (calendar_entry.day) calendar_entry.*
    from calendar_entry
   order by calendar_entry.day, calendar_entry.id desc`;

const standingSql = `
  select coalesce(entry.day, holiday.day) as day, coalesce(entry.kind, holiday.kind) as kind
    from public.holiday
    full join (${latestSql}) entry on entry.day = holiday.day
   where coalesce(entry.kind, holiday.kind) <> 'working'`;

/** The official list of a year, whatever was entered since. */
export async function loadListedDays(db: Db, year: number): Promise<CalendarDay[]> {
  const [from, to] = [`${String(year)}-01-01`, `${String(year + 1)}-01-01`];
  return db('public.holiday')
    .where('holiday.day', '>=', from)
    .where('holiday.day', '<', to)
    .orderBy('holiday.day')
    .select<CalendarDay[]>('day', 'kind', 'name', 'pair', 'source');
}

/** Everything entered, the latest first. */
export async function loadCalendarEntries(db: Db): Promise<CalendarEntry[]> {
  return db('calendar_entry').orderBy('calendar_entry.id', 'desc').select<CalendarEntry[]>({
    id: 'calendar_entry.id',
    day: 'calendar_entry.day',
    kind: 'calendar_entry.kind',
    name: 'calendar_entry.name',
    pair: 'calendar_entry.pair',
    source: 'calendar_entry.source',
    recordedAt: 'calendar_entry.recorded_at',
    recordedBy: 'calendar_entry.recorded_by',
  });
}

/** Until the transaction ends nobody else enters a day. */
export async function lockCalendar(trx: Db): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtext(current_schema()), hashtext('calendar'))`);
}

export async function insertCalendarEntry(
  trx: Db,
  entry: CalendarDay & {
    readonly corrects: string | null;
    readonly at: Date;
    readonly by: string;
  },
): Promise<void> {
  const { corrects, at, by, ...day } = entry;
  await trx('calendar_entry').insert({ ...day, corrects, recorded_at: at, recorded_by: by });
}
