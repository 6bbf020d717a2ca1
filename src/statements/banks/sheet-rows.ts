// The rows below a header: lines, balances inside the table, totals at its end.
import type { Decimal } from 'decimal.js';
import type { LocalDate } from '../../calendar.js';
import { FileRefused } from '../../tables/file-refused.js';
import type { Cell, Row } from '../../tables/table.js';
import type { ParsedLine } from '../bank-format.js';
import { amountText, isEqual, minus, plus, sizeOf, type Amount } from '../running-sum.js';
import type { Columns } from './sheet-header.js';
import { frameLabels, type ColumnRole, type FrameLabel } from './sheet-labels.js';
import { dayOf, type DayOrder } from './sheet-days.js';
import { sideOf } from './sheet-sides.js';
import { amountOf, moneyOf, type DecimalMark } from './sheet-values.js';

export interface TableContext {
  readonly columns: Columns;
  readonly mark: DecimalMark;
  readonly order: DayOrder;
  readonly yearOf: LocalDate | null;
  /** Techcombank prints debits as negative numbers. */
  readonly debitsAreNegative: boolean;
  /** The column that says the side of each amount; null where none does. */
  readonly sideAt: number | null;
}

export interface TableBody {
  readonly lines: ParsedLine[];
  /** The row of each line. */
  readonly lineRows: number[];
  /** Row after which only totals and footers may follow. */
  endsAt: number | null;
  opening?: Decimal | undefined;
  closing?: Decimal | undefined;
  debits?: Decimal | undefined;
  credits?: Decimal | undefined;
  hasLinesAfterTotal: boolean;
}

const dayRoles = ['posting', 'transaction', 'requested', 'value'] as const;
const moneyRoles = ['debit', 'credit', 'amount', 'fee', 'vat'] as const;

export function emptyBody(): TableBody {
  return { lines: [], lineRows: [], endsAt: null, hasLinesAfterTotal: false };
}

/** Takes one row into the body: a line, a balance, a total, or the rest of a narrative. */
export function takeRow(body: TableBody, row: Row, context: TableContext): void {
  if (body.lines.length === 0 && isNumbering(row)) return;
  const cellOf = (role: ColumnRole): Cell | undefined => {
    const column = context.columns.get(role);
    return column === undefined ? undefined : row.cells[column];
  };
  const hasMoney = moneyRoles.some((role) => hasDigit(cellOf(role)));
  const isDated = dayRoles.some((role) => hasDigit(cellOf(role)));
  const label = hasMoney && isDated ? undefined : rowLabel(row);
  if (label !== undefined) {
    takeTotal(body, label, { row, context, cellOf });
    return;
  }
  if (!hasMoney) {
    if (body.endsAt !== null) return;
    refuseUnreadMoney(row, context, cellOf);
    continueNarrative(body, row, cellOf('description'));
    return;
  }
  const line = readLine(row, context, { cellOf, previous: body.lines.at(-1) });
  if (line === undefined) return;
  if (body.endsAt !== null) body.hasLinesAfterTotal = true;
  body.lines.push(line);
  body.lineRows.push(row.number);
}

const numberingCharsMax = 6;

/** `A, B, 1, 2, 3`: the numbers that forms print below their headers. */
export function isNumbering({ cells }: Row): boolean {
  if (cells.some(({ text }) => text.length > numberingCharsMax)) return false;
  const filled = cells.filter(({ text }) => text.trim() !== '');
  const numbers = filled.map(({ text }) => /^\(?(?:[A-E]|(\d{1,2}))\)?$/.exec(text.trim()));
  if (filled.length < 4 || numbers.some((match) => match === null)) return false;
  const counted = numbers.flatMap((match) => (match?.[1] === undefined ? [] : [Number(match[1])]));
  return counted.length > 2 && counted.every((number, at) => number === at + 1);
}

/** A row of a day whose amount is a text (`NaN`, `#REF!`) is a line that would be lost. */
function refuseUnreadMoney(
  row: Row,
  { mark }: TableContext,
  cellOf: (role: ColumnRole) => Cell | undefined,
): void {
  const hasDay = dayRoles.some((role) => /\d[/.-]\d/.test(cellOf(role)?.text ?? ''));
  if (hasDay) for (const role of moneyRoles) amountOf(cellOf(role), mark, row.number);
}

function hasDigit(cell: Cell | undefined): boolean {
  return cell !== undefined && /\d/.test(cell.text);
}

/** Opening, closing and total rows say so in a text cell; lines have a day and an amount. */
function rowLabel(row: Row): FrameLabel | undefined {
  for (const cell of row.cells) {
    if (cell.isNumber || cell.text === '') continue;
    const [label] = frameLabels(cell.text.split(':')[0] ?? '');
    if (label !== undefined) return label;
  }
  return undefined;
}

interface RowPlace {
  readonly row: Row;
  readonly context: TableContext;
  readonly cellOf: (role: ColumnRole) => Cell | undefined;
}

