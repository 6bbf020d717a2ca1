// Files of our own shape (contract, section 6): columns found by name in any order, one zod schema
// a row, and row errors that name file, line, column and reason. CSV and XLSX are read alike.
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { Refused } from '../problem.js';
import type { ProblemPlace } from '../problem.js';
import { readTable } from './read-table.js';
import type { Cell, Row, Sheet } from './table.js';

/** A file as received; `name` is only shown, never trusted. */
export interface OwnFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What the audit trail names a file by; its name is whatever somebody called it. */
export function fileDigest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** One good row with its place in the file. */
export interface OwnRow<T> {
  readonly line: number;
  readonly value: T;
}

/** Why a row cannot be taken; `conflict` when it contradicts what is stored. */
export interface RowError extends ProblemPlace {
  readonly file: string;
  readonly line: number;
  readonly conflict?: boolean;
}

export interface OwnFileShape<Schema extends z.ZodObject> {
  /** Keys are the column names; every cell arrives as trimmed text, `''` when empty or absent. */
  readonly schema: Schema;
  readonly optional: readonly (string & keyof Schema['shape'])[];
  /** What our templates print over a column; a header may use it instead of the name. */
  readonly labels?: Readonly<Partial<Record<string & keyof Schema['shape'], string>>>;
}

export interface OwnFileRows<T> {
  readonly rows: readonly OwnRow<T>[];
  readonly errors: RowError[];
  /** Which of the shape's columns the file has. */
  readonly columns: ReadonlySet<string>;
  /** What was passed over without harm (unknown columns, further sheets). */
  readonly warnings: readonly string[];
  /** Only XLSX says which cells are text: what stands there is as it was typed. */
  readonly keepsTexts: boolean;
}

/** Most row errors that one problem lists; the count is always that of all. */
const listedErrorCountMax = 1000;
/** Significant digits that Excel keeps of a number. */
const exactDigitsMax = 15;

/**
 * Reads a file of ours. Wrong rows are returned as errors beside the good ones.
 * @throws Refused `bad_file` when it is no table or its header lacks or repeats a column
 */
export async function readOwnFile<Schema extends z.ZodObject>(
  file: OwnFile,
  shape: OwnFileShape<Schema>,
): Promise<OwnFileRows<z.output<Schema>>> {
  const outcome = await readTable(file.bytes);
  if (outcome.kind === 'refused') {
    throw fileRefusedBy(file, outcome.refusal.line ?? undefined, outcome.refusal.detail);
  }
  const { sheet, warnings } = chooseSheet(file, outcome.sheets);
  const [header, ...body] = sheet.rows.filter(isFilled);
  if (!header) throw fileRefusedBy(file, undefined, 'The file is empty; a header row is expected.');
  const columns = readHeader(file, header, shape);
  const rows: OwnRow<z.output<Schema>>[] = [];
  const errors: RowError[] = [];
  for (const row of body) {
    const rounded = roundedCells(row, columns.places);
    if (rounded.length > 0) {
      for (const column of rounded) {
        const detail = `a number of more than ${String(exactDigitsMax)} digits, which a sheet rounds; store the column as text`;
        errors.push({ file: file.name, line: row.number, column, detail });
      }
      continue;
    }
    const parsed = shape.schema.safeParse(recordOf(row, columns.places, shape));
    if (parsed.success) {
      rows.push({ line: row.number, value: parsed.data });
      continue;
    }
    for (const issue of parsed.error.issues) {
      const column = issue.path[0];
      errors.push({
        file: file.name,
        line: row.number,
        ...(typeof column === 'string' ? { column } : {}),
        detail: issue.message,
      });
    }
  }
  const found = new Set(columns.places.keys());
  return {
    rows,
    errors,
    columns: found,
    warnings: [...warnings, ...columns.warnings],
    keepsTexts: outcome.format === 'XLSX',
  };
}

/**
 * Ends an import that met wrong rows, unless they may be left out.
 * @returns the errors in the order of their lines: what is left out
 * @throws Refused `bad_rows`, or `conflict` when rows only contradict what is stored
 */
