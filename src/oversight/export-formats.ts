// Records as NDJSON, CSV and XLSX. Flat formats print nested lists as one short text.
import { stringify } from 'csv-stringify/sync';
import writeXlsxFile from 'write-excel-file/node';
import type { CellObject } from 'write-excel-file/node';
import { localDateOf } from '../calendar.js';
import { Refused } from '../problem.js';
import { exportColumns, type ColumnType, type ExportKind } from './export-columns.js';
import type { ExportRecord } from './export-columns.js';

export const exportFormats = ['ndjson', 'csv', 'xlsx'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const exportTypes: Readonly<Record<ExportFormat, string>> = {
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** Most rows that a worksheet holds below its header. */
const worksheetRowCountMax = 1_048_575;
/** Most characters that Excel keeps in a cell. */
const cellCharsMax = 32_767;
/** Beyond these digits Excel would round; such an amount stays text. */
const exactDigitsMax = 15;
const recordsPerChunk = 500;

/** `payments-2026-05-20.csv`. */
export function exportFileName(kind: ExportKind, asOf: Date, format: ExportFormat): string {
  return `${kind}-${localDateOf(asOf)}.${format}`;
}

/** How many pieces a file of so many records has. */
export function chunkCountOf(format: ExportFormat, recordCount: number): number {
  return format === 'xlsx' ? 1 : Math.ceil(recordCount / recordsPerChunk) + 1;
}

/** A file of records, piece by piece; a workbook is one piece. */
export async function* exportChunks(
  kind: ExportKind,
  format: ExportFormat,
  records: readonly ExportRecord[],
): AsyncGenerator<Buffer, void> {
  const columns = exportColumns(kind);
  if (format === 'xlsx') yield await xlsx(kind, columns, records);
  else {
    const chunks = format === 'csv' ? csv(columns, records) : ndjson(records);
    for (const chunk of chunks) yield Buffer.from(chunk, 'utf8');
  }
}

/** One JSON object a line, in chunks small enough to be written one by one. */
export function* ndjson(records: readonly ExportRecord[]): Generator<string> {
  for (let start = 0; start < records.length; start += recordsPerChunk) {
    const chunk = records.slice(start, start + recordsPerChunk);
    yield chunk.map((record) => `${JSON.stringify(record)}\n`).join('');
  }
}

/** CSV with a byte-order mark, for Excel; texts that it would run as a formula are disarmed. */
export function* csv(
  columns: readonly Column[],
  records: readonly ExportRecord[],
): Generator<string> {
  yield `\ufeff${stringify([columns.map(({ name }) => name)], { record_delimiter: 'windows' })}`;
  for (let start = 0; start < records.length; start += recordsPerChunk) {
    const rows = records
      .slice(start, start + recordsPerChunk)
      .map((record) => columns.map((column) => csvCell(column, record[column.name])));
    yield stringify(rows, { record_delimiter: 'windows' });
  }
}

function csvCell({ type }: Column, value: unknown): string {
  const text = flatText(value);
  return type === 'text' || type === 'list' ? text.replace(/^[=+\-@\t\r＝＋－＠]/, "'$&") : text;
}

/** An XLSX workbook: amounts are numbers, times and days are dates in Vietnamese time. */
export async function xlsx(
  name: string,
  columns: readonly Column[],
  records: readonly ExportRecord[],
): Promise<Buffer> {
  if (records.length > worksheetRowCountMax) {
    const detail = `${String(records.length)} rows are more than a worksheet holds; export CSV`;
    throw new Refused({ code: 'usage', detail });
  }
  const header = columns.map(({ name: value }) => ({ value, fontWeight: 'bold' as const }));
  const rows = records.map((record) => columns.map((one) => xlsxCell(one, record[one.name])));
  const widths = columns.map(({ type }) => ({ width: type === 'list' ? 60 : 20 }));
  const options = { sheet: name, columns: widths, stickyRowsCount: 1 };
  return writeXlsxFile([header, ...rows], options).toBuffer();
}

function xlsxCell({ type }: Column, value: unknown): CellObject | null {
  const text = flatText(value);
  if (text === '') return null;
  if (type === 'money' && text.replace('-', '').length <= exactDigitsMax) {
    return { value: Number(text), type: Number, format: '#,##0' };
  }
  if (type === 'count') return { value: Number(text), type: Number };
  // the writer takes a date's UTC figures, so the Vietnamese clock time is given as UTC
  if (type === 'instant') {
    const value = new Date(`${text.slice(0, 19)}Z`);
    return { value, type: Date, format: 'yyyy-mm-dd hh:mm:ss' };
  }
  if (type === 'day') {
    return { value: new Date(`${text}T00:00:00Z`), type: Date, format: 'yyyy-mm-dd' };
  }
  return { value: text.slice(0, cellCharsMax), type: String };
}

function flatText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.map(listed).join('; ');
  if (typeof value === 'string') return value;
  return JSON.stringify(value);
}

/** `payment-reference confirmed 150000 …`: the values of an item, names left out. */
function listed(item: unknown): string {
  if (typeof item !== 'object' || item === null) return flatText(item);
  return Object.values(item)
    .map(listed)
    .filter((text) => text !== '')
    .join(' ');
}
