// Bank statements in sheets (CSV, XLSX, HTML saved as .xls, binary .xls). Layouts are not listed: the header is
// found by its words, so a bank that moves a column still reads.
import { refusalOf, FileRefused } from '../../tables/file-refused.js';
import { readTable } from '../../tables/read-table.js';
import type { Cell, Row, Sheet } from '../../tables/table.js';
import type { BankFormat, ParsedLine, ParsedStatement, StatementWarning } from '../bank-format.js';
import { checkStatement, type PrintedTotals, type StatementDraft } from '../check-statement.js';
import { decimalText, exact, sumExact } from '../exact.js';
import { emptyFrame, frameAmount, readFrame, type Frame } from './sheet-frame.js';
import { headerAt, type TableHeader } from './sheet-header.js';
import { frameLabels, type ColumnRole } from './sheet-labels.js';
import { emptyBody, takeRow, type TableBody, type TableContext } from './sheet-rows.js';
import { amountOf, dayOrderOf, decimalMarkOf } from './sheet-values.js';

export const sheet: BankFormat = {
  name: 'sheet',
  recognises: () => true,
  read: (bytes) =>
    refusalOf(async () => {
      const outcome = await readTable(bytes, { oldXls: true });
      if (outcome.kind === 'refused') return outcome;
      return { kind: 'read', statements: readSheets(outcome.sheets, outcome.format) };
    }),
};

/** Headers stand among the first rows, or after the table before. */
const headerRowsMax = 60;

/** One table of a sheet with the rows around it. */
interface Block {
  readonly header: TableHeader;
  readonly above: readonly Row[];
  readonly below: readonly Row[];
}

function readSheets(sheets: readonly Sheet[], format: string): ParsedStatement[] {
  const visible = sheets.filter((each) => !each.hidden).flatMap((each) => blocksOf(each));
  // Some banks hide every sheet of their export.
  const blocks = visible.length > 0 ? visible : sheets.flatMap((each) => blocksOf(each));
  if (blocks.length === 0) {
    throw new FileRefused(
      'header_not_found',
      'no row names a day, amounts and a description; texts in the fonts VNI or .VnTime ' +
        'cannot be read',
    );
  }
  return blocks.map(({ block, name }) => statementOf(block, { format, name }));
}

/**
 * The tables of a sheet.
 * @param find the header that begins at a row, if one does
 */
export function blocksOf(
  { rows, name }: Sheet,
  find: typeof headerAt = headerAt,
): { readonly block: Block; readonly name: string }[] {
  const headers: TableHeader[] = [];
  for (let index = 0; index < rows.length; index += 1) {
    if (headers.length === 0 && index >= headerRowsMax) break;
    const header = find(rows, index);
    if (!header) continue;
    headers.push(header);
    index = header.end - 1;
  }
  const blocks: (Block & { readonly below: Row[] })[] = [];
  let from = 0;
  for (const [index, header] of headers.entries()) {
    const next = headers[index + 1];
    const until = next ? frameStart(rows, header.end, next.start) : rows.length;
    const above = rows.slice(from, header.start);
    const last = blocks.at(-1);
    const below = rows.slice(header.end, until);
    // The header is printed again on a new page of the same statement.
    if (last && !namesAccount(above)) for (const row of [...above, ...below]) last.below.push(row);
    else blocks.push({ header, above: above.slice(-headerRowsMax), below });
    from = until;
  }
  return blocks.map((block) => ({ block, name }));
}

/** Where the frame of the next table begins: at its title, at the latest at its account. */
function frameStart(rows: readonly Row[], from: number, to: number): number {
  for (let index = from; index < to; index += 1) {
    const row = rows[index];
    const isTitle = row?.cells.some((cell) => /^(sao kê|statement of)/i.test(cell.text.trim()));
    if (row && (isTitle || namesAccount([row]))) return index;
  }
  return to;
}

function namesAccount(rows: readonly Row[]): boolean {
  return rows.some((row) =>
    row.cells.some((cell) => frameLabels(cell.text.split(':')[0] ?? '').includes('account')),
  );
}

function statementOf(block: Block, source: SheetSource): ParsedStatement {
  return checkStatement(draftOf(block, source).draft);
}

/** What is known of a sheet apart from its rows. */
export interface SheetSource {
  readonly format: string;
  readonly name: string;
  /** What a mapping says; only amounts around the table may show another mark. */
  readonly told?: Pick<TableContext, 'mark' | 'order' | 'debitsAreNegative'>;
}

