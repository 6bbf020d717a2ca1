// Builds the facts of a small province for tests of matching and settlement: the unit U with
// account A, its neighbour V, and the gateways P, B and N of the contract's examples.
import { addDays, Calendar, instantOf, localDateOf, type LocalDate } from '../../src/calendar.js';
import type { GatewayAccount, SettlementTerms } from '../../src/payments/gateway-account.js';
import type {
  FeeOrder,
  PaymentEvent,
  PaymentRecord,
  PaymentStatus,
} from '../../src/payments/payment.js';
import { matchProvince } from '../../src/reconciliation/engine.js';
import type {
  AccountFact,
  BankNoticeFact,
  PlatformWordFact,
  ProvinceFacts,
  ReportFact,
  VerificationFact,
} from '../../src/reconciliation/facts.js';
import { buildLedger } from '../../src/reconciliation/ledger.js';
import { asNewMatch, type StoredMatch } from '../../src/reconciliation/match-store.js';
import { readFacts } from '../../src/reconciliation/read-province.js';
import type { ProvinceReading } from '../../src/reconciliation/reading.js';
import type { Reconciler } from '../../src/reconciliation/reconciler.js';
import type { CoverageStatement } from '../../src/statements/coverage.js';
import type { StatementLine } from '../../src/statements/statement-store.js';
import { reconcilers } from '../../reconcilers/index.js';

const freeFee = {
  percent: '0',
  fixed: 0n,
  min: 0n,
  max: 0n,
  tiers: [],
  vatPercent: '0',
  per: 'payment',
  rounding: 'half_up',
} as const;

export function aGateway(
  name: string,
  terms: Partial<SettlementTerms> = {},
  more: Partial<GatewayAccount> = {},
): GatewayAccount {
  return {
    id: name,
    name,
    kind: 'generic',
    merchantCode: null,
    options: { narrativeNames: [name] },
    tolerance: 0n,
    terms: [
      {
        validFrom: null,
        mode: 'per_transaction',
        basis: 'gross',
        fee: freeFee,
        cutoff: '23:59',
        workingDays: 1,
        graceHours: 0,
        ...terms,
      },
    ],
    ...more,
  };
}

/** P per transaction, B daily batch, N daily batch net of 1.1 %, S a bank feed. */
export const gateways: readonly GatewayAccount[] = [
  aGateway('P'),
  aGateway('B', { mode: 'daily_batch' }),
  aGateway('N', { mode: 'daily_batch', basis: 'net', fee: { ...freeFee, percent: '1.1' } }),
  aGateway('S', { workingDays: 0 }, { kind: 'sepay', options: {} }),
];

export interface PaymentGiven {
  readonly id?: string;
  readonly gateway?: string;
  readonly ref?: string;
  readonly txn?: string | null;
  readonly dossierCode?: string;
  readonly unit?: string | null;
  readonly amount?: bigint;
  /** Vietnamese wall clock, `2026-05-11 10:00`. */
  readonly paidAt?: string;
  readonly status?: PaymentStatus;
  readonly refund?: { readonly at: string; readonly amount?: bigint; readonly full?: boolean };
  readonly feeItems?: readonly { readonly purpose: string; readonly amount: bigint }[];
  /** What the fee order told the platform. */
  readonly told?: { readonly account: string; readonly bank?: string };
}

export function clock(text: string): Date {
  const [day = '', time = '00:00'] = text.split(' ');
  return instantOf(day, time);
}

let counter = 0;

