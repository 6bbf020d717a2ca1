// Items of a reading as the outside world is shown them (contract section 5): one JSON-ready record
// an item, money as text, times in Vietnam. The export and the API share them.
import { instantText } from '../calendar.js';
import { moneyText } from '../money.js';
import type { WorkedDiscrepancy } from '../discrepancies/worked-discrepancy.js';
import type {
  FlagReading,
  LineReading,
  MatchOnLine,
  MatchOnPayment,
  PaymentReading,
} from '../reconciliation/reading.js';
import { discrepancySentence } from './discrepancy-sentence.js';
import type { ExportRecord } from './export-columns.js';

export function paymentRecord(payment: PaymentReading): ExportRecord {
  return {
    gateway: payment.gateway,
    gatewayAccount: payment.gatewayAccount,
    gatewayTxnId: payment.gatewayTxnId,
    merchantRef: payment.merchantRef,
    dossierCode: payment.dossierCode,
    unitCode: payment.unitCode,
    amount: moneyText(payment.amount),
    fee: moneyText(payment.fee),
    status: payment.status,
    paidAt: instantText(payment.paidAt),
    receivedAt: instantText(payment.receivedAt),
    dueAt: payment.dueAt && instantText(payment.dueAt),
    settlement: payment.settlement,
    arrivedAmount: moneyText(payment.arrivedAmount),
    coveredThrough: payment.coveredThrough,
    receiptNumber: payment.receiptNumber,
    matches: payment.matches.map(matchOnPayment),
    ...maskedOf(payment),
  };
}

function matchOnPayment({ rule, confidence, status, amount, line }: MatchOnPayment): ExportRecord {
  return { rule, confidence, status, amount: moneyText(amount), line: lineNames(line) };
}

function lineNames(line: MatchOnPayment['line']): ExportRecord {
  const { account, bookingDate, bankRef, statement, lineNo } = line;
  const named = { account, bookingDate, amount: moneyText(line.amount) };
  return { ...named, bankRef, statement, lineNo, ...outOfScopeOf(line) };
}

function paymentNames(payment: NonNullable<MatchOnLine['payment']>): ExportRecord {
  const { gateway, gatewayTxnId, merchantRef } = payment;
  return { gateway, gatewayTxnId, merchantRef, ...outOfScopeOf(payment) };
}

/** What a leg of a match is: a line or a payment by its names. */
export function legRecord(leg: {
  readonly line: MatchOnPayment['line'] | null;
  readonly payment: MatchOnLine['payment'];
}): ExportRecord {
  if (leg.line) return { line: lineNames(leg.line) };
  return leg.payment ? { payment: paymentNames(leg.payment) } : {};
}

export function lineRecord(line: LineReading): ExportRecord {
  return {
    account: line.account,
    unitCode: line.unitCode,
    bookingDate: line.bookingDate,
    valueDate: line.valueDate,
    amount: moneyText(line.amount),
    // statements in other currencies are parked, so no line of theirs is ever posted
    currency: 'VND',
    bankRef: line.bankRef,
    narrative: line.narrative,
    counterparty: line.counterparty,
    statement: line.statement,
    lineNo: line.lineNo,
    state: line.state,
    matches: line.matches.map(matchOnLine),
    recognisedAs: line.recognisedAs,
    ...maskedOf(line),
  };
}

function matchOnLine(match: MatchOnLine): ExportRecord {
  const { rule, confidence, status, amount, payment, line } = match;
  const about = { rule, confidence, status, amount: moneyText(amount) };
  if (payment) return { ...about, payment: paymentNames(payment) };
  if (!line) return { ...about, line };
  const { account, bankRef, bookingDate } = line;
  return { ...about, line: { account, bankRef, bookingDate, ...outOfScopeOf(line) } };
}

export function flagRecord(flag: FlagReading): ExportRecord {
  return {
    unitCode: flag.unitCode,
    unitName: flag.unitName,
    flag: flag.flag,
    since: instantText(flag.since),
    payments: flag.payments,
    amount: moneyText(flag.amount),
    oldestDueAt: flag.oldestDueAt && instantText(flag.oldestDueAt),
    coveredThrough: flag.coveredThrough,
  };
}

export function discrepancyRecord(one: WorkedDiscrepancy): ExportRecord {
  return {
    id: one.id,
    unitCode: one.unitCode,
    kind: one.kind,
    gatewayAccount: one.gatewayAccount,
    state: one.standing.state,
    owner: one.owner,
    dueAt: one.dueAt && instantText(one.dueAt),
    members: one.members,
    amount: moneyText(one.amount),
    detail: one.reading && discrepancySentence(one.reading),
  };
}

/** Names the fields that are kept from this reader; nothing where there are none. */
function maskedOf({ masked }: { readonly masked?: readonly string[] }): ExportRecord {
  return masked && masked.length > 0 ? { masked } : {};
}

function outOfScopeOf({ outOfScope }: { readonly outOfScope?: true }): ExportRecord {
  return outOfScope ? { outOfScope } : {};
}
