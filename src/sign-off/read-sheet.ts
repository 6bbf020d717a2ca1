// Reads what is to be signed of a unit's month: figures, days without proof, and all they rest on, from
// one snapshot. What was signed is compared with the same reading of today.
import { loadHead, type AuditHead } from '../audit/seal-audit.js';
import { inSnapshot, type Db } from '../db.js';
import { groupBy } from '../group-by.js';
import { gapsOf as uncoveredOf } from '../oversight/coverage.js';
import { Refused } from '../problem.js';
import { Coverage, holdsWithin } from '../reconciliation/coverage-reading.js';
import type { ProvinceFacts } from '../reconciliation/facts.js';
import { loadFacts } from '../reconciliation/facts-store.js';
import { loadLiveMatches } from '../reconciliation/match-store.js';
import { readFacts } from '../reconciliation/read-province.js';
import type { LineReading, PaymentReading, ProvinceReading } from '../reconciliation/reading.js';
import { openingOf, closingOf, type Period } from '../reports/period.js';
import { digestOfEvidence, evidenceText } from './evidence.js';
import { loadAttachedIds, loadEvidence, loadStatementIds } from './evidence-store.js';
import { figuresOf, partsOf, type Figures, type Gap, type MonthNow } from './unit-month.js';
import { reportRowsBy } from './report-rows.js';

export interface MonthSheet extends MonthNow {
  readonly unitCode: string;
  readonly period: Period;
  readonly figures: Figures;
  readonly evidence: string;
  readonly evidenceSha256: string;
  readonly itemCount: number;
  readonly chainHead: AuditHead | null;
}

export interface AskedMonth {
  readonly unitCode: string;
  readonly period: Period;
  readonly asOf: Date;
}

/** The sheet of a unit's month as it is now. */
export async function readMonthSheet(db: Db, asked: AskedMonth): Promise<MonthSheet> {
  return inSnapshot(db, async (trx) => {
    const province = await loadMonth(trx, asked.period, asked.asOf);
    return sheetOf(trx, province, asked);
  });
}

/**
 * Sheets that are read at once for somebody who decides: they hold a connection already and need a
 * second one for the snapshot, so that as many as there are connections would wait for each other.
 */
const decidingCountMax = 3;
let decidingCount = 0;

/**
 * The sheet that a decision is about.
 * @param pool the snapshot is a transaction of its own
 * @throws Refused `unavailable` while others decide
 */
export async function readSheetToDecide(pool: Db, asked: AskedMonth): Promise<MonthSheet> {
  if (decidingCount >= decidingCountMax) {
    const detail = 'Other months are being decided; ask again in a moment.';
    throw new Refused({ code: 'unavailable', detail, retryAfterSeconds: 2 });
  }
  decidingCount += 1;
  try {
    return await readMonthSheet(pool, asked);
  } finally {
    decidingCount -= 1;
  }
}

/** What of several units' months is true now: parts and gaps, without the evidence. */
export async function readMonthFacts(
  db: Db,
  asked: Omit<AskedMonth, 'unitCode'> & { readonly units: readonly string[] },
): Promise<ReadonlyMap<string, MonthNow>> {
  return inSnapshot(db, async (trx) => {
    const province = await loadMonth(trx, asked.period, asked.asOf);
    const ofUnit = factsByUnit(province, asked);
    return new Map(asked.units.map((unitCode) => [unitCode, ofUnit(unitCode)]));
  });
}

interface ProvinceMonth {
  readonly facts: ProvinceFacts;
  readonly before: ProvinceReading;
  readonly after: ProvinceReading;
}

async function loadMonth(trx: Db, period: Period, asOf: Date): Promise<ProvinceMonth> {
  const facts = await loadFacts(trx);
  const matches = await loadLiveMatches(trx);
  return {
    facts,
    before: readFacts(facts, matches, openingOf(period)),
    after: readFacts(facts, matches, closingOf(period, asOf)),
  };
}

function factsByUnit(
  { facts, before, after }: ProvinceMonth,
  { period, asOf }: Pick<AskedMonth, 'period' | 'asOf'>,
): (unitCode: string) => MonthNow {
  const was = groupBy(before.payments, ({ unitCode }) => unitCode);
  const is = groupBy(after.payments, ({ unitCode }) => unitCode);
  const coverage = new Coverage(facts.statements, asOf);
  const rowsOf = reportRowsBy(facts, period);
  return (unitCode) => {
    const parts = partsOf(was.get(unitCode) ?? [], is.get(unitCode) ?? []);
    const gaps = gapsOf(facts, coverage, { unitCode, period });
    return { parts, gaps, reportRows: rowsOf(unitCode, parts) };
  };
}

