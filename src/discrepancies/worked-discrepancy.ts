// A discrepancy as officers see it in their queue: what the reading finds, how the work on it
// stands, how urgent it is. Pages, API, exports and mails share it.
import { type Calendar } from '../calendar.js';
import { loadCalendar } from '../calendar-store.js';
import type { Db } from '../db.js';
import type { Money } from '../money.js';
import { ownerOfKind } from '../reconciliation/discrepancies.js';
import type { DiscrepancyReading } from '../reconciliation/reading.js';
import { loadKept } from './discrepancy-store.js';
import { standingOf, type KeptDiscrepancy, type Standing } from './standing.js';
import {
  actByOf,
  ageDaysOf,
  bucketOf,
  severityOf,
  type AgeBucket,
  type Severity,
} from './urgency.js';

export interface WorkedDiscrepancy {
  readonly id: string;
  readonly unitCode: string | null;
  readonly kind: string;
  readonly gatewayAccount: string | null;
  readonly owner: DiscrepancyReading['owner'];
  readonly dueAt: Date | null;
  readonly members: number;
  readonly amount: Money;
  /** What is found; null for one that has closed. */
  readonly reading: DiscrepancyReading | null;
  readonly standing: Standing;
  readonly ageDays: number;
  readonly bucket: AgeBucket;
  readonly severity: Severity;
  /** By when somebody is to act; null where nobody is. */
  readonly actBy: Date | null;
  readonly isOverdue: boolean;
}

export interface WorkFilter {
  readonly kind?: string | undefined;
  readonly state?: string | undefined;
  readonly owner?: string | undefined;
  /** An officer's id. */
  readonly assignee?: string | undefined;
  readonly overdue?: boolean | undefined;
}

export function isWantedWork(one: WorkedDiscrepancy, filter: WorkFilter): boolean {
  const fits = (wanted: string | undefined, found: string | null): boolean =>
    wanted === undefined || wanted === found;
  return (
    fits(filter.kind, one.kind) &&
    fits(filter.state, one.standing.state) &&
    fits(filter.owner, one.owner) &&
    fits(filter.assignee, one.standing.assigneeId) &&
    (filter.overdue === undefined || filter.overdue === one.isOverdue)
  );
}

interface Judged {
  readonly asOf: Date;
  readonly calendar: Calendar;
}

/** One that a reading shows. */
export function workedOf(
  reading: DiscrepancyReading,
  kept: KeptDiscrepancy | undefined,
  { asOf, calendar }: Judged,
): WorkedDiscrepancy {
  const { id, unitCode, kind, gatewayAccount, owner, dueAt, members, amount } = reading;
  const standing = standingOf(kept, { isFound: true, asOf });
  const { openedAt, waitsUntil, state } = standing;
  const ageDays = ageDaysOf({ dueAt, openedAt }, asOf, calendar);
  const isDone = state === 'resolved';
  const actBy = isDone ? null : actByOf({ kind, waitsUntil, openedAt: openedAt ?? asOf }, calendar);
  return {
    ...{ id, unitCode, kind, gatewayAccount, owner, dueAt, members, amount },
    ...{ reading, standing, ageDays, actBy },
    bucket: bucketOf(ageDays),
    severity: severityOf({ kind, amount, ageDays }),
    isOverdue: actBy !== null && actBy < asOf,
  };
}

/** One that has closed: its age is how long it stood. */
export function closedOf(kept: KeptDiscrepancy, { asOf, calendar }: Judged): WorkedDiscrepancy {
  const { id, unitCode, kind, gatewayAccount, openedAt } = kept;
  const standing = standingOf(kept, { isFound: false, asOf });
  const ageDays = ageDaysOf({ dueAt: null, openedAt }, standing.closedAt ?? asOf, calendar);
  return {
    ...{ id, unitCode, kind, gatewayAccount, owner: ownerOfKind(kind), dueAt: null, members: 0 },
    ...{ amount: 0n, reading: null, standing, ageDays, bucket: bucketOf(ageDays) },
    severity: severityOf({ kind, amount: 0n, ageDays }),
    actBy: null,
    isOverdue: false,
  };
}

/**
 * The work on what a reading shows, with assignee, severity and by when to act; of those that are
 * resolved too, for whoever wants to leave them out.
 * @param at.since a past instant that the work is asked for; absent: as it stands
 */
export async function workOn(
  db: Db,
  readings: readonly DiscrepancyReading[],
  at: { readonly asOf: Date; readonly since?: Date | undefined },
): Promise<WorkedDiscrepancy[]> {
  const kept = await loadKept(
    db,
    readings.map(({ id }) => id),
    at.since,
  );
  const judged = { asOf: at.asOf, calendar: await loadCalendar(db) };
  return readings.map((reading) => workedOf(reading, kept.get(reading.id), judged));
}
