// The days off as the database holds them, loaded once for whatever reckons in working days.
import { Calendar, type Holiday } from './calendar.js';
import type { Db } from './db.js';

/** The calendar of the holiday table (loaded by `migrate`). */
export async function loadCalendar(db: Db): Promise<Calendar> {
  const holidays = await db<Holiday>('public.holiday').select('holiday.day', 'holiday.kind');
  return new Calendar(holidays);
}