/** Days of the month on which an account was the unit's and no statement proves it. */
function gapsOf(
  { accounts }: ProvinceFacts,
  coverage: Coverage,
  { unitCode, period }: Pick<AskedMonth, 'unitCode' | 'period'>,
): Gap[] {
  const window = { from: period.firstOn, to: period.lastOn };
  return accounts
    .filter((account) => account.unitCode === unitCode)
    .filter((account) => holdsWithin(account, window.from, window.to))
    .flatMap(({ number, bankAccountId, validFrom, validTo }) =>
      uncoveredOf({ validFrom, validTo, covered: coverage.of(bankAccountId) }, window).map(
        ({ from, to }) => ({ account: number, from, to }),
      ),
    );
}

async function sheetOf(trx: Db, province: ProvinceMonth, asked: AskedMonth): Promise<MonthSheet> {
  const { unitCode, period } = asked;
  const { parts, gaps, reportRows } = factsByUnit(province, asked)(unitCode);
  const ids = await idsBehind(trx, province, { ...asked, parts, gaps, reportRows });
  const rows = await loadEvidence(trx, ids);
  const evidence = evidenceText({ unitCode, month: period.month, parts, gaps, rows });
  const head = await loadHead(trx);
  return {
    ...{ unitCode, period, parts, gaps, reportRows, evidence },
    figures: figuresOf(parts),
    evidenceSha256: digestOfEvidence(evidence),
    itemCount: Object.values(rows).reduce((sum, { length }) => sum + length, 0),
    chainHead: head && { seq: head.seq, chain: head.chain },
  };
}

/** The rows behind the parts of a month, by kind. */
async function idsBehind(
  trx: Db,
  { facts, before, after }: ProvinceMonth,
  asked: AskedMonth & MonthNow,
) {
  const paymentIds = new Set(asked.parts.map(({ paymentId }) => paymentId));
  const isPart = ({ paymentId }: PaymentReading) => paymentIds.has(paymentId);
  const read = [...before.payments, ...after.payments].filter(isPart);
  const found = read.flatMap(({ matches }) => matches);
  const lineIds = new Set(found.flatMap(({ line }) => line.lineId ?? []));
  const lines = [...before.lines, ...after.lines].filter(({ lineId }) => lineIds.has(lineId));
  const reversals = reversalsOf(lines);
  for (const { lineId } of reversals) if (lineId !== null) lineIds.add(lineId);
  const matchIds = new Set([...found, ...reversals].map(({ matchId }) => matchId));
  const accounts = facts.accounts.filter(
    (account) =>
      account.unitCode === asked.unitCode &&
      holdsWithin(account, asked.period.firstOn, asked.period.lastOn),
  );
  const statementIds = new Set([
    ...(await loadStatementIds(trx, {
      bankAccountIds: accounts.map(({ bankAccountId }) => bankAccountId),
      from: asked.period.firstOn,
      to: asked.period.lastOn,
    })),
    ...facts.lines.filter(({ id }) => lineIds.has(id)).map(({ statementId }) => statementId),
  ]);
  const orders = facts.payments.filter(({ id }) => paymentIds.has(id));
  return {
    account: accounts.map(({ versionId }) => versionId),
    order: orders.flatMap(({ order }) => order?.id ?? []),
    payment: [...paymentIds],
    statement: [...statementIds],
    line: [...lineIds],
    match: [...matchIds],
    report_row: asked.reportRows.map(({ id }) => id),
    ...(await loadAttachedIds(trx, {
      ...{ paymentIds: [...paymentIds], matchIds: [...matchIds], statementIds: [...statementIds] },
      until: closingOf(asked.period, asked.asOf),
    })),
  };
}

/** What takes a credit of the month back: another line, by a match of its own. */
function reversalsOf(
  lines: readonly LineReading[],
): readonly { readonly matchId: string; readonly lineId: string | null }[] {
  return lines.flatMap(({ matches }) =>
    matches.flatMap(({ matchId, line }) => (line ? [{ matchId, lineId: line.lineId }] : [])),
  );
}
