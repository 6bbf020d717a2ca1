// Discrepancies as one officer may see and work on them: those a reading shows, those that have
// closed, and one of them with everything that was done about it.
import { may, sees, sightOf, type Principal } from '../access/principal.js';
import { loadCalendar } from '../calendar-store.js';
import type { Db } from '../db.js';
import { officerNames } from '../discrepancies/assignable-officers.js';
import {
  loadClosed,
  loadFiles,
  loadKept,
  loadMemberStays,
  loadStays,
  type DiscrepancyFile,
  type DiscrepancyStay,
  type MemberStay,
} from '../discrepancies/discrepancy-store.js';
import {
  possibleActs,
  type DiscrepancyAct,
  type DiscrepancyEvent,
} from '../discrepancies/standing.js';
import {
  closedOf,
  isWantedWork,
  workOn,
  type WorkedDiscrepancy,
  type WorkFilter,
} from '../discrepancies/worked-discrepancy.js';
import { nameOf, type By } from '../audit/by.js';
import type {
  DiscrepancyReading,
  LineReading,
  PaymentReading,
  ProvinceReading,
} from '../reconciliation/reading.js';
import { isWanted } from './export-filter.js';
import { discrepanciesWanted } from './exports.js';

export interface WorkQuery extends WorkFilter {
  readonly unit?: string | undefined;
  readonly gateway?: string | undefined;
}

export interface WorkAsked {
  readonly principal: Principal;
  /** As the principal may see it. */
  readonly seen: ProvinceReading;
  /** The past instant asked for; undefined for the work as it stands. */
  readonly since: Date | undefined;
}

/** The queue, by id; those that have closed only where they are asked for. */
export async function discrepanciesAtWork(
  db: Db,
  { principal, seen, since }: WorkAsked,
  query: WorkQuery,
): Promise<WorkedDiscrepancy[]> {
  if (query.state !== 'closed') {
    const found = await workOn(db, discrepanciesWanted(seen, query), { asOf: seen.asOf, since });
    return found.filter((one) => isWantedWork(one, query));
  }
  const standing = new Set(seen.discrepancies.map(({ id }) => id));
  const sight = sightOf(principal, 'discrepancy.read');
  const kinds = new Map(seen.payments.map((one) => [one.gatewayAccount, one.gateway]));
  const judged = { asOf: seen.asOf, calendar: await loadCalendar(db) };
  return (await loadClosed(db, since))
    .filter(({ id, unitCode }) => sees(sight, unitCode) && !standing.has(id))
    .map((kept) => closedOf(kept, judged))
    .filter((one) => isWanted.discrepancy(one, query, kinds.get(one.gatewayAccount ?? '')))
    .filter((one) => isWantedWork(one, query));
}

/** One by its id; undefined where there is none in sight. */
export async function discrepancyAtWork(
  db: Db,
  { principal, seen, since }: WorkAsked,
  id: string,
): Promise<WorkedDiscrepancy | undefined> {
  const reading = foundIn(seen, id);
  if (reading) return (await workOn(db, [reading], { asOf: seen.asOf, since }))[0];
  const kept = (await loadKept(db, [id], since)).get(id);
  if (!kept || !sees(sightOf(principal, 'discrepancy.read'), kept.unitCode)) return undefined;
  return closedOf(kept, { asOf: seen.asOf, calendar: await loadCalendar(db) });
}

export function foundIn(seen: ProvinceReading, id: string): DiscrepancyReading | undefined {
  return seen.discrepancies.find((one) => one.id === id);
}

/** Its members in sight. */
export function membersOf(
  one: Pick<WorkedDiscrepancy, 'reading'>,
  seen: ProvinceReading,
): { readonly payments: readonly PaymentReading[]; readonly lines: readonly LineReading[] } {
  const payments = new Set(one.reading?.paymentIds);
  const lines = new Set(one.reading?.lineIds);
  return {
    payments: seen.payments.filter(({ paymentId }) => payments.has(paymentId)),
    lines: seen.lines.filter(({ lineId }) => lines.has(lineId)),
  };
}

/** What was done about it and when it came and went. */
export interface DiscrepancyCourse {
  readonly events: readonly DiscrepancyEvent[];
  readonly files: readonly DiscrepancyFile[];
  readonly stays: readonly DiscrepancyStay[];
  /** The latest changes; older ones are counted nowhere. */
  readonly members: readonly MemberStay[];
  /** Officers named in it, by id. */
  readonly names: ReadonlyMap<string, string>;
}

/** Most changes of members that are told. */
const memberStaysMax = 200;

export async function courseOf(db: Db, id: string, since?: Date): Promise<DiscrepancyCourse> {
  const events = (await loadKept(db, [id], since)).get(id)?.events ?? [];
  const isThen = (at: Date): boolean => since === undefined || at <= since;
  const shown = new Set(events.map((event) => event.id));
  const files = (await loadFiles(db, id)).filter(({ eventId }) => shown.has(eventId));
  const names = await officerNames(
    db,
    events.flatMap(({ by, assigneeId }) => [officerIdOf(by), assigneeId]),
  );
  const endedBy = (at: Date | null): Date | null => (at !== null && isThen(at) ? at : null);
  const stays = (await loadStays(db, id))
    .filter(({ openedAt }) => isThen(openedAt))
    .map((stay) => ({ ...stay, closedAt: endedBy(stay.closedAt) }));
  const members = (await loadMemberStays(db, id, memberStaysMax))
    .filter(({ joinedAt }) => isThen(joinedAt))
    .map((one) => (endedBy(one.leftAt) === null ? { ...one, ...stillThere } : one));
  return { events, files, stays, members, names };
}

const stillThere = { leftAt: null, leftAs: null, arrivedOn: null } as const;

/** The id of an officer as the audit trail names them; null for tokens and commands. */
export function officerIdOf(by: string): string | null {
  return /^officer (\d+)$/.exec(by)?.[1] ?? null;
}

/** What this asker may do to it now. */
export function actsOpenTo(
  principal: Principal,
  one: WorkedDiscrepancy,
  by: Pick<By, 'kind' | 'id'>,
): DiscrepancyAct[] {
  const acts: DiscrepancyAct[] = [];
  if (may(principal, 'discrepancy.comment', one.unitCode)) acts.push('commented', 'attached');
  if (may(principal, 'discrepancy.explain', one.unitCode)) acts.push('explained');
  if (!may(principal, 'discrepancy.work', one.unitCode)) return acts;
  const isFirst = one.standing.firstBy === nameOf({ ...by, requestId: null });
  const isSecond = (act: DiscrepancyAct): boolean => act.startsWith('write_off');
  const open = possibleActs[one.standing.state].filter(
    (act) => !isSecond(act) || (by.kind === 'officer' && !isFirst),
  );
  return [...acts, ...open];
}
