// Where a unit's month stands, derived from what was proposed, decided and reopened. Pure.
import type { MonthOutcome, ProposedMonth } from './month-store.js';
import type { MonthState } from './unit-month.js';

export interface MonthStanding {
  /** `differs` is only told by whoever compared with today. */
  readonly state: Exclude<MonthState, 'differs'>;
  /** Waits for its second person. */
  readonly waiting: ProposedMonth | null;
  /** The signed version that holds. */
  readonly signed: ProposedMonth | null;
  /** Versions that were ever signed, the latest first; reopened ones stay for ever. */
  readonly versions: readonly ProposedMonth[];
  /** The version that would be signed next. */
  readonly nextVersion: number;
}

/** @param proposed of one unit and month, the latest first */
export function standingOf(proposed: readonly ProposedMonth[]): MonthStanding {
  const waiting = proposed.find(({ decision }) => decision === null) ?? null;
  const versions = proposed
    .filter(({ decision }) => decision?.outcome === 'signed')
    .sort((one, other) => versionOf(other) - versionOf(one));
  const [latest] = versions;
  const signed = latest?.reopening === null ? latest : null;
  return {
    state: stateOf({ waiting, signed, isReopened: latest !== undefined && signed === null }),
    ...{ waiting, signed, versions },
    nextVersion: (latest ? versionOf(latest) : 0) + 1,
  };
}

function stateOf(found: {
  readonly waiting: ProposedMonth | null;
  readonly signed: ProposedMonth | null;
  readonly isReopened: boolean;
}): MonthStanding['state'] {
  if (found.signed) return 'signed';
  if (found.waiting) return 'proposed';
  return found.isReopened ? 'reopened' : 'open';
}

export function versionOf({ decision }: Pick<ProposedMonth, 'decision'>): number {
  return decision?.version ?? 0;
}

export type ProposedState = MonthOutcome | 'pending' | 'reopened';

export function proposedStateOf({
  decision,
  reopening,
}: Pick<ProposedMonth, 'decision' | 'reopening'>): ProposedState {
  if (reopening) return 'reopened';
  return decision?.outcome ?? 'pending';
}
