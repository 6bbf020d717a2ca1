// How the work on a discrepancy stands, derived from what people did about it and from when it
// stood: nothing here is stored. Pure.
import { localDateOf, type LocalDate } from '../calendar.js';

/**
 * `open`: somebody is to act; `waiting`: for somebody outside, until a day; `write_off_proposed`: for
 * a second person; `resolved`: by people, though its members are still there; `closed`: by itself.
 */
export const discrepancyStates = [
  'open',
  'waiting',
  'write_off_proposed',
  'resolved',
  'closed',
] as const;
export type DiscrepancyState = (typeof discrepancyStates)[number];

export const discrepancyActs = [
  'assigned',
  'commented',
  'attached',
  'waiting',
  'explained',
  'resolved',
  'write_off_confirmed',
  'write_off_refused',
  'reopened',
] as const;
export type DiscrepancyAct = (typeof discrepancyActs)[number];

/** How people resolved it; `write_off` takes two of them. */
export const resolutions = ['settled', 'corrected', 'refunded', 'no_loss', 'write_off'] as const;
export type Resolution = (typeof resolutions)[number];

/** What somebody did about a discrepancy. */
export interface DiscrepancyEvent {
  readonly id: string;
  readonly stayId: string | null;
  /** The newest member row that whoever acted could know of. */
  readonly memberSeen: string;
  readonly act: DiscrepancyAct;
  /** Of `assigned`: an officer's id; null puts it down. */
  readonly assigneeId: string | null;
  readonly text: string | null;
  readonly ticket: string | null;
  readonly untilOn: LocalDate | null;
  readonly proposal: string | null;
  readonly proposalOn: LocalDate | null;
  readonly resolution: Resolution | null;
  /** As the audit trail names them. */
  readonly by: string;
  readonly at: Date;
}

/** A discrepancy as it is kept, with its latest stay. */
export interface KeptDiscrepancy {
  readonly id: string;
  readonly unitCode: string | null;
  readonly kind: string;
  readonly gatewayAccount: string | null;
  readonly stayId: string | null;
  readonly openedAt: Date | null;
  readonly closedAt: Date | null;
  /** How often it has opened. */
  readonly stays: number;
  readonly newestMember: string;
  readonly events: readonly DiscrepancyEvent[];
}

export interface Standing {
  readonly state: DiscrepancyState;
  readonly openedAt: Date | null;
  readonly closedAt: Date | null;
  /** How often it came back after it had closed. */
  readonly returns: number;
  readonly assigneeId: string | null;
  readonly ticket: string | null;
  readonly waitsUntil: LocalDate | null;
  readonly resolution: Resolution | null;
  /** Whose write-off waits for a second person. */
  readonly firstBy: string | null;
  /** Another one after each act and each new member: whoever acts names the one they saw. */
  readonly version: string;
}

/** What may be done in a state, by somebody who may; saying something about it always may be. */
export const possibleActs: Readonly<Record<DiscrepancyState, readonly DiscrepancyAct[]>> = {
  open: ['assigned', 'waiting', 'resolved'],
  waiting: ['assigned', 'waiting', 'resolved', 'reopened'],
  write_off_proposed: ['assigned', 'write_off_confirmed', 'write_off_refused', 'reopened'],
  resolved: ['reopened'],
  closed: [],
};

/** Acts that any state takes. */
export const remarks: readonly DiscrepancyAct[] = ['commented', 'attached', 'explained'];

/** @param now.isFound whether the reading shows it: what is not found is closed whatever is kept */
export function standingOf(
  kept: KeptDiscrepancy | undefined,
  now: { readonly isFound: boolean; readonly asOf: Date },
): Standing {
  const isStaying = kept !== undefined && kept.stayId !== null && kept.closedAt === null;
  // found again and not kept yet: what was done before was about the stay that is over
  const isAbout = isStaying || !now.isFound;
  const events = (kept?.events ?? []).filter(({ stayId }) => isAbout && stayId === kept?.stayId);
  const decided = events.findLast(({ act }) => act in stateAfter);
  const last = (wanted: DiscrepancyAct) => events.findLast(({ act }) => act === wanted);
  const state = now.isFound ? stateOf(kept, decided, now.asOf) : 'closed';
  const isResolved = state === 'resolved' || state === 'write_off_proposed';
  return {
    state,
    openedAt: isAbout ? (kept?.openedAt ?? null) : null,
    closedAt: now.isFound ? null : (kept?.closedAt ?? null),
    returns: Math.max(0, (kept?.stays ?? 1) - 1),
    assigneeId: last('assigned')?.assigneeId ?? null,
    ticket: last('waiting')?.ticket ?? null,
    waitsUntil: state === 'waiting' ? (decided?.untilOn ?? null) : null,
    resolution: isResolved ? (last('resolved')?.resolution ?? null) : null,
    firstBy: state === 'write_off_proposed' ? (decided?.by ?? null) : null,
    version: `${String(kept?.events.length ?? 0)}.${kept?.newestMember ?? '0'}`,
  };
}

/** Acts that change the state. */
const stateAfter: Readonly<
  Partial<Record<DiscrepancyAct, Exclude<DiscrepancyState, 'closed' | 'write_off_proposed'>>>
> = {
  waiting: 'waiting',
  resolved: 'resolved',
  write_off_confirmed: 'resolved',
  write_off_refused: 'open',
  reopened: 'open',
};

function stateOf(
  kept: KeptDiscrepancy | undefined,
  decided: DiscrepancyEvent | undefined,
  asOf: Date,
): Exclude<DiscrepancyState, 'closed'> {
  if (!kept || !decided) return 'open';
  const state = stateAfter[decided.act] ?? 'open';
  if (state === 'waiting') {
    const isOver = decided.untilOn !== null && decided.untilOn < localDateOf(asOf);
    return isOver ? 'open' : 'waiting';
  }
  // a member that nobody had seen when it was resolved opens it again
  if (state === 'resolved' && BigInt(kept.newestMember) > BigInt(decided.memberSeen)) return 'open';
  return decided.resolution === 'write_off' ? 'write_off_proposed' : state;
}
