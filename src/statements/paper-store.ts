// Papers as stored: rows in, nouns out, no decisions.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { Money } from '../money.js';
import { writeRows } from '../tables/import-outcome.js';
import { loadHolders } from './holders.js';
import type { PaperAccount, PaperEntry, PaperLine, PaperState } from './paper-statement.js';

interface Person {
  readonly id: string;
  readonly name: string;
}

export interface PaperDecision {
  readonly outcome: Exclude<PaperState, 'pending'>;
  /** Null where its maker withdrew it. */
  readonly checker: Person | null;
  readonly reason: string | null;
  readonly statementId: string | null;
  readonly decidedAt: Date;
}

/** A paper without its lines, as lists show it. */
export interface ListedPaper {
  readonly id: string;
  readonly accountId: string;
  readonly account: PaperAccount;
  /** Those that had the account in its period. */
  readonly unitCodes: readonly string[];
  readonly fileId: string;
  readonly scanName: string;
  readonly periodFrom: LocalDate;
  readonly periodTo: LocalDate;
  readonly openingBalance: Money;
  readonly closingBalance: Money;
  readonly lineCount: number;
  readonly maker: Person;
  readonly makerCitizen: string | null;
  readonly madeAt: Date;
  readonly decision: PaperDecision | null;
}

export interface NewPaper extends PaperEntry {
  readonly accountId: string;
  readonly fileId: string;
  readonly scanName: string;
  readonly makerId: string;
  readonly makerCitizen: string | null;
  readonly madeAt: Date;
}

/** Adds a paper with its lines and gives its id. */
export async function addPaper(trx: Db, paper: NewPaper): Promise<string> {
  const [added] = await trx<{ id: string }>('paper_statement').insert(
    {
      bank_account_id: paper.accountId,
      statement_file_id: paper.fileId,
      scan_name: paper.scanName,
      period_from: paper.periodFrom,
      period_to: paper.periodTo,
      opening_balance: paper.openingBalance.toString(),
      closing_balance: paper.closingBalance.toString(),
      maker_id: paper.makerId,
      maker_citizen: paper.makerCitizen,
      made_at: paper.madeAt,
    } as object,
    ['id'],
  );
  if (!added) throw new Error('an insert returned no row');
  const rows = paper.lines.map((line, index) => ({
    ...line,
    ...{ paperId: added.id, lineNo: index + 1, amount: line.amount.toString() },
  }));
  await writeRows(trx, insertLines, rows);
  return added.id;
}

const insertLines = `
  insert into paper_line (paper_statement_id, line_no, booking_date, value_date, amount, bank_ref,
                          narrative, counterparty)
  select line."paperId", line."lineNo", line."bookingDate", line."valueDate", line.amount,
         line."bankRef", line.narrative, line.counterparty
    from jsonb_to_recordset(?::jsonb) as line
      ("paperId" bigint, "lineNo" integer, "bookingDate" date, "valueDate" date, amount bigint,
       "bankRef" text, narrative text, counterparty text)`;

const selectPapers = `
  select paper.id, paper.bank_account_id as "accountId", account.number as "accountNumber",
         account.bank_bin as "bankBin", paper.statement_file_id as "fileId",
         paper.scan_name as "scanName", paper.period_from as "periodFrom",
         paper.period_to as "periodTo", paper.opening_balance as opening,
         paper.closing_balance as closing, paper.maker_id as "makerId", maker.name as "makerName",
         paper.maker_citizen as "makerCitizen", paper.made_at as "madeAt",
         decided.outcome, decided.checker_id as "checkerId", checker.name as "checkerName",
         decided.reason, decided.statement_id as "statementId", decided.decided_at as "decidedAt",
         (select count(*)::integer from paper_line line
           where line.paper_statement_id = paper.id) as "lineCount"
    from paper_statement paper
    join bank_account account on account.id = paper.bank_account_id
    join officer maker on maker.id = paper.maker_id
    left join paper_decision decided on decided.paper_statement_id = paper.id
    left join officer checker on checker.id = decided.checker_id`;

const selectPaper = `${selectPapers} where paper.id = ?`;

interface Row {
  readonly id: string;
  readonly accountId: string;
  readonly accountNumber: string;
  readonly bankBin: string | null;
  readonly fileId: string;
  readonly scanName: string;
  readonly periodFrom: LocalDate;
  readonly periodTo: LocalDate;
  readonly opening: string;
  readonly closing: string;
  readonly makerId: string;
  readonly makerName: string;
  readonly makerCitizen: string | null;
  readonly madeAt: Date;
  readonly outcome: PaperDecision['outcome'] | null;
  readonly checkerId: string | null;
  readonly checkerName: string | null;
  readonly reason: string | null;
  readonly statementId: string | null;
  readonly decidedAt: Date | null;
  readonly lineCount: number;
}

