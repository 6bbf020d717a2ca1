// The neutral shape every statement format is read into, and what a format reader must offer.
// Field meanings: the bank's own words where it prints them, null where it does not.
import type { LocalDate } from '../calendar.js';
import type { FileRefusal } from '../tables/file-refused.js';

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

/** One statement as a file states it, before any account or database is known. */
export interface ParsedStatement {
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
  readonly lines: readonly ParsedLine[];
  /** balanced: the arithmetic holds; unproven: no balances; quarantined: it does not hold. */
  readonly state: 'balanced' | 'unproven' | 'quarantined';
  readonly warnings: readonly StatementWarning[];
}

/**
 * Messages of a running day (camt.052, camt.054, MT942): what they show is seen early and may still
 * change, so it is announced and never a line; the statement of the day brings the lines.
 */
export function isIntraday({ format }: Pick<ParsedStatement, 'format'>): boolean {
  return /^(MT942|camt\.05[24])/.test(format);
}

export type ReadOutcome =
  | { readonly kind: 'read'; readonly statements: readonly ParsedStatement[] }
  | { readonly kind: 'refused'; readonly refusal: FileRefusal };

/** One statement format. Adding one is one file and one line in `banks/index.ts`. */
export interface BankFormat {
  readonly name: string;
  /** Decides by content, never by file name; `head` is the first 4 KiB, as text. */
  recognises(head: string): boolean;
  read(bytes: Buffer): Promise<ReadOutcome>;
}
