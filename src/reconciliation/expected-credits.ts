// From what a gateway said to what a unit may expect: unit, session, due day and one expected
// credit per account the fee items name. All of it derived, so a late order or account counts.
import type { Calendar } from '../calendar.js';
import { localDateOf } from '../calendar.js';
import type { Money } from '../money.js';
import { sumMoney } from '../money.js';
import type { GatewayAccount, GatewayTerms } from '../payments/gateway-account.js';
import { termsOn } from '../payments/gateway-account.js';
import type { PaymentRecord, PaymentState } from '../payments/payment.js';
import { currentState, isPaid } from '../payments/payment.js';
import { resolveUnit, unitIndex } from '../payments/payment-unit.js';
import { compactText } from '../statements/narrative.js';
import type { AccountRight, Credit } from './book.js';
import { groupBy } from '../group-by.js';
import type { AccountFact, ProvinceFacts, ReportRow } from './facts.js';
import { impliedDossier } from './implied-dossier.js';
import { feeReader } from './known-fees.js';

/** Suggestive rules look at most this many working days past the due day (design, section 4). */
const suggestWorkingDays = 10;

/** A payment with everything derived from order, register, dated terms and calendar. */
export interface ExpectedPayment {
  readonly record: PaymentRecord;
  readonly gateway: GatewayAccount;
  readonly terms: GatewayTerms;
  readonly state: PaymentState;
  readonly unitCode: string | null;
  readonly fee: Money;
  readonly dueAt: Date;
  /** Compact references, whatever became of the payment. */
  readonly references: readonly string[];
  /** Of them the dossier code that nobody stated: it counts only where it stands as its own word. */
  readonly impliedDossier: string | null;
  /** Empty unless the payer paid. */
  readonly credits: readonly Credit[];
}

/** Derives every payment of a province. */
export function expectPayments(facts: ProvinceFacts): ExpectedPayment[] {
  const gateways = new Map(facts.gateways.map((gateway) => [gateway.id, gateway]));
  const units = unitIndex(facts.units);
  const accounts = groupBy(facts.accounts, (account) => account.unitCode);
  const reported = reportedFees(facts);
  const knownFee = feeReader();
  const expected: ExpectedPayment[] = [];
  for (const record of facts.payments) {
    const gateway = gateways.get(record.gatewayAccountId);
    const state = currentState(record.events);
    if (!gateway || !state) continue;
    const unitCode = resolveUnit(record, gateway, units);
    const own = unitCode === null ? [] : (accounts.get(unitCode) ?? []);
    const fee = reported.get(record.id);
    const inputs = { record, gateway, state, unitCode, own, fee, knownFee };
    expected.push(expectPayment(inputs, facts.calendar));
  }
  return expected.sort(inOrderOfPaying);
}

/** Who paid first; then by the gateway's own ids, never by the order of arrival. */
function inOrderOfPaying(one: ExpectedPayment, other: ExpectedPayment): number {
  const earlier = one.state.paidAt.getTime() - other.state.paidAt.getTime();
  if (earlier !== 0) return earlier;
  const [a, b] = [one, other].map(({ gateway, record }) =>
    [gateway.name, record.gatewayTxnId, record.merchantRef].join(' '),
  );
  return (a ?? '') < (b ?? '') ? -1 : 1;
}

interface PaymentInputs {
  readonly record: PaymentRecord;
  readonly gateway: GatewayAccount;
  readonly state: PaymentState;
  readonly unitCode: string | null;
  readonly own: readonly AccountFact[];
  /** The settlement report's fee, where one lists the payment. */
  readonly fee: Money | undefined;
  readonly knownFee: ReturnType<typeof feeReader>;
}

