// Columns that several reports share, so that one thing has one heading.
import type { CellType, ReportColumn } from './report.js';

export function column(key: string, title: string, type: CellType, width: number): ReportColumn {
  return { key, title, type, width };
}

export const unitColumns: readonly ReportColumn[] = [
  column('no', 'TT', 'count', 5),
  column('unitCode', 'Mã đơn vị', 'text', 7),
  column('unit', 'Đơn vị', 'text', 14),
];

export const coveredColumn = column('coveredThrough', 'Có sao kê đến ngày', 'day', 10);
