// Uploads by a page, with what became of each: the one who sent it may leave and come back. That one
// is under way is told by the advisory lock that its import holds.
import type { Db } from '../db.js';
import type { Problem } from '../problem.js';
import type { ImportedStatement } from './import-statements.js';

export interface UploadedName {
  readonly name: string;
  readonly bytes: number;
}

/** A statement of an upload, as its page tells it. */
export type UploadedStatement = Pick<
  ImportedStatement,
  'file' | 'statementIndex' | 'lineCount' | 'new' | 'known' | 'state'
> & { readonly id: string; readonly warnings: readonly string[] };

export const uploadStates = ['running', 'taken', 'refused', 'interrupted'] as const;
export type UploadState = (typeof uploadStates)[number];

export interface StatementUpload {
  readonly id: string;
  readonly state: UploadState;
  readonly askedAt: Date;
  readonly files: readonly UploadedName[];
  readonly finishedAt: Date | null;
  readonly statements: readonly UploadedStatement[] | null;
  readonly problem: Problem | null;
  readonly runId: string | null;
}

/** How long an upload may take to begin. */
const beginsWithinMs = 60_000;

export async function insertUpload(
  db: Db,
  upload: {
    readonly officerId: string;
    readonly askedAt: Date;
    readonly files: readonly UploadedName[];
  },
): Promise<string> {
  const rows = await db('statement_upload')
    .insert({
      officer_id: upload.officerId,
      asked_at: upload.askedAt,
      files: JSON.stringify(upload.files),
    })
    .returning<{ id: string }[]>('id');
  return rows[0]?.id ?? '';
}

/** Marks an upload as under way until the transaction ends. */
export async function holdUpload(trx: Db, id: string): Promise<void> {
  await trx.raw(
    `select pg_advisory_xact_lock(
       hashtextextended(concat_ws(' ', current_schema(), 'upload', ?::text), 0))`,
    [id],
  );
}

/** Writes what was taken, in the transaction that took it. */
export async function takeUpload(
  trx: Db,
  id: string,
  taken: {
    readonly at: Date;
    readonly statements: readonly UploadedStatement[];
    readonly runId: string;
  },
): Promise<void> {
  await trx('statement_upload')
    .where({ id })
    .update({
      finished_at: taken.at,
      statements: JSON.stringify(taken.statements),
      run_id: taken.runId,
    });
}

/** Writes why nothing was taken. */
export async function refuseUpload(
  db: Db,
  id: string,
  refusal: { readonly at: Date; readonly problem: Problem },
): Promise<void> {
  await db('statement_upload')
    .where({ id })
    .whereNull('finished_at')
    .update({ finished_at: refusal.at, problem: JSON.stringify(refusal.problem) });
}

/** An officer's latest uploads, the newest first; of one id only that one. */
export async function selectUploads(
  db: Db,
  asked: {
    readonly officerId: string;
    readonly id?: string;
    readonly now: Date;
    readonly limit: number;
  },
): Promise<StatementUpload[]> {
  const { officerId, id = null, now, limit } = asked;
  const { rows } = await db.raw<{ rows: UploadRow[] }>(selectSql, [officerId, id, id, limit]);
  return rows.map(({ isHeld, ...row }) => ({ ...row, state: stateOf({ ...row, isHeld }, now) }));
}

const selectSql = `
  select upload.id, upload.asked_at as "askedAt", upload.files, upload.finished_at as "finishedAt",
         upload.statements, upload.problem, upload.run_id as "runId",
         upload.finished_at is null and not pg_try_advisory_xact_lock_shared(
           hashtextextended(concat_ws(' ', current_schema(), 'upload', upload.id::text), 0)
         ) as "isHeld"
    from statement_upload upload
   where upload.officer_id = ? and (?::bigint is null or upload.id = ?::bigint)
   order by upload.id desc
   limit ?`;

type UploadRow = Omit<StatementUpload, 'state'> & { readonly isHeld: boolean };

function stateOf(row: UploadRow, now: Date): UploadState {
  if (row.statements !== null) return 'taken';
  if (row.problem !== null) return 'refused';
  const isFresh = now.getTime() - row.askedAt.getTime() < beginsWithinMs;
  return row.isHeld || isFresh ? 'running' : 'interrupted';
}
