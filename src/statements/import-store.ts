// What importing writes and compares with: files, statements, lines, and the register's numbers.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { Money } from '../money.js';
import { writeRows } from '../tables/import-outcome.js';
import type { StatementWarning } from './bank-format.js';
import type { ChainStatement, KnownLine } from './new-lines.js';
import type { AccountCandidate } from './resolve-account.js';

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
  file: { readonly sha256: string; readonly name: string; readonly bytes: Buffer },
  uploadedAt: Date,
): Promise<StoredFile> {
  const row = { ...file, uploaded_at: uploadedAt };
  const [added] = await db('statement_file').insert(row, ['id']);
  return { id: String((added as { id: string }).id), uploadedAt };
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
  readonly state: 'balanced' | 'unproven' | 'quarantined' | 'overlap' | 'parked';
  readonly warnings: readonly StatementWarning[];
  readonly newCount: number;
  readonly knownIds: readonly string[];
}

export async function addStatement(db: Db, row: StatementRow, state: PostedState): Promise<string> {
  const [added] = await db('statement').insert({ ...row, ...stateColumns(state) }, ['id']);
  return String((added as { id: string }).id);
}

/** A parked statement finds its account. */
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

/** The parked statements of a file, or of all files. */
export async function loadParked(
  db: Db,
  fileId?: string,
): Promise<{ id: string; fileId: string; index: number; account: string; currency: string }[]> {
  const query = db('statement')
    .where('statement.state', 'parked')
    .whereNotNull('statement.account_printed')
    .where('statement.currency', 'VND')
    .orderBy('statement.id')
    .select(
      'statement.id',
      'statement.statement_file_id as fileId',
      'statement.statement_index as index',
      'statement.account_printed as account',
      'statement.currency',
    );
  return (await (fileId === undefined
    ? query
    : query.where('statement.statement_file_id', fileId))) as never;
}

export interface FileStatement {
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
    `select statement.statement_index as index, statement.state, statement.format,
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

/** Registered accounts whose number has one of these keys, with the names of their banks. */
export async function loadCandidates(db: Db, keys: readonly string[]): Promise<AccountCandidate[]> {
  interface Row {
    readonly id: string;
    readonly numberKey: string;
    readonly kind: string;
    readonly bin: string | null;
    readonly swift: string | null;
    readonly names: readonly (string | null)[];
  }
  const answer = await db.raw<{ rows: Row[] }>(
    `select account.id, account.number_key as "numberKey", account.kind, account.bank_bin as bin,
            bank.swift, array[bank.code, bank.short_name, bank.name, bank.former_name] as names
       from bank_account account
       left join public.bank on bank.bin = account.bank_bin
      where account.number_key = any(?)
      order by account.id`,
    [[...keys]],
  );
  return answer.rows.map(({ id, numberKey, kind, bin, swift, names }) => ({
    id,
    numberKey,
    kind,
    bank: bin === null ? null : { swift, names: names.filter((name) => name !== null) },
  }));
}

/** Stored lines of an account on some days, oldest first. */
export async function loadKnownLines(
  db: Db,
  accountId: string,
  days: readonly LocalDate[],
): Promise<(KnownLine & { readonly statementId: string })[]> {
  type Row = Omit<KnownLine, 'amount'> & { readonly amount: string; readonly statementId: string };
  const answer = await db.raw<{ rows: Row[] }>(
    `select line.id, line.statement_id as "statementId", line.layout,
            line.line_key as "lineKey", line.booking_date as "bookingDate", line.amount
       from statement_line line
      where line.bank_account_id = ? and line.booking_date = any(?::date[])
      order by line.id`,
    [accountId, [...days]],
  );
  return answer.rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}

/** Numbered statements of an account that were posted. */
export async function loadChain(db: Db, accountId: string): Promise<ChainStatement[]> {
  interface Row extends Omit<ChainStatement, 'opening' | 'closing'> {
    readonly opening: string | null;
    readonly closing: string | null;
  }
  const answer = await db.raw<{ rows: Row[] }>(
    `select statement.id, statement.layout, statement.sequence_number as "sequenceNumber",
            statement.page, statement.opening_balance as opening,
            statement.closing_balance as closing
       from statement
      where statement.bank_account_id = ? and statement.sequence_number is not null
        and statement.state in ('balanced', 'unproven')
      order by statement.id`,
    [accountId],
  );
  return answer.rows.map((row) => ({
    ...row,
    opening: row.opening === null ? null : BigInt(row.opening),
    closing: row.closing === null ? null : BigInt(row.closing),
  }));
}

/** Lines that statements show although others brought them. */
export async function loadClaimedIds(db: Db, statementIds: readonly string[]): Promise<string[]> {
  const answer = await db.raw<{ rows: { id: string }[] }>(
    `select unnest(statement.known_line_ids) as id from statement where statement.id = any(?)`,
    [[...statementIds]],
  );
  return answer.rows.map((row) => row.id);
}

export interface NewLine {
  readonly lineNo: number;
  readonly layout: string;
  readonly bookingDate: LocalDate;
  readonly valueDate: LocalDate;
  readonly amount: Money;
  readonly bankRef: string | null;
  readonly narrative: string;
  readonly counterparty: string | null;
  readonly lineKey: string;
  readonly occurrence: number;
}

export async function addLines(
  db: Db,
  statement: { readonly id: string; readonly accountId: string },
  lines: readonly NewLine[],
): Promise<void> {
  await writeRows(
    db,
    `insert into statement_line
       (bank_account_id, statement_id, line_no, layout, booking_date, value_date, amount,
        bank_ref, narrative, counterparty, line_key, occurrence)
     select line.bank_account_id, line.statement_id, line.line_no, line.layout,
            line.booking_date, line.value_date, line.amount, line.bank_ref, line.narrative,
            line.counterparty, line.line_key, line.occurrence
       from jsonb_to_recordset(?::jsonb) as line
         (bank_account_id bigint, statement_id bigint, line_no integer, layout text,
          booking_date date, value_date date, amount bigint, bank_ref text, narrative text,
          counterparty text, line_key text, occurrence integer)`,
    lines.map((line) => ({
      bank_account_id: statement.accountId,
      statement_id: statement.id,
      line_no: line.lineNo,
      layout: line.layout,
      booking_date: line.bookingDate,
      value_date: line.valueDate,
      amount: line.amount.toString(),
      bank_ref: line.bankRef,
      narrative: line.narrative,
      counterparty: line.counterparty,
      line_key: line.lineKey,
      occurrence: line.occurrence,
    })),
  );
}
