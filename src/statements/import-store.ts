// Files as received and what became of the statements in them.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { StatementWarning } from './bank-format.js';

export interface StoredFile {
  readonly id: string;
  readonly uploadedAt: Date;
}

/** The file of this content, if it came before. */
export async function findFile(db: Db, sha256: string): Promise<StoredFile | undefined> {
  const rows = await db('statement_file')
    .where('statement_file.sha256', sha256)
    .select<StoredFile[]>('statement_file.id', 'statement_file.uploaded_at as uploadedAt');
  return rows[0];
}

export async function addFile(
  db: Db,
  file: {
    readonly sha256: string;
    readonly name: string;
    readonly bytes: Buffer;
    /** Version of the mapping by which it was read. */
    readonly mapping_id?: string;
  },
  uploadedAt: Date,
): Promise<StoredFile> {
  const row = { ...file, uploaded_at: uploadedAt };
  const added = await db<{ id: string }>('statement_file').insert(row as object, ['id']);
  return { id: idOf(added), uploadedAt };
}

export async function loadFile(
  db: Db,
  id: string,
): Promise<StoredFile & { readonly name: string; readonly bytes: Buffer }> {
  const row = await db('statement_file')
    .where('statement_file.id', id)
    .first<{ id: string; name: string; bytes: Buffer; uploadedAt: Date }>(
      'statement_file.id',
      'statement_file.name',
      'statement_file.bytes',
      'statement_file.uploaded_at as uploadedAt',
    );
  return row;
}

function idOf(added: readonly { readonly id: string }[]): string {
  const [row] = added;
  if (!row) throw new Error('an insert returned no row');
  return row.id;
}

/** A row of `statement`; amounts are null where they are no whole đồng. */
export interface StatementRow {
  readonly statement_file_id: string;
  readonly statement_index: number;
  readonly bank_account_id: string | null;
  readonly format: string;
  readonly layout: string;
  readonly account_printed: string | null;
  readonly currency: string | null;
  readonly bank_statement_id: string | null;
  readonly sequence_number: number | null;
  readonly page: number | null;
  readonly period_from: LocalDate | null;
  readonly period_to: LocalDate | null;
  readonly opening_balance: string | null;
  readonly closing_balance: string | null;
  readonly line_count: number;
  readonly sum_credits: string | null;
  readonly sum_debits: string | null;
  readonly made_at: Date;
  readonly uploaded_at: Date;
}

/** What became of a statement; the only part of it that may change later. */
export interface PostedState {
  readonly state: 'balanced' | 'unproven' | 'quarantined' | 'duplicate' | 'overlap' | 'parked';
  readonly warnings: readonly StatementWarning[];
  readonly newCount: number;
  readonly knownIds: readonly string[];
}

export async function addStatement(db: Db, row: StatementRow, state: PostedState): Promise<string> {
  const columns: object = { ...row, ...stateColumns(state) };
  return idOf(await db<{ id: string }>('statement').insert(columns, ['id']));
}

/** A statement that waited or was decided about is posted. */
export async function changeStatement(
  db: Db,
  id: string,
  { accountId, ...state }: PostedState & { readonly accountId: string | null },
): Promise<void> {
  await db('statement')
    .where('statement.id', id)
    .update({ bank_account_id: accountId, ...stateColumns(state) });
}

function stateColumns({ state, warnings, newCount, knownIds }: PostedState) {
  return {
    state,
    warnings: JSON.stringify(warnings),
    new_count: newCount,
    known_count: knownIds.length,
    known_line_ids: knownIds,
  };
}

/** A statement that may post later, because its account or another statement comes. */
export interface WaitingStatement {
  /** What people decided about it. */
  readonly isReleased: boolean;
  readonly isSeparate: boolean;
  readonly id: string;
  readonly fileId: string;
  readonly index: number;
  readonly account: string;
  readonly currency: string;
  readonly state: 'parked' | 'overlap';
}

/** What was decided about a row of `statement`, as columns. */
export const standingColumns = `
  exists (select from statement_decision decided where decided.statement_id = statement.id
             and decided.decision = 'released') as "isReleased",
  exists (select from statement_decision decided where decided.statement_id = statement.id
             and decided.decision = 'separated') as "isSeparate"`;

const selectWaiting = `
  select statement.id, statement.statement_file_id as "fileId",
         statement.statement_index as index, statement.account_printed as account,
         statement.currency, statement.state, ${standingColumns}
    from statement`;

const selectParked = `${selectWaiting}
   where statement.state = 'parked' and statement.currency = 'VND'
     and statement.account_printed is not null
     and statement.statement_file_id = coalesce(?, statement.statement_file_id)
   order by statement.id`;

const selectOverlaps = `${selectWaiting}
   where statement.state = 'overlap' and statement.bank_account_id = ?
   order by statement.id`;

/** Parked statements in đồng, of one file or of all. */
export async function loadParked(db: Db, fileId?: string): Promise<WaitingStatement[]> {
  const answer = await db.raw<{ rows: WaitingStatement[] }>(selectParked, [fileId ?? null]);
  return answer.rows;
}

/** Statements of an account that disagreed with the lines stored at the time. */
export async function loadOverlaps(db: Db, accountId: string): Promise<WaitingStatement[]> {
  const answer = await db.raw<{ rows: WaitingStatement[] }>(selectOverlaps, [accountId]);
  return answer.rows;
}

export interface FileStatement {
  readonly id: string;
  readonly accountId: string | null;
  readonly index: number;
  readonly state: string;
  readonly format: string;
  readonly account: string | null;
  readonly currency: string | null;
  readonly statementId: string | null;
  readonly periodFrom: LocalDate | null;
  readonly periodTo: LocalDate | null;
  readonly opening: string | null;
  readonly closing: string | null;
  readonly lineCount: number;
  readonly credits: string | null;
  readonly debits: string | null;
  readonly warnings: readonly StatementWarning[];
}

export async function loadFileStatements(db: Db, fileId: string): Promise<FileStatement[]> {
  const answer = await db.raw<{ rows: FileStatement[] }>(
    `select statement.id, statement.bank_account_id as "accountId",
            statement.statement_index as index, statement.state, statement.format,
            statement.account_printed as account, statement.currency,
            statement.bank_statement_id as "statementId",
            statement.period_from as "periodFrom", statement.period_to as "periodTo",
            statement.opening_balance as opening, statement.closing_balance as closing,
            statement.line_count as "lineCount", statement.sum_credits as credits,
            statement.sum_debits as debits, statement.warnings
       from statement
      where statement.statement_file_id = ?
      order by statement.statement_index`,
    [fileId],
  );
  return answer.rows;
}
