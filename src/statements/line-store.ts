// Lines as stored, the chains of their statements, and the register's numbers: what a new statement
// is compared with.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { Money } from '../money.js';
import { writeRows } from '../tables/import-outcome.js';
import type { ChainStatement, KnownLine } from './new-lines.js';
import type { AccountCandidate } from './resolve-account.js';

/** Registered accounts whose number has one of these keys, with the names of their banks. */
export async function loadCandidates(db: Db, keys: readonly string[]): Promise<AccountCandidate[]> {
  interface Row {
    readonly id: string;
    readonly numberKey: string;
    readonly kind: string;
    readonly bin: string | null;
    readonly swift: string | null;
    readonly code: string | null;
    readonly names: readonly (string | null)[];
  }
  const answer = await db.raw<{ rows: Row[] }>(
    `select account.id, account.number_key as "numberKey", account.kind, account.bank_bin as bin,
            bank.swift, bank.sbv_code as code,
            array[bank.code, bank.short_name, bank.name, bank.former_name] as names
       from bank_account account
       left join public.bank on bank.bin = account.bank_bin
      where account.number_key = any(?)
      order by account.id`,
    [[...keys]],
  );
  return answer.rows.map(({ id, numberKey, kind, bin, swift, code, names }) => ({
    id,
    numberKey,
    kind,
    bank:
      bin === null
        ? null
        : {
            swift,
            codes: code === null ? [bin] : [bin, code],
            names: names.filter((name) => name !== null),
          },
  }));
}

export interface StoredLine extends KnownLine {
  readonly statementId: string;
  /** No statement shows it any longer: it counts only as having been there. */
  readonly isVoided: boolean;
}

/** Stored lines of an account on some days, oldest first; voided ones are told. */
export async function loadKnownLines(
  db: Db,
  accountId: string,
  days: readonly LocalDate[],
): Promise<StoredLine[]> {
  type Row = Omit<StoredLine, 'amount'> & { readonly amount: string };
  const answer = await db.raw<{ rows: Row[] }>(
    `select line.id, line.statement_id as "statementId", line.layout,
            line.line_key as "lineKey", line.booking_date as "bookingDate", line.amount,
            exists (select from voided_line voided
                     where voided.statement_line_id = line.id) as "isVoided"
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