export function refuseRows(
  errors: readonly RowError[],
  options: { readonly skipBad: boolean },
): readonly RowError[] {
  const inOrder = [...errors].sort((a, b) => a.line - b.line);
  if (errors.length === 0 || options.skipBad) return inOrder;
  const lines = new Set(errors.map((error) => `${error.file}:${String(error.line)}`)).size;
  const names = [...new Set(errors.map((error) => error.file))].join(', ');
  throw new Refused({
    code: errors.every((error) => error.conflict === true) ? 'conflict' : 'bad_rows',
    detail: `${names}: ${String(lines)} wrong row(s), nothing was stored.`,
    errors: inOrder.slice(0, listedErrorCountMax).map(({ file, line, column, detail, vi }) => ({
      file,
      line,
      ...(column === undefined ? {} : { column }),
      detail,
      ...(vi === undefined ? {} : { vi }),
    })),
  });
}

/** A file that cannot be taken at all, with the place. */
export function fileRefusedBy(file: OwnFile, line: number | undefined, detail: string): Refused {
  const place = { file: file.name, ...(line === undefined ? {} : { line }), detail };
  return new Refused({ code: 'bad_file', detail: `${file.name}: ${detail}`, errors: [place] });
}

function isFilled(row: Row): boolean {
  return row.cells.some((cell) => cell.text.trim() !== '');
}

function chooseSheet(
  file: OwnFile,
  sheets: readonly Sheet[],
): { sheet: Sheet; warnings: readonly string[] } {
  const [sheet, ...others] = sheets.filter((one) => !one.hidden && one.rows.some(isFilled));
  if (!sheet) throw fileRefusedBy(file, undefined, 'The file is empty; a header row is expected.');
  return {
    sheet,
    warnings: others.map((other) => `${file.name}: sheet "${other.name}" was not read`),
  };
}

interface Header {
  /** Column name to its position. */
  readonly places: ReadonlyMap<string, number>;
  readonly warnings: readonly string[];
}

function readHeader<Schema extends z.ZodObject>(
  file: OwnFile,
  header: Row,
  shape: OwnFileShape<Schema>,
): Header {
  const known = new Map(Object.keys(shape.schema.shape).map((name) => [name.toLowerCase(), name]));
  const labelled = new Map(
    Object.entries<string | undefined>(shape.labels ?? {}).map(([name, label]) => [
      headingOf(label ?? name),
      name,
    ]),
  );
  const places = new Map<string, number>();
  const warnings: string[] = [];
  header.cells.forEach((cell, place) => {
    const printed = cell.text.trim();
    const name = known.get(printed.toLowerCase()) ?? labelled.get(headingOf(printed));
    if (name === undefined) {
      if (printed !== '')
        warnings.push(`${file.name}: column "${printed}" is unknown and was not read`);
      return;
    }
    if (places.has(name))
      throw fileRefusedBy(file, header.number, `Column "${name}" stands twice.`);
    places.set(name, place);
  });
  const optional: readonly string[] = shape.optional;
  const missing = Object.keys(shape.schema.shape).filter((name) => !places.has(name));
  const required = missing.filter((name) => !optional.includes(name));
  if (required.length > 0) {
    const detail = `Column(s) missing in the header: ${required.join(', ')}.`;
    throw fileRefusedBy(file, header.number, detail);
  }
  return { places, warnings };
}

/** A label as it is compared: without the mark of a required column and what is in brackets. */
function headingOf(printed: string): string {
  const plain = printed.normalize('NFC').replace(/\([^)]*\)|\*/g, '');
  return plain.replace(/\s+/g, ' ').trim().toLowerCase();
}

/** Columns whose cell the sheet keeps as a number that it cannot keep exactly. */
function roundedCells(row: Row, places: ReadonlyMap<string, number>): string[] {
  return [...places].flatMap(([name, place]) => {
    const cell = row.cells[place];
    const isRounded =
      cell?.isNumber === true && cell.text.replace(/\D/g, '').length > exactDigitsMax;
    return isRounded && cell.date === undefined ? [name] : [];
  });
}

function recordOf<Schema extends z.ZodObject>(
  row: Row,
  places: ReadonlyMap<string, number>,
  shape: OwnFileShape<Schema>,
): Record<string, string> {
  const record: Record<string, string> = {};
  for (const name of Object.keys(shape.schema.shape)) {
    const place = places.get(name);
    record[name] = place === undefined ? '' : textOf(row.cells[place]);
  }
  return record;
}

// Excel stores a typed day as a number with a date format; our columns mean the day it shows.
function textOf(cell: Cell | undefined): string {
  return (cell?.date ?? cell?.text ?? '').trim().normalize('NFC');
}
