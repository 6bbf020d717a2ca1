// Payments held at the gateway: paid, but not in the report by which the gateway settled their
// session. Said only where that report is there; a report that lists the payment ends it.
import { localDateOf, type Calendar, type LocalDate, type Session } from '../calendar.js';
import { groupBy } from '../group-by.js';
import type { Money } from '../money.js';
import { currentState, isTimeSuspect } from '../payments/payment.js';
import { ReportRows, type ExpectedPayment } from './expected-credits.js';
import type { ProvinceFacts, ReportFact } from './facts.js';
import type { HeldReading } from './reading.js';

/** The gateway's clock may put a payment this near to the cut-off into the neighbouring session. */
const nearCutoffMs = 3_600_000;

interface ListedRow {
  readonly payment: ExpectedPayment;
  readonly session: Session;
}

/** A report that settles one session: the one that most of the payments in it are of. */
interface SessionReport {
  readonly report: ReportFact;
  readonly units: ReadonlySet<string>;
  /** Payments from here on may have been made after the report. */
  readonly reach: number;
  /** Amounts of rows without a payment of ours: a payment of that amount may be one of them. */
  readonly unknownAmounts: ReadonlySet<Money>;
}

/** By gateway account and last day of the session. */
type SessionReports = ReadonlyMap<string, readonly SessionReport[]>;

/**
 * Payments (ids) that reports settled until an instant leave out; whether their money came all the
 * same the reading knows. Pure.
 */
export function heldPayments(
  facts: ProvinceFacts,
  payments: readonly ExpectedPayment[],
  asOf: Date,
): Map<string, HeldReading> {
  const asOfDay = localDateOf(asOf);
  const reports = facts.reports.filter(({ settledOn }) => settledOn <= asOfDay);
  if (reports.length === 0) return new Map();
  const found = readReports(reports, payments, facts);
  const held = new Map<string, HeldReading>();
  for (const payment of payments) {
    if (found.listed.has(payment.record.id) || !isOwed(payment, asOf)) continue;
    const reading = heldBy(payment, found, facts.calendar, asOfDay);
    if (reading && !isRefundedBefore(payment, reading.reportedOn, asOf)) {
      held.set(payment.record.id, reading);
    }
  }
  return held;
}

/** Paid to a unit that is known, at a time that can be believed. */
function isOwed({ record, unitCode }: ExpectedPayment, asOf: Date): boolean {
  const status = currentState(record.events, asOf)?.status;
  const isPaid = status === 'succeeded' || status === 'partly_refunded';
  return isPaid && unitCode !== null && !record.events.some(isTimeSuspect);
}

/** What was given back in part before the report may have been settled as the rest of it. */
function isRefundedBefore({ record }: ExpectedPayment, day: LocalDate, asOf: Date): boolean {
  const state = currentState(record.events, asOf);
  return state?.status === 'partly_refunded' && localDateOf(state.occurredAt) <= day;
}

function heldBy(
  payment: ExpectedPayment,
  { bySession, inParts }: ReportsRead,
  calendar: Calendar,
  asOfDay: LocalDate,
): HeldReading | undefined {
  const { gateway, state, unitCode } = payment;
  const own = sessionOf(payment, calendar);
  if (own.lastOn >= asOfDay) return undefined;
  const speaking = (session: Session) =>
    (bySession.get(sessionKey(gateway.id, session)) ?? []).filter(
      ({ units }) => units.has(unitCode ?? '') || (units.size > 1 && !inParts.has(gateway.id)),
    );
  const owns = speaking(own).filter(({ reach }) => state.paidAt.getTime() < reach);
  const needed = [owns, ...neighboursOf(payment, own, calendar).map(speaking)];
  if (needed.some((reports) => reports.length === 0)) return undefined;
  const all = needed.flat();
  if (all.some(({ unknownAmounts }) => unknownAmounts.has(state.amount))) return undefined;
  return {
    batches: [...new Set(owns.map(({ report }) => report.batch))].sort(),
    // the first day on which a report had come for each of the sessions
    reportedOn: needed.map((reports) => earliestOf(reports)).reduce(laterOf),
  };
}

