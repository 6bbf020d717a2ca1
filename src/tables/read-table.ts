// Any table file as rows of text cells; what it is, its content decides.
import { csvRows } from './csv.js';
import { readBiff } from './biff-xls.js';
import { textOf } from './decode-text.js';
import { fileKind } from './file-kind.js';
import { FileRefused, refusalOf } from './file-refused.js';
import { sourceOf, wholeOf, type FileSource } from './file-source.js';
import { readHtmlTable } from './html-table.js';
import { tableLimits, type Row, type Sheet, type TableOutcome } from './table.js';
import { openXlsx } from './xlsx.js';

/** How a table is read. */
export interface Reading {
  /** Binary .xls too: only in a thread with limits, since its reader is not ours. */
  readonly oldXls: boolean;
  /** Most bytes of a file whose format must be in memory as a whole: HTML, binary .xls. */
  readonly wholeBytesMax?: number;
}

/** Takes the next rows of a sheet; the reader waits for it. */
export type TakeRows = (rows: readonly Row[]) => void | Promise<void>;

/** A sheet whose rows are told a few hundred at a time. */
export interface OpenSheet {
  readonly name: string;
  readonly hidden: boolean;
  /** Reads it from its start; may be asked again. */
  readonly rows: (take: TakeRows) => Promise<void>;
}

type Format = Extract<TableOutcome, { kind: 'table' }>['format'];

export interface OpenTable {
  readonly format: Format;
  readonly sheets: readonly OpenSheet[];
  close(): void;
}

/**
 * Opens CSV, XLSX or an HTML table (the `.xls` of bank portals); nothing is guessed from a name.
 * @throws FileRefused with a code, a reason and where known the line
 */
export async function openTableFile(source: FileSource, reading: Reading): Promise<OpenTable> {
  const kind = fileKind(source.head);
  if (kind === 'zip') return { format: 'XLSX', ...(await openXlsx(source.content)) };
  if (kind === 'text') {
    const rows = async (take: TakeRows): Promise<void> => {
      for (const some of csvRows(textOf(source, 'table'))) await take(some);
    };
    return { format: 'CSV', sheets: [{ name: 'CSV', hidden: false, rows }], close: nothing };
  }
  if (kind === 'html') {
    refuseLarge(source, reading);
    return inMemory('HTML in .xls', readHtmlTable(wholeOf(source)));
  }
  if (kind === 'ole2' && reading.oldXls) {
    refuseLarge(source, reading);
    const bytes = wholeOf(source);
    if (!isEncrypted(bytes)) return inMemory('XLS (BIFF8)', await readBiff(bytes));
  }
  throw notATable(kind, source);
}

/**
 * Reads a table file into memory, up to a number of rows. Every refusal is an outcome.
 */
export async function readTable(
  bytes: Buffer,
  reading: Reading = { oldXls: false },
): Promise<TableOutcome> {
  return refusalOf(async () => {
    const table = await openTableFile(sourceOf(bytes), reading);
    try {
      return { kind: 'table', format: table.format, sheets: await allRows(table.sheets) };
    } finally {
      table.close();
    }
  });
}

/**
 * Every row of every sheet.
 * @throws FileRefused `empty_file`, `too_many_rows`
 */
export async function allRows(
  sheets: readonly OpenSheet[],
  rowCountMax: number = tableLimits.rowCountMax,
): Promise<Sheet[]> {
  const read: Sheet[] = [];
  for (const { name, hidden, rows } of sheets) {
    const all: Row[] = [];
    await rows((some) => {
      const last = some.at(-1);
      if (last && all.length + some.length > rowCountMax) {
        const detail = `files are read up to ${String(rowCountMax)} rows`;
        throw new FileRefused('too_many_rows', detail, last.number);
      }
      for (const row of some) all.push(row);
    });
    read.push({ name, hidden, rows: all });
  }
  if (read.every((sheet) => sheet.rows.length === 0)) throw emptyTable();
  return read;
}

export function emptyTable(): FileRefused {
  return new FileRefused('empty_file', 'the file holds no rows');
}

const nothing = (): void => undefined;

function inMemory(format: Format, sheets: readonly Sheet[]): OpenTable {
  const open = sheets.map(({ name, hidden, rows }) => {
    return { name, hidden, rows: async (take: TakeRows): Promise<void> => take(rows) };
  });
  return { format, sheets: open, close: nothing };
}

function refuseLarge({ size }: FileSource, { wholeBytesMax = Infinity }: Reading): void {
  if (size <= wholeBytesMax) return;
  const most = String(Math.floor(wholeBytesMax / 1024 / 1024));
  const detail = `HTML and old binary .xls are read up to ${most} MB; save it as .xlsx or CSV`;
  throw new FileRefused('file_too_large', detail);
}

function isEncrypted(bytes: Buffer): boolean {
  return bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'));
}

function notATable(
  kind: 'empty' | 'ole2' | 'pdf' | 'xml' | 'binary',
  source: FileSource,
): FileRefused {
  switch (kind) {
    case 'empty':
      return new FileRefused('empty_file', 'the file is empty');
    case 'ole2':
      return isEncrypted(wholeOf(source))
        ? new FileRefused('password_protected', 'the file has a password; remove the password')
        : new FileRefused('format_not_supported', 'an old binary .xls; save it as .xlsx');
    case 'pdf':
      return new FileRefused('format_not_supported', 'a PDF; ask for the Excel or CSV file');
    case 'xml':
      return new FileRefused('format_not_supported', 'XML is not a table');
    case 'binary':
      return new FileRefused('not_text', 'the file is neither text nor a known table format');
  }
}
