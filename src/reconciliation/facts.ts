// Everything a reconciliation reads, as one set: matching and settlement are functions of it, so
// the order in which callbacks, registers, statements and reports came can play no part.
import type { Calendar, LocalDate } from '../calendar.js';
import type { Money } from '../money.js';
import type { BankNotice } from '../payments/bank-notice.js';
import type { GatewayAccount } from '../payments/gateway-account.js';
import type { FeeOrder, PaymentRecord } from '../payments/payment.js';
import type { CoverageStatement } from '../statements/coverage.js';
import type { StatementLine } from '../statements/statement-store.js';

export interface UnitFact {
  readonly code: string;
  readonly name: string;
  readonly type: string;
  readonly agencyCode: string | null;
}

/** A version of the register: half-open days, null = open. */
export interface AccountFact {
  readonly versionId: string;
  readonly unitCode: string;
  readonly purpose: string;
  readonly bankAccountId: string;
  readonly bankBin: string | null;
  readonly clearingCode: string | null;
  readonly number: string;
  readonly accountName: string;
  readonly validFrom: LocalDate | null;
  readonly validTo: LocalDate | null;
  /** Brought by the take-over of a register, not decided by two people. */
  readonly isTakenOver: boolean;
}

/** What a platform was told of a version, or confirmed. */
export interface PlatformWordFact {
  readonly versionId: string;
  readonly change: 'begins' | 'ends';
  /** A gateway account's name. */
  readonly platform: string;
  readonly word: 'told' | 'confirmed';
  readonly onDay: LocalDate;
}

/** A test transfer that was asked for: its code proves the account in whose statement it is seen. */
export interface VerificationFact {
  readonly id: string;
  readonly versionId: string;
  readonly unitCode: string;
  readonly bankAccountId: string;
  readonly code: string;
  readonly madeOn: LocalDate;
  /** The last day on which the transfer may be booked. */
  readonly expiresOn: LocalDate;
}

export interface ReportRow {
  /** Where it is stored. */
  readonly id?: string;
  readonly kind: 'payment' | 'refund' | 'adjustment';
  readonly gatewayTxnId: string | null;
  readonly merchantRef: string | null;
  readonly amount: Money;
  readonly fee: Money;
  readonly netAmount: Money;
  readonly unitCode: string | null;
}

export interface ReportFact {
  readonly gatewayAccountId: string;
  readonly batch: string;
  readonly settledOn: LocalDate;
  /** Where only a part of a report's rows is at hand: it has rows of several units. */
  readonly isShared?: boolean;
  readonly rows: readonly ReportRow[];
}

/** A bank feed's notice with the registered account it speaks of and its Vietnamese day. */
export interface BankNoticeFact extends BankNotice {
  /** Null where the account is not registered, or the notice does not say which it is. */
  readonly bankAccountId: string | null;
  readonly movedOn: LocalDate;
}

/** What every unit's matching depends on alike: registers, terms, the calendar. */
export interface SharedFacts {
  readonly calendar: Calendar;
  readonly units: readonly UnitFact[];
  readonly accounts: readonly AccountFact[];
  readonly platformWords: readonly PlatformWordFact[];
  readonly verifications: readonly VerificationFact[];
  /** The three digits of each bank in clearing codes, by BIN, where they are known. */
  readonly institutions: ReadonlyMap<string, string>;
  readonly gateways: readonly GatewayAccount[];
}

export interface ProvinceFacts extends SharedFacts {
  readonly payments: readonly PaymentRecord[];
  /** Orders announced that no payment answers yet. */
  readonly unpaidOrders: readonly FeeOrder[];
  readonly reports: readonly ReportFact[];
  readonly lines: readonly StatementLine[];
  /** What bank feeds and messages of a running day saw move, debits too. */
  readonly notices: readonly BankNoticeFact[];
  /** Posted statements by bank account id. */
  readonly statements: ReadonlyMap<string, readonly CoverageStatement[]>;
}
