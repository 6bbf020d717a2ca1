// A table of a report in Word: its head repeats on each page, a row is not parted.
import {
  AlignmentType,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  VerticalAlignTable,
  WidthType,
} from 'docx';
import { heatColor } from '../charts/heat-colors.js';
import { docxDrawing } from './docx-drawing.js';
import { textRun } from './docx-frame.js';
import * as paper from './document.js';
import { formatCell, isFigure, printable } from './figures.js';
import type { ReportColumn, ReportRow, ReportTable } from './report.js';

/** The table, and above it what is drawn of it. @param width in points */
export function docxTable(table: ReportTable, width: number): (Table | Paragraph)[] {
  const drawn = table.drawing ? [docxDrawing(table.drawing, width)] : [];
  return [...drawn, tableOrEmpty(table, width)];
}

function tableOrEmpty(table: ReportTable, width: number): Table | Paragraph {
  const points = paper.tableSize(table);
  if (table.rows.length === 0) {
    return new Paragraph({ children: [textRun({ text: table.empty, italics: true })] });
  }
  const widths = paper.columnWidths(table.columns, width * 20).map(Math.round);
  const rowOf = (row: ReportRow, bold: boolean, shades: Shades = {}): TableRow =>
    new TableRow({
      cantSplit: true,
      children: table.columns.map((column, at) =>
        cell(formatCell(column.type, row[column.key]), {
          ...{ points, bold, width: widths[at] ?? 0 },
          ...{ alignment: alignmentOf(column), shade: heatColor(shades[column.key] ?? 0) },
        }),
      ),
    });
  const head = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: table.columns.map(({ title }, at) =>
      cell(title, { points, bold: true, width: widths[at] ?? 0, alignment: AlignmentType.CENTER }),
    ),
  });
  const body = table.rows.map((row, at) => rowOf(row, false, table.shades?.[at]));
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: Math.round(width * 20), type: WidthType.DXA },
    columnWidths: widths,
    rows: [head, ...body, ...(table.totals ? [rowOf(table.totals, true)] : [])],
  });
}

type Shades = Readonly<Record<string, number>>;

type Alignment = (typeof AlignmentType)[keyof typeof AlignmentType];

function alignmentOf({ key, type }: ReportColumn): Alignment {
  if (key === 'no' || type === 'day') return AlignmentType.CENTER;
  return isFigure(type) ? AlignmentType.RIGHT : AlignmentType.LEFT;
}

function cell(
  text: string,
  style: {
    readonly points: number;
    readonly bold: boolean;
    readonly width: number;
    readonly alignment: Alignment;
    readonly shade?: string | null;
  },
): TableCell {
  const { points, bold, width, alignment, shade } = style;
  return new TableCell({
    ...(shade ? { shading: { type: ShadingType.CLEAR, fill: shade.slice(1) } } : {}),
    width: { size: width, type: WidthType.DXA },
    margins: { left: 60, right: 60, top: 30, bottom: 30 },
    verticalAlign: VerticalAlignTable.CENTER,
    children: [
      new Paragraph({
        alignment,
        children: [textRun({ text: printable(text), bold, size: points * 2 })],
      }),
    ],
  });
}
