// What a matching rule is: a pure function from a unit's book to proposals that explain themselves.
import type { LocalDate } from '../calendar.js';
import type { Money } from '../money.js';
import type { Credit, Expected, Line, UnitBook } from './book.js';

/** One comparison of a rule, with the values compared; officers read these as the reason. */
export interface Check {
  readonly name:
    | 'reference'
    | 'amount'
    | 'time'
    | 'batch'
    | 'session'
    | 'account'
    /** How many payments, lines or sets of payments fit one another; the search's own bound. */
    | 'payments'
    | 'lines'
    | 'sets'
    | 'candidates'
    /** What explains the difference between a batch and its credit. */
    | 'cause';
  readonly expected: string;
  readonly found: string;
  readonly agrees: boolean;
}

export interface LineLeg {
  readonly line: Line;
  readonly amount: Money;
}

export interface CreditLeg {
  readonly credit: Credit;
  readonly amount: Money;
}

/** What one rule says: these lines are these payments, because of these checks. */
export interface Proposal {
  readonly lines: readonly LineLeg[];
  readonly credits: readonly CreditLeg[];
  readonly checks: readonly Check[];
  /** `probable` leaves it to a person; a suggestive rule can say nothing stronger. */
  readonly confidence: 'certain' | 'probable';
  /**
   * A finding beside the match: `fee_variance`, `batch_unbalanced`, `callback_missing`; or what
   * explains a batch that does not add up.
   */
  readonly cause?: string;
  /** These items fit one another in more than one way: kept together for a person, none chosen. */
  readonly tied?: true;
  /**
   * Payments a reversal remembers without taking them, with what had come for each: until the debit
   * they had arrived, and they may be credited again.
   */
  readonly remembers?: readonly CreditLeg[];
}

/**
 * Why a search says nothing: more payments than are searched, more steps, more sessions in a row, or
 * more than one answer.
 */
export const unansweredCauses = ['payments', 'steps', 'sessions', 'answers'] as const;
export type UnansweredCause = (typeof unansweredCauses)[number];

/**
 * A line for which a search came to no answer, said so that nobody takes it for "there is none". The
 * bounds are counts, never time: the same facts say the same.
 */
export interface Unanswered {
  readonly line: Line;
  readonly because: UnansweredCause;
  /** The bound it met; of `answers`: one. */
  readonly most: number;
}

/** What a rule's search could not answer, as it is read beside a line or a payment. */
export interface UnansweredReading extends Omit<Unanswered, 'line'> {
  readonly rule: string;
}

/** Whether a rule says that it has no answer; else it is a proposal. */
export function isUnanswered(said: Proposal | Unanswered): said is Unanswered {
  return 'because' in said;
}

/** A worked example: shown to officers in the handbook and run as a test. */
export interface WorkedExample {
  /** The Vietnamese sentence of the example. */
  readonly vi: string;
  readonly payments: readonly ExamplePayment[];
  readonly lines: readonly ExampleLine[];
  readonly batches?: readonly ExampleBatch[];
  /** Positions of the lines and payments that end up in one match each. */
  readonly matches: readonly ExampleMatch[];
}

export interface ExamplePayment {
  readonly reference: string;
  readonly amount: string;
  readonly paidOn: LocalDate;
  /** A gateway that settles by daily batch, named so in the bank's narrative. */
  readonly batchGateway?: string;
}

export interface ExampleLine {
  readonly bookedOn: LocalDate;
  readonly amount: string;
  readonly narrative: string;
  readonly bankRef?: string;
  /** Whose account the line is in: the unit's present one unless said otherwise. */
  readonly account?: 'present' | 'retired' | 'other unit';
}

export interface ExampleBatch {
  readonly gateway: string;
  readonly batch: string;
  readonly settledOn: LocalDate;
  readonly rows: readonly {
    readonly reference: string;
    readonly amount: string;
    readonly fee: string;
  }[];
}

export interface ExampleMatch {
  readonly lines: readonly number[];
  readonly payments: readonly number[];
  readonly confidence: 'certain' | 'probable';
  readonly amountAgrees: boolean;
}

/** What of a payment and of a line is compared where one names the other. */
export type NamedCredit = Expected & Pick<Credit, 'label' | 'paidOn'>;
export type NamingLine = Pick<Line, 'amount' | 'bankRef' | 'bookedOn'>;

/** What a rule says of a payment and the lines that name it. */
export interface NamedChecks extends Pick<Proposal, 'checks' | 'cause'> {
  readonly total: Money;
}

/** A matching rule: one file in `reconcilers/`. Its code is stored with every match. */
export interface Reconciler {
  readonly code: string;
  readonly handbook: { readonly vi: string; readonly en: string };
  /** conclusive: its reference identifies, so it confirms; suggestive: it only proposes. */
  readonly evidence: 'conclusive' | 'suggestive';
  /** For rules that look beyond their unit: an item claimed twice is then nobody's, not a tie. */
  readonly dropsTies?: true;
  propose(book: UnitBook): Iterable<Proposal | Unanswered>;
  /** What it says of a payment and a line that name nothing but each other, in a right account. */
  readonly ofPair?: (credit: NamedCredit, line: NamingLine) => NamedChecks;
  readonly examples: readonly WorkedExample[];
}
