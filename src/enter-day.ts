// Entering a day off, a swap or a correction in the calendar. Nothing is edited: the latest entry of a
// day holds, and since due days are derived when they are read, it shows everywhere at once.
import type { By } from './audit/by.js';
import { nameOf } from './audit/by.js';
import { recordAudit, type AuditEntry } from './audit/record-audit.js';
import {
  insertCalendarEntry,
  loadCalendarEntries,
  loadListedDays,
  lockCalendar,
  type CalendarDay,
  type CalendarEntry,
} from './calendar-store.js';
import { type Db, inTransaction } from './db.js';
import { Refused } from './problem.js';

export interface EnterDayDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly by: By;
}

/**
 * Enters days together, those of a swap for instance.
 * @param input.seen id of the latest entry that whoever enters them was shown; null: there was none
 * @throws Refused `stale_version` where somebody has entered another one since
 */
export async function enterDays(
  { db, now, by }: EnterDayDeps,
  input: { readonly days: readonly CalendarDay[]; readonly seen: string | null },
): Promise<void> {
  await inTransaction(db, async (trx) => {
    await lockCalendar(trx);
    const entries = await loadCalendarEntries(trx);
    if ((entries[0]?.id ?? null) !== input.seen) {
      throw new Refused({ code: 'stale_version', detail: 'Somebody entered a day meanwhile.' });
    }
    const told: AuditEntry[] = [];
    for (const given of input.days) {
      const corrected = entries.find(({ day }) => day === given.day) ?? null;
      const corrects = corrected?.id ?? null;
      await insertCalendarEntry(trx, { ...given, corrects, at: now(), by: nameOf(by) });
      told.push(await eventOf(trx, given, corrected));
    }
    await recordAudit(trx, by, ...told);
  });
}

async function eventOf(
  trx: Db,
  given: CalendarDay,
  corrected: CalendarEntry | null,
): Promise<AuditEntry> {
  const listed = await loadListedDays(trx, Number(given.day.slice(0, 4)));
  const before = corrected ?? listed.find(({ day }) => day === given.day) ?? null;
  return {
    action: 'calendar.entered',
    subject: { kind: 'calendar_day', id: given.day },
    ...(before ? { before: fieldsOf(before) } : {}),
    after: fieldsOf(given),
  };
}

function fieldsOf({ kind, name, pair, source }: CalendarDay) {
  return { kind, name, pair, source };
}
