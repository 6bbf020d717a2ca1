// Erases what is personal in the trail about one subject, because somebody has a right to it. The
// events stay, and the chain holds: it is made over digests that cannot be guessed back.
import { type Db, inTransaction } from '../db.js';
import { Refused } from '../problem.js';
import type { By } from './by.js';
import { recordAudit } from './record-audit.js';

export interface PersonalSubject {
  readonly kind: string;
  readonly id: string;
}

/**
 * Erases the personal values of every event about a subject, and records that it was done.
 * @param input.why the request it answers; kept in each row and in the event
 * @param input.expected how many events whoever asks was shown; left out, any number
 * @returns of how many events; 0 leaves no event
 * @throws Refused `stale_version` where it would be another number
 */
export async function erasePersonal(
  { db, by }: { readonly db: Db; readonly by: By },
  {
    subject,
    why,
    expected,
  }: {
    readonly subject: PersonalSubject;
    readonly why: string;
    readonly expected?: number | undefined;
  },
): Promise<number> {
  return inTransaction(db, async (trx) => {
    const { rowCount: erased } = await trx.raw<{ rowCount: number }>(eraseSql, [
      why,
      subject.kind,
      subject.id,
    ]);
    if (expected !== undefined && erased !== expected) {
      throw new Refused({ code: 'stale_version', detail: 'Other events are there by now.' });
    }
    if (erased === 0) return 0;
    await recordAudit(trx, by, {
      action: 'audit.erased',
      subject,
      after: { class: 'audit_personal', erased },
      why,
    });
    return erased;
  });
}

/** How many events about a subject hold personal values. */
export async function countPersonal(db: Db, subject: PersonalSubject): Promise<number> {
  const { rows } = await db.raw<{ rows: { count: string }[] }>(countSql, [
    subject.kind,
    subject.id,
  ]);
  return Number(rows[0]?.count ?? 0);
}

const countSql = `
  select count(*) as count
    from audit_personal
    join audit_event on audit_event.id = audit_personal.event_id
   where audit_event.subject_kind = ? and audit_event.subject_id = ?
     and audit_personal.erased_at is null`;

const eraseSql = `
  update audit_personal
     set salt = null, personal = null, erased_at = clock_timestamp(), erased_because = ?
    from audit_event
   where audit_event.id = audit_personal.event_id
     and audit_event.subject_kind = ? and audit_event.subject_id = ?
     and audit_personal.erased_at is null`;
