// What stands around the table of a sheet: account, currency, period, balances and printed totals.
import type { Decimal } from 'decimal.js';
import { instantOf, type LocalDate } from '../../calendar.js';
import type { Cell, Row } from '../../tables/table.js';
import { frameLabels, labelText, type FrameLabel } from './sheet-labels.js';
import { plainText } from '../narrative.js';
import { daysIn, type DayOrder } from './sheet-days.js';
import { amountOf, looksLikeAmount, type DecimalMark } from './sheet-values.js';

export interface Frame {
  account: string | null;
  currency: string | null;
  periodFrom: LocalDate | null;
  periodTo: LocalDate | null;
  /** When it was printed; the start of the day where no time is printed. */
  madeAt: Date | null;
  /** Cells of amounts, read once the file's decimal mark is known. */
  readonly amounts: Map<FrameLabel, { readonly cell: Cell; readonly row: number }>;
  /** How its days are printed. */
  readonly order: DayOrder;
  /** Titles, which may name the bank. */
  readonly titles: string[];
}

const amountLabels = new Set(['opening', 'closing', 'debits', 'credits', 'fees', 'vat']);
const titleRowsMax = 12;
const titleCharsMax = 200;

export function emptyFrame(order: DayOrder): Frame {
  return {
    order,
    account: null,
    currency: null,
    periodFrom: null,
    periodTo: null,
    madeAt: null,
    amounts: new Map(),
    titles: [],
  };
}

/** Reads rows above or below a table; what is already known stays. */
export function readFrame(frame: Frame, rows: readonly Row[]): void {
  for (const [index, row] of rows.entries()) {
    if (frame.titles.length < titleRowsMax) frame.titles.push(...titlesOf(row));
    readPeriod(frame, row);
    for (const [column, cell] of row.cells.entries()) {
      const { name, value } = dividedAtColon(cell.text);
      for (const label of frameLabels(name)) {
        takeLabel(frame, label, { value, row, column, below: rows[index + 1] });
      }
    }
  }
  frame.account ??= accountInTitle(frame.titles);
}

/** The amount under a label; undefined when the frame has none. */
export function frameAmount(
  frame: Frame,
  label: FrameLabel,
  mark: DecimalMark,
): Decimal | undefined {
  const found = frame.amounts.get(label);
  return found ? amountOf(found.cell, mark, found.row) : undefined;
}

function titlesOf(row: Row): string[] {
  const texts = row.cells.filter((cell) => !cell.isNumber).map((cell) => cell.text.trim());
  return texts.filter((text) => text !== '' && text.length <= titleCharsMax);
}

function dividedAtColon(text: string): { name: string; value: string } {
  const colon = text.indexOf(':');
  if (colon < 0) return { name: text, value: '' };
  return { name: text.slice(0, colon), value: text.slice(colon + 1).trim() };
}

interface Place {
  /** What stands behind the colon in the label's own cell. */
  readonly value: string;
  readonly row: Row;
  readonly column: number;
  readonly below: Row | undefined;
}

function takeLabel(frame: Frame, label: FrameLabel, place: Place): void {
  const cell = place.value !== '' ? { text: place.value } : nextCell(place.row, place.column);
  if (label === 'account') frame.account ??= accountIn(cell?.text ?? '');
  else if (label === 'currency') frame.currency ??= currencyIn(cell?.text ?? '');
  else if (label === 'printed')
    frame.madeAt ??= printedAt(cell?.date ?? cell?.text ?? '', frame.order);
  else if (amountLabels.has(label) && !frame.amounts.has(label)) {
    // Some banks print the amount in the row below its label.
    const found = [cell, place.below?.cells[place.column]].find(looksLikeAmount);
    if (found) frame.amounts.set(label, { cell: found, row: place.row.number });
  }
}

function nextCell(row: Row, column: number): Cell | undefined {
  return row.cells.slice(column + 1).find((cell) => cell.text.trim() !== '');
}

/** The number as printed, without the holder's name that may follow it. */
function accountIn(text: string): string | null {
  const value = text.trim();
  const number = /^\d[\d ]*\d$/.test(value)
    ? value
    : (/^[0-9A-Z][0-9A-Z./-]*/i.exec(value)?.[0] ?? '');
  return number.replace(/\D/g, '').length >= 4 ? number.replace(/[./-]+$/, '') : null;
}

/** `SAO KÊ TÀI KHOẢN 1012345678`: the number inside a title. */
function accountInTitle(titles: readonly string[]): string | null {
  for (const title of titles) {
    const words = /(TAI KHOAN|ACCOUNT)( SO| NO\.?| NUMBER)?[ :]+(\d[\d.-]{5,28})(?![\d.-])/;
    const found = words.exec(plainText(title))?.[3];
    if (found !== undefined) return found;
  }
  return null;
}

function currencyIn(text: string): string | null {
  const words = labelText(text);
  if (/^(dong|viet nam dong|vnd|dong viet nam)\b/.test(words)) return 'VND';
  return /(?<![A-Z])[A-Z]{3}(?![A-Z])/.exec(text)?.[0] ?? null;
}

function readPeriod(frame: Frame, row: Row): void {
  const text = row.cells.map((cell) => cell.date ?? cell.text).join(' ');
  const words = ` ${labelText(text).replaceAll('/', ' ')} `;
  const isRange = / (ky sao ke|khoang thoi gian|giai doan|period) /.test(words);
  const says = { from: / (tu|tu ngay|from) /.test(words), to: / (den|den ngay|to) /.test(words) };
  if (!says.from && !says.to && !isRange) return;
  const [first, second] = daysIn(text, frame.order);
  if (first === undefined) return;
  if (second !== undefined) {
    frame.periodFrom ??= first;
    frame.periodTo ??= second;
  } else if (says.from) frame.periodFrom ??= first;
  else frame.periodTo ??= first;
}

function printedAt(text: string, order: DayOrder): Date | null {
  const [day] = daysIn(text, order);
  if (day === undefined) return null;
  const time = /(?<!\d)([01]?\d|2[0-3]):([0-5]\d)/.exec(text);
  return instantOf(day, time ? `${(time[1] ?? '').padStart(2, '0')}:${time[2] ?? ''}` : '00:00');
}
