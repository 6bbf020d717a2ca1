// What can be read at an instant: settlement of each payment, state of each line, coverage, flags
// and discrepancies. Pages, mails, exports and reports all read these shapes and nothing else.
import type { LocalDate } from '../calendar.js';
import type { Money } from '../money.js';
import type { PaymentStatus } from '../payments/payment.js';
import type { UnansweredReading } from './reconciler.js';

export const settlementValues = [
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
/** What the bank says of a payment (contract section 4). */
export type SettlementValue = (typeof settlementValues)[number];

export type LineState = 'matched' | 'partly_matched' | 'unmatched' | 'ignored' | 'reversed';
export type MatchStatus = 'confirmed' | 'proposed' | 'rejected' | 'undone';
export type Confidence = 'certain' | 'probable';

export type FlagKind =
  | 'money_missing'
  | 'wrong_account'
  | 'no_account'
  | 'account_unverified'
  | 'statement_missing'
  | 'review_waiting'
  | 'unidentified_credit';

/** A live match as one of its payments or lines shows it. */
export interface MatchOnPayment {
  readonly matchId: string;
  readonly rule: string;
  readonly confidence: Confidence;
  readonly status: MatchStatus;
  readonly amount: Money;
  readonly line: {
    readonly lineId: string | null;
    readonly unitCode: string | null;
    readonly account: string;
    readonly bookingDate: LocalDate;
    readonly amount: Money;
    readonly bankRef: string | null;
    readonly statement: string | null;
    readonly lineNo: number | null;
    /** Of a unit that the reader may not see: reduced, and named by nothing but day and sum. */
    readonly outOfScope?: true;
  };
}

export interface MatchOnLine {
  readonly matchId: string;
  readonly rule: string;
  readonly confidence: Confidence;
  readonly status: MatchStatus;
  readonly amount: Money;
  /** The payment; for a reversal the other line instead. */
  readonly payment: {
    readonly paymentId: string | null;
    readonly unitCode: string | null;
    readonly gateway: string;
    readonly gatewayTxnId: string | null;
    readonly merchantRef: string | null;
    readonly outOfScope?: true;
  } | null;
  readonly line: {
    readonly lineId: string | null;
    readonly unitCode: string | null;
    readonly account: string;
    readonly bankRef: string | null;
    readonly bookingDate: LocalDate;
    readonly outOfScope?: true;
  } | null;
}

export interface PaymentReading {
  readonly paymentId: string;
  /** Gateway kind, and the configured name of its account. */
  readonly gateway: string;
  readonly gatewayAccount: string;
  readonly gatewayTxnId: string | null;
  readonly merchantRef: string | null;
  readonly dossierCode: string | null;
  readonly unitCode: string | null;
  readonly amount: Money;
  readonly fee: Money;
  readonly status: PaymentStatus;
  readonly paidAt: Date;
  readonly receivedAt: Date;
  /** Whether a callback stated a time twelve hours or more from its reception. */
  readonly timeSuspect: boolean;
  readonly dueAt: Date | null;
  readonly settlement: SettlementValue | null;
  readonly arrivedAmount: Money;
  /** Where it is not to arrive whole in one account: net of the fee, or in several. */
  readonly credits?: readonly { no: number; expected: Money; isMatched: boolean }[];
  readonly coveredThrough: LocalDate | null;
  readonly receiptNumber: string | null;
  readonly matches: readonly MatchOnPayment[];
  /** Where the settlement is `old_account`. */
  readonly oldAccount?: OldAccountReading;
  /** Where the report of its session leaves it out and no money of it has been seen. */
  readonly held?: HeldReading;
  /** Where a settlement report keeps another fee for it than was agreed. */
  readonly feeDifference?: FeeDifference;
  /** Since when its gateway has been asked in vain for as long as it is worth: a person has to. */
  readonly givenUpAt?: Date;
  /** Searches cut short of credits that may be its money: that there is none is not known. */
  readonly unanswered?: readonly UnansweredReading[];
  /** Fields that are there but not for this reader. */
  readonly masked?: readonly string[];
}

/** Money that the gateway took and its own settlement report does not pay out. */
export interface HeldReading {
  /** The batches that settled the payment's session. */
  readonly batches: readonly string[];
  readonly reportedOn: LocalDate;
}

/** A fee that a settlement report states otherwise than the terms give it. */
export interface FeeDifference {
  readonly batch: string;
  readonly reported: Money;
  readonly agreed: Money;
}

/** Two notices of a bank feed whose balances say that something moved between them. */
export interface MissingNotices {
  readonly after: Date;
  readonly before: Date;
  readonly missing: Money;
}

/** An account version as findings name it. */
export interface NamedAccount {
  readonly account: string;
  readonly bankBin: string | null;
  readonly validFrom: LocalDate | null;
  readonly validTo: LocalDate | null;
}

/** Money that came into an account the unit had given up. */
export interface OldAccountReading {
  /** The ministry (whose platforms are) until the platform had confirmed the change. */
  readonly owner: 'ministry' | 'department_of_justice';
  readonly oldAccount: NamedAccount;
  /** The one that was right on the day of payment; null where the unit had none. */
  readonly rightAccount: NamedAccount | null;
  /** A gateway account's name. */
  readonly platform: string;
  /** What the platform had been told of the change at the as-of, or had confirmed. */
  readonly platformWord: 'confirmed' | 'told' | 'none';
  readonly platformWordOn: LocalDate | null;
}

export interface LineReading {
  readonly lineId: string;
  readonly account: string;
  /** The unit whose account it is on the booking day, else the last that had it; null if none. */
  readonly unitCode: string | null;
  readonly bookingDate: LocalDate;
  readonly valueDate: LocalDate;
  readonly amount: Money;
  readonly bankRef: string | null;
  /** Null only where it is masked. */
  readonly narrative: string | null;
  readonly counterparty: string | null;
  readonly statement: string;
  readonly lineNo: number;
  readonly state: LineState;
  /** The name by which a line is `ignored`: the test transfer of an account's verification. */
  readonly recognisedAs: 'account_verification' | null;
  readonly matches: readonly MatchOnLine[];
  /** Searches for its payments that were cut short, or found more than one answer. */
  readonly unanswered?: readonly UnansweredReading[];
  /** Fields that are there but not for this reader. */
  readonly masked?: readonly string[];
}

export interface FlagReading {
  readonly unitCode: string;
  readonly unitName: string;
  readonly flag: FlagKind;
  readonly since: Date;
  readonly payments: number;
  /** Orders that no payment answers yet and that are behind it too. */
  readonly orders: number;
  readonly amount: Money;
  readonly oldestDueAt: Date | null;
  readonly coveredThrough: LocalDate | null;
  /** The payments (ids) behind the flag, oldest first; empty when only lines are. */
  readonly paymentIds: readonly string[];
}

export interface DiscrepancyReading {
  /** Stable while unit, kind and gateway account stay the same. */
  readonly id: string;
  readonly unitCode: string | null;
  readonly kind: string;
  readonly gatewayAccount: string | null;
  readonly owner: 'gateway' | 'commune' | 'ministry' | 'department_of_justice' | 'finance_officer';
  readonly dueAt: Date | null;
  readonly members: number;
  readonly amount: Money;
  /** Members that are payments, and those that are lines; rows of reports have no id. */
  readonly paymentIds: readonly string[];
  readonly lineIds: readonly string[];
  /** What tells apart members without an id: rows of reports, fees of batches, gaps, silence. */
  readonly others: readonly string[];
  /** Of kind `not_arrived`: members that the gateway's own reports leave out, by batch. */
  readonly held?: {
    readonly members: number;
    readonly amount: Money;
    readonly batches: readonly string[];
  };
  /** Of kind `fee_variance`: what reports state otherwise than was agreed. */
  readonly feeDifferences?: readonly FeeDifference[];
  /** Of kind `callback_missing`: where a feed's balances show that notices are missing. */
  readonly missingNotices?: readonly MissingNotices[];
  /** Of kind `status_conflict`: members that the gateway gave no final word about when asked. */
  readonly givenUp?: number;
  /**
   * Of kind `old_account`: its members by change of account, each with its own owner. The whole
   * belongs to the owner of its newest member.
   */
  readonly oldAccounts?: readonly (OldAccountReading & {
    readonly members: number;
    readonly amount: Money;
  })[];
}

/** A verification by a test transfer at the as-of. */
export interface VerificationReading {
  readonly verificationId: string;
  readonly versionId: string;
  readonly unitCode: string;
  readonly state: 'open' | 'seen' | 'expired';
  /** Booking day of the line that proved the account. */
  readonly seenOn: LocalDate | null;
  /** Lines with the code that prove nothing: in another account, or in this one out of time. */
  readonly seenElsewhere: readonly {
    readonly bookedOn: LocalDate;
    readonly unitCode: string | null;
    readonly account: string;
    readonly isSameAccount: boolean;
  }[];
}

/** Coverage of one of a unit's accounts at the as-of. */
export interface AccountCoverage {
  readonly versionId: string;
  readonly account: string;
  readonly bankBin: string | null;
  readonly accountName: string;
  readonly purpose: string;
  readonly validFrom: LocalDate | null;
  readonly validTo: LocalDate | null;
  /** Covered days as inclusive ranges, oldest first. */
  readonly covered: readonly { readonly from: LocalDate; readonly to: LocalDate }[];
  readonly coveredThrough: LocalDate | null;
  /** Gaps in the running balance of bank feeds' notices; null where no feed tells a balance. */
  readonly noticeGaps: number | null;
  /** Whether the code of a test transfer or a first confirmed credit has proven the account. */
  readonly verified: boolean;
  /** By which of them first, and the day it was booked. */
  readonly verifiedBy: 'code' | 'credit' | null;
  readonly verifiedOn: LocalDate | null;
  /** Whether a first confirmed credit has come into it. */
  readonly proven: boolean;
}

export interface UnitReading {
  readonly unitCode: string;
  readonly unitName: string;
  readonly type: string;
  readonly accounts: readonly AccountCoverage[];
  readonly flags: readonly FlagReading[];
}

/** Everything of a province (or of one unit of it) at one instant, read in one snapshot. */
export interface ProvinceReading {
  readonly asOf: Date;
  readonly units: readonly UnitReading[];
  readonly payments: readonly PaymentReading[];
  readonly lines: readonly LineReading[];
  readonly flags: readonly FlagReading[];
  readonly discrepancies: readonly DiscrepancyReading[];
  readonly verifications: readonly VerificationReading[];
}
