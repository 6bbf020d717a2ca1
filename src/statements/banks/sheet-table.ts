// One table of a sheet with its frame, row by row. How it writes amounts and days shows only in all of
// its rows, so these are seen before, or while, they are read.
import type { FileRefused } from '../../tables/file-refused.js';
import type { Row, Sheet } from '../../tables/table.js';
import type {
  CheckedStatement,
  ParsedLine,
  StatementHead,
  StatementWarning,
} from '../bank-format.js';
import { checkFrame, type PrintedTotals, type StatementDraft } from '../check-statement.js';
import { decimalText, exact, sumExact } from '../exact.js';
import { openTally, type Tally } from '../tally.js';
import { headerRowsMax, type Block } from './sheet-blocks.js';
import type { TableHeader } from './sheet-header.js';
import { emptyFrame, frameAmount, readFrame, type Frame } from './sheet-frame.js';
import type { ColumnRole } from './sheet-labels.js';
import {
  emptyBody,
  isNumbering,
  takeRow,
  type TableBody,
  type TableContext,
} from './sheet-rows.js';
import { openOnlyValue } from './only-value.js';
import { openDayOrder } from './sheet-days.js';
import { openSides } from './sheet-sides.js';
import { openMarks, signOf } from './sheet-values.js';

/** What is known of a sheet apart from its rows. */
export interface SheetSource {
  readonly format: string;
  readonly name: string;
  /** More words that name the bank. */
  readonly hints?: readonly string[];
  /** What a mapping says; only amounts around the table may show another mark. */
  readonly told?: Pick<TableContext, 'mark' | 'order' | 'debitsAreNegative'>;
}

/** Finds headers, and rewrites the rows below them. */
export interface SheetReading extends Pick<SheetSource, 'told'> {
  /** @param before how many rows of the sheet stand above the given ones */
  readonly find: (rows: readonly Row[], start: number, before?: number) => TableHeader | undefined;
  /** A rewriter for each table. */
  readonly rewriter: () => (row: Row) => Row;
  /** More words that name the bank. */
  readonly hints: readonly string[];
  notFound(sheets: readonly Sheet[]): FileRefused;
}

/** How the rows of a table are read. */
export type RowReading = Omit<TableContext, 'columns'>;

export interface OpenTable {
  /** Notes how a row writes its amounts and days. */
  readonly see: (row: Row) => void;
  /** How the rows seen so far say that they are to be read. */
  reading(): RowReading;
  head(reading: RowReading): StatementHead;
  take(row: Row, reading: RowReading): void;
  /** The lines read so far, but for the last, whose text may go on; each is handed out once. */
  drain(): ParsedLine[];
  readonly lineCount: number;
  end(reading: RowReading): ReadTable;
}

export interface ReadTable {
  readonly head: StatementHead;
  readonly statement: CheckedStatement;
  readonly frame: Omit<StatementDraft, 'lines'>;
  readonly lines: readonly ParsedLine[];
  /** The row of each of them. */
  readonly lineRows: readonly number[];
}

/** Reads a table that is held whole. */
export function readBlock(block: Block, source: SheetSource): ReadTable {
  const table = openTable(block, source);
  for (const row of block.below) table.see(row);
  const reading = table.reading();
  for (const row of block.below) table.take(row, reading);
  return table.end(reading);
}

const moneyRoles = ['debit', 'credit', 'amount', 'fee', 'vat'] as const;
const dayRoles = ['posting', 'transaction', 'requested', 'value'] as const;

