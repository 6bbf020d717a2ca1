// Starting a run for somebody who waits, and watching it. Phases are known in the process that
// runs it; elsewhere the row and its lock say whether it is under way.
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { type By, nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import type { Db } from '../db.js';
import { Refused } from '../problem.js';
import { reconcile, type RunPhase } from './run-reconciliation.js';
import { insertRun, type ReconciliationRun, selectRun } from './run-store.js';
import { cancelRun, RunCancelled } from './run-turn.js';

export interface WatchDeps {
  readonly db: Db;
  readonly now: () => Date;
}

/** What a watcher is told. */
export type RunNews =
  | { readonly kind: 'phase'; readonly phase: RunPhase }
  | { readonly kind: 'result'; readonly run: ReconciliationRun };

const lookEveryMs = 1_000;
/** Longer than any run; a watcher may ask again. */
const watchMsMax = 600_000;

/** Runs under way in this process, by the pool they use. */
const underWay = new WeakMap<Db, Map<string, { phase: RunPhase; wakes: Set<() => void> }>>();

/** Makes the row of a run, in the transaction of whoever asks. */
export function askForRun(trx: Db, asked: { by: By; now: Date }): Promise<string> {
  return insertRun(trx, { startedAt: asked.now, askedBy: nameOf(asked.by) });
}

/**
 * Takes back a run that has not ended.
 * @throws Refused `conflict` for one that has
 */
export async function takeRunBack(
  trx: Db,
  { id, by, at }: { readonly id: string; readonly by: By; readonly at: Date },
): Promise<void> {
  if (!(await cancelRun(trx, { id, by: nameOf(by), at }))) {
    throw new Refused({ code: 'conflict', detail: 'The run has ended already.' });
  }
  const subject = { kind: 'reconciliation_run', id };
  await recordAudit(trx, by, { action: 'reconciliation.cancelled', subject });
}

/**
 * Runs what was asked for, to its end.
 * @throws what the run throws, after it is written down that it failed
 */
export async function runAsked(deps: WatchDeps & { by: By }, runId: string): Promise<void> {
  const runs = runsOf(deps.db);
  const run: { phase: RunPhase; wakes: Set<() => void> } = { phase: 'waiting', wakes: new Set() };
  runs.set(runId, run);
  const onPhase = async (phase: RunPhase): Promise<void> => {
    run.phase = phase;
    for (const wake of run.wakes) wake();
    await nextTurn();
  };
  try {
    await reconcile({ ...deps, runId, onPhase });
  } catch (error) {
    // whoever took it back knows; the row says so to everybody else
    if (!(error instanceof RunCancelled)) throw error;
  } finally {
    runs.delete(runId);
    for (const wake of run.wakes) wake();
  }
}

/** Where a run is; null where it is not under way in this process. */
export function phaseOf(db: Db, runId: string): RunPhase | null {
  return runsOf(db).get(runId)?.phase ?? null;
}

/** News of a run until its result, or until nobody listens. Nothing when there is no such run. */
export async function* watchRun(
  deps: WatchDeps,
  runId: string,
  signal: AbortSignal,
): AsyncGenerator<RunNews> {
  let told: RunPhase | undefined;
  for (let waited = 0; waited < watchMsMax && !signal.aborted;) {
    const here = runsOf(deps.db).get(runId);
    if (here && here.phase !== told) {
      told = here.phase;
      yield { kind: 'phase', phase: told };
      continue;
    }
    const run = here ? undefined : await selectRun(deps.db, { id: runId, now: deps.now() });
    if (run && run.state !== 'running') {
      yield { kind: 'result', run };
      return;
    }
    waited += lookEveryMs;
    await woken(here?.wakes, signal);
  }
}

/** The next phase, or a second; at once when nobody listens any more. */
async function woken(wakes: Set<() => void> | undefined, signal: AbortSignal): Promise<void> {
  const done = new AbortController();
  const wake = (): void => {
    done.abort();
  };
  wakes?.add(wake);
  const either = AbortSignal.any([signal, done.signal]);
  await sleep(lookEveryMs, undefined, { signal: either }).catch(() => undefined);
  wakes?.delete(wake);
}

function runsOf(db: Db): Map<string, { phase: RunPhase; wakes: Set<() => void> }> {
  const runs = underWay.get(db) ?? new Map<string, never>();
  underWay.set(db, runs);
  return runs;
}
