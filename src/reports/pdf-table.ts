// A table of a report on PDF pages: its head repeats on each page, a row is not parted.
import * as paper from './document.js';
import { formatCell, isFigure } from './figures.js';
import { heightOf, innerBox, makeRoom, write, type Pen, type TextStyle } from './pdf-pen.js';
import type { ReportColumn, ReportRow, ReportTable } from './report.js';

const padding = 3;
/** A cell is never taller than a page; the workbook has the whole text. */
const printedCharsMax = 600;

interface Cell {
  readonly text: string;
  readonly style: TextStyle;
}

export function drawTable(pen: Pen, table: ReportTable): void {
  if (table.rows.length === 0) {
    write(pen, table.empty, innerBox(pen), { face: 'italic', size: paper.size.small });
    return;
  }
  const size = paper.tableSize(table);
  const widths = paper.columnWidths(table.columns, innerBox(pen).width);
  const head = table.columns.map(({ title }): Cell => ({
    text: title,
    style: { face: 'bold', size, align: 'center' },
  }));
  const draw = (cells: readonly Cell[]) => {
    drawRow(pen, cells, widths);
  };
  const rows = table.rows.map((row) => cellsOf(table.columns, row, { size }));
  const totals = table.totals ? [cellsOf(table.columns, table.totals, { size, face: 'bold' })] : [];
  const [first = []] = rows;
  makeRoom(pen, rowHeight(pen, head, widths) + rowHeight(pen, first, widths));
  draw(head);
  for (const cells of [...rows, ...totals]) {
    if (makeRoom(pen, rowHeight(pen, cells, widths))) draw(head);
    draw(cells);
  }
}

function cellsOf(
  columns: readonly ReportColumn[],
  row: ReportRow,
  style: Pick<TextStyle, 'size' | 'face'>,
): Cell[] {
  return columns.map((column) => {
    const text = formatCell(column.type, row[column.key]);
    const shown = text.length > printedCharsMax ? `${text.slice(0, printedCharsMax)}…` : text;
    return { text: shown, style: { ...style, align: alignOf(column) } };
  });
}

function alignOf({ key, type }: ReportColumn): 'left' | 'center' | 'right' {
  if (key === 'no' || type === 'day') return 'center';
  return isFigure(type) ? 'right' : 'left';
}

function rowHeight(pen: Pen, cells: readonly Cell[], widths: readonly number[]): number {
  const heights = cells.map(({ text, style }, at) =>
    heightOf(pen, text === '' ? ' ' : text, (widths[at] ?? 0) - 2 * padding, style),
  );
  return Math.max(...heights) + 2 * padding;
}

function drawRow(pen: Pen, cells: readonly Cell[], widths: readonly number[]): void {
  const height = rowHeight(pen, cells, widths);
  const top = pen.y;
  let { x } = innerBox(pen);
  for (const [at, { text, style }] of cells.entries()) {
    const width = widths[at] ?? 0;
    pen.doc.rect(x, top, width, height).lineWidth(0.5).stroke('#000000');
    const inner = width - 2 * padding;
    pen.y = top + (height - heightOf(pen, text === '' ? ' ' : text, inner, style)) / 2;
    if (text !== '') write(pen, text, { x: x + padding, width: inner }, style);
    x += width;
  }
  pen.y = top + height;
}
