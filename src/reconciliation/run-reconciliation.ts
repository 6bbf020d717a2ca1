// A reconciliation run: load the facts, match the province, write the difference to what stands.
import { reconcilers, ruleSet } from '../../reconcilers/index.js';
import { type By, nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction, type Db } from '../db.js';
import { Refused } from '../problem.js';
import { barring } from './barred.js';
import type { Decided } from './desk.js';
import { matchProvince } from './engine.js';
import { loadFacts } from './facts-store.js';
import { keepDiscrepancies } from './keep-discrepancies.js';
import { buildLedger } from './ledger.js';
import {
  addMatches,
  asNewMatch,
  endMatches,
  loadLiveMatches,
  type StoredMatch,
} from './match-store.js';
import { loadBarred } from './match-decision-store.js';
import { endRun, failRun, holdRun, insertRun, type RunOutcome } from './run-store.js';
import { refuseCancelled, takeTurn, type Turn } from './run-turn.js';

export interface RunDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly by: By;
  /** The row of a run that was asked for and is watched; without it one is made. */
  readonly runId?: string;
  /** Told before each phase, and waited for: matching leaves nobody else a turn. */
  readonly onPhase?: (phase: RunPhase) => Promise<void>;
  readonly onWait?: Turn['onWait'];
  /** See `leaseMs` of run-turn.ts. */
  readonly leaseMs?: number;
}

export const runPhases = ['waiting', 'loading', 'matching', 'writing'] as const;
export type RunPhase = (typeof runPhases)[number];

/**
 * Runs the rules over everything stored. The result is a function of the facts: a second run adds
 * and ends nothing. People's decisions stay; runs take turns.
 * @throws RunCancelled when somebody takes it back before it has ended
 */
export async function reconcile(deps: RunDeps): Promise<RunOutcome> {
  const begun = { startedAt: deps.now(), askedBy: nameOf(deps.by) };
  // there before it begins: one that dies on the way is seen to have been there
  const runId = deps.runId ?? (await insertRun(deps.db, begun));
  try {
    return await runAs({ ...deps, runId });
  } catch (error) {
    const because = error instanceof Refused ? error.problem.code : 'internal';
    await failRun(deps.db, runId, { at: deps.now(), because }).catch(() => undefined);
    throw error;
  }
}

async function runAs(deps: RunDeps & { readonly runId: string }): Promise<RunOutcome> {
  return inTransaction(deps.db, async (trx) => {
    const enter = async (phase: RunPhase): Promise<void> => {
      await deps.onPhase?.(phase);
      await refuseCancelled(trx, deps.runId);
    };
    await holdRun(trx, deps.runId);
    await enter('waiting');
    await takeTurn(trx, deps);
    await enter('loading');
    const live = await loadLiveMatches(trx);
    const facts = await loadFacts(trx);
    const { standing, decided } = dividedBy(live, facts.lines);
    const isBarred = barring(await loadBarred(trx));
    await enter('matching');
    const ledger = buildLedger(facts);
    const found = matchProvince(ledger, reconcilers, { ...takenBy(decided), isBarred }).map(
      asNewMatch,
    );
    const wanted = new Set(found.map((match) => match.fingerprint));
    const kept = new Set(standing.map((match) => match.fingerprint));
    const ending = standing.filter((match) => !wanted.has(match.fingerprint));
    const adding = found.filter((match) => !kept.has(match.fingerprint));
    const at = deps.now();
    await enter('writing');
    await endMatches(
      trx,
      ending.map((match) => match.id),
      { at },
    );
    await addMatches(trx, adding, { ruleSet, at });
    await keepDiscrepancies(trx, { facts, at, by: deps.by });
    const confirmed = found.filter(({ match }) => match.status === 'confirmed').length;
    const outcome = {
      confirmed,
      proposed: found.length - confirmed,
      added: adding.length,
      ended: ending.length,
    };
    await recordRun(trx, deps, { at, outcome });
    return outcome;
  });
}

/** Every run is listed; the audit trail has those that changed something. */
async function recordRun(
  trx: Db,
  { by, runId: id }: RunDeps & { readonly runId: string },
  run: { readonly at: Date; readonly outcome: RunOutcome },
): Promise<void> {
  const { at, outcome } = run;
  const result = { at, ruleSet, outcome };
  if (!(await endRun(trx, id, result))) {
    await refuseCancelled(trx, id);
    throw new Error(`run ${id} ended twice`);
  }
  if (outcome.added + outcome.ended === 0) return;
  await recordAudit(trx, by, {
    action: 'reconciliation.run',
    subject: { kind: 'reconciliation_run', id },
    after: { ruleSet, ...outcome },
  });
}

/** What a run may end, and what people decided; their decisions end with the lines they were about. */
export function dividedBy(
  live: readonly StoredMatch[],
  lines: readonly { readonly id: string }[],
): { readonly standing: readonly StoredMatch[]; readonly decided: readonly StoredMatch[] } {
  const shown = new Set(lines.map(({ id }) => id));
  const isDecided = ({ decidedBy, legs }: StoredMatch) =>
    decidedBy !== null && legs.every(({ lineId }) => lineId === null || shown.has(lineId));
  return {
    standing: live.filter((match) => !isDecided(match)),
    decided: live.filter(isDecided),
  };
}

/** What rules may no longer take. */
export function takenBy(decided: readonly StoredMatch[]): Omit<Decided, 'isBarred'> {
  const legs = decided.flatMap((match) => match.legs.filter(({ takes }) => takes));
  return {
    lines: new Set(legs.flatMap((leg) => leg.lineId ?? [])),
    credits: new Set(
      legs.flatMap((leg) => (leg.paymentId ? [`${leg.paymentId}/${leg.creditNo ?? 0}`] : [])),
    ),
  };
}