/** A table with its frame, before it is checked, and the row of each of its lines. */
export function draftOf(
  block: Block,
  source: SheetSource,
): { readonly draft: StatementDraft; readonly lineRows: readonly number[] } {
  const { fingerprint } = block.header;
  const frame = emptyFrame(source.told?.order ?? 'day first');
  readFrame(frame, block.above);
  const warnings: StatementWarning[] = [];
  const currency = currencyOf(block, frame, warnings);
  const context = contextOf(block, frame, { currency, told: source.told });
  if (context.order === 'month first') {
    warnings.push({ code: 'month_first', detail: 'days are read as month/day/year' });
  }
  const body = emptyBody();
  for (const row of block.below) takeRow(body, row, context);
  readFrame(frame, footerOf(block, body));
  if (frame.periodFrom === null || frame.periodTo === null) {
    warnings.push({ code: 'period_not_stated', detail: 'the sheet states no from and to day' });
  }
  if (body.hasLinesAfterTotal) {
    warnings.push({ code: 'rows_after_total', detail: 'rows with amounts follow the total row' });
  }
  const opening = body.opening ?? frameAmount(frame, 'opening', context.mark);
  const closing = body.closing ?? frameAmount(frame, 'closing', context.mark);
  const hasPeriod = frame.periodFrom !== null && frame.periodTo !== null;
  const draft = {
    format: source.format,
    layout: `${source.format}:${fingerprint}`,
    account: frame.account ?? columnValue(block, 'account'),
    bankHints: [source.name, ...frame.titles],
    currency,
    statementId: null,
    sequenceNumber: null,
    page: null,
    openingIsIntermediate: false,
    closingIsIntermediate: false,
    periodFrom: hasPeriod ? frame.periodFrom : null,
    periodTo: hasPeriod ? frame.periodTo : null,
    openingBalance: opening === undefined ? null : decimalText(opening),
    closingBalance: closing === undefined ? null : decimalText(closing),
    madeAt: frame.madeAt,
    lines: body.lines,
    warnings,
    totals: totalsOf(body, frame, context),
    isReversed: isReversed(body.lines),
  };
  return { draft, lineRows: body.lineRows };
}

/** Vietnamese banks often print no currency; their amounts are đồng. */
function currencyOf(block: Block, frame: Frame, warnings: StatementWarning[]): string | null {
  const printed = frame.currency ?? columnValue(block, 'currency');
  if (printed !== null) return printed;
  const isDong = block.header.isVietnamese;
  const detail = `the sheet names no currency${isDong ? ': VND is assumed' : ''}`;
  warnings.push({ code: isDong ? 'currency_assumed' : 'currency_not_stated', detail });
  return isDong ? 'VND' : null;
}

/** Rows below the last line: closing balance, time of printing. */
function footerOf(block: Block, body: TableBody): Row[] {
  const { endsAt } = body;
  return endsAt === null
    ? block.below.slice(-headerRowsMax).filter((row) => !hasAmount(row, block))
    : block.below.filter((row) => row.number >= endsAt).slice(0, headerRowsMax);
}

function hasAmount(row: Row, block: Block): boolean {
  const roles: ColumnRole[] = ['debit', 'credit', 'amount', 'fee', 'vat'];
  return roles.some((role) =>
    /\d/.test(row.cells[block.header.columns.get(role) ?? -1]?.text ?? ''),
  );
}

function contextOf(
  block: Block,
  frame: Frame,
  { currency, told }: { readonly currency: string | null; readonly told: SheetSource['told'] },
): TableContext {
  const { columns } = block.header;
  const cellsOf = (roles: readonly ColumnRole[]): Cell[] =>
    block.below.flatMap((row) => roles.flatMap((role) => row.cells[columns.get(role) ?? -1] ?? []));
  const amounts = cellsOf(['debit', 'credit', 'amount', 'fee', 'vat', 'balance']);
  const printed = [...amounts, ...[...frame.amounts.values()].map(({ cell }) => cell)]
    .filter((cell) => !cell.isNumber)
    .map((cell) => cell.text);
  const mark = decimalMarkOf(printed, currency === 'VND', told?.mark);
  if (told) return { ...told, columns, mark, yearOf: frame.periodTo };
  const order = dayOrderOf(cellsOf(['posting', 'transaction', 'requested', 'value']));
  const debits = cellsOf(['debit']).flatMap((cell) => {
    if (!/^[^\p{L}]*\d[^\p{L}]*$/u.test(cell.text)) return [];
    return amountOf(cell, mark, 0) ?? [];
  });
  const moved = debits.filter((amount) => !amount.isZero());
  const negatives = moved.filter((amount) => amount.isNegative());
  const debitsAreNegative = negatives.length * 2 > moved.length;
  return { columns, mark, order, yearOf: frame.periodTo, debitsAreNegative };
}

/** The one value of a column that says the same in every row. */
function columnValue(block: Block, role: ColumnRole): string | null {
  const column = block.header.columns.get(role);
  if (column === undefined) return null;
  const values = new Set(block.below.map((row) => row.cells[column]?.text.trim() ?? ''));
  values.delete('');
  return values.size === 1 ? ([...values][0] ?? null) : null;
}

/** Totals at the end of the table, else those of the frame; fees and VAT belong to the debits. */
function totalsOf(body: TableBody, frame: Frame, { mark }: TableContext): PrintedTotals {
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
function isReversed(lines: readonly ParsedLine[]): boolean {
  const first = lines[0];
  const last = lines.at(-1);
  if (!first || !last) return false;
  if (first.bookingDate !== last.bookingDate) return first.bookingDate > last.bookingDate;
  return breakCount(lines) > breakCount([...lines].reverse());
}

function breakCount(lines: readonly ParsedLine[]): number {
  let count = 0;
  for (const [index, line] of lines.entries()) {
    const before = lines[index - 1]?.runningBalance;
    if (!before || line.runningBalance === null) continue;
    const expected = exact(before).plus(exact(line.amount));
    if (!expected.equals(exact(line.runningBalance))) count += 1;
  }
  return count;
}