/** @param block its header and the rows above it */
export function openTable(
  { header, above }: Pick<Block, 'header' | 'above'>,
  source: SheetSource,
): OpenTable {
  const { columns } = header;
  const frame = emptyFrame(source.told?.order ?? 'day first');
  readFrame(frame, above);
  const { periodTo } = frame;
  const seen = openSeen(columns, frame);
  const body = emptyBody();
  const tally = openTally();
  const lastRows: Row[] = [];
  let context: (TableContext & { readonly by: RowReading }) | undefined;
  const footer: Row[] = [];
  const currency = (): string | null =>
    frame.currency ?? seen.onlyCurrency() ?? (header.isVietnamese ? 'VND' : null);
  const head = (reading: RowReading): StatementHead => ({
    format: source.format,
    layout: `${source.format}:${header.fingerprint}`,
    account: frame.account ?? seen.onlyAccount(),
    currency: currency(),
    sequenceNumber: null,
    openingIsIntermediate: false,
    reading: JSON.stringify(reading),
  });
  return {
    see: seen.see,
    reading: () => seen.reading({ isDong: currency() === 'VND', periodTo, told: source.told }),
    head,
    take(row, reading) {
      if (context?.by !== reading) context = { by: reading, ...reading, columns };
      takeRow(body, row, context);
      if (body.endsAt !== null) {
        if (footer.length < headerRowsMax) footer.push(row);
        return;
      }
      lastRows.push(row);
      // cut off now and then, not with each row
      if (lastRows.length > 20 * headerRowsMax) lastRows.splice(0, 19 * headerRowsMax);
    },
    drain() {
      const lines = body.lines.splice(0, body.lines.length - 1);
      body.lineRows.splice(0, lines.length);
      lines.forEach(tally.add);
      return lines;
    },
    get lineCount() {
      return body.lines.length;
    },
    end(reading) {
      const { lines, lineRows } = body;
      lines.forEach(tally.add);
      const isNamed = frame.currency !== null || seen.onlyCurrency() !== null;
      const known = currency();
      const rows =
        body.endsAt === null
          ? lastRows.slice(-headerRowsMax).filter((row) => !hasMoney(row, columns))
          : footer;
      readFrame(frame, rows);
      const whole = head(reading);
      const { format, layout, account, sequenceNumber, openingIsIntermediate } = whole;
      const facts = { format, layout, account, sequenceNumber, openingIsIntermediate };
      const around = { frame, body, tally, reading, isNamed, isVietnamese: header.isVietnamese };
      const titles = [source.name, ...frame.titles, ...(source.hints ?? [])];
      const stated = { ...facts, currency: known, bankHints: titles, ...figuresOf(around) };
      const statement = checkFrame(stated, tally);
      return { head: { ...whole, currency: known }, statement, frame: stated, lines, lineRows };
    },
  };
}

interface Around {
  readonly frame: Frame;
  readonly body: TableBody;
  readonly tally: Tally;
  readonly reading: RowReading;
  /** The sheet says its currency. */
  readonly isNamed: boolean;
  readonly isVietnamese: boolean;
}

function figuresOf({ frame, body, tally, reading, ...said }: Around) {
  const { mark } = reading;
  const opening = body.opening ?? frameAmount(frame, 'opening', mark);
  const closing = body.closing ?? frameAmount(frame, 'closing', mark);
  const hasPeriod = frame.periodFrom !== null && frame.periodTo !== null;
  return {
    statementId: null,
    page: null,
    closingIsIntermediate: false,
    periodFrom: hasPeriod ? frame.periodFrom : null,
    periodTo: hasPeriod ? frame.periodTo : null,
    openingBalance: opening === undefined ? null : decimalText(opening),
    closingBalance: closing === undefined ? null : decimalText(closing),
    madeAt: frame.madeAt,
    warnings: warningsOf({ ...said, order: reading.order, hasPeriod, body }),
    totals: totalsOf(body, frame, mark),
    isReversed: isReversed(tally),
  };
}

