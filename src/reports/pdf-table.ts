// A table of a report on PDF pages: its head repeats on each page, a row is not parted.
import { heatColor } from '../charts/heat-colors.js';
import * as paper from './document.js';
import { formatCell, isFigure } from './figures.js';
import { drawDrawing } from './pdf-drawing.js';
import { heightOf, innerBox, makeRoom, place, write, type Pen, type TextStyle } from './pdf-pen.js';
import type { ReportColumn, ReportRow, ReportTable } from './report.js';

const padding = 3;
/** A cell is never taller than a page; the workbook has the whole text. */
const printedCharsMax = 600;

interface Cell {
  readonly text: string;
  readonly style: TextStyle;
  /** Behind the text; none where absent. */
  readonly shade?: string | null;
}

interface MeasuredRow {
  readonly cells: readonly (Cell & { readonly width: number; readonly textHeight: number })[];
  readonly height: number;
}

export function drawTable(pen: Pen, table: ReportTable): void {
  if (table.drawing) drawDrawing(pen, table.drawing);
  if (table.rows.length === 0) {
    write(pen, table.empty, innerBox(pen), { face: 'italic', size: paper.size.small });
    return;
  }
  const size = paper.tableSize(table);
  const widths = paper.columnWidths(table.columns, innerBox(pen).width);
  const titles = table.columns.map(({ title }): Cell => ({
    text: title,
    style: { face: 'bold', size, align: 'center' },
  }));
  const head = measured(pen, titles, widths);
  const rows = table.rows.map((row, at) =>
    cellsOf(table.columns, row, { size }).map((cell, place) => ({
      ...cell,
      shade: heatColor(table.shades?.[at]?.[table.columns[place]?.key ?? ''] ?? 0),
    })),
  );
  const totals = table.totals ? [cellsOf(table.columns, table.totals, { size, face: 'bold' })] : [];
  const body = [...rows, ...totals].map((cells) => measured(pen, cells, widths));
  makeRoom(pen, head.height + (body[0]?.height ?? 0));
  drawRow(pen, head);
  for (const row of body) {
    if (makeRoom(pen, row.height)) drawRow(pen, head);
    drawRow(pen, row);
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

/** Measured once: laying a text out is what takes the time. */
function measured(pen: Pen, cells: readonly Cell[], widths: readonly number[]): MeasuredRow {
  const fitted = cells.map((cell, at) => {
    const width = widths[at] ?? 0;
    const inner = width - 2 * padding;
    return {
      ...cell,
      width,
      textHeight: cell.text === '' ? 0 : heightOf(pen, cell.text, inner, cell.style),
    };
  });
  const height = Math.max(...fitted.map(({ textHeight }) => textHeight)) + 2 * padding;
  return { cells: fitted, height };
}

function drawRow(pen: Pen, { cells, height }: MeasuredRow): void {
  const top = pen.y;
  let { x } = innerBox(pen);
  for (const { text, style, width, textHeight, shade } of cells) {
    if (shade) pen.doc.rect(x, top, width, height).fill(shade);
    pen.doc.rect(x, top, width, height).lineWidth(0.5).stroke('#000000');
    const y = top + (height - textHeight) / 2;
    if (text !== '') place(pen, text, { x: x + padding, y, width: width - 2 * padding }, style);
    x += width;
  }
  pen.y = top + height;
}
