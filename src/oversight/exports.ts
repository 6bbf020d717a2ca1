// The exports of contract section 5: one JSON-ready record an item, money as text, times in
// Vietnam.
import { loadAccountVersions } from '../beneficiary-accounts/account-store.js';
import { instantText } from '../calendar.js';
import type { Db } from '../db.js';
import { moneyText } from '../money.js';
import { readProvince } from '../reconciliation/read-province.js';
import type {
  DiscrepancyReading,
  FlagReading,
  LineReading,
  MatchOnLine,
  MatchOnPayment,
  PaymentReading,
  ProvinceReading,
} from '../reconciliation/reading.js';
import type { ExportKind, ExportRecord } from './export-columns.js';
import { isWanted } from './export-filter.js';
import type { ExportFilter } from './export-filter.js';
import { exportMatches } from './export-matches.js';

/**
 * Reads what is asked for at an instant.
 * @param query.asOf for which settlement, states and flags are read
 */
export async function exportRecords(
  deps: { readonly db: Db },
  kind: ExportKind,
  query: { readonly asOf: Date; readonly filter: ExportFilter },
): Promise<readonly ExportRecord[]> {
  const reading = await readProvince(deps, { asOf: query.asOf });
  const { filter } = query;
  switch (kind) {
    case 'payments':
      return reading.payments.filter((one) => isWanted.payment(one, filter)).map(paymentRecord);
    case 'lines':
      return lineRecords(reading, filter);
    case 'matches':
      return exportMatches(deps, reading, filter);
    case 'discrepancies':
      return discrepancyRecords(reading, filter);
    case 'flags':
      return reading.flags.filter((one) => isWanted.flag(one, filter)).map(flagRecord);
    case 'accounts':
      return accountRecords(deps, reading, filter);
  }
}

function paymentRecord(payment: PaymentReading): ExportRecord {
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
  };
}

function matchOnPayment({ rule, confidence, status, amount, line }: MatchOnPayment): ExportRecord {
  const { account, bookingDate, bankRef, statement, lineNo } = line;
  const shown = {
    account,
    bookingDate,
    amount: moneyText(line.amount),
    bankRef,
    statement,
    lineNo,
  };
  return { rule, confidence, status, amount: moneyText(amount), line: shown };
}

function lineRecords(reading: ProvinceReading, filter: ExportFilter): ExportRecord[] {
  // lines name a payment's gateway by its kind; the filter may name the account
  const keyOf = (payment: MatchOnLine['payment']): string =>
    JSON.stringify([payment?.gateway, payment?.gatewayTxnId, payment?.merchantRef]);
  const ofAccount = new Set(
    reading.payments.filter((one) => one.gatewayAccount === filter.gateway).map(keyOf),
  );
  const ofGateway = ({ payment }: MatchOnLine): boolean =>
    payment?.gateway === filter.gateway || ofAccount.has(keyOf(payment));
  return reading.lines.filter((one) => isWanted.line(one, filter, ofGateway)).map(lineRecord);
}

function lineRecord(line: LineReading): ExportRecord {
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
  };
}

function matchOnLine({
  rule,
  confidence,
  status,
  amount,
  payment,
  line,
}: MatchOnLine): ExportRecord {
  const other = payment ? { payment } : { line };
  return { rule, confidence, status, amount: moneyText(amount), ...other };
}

function flagRecord(flag: FlagReading): ExportRecord {
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

function discrepancyRecords(reading: ProvinceReading, filter: ExportFilter): ExportRecord[] {
  // a gateway may be named by its kind; discrepancies know the account only
  const kinds = new Map(reading.payments.map((one) => [one.gatewayAccount, one.gateway]));
  return reading.discrepancies
    .filter((one) => isWanted.discrepancy(one, filter, kinds.get(one.gatewayAccount ?? '')))
    .map(discrepancyRecord);
}

function discrepancyRecord(one: DiscrepancyReading): ExportRecord {
  return {
    id: one.id,
    unitCode: one.unitCode,
    kind: one.kind,
    gatewayAccount: one.gatewayAccount,
    state: one.state,
    owner: one.owner,
    dueAt: one.dueAt && instantText(one.dueAt),
    members: one.members,
    amount: moneyText(one.amount),
  };
}

async function accountRecords(
  deps: { readonly db: Db },
  reading: ProvinceReading,
  filter: ExportFilter,
): Promise<ExportRecord[]> {
  const keyOf = (unitCode: string, purpose: string, validFrom: string | null): string =>
    JSON.stringify([unitCode, purpose, validFrom]);
  const verified = new Set(
    reading.units.flatMap(({ unitCode, accounts }) =>
      accounts
        .filter((account) => account.verified)
        .map(({ purpose, validFrom }) => keyOf(unitCode, purpose, validFrom)),
    ),
  );
  return (await loadAccountVersions(deps.db))
    .filter((version) => isWanted.account(version, filter))
    .map(({ unitCode, bankBin, accountNumber, accountName, purpose, ...version }) => ({
      unitCode,
      bankBin,
      accountNumber,
      accountName,
      purpose,
      validFrom: version.validFrom,
      validTo: version.validTo,
      status: version.status,
      verified: verified.has(keyOf(unitCode, purpose, version.validFrom)),
    }));
}
