// A world as the facts a reconciliation reads, without files, messages or a database: what the
// service would hold after everything has been imported.
import type { World, WorldAccount, WorldGateway, WorldPayment } from '../../bench/world/world.js';
import { addDays } from '../../src/calendar.js';
import type { GatewayAccount } from '../../src/payments/gateway-account.js';
import type { FeeOrder, PaymentEvent, PaymentRecord } from '../../src/payments/payment.js';
import { readProfile } from '../../src/payments/profile.js';
import type { AccountFact, ProvinceFacts, ReportFact } from '../../src/reconciliation/facts.js';
import type { CoverageStatement } from '../../src/statements/coverage.js';
import type { StatementLine } from '../../src/statements/statement-store.js';

/** Every fact of a world; payments and lines in the order the world happens to have them. */
export function factsOf(world: World): ProvinceFacts {
  const ids = new Map(world.accounts.map((account, index) => [account, String(index + 1)]));
  const idOf = (account: WorldAccount): string => ids.get(account) ?? '';
  return {
    calendar: world.calendar,
    units: world.units,
    accounts: world.accounts.map((account) => accountFact(account, idOf(account))),
    platformWords: [],
    verifications: [],
    institutions: new Map(),
    gateways: world.gateways.map(accountOf),
    payments: world.payments.map((payment, index) => recordOf(payment, String(index + 1))),
    unpaidOrders: [],
    notices: [],
    reports: reportsOf(world),
    lines: linesOf(world, idOf),
    statements: statementsOf(world, idOf),
  };
}

function accountOf({ name, kind, profile }: WorldGateway): GatewayAccount {
  const read = readProfile(name, profile);
  return {
    id: name,
    name,
    kind,
    merchantCode: read.merchantCode,
    options: read.options,
    tolerance: read.tolerance,
    terms: [{ ...read.terms, validFrom: null }],
  };
}

function accountFact(account: WorldAccount, id: string): AccountFact {
  return {
    versionId: id,
    unitCode: account.unitCode,
    purpose: account.purpose,
    bankAccountId: id,
    bankBin: account.bankBin === '' ? null : account.bankBin,
    clearingCode: null,
    number: account.number,
    accountName: account.holder,
    validFrom: account.validFrom,
    validTo: account.validTo,
    isTakenOver: true,
  };
}

function recordOf(payment: WorldPayment, id: string): PaymentRecord {
  const order = payment.ordered ? orderOf(payment) : null;
  return {
    id,
    gatewayAccountId: payment.gateway,
    gatewayTxnId: payment.gatewayTxnId,
    merchantRef: payment.merchantRef,
    dossierCode: payment.dossierCode,
    signedUnitCode: order ? null : payment.unitCode,
    orderInfo: null,
    amount: payment.amount,
    events: [eventOf(payment)],
    receiptNumber: null,
    order,
  };
}

function orderOf(payment: WorldPayment): FeeOrder {
  return {
    id: `order ${payment.merchantRef}`,
    gateway: payment.gateway,
    merchantRef: payment.merchantRef,
    dossierCode: payment.dossierCode,
    unitCode: payment.unitCode ?? '',
    amount: payment.amount,
    feeItems: payment.feeItems,
    procedureCode: null,
    toldBankCode: null,
    toldAccount: null,
    createdAt: null,
  };
}

function eventOf(payment: WorldPayment): PaymentEvent {
  return {
    status: payment.status,
    amount: payment.amount,
    refundedAmount: payment.refund?.amount ?? null,
    paidAt: payment.paidAt,
    paidAtStated: true,
    occurredAt: payment.refund?.at ?? payment.paidAt,
    receivedAt: payment.paidAt,
    source: 'callback',
  };
}

function reportsOf(world: World): readonly ReportFact[] {
  const batches = new Map<string, ReportFact & { rows: ReportFact['rows'][number][] }>();
  for (const { gateway, batch, settledOn, payment, fee } of world.reports) {
    const known = batches.get(batch) ?? { gatewayAccountId: gateway, batch, settledOn, rows: [] };
    const { gatewayTxnId, merchantRef, amount, unitCode } = payment;
    const netAmount = amount - fee;
    known.rows.push({
      kind: 'payment',
      gatewayTxnId,
      merchantRef,
      amount,
      fee,
      netAmount,
      unitCode,
    });
    batches.set(batch, known);
  }
  return [...batches.values()];
}

function linesOf(world: World, idOf: (account: WorldAccount) => string): StatementLine[] {
  const shown = new Set(world.statements.flatMap((file) => file.lines));
  return [...shown].map((line, index) => ({
    id: String(index + 1),
    bankAccountId: idOf(line.account),
    statementId: '1',
    lineNo: index + 1,
    bookingDate: line.bookedOn,
    valueDate: line.bookedOn,
    amount: line.amount,
    bankRef: line.bankRef,
    narrative: line.narrative,
    counterparty: line.counterparty === '' ? null : line.counterparty,
  }));
}

function statementsOf(
  world: World,
  idOf: (account: WorldAccount) => string,
): ProvinceFacts['statements'] {
  const byAccount = new Map<string, CoverageStatement[]>();
  for (const file of world.statements) {
    const id = idOf(file.account);
    const isNumbered = file.layout === 'mt940' || file.layout === 'camt053';
    const hasBalances = file.layout !== 'vietcombank-list';
    const statement: CoverageStatement = {
      state: hasBalances ? 'balanced' : 'unproven',
      kind: isNumbered ? 'numbered' : 'sheet',
      sequenceNumber: isNumbered ? file.number : null,
      periodFrom: file.period.from,
      periodTo: file.period.to,
      opening: hasBalances ? file.opening : null,
      closing: hasBalances ? file.closing : null,
      madeAt: new Date(`${addDays(file.period.to, 1)}T02:00:00+07:00`),
    };
    byAccount.set(id, [...(byAccount.get(id) ?? []), statement]);
  }
  return byAccount;
}
