// Finds the header of a statement's table by its words, over one row or over two merged ones.
import { createHash } from 'node:crypto';
import type { Row } from '../../tables/table.js';
import { columnRoles, labelParts, labelText, type ColumnRole } from './sheet-labels.js';

/** Column index by role. */
export type Columns = ReadonlyMap<ColumnRole, number>;

export interface TableHeader {
  /** Index of its first row among the sheet's rows, and of the first row below it. */
  readonly start: number;
  readonly end: number;
  readonly columns: Columns;
  /** Its words speak Vietnamese, so amounts without a currency are đồng. */
  readonly isVietnamese: boolean;
  /** Same words in the same columns: same layout. */
  readonly fingerprint: string;
}

/** The header that begins at a row, if one does. */
export function headerAt(rows: readonly Row[], start: number): TableHeader | undefined {
  const row = rows[start];
  if (!row || !mayBeHeader(row) || !namesDays(rows, start)) return undefined;
  const single = labelsOf(row).map((label) => [label]);
  const below = rows[start + 1];
  // A row that is a header by itself has no second header row above it.
  const isOwnHeader = below && isTable(columnsOf(labelsOf(below).map((label) => [label])));
  const candidates = below && !isOwnHeader ? [single, twoRowLabels(row, below)] : [single];
  for (const [index, labels] of candidates.entries()) {
    const columns = columnsOf(labels);
    if (!isTable(columns)) continue;
    const words = labels.map((names) => labelText(names[0] ?? '')).join('|');
    const fingerprint = createHash('sha256').update(words).digest('hex').slice(0, 12);
    const isVietnamese = /\b(ngay|noi dung|dien giai|mo ta|so tien)\b/.test(words);
    return { start, end: start + index + 1, columns, isVietnamese, fingerprint };
  }
  return undefined;
}

/** Every table has a column of days, whose name is one of these or holds one. */
const dayWord =
  /ng(?:a\u0300|à|a)y|date|th(?:o\u031b?\u0300|ơ\u0300|ờ|o)i|datum|buchung|fecha|valuta|wertstellung/iu;

/** True when a row, or the one below it, may name a column of days. */
function namesDays(rows: readonly Row[], start: number): boolean {
  return [rows[start], rows[start + 1]].some((row) =>
    row?.cells.some((cell) => cell.text.length < 200 && dayWord.test(cell.text)),
  );
}

/** Most rows of a file are told from a header by their figures, long before their words are read. */
function mayBeHeader(row: Row): boolean {
  const filled = row.cells.filter((cell) => cell.text !== '');
  return (
    filled.length >= 3 && !filled.some((cell) => cell.isNumber === true || /\d{3}/.test(cell.text))
  );
}

function labelsOf(row: Row): string[] {
  return row.cells.map((cell) => (cell.isNumber ? '' : cell.text));
}

/** Merged cells hold their text in the first column only: the right ones inherit it. */
function twoRowLabels(row: Row, below: Row): string[][] {
  const above = labelsOf(row);
  const under = labelsOf(below);
  let parent = '';
  const width = Math.max(above.length, under.length);
  return Array.from({ length: width }, (_, column) => {
    const own = above[column] ?? '';
    const child = under[column] ?? '';
    if (own !== '') parent = own;
    if (child === '') return own === '' ? [] : [own];
    return [`${parent} ${child}`, child];
  });
}

/** The first label of a column that means something decides; the first column of a role wins. */
function columnsOf(labels: readonly (readonly string[])[]): Columns {
  const columns = new Map<ColumnRole, number>();
  const plainNo = new Set<number>();
  for (const [column, names] of labels.entries()) {
    const roles = names.map(columnRoles).find((found) => found.size > 0) ?? new Set();
    if (names.some((name) => /^no\.?$/i.test(name.trim()))) plainNo.add(column);
    for (const role of roles) {
      const known = columns.get(role);
      // `No.` without marks may be a row number: any better debit column replaces it.
      if (known === undefined || (role === 'debit' && plainNo.has(known)))
        columns.set(role, column);
    }
  }
  if (!columns.has('debit') && !columns.has('credit')) takePair(columns, labels);
  return columns;
}

/** Words that are a side only beside each other: `Thu` alone is also the day of the week. */
const pairs = [
  ['chi', 'thu'],
  ['giam', 'tang'],
  ['ra', 'vao'],
] as const;

function takePair(columns: Map<ColumnRole, number>, labels: readonly (readonly string[])[]): void {
  const placeOf = (word: string): number =>
    labels.findIndex((names) => names.some((name) => labelParts(name).includes(word)));
  for (const [out, come] of pairs) {
    const [debit, credit] = [placeOf(out), placeOf(come)];
    if (debit < 0 || credit < 0 || debit === credit) continue;
    columns.set('debit', debit);
    columns.set('credit', credit);
    return;
  }
}

function isTable(columns: Columns): boolean {
  const has = (...roles: readonly ColumnRole[]): boolean => roles.some((role) => columns.has(role));
  const hasMoney = (has('debit') && has('credit')) || has('amount');
  return has('posting', 'transaction', 'requested', 'value') && hasMoney && has('description');
}
