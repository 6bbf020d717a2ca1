// A reconciliation run: load the facts, match the province, write the difference to what stands.
import { reconcilers, ruleSet } from '../../reconcilers/index.js';
import { type By, nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction, type Db } from '../db.js';
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
    const live = await loadLiveMatches(trx);
    const facts = await loadFacts(trx);
    const { standing, decided } = dividedBy(live, facts.lines);
    const isBarred = barring(await loadBarred(trx));
    await deps.onPhase?.('matching');
    const ledger = buildLedger(facts);
    const found = matchProvince(ledger, reconcilers, { ...takenBy(decided), isBarred }).map(
      asNewMatch,
    );
    const wanted = new Set(found.map((match) => match.fingerprint));
    const kept = new Set(standing.map((match) => match.fingerprint));
    const ending = standing.filter((match) => !wanted.has(match.fingerprint));
    const adding = found.filter((match) => !kept.has(match.fingerprint));
    const at = deps.now();
    await deps.onPhase?.('writing');
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

/** What a run may end, and what people decided; their decisions end with the lines they were about. */
function dividedBy(
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

function takenBy(decided: readonly StoredMatch[]): Omit<Decided, 'isBarred'> {
  const legs = decided.flatMap((match) => match.legs.filter(({ takes }) => takes));
  return {
    lines: new Set(legs.flatMap((leg) => leg.lineId ?? [])),
    credits: new Set(
      legs.flatMap((leg) => (leg.paymentId ? [`${leg.paymentId}/${leg.creditNo ?? 0}`] : [])),
    ),
  };
}
