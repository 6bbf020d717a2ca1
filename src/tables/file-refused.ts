// A file that cannot be read is an expected outcome. Readers are deep (streams, events), so inside
// them the refusal travels as this error; every public reader turns it into its `refused` outcome.

/** Why a file is refused. `line` is the 1-based line or row, null where it is the whole file. */
export interface FileRefusal {
  readonly code: string;
  readonly detail: string;
  readonly line: number | null;
}

export class FileRefused extends Error {
  readonly refusal: FileRefusal;

  constructor(code: string, detail: string, line: number | null = null) {
    super(detail);
    this.name = 'FileRefused';
    this.refusal = { code, detail, line };
  }
}

/** Runs a reader and returns its refusal; a bug keeps its stack and travels on. */
export async function refusalOf<T>(
  read: () => Promise<T>,
): Promise<T | { readonly kind: 'refused'; readonly refusal: FileRefusal }> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FileRefused) return { kind: 'refused', refusal: error.refusal };
    throw error;
  }
}
