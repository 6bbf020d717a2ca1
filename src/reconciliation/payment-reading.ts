// One payment as it is read: settlement, what arrived, how far the statements prove, its matches.
import type { StatementLine } from '../statements/statement-store.js';
import type { PaymentStatus } from '../payments/payment.js';
import { isPaid, isTimeSuspect } from '../payments/payment.js';
import { unitHolding } from './coverage-reading.js';
import type { MatchEvidence } from './evidence.js';
import type { ExpectedPayment } from './expected-credits.js';
import { expectedOf } from './items.js';
import type { Ledger } from './ledger.js';
import type { StoredMatch } from './match-store.js';
import { oldAccountOf } from './old-account.js';
import type { HeldReading, MatchOnPayment, PaymentReading, SettlementValue } from './reading.js';
import type { ReportDifferences } from './report-differences.js';
import {
  arrivedAmountOf,
  coveredThroughOf,
  settlementOf,
  type SettlementContext,
} from './settlement.js';

/** A payment made by the as-of, with its status then. */
export interface SeenPayment {
  readonly expected: ExpectedPayment;
  readonly status: PaymentStatus;
}

/** Everything a reading is made from. */
export interface Reading {
  readonly ledger: Ledger;
  readonly evidence: MatchEvidence;
  readonly context: SettlementContext;
  readonly seen: readonly SeenPayment[];
  readonly paymentOf: (paymentId: string) => ExpectedPayment | undefined;
  readonly statementLines: ReadonlyMap<string, StatementLine>;
  /** Account numbers as registered, by bank account id. */
  readonly numbers: ReadonlyMap<string, string>;
  /** By payment id: what reports leave out, and what nobody asks about any more. */
  readonly held: ReadonlyMap<string, HeldReading>;
  readonly givenUp: ReadonlyMap<string, Date>;
  readonly differences: ReportDifferences;
}

/** Money that is seen nowhere yet: only of such can a gateway be said to hold it. */
const unseen: ReadonlySet<SettlementValue | null> = new Set([
  'awaiting',
  'unverifiable',
  'overdue',
]);

/** A payment without what only a page shows: its lines, and how far the statements prove. */
export type SettledPayment = Omit<PaymentReading, 'matches' | 'coveredThrough'>;

export function readPayment(payment: SeenPayment, reading: Reading): PaymentReading {
  const { expected, status } = payment;
  return {
    ...settledPayment(payment, reading),
    coveredThrough: isPaid(status) ? coveredThroughOf(expected, reading.context) : null,
    matches: matchesOfPayment(expected.record.id, reading),
  };
}

/** The matches of a payment, in the order of booking. */
export function matchesOfPayment(paymentId: string, reading: Reading): MatchOnPayment[] {
  return (reading.evidence.byPayment.get(paymentId) ?? [])
    .flatMap((match) => matchOnPayment(match, paymentId, reading))
    .sort(inOrderOfBooking);
}

export function settledPayment(payment: SeenPayment, reading: Reading): SettledPayment {
  const { expected, status } = payment;
  const { record, gateway, state } = expected;
  const paid = isPaid(status);
  const settlement = paid ? settlementOf(expected, status === 'refunded', reading.context) : null;
  const { platformWords } = reading.ledger.facts;
  const oldAccount =
    settlement === 'old_account'
      ? oldAccountOf(expected, reading.context, platformWords)
      : undefined;
  return {
    paymentId: record.id,
    gateway: gateway.kind,
    gatewayAccount: gateway.name,
    gatewayTxnId: record.gatewayTxnId,
    merchantRef: record.merchantRef,
    dossierCode: record.dossierCode,
    unitCode: expected.unitCode,
    amount: state.amount,
    fee: expected.fee,
    status,
    paidAt: state.paidAt,
    receivedAt: state.receivedAt,
    timeSuspect: record.events.some(isTimeSuspect),
    dueAt: paid ? expected.dueAt : null,
    settlement,
    arrivedAmount: arrivedAmountOf(expected, reading.context),
    receiptNumber: record.receiptNumber,
    ...creditsOf(expected, reading),
    ...(oldAccount ? { oldAccount } : {}),
    ...gatewaysSide(record.id, settlement, reading),
  };
}

/** Nothing where the whole sum is expected in one account, as of most payments. */
function creditsOf(
  { credits, state }: ExpectedPayment,
  { context }: Pick<Reading, 'context'>,
): Pick<PaymentReading, 'credits'> {
  const [first] = credits;
  if (!first || (credits.length === 1 && expectedOf(first) === state.amount)) return {};
  const shown = credits.map((credit) => ({
    ...{ no: credit.no, expected: expectedOf(credit) },
    isMatched: context.evidenceOf(credit).lines.length > 0,
  }));
  return { credits: shown };
}

/** What the gateway's reports and answers say beside its callbacks. */
function gatewaysSide(
  paymentId: string,
  settlement: SettlementValue | null,
  reading: Reading,
): Pick<PaymentReading, 'held' | 'feeDifference' | 'givenUpAt'> {
  const held = unseen.has(settlement) ? reading.held.get(paymentId) : undefined;
  const feeDifference = reading.differences.fees.get(paymentId);
  const givenUpAt = reading.givenUp.get(paymentId);
  return {
    ...(held ? { held } : {}),
    ...(feeDifference ? { feeDifference } : {}),
    ...(givenUpAt ? { givenUpAt } : {}),
  };
}

function inOrderOfBooking({ line: one }: MatchOnPayment, { line: other }: MatchOnPayment): number {
  const keyOf = (line: MatchOnPayment['line']) =>
    [line.bookingDate, line.account, line.bankRef ?? '', line.amount].join('|');
  return keyOf(one) < keyOf(other) ? -1 : 1;
}

/** A match from the payment's side: one entry per credit line booked by the as-of. */
function matchOnPayment(match: StoredMatch, paymentId: string, reading: Reading): MatchOnPayment[] {
  const credited = new Set(
    reading
      .paymentOf(paymentId)
      ?.credits.flatMap((credit) => reading.context.evidenceOf(credit).lines)
      .map((line) => line.id),
  );
  // a reversal's credit counts as long as the debit lies ahead
  const counts = match.legs.some((leg) => leg.lineId !== null && credited.has(leg.lineId));
  const own = match.legs.filter((leg) => leg.paymentId === paymentId && (leg.takes || counts));
  if (own.length === 0) return [];
  const share = own.reduce((sum, leg) => sum + leg.amount, 0n);
  const lines = match.legs.flatMap((leg) => {
    const line = leg.lineId === null ? undefined : reading.statementLines.get(leg.lineId);
    return line && line.amount > 0n ? [line] : [];
  });
  return lines
    .filter((line) => line.bookingDate <= reading.context.asOfDay)
    .map((line) => ({
      matchId: match.id,
      rule: match.rule,
      confidence: match.confidence,
      status: match.status,
      amount: lines.length === 1 ? share : line.amount,
      line: {
        lineId: line.id,
        unitCode: unitHolding(reading.context.versionsOn(line.bankAccountId), line.bookingDate),
        account: reading.numbers.get(line.bankAccountId) ?? '',
        bookingDate: line.bookingDate,
        amount: line.amount,
        bankRef: line.bankRef,
        statement: line.statementId,
        lineNo: line.lineNo,
      },
    }));
}
