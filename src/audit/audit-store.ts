// The audit trail as it is read: events that somebody may see, the latest first.
import { addDays, instantOf, type LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { AuditValue, SealedFields } from './canonical.js';

/** An event as it is shown. */
export interface AuditEvent extends Omit<SealedFields, 'at' | 'personalDigest'> {
  readonly at: Date;
  /** Its place in the chain; null until it is sealed. */
  readonly seq: string | null;
  /** Null when it carries nothing personal. */
  readonly personalState: 'kept' | 'erased' | null;
}

/** Whose events: units, and those of no unit. */
export interface AuditSight {
  readonly units: readonly string[];
  readonly isProvince: boolean;
}

export interface AuditFilter {
  readonly action?: string | undefined;
  readonly actorKind?: string | undefined;
  readonly actor?: string | undefined;
  readonly unit?: string | undefined;
  readonly subjectKind?: string | undefined;
  readonly subjectId?: string | undefined;
  /** First and last day, inclusive. */
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
}

const columns = {
  id: 'audit_event.id',
  at: 'audit_event.at',
  actorKind: 'audit_event.actor_kind',
  actor: 'audit_event.actor',
  action: 'audit_event.action',
  unitCode: 'audit_event.unit_code',
  subjectKind: 'audit_event.subject_kind',
  subjectId: 'audit_event.subject_id',
  before: 'audit_event.before',
  after: 'audit_event.after',
  why: 'audit_event.why',
  requestId: 'audit_event.request_id',
  seq: 'audit_seal.seq',
} as const;

function eventsInSight(db: Db, { units, isProvince }: AuditSight) {
  return db('audit_event')
    .leftJoin('audit_seal', 'audit_seal.event_id', 'audit_event.id')
    .leftJoin('audit_personal', 'audit_personal.event_id', 'audit_event.id')
    .where((inSight) => {
      void inSight.whereRaw('audit_event.unit_code = any(?)', [[...units]]);
      if (isProvince) void inSight.orWhereNull('audit_event.unit_code');
    })
    .select(columns)
    .select(
      db.raw(`case when audit_personal.erased_at is not null then 'erased'
                   when audit_personal.event_id is not null then 'kept' end as "personalState"`),
    );
}

/** Events in sight that fit, the latest first. */
export async function loadAuditEvents(
  db: Db,
  sight: AuditSight,
  asked: {
    readonly filter: AuditFilter;
    /** Only ids below it. */
    readonly before: string | null;
    readonly limit: number;
  },
): Promise<AuditEvent[]> {
  const { from, to, ...equal } = asked.filter;
  const query = eventsInSight(db, sight);
  for (const [name, value] of Object.entries(equal)) {
    if (value !== undefined) void query.where(filterColumns[name as keyof typeof equal], value);
  }
  if (from !== undefined) void query.where('audit_event.at', '>=', instantOf(from));
  if (to !== undefined) void query.where('audit_event.at', '<', instantOf(addDays(to, 1)));
  if (asked.before !== null) void query.where('audit_event.id', '<', asked.before);
  return (await query.orderBy('audit_event.id', 'desc').limit(asked.limit)) as AuditEvent[];
}

const filterColumns = {
  action: 'audit_event.action',
  actorKind: 'audit_event.actor_kind',
  actor: 'audit_event.actor',
  unit: 'audit_event.unit_code',
  subjectKind: 'audit_event.subject_kind',
  subjectId: 'audit_event.subject_id',
} as const;

/** One event in sight. */
export async function loadAuditEvent(
  db: Db,
  sight: AuditSight,
  id: string,
): Promise<AuditEvent | undefined> {
  const [event] = (await eventsInSight(db, sight).where('audit_event.id', id)) as AuditEvent[];
  return event;
}

/** What is personal in an event; null when there is nothing, or nothing any more. */
export async function loadPersonal(db: Db, eventId: string): Promise<AuditValue> {
  const [personal] = await db('audit_personal')
    .where('audit_personal.event_id', eventId)
    .pluck<AuditValue[]>('audit_personal.personal');
  return personal ?? null;
}