/** The payment of the examples unless said otherwise: 100,000 đ by P on 11/05 10:00, reference R1. */
export function aPayment(given: PaymentGiven = {}): PaymentRecord {
  counter += 1;
  const amount = given.amount ?? 100000n;
  const paidAt = clock(given.paidAt ?? '2026-05-11 10:00');
  const word = (status: PaymentStatus, at: Date, refundedAmount: bigint | null): PaymentEvent => ({
    status,
    amount,
    refundedAmount,
    paidAt,
    paidAtStated: true,
    occurredAt: at,
    receivedAt: at,
    source: 'callback',
  });
  const events = [word(given.status ?? 'succeeded', paidAt, null)];
  if (given.refund) {
    const status = given.refund.full === false ? 'partly_refunded' : 'refunded';
    events.push(word(status, clock(given.refund.at), given.refund.amount ?? null));
  }
  const merchantRef = given.ref ?? 'R1';
  const unit = given.unit === undefined ? 'U' : given.unit;
  return {
    id: given.id ?? String(counter),
    gatewayAccountId: given.gateway ?? 'P',
    gatewayTxnId: given.txn === undefined ? `TXN-${counter}-${merchantRef}` : given.txn,
    merchantRef,
    dossierCode: given.dossierCode ?? null,
    signedUnitCode: unit,
    orderInfo: null,
    amount,
    events,
    receiptNumber: null,
    order:
      unit !== null && (given.feeItems || given.told)
        ? {
            id: `order ${merchantRef}`,
            gateway: '',
            merchantRef,
            dossierCode: null,
            unitCode: unit,
            amount,
            feeItems: given.feeItems ?? [],
            procedureCode: null,
            toldBankCode: given.told?.bank ?? null,
            toldAccount: given.told?.account ?? null,
            createdAt: null,
          }
        : null,
  };
}

export interface LineGiven {
  readonly id?: string;
  readonly on: LocalDate;
  readonly amount: bigint;
  readonly text: string;
  readonly account?: string;
  readonly bankRef?: string;
}

export function aLine(given: LineGiven): StatementLine {
  counter += 1;
  return {
    id: given.id ?? String(1000 + counter),
    bankAccountId: given.account ?? 'A',
    statementId: '1',
    lineNo: counter,
    bookingDate: given.on,
    valueDate: given.on,
    amount: given.amount,
    bankRef: given.bankRef ?? null,
    narrative: given.text,
    counterparty: null,
  };
}

export interface NoticeGiven {
  readonly id?: string;
  readonly at?: string;
  readonly amount?: bigint;
  readonly text?: string;
  readonly code?: string;
  readonly account?: string | null;
  readonly bankRef?: string;
  readonly balance?: bigint;
  readonly feed?: string;
}

/** A notice of the bank feed S: +100,000 in A on 12/05 09:00 naming R1 unless said otherwise. */
export function aNotice(given: NoticeGiven = {}): BankNoticeFact {
  counter += 1;
  const movedAt = clock(given.at ?? '2026-05-12 09:00');
  const bankAccountId = given.account === undefined ? 'A' : given.account;
  return {
    gatewayAccountId: given.feed ?? 'S',
    noticeId: given.id ?? String(90_000 + counter),
    accountNumber: bankAccountId === null ? '999' : `00${bankAccountId}`,
    subAccount: null,
    bankName: null,
    bankAccountId,
    amount: given.amount ?? 100000n,
    movedAt,
    movedOn: localDateOf(movedAt),
    narrative: given.text ?? 'NOP PHI R1',
    code: given.code ?? null,
    bankRef: given.bankRef ?? null,
    runningBalance: given.balance ?? null,
  };
}

/** The payment that a credit of a bank feed is recorded as beside the notice. */
export function paymentOf(notice: BankNoticeFact, id?: string): PaymentRecord {
  const { gatewayAccountId: gateway, noticeId: txn, amount, movedAt, narrative } = notice;
  const made = aPayment({ gateway, txn, amount, unit: null, ...(id === undefined ? {} : { id }) });
  const events = made.events.map((event) => ({
    ...event,
    paidAt: movedAt,
    occurredAt: movedAt,
    receivedAt: movedAt,
  }));
  return { ...made, merchantRef: notice.code, orderInfo: narrative, events };
}

