// The nouns of an invented province: units, accounts, payments with what must become of them, the
// banks' own ledgers and the files and messages that the service is given. Nothing here is known
// to the service; it only ever sees the files and the messages.
import type { Calendar, LocalDate } from '../../src/calendar.js';
import type { Money } from '../../src/money.js';

/** How an account's bank prints its statements. */
export type Layout =
  | 'mt940'
  | 'camt053'
  | 'agribank-csv'
  | 'vietcombank-xlsx'
  | 'vietcombank-html'
  | 'vietcombank-list'
  | 'bidv-xlsx'
  | 'vietinbank-xlsx'
  | 'treasury-xlsx';

export type GatewayName = 'vnpay' | 'momo' | 'paygov-portal' | 'cong-tinh';

export type Status =
  'pending' | 'succeeded' | 'failed' | 'cancelled' | 'refunded' | 'partly_refunded';

/** The settlement values of section 4 of the contract. */
export const settlements = [
  'refunded',
  'arrived',
  'returned',
  'wrong_unit',
  'old_account',
  'over',
  'short',
  'unassigned',
  'no_account',
  'proposed',
  'awaiting',
  'unverifiable',
  'overdue',
] as const;
export type Settlement = (typeof settlements)[number];

/** What must be found for a payment, and why it was planted so. */
export interface Expected {
  /** null for payments that did not succeed: the bank owes them no word. */
  readonly settlement: Settlement | null;
  readonly why: string;
}

export interface WorldUnit {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  /** "Phường Đồng Xoài" */
  readonly fullName: string;
  /** Prefix of the dossier codes it issues, `H19.20`. */
  readonly agencyCode: string;
  /** How many payments it has beside others. */
  readonly weight: number;
  readonly gateways: readonly GatewayName[];
}

/** Inclusive days. */
export interface Days {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

export interface WorldAccount {
  readonly unitCode: string;
  /** Empty for an account at the State Treasury. */
  readonly bankBin: string;
  readonly number: string;
  readonly holder: string;
  readonly treasuryCode: string;
  readonly purpose: string;
  readonly validFrom: LocalDate | null;
  readonly validTo: LocalDate | null;
  readonly layout: Layout;
  readonly openingBalance: Money;
  /** Days for which nobody exported a statement. */
  readonly missing: Days | null;
  /** Last day of a statement exported before the day was over, so that a line is on none. */
  readonly brokenOn: LocalDate | null;
  /** How the statements were exported: one after the other, overlapping, or in a second layout. */
  readonly exported: 'once' | 'overlapping' | Layout;
}

/** A line of a bank's own ledger, whether or not a statement shows it. */
export interface LedgerLine {
  readonly account: WorldAccount;
  readonly bookedOn: LocalDate;
  /** Credit positive, debit negative. */
  readonly amount: Money;
  readonly bankRef: string;
  readonly narrative: string;
  readonly counterparty: string;
  /** Booked after its day had been exported: on no statement, and yet in the next balance. */
  readonly unprinted: boolean;
}

export interface FeeItem {
  readonly purpose: string;
  readonly amount: Money;
}

export interface WorldPayment {
  readonly gateway: GatewayName;
  /** null where the gateway gives none: an attempt at VNPAY that did not happen. */
  readonly gatewayTxnId: string | null;
  readonly merchantRef: string;
  readonly dossierCode: string | null;
  /** Whose money it is; null where nothing says it. */
  readonly unitCode: string | null;
  /** Whether the portal announced the order before the payment. */
  readonly ordered: boolean;
  readonly amount: Money;
  /** Parts that go to accounts of their own, as the order says; none: all to the default one. */
  readonly feeItems: readonly FeeItem[];
  readonly status: Status;
  readonly paidAt: Date;
  readonly refund: { readonly amount: Money; readonly at: Date } | null;
  /** Its callback is delivered only after the statements are in. */
  readonly late: boolean;
  expected: Expected;
}

/** One row of a gateway's settlement report. */
export interface ReportRow {
  readonly gateway: GatewayName;
  readonly batch: string;
  readonly settledOn: LocalDate;
  readonly payment: WorldPayment;
  readonly fee: Money;
}

/** A statement as it will be printed into one file. */
export interface StatementFile {
  readonly name: string;
  readonly layout: Layout;
  readonly account: WorldAccount;
  readonly period: Days;
  readonly opening: Money;
  readonly closing: Money;
  readonly lines: readonly LedgerLine[];
  /** Number of the statement in the account's sequence. */
  readonly number: number;
}

/** When the world happens. */
export interface Span {
  readonly firstOn: LocalDate;
  /** Last day with ordinary payments. */
  readonly lastPaidOn: LocalDate;
  /** Last day of the statements; a few payments are made on it that are not due yet. */
  readonly statementsTo: LocalDate;
  /** The instant at which everything is read. */
  readonly asOf: Date;
  /** Every day from the first to the last paid one, and the working days among them. */
  readonly days: readonly LocalDate[];
  readonly workingDays: readonly LocalDate[];
}

/** Terms under which a gateway settles; the service is told the same in a profile. */
export interface Terms {
  readonly mode: 'per_transaction' | 'daily_batch';
  readonly basis: 'gross' | 'net';
  /** Fee in thousandths of the amount, half up to whole đồng. */
  readonly feePermille: bigint;
  /** Fixed part of the fee, per payment. */
  readonly feeFixed: Money;
  /** Last minute of a session's day, `HH:mm`. */
  readonly cutoff: string;
  readonly workingDays: number;
  readonly graceHours: number;
  /** By how much a credit may differ and still be the whole one. */
  readonly tolerance: Money;
}

export interface WorldGateway {
  readonly name: GatewayName;
  readonly kind: 'vnpay' | 'momo' | 'generic';
  readonly terms: Terms;
  /** The gateway profile of the contract, as `gateway set` takes it. */
  readonly profile: Readonly<Record<string, unknown>>;
}

/** What happens in the five working days after the first reading. */
export interface SecondAct {
  /** When the units that were warned answer. */
  readonly answeredAt: Date;
  /** The one of them that does not. */
  readonly silent: string;
  /** The instant at which everything is read again. */
  readonly asOf: Date;
  /** The unit whose arrears come in one credit, and the day on which they are booked. */
  readonly arrearsOf: string;
  readonly paidOn: LocalDate;
  readonly statements: readonly StatementFile[];
  readonly reports: readonly ReportRow[];
  /** Payments that have arrived by then; all others stay as they were. */
  readonly arrived: ReadonlySet<WorldPayment>;
}

export interface World {
  readonly seed: number;
  readonly span: Span;
  readonly calendar: Calendar;
  readonly gateways: readonly WorldGateway[];
  readonly units: readonly WorldUnit[];
  readonly accounts: readonly WorldAccount[];
  readonly payments: readonly WorldPayment[];
  readonly ledger: readonly LedgerLine[];
  readonly statements: readonly StatementFile[];
  readonly reports: readonly ReportRow[];
  readonly secondAct: SecondAct;
}
