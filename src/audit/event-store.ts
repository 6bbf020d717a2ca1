// Audit events as they are sealed and checked: the fields of the canonical form, instants as texts
// with all their microseconds.
import type { SealedFields } from './canonical.js';

/** The fields that a digest covers, and which version of the canonical form says how. */
export interface EventRow extends SealedFields {
  readonly canonical: number;
}

/** Columns of `audit_event` for an `EventRow`. */
export const eventColumns = `
  audit_event.id, ${instantColumn('audit_event.at')} as at, audit_event.actor_kind as "actorKind",
  audit_event.actor, audit_event.action, audit_event.unit_code as "unitCode",
  audit_event.subject_kind as "subjectKind", audit_event.subject_id as "subjectId",
  audit_event.before, audit_event.after, audit_event.why, audit_event.request_id as "requestId",
  audit_event.personal_digest as "personalDigest", audit_event.canonical`;

/** An instant in UTC with microseconds: a `Date` keeps only milliseconds. */
export function instantColumn(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}
