// Statements and their lines as stored: rows in, nouns out, no decisions.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import { groupBy } from '../group-by.js';
import type { Money } from '../money.js';
import type { CoverageStatement } from './coverage.js';

/** A stored line of a posted statement. Credits are positive. */
export interface StatementLine {
  readonly id: string;
  readonly bankAccountId: string;
  readonly statementId: string;
  /** 1-based order in the file. */
  readonly lineNo: number;
  readonly bookingDate: LocalDate;
  readonly valueDate: LocalDate;
  readonly amount: Money;
  readonly bankRef: string | null;
  readonly narrative: string;
  readonly counterparty: string | null;
}

type LineRow = Omit<StatementLine, 'amount'> & { readonly amount: string };

/**
 * Every line that a statement shows, by account, booking day and order of storing.
 * @param ids only these
 */
export async function loadStatementLines(
  db: Db,
  ids?: readonly number[],
): Promise<StatementLine[]> {
  const answer = await db.raw<{ rows: LineRow[] }>(
    `select line.id, line.bank_account_id as "bankAccountId", line.statement_id as "statementId",
            line.line_no as "lineNo", line.booking_date as "bookingDate",
            line.value_date as "valueDate", line.amount, line.bank_ref as "bankRef",
            line.narrative, line.counterparty
       from statement_line line
      where not exists (select from voided_line voided where voided.statement_line_id = line.id)
        and (?::bigint[] is null or line.id = any(?::bigint[]))
      order by line.bank_account_id, line.booking_date, line.id`,
    [ids ? [...ids] : null, ids ? [...ids] : null],
  );
  return answer.rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}

interface CoverageRow {
  readonly bankAccountId: string;
  readonly state: string;
  readonly format: string;
  readonly sequenceNumber: number | null;
  readonly periodFrom: LocalDate | null;
  readonly periodTo: LocalDate | null;
  readonly opening: string | null;
  readonly closing: string | null;
  readonly madeAt: Date;
}

const coverageColumns = `
  statement.bank_account_id as "bankAccountId", statement.state, statement.format,
  statement.sequence_number as "sequenceNumber", statement.period_from as "periodFrom",
  statement.period_to as "periodTo", statement.opening_balance as opening,
  statement.closing_balance as closing, statement.made_at as "madeAt"`;

const selectPosted = `
  select ${coverageColumns}
    from statement
   where statement.state in ('balanced', 'unproven')
     and statement.bank_account_id is not null
   order by statement.bank_account_id, statement.id`;

/** The posted statements of every account (by bank account id), as coverage reads them. */
export async function loadCoverageStatements(db: Db): Promise<Map<string, CoverageStatement[]>> {
  const { rows: found } = await db.raw<{ rows: CoverageRow[] }>(selectPosted);
  const grouped = groupBy(found, ({ bankAccountId }) => bankAccountId);
  return new Map([...grouped].map(([account, rows]) => [account, rows.map(coverageStatement)]));
}

const selectAround = `
  select statement.id, ${coverageColumns}
    from statement
   where statement.state in ('balanced', 'unproven')
     and statement.bank_account_id in (
       select asked.bank_account_id from statement asked where asked.id = any(?::bigint[]))
   order by statement.id`;

/** The posted statements of the accounts that some statements are of, by account. */
export async function loadStatementsAround(
  db: Db,
  ids: readonly string[],
): Promise<Map<string, (CoverageStatement & { readonly id: string })[]>> {
  if (ids.length === 0) return new Map();
  type Row = CoverageRow & { readonly id: string };
  const { rows: found } = await db.raw<{ rows: Row[] }>(selectAround, [[...ids]]);
  const grouped = groupBy(found, ({ bankAccountId }) => bankAccountId);
  return new Map(
    [...grouped].map(([account, rows]) => [
      account,
      rows.map((row) => ({ id: row.id, ...coverageStatement(row) })),
    ]),
  );
}

function coverageStatement(row: CoverageRow): CoverageStatement {
  const { state, format, sequenceNumber, periodFrom, periodTo, madeAt } = row;
  return {
    state,
    kind: isNumbered(format) ? 'numbered' : 'sheet',
    sequenceNumber,
    periodFrom,
    periodTo,
    opening: moneyOrNull(row.opening),
    closing: moneyOrNull(row.closing),
    madeAt,
  };
}

/** MT940 and camt number their statements; sheets are exports of a range. */
function isNumbered(format: string): boolean {
  return format === 'MT940' || format.startsWith('camt');
}

function moneyOrNull(text: string | null): Money | null {
  return text === null ? null : BigInt(text);
}