function expectPayment(inputs: PaymentInputs, calendar: Calendar): ExpectedPayment {
  const { record, gateway, state, unitCode, knownFee } = inputs;
  const paidOn = localDateOf(state.paidAt);
  const terms = termsOn(gateway, paidOn);
  const session = calendar.sessionOf(state.paidAt, terms.cutoff);
  const dueOn = calendar.dueOn(session, terms.workingDays);
  const fee = inputs.fee ?? knownFee(terms, state.amount);
  // a bank feed's own number of a movement stands in no bank's text
  const id = record.noticedUnitCode === undefined ? record.gatewayTxnId : null;
  const stated = [record.merchantRef, id, record.dossierCode]
    .flatMap((reference) => (reference === null ? [] : [compactText(reference)]))
    .filter((reference, index, all) => reference !== '' && all.indexOf(reference) === index);
  // what a bank feed saw speaks of another's dossier as often as of its own
  const implied = record.noticedUnitCode === undefined ? impliedDossier(record) : null;
  const dossier = implied === null || stated.includes(implied) ? null : implied;
  const references = dossier === null ? stated : [...stated, dossier];
  const shared = {
    paymentId: record.id,
    label: `${gateway.name} ${record.gatewayTxnId ?? record.merchantRef ?? record.id}`,
    unitCode,
    gatewayAccountId: gateway.id,
    mode: terms.mode,
    basis: terms.basis,
    tolerance: gateway.tolerance,
    refund: refundOf(state),
    paidAt: state.paidAt,
    paidOn,
    session,
    dueOn,
    suggestUntil: calendar.workingDayAfter(dueOn, suggestWorkingDays),
    references,
    rights: inputs.own.map(rightOf),
  };
  const parts = isPaid(state.status) ? partsOf(record, state.amount, inputs.own, paidOn) : [];
  const credits = parts.map((gross, no) => ({
    ...shared,
    key: `${record.id}/${no}`,
    no,
    gross,
    net: gross - (parts.length === 1 ? fee : knownFee(terms, gross)),
  }));
  const dueAt = calendar.dueAt(dueOn, terms.graceHours);
  const derived = { unitCode, fee, dueAt, references, impliedDossier: dossier, credits };
  return { record, gateway, terms, state, ...derived };
}

function refundOf(state: PaymentState): Credit['refund'] {
  if (state.status === 'succeeded') return null;
  return {
    full: state.status === 'refunded',
    amount: state.refundedAmount,
    // a refund at the very instant of paying is one whose time nobody said
    on: state.occurredAt > state.paidAt ? localDateOf(state.occurredAt) : null,
  };
}

function rightOf(account: AccountFact): AccountRight {
  return { bankAccountId: account.bankAccountId, from: account.validFrom, to: account.validTo };
}

/**
 * The amounts a payment is expected in: one per account its fee items name. Items whose purposes
 * share an account, or that do not add up to the payment, are one.
 */
function partsOf(
  record: PaymentRecord,
  amount: Money,
  own: readonly AccountFact[],
  paidOn: string,
): readonly Money[] {
  const items = record.order?.feeItems ?? [];
  if (items.length < 2 || sumMoney(items.map((item) => item.amount)) !== amount) return [amount];
  const byAccount = new Map<string, Money>();
  for (const item of items) {
    const account = accountFor(own, item.purpose, paidOn);
    byAccount.set(account, (byAccount.get(account) ?? 0n) + item.amount);
  }
  return [...byAccount.values()];
}

function accountFor(own: readonly AccountFact[], purpose: string, day: string): string {
  const holds = (account: AccountFact) =>
    (account.validFrom === null || account.validFrom <= day) &&
    (account.validTo === null || account.validTo > day);
  const named = own.find((account) => account.purpose === purpose && holds(account));
  return (
    (named ?? own.find((account) => account.purpose === 'default' && holds(account)))
      ?.bankAccountId ?? ''
  );
}

/** Looks up which payment a row of a settlement report is: by transaction id, else reference. */
export class ReportRows {
  private readonly byTxn = new Map<string, PaymentRecord>();
  private readonly byRef = new Map<string, PaymentRecord | null>();

  constructor(payments: readonly PaymentRecord[]) {
    for (const payment of payments) {
      const scope = payment.gatewayAccountId;
      if (payment.gatewayTxnId) this.byTxn.set(`${scope} ${payment.gatewayTxnId}`, payment);
      if (!payment.merchantRef) continue;
      const key = `${scope} ${payment.merchantRef}`;
      this.byRef.set(key, this.byRef.has(key) ? null : payment);
    }
  }

  /** The payment of a row, null where none is known or several share its reference. */
  paymentOf(gatewayAccountId: string, row: ReportRow): PaymentRecord | null {
    const byTxn = row.gatewayTxnId && this.byTxn.get(`${gatewayAccountId} ${row.gatewayTxnId}`);
    if (byTxn) return byTxn;
    return (row.merchantRef && this.byRef.get(`${gatewayAccountId} ${row.merchantRef}`)) || null;
  }
}

function reportedFees(facts: ProvinceFacts): Map<string, Money> {
  const rows = new ReportRows(facts.payments);
  const fees = new Map<string, Money>();
  for (const report of facts.reports) {
    for (const row of report.rows) {
      if (row.kind !== 'payment') continue;
      const payment = rows.paymentOf(report.gatewayAccountId, row);
      if (payment) fees.set(payment.id, row.fee);
    }
  }
  return fees;
}
