// A report as a workbook: a sheet for each table, figures and days as what they are. Texts are cells
// of type text, so what begins like a formula stays a text.
import writeXlsxFile from 'write-excel-file/node';
import type { CellObject } from 'write-excel-file/node';
import { heatColor } from '../charts/heat-colors.js';
import { chainSentence } from './document.js';
import { printable } from './figures.js';
import type {
  CellType,
  CellValue,
  Report,
  ReportColumn,
  ReportRow,
  ReportTable,
} from './report.js';

/** Most characters that Excel keeps in a cell. */
const cellCharsMax = 32_767;
/** Beyond these digits Excel would round; such an amount stays text. */
const exactDigitsMax = 15;
/** Characters of a sheet's width for one of a column's. */
const charsPerWidth = 1.35;
const letterWidth = 120;

type Cell = CellObject | null;
type Style = Pick<CellObject, 'fontWeight' | 'wrap' | 'alignVertical'>;

export async function reportXlsx(report: Report): Promise<Buffer> {
  const sheets = report.tables.map((table) => ({
    data: [...headRows(report, table), ...tableRows(table)],
    sheet: table.sheet,
    columns: table.columns.map(({ width }) => ({ width: Math.max(6, width * charsPerWidth) })),
    orientation: 'landscape' as const,
  }));
  const letter = report.letter ? [letterSheet(report, report.letter)] : [];
  return writeXlsxFile([...letter, ...sheets], {
    fontFamily: 'Times New Roman',
    fontSize: 11,
  }).toBuffer();
}

function headRows(report: Report, table: ReportTable): Cell[][] {
  const lines = [report.title, report.about, table.title, ...report.sentences];
  if (report.chainHead) lines.push(chainSentence(report.chainHead));
  const rows = lines.map((line, at): Cell[] => [
    text(line, at === 0 || at === 2 ? { fontWeight: 'bold' } : {}),
  ]);
  return [...rows, []];
}

function tableRows({ columns, rows, totals, empty, shades }: ReportTable): Cell[][] {
  const head = columns.map(({ title }) =>
    text(title, { fontWeight: 'bold', wrap: true, alignVertical: 'center' }),
  );
  if (rows.length === 0) return [head, [text(empty)]];
  const body = rows.map((row, at) =>
    rowOf(columns, row, { wrap: true, alignVertical: 'top' }).map((one, place) => {
      const color = heatColor(shades?.[at]?.[columns[place]?.key ?? ''] ?? 0);
      return one && color ? { ...one, backgroundColor: color } : one;
    }),
  );
  return [head, ...body, ...(totals ? [rowOf(columns, totals, { fontWeight: 'bold' })] : [])];
}

function rowOf(columns: readonly ReportColumn[], row: ReportRow, style: Style): Cell[] {
  return columns.map(({ key, type }) => cell(type, row[key], style));
}

const numberFormats: Readonly<Partial<Record<CellType, string>>> = {
  money: '#,##0',
  count: '#,##0',
  days: '0',
  share: '0.00%',
};

function cell(type: CellType, value: CellValue | undefined, style: Style): Cell {
  if (value === null || value === undefined || value === '') return null;
  if (type === 'text') return text(String(value), style);
  if (type === 'day') {
    return {
      value: new Date(`${String(value)}T00:00:00Z`),
      type: Date,
      format: 'dd/mm/yyyy',
      ...style,
    };
  }
  if (value.toString().replace('-', '').length > exactDigitsMax) return text(String(value), style);
  return { value: Number(value), type: Number, format: numberFormats[type] ?? '0', ...style };
}

function text(value: string, style: Style = {}): Cell {
  return { value: printable(value).slice(0, cellCharsMax), type: String, ...style };
}

function letterSheet(report: Report, letter: NonNullable<Report['letter']>) {
  const { to, subject, paragraphs, recipients } = letter;
  const lines = [
    ...report.issuer,
    letter.number,
    subject,
    `Kính gửi: ${to.join('; ')}`,
    ...paragraphs,
    `Nơi nhận: ${recipients.join('; ')}`,
  ];
  const data = lines.map((line): Cell[] => [text(line, { wrap: true })]);
  return {
    data,
    sheet: 'Công văn',
    columns: [{ width: letterWidth }],
  };
}
