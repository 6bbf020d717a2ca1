// A worked example of a rule as facts, and what the rule makes of it: the same on the officers' page
// and in the tests, so that the handbook cannot say what the rules do not do.
import { Calendar, instantOf, type LocalDate } from '../calendar.js';
import { parseMoney, type Money } from '../money.js';
import type { GatewayAccount, SettlementTerms } from '../payments/gateway-account.js';
import type { PaymentRecord } from '../payments/payment.js';
import type { StatementLine } from '../statements/statement-store.js';
import { matchProvince, type EngineMatch } from './engine.js';
import type { AccountFact, ProvinceFacts, ReportFact } from './facts.js';
import { buildLedger } from './ledger.js';
import type { ExampleBatch, ExampleLine, ExamplePayment } from './reconciler.js';
import type { Check, Reconciler, WorkedExample } from './reconciler.js';

/** What a rule says of one of its examples, by the places of its lines and payments. */
export interface ExampleResult {
  readonly lines: readonly number[];
  readonly payments: readonly number[];
  /** Payments that a reversal remembers without taking them. */
  readonly remembers: readonly number[];
  readonly status: EngineMatch['status'];
  readonly confidence: EngineMatch['confidence'];
  readonly ambiguous: boolean;
  readonly cause: string | null;
  readonly checks: readonly Check[];
}

/** The unit of an example, and its neighbour. */
const own = 'U';
const other = 'V';
const accounts = { present: 'A', retired: 'OLD', 'other unit': 'V1' } as const;
/** The day from which the unit's present account stands; the examples lie after it. */
const changedOn = '2026-05-01';
/** The gateway of payments that say none. */
const plainGateway = 'CONG A';

/** Runs one rule over one of its examples. Pure, and a matter of a millisecond. */
export function runExample(rule: Reconciler, example: WorkedExample): ExampleResult[] {
  const matches = matchProvince(buildLedger(factsOf(example)), [rule]);
  return matches.map(({ status, confidence, ambiguous, cause, checks, ...legs }) => ({
    lines: placesOf(legs.lines.map(({ line }) => line.id)),
    payments: placesOf(legs.credits.map(({ credit }) => credit.paymentId)),
    remembers: placesOf(legs.remembers.map(({ credit }) => credit.paymentId)),
    ...{ status, confidence, ambiguous, cause, checks },
  }));
}

/** Ids are places that count from one: the books order what is equal by them. */
function placesOf(ids: readonly string[]): number[] {
  return ids.map((id) => Number(id) - 1).sort((one, next) => one - next);
}

function factsOf({ payments, lines, batches = [] }: WorkedExample): ProvinceFacts {
  const inBatches = new Set(payments.flatMap(({ batchGateway }) => batchGateway ?? []));
  return {
    // the examples lie in weeks without days off
    calendar: new Calendar([]),
    units: [own, other].map((code) => ({ code, name: code, type: 'xa', agencyCode: null })),
    accounts: [
      accountFact(accounts.retired, own, { from: '2025-07-01', to: changedOn }),
      accountFact(accounts.present, own, { from: changedOn, to: null }),
      accountFact(accounts['other unit'], other, { from: '2026-01-01', to: null }),
    ],
    gateways: [
      gatewayFact(plainGateway, 'per_transaction'),
      ...[...inBatches].map((name) => gatewayFact(name, 'daily_batch')),
    ],
    payments: payments.map(paymentFact),
    lines: lines.map(lineFact),
    reports: batches.map(reportFact),
    ...{ platformWords: [], verifications: [], unpaidOrders: [], notices: [] },
    ...{ institutions: new Map(), statements: new Map() },
  };
}

function accountFact(
  bankAccountId: string,
  unitCode: string,
  days: { readonly from: LocalDate; readonly to: LocalDate | null },
): AccountFact {
  return {
    ...{ versionId: `${unitCode} ${bankAccountId}`, unitCode, purpose: 'default', bankAccountId },
    ...{ bankBin: null, clearingCode: null, number: bankAccountId, accountName: unitCode },
    ...{ validFrom: days.from, validTo: days.to, isTakenOver: true },
  };
}

function gatewayFact(name: string, mode: SettlementTerms['mode']): GatewayAccount {
  const fee = {
    ...{ percent: '0', fixed: 0n, min: 0n, max: 0n, tiers: [], vatPercent: '0' },
    ...({ per: 'payment', rounding: 'half_up' } as const),
  };
  const terms = { cutoff: '23:59', workingDays: 1, graceHours: 0, fee };
  return {
    ...{ id: name, name, kind: 'generic', merchantCode: null, tolerance: 0n },
    options: { narrativeNames: [name] },
    terms: [{ validFrom: null, mode, basis: 'gross', ...terms }],
  };
}

function sumOf(text: string): Money {
  const amount = parseMoney(text);
  if (amount === undefined) throw new Error(`${text} in a worked example is no sum`);
  return amount;
}

function paymentFact(given: ExamplePayment, place: number): PaymentRecord {
  const amount = sumOf(given.amount);
  const at = instantOf(given.paidOn, '10:00');
  return {
    ...{ id: String(place + 1), gatewayAccountId: given.batchGateway ?? plainGateway },
    ...{ gatewayTxnId: null, merchantRef: given.reference, dossierCode: null },
    ...{ signedUnitCode: own, orderInfo: null, amount, receiptNumber: null, order: null },
    events: [
      {
        ...{ status: 'succeeded', amount, refundedAmount: null, paidAt: at, paidAtStated: true },
        ...{ occurredAt: at, receivedAt: at, source: 'callback' },
      },
    ],
  };
}

function lineFact(given: ExampleLine, place: number): StatementLine {
  return {
    ...{ id: String(place + 1), statementId: '1', lineNo: place + 1 },
    bankAccountId: accounts[given.account ?? 'present'],
    ...{ bookingDate: given.bookedOn, valueDate: given.bookedOn, amount: sumOf(given.amount) },
    ...{ bankRef: given.bankRef ?? null, narrative: given.narrative, counterparty: null },
  };
}

function reportFact({ gateway, batch, settledOn, rows }: ExampleBatch): ReportFact {
  return {
    ...{ gatewayAccountId: gateway, batch, settledOn },
    rows: rows.map((row) => {
      const [amount, fee] = [sumOf(row.amount), sumOf(row.fee)];
      return {
        ...{ kind: 'payment', gatewayTxnId: null, merchantRef: row.reference, unitCode: null },
        ...{ amount, fee, netAmount: amount - fee },
      };
    }),
  };
}
