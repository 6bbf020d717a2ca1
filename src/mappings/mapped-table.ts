// Finds in a file the table that a mapping reads, and says which columns moved where the header is
// no longer the one that was confirmed.
import { Refused } from '../problem.js';
import { fileRefusedBy, type OwnFile } from '../tables/own-file.js';
import { readLimited } from '../tables/read-limited.js';
import type { Row, Sheet } from '../tables/table.js';
import {
  fingerprintOf,
  headerDifferences,
  headerKey,
  headersAt,
  headerSearchRowsMax,
} from './header.js';
import { namedColumns, type Layout } from './layout.js';

/** A layout under the header that was confirmed. */
export interface HeadedLayout<Of extends Layout = Layout> {
  readonly layout: Of;
  readonly headers: readonly string[];
}

/** Differences that a sentence names. */
const toldMax = 8;

export interface MappedTable {
  /** Row of the header, as the file counts. */
  readonly headerRow: number;
  /** Position of a column by its header. */
  readonly places: ReadonlyMap<string, number>;
  readonly above: readonly Row[];
  readonly below: readonly Row[];
  readonly warnings: readonly string[];
}

/**
 * The sheets of a file that a person sees; where all are hidden, all.
 * @throws Refused `bad_file`
 */
export async function openSheets(file: OwnFile): Promise<readonly Sheet[]> {
  return (await openTable(file)).sheets;
}

/** The same, with what kind of table it is. */
export async function openTable(
  file: OwnFile,
): Promise<{ readonly format: string; readonly sheets: readonly Sheet[] }> {
  const outcome = await readLimited(file.bytes);
  if (outcome.kind === 'refused') {
    throw fileRefusedBy(file, outcome.refusal.line ?? undefined, outcome.refusal.detail);
  }
  const visible = outcome.sheets.filter(({ hidden }) => !hidden);
  const seen = visible.length > 0 ? visible : outcome.sheets;
  return { format: outcome.format, sheets: seen.filter(({ rows }) => rows.length > 0) };
}

/**
 * The header that a layout names, as it stands in the file that it is proposed from.
 * @throws Refused `invalid_input` where no sheet has the named columns in that row
 */
export function headersSeen(sheets: readonly Sheet[], layout: Layout): string[] {
  const named = namedColumns(layout.columns).map(([, header]) => headerKey(header));
  for (const { rows } of sheets) {
    const index = rows.findIndex(({ number }) => number === layout.headerRow);
    if (index < 0 || index >= headerSearchRowsMax) continue;
    const headers = headersAt(rows, index, layout.headerRows);
    const known = new Set(headers.map(headerKey));
    if (!named.every((key) => known.has(key))) continue;
    if (!headers.some((text) => /\d{6}/.test(text))) return headers;
    const detail = 'The header row holds numbers: it is a row of the table, not its header.';
    throw new Refused({ code: 'invalid_input', detail });
  }
  const detail = `No sheet has all the named columns in row ${String(layout.headerRow)}, which must be among the first ${String(headerSearchRowsMax)}.`;
  throw new Refused({ code: 'invalid_input', detail });
}

/**
 * The table under the confirmed header, wherever among the first rows it now begins.
 * @throws Refused `layout_changed` where no sheet has the header, naming what differs; `bad_file`
 * where several have it
 */
export function tableOf(
  file: OwnFile,
  sheets: readonly Sheet[],
  mapping: HeadedLayout,
): MappedTable {
  const found = sheets.flatMap((sheet) => {
    const index = headerIndex(sheet.rows, mapping);
    return index < 0 ? [] : [{ sheet, index }];
  });
  const [first, ...others] = found;
  if (!first) throw layoutChanged(file, sheets, mapping);
  if (others.length > 0) {
    throw fileRefusedBy(file, undefined, 'Several sheets carry this header; keep one of them.');
  }
  const { rows } = first.sheet;
  const end = first.index + mapping.layout.headerRows;
  return {
    headerRow: rows[first.index]?.number ?? 0,
    places: new Map(mapping.headers.map((text, place) => [headerKey(text), place])),
    above: rows.slice(0, first.index),
    below: rows.slice(end),
    warnings: sheets
      .filter((sheet) => sheet !== first.sheet)
      .map(({ name }) => `${file.name}: sheet "${name}" was not read`),
  };
}

/** Whether the confirmed header begins at a row: it is printed again on each page. */
export function isHeaderAt(rows: readonly Row[], index: number, mapping: HeadedLayout): boolean {
  const headers = headersAt(rows, index, mapping.layout.headerRows);
  return fingerprintOf(headers) === fingerprintOf(mapping.headers);
}

function headerIndex(rows: readonly Row[], mapping: HeadedLayout): number {
  const end = Math.min(rows.length, headerSearchRowsMax);
  for (let index = 0; index < end; index += 1) {
    if (isHeaderAt(rows, index, mapping)) return index;
  }
  return -1;
}

export interface ChangedLayout {
  /** The row that has the most of the confirmed columns. */
  readonly line: number;
  readonly differences: readonly { readonly column?: string; readonly detail: string }[];
  /** All of it in one sentence. */
  readonly detail: string;
}

/** What differs where no row is the confirmed header. */
export function changedLayout(
  sheets: readonly Sheet[],
  { headers, layout }: HeadedLayout,
): ChangedLayout {
  const wanted = new Set(headers.filter((text) => text !== '').map(headerKey));
  let nearest: { shared: number; row: number; headers: string[] } | undefined;
  for (const { rows } of sheets) {
    for (const [index, row] of rows.slice(0, headerSearchRowsMax).entries()) {
      const here = headersAt(rows, index, layout.headerRows);
      const shared = here.filter((text) => wanted.has(headerKey(text))).length;
      if (shared > (nearest?.shared ?? 0)) nearest = { shared, row: row.number, headers: here };
    }
  }
  const differences: ChangedLayout['differences'] = nearest
    ? headerDifferences(headers, nearest.headers)
    : [{ detail: 'no row has any of the confirmed columns' }];
  const told = differences
    .slice(0, toldMax)
    .map(({ column, detail }) => (column === undefined ? detail : `${column}: ${detail}`));
  const detail = `the header is not the one that was confirmed (${told.join('; ')}); the mapping must be previewed and confirmed again`;
  return { line: nearest?.row ?? 1, differences, detail };
}

function layoutChanged(file: OwnFile, sheets: readonly Sheet[], mapping: HeadedLayout): Refused {
  const { line, differences, detail } = changedLayout(sheets, mapping);
  return new Refused({
    code: 'layout_changed',
    detail: `${file.name}: ${detail}.`,
    errors: differences.map((one) => ({ file: file.name, line, ...one })),
  });
}