function earliestOf(reports: readonly SessionReport[]): LocalDate {
  return reports.map(({ report }) => report.settledOn).reduce((a, b) => (a < b ? a : b));
}

function laterOf(one: LocalDate, other: LocalDate): LocalDate {
  return one > other ? one : other;
}

interface ReportsRead {
  readonly bySession: SessionReports;
  /** Payments (ids) that a row of any kind names. */
  readonly listed: ReadonlySet<string>;
  /** Gateway accounts that settle a session in several batches: one says nothing of other units. */
  readonly inParts: ReadonlySet<string>;
}

function readReports(
  reports: readonly ReportFact[],
  payments: readonly ExpectedPayment[],
  facts: ProvinceFacts,
): ReportsRead {
  const rows = new ReportRows(facts.payments);
  const expected = new Map(payments.map((payment) => [payment.record.id, payment]));
  const listed = new Set<string>();
  const speaking: { readonly key: string; readonly of: SessionReport }[] = [];
  for (const report of reports) {
    const units = new Set<string>();
    const unknownAmounts = new Set<Money>();
    const paid: ListedRow[] = [];
    for (const row of report.rows) {
      const record = rows.paymentOf(report.gatewayAccountId, row);
      const payment = record ? expected.get(record.id) : undefined;
      const unitCode = row.unitCode ?? payment?.unitCode;
      if (unitCode) units.add(unitCode);
      if (record) listed.add(record.id);
      else if (row.kind === 'payment') unknownAmounts.add(row.amount);
      if (payment && row.kind === 'payment') {
        paid.push({ payment, session: sessionOf(payment, facts.calendar) });
      }
    }
    const main = mainSession(report, paid);
    if (!main) continue;
    const reach = reachOf(report, main);
    const key = sessionKey(report.gatewayAccountId, main.session);
    speaking.push({ key, of: { report, units, reach, unknownAmounts } });
  }
  const groups = groupBy(speaking, ({ key }) => key);
  const bySession = new Map([...groups].map(([key, each]) => [key, each.map(({ of }) => of)]));
  const parted = [...bySession.values()].filter((each) => each.length > 1).flat();
  const inParts = new Set(parted.map(({ report }) => report.gatewayAccountId));
  return { bySession, listed, inParts };
}

interface MainSession {
  readonly session: Session;
  readonly rows: readonly ListedRow[];
}

/**
 * The session of more than half of a report's payments. One dated after its due day may be the next
 * session's with nothing but stragglers in it, and speaks for none.
 */
function mainSession(report: ReportFact, paid: readonly ListedRow[]): MainSession | undefined {
  const bySession = groupBy(paid, ({ session }) => session.lastOn);
  for (const rows of bySession.values()) {
    const [first] = rows;
    if (!first || rows.length * 2 <= paid.length) continue;
    const dueOn = first.payment.credits[0]?.dueOn ?? '';
    if (report.settledOn <= dueOn) return { session: first.session, rows };
  }
  return undefined;
}

/** A report of the session's own last day was made before all of it was paid. */
function reachOf({ settledOn }: ReportFact, { session, rows }: MainSession): number {
  if (settledOn > session.lastOn) return Infinity;
  return Math.max(...rows.map(({ payment }) => payment.state.paidAt.getTime()));
}

function sessionOf({ state, terms }: ExpectedPayment, calendar: Calendar): Session {
  return calendar.sessionOf(state.paidAt, terms.cutoff);
}

/** Sessions on whose side of the cut-off the gateway may have counted the payment. */
function neighboursOf(
  { state, terms }: ExpectedPayment,
  own: Session,
  calendar: Calendar,
): Session[] {
  return [-nearCutoffMs, nearCutoffMs]
    .map((ms) => calendar.sessionOf(new Date(state.paidAt.getTime() + ms), terms.cutoff))
    .filter((session) => session.lastOn !== own.lastOn);
}

function sessionKey(gatewayAccountId: string, { lastOn }: Session): string {
  return `${gatewayAccountId} ${lastOn}`;
}
