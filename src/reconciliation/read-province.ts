// Reads a province, or one unit of it, at an instant: settlement, lines, coverage, discrepancies
// and flags, from one snapshot, so that every figure of one reading agrees with the others.
import { localDateOf, type LocalDate } from '../calendar.js';
import { inSnapshot, type Db } from '../db.js';
import { loadSilentGateways } from '../payments/gateway-silence-store.js';
import { currentState } from '../payments/payment.js';
import type { StatementLine } from '../statements/statement-store.js';
import { proofsOf, type Proof } from './account-proof.js';
import type { Credit } from './book.js';
import { Coverage } from './coverage-reading.js';
import { discrepanciesOf, silenceDiscrepancies } from './discrepancies.js';
import { evidenceAt, type MatchEvidence } from './evidence.js';
import type { ExpectedPayment } from './expected-credits.js';
import type { AccountFact, ProvinceFacts } from './facts.js';
import { loadFacts } from './facts-store.js';
import type { Findings, MemberFindings } from './findings.js';
import { flagsOf } from './flags.js';
import { givenUpPayments } from './given-up-payments.js';
import { groupBy } from '../group-by.js';
import { heldPayments } from './held-payments.js';
import { buildLedger, type Ledger } from './ledger.js';
import { lineFindings } from './line-findings.js';
import { readLine } from './line-reading.js';
import { loadLiveMatches, type StoredMatch } from './match-store.js';
import { noticeGaps } from './missing-notices.js';
import { readPayment, settledPayment, type Reading, type SeenPayment } from './payment-reading.js';
import type { AccountCoverage, FlagReading, ProvinceReading, UnitReading } from './reading.js';
import { reportDifferences } from './report-differences.js';
import { noEvidence, type SettlementContext } from './settlement.js';
import { readUnanswered } from './unanswered-reading.js';
import { loadUnanswered, type StoredUnanswered } from './unanswered-store.js';
import { verificationReadings } from './verification-reading.js';

export interface ReadQuery {
  /** The instant that settlement, flags and coverage are read for. */
  readonly asOf: Date;
  /** Only what concerns this unit. */
  readonly unitCode?: string;
}

/** Reads everything at an instant, in one repeatable snapshot. */
export async function readProvince(deps: { db: Db }, query: ReadQuery): Promise<ProvinceReading> {
  const [reading] = await readInstants(deps, [query.asOf]);
  if (!reading) throw new Error('an instant was read and gave nothing');
  return ofUnit(reading, query.unitCode);
}

/** The same at several instants, in one snapshot: their difference is what the time between made. */
export async function readInstants(
  { db }: { db: Db },
  instants: readonly Date[],
): Promise<ProvinceReading[]> {
  const { facts, matches, unanswered, silent } = await inSnapshot(db, async (trx) => {
    const loaded = await loadFacts(trx);
    const live = await loadLiveMatches(trx);
    const quiet = [];
    for (const at of instants) quiet.push(await loadSilentGateways(trx, loaded.calendar, at));
    return {
      ...{ facts: loaded, matches: live, silent: quiet },
      unanswered: await loadUnanswered(trx),
    };
  });
  return instants.map((at, place) => {
    const reading = readFacts(facts, matches, at, unanswered);
    const silence = silenceDiscrepancies(silent[place] ?? []);
    return { ...reading, discrepancies: [...reading.discrepancies, ...silence] };
  });
}

/** The same over facts at hand. Pure. */
export function readFacts(
  facts: ProvinceFacts,
  matches: readonly StoredMatch[],
  asOf: Date,
  unanswered: readonly StoredUnanswered[] = [],
): ProvinceReading {
  const findings = findingsAt(buildLedger(facts), matches, asOf);
  const searches = readUnanswered(unanswered, findings);
  const payments = findings.payments.map(searches.withPayment);
  const lines = findings.lines.map(searches.withLine);
  const flags = flagsOf(findings);
  const discrepancies = discrepanciesOf(findings);
  const units = unitReadings(findings, flags);
  const verifications = verificationReadings(findings);
  return { asOf, units, payments, lines, flags, discrepancies, verifications };
}

function findingsAt(ledger: Ledger, matches: readonly StoredMatch[], asOf: Date): Findings {
  const held = heldPayments(ledger.facts, ledger.payments, asOf);
  const reading = { ...prepare(ledger, matches, asOf), held };
  const payments = reading.seen.map((payment) => readPayment(payment, reading));
  const booked = bookedLines(reading);
  const lines = booked.map((line) => readLine(line, reading));
  const gaps = noticeGaps(ledger.facts, reading.context);
  const proofs = proofsOf(reading);
  const found = { payments, lines, lineFindings: lineFindings(booked, reading), proofs, gaps };
  return { ...reading, ...found };
}

/**
 * What does not tie, in a province or in a part of it. Which payments a gateway's reports leave out
 * only the whole can say, and makes no discrepancy of its own: it is left out. Pure.
 */
export function memberFindingsAt(
  ledger: Ledger,
  matches: readonly StoredMatch[],
  asOf: Date,
): MemberFindings {
  const reading = { ...prepare(ledger, matches, asOf), held: new Map() };
  const payments = reading.seen.map((payment) => settledPayment(payment, reading));
  const gaps = noticeGaps(ledger.facts, reading.context);
  const found = { payments, lineFindings: lineFindings(bookedLines(reading), reading), gaps };
  return { ...reading, ...found };
}

