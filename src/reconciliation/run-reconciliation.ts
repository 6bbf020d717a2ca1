// A reconciliation run: load the facts, match the province, write the difference to what stands.
import { reconcilers, ruleSet } from '../../reconcilers/index.js';
import { type By, nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction, type Db } from '../db.js';
import { barring } from './barred.js';
import type { Decided } from './desk.js';
import { compare, findMatches, writeNew } from './find-matches.js';
import { endMatches, loadLiveMatches, type StoredMatch } from './match-store.js';
import { loadBarred } from './match-decision-store.js';
import { loadStanding } from './standing-matches.js';
import { voidedAmong } from './survey-store.js';
import { endRun, holdRun, insertRun, inTurn, type RunOutcome } from './run-store.js';

export interface RunDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly by: By;
  /** The row of a run that was asked for and is watched; without it a row is made at the end. */
  readonly runId?: string;
  /** Told before each phase, and waited for: matching leaves nobody else a turn. */
  readonly onPhase?: (phase: RunPhase) => Promise<void>;
}

export const runPhases = ['waiting', 'loading', 'matching', 'writing'] as const;
export type RunPhase = (typeof runPhases)[number];

/**
 * Runs the rules over everything stored. The result is a function of the facts: a second run adds
 * and ends nothing. People's decisions stay; runs take turns through an advisory lock.
 */
export async function reconcile(deps: RunDeps): Promise<RunOutcome> {
  const startedAt = deps.now();
  return inTransaction(deps.db, async (trx) => {
    if (deps.runId !== undefined) await holdRun(trx, deps.runId);
    await deps.onPhase?.('waiting');
    await inTurn(trx);
    await deps.onPhase?.('loading');
    const { decided, voided } = await decidedMatches(trx);
    const isBarred = barring(await loadBarred(trx));
    const standing = await loadStanding(trx);
    const input = { trx, rules: reconcilers, decided: { ...takenBy(decided), isBarred } };
    const found = await findMatches(input, () => deps.onPhase?.('matching'));
    const changes = compare(found, standing);
    const at = deps.now();
    await deps.onPhase?.('writing');
    const ending = [...changes.ending, ...voided];
    await endMatches(trx, ending, { at });
    const added = await writeNew(trx, changes, { ruleSet, at });
    const { confirmed, all } = changes;
    const outcome = { confirmed, proposed: all - confirmed, added, ended: ending.length };
    await recordRun(trx, deps, { startedAt, at, outcome });
    return outcome;
  });
}

/** Every run is listed; the audit trail has those that changed something. */
async function recordRun(
  trx: Db,
  { by, runId }: RunDeps,
  run: { readonly startedAt: Date; readonly at: Date; readonly outcome: RunOutcome },
): Promise<void> {
  const { startedAt, at, outcome } = run;
  const result = { at, ruleSet, outcome };
  const id = runId ?? (await insertRun(trx, { startedAt, askedBy: nameOf(by) }));
  await endRun(trx, id, result);
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

function takenBy(decided: readonly StoredMatch[]): Omit<Decided, 'isBarred'> {
  const legs = decided.flatMap((match) => match.legs.filter(({ takes }) => takes));
  return {
    lines: new Set(legs.flatMap((leg) => leg.lineId ?? [])),
    credits: new Set(
      legs.flatMap((leg) => (leg.paymentId ? [`${leg.paymentId}/${leg.creditNo ?? 0}`] : [])),
    ),
  };
}
