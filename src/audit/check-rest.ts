// The parts of a trail that no entry of the chain shows: events that were never sealed, and
// personal values that went without a word.
import type { Db } from '../db.js';
import { instantColumn } from './event-store.js';
import type { Findings } from './finding.js';

/** A pass of the seal job takes seconds; what waited longer while others were sealed was put in. */
const waitSecondsMax = 60;
const namedMax = 100;

/** Counts events without a seal, and names those that should have one. */
export async function checkUnsealed(
  db: Db,
  lastSealedAt: string | null,
  findings: Findings,
): Promise<number> {
  const { rows } = await db.raw<{ rows: UnsealedRow[] }>(unsealedSql, [
    lastSealedAt,
    waitSecondsMax,
    namedMax,
  ]);
  for (const { id, at, action, seq } of rows) {
    if (id === null) continue;
    const detail = `event ${id} (${action}, ${at}) was never sealed, though later ones were`;
    findings.add({ kind: 'never_sealed', seq, eventId: id, detail });
  }
  return Number(rows[0]?.total ?? 0);
}

interface UnsealedRow {
  readonly total: string;
  /** Null in the only row when none waited too long. */
  readonly id: string | null;
  readonly at: string;
  readonly action: string;
  /** The entry that its place would have been before; null after the last. */
  readonly seq: string | null;
}

const unsealedSql = `
  with unsealed as materialized (
    select audit_event.id, audit_event.at, audit_event.action
      from audit_event
     where not exists (select 1 from audit_seal where audit_seal.event_id = audit_event.id)
  ), overdue as (
    select unsealed.id, unsealed.at, unsealed.action
      from unsealed
     where unsealed.at < ?::timestamptz - make_interval(secs => ?)
     order by unsealed.id
     limit ?
  )
  select totals.total, overdue.id, ${instantColumn('overdue.at')} as at, overdue.action,
         (select min(audit_seal.seq)
            from audit_seal
           where audit_seal.event_id > overdue.id) as seq
    from (select count(*) as total from unsealed) as totals
    left join overdue on true
   order by overdue.id`;

/** More rows erased than erasures recorded: somebody took them away. */
export async function checkErasures(db: Db, findings: Findings): Promise<void> {
  const { rows } = await db.raw<{ rows: { erased: string; recorded: string }[] }>(
    `select (select count(*)
               from audit_personal
              where audit_personal.erased_at is not null) as erased,
            (select coalesce(sum((audit_event.after ->> 'erased')::bigint), 0)
               from audit_event
              where audit_event.action in ('retention.erased', 'audit.erased')
                and audit_event.after ->> 'class' = 'audit_personal') as recorded`,
  );
  const { erased, recorded } = rows[0] ?? { erased: '0', recorded: '0' };
  if (BigInt(erased) <= BigInt(recorded)) return;
  const detail = `personal values of ${erased} events are erased, but only ${recorded} erasures are recorded`;
  findings.add({ kind: 'erased_unrecorded', seq: null, eventId: null, detail });
}