export function anAccount(
  bankAccountId: string,
  unitCode: string,
  validFrom: LocalDate | null = '2026-01-01',
  more: Partial<AccountFact> = {},
): AccountFact {
  return {
    versionId: `${unitCode} ${bankAccountId} ${validFrom ?? ''}`,
    unitCode,
    purpose: 'default',
    bankAccountId,
    bankBin: '970436',
    clearingCode: null,
    number: `00${bankAccountId}`,
    accountName: `UBND ${unitCode}`,
    validFrom,
    validTo: null,
    isTakenOver: true,
    ...more,
  };
}

/** A balanced sheet over these days, made long afterwards. */
export function covering(from: LocalDate, to: LocalDate): CoverageStatement {
  return {
    state: 'balanced',
    kind: 'sheet',
    sequenceNumber: null,
    periodFrom: from,
    periodTo: to,
    opening: 0n,
    closing: 0n,
    madeAt: instantOf(addDays(to, 30)),
  };
}

export interface FactsGiven {
  readonly payments?: readonly PaymentRecord[];
  readonly lines?: readonly StatementLine[];
  readonly accounts?: readonly AccountFact[];
  readonly reports?: readonly ReportFact[];
  readonly platformWords?: readonly PlatformWordFact[];
  readonly verifications?: readonly VerificationFact[];
  readonly gateways?: readonly GatewayAccount[];
  readonly notices?: readonly BankNoticeFact[];
  readonly unpaidOrders?: readonly FeeOrder[];
  /** Covered days by account; 20/04 to 15/05 for every account unless said otherwise. */
  readonly coverage?: Readonly<Record<string, readonly [LocalDate, LocalDate] | null>>;
}

export function theFacts(given: FactsGiven): ProvinceFacts {
  const accounts = given.accounts ?? [anAccount('A', 'U'), anAccount('V1', 'V')];
  const statements = new Map<string, CoverageStatement[]>();
  for (const { bankAccountId } of accounts) {
    const days = given.coverage?.[bankAccountId] ?? ['2026-04-20', '2026-05-15'];
    if (given.coverage?.[bankAccountId] !== null)
      statements.set(bankAccountId, [covering(days[0], days[1])]);
  }
  const days = ['2026-04-26', '2026-04-27', '2026-04-30', '2026-05-01', '2026-11-24'];
  return {
    calendar: new Calendar(days.map((day) => ({ day, kind: 'holiday' as const }))),
    units: ['U', 'V'].map((code) => ({ code, name: `Xã ${code}`, type: 'xa', agencyCode: null })),
    accounts,
    platformWords: given.platformWords ?? [],
    verifications: given.verifications ?? [],
    institutions: new Map([
      ['970436', '203'],
      ['970418', '202'],
    ]),
    gateways: given.gateways ?? gateways,
    payments: given.payments ?? [aPayment()],
    unpaidOrders: given.unpaidOrders ?? [],
    reports: given.reports ?? [],
    lines: given.lines ?? [],
    notices: given.notices ?? [],
    statements,
  };
}

/** Matches facts and gives the matches the shape in which they would be stored. */
export function matchFacts(
  facts: ProvinceFacts,
  rules: readonly Reconciler[] = reconcilers,
): StoredMatch[] {
  return matchProvince(buildLedger(facts), rules).map((match, index) => {
    const { fingerprint, legs } = asNewMatch(match);
    const { rule, status, confidence, ambiguous, cause, checks } = match;
    const about = { rule, status, confidence, ambiguous, cause, checks };
    return { ...about, id: String(index + 1), fingerprint, decidedBy: null, legs };
  });
}

/** Matches and reads; as-of is the examples' 2026-05-20T12:00+07:00 unless said otherwise. */
export function readingOf(given: FactsGiven, asOf = '2026-05-20 12:00'): ProvinceReading {
  const facts = theFacts(given);
  return readFacts(facts, matchFacts(facts), clock(asOf));
}
