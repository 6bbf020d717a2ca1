// A file as rows of text cells: what CSV, XLSX and HTML tables have in common. Imports of our own
// files (units, accounts, orders …) and bank sheets both read through this shape.

/** A cell: its text as stored, `''` when empty. Numbers keep the digits of the file, never a float. */
export interface Cell {
  readonly text: string;
  /** Set when the file says the cell is a number (XLSX `<v>`); text is its exact decimal. */
  readonly isNumber?: boolean;
  /** Set when an XLSX number carries a date format: `YYYY-MM-DD` or `YYYY-MM-DD HH:mm:ss`. */
  readonly date?: string;
  /** Set when a number counts days from 1904 (XLSX date1904) and no format says that it is one. */
  readonly is1904?: true;
  /** Set when the file computes the cell; its text is the value that the file stored. */
  readonly isFormula?: true;
}

export interface Row {
  /** 1-based line or row number in the file. */
  readonly number: number;
  readonly cells: readonly Cell[];
}

export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  readonly rows: readonly Row[];
}

export interface TableRefusal {
  readonly code: string;
  readonly detail: string;
  readonly line: number | null;
}

export type TableOutcome =
  | {
      readonly kind: 'table';
      readonly format: 'CSV' | 'XLSX' | 'HTML in .xls' | 'XLS (BIFF8)';
      readonly sheets: readonly Sheet[];
    }
  | { readonly kind: 'refused'; readonly refusal: TableRefusal };

/** Limits that every reader of tables keeps (reference: hostile uploads). */
export const tableLimits = {
  rowCountMax: 1_000_000,
  columnCountMax: 200,
  cellCharsMax: 32_768,
  zipEntryCountMax: 200,
  inflatedBytesMax: 400 * 1024 * 1024,
  inflateRatioMax: 200,
} as const;
