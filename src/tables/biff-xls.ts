// Binary .xls (BIFF) through SheetJS, the only reader there is: called only in the thread of limited
// memory and time in which statements are parsed, and loaded only there.
import { Decimal } from 'decimal.js';
import type { CellObject, WorkBook } from '@e965/xlsx';
import { FileRefused } from './file-refused.js';
import { tableLimits, type Cell, type Row, type Sheet } from './table.js';
import { isDateFormat, serialDate } from './xlsx-styles.js';

const emptyCell: Cell = { text: '' };
/** Storages of an OLE file that hold macros. */
const macros = Buffer.from('_VBA_PROJECT', 'utf16le');

/**
 * Reads every sheet. Formulas give the value that the file stores; nothing is computed.
 * @throws FileRefused for macros, passwords, damage and what is no workbook
 */
export async function readBiff(bytes: Buffer): Promise<readonly Sheet[]> {
  if (bytes.includes(macros)) {
    throw new FileRefused('active_content', 'the workbook has macros; save it as a plain .xlsx');
  }
  const workbook = await opened(bytes);
  const is1904 = workbook.Workbook?.WBProps?.date1904 === true;
  return workbook.SheetNames.map((name, index) => {
    const hidden = (workbook.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0;
    const data: unknown = workbook.Sheets[name]?.['!data'] ?? [];
    return { name, hidden, rows: rowsOf(data as SheetData, is1904) };
  });
}

async function opened(bytes: Buffer): Promise<WorkBook> {
  const { read } = await import('@e965/xlsx');
  try {
    return read(bytes, {
      type: 'buffer',
      dense: true,
      cellNF: true,
      cellText: false,
      cellHTML: false,
      sheetRows: tableLimits.rowCountMax + 1,
    });
  } catch (error) {
    // Its errors have no codes of their own.
    const said = error instanceof Error ? error.message : '';
    if (/password/i.test(said)) {
      throw new FileRefused('password_protected', 'the file has a password; remove the password');
    }
    throw new FileRefused('bad_xls', 'a damaged .xls or no workbook; save it as .xlsx');
  }
}

/** Cells by row and column; both may have holes. */
type SheetData = readonly (readonly (CellObject | undefined)[] | undefined)[];

function rowsOf(data: SheetData, is1904: boolean): Row[] {
  if (data.length > tableLimits.rowCountMax) {
    throw new FileRefused('too_many_rows', 'the sheet has too many rows', tableLimits.rowCountMax);
  }
  const rows: Row[] = [];
  for (const [index, stored] of data.entries()) {
    const number = index + 1;
    const filled = stored?.findLastIndex((cell) => cell?.v !== undefined && cell.v !== '') ?? -1;
    if (!stored || filled < 0) continue;
    if (filled >= tableLimits.columnCountMax) {
      throw new FileRefused('too_many_columns', 'a row has too many columns', number);
    }
    const cells = Array.from({ length: filled + 1 }, (_, column) =>
      cellOf(stored[column], is1904, number),
    );
    rows.push({ number, cells });
  }
  return rows;
}

function cellOf(stored: CellObject | undefined, is1904: boolean, row: number): Cell {
  if (stored?.v === undefined) return emptyCell;
  const formula = stored.f === undefined ? {} : { isFormula: true as const };
  const { v: value } = stored;
  if (typeof value !== 'number') return { text: textOf(value, row), ...formula };
  if (stored.t === 'e') return { text: '#ERROR', ...formula };
  // The file holds a binary number: its shortest decimal is what was typed.
  if (!Number.isFinite(value)) throw new FileRefused('bad_xls', 'a cell holds no number', row);
  const text = Object.is(value, -0) ? '-0' : new Decimal(String(value)).toFixed();
  const isDate = typeof stored.z === 'string' && isDateFormat(0, stored.z);
  const date = isDate ? serialDate(text, is1904) : undefined;
  const epoch = is1904 ? { is1904: true as const } : {};
  return { text, isNumber: true, ...(date === undefined ? epoch : { date }), ...formula };
}

function textOf(value: NonNullable<CellObject['v']>, row: number): string {
  const text = value instanceof Date ? value.toISOString() : String(value);
  if (text.length > tableLimits.cellCharsMax) {
    throw new FileRefused('cell_too_long', 'a cell is longer than the limit', row);
  }
  return text;
}
