// Reconciliation runs as they are listed and watched. A run that was asked for has its row before it
// begins; that it is under way is told by the advisory lock it holds until it ends or dies.
import type { Db } from '../db.js';

export interface RunOutcome {
  readonly confirmed: number;
  readonly proposed: number;
  readonly added: number;
  readonly ended: number;
  /** Credits for which a search was cut short. */
  readonly notSearched: number;
}

/** Whether a run is under way, ended well, failed, was taken back, or died with its process. */
export const runStates = ['running', 'done', 'failed', 'cancelled', 'interrupted'] as const;
export type RunState = (typeof runStates)[number];

export interface ReconciliationRun {
  readonly id: string;
  readonly state: RunState;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  readonly askedBy: string | null;
  readonly ruleSet: string | null;
  readonly added: number | null;
  readonly ended: number | null;
  /** Of all that stands; null for runs before these were kept. */
  readonly confirmed: number | null;
  readonly proposed: number | null;
  readonly notSearched: number | null;
  readonly failedBecause: string | null;
  readonly cancelledAt: Date | null;
  /** As the audit trail names them. */
  readonly cancelledBy: string | null;
}

/** How long a run that was asked for may take to begin. */
const beginsWithinMs = 60_000;

/** Until the transaction ends nobody else changes what is matched. */
export async function inTurn(trx: Db): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtext(current_schema()), hashtext('reconcile'))`);
}

/** The row of a run that begins. */
export async function insertRun(
  db: Db,
  run: { readonly startedAt: Date; readonly askedBy: string },
): Promise<string> {
  const rows = await db('reconciliation_run')
    .insert({ started_at: run.startedAt, asked_by: run.askedBy })
    .returning<{ id: string }[]>('id');
  return rows[0]?.id ?? '';
}

/** Marks a run as under way until the transaction ends. */
export async function holdRun(trx: Db, id: string): Promise<void> {
  await trx.raw(holdSql, [id]);
}

const holdSql = `
  select pg_advisory_xact_lock(
    hashtextextended(concat_ws(' ', current_schema(), 'run', ?::text), 0))`;

/**
 * Writes the result of a run, in the transaction of its matches.
 * @returns false where the run was cancelled in the meantime: the transaction must not stand
 */
export async function endRun(
  trx: Db,
  id: string,
  result: { readonly at: Date; readonly ruleSet: string; readonly outcome: RunOutcome },
): Promise<boolean> {
  const { added, ended, confirmed, proposed, notSearched } = result.outcome;
  const open = trx('reconciliation_run').where({ id }).whereNull('finished_at');
  const changed = await open.whereNull('cancelled_at').update({
    finished_at: result.at,
    rule_set: result.ruleSet,
    matches_added: added,
    matches_ended: ended,
    matches_confirmed: confirmed,
    matches_proposed: proposed,
    lines_not_searched: notSearched,
  });
  return changed === 1;
}

/** Writes that a run failed; nothing of it stands. */
export async function failRun(
  db: Db,
  id: string,
  failure: { readonly at: Date; readonly because: string },
): Promise<void> {
  await db('reconciliation_run')
    .where({ id })
    .whereNull('finished_at')
    .whereNull('cancelled_at')
    .update({ finished_at: failure.at, failed_because: failure.because });
}

/** Runs, newest first. */
export async function selectRuns(
  db: Db,
  asked: { readonly now: Date; readonly before: string | null; readonly limit: number },
): Promise<ReconciliationRun[]> {
  const { rows } = await db.raw<{ rows: RunRow[] }>(listSql, [
    asked.before,
    asked.before,
    asked.limit,
  ]);
  return rows.map((row) => runOf(row, asked.now));
}

/** One run. */
export async function selectRun(
  db: Db,
  asked: { readonly id: string; readonly now: Date },
): Promise<ReconciliationRun | undefined> {
  const { rows } = await db.raw<{ rows: RunRow[] }>(oneSql, [asked.id]);
  return rows.map((row) => runOf(row, asked.now))[0];
}

const columns = `
  reconciliation_run.id, reconciliation_run.started_at, reconciliation_run.finished_at,
  reconciliation_run.asked_by, reconciliation_run.rule_set, reconciliation_run.matches_added,
  reconciliation_run.matches_ended, reconciliation_run.matches_confirmed,
  reconciliation_run.matches_proposed, reconciliation_run.lines_not_searched,
  reconciliation_run.failed_because,
  reconciliation_run.cancelled_at, reconciliation_run.cancelled_by,
  reconciliation_run.finished_at is null and not pg_try_advisory_xact_lock_shared(
    hashtextextended(concat_ws(' ', current_schema(), 'run', reconciliation_run.id::text), 0)
  ) as is_held`;

const listSql = `
  select ${columns}
    from reconciliation_run
   where ?::bigint is null or reconciliation_run.id < ?::bigint
   order by reconciliation_run.id desc
   limit ?`;

const oneSql = `
  select ${columns}
    from reconciliation_run
   where reconciliation_run.id = ?`;

interface RunRow {
  readonly id: string;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly asked_by: string | null;
  readonly rule_set: string | null;
  readonly matches_added: number | null;
  readonly matches_ended: number | null;
  readonly matches_confirmed: number | null;
  readonly matches_proposed: number | null;
  readonly lines_not_searched: number | null;
  readonly failed_because: string | null;
  readonly cancelled_at: Date | null;
  readonly cancelled_by: string | null;
  readonly is_held: boolean;
}

function runOf(row: RunRow, now: Date): ReconciliationRun {
  return {
    id: row.id,
    state: stateOf(row, now),
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    askedBy: row.asked_by,
    ruleSet: row.rule_set,
    added: row.matches_added,
    ended: row.matches_ended,
    confirmed: row.matches_confirmed,
    proposed: row.matches_proposed,
    notSearched: row.lines_not_searched,
    failedBecause: row.failed_because,
    cancelledAt: row.cancelled_at,
    cancelledBy: row.cancelled_by,
  };
}

function stateOf(row: RunRow, now: Date): RunState {
  if (row.cancelled_at !== null) return 'cancelled';
  if (row.failed_because !== null) return 'failed';
  if (row.finished_at !== null) return 'done';
  const isFresh = now.getTime() - row.started_at.getTime() < beginsWithinMs;
  return row.is_held || isFresh ? 'running' : 'interrupted';
}