function bookedLines({ ledger, context }: Pick<Reading, 'ledger' | 'context'>): StatementLine[] {
  return ledger.facts.lines.filter((line) => line.bookingDate <= context.asOfDay);
}

function prepare(
  ledger: Ledger,
  matches: readonly StoredMatch[],
  asOf: Date,
): Omit<Reading, 'held'> {
  const { facts } = ledger;
  const asOfDay = localDateOf(asOf);
  const evidence = evidenceAt(ledger, matches, { asOfDay });
  const byUnit = groupBy(facts.accounts, ({ unitCode }) => unitCode);
  const byAccount = groupBy(facts.accounts, ({ bankAccountId }) => bankAccountId);
  const context: SettlementContext = {
    asOf,
    asOfDay,
    coverage: new Coverage(facts.statements, asOf),
    accountsOf: (unitCode) => byUnit.get(unitCode) ?? [],
    versionsOn: (bankAccountId) => byAccount.get(bankAccountId) ?? [],
    evidenceOf: (credit: Credit) => evidence.byCredit.get(credit.key) ?? noEvidence,
  };
  const statementLines = new Map(facts.lines.map((line) => [line.id, line]));
  const numbers = new Map(facts.accounts.map((each) => [each.bankAccountId, each.number]));
  const byId = new Map(ledger.payments.map((payment) => [payment.record.id, payment]));
  const paymentOf = (paymentId: string) => byId.get(paymentId);
  const seen = seenAt(ledger, evidence, asOf);
  const gatewaysSide = {
    givenUp: givenUpPayments(ledger.payments, asOf),
    differences: reportDifferences(ledger, asOfDay),
  };
  const arranged = { ledger, evidence, context, seen, paymentOf, statementLines, numbers };
  return { ...arranged, ...gatewaysSide };
}

/** Payments made by the as-of, with the status the gateway had given them by then. */
function seenAt(ledger: Ledger, evidence: MatchEvidence, asOf: Date): SeenPayment[] {
  const others = othersMoney(ledger, evidence, localDateOf(asOf));
  return ledger.payments.flatMap((expected) => {
    if (expected.state.paidAt > asOf || others.has(expected)) return [];
    const state = currentState(expected.record.events, asOf);
    return state ? [{ expected, status: state.status }] : [];
  });
}

/** Payments of bank feeds whose line has been found to be another payment's: seen early, counted there. */
function othersMoney(
  ledger: Ledger,
  evidence: MatchEvidence,
  asOfDay: LocalDate,
): Set<ExpectedPayment> {
  const others = new Set<ExpectedPayment>();
  for (const { payment, lineId } of ledger.noticed) {
    const line = ledger.lines.get(lineId ?? '');
    if (!payment || !line || line.bookedOn > asOfDay) continue;
    const matches = evidence.byLine.get(line.id) ?? [];
    const own = (each: StoredMatch) => each.legs.some((leg) => leg.paymentId === payment.record.id);
    if (matches.length > 0 && !matches.some(own)) others.add(payment);
  }
  return others;
}

function unitReadings(findings: Findings, flags: readonly FlagReading[]): UnitReading[] {
  const { ledger, context, proofs, gaps } = findings;
  const { facts } = ledger;
  const flagsOfUnit = groupBy(flags, ({ unitCode }) => unitCode);
  return facts.units.map((unit) => ({
    unitCode: unit.code,
    unitName: unit.name,
    type: unit.type,
    flags: flagsOfUnit.get(unit.code) ?? [],
    accounts: context.accountsOf(unit.code).map((account) => ({
      ...accountCoverage(account, context.coverage, proofs),
      noticeGaps: gaps.get(account.bankAccountId)?.length ?? null,
    })),
  }));
}

function accountCoverage(
  account: AccountFact,
  coverage: Coverage,
  proofs: ReadonlyMap<string, Proof>,
): Omit<AccountCoverage, 'noticeGaps'> {
  const covered = coverage.of(account.bankAccountId);
  const proof = proofs.get(account.versionId);
  return {
    versionId: account.versionId,
    account: account.number,
    bankBin: account.bankBin,
    accountName: account.accountName,
    purpose: account.purpose,
    validFrom: account.validFrom,
    validTo: account.validTo,
    covered,
    coveredThrough: covered.at(-1)?.to ?? null,
    verified: proof !== undefined,
    verifiedBy: proof?.by ?? null,
    verifiedOn: proof?.on ?? null,
    proven: proof?.isCredited === true,
  };
}

/** What of a reading concerns one unit; all of it where none is named. */
export function ofUnit(reading: ProvinceReading, unitCode: string | undefined): ProvinceReading {
  if (unitCode === undefined) return reading;
  const own = <T extends { readonly unitCode: string | null }>(items: readonly T[]) =>
    items.filter((item) => item.unitCode === unitCode);
  return {
    asOf: reading.asOf,
    units: own(reading.units),
    payments: own(reading.payments),
    lines: own(reading.lines),
    flags: own(reading.flags),
    discrepancies: own(reading.discrepancies),
    verifications: own(reading.verifications),
  };
}