function warningsOf(
  given: Pick<Around, 'isNamed' | 'isVietnamese' | 'body'> &
    Pick<RowReading, 'order'> & { readonly hasPeriod: boolean },
): StatementWarning[] {
  const warnings: StatementWarning[] = [];
  if (!given.isNamed) {
    // Vietnamese banks often print no currency; their amounts are đồng.
    const isDong = given.isVietnamese;
    const detail = `the sheet names no currency${isDong ? ': VND is assumed' : ''}`;
    warnings.push({ code: isDong ? 'currency_assumed' : 'currency_not_stated', detail });
  }
  if (given.order === 'month first') {
    warnings.push({ code: 'month_first', detail: 'days are read as month/day/year' });
  }
  if (!given.hasPeriod) {
    warnings.push({ code: 'period_not_stated', detail: 'the sheet states no from and to day' });
  }
  if (given.body.hasLinesAfterTotal) {
    warnings.push({ code: 'rows_after_total', detail: 'rows with amounts follow the total row' });
  }
  return warnings;
}

function hasMoney(row: Row, columns: TableContext['columns']): boolean {
  return moneyRoles.some((role) => /\d/.test(row.cells[columns.get(role) ?? -1]?.text ?? ''));
}

interface Seen {
  readonly see: (row: Row) => void;
  reading(given: {
    readonly isDong: boolean;
    readonly periodTo: string | null;
    readonly told: SheetSource['told'];
  }): RowReading;
  onlyAccount(): string | null;
  onlyCurrency(): string | null;
}

/** What all rows say together. */
function openSeen(columns: TableContext['columns'], frame: Frame): Seen {
  const placesOf = (roles: readonly ColumnRole[]): number[] =>
    roles.flatMap((role) => columns.get(role) ?? []);
  const amountPlaces = placesOf([...moneyRoles, 'balance']);
  const dayPlaces = placesOf(dayRoles);
  const [debitPlace = -1] = placesOf(['debit']);
  const marks = openMarks();
  for (const { cell } of frame.amounts.values()) if (!cell.isNumber) marks.see(cell.text);
  const order = openDayOrder();
  const debits = { moved: 0, negative: 0 };
  const sides = openSides(columns);
  const account = openOnlyValue(columns.get('account'));
  const currency = openOnlyValue(columns.get('currency'));
  return {
    see(row) {
      if (isNumbering(row)) return;
      const { cells } = row;
      for (const place of amountPlaces) {
        const cell = cells[place];
        if (cell && cell.isNumber !== true && cell.text !== '') marks.see(cell.text);
      }
      for (const place of dayPlaces) order.see(cells[place]);
      const sign = signOf(cells[debitPlace]);
      if (sign !== 0) debits.moved += 1;
      if (sign < 0) debits.negative += 1;
      sides.see(cells);
      account.see(cells);
      currency.see(cells);
    },
    reading({ isDong, periodTo, told }) {
      const mark = marks.mark(isDong, told?.mark);
      const sideAt = sides.place();
      if (told) return { ...told, mark, yearOf: periodTo, sideAt };
      const debitsAreNegative = debits.negative * 2 > debits.moved;
      return { mark, order: order.order(), yearOf: periodTo, debitsAreNegative, sideAt };
    },
    onlyAccount: account.value,
    onlyCurrency: currency.value,
  };
}

/** Totals at the end of the table, else those of the frame; fees and VAT belong to the debits. */
function totalsOf(body: TableBody, frame: Frame, mark: RowReading['mark']): PrintedTotals {
  const inFrame = (label: 'debits' | 'credits' | 'fees' | 'vat') => frameAmount(frame, label, mark);
  const debits = body.debits ?? inFrame('debits');
  const fees = sumExact([inFrame('fees') ?? exact('0'), inFrame('vat') ?? exact('0')]);
  const credits = body.credits ?? inFrame('credits');
  return {
    ...(credits === undefined ? {} : { credits: credits.abs() }),
    ...(debits === undefined ? {} : { debits: debits.abs().plus(fees.abs()) }),
  };
}

/** Newest first, by the days, or on a single day by the running balances. */
function isReversed({ firstOn, lastOn, breaks }: Tally): boolean {
  if (firstOn === null || lastOn === null) return false;
  if (firstOn !== lastOn) return firstOn > lastOn;
  return breaks.forward > breaks.reversed;
}
