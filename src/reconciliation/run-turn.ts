// One run at a time in a province. The turn is an advisory lock of the run's own transaction, so
// PostgreSQL is the reaper: a run that is killed loses it with its connection, one that hangs when
// the lease is over, and either way nothing it wrote stands. The next one goes on at once.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../db.js';
import { Refused } from '../problem.js';

/** How long a run may say nothing to the database before it loses its turn: above any matching. */
export const leaseMs = 180_000;
/** How long one of its statements may take: rows of a whole province are read while they come. */
const statementMs = 600_000;
const lookEveryMs = 100;

/** The run that has the turn. */
export interface RunAhead {
  readonly id: string;
  readonly askedBy: string | null;
  readonly startedAt: Date;
}

export interface Turn {
  readonly runId: string;
  /** Told once, when somebody else is at it; null: a person's decision is being written. */
  readonly onWait?: ((ahead: RunAhead | null) => void) | undefined;
  readonly leaseMs?: number | undefined;
}

/**
 * Waits for the turn and takes it until the transaction ends.
 * @throws Refused `conflict` when the run is cancelled while it waits
 */
export async function takeTurn(trx: Db, turn: Turn): Promise<void> {
  const lease = String(turn.leaseMs ?? leaseMs);
  await trx.raw(
    `select set_config('idle_in_transaction_session_timeout', ?, true),
            set_config('statement_timeout', ?, true)`,
    [lease, String(statementMs)],
  );
  if (await tryTurn(trx)) return;
  turn.onWait?.(await runAhead(trx));
  do {
    await refuseCancelled(trx, turn.runId);
    await sleep(lookEveryMs);
  } while (!(await tryTurn(trx)));
}

async function tryTurn(trx: Db): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: { taken: boolean }[] }>(
    `select pg_try_advisory_xact_lock(hashtext(current_schema()), hashtext('reconcile')) as taken`,
  );
  return rows[0]?.taken === true;
}

/** @throws Refused `conflict` where somebody took the run back: its transaction must end */
export async function refuseCancelled(trx: Db, runId: string): Promise<void> {
  const [run] = await trx('reconciliation_run')
    .where({ id: runId })
    .whereNotNull('cancelled_at')
    .select<{ cancelled_by: string }[]>('cancelled_by');
  if (run) throw new RunCancelled(runId, run.cancelled_by);
}

/** The end of a run that was taken back; it is no failure. */
export class RunCancelled extends Refused {
  constructor(runId: string, by: string) {
    super({
      code: 'conflict',
      detail: `Run ${runId} was cancelled by ${by}; nothing of it stands.`,
    });
  }
}

/** Takes a run back unless it has ended: whoever of both comes first at its row decides. */
export async function cancelRun(
  db: Db,
  { id, by, at }: { readonly id: string; readonly by: string; readonly at: Date },
): Promise<boolean> {
  const changed = await db('reconciliation_run')
    .where({ id })
    .whereNull('finished_at')
    .whereNull('cancelled_at')
    .update({ cancelled_at: at, cancelled_by: by });
  return changed === 1;
}

async function runAhead(trx: Db): Promise<RunAhead | null> {
  const { rows } = await trx.raw<{ rows: RunAhead[] }>(aheadSql);
  return rows[0] ?? null;
}

/** Advisory locks as `pg_locks` shows them: two keys as two numbers, one long key cut in two. */
const aheadSql = `
  select run.id, run.asked_by as "askedBy", run.started_at as "startedAt"
    from pg_locks turn
    join pg_locks own on own.pid = turn.pid and own.locktype = 'advisory' and own.objsubid = 1
    join reconciliation_run run
      on hashtextextended(concat_ws(' ', current_schema(), 'run', run.id::text), 0)
         = ((own.classid::bigint << 32) | own.objid::bigint)
   where turn.locktype = 'advisory' and turn.granted and turn.objsubid = 2
     and turn.database = (select oid from pg_database where datname = current_database())
     and turn.classid::bigint = hashtext(current_schema())::bigint & 4294967295
     and turn.objid::bigint = hashtext('reconcile')::bigint & 4294967295
     and run.finished_at is null
   limit 1`;
