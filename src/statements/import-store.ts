// Files as received and what became of the statements in them.
import { readFile } from 'node:fs/promises';
import type { LocalDate } from '../calendar.js';
import type { Knex } from 'knex';
import type { Db } from '../db.js';
import type { FileContent } from '../tables/file-source.js';
import type { StatementWarning } from './bank-format.js';
import { openPieces, withKeptFile, type PieceKeeper } from './file-pieces.js';

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

interface FileToKeep {
  readonly sha256: string;
  readonly name: string;
  readonly content: FileContent;
  /** Version of the mapping by which it was read. */
  readonly mappingId?: string | undefined;
}

/** Keeps a file as received. */
export async function addFile(db: Db, file: FileToKeep, uploadedAt: Date): Promise<StoredFile> {
  const { pieces, ...stored } = await beginFile(db, file, uploadedAt);
  await pieces.end();
  return stored;
}

/** The same for a long file, whose pieces are kept while it is read. */
export async function beginFile(
  db: Db,
  file: FileToKeep,
  uploadedAt: Date,
): Promise<StoredFile & { readonly pieces: PieceKeeper }> {
  const { sha256, name, content, mappingId } = file;
  const row = { sha256, name, mapping_id: mappingId ?? null, uploaded_at: uploadedAt };
  const id = idOf(await db<{ id: string }>('statement_file').insert(row as object, ['id']));
  return { id, uploadedAt, pieces: openPieces(db, { id, sha256 }, content) };
}

/** A kept file that is known to be small: a scan. */
export async function loadFile(db: Db, id: string): Promise<{ readonly bytes: Buffer }> {
  const bytes = await withKeptFile(db, id, async (content) =>
    typeof content === 'string' ? readFile(content) : content,
  );
  return { bytes };
}

export async function nameOfFile(db: Db, id: string): Promise<string> {
  const [name] = await db('statement_file').where('id', id).pluck<string[]>('name');
  if (name === undefined) throw new Error(`file ${id} is not kept`);
  return name;
}

export async function digestOfFile(db: Db, id: string): Promise<string> {
  const [sha256] = await db('statement_file').where('id', id).pluck<string[]>('sha256');
  if (sha256 === undefined) throw new Error(`file ${id} is not kept`);
  return sha256;
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
  /** Lines that other statements had brought; the staged lines name them. */
  readonly knownCount: number;
}

/** The id of a statement whose lines come before it. */
export async function nextStatementId(db: Db): Promise<string> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `select nextval(pg_get_serial_sequence('statement', 'id')) as id`,
  );
  return idOf(rows);
}

export async function addStatement(
  db: Db,
  row: StatementRow & { readonly id: string },
  state: PostedState,
): Promise<void> {
  const columns = { ...row, ...stateColumns(db, state) };
  const names = Object.keys(columns);
  const marks = {
    names: names.map(() => '??').join(', '),
    values: names.map(() => '?').join(', '),
  };
  const insert = `insert into statement (${marks.names}) overriding system value values (${marks.values})`;
  await db.raw(insert, [...names, ...(Object.values(columns) as Knex.Value[])]);
}

/** A statement that waited or was decided about is posted. */
export async function changeStatement(
  db: Db,
  id: string,
  { accountId, ...state }: PostedState & { readonly accountId: string | null },
): Promise<void> {
  await db('statement')
    .where('statement.id', id)
    .update({ bank_account_id: accountId, ...stateColumns(db, state) });
}

const stagedKnownIds = `array(
  select staged.known_id from staged_line staged
   where staged.known_id is not null order by staged.line_no)`;

function stateColumns(db: Db, { state, warnings, newCount, knownCount }: PostedState) {
  return {
    state,
    warnings: JSON.stringify(warnings),
    new_count: newCount,
    known_count: knownCount,
    known_line_ids: db.raw(knownCount > 0 ? stagedKnownIds : `'{}'::bigint[]`),
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
