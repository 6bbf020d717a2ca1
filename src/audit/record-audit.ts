// Writes audit events. Called inside the transaction of what they tell: both are kept or neither.
import { randomBytes } from 'node:crypto';
import type { Db } from '../db.js';
import type { By } from './by.js';
import { type AuditValue, canonicalVersion, digestOfPersonal } from './canonical.js';

/** One thing that was done, or payer data that was read. */
export interface AuditEntry {
  /** What was done, `officer.disabled`: noun of the subject, then the past participle. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string | null };
  /** The unit concerned; its officers with `audit.read` may see the event. */
  readonly unitCode?: string | null;
  /** State before and after, without personal values; only what differs. */
  readonly before?: AuditValue;
  readonly after?: AuditValue;
  readonly why?: string | null;
  /** Names, addresses, numbers of people: kept apart, erasable. */
  readonly personal?: AuditValue;
}

/**
 * Records what `by` did.
 * @param db the transaction of the change itself; for a read, any connection
 */
export async function recordAudit(
  db: Db,
  by: By,
  ...entries: readonly AuditEntry[]
): Promise<void> {
  for (let start = 0; start < entries.length; start += rowsPerStatement) {
    const rows = entries.slice(start, start + rowsPerStatement).map((entry) => rowOf(by, entry));
    await db.raw(insertSql, [JSON.stringify(rows)]);
  }
}

const rowsPerStatement = 1000;

const unstorable = /\0|[\uD800-\uDFFF]/gu;

/** Texts as the database can keep them: it knows no NUL and no half of a surrogate pair. */
function storable<Value extends AuditValue | undefined>(value: Value): Value {
  if (value === undefined) return value;
  const text = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? part.replace(unstorable, '\uFFFD') : part,
  );
  return JSON.parse(text) as Value;
}

function rowOf(by: By, entry: AuditEntry): Record<string, AuditValue> {
  const personal = storable(entry.personal);
  const salt = personal === undefined ? null : randomBytes(16).toString('hex');
  return storable({
    actor_kind: by.kind,
    actor: by.id,
    action: entry.action,
    unit_code: entry.unitCode ?? null,
    subject_kind: entry.subject.kind,
    subject_id: entry.subject.id,
    before: entry.before ?? null,
    after: entry.after ?? null,
    why: entry.why ?? null,
    request_id: by.requestId,
    personal_digest:
      salt === null || personal === undefined ? null : digestOfPersonal(salt, personal),
    canonical: canonicalVersion,
    salt,
    personal: personal ?? null,
  });
}

// one statement, so that a read outside a transaction is recorded whole too
const insertSql = `
  with given as (
    select row.*
      from jsonb_to_recordset(?::jsonb) as row (actor_kind text, actor text, action text,
        unit_code text, subject_kind text, subject_id text, before jsonb, after jsonb, why text,
        request_id text, personal_digest text, canonical smallint, salt text, personal jsonb)
  ), noted as (
    insert into audit_event (actor_kind, actor, action, unit_code, subject_kind, subject_id,
      before, after, why, request_id, personal_digest, canonical)
    select given.actor_kind, given.actor, given.action, given.unit_code, given.subject_kind,
           given.subject_id, nullif(given.before, 'null'), nullif(given.after, 'null'), given.why,
           given.request_id, given.personal_digest, given.canonical
      from given
    returning audit_event.id, audit_event.personal_digest
  )
  insert into audit_personal (event_id, salt, personal)
  select noted.id, given.salt, given.personal
    from noted
    join given on given.personal_digest = noted.personal_digest`;
