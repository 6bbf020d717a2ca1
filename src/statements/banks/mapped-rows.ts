// Rows of a bank's sheet as its mapping reads them, written anew in the one way that the reader of
// sheets cannot mistake: days as YYYY-MM-DD, whole amounts without separators, `+` and `-`.
import { headerKey } from '../../mappings/header.js';
import { columnsInOrder, signKey, type StatementLayout } from '../../mappings/layout.js';
import type { HeadedLayout } from '../../mappings/mapped-table.js';
import { amountWritten, dayWritten, type Written } from '../../mappings/written.js';
import { moneyText } from '../../money.js';
import type { Cell, Row } from '../../tables/table.js';
import type { Columns } from './sheet-header.js';
import { frameLabels, type ColumnRole } from './sheet-labels.js';

/** Why a cell of a row cannot be taken. */
export interface RowWrong {
  readonly line: number;
  readonly column: string;
  readonly because: string;
}

export interface RewrittenRows {
  readonly rows: readonly Row[];
  readonly wrongs: readonly RowWrong[];
}

const roles: Readonly<Record<keyof StatementLayout['columns'], readonly ColumnRole[]>> = {
  bookingDate: ['posting'],
  valueDate: ['value'],
  amount: ['amount'],
  sign: ['sign'],
  credit: ['credit'],
  debit: ['debit'],
  charges: ['fee', 'vat'],
  balance: ['balance'],
  description: ['description'],
  reference: ['reference'],
  counterparty: ['counterparty'],
};

const moneyRoles = ['amount', 'credit', 'debit', 'fee', 'vat'] as const;

/** Where the columns of a mapping stand, by what they are to the reader of sheets. */
export function mappedColumns({ layout, headers }: HeadedLayout<StatementLayout>): Columns {
  const keys = headers.map(headerKey);
  const columns = new Map<ColumnRole, number>();
  for (const [field, header] of columnsInOrder(layout, headers)) {
    const free = roles[field as keyof typeof roles].find((role) => !columns.has(role));
    if (free !== undefined) columns.set(free, keys.indexOf(headerKey(header)));
  }
  return columns;
}

/** Rewrites the rows below a header; what cannot be read is named and left out. */
export function rewriteRows(
  rows: readonly Row[],
  mapping: HeadedLayout<StatementLayout>,
): RewrittenRows {
  const rewrite = openRewriter(mapping);
  const written: Row[] = [];
  const wrongs: RowWrong[] = [];
  for (const row of rows) {
    const done = rewrite(row);
    if (done.wrongs.length === 0) written.push(done.row);
    else wrongs.push(...done.wrongs);
  }
  return { rows: written, wrongs };
}

/** The same row by row. */
export function openRewriter(
  mapping: HeadedLayout<StatementLayout>,
): (row: Row) => Pick<Rewritten, 'row' | 'wrongs'> {
  const columns = mappedColumns(mapping);
  let hasDay = false;
  return (row) => {
    const done = rewriteRow(row, { mapping, columns, hasDay });
    hasDay ||= done.isLine;
    return done;
  };
}

interface RowContext {
  readonly mapping: HeadedLayout<StatementLayout>;
  readonly columns: Columns;
  /** A line stands above, whose day goes on where a row prints none. */
  readonly hasDay: boolean;
}

interface Rewritten {
  readonly row: Row;
  readonly wrongs: readonly RowWrong[];
  readonly isLine: boolean;
}

