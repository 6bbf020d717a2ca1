// What a preview shows: the first rows as printed and as read, what would become of each, and the
// file's own totals beside those of its rows.

/** Rows that a preview shows; it judges all. */
export const previewRowsMax = 20;

export interface PreviewRow {
  readonly line: number;
  readonly state: 'new' | 'known' | 'refused';
  /** As the file prints them, by the columns that the mapping names. */
  readonly cells: readonly {
    readonly field: string;
    readonly column: string;
    readonly printed: string;
    readonly wrong: boolean;
  }[];
  /** What they were read as; null for a row that cannot be read. */
  readonly read: Readonly<Record<string, string | null>> | null;
  readonly reasons: readonly { readonly column?: string; readonly detail: string }[];
}

export interface MappingPreview {
  readonly headerRow: number;
  readonly headers: readonly string[];
  readonly fingerprint: string;
  readonly rows: readonly PreviewRow[];
  readonly counts: {
    readonly new: number;
    readonly known: number;
    readonly refused: number;
  };
  readonly refused: readonly {
    readonly file?: string;
    readonly line?: number;
    readonly column?: string;
    readonly detail: string;
  }[];
  readonly totals: readonly {
    readonly column: string;
    /** Null where it stands around the table. */
    readonly line: number | null;
    readonly printed: string;
    readonly summed: string | null;
    readonly agrees: boolean;
  }[];
  readonly warnings: readonly string[];
  /** Of each statement of the file what it would become, `refused` where a row is wrong; none for reports. */
  readonly states: readonly string[];
}
