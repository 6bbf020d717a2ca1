// Statements as lists and single reads show them, with the units whose account it is.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { StatementWarning } from './bank-format.js';
import { loadChainWarnings } from './chain-warnings.js';
import { loadHolders } from './holders.js';
import { isAttested } from './paper-statement.js';

export interface ListedStatement {
  readonly id: string;
  readonly file: string;
  readonly statementIndex: number;
  readonly format: string;
  /** As registered, else as printed. */
  readonly account: string | null;
  readonly accountId: string | null;
  readonly currency: string | null;
  readonly statementId: string | null;
  readonly periodFrom: LocalDate | null;
  readonly periodTo: LocalDate | null;
  readonly openingBalance: string | null;
  readonly closingBalance: string | null;
  readonly lineCount: number;
  readonly sumCredits: string | null;
  readonly sumDebits: string | null;
  readonly new: number;
  readonly known: number;
  readonly state: string;
  /** What its own checks found, and what does not join it to its neighbours now. */
  readonly warnings: readonly StatementWarning[];
  readonly madeAt: Date;
  readonly uploadedAt: Date;
  /** Lines that it shows and another statement had brought before. */
  readonly knownLineIds: readonly string[];
  readonly unitCodes: readonly string[];
}

export interface StatementQuery {
  /** Units whose accounts are wanted. */
  readonly units: readonly string[];
  /** Also statements of accounts that are nobody's. */
  readonly unregistered: boolean;
  readonly state?: string | undefined;
  /** Days that the period touches. */
  readonly from?: LocalDate | undefined;
  readonly to?: LocalDate | undefined;
  /** Only those before this id. */
  readonly before: string | null;
  readonly limit: number;
}

// a paper is called as whoever typed it called the scan, whose bytes may have come before
const fileName = `
  coalesce((select paper.scan_name
              from paper_decision decided
              join paper_statement paper on paper.id = decided.paper_statement_id
             where decided.statement_id = statement.id), file.name)`;

const columns = `
  statement.id, ${fileName} as file, statement.statement_index as "statementIndex",
  statement.format, coalesce(account.number, statement.account_printed) as account,
  statement.bank_account_id as "accountId", statement.currency,
  statement.bank_statement_id as "statementId", statement.period_from as "periodFrom",
  statement.period_to as "periodTo", statement.opening_balance as "openingBalance",
  statement.closing_balance as "closingBalance", statement.line_count as "lineCount",
  statement.sum_credits as "sumCredits", statement.sum_debits as "sumDebits",
  statement.new_count as new, statement.known_count as known, statement.state,
  statement.warnings, statement.made_at as "madeAt", statement.uploaded_at as "uploadedAt",
  statement.known_line_ids::text[] as "knownLineIds"`;

const tables = `
    from statement
    join statement_file file on file.id = statement.statement_file_id
    left join bank_account account on account.id = statement.bank_account_id`;

// the units are those of loadHolders: of the period, else the last that had the account
const selectStatements = `
  select ${columns}
  ${tables}
   where statement.id < coalesce(:before::bigint, statement.id + 1)
     and statement.state = coalesce(:state, statement.state)
     and daterange(statement.period_from, statement.period_to, '[]')
       && daterange(:from::date, :to::date, '[]')
     and ((:unregistered and statement.bank_account_id is null)
       or exists (
         select from beneficiary_account version
          where version.bank_account_id = statement.bank_account_id
            and version.unit_code = any(:units)
            and version.valid && daterange(statement.period_from, statement.period_to, '[]'))
       or (select version.unit_code
             from beneficiary_account version
            where version.bank_account_id = statement.bank_account_id
              and version.stopped_at is null
              and not exists (
                select from beneficiary_account present
                 where present.bank_account_id = statement.bank_account_id
                   and present.valid
                     && daterange(statement.period_from, statement.period_to, '[]'))
            order by version.valid_from desc nulls last
            limit 1) = any(:units))
   order by statement.id desc
   limit :limit`;

const selectStatement = `select ${columns} ${tables} where statement.id = ?`;

type Row = Omit<ListedStatement, 'unitCodes'>;

/** Statements of some units' accounts, the latest stored first. */
export async function listStatements(db: Db, query: StatementQuery): Promise<ListedStatement[]> {
  const { units, unregistered, state = null, from = null, to = null, before, limit } = query;
  const bound = { units: [...units], unregistered, state, from, to, before, limit };
  const { rows } = await db.raw<{ rows: Row[] }>(selectStatements, bound);
  return withHolders(db, rows);
}

/** One statement. */
export async function findStatement(db: Db, id: string): Promise<ListedStatement | undefined> {
  const { rows } = await db.raw<{ rows: Row[] }>(selectStatement, [id]);
  return (await withHolders(db, rows))[0];
}

async function withHolders(db: Db, rows: readonly Row[]): Promise<ListedStatement[]> {
  const holders = await loadHolders(db, rows);
  const chained = await loadChainWarnings(
    db,
    rows.map(({ id }) => id),
  );
  return rows.map((row, place) => ({
    ...row,
    warnings: [...row.warnings, ...(chained.get(row.id) ?? [])],
    unitCodes: holders[place] ?? [],
  }));
}

/** Where a line stands, as explanations name it. */
export interface NamedStatement {
  /** The file that the statement came in. */
  readonly file: string;
  /** Typed from paper and confirmed by a second person. */
  readonly isAttested: boolean;
}

const selectNames = `
  select statement.id, ${fileName} as file, statement.format
    from statement
    join statement_file file on file.id = statement.statement_file_id
   where statement.id = any(?::bigint[])`;

/** Statements by id, as explanations name them. */
export async function loadStatementNames(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NamedStatement>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.raw<{ rows: { id: string; file: string; format: string }[] }>(
    selectNames,
    [[...ids]],
  );
  return new Map(
    rows.map(({ id, file, format }) => [id, { file, isAttested: isAttested({ format }) }]),
  );
}