function rewriteRow(row: Row, { mapping, columns, hasDay }: RowContext): Rewritten {
  const { layout, headers } = mapping;
  const cells = [...row.cells];
  const wrongs: RowWrong[] = [];
  const cellOf = (role: ColumnRole): Cell | undefined => cells[columns.get(role) ?? -1];
  const isFilled = (role: ColumnRole): boolean => (cellOf(role)?.text.trim() ?? '') !== '';
  const isDated = /\d/.test(cellOf('posting')?.text ?? '');
  const hasMoney = moneyRoles.some((role) => /\d/.test(cellOf(role)?.text ?? ''));
  // totals and balances in the table: their amounts are rewritten, their words stay
  const isLabelled = !(isDated && hasMoney) && hasFrameLabel(row);
  const isLine = !isLabelled && (hasMoney || (isDated && moneyRoles.some(isFilled)));
  if (!isLine && !isLabelled) return { row, wrongs, isLine };
  const rewrite = (role: ColumnRole, written: Written<string>): void => {
    const place = columns.get(role);
    // rows of totals are often shorter than the lines
    if (place === undefined || (cells[place] === undefined && !isLine)) return;
    if (written.kind === 'read') cells[place] = { text: written.value ?? '' };
    else if (isLine) {
      wrongs.push({ line: row.number, column: headers[place] ?? '', because: written.because });
    }
  };
  if (isLine) wrongs.push(...formulasIn(row, mapping, columns));
  for (const role of [...moneyRoles, 'balance'] as const) {
    // a balance may stand in any column: only lines have debits
    const isTurned = isLine && role === 'debit' && layout.debits === 'negative';
    rewrite(role, amountText(cellOf(role), layout, isTurned));
  }
  if (isLine) {
    if (columns.has('sign')) rewrite('sign', signText(cellOf('sign'), layout));
    if (columns.has('value')) rewrite('value', dayText(cellOf('value'), layout));
    const isShared = columns.get('reference') === columns.get('posting');
    const day = isShared
      ? sharedText(cellOf('posting'), layout)
      : dayText(cellOf('posting'), layout);
    const isMissing = day.kind === 'read' && day.value === null && !hasDay;
    rewrite('posting', isMissing ? { kind: 'wrong', because: 'must not be empty' } : day);
  }
  return { row: { number: row.number, cells }, wrongs, isLine };
}

/** What a bank exports are values; a line that a sheet computes was made by somebody else. */
function formulasIn(
  row: Row,
  { headers }: HeadedLayout<StatementLayout>,
  columns: Columns,
): RowWrong[] {
  const computed = [...new Set(columns.values())].filter((at) => row.cells[at]?.isFormula);
  return computed.map((at) => {
    const because = 'is computed by a formula; ask for the export as it was';
    return { line: row.number, column: headers[at] ?? '', because };
  });
}

function hasFrameLabel(row: Row): boolean {
  return row.cells.some(
    ({ text, isNumber }) =>
      !isNumber && text !== '' && frameLabels(text.split(':')[0] ?? '').length > 0,
  );
}

function amountText(
  cell: Cell | undefined,
  layout: StatementLayout,
  isTurned: boolean,
): Written<string> {
  const amount = amountWritten(cell, layout.amounts);
  if (amount.kind === 'wrong') return amount;
  if (amount.value === null) return { kind: 'read', value: null };
  if (amount.value === 0n && /^\s*[-\u2212]/.test(cell?.text ?? '')) {
    return { kind: 'wrong', because: 'a negative zero is not an amount' };
  }
  return { kind: 'read', value: moneyText(isTurned ? -amount.value : amount.value) };
}

function dayText(cell: Cell | undefined, { days }: StatementLayout): Written<string> {
  return dayWritten(cell, days);
}

/** Some banks print day and document number in one cell: `05/05/2026   5243.65937`. */
function sharedText(cell: Cell | undefined, { days }: StatementLayout): Written<string> {
  const [first = '', ...rest] = (cell?.date ?? cell?.text ?? '').trim().split(/\s+/);
  const day = dayWritten(cell?.date === undefined ? { text: first } : cell, days);
  if (day.kind === 'wrong' || day.value === null) return day;
  return { kind: 'read', value: [day.value, ...rest].join(' ') };
}

function signText(cell: Cell | undefined, { signWords }: StatementLayout): Written<string> {
  const said = signKey(cell?.text ?? '');
  if (signWords.credit.map(signKey).includes(said)) return { kind: 'read', value: '+' };
  if (signWords.debit.map(signKey).includes(said)) return { kind: 'read', value: '-' };
  return { kind: 'wrong', because: 'is none of the words of the mapping' };
}
