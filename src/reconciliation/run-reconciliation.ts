// A reconciliation run: load the facts, match the province, write the difference to what stands.
import { reconcilers, ruleSet } from '../../reconcilers/index.js';
import { type By, nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction, type Db } from '../db.js';
import { Refused } from '../problem.js';
import { barring } from './barred.js';
import type { Decided } from './desk.js';
import { findMatches } from './find-matches.js';
import { loadMemberPayments } from './discrepancy-history-store.js';
import { keepDiscrepancies } from './keep-discrepancies.js';
import { loadLiveMatches, type StoredMatch } from './match-store.js';
import { loadBarred } from './match-decision-store.js';
import { RunChanges } from './run-changes.js';
import { endRun, failRun, holdRun, insertRun, type RunOutcome } from './run-store.js';
import { refuseCancelled, takeTurn, type Turn } from './run-turn.js';
import { loadStanding } from './standing-matches.js';
import { keepUnanswered } from './unanswered-store.js';
import { voidedAmong } from './survey-store.js';

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
    const { decided, voided } = await decidedMatches(trx);
    const isBarred = barring(await loadBarred(trx));
    const standing = await loadStanding(trx);
    // what is read beside the matching is read for one instant
    const readAt = deps.now();
    const watch = { at: readAt, payments: await loadMemberPayments(trx), decided };
    const input = { trx, rules: reconcilers, decided: { ...takenBy(decided), isBarred }, watch };
    const changes = new RunChanges(trx, standing, ruleSet);
    const found = await findMatches(input, {
      onMatching: async (pairs) => {
        await enter('matching');
        changes.begin(pairs, deps.now());
      },
      beforeLoading: () => changes.settled(),
      beforeWork: () => changes.sendSome(),
    });
    await changes.settled();
    await enter('writing');
    const counts = await changes.finish(found.matches, voided);
    const at = deps.now();
    const { findings } = found;
    await keepDiscrepancies(trx, { findings, at: readAt, writtenAt: at, by: deps.by });
    const notSearched = await keepUnanswered(trx, found.unanswered, at);
    const outcome = { ...counts, notSearched };
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

/** What people decided; their decisions end with the lines they were about. */
async function decidedMatches(
  trx: Db,
): Promise<{ readonly decided: readonly StoredMatch[]; readonly voided: readonly string[] }> {
  const all = await loadLiveMatches(trx, 'decided');
  const voided = await voidedAmong(
    trx,
    all.flatMap(({ legs }) => legs.flatMap(({ lineId }) => lineId ?? [])),
  );
  const isVoided = ({ legs }: StoredMatch) =>
    legs.some(({ lineId }) => lineId !== null && voided.has(lineId));
  return {
    decided: all.filter((match) => !isVoided(match)),
    voided: all.filter(isVoided).map(({ id }) => id),
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
