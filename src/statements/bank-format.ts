// The neutral shape every statement format is read into, and what a format reader must offer.
// Field meanings: the bank's own words where it prints them, null where it does not.
import type { LocalDate } from '../calendar.js';
import type { FileRefusal } from '../tables/file-refused.js';
import type { FileSource } from '../tables/file-source.js';

/**
 * Signed amount as an exact decimal string with a point and at least two decimals, `-1234.50`;
 * + is money into the account.
 */
export type DecimalText = string;

/** One booked entry of a statement, in the order of the file. */
export interface ParsedLine {
  readonly valueDate: LocalDate;
  readonly bookingDate: LocalDate;
  readonly amount: DecimalText;
  /** The bank's own reference as printed (contract section 5), null when it prints none. */
  readonly bankReference: string | null;
  /** Everything the bank printed about the entry, line breaks kept, untouched otherwise. */
  readonly narrative: string;
  readonly counterparty: string | null;
  /** False for entries announced but not booked (camt PDNG, INFO): shown, never posted. */
  readonly isBooked: boolean;
  /** Balance after the entry where the file prints one. */
  readonly runningBalance: DecimalText | null;
}

export interface StatementWarning {
  readonly code: string;
  readonly detail: string;
}

/** One statement as a file states it, before any account or database is known; its lines apart. */
export interface CheckedStatement {
  /** `MT940`, `MT942`, `camt.053.001.08`, `CSV`, `XLSX`, `HTML in .xls`, `XLS (BIFF8)` */
  readonly format: string;
  /**
   * Which lines can be compared key by key: the format, for sheets also the fingerprint of the
   * header row (`XLSX:9f3a…`).
   */
  readonly layout: string;
  readonly account: string | null;
  /** Words of the file that may name the bank: BIC, servicer, titles. */
  readonly bankHints: readonly string[];
  readonly currency: string | null;
  readonly statementId: string | null;
  /** MT940 `:28C:` number, camt ElctrncSeqNb (else LglSeqNb): follows the previous one's, or null. */
  readonly sequenceNumber: number | null;
  /** Page inside that number: MT940 `:28C:` n/p, camt StmtPgntn. */
  readonly page: number | null;
  /** True for an intermediate balance (60M / 62M): another page precedes / follows. */
  readonly openingIsIntermediate: boolean;
  readonly closingIsIntermediate: boolean;
  /** The days the statement states, both inclusive (contract section 4, coverage). */
  readonly periodFrom: LocalDate | null;
  readonly periodTo: LocalDate | null;
  /** As printed; null where the file prints none. */
  readonly openingBalance: DecimalText | null;
  readonly closingBalance: DecimalText | null;
  /** The same, else as an unbroken running balance with printed totals proves them. */
  readonly provenOpening: DecimalText | null;
  readonly provenClosing: DecimalText | null;
  /** When the bank made it (camt CreDtTm, printed time of a sheet); null: the upload time counts. */
  readonly madeAt: Date | null;
  /** Counts and sums include entries that are announced but not booked. */
  readonly lineCount: number;
  readonly sumCredits: DecimalText;
  readonly sumDebits: DecimalText;
  /** balanced: the arithmetic holds; unproven: no balances; quarantined: it does not hold. */
  readonly state: 'balanced' | 'unproven' | 'quarantined';
  readonly warnings: readonly StatementWarning[];
}

/** The same with its lines, where it is small enough to be held whole. */
export interface ParsedStatement extends CheckedStatement {
  readonly lines: readonly ParsedLine[];
}

/**
 * Messages of a running day (camt.052, camt.054, MT942): what they show is seen early and may still
 * change, so it is announced and never a line; the statement of the day brings the lines.
 */
export function isIntraday({ format }: Pick<CheckedStatement, 'format'>): boolean {
  return /^(MT942|camt\.05[24])/.test(format);
}

export type ReadOutcome =
  | { readonly kind: 'read'; readonly statements: readonly ParsedStatement[] }
  | { readonly kind: 'refused'; readonly refusal: FileRefusal };

/** What must hold of a statement from its first line on, so that its lines can be told at once. */
export interface StatementHead {
  readonly format: string;
  readonly layout: string;
  readonly account: string | null;
  readonly currency: string | null;
  readonly sequenceNumber: number | null;
  readonly openingIsIntermediate: boolean;
  /** How the reader reads its lines, where that shows only in all of them (as text). */
  readonly reading: string | null;
}

/** What a reader tells of a file, in its order. Lines of a statement come in parts. */
export type ReadEvent =
  | {
      readonly kind: 'lines';
      /** Which statement of the file, counted from 0. */
      readonly at: number;
      /** Null while the file has not said what kind of statement it is. */
      readonly head: StatementHead | null;
      readonly lines: readonly ParsedLine[];
    }
  | {
      readonly kind: 'statement';
      readonly at: number;
      readonly head: StatementHead;
      readonly statement: CheckedStatement;
      /** Its last lines. */
      readonly lines: readonly ParsedLine[];
    }
  /** What was told does not hold: the file is told again from its start. */
  | { readonly kind: 'again' };

/** Takes what a reader tells; the reader waits for it. */
export type TellEvent = (event: ReadEvent) => void | Promise<void>;

/** Lines that are told at once. */
export const linesPerPart = 2_000;

/** Most lines of a statement (reference: limits). */
export const lineCountMax = 1_000_000;

/** What an earlier reading of the same file found of its statements, by their place. */
export type KnownHeads = ReadonlyMap<number, StatementHead>;

/** One statement format. Adding one is one file and one line in `banks/index.ts`. */
export interface BankFormat {
  readonly name: string;
  /** Decides by content, never by file name; `head` is the first 4 KiB, as text. */
  recognises(head: string): boolean;
  /**
   * Reads a file of any size.
   * @throws FileRefused
   */
  read(source: FileSource, known: KnownHeads, tell: TellEvent): Promise<void>;
}
