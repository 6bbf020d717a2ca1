// What a report looks like on paper, for both writers of documents: the head of Decree
// 30/2020/NĐ-CP (annex I), annexes, sizes. Lengths are points, 72 to an inch.
import { instantText } from '../calendar.js';
import type { Report, ReportColumn, ReportTable } from './report.js';

const mm = 72 / 25.4;

export const page = {
  width: 210 * mm,
  height: 297 * mm,
  top: 20 * mm,
  bottom: 20 * mm,
  left: 30 * mm,
  right: 15 * mm,
} as const;

export const size = { motto: 13, head: 12, body: 13.5, title: 13, table: 10, small: 11 } as const;
/** Of a wide table: a letter of the annexes' narrowest columns still fits. */
const wideTableSize = 9;
export const firstLine = 12.7 * mm;
/** Of the head: the left side has who writes, the right side the country. */
export const leftShare = 0.43;

export const country = 'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM';
export const motto = 'Độc lập - Tự do - Hạnh phúc';

/** Number and day stay empty: a draft gets them when it is signed. */
export function placeAndDate({ place, asOf }: Report): string {
  return `${place}, ngày       tháng       năm ${instantText(asOf).slice(0, 4)}`;
}

export function upper(text: string): string {
  return text.toLocaleUpperCase('vi');
}

const annexes = ['I', 'II', 'III', 'IV', 'V', 'VI'];

/** What stands above a table: of a letter that it is its annex, else its own title. */
export function tableTitles(report: Report, table: ReportTable, at: number): readonly string[] {
  if (!report.letter) return report.tables.length > 1 ? [`${String(at + 1)}. ${table.title}`] : [];
  return [`PHỤ LỤC ${annexes[at] ?? ''}`, upper(table.title), annexOf(report)];
}

function annexOf(report: Report): string {
  const year = instantText(report.asOf).slice(0, 4);
  const number = (report.letter?.number ?? '').replace(/^Số:/, 'số');
  return `(Kèm theo Công văn ${number} ngày       tháng       năm ${year} của Sở Tư pháp)`;
}

export function tableSize(table: Pick<ReportTable, 'columns'>): number {
  return widthOf(table.columns) > 90 ? wideTableSize : size.table;
}

/** Whether any page of a report that is no letter has to lie across. */
export function liesAcross({ tables, letter }: Report): boolean {
  return letter === null && tables.some(({ across }) => across);
}

/** Shares of a width, in whole units of it, for a table's columns. */
export function columnWidths(columns: readonly ReportColumn[], total: number): number[] {
  const all = widthOf(columns);
  return columns.map(({ width }) => (total * width) / all);
}

function widthOf(columns: readonly ReportColumn[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0);
}

/** Where the audit trail stood, so that the signed figures can be held against it. */
export function chainSentence({ seq, chain }: NonNullable<Report['chainHead']>): string {
  return `Đầu chuỗi nhật ký: ${seq} · ${chain}`;
}
