// Any table file as rows of text cells; what it is, its content decides.
import { readCsv } from './csv.js';
import { readBiff } from './biff-xls.js';
import { fileKind } from './file-kind.js';
import { FileRefused, refusalOf } from './file-refused.js';
import { readHtmlTable } from './html-table.js';
import type { Sheet, TableOutcome } from './table.js';
import { readXlsx } from './xlsx.js';

/** How a table is read. */
export interface Reading {
  /** Binary .xls too: only in a thread with limits, since its reader is not ours. */
  readonly oldXls: boolean;
}

/**
 * Reads CSV, XLSX or an HTML table (the `.xls` of bank portals). Every refusal is an outcome with
 * a code, a reason and where known the line; nothing is guessed from a file name.
 */
export async function readTable(
  bytes: Buffer,
  reading: Reading = { oldXls: false },
): Promise<TableOutcome> {
  return refusalOf(async () => {
    const kind = fileKind(bytes);
    if (kind === 'zip') return table('XLSX', await readXlsx(bytes));
    if (kind === 'html') return table('HTML in .xls', readHtmlTable(bytes));
    if (kind === 'text') return table('CSV', readCsv(bytes));
    if (kind === 'ole2' && reading.oldXls && !isEncrypted(bytes)) {
      return table('XLS (BIFF8)', await readBiff(bytes));
    }
    throw notATable(kind, bytes);
  });
}

type Format = Extract<TableOutcome, { kind: 'table' }>['format'];

function table(format: Format, sheets: readonly Sheet[]): TableOutcome {
  if (sheets.every((sheet) => sheet.rows.length === 0)) {
    throw new FileRefused('empty_file', 'the file holds no rows');
  }
  return { kind: 'table', format, sheets };
}

function isEncrypted(bytes: Buffer): boolean {
  return bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'));
}

function notATable(kind: 'empty' | 'ole2' | 'pdf' | 'xml' | 'binary', bytes: Buffer): FileRefused {
  switch (kind) {
    case 'empty':
      return new FileRefused('empty_file', 'the file is empty');
    case 'ole2':
      return isEncrypted(bytes)
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