export async function findPaper(db: Db, id: string): Promise<ListedPaper | undefined> {
  const { rows } = await db.raw<{ rows: Row[] }>(selectPaper, [id]);
  return (await papersOf(db, rows))[0];
}

export interface PaperQuery {
  /** Only papers of accounts that all belong to these units. */
  readonly units: ReadonlySet<string>;
  readonly state?: PaperState | undefined;
  /** Only those before this id. */
  readonly before: string | null;
  readonly limit: number;
}

/** Papers of some units' accounts, the latest first. */
export async function listPapers(db: Db, query: PaperQuery): Promise<ListedPaper[]> {
  const { units, state = null, limit } = query;
  const found: ListedPaper[] = [];
  let { before } = query;
  // holders are told by days, so what is not in sight is left out here and the next rows are read
  for (;;) {
    const bound = { units: [...units], state, before, limit };
    const { rows } = await db.raw<{ rows: Row[] }>(selectList, bound);
    const papers = await papersOf(db, rows);
    found.push(...papers.filter(({ unitCodes }) => unitCodes.every((unit) => units.has(unit))));
    before = rows.at(-1)?.id ?? null;
    if (found.length >= limit || rows.length < limit) return found.slice(0, limit);
  }
}

const selectList = `${selectPapers}
   where paper.id < coalesce(:before::bigint, paper.id + 1)
     and coalesce(decided.outcome, 'pending') = coalesce(:state, decided.outcome, 'pending')
     and exists (select from beneficiary_account version
                  where version.bank_account_id = paper.bank_account_id
                    and version.unit_code = any(:units))
   order by paper.id desc
   limit :limit`;

async function papersOf(db: Db, rows: readonly Row[]): Promise<ListedPaper[]> {
  const holders = await loadHolders(db, rows);
  return rows.map((row, place) => paperOf(row, holders[place] ?? []));
}

function paperOf(row: Row, unitCodes: readonly string[]): ListedPaper {
  const { id, accountId, fileId, scanName, periodFrom, periodTo, lineCount, madeAt } = row;
  return {
    ...{ id, accountId, fileId, scanName, periodFrom, periodTo, lineCount, madeAt, unitCodes },
    account: { number: row.accountNumber, bankBin: row.bankBin },
    openingBalance: BigInt(row.opening),
    closingBalance: BigInt(row.closing),
    maker: { id: row.makerId, name: row.makerName },
    makerCitizen: row.makerCitizen,
    decision: decisionOf(row),
  };
}

function decisionOf(row: Row): PaperDecision | null {
  const { outcome, checkerId, checkerName, reason, statementId, decidedAt } = row;
  if (outcome === null || decidedAt === null) return null;
  const checker = checkerId === null ? null : { id: checkerId, name: checkerName ?? '' };
  return { outcome, checker, reason, statementId, decidedAt };
}

/** The lines of a paper, in its order. */
export async function loadPaperLines(db: Db, paperId: string): Promise<PaperLine[]> {
  type LineRow = Omit<PaperLine, 'amount'> & { readonly amount: string };
  const { rows } = await db.raw<{ rows: LineRow[] }>(
    `select line.booking_date as "bookingDate", line.value_date as "valueDate", line.amount,
            line.bank_ref as "bankRef", line.narrative, line.counterparty
       from paper_line line
      where line.paper_statement_id = ?
      order by line.line_no`,
    [paperId],
  );
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}

/** The papers of a scan that were confirmed, with the place of each among the file's statements. */
export async function loadConfirmedPapers(
  db: Db,
  fileId: string,
): Promise<{ readonly paperId: string; readonly statementIndex: number }[]> {
  const { rows } = await db.raw<{ rows: { paperId: string; statementIndex: number }[] }>(
    `select decided.paper_statement_id as "paperId", statement.statement_index as "statementIndex"
       from statement
       join paper_decision decided on decided.statement_id = statement.id
      where statement.statement_file_id = ?
      order by statement.statement_index`,
    [fileId],
  );
  return rows;
}

/** The paper that a statement was typed from; null where it came as a file. */
export async function paperOfStatement(db: Db, statementId: string): Promise<string | null> {
  const [id] = await db('paper_decision')
    .where({ statement_id: statementId })
    .pluck<string[]>('paper_statement_id');
  return id ?? null;
}

/** Papers of an account that nobody has decided about. */
export async function pendingPeriods(
  db: Db,
  accountId: string,
): Promise<{ readonly periodFrom: LocalDate; readonly periodTo: LocalDate }[]> {
  return db('paper_statement as paper')
    .leftJoin('paper_decision as decided', 'decided.paper_statement_id', 'paper.id')
    .where('paper.bank_account_id', accountId)
    .whereNull('decided.paper_statement_id')
    .select('paper.period_from as periodFrom', 'paper.period_to as periodTo');
}