function takeTotal(body: TableBody, label: FrameLabel, { row, context, cellOf }: RowPlace): void {
  if (label === 'opening' || label === 'carried') {
    if (body.lines.length === 0) body.opening ??= balanceIn(row, cellOf('balance'), context);
    return;
  }
  body.endsAt ??= row.number;
  if (label === 'closing') body.closing ??= balanceIn(row, cellOf('balance'), context);
  if (label !== 'total') return;
  const debits = amountOf(cellOf('debit'), context.mark, row.number);
  const credits = amountOf(cellOf('credit'), context.mark, row.number);
  if (body.debits === undefined && debits) body.debits = debits.abs();
  if (body.credits === undefined && credits) body.credits = credits.abs();
}

/** The balance column, else the last amount of the row. */
function balanceIn(row: Row, cell: Cell | undefined, context: TableContext): Decimal | undefined {
  if (hasDigit(cell)) return amountOf(cell, context.mark, row.number);
  const last = row.cells.findLast(hasDigit);
  return amountOf(last && withoutLabel(last), context.mark, row.number);
}

function withoutLabel(cell: Cell): Cell {
  return cell.isNumber ? cell : { text: cell.text.slice(cell.text.indexOf(':') + 1) };
}

/** Text alone in the description column directly below a line goes on with its narrative. */
function continueNarrative(body: TableBody, row: Row, description: Cell | undefined): void {
  const last = body.lines.at(-1);
  const filled = row.cells.filter((cell) => cell.text.trim() !== '');
  if (!last || !description || filled.length !== 1 || filled[0] !== description) return;
  const narrative = `${last.narrative}\n${description.text}`;
  body.lines[body.lines.length - 1] = { ...last, narrative };
}

function readLine(
  row: Row,
  context: TableContext,
  { cellOf, previous }: Pick<RowPlace, 'cellOf'> & { readonly previous: ParsedLine | undefined },
): ParsedLine | undefined {
  refuseFormulas(row, context.columns);
  const amount = signedAmount(row, context, cellOf);
  if (isEqual(amount, 0)) return undefined;
  const dayIn = (role: ColumnRole) =>
    dayOf(cellOf(role), { order: context.order, yearOf: context.yearOf, row: row.number });
  const days = dayRoles.map(dayIn);
  const booked = days.find((day) => day !== undefined);
  const hasDayText = dayRoles.some((role) => (cellOf(role)?.text.trim() ?? '') !== '');
  // Some banks print the day on its first row only.
  const bookingDate = booked?.day ?? (hasDayText ? undefined : previous?.bookingDate);
  if (bookingDate === undefined) {
    throw new FileRefused('bad_date', 'the row has an amount but no day', row.number);
  }
  const balance = moneyOf(cellOf('balance'), context.mark, row.number);
  return {
    valueDate: dayIn('value')?.day ?? bookingDate,
    bookingDate,
    amount: amountText(amount),
    bankReference: referenceOf(context.columns, cellOf, booked?.rest ?? ''),
    narrative: cellOf('description')?.text ?? '',
    counterparty: textOf(cellOf('counterparty')),
    isBooked: true,
    runningBalance: balance === undefined ? null : amountText(balance),
  };
}

/** What a bank exports are values; a line that a sheet computes was made by somebody else. */
function refuseFormulas(row: Row, columns: Columns): void {
  for (const column of columns.values()) {
    if (row.cells[column]?.isFormula !== true) continue;
    const detail = 'a cell of a line is computed by a formula; ask for the export as it was';
    throw new FileRefused('formula_cell', detail, row.number);
  }
}

/** Vietcombank prints day and document number in one cell. */
function referenceOf(
  columns: Columns,
  cellOf: (role: ColumnRole) => Cell | undefined,
  rest: string,
): string | null {
  const isShared = dayRoles.some((role) => columns.get(role) === columns.get('reference'));
  return textOf(isShared ? { text: rest } : cellOf('reference'));
}

function textOf(cell: Cell | undefined): string | null {
  const text = cell?.text.trim() ?? '';
  return text === '' ? null : text;
}

function signedAmount(
  row: Row,
  { columns, mark, debitsAreNegative, sideAt }: TableContext,
  cellOf: (role: ColumnRole) => Cell | undefined,
): Amount {
  const amountIn = (role: ColumnRole): Amount => moneyOf(cellOf(role), mark, row.number) ?? 0;
  if (columns.has('debit') && columns.has('credit')) {
    const debit = amountIn('debit');
    const credit = amountIn('credit');
    const moved = debitsAreNegative ? plus(credit, debit) : minus(credit, debit);
    return plus(plus(moved, amountIn('fee')), amountIn('vat'));
  }
  const amount = amountIn('amount');
  if (sideAt === null) return amount;
  const printed = row.cells[sideAt]?.text ?? '';
  const side = sideOf(printed);
  if (side === 'credit') return sizeOf(amount);
  if (side === 'debit') return minus(0, sizeOf(amount));
  const detail = `"${printed.slice(0, 40)}" says neither credit nor debit`;
  throw new FileRefused('bad_amount', detail, row.number);
}
