// How a figure of a report is printed where people read it: "1.250.000", "05/06/2026", "1,1 %".
import { formatDay } from '../calendar.js';
import type { CellType, CellValue } from './report.js';

/** Vietnamese grouping of a whole figure. */
export function formatFigure(figure: bigint | number): string {
  return figure.toString().replace(/\B(?=(\d{3})+(?!\d))/g, '.');
}

/** Empty where there is nothing. */
export function formatCell(type: CellType, value: CellValue | undefined): string {
  if (value === null || value === undefined || value === '') return '';
  switch (type) {
    case 'text':
      return String(value);
    case 'day':
      return formatDay(String(value));
    case 'share':
      return `${(Number(value) * 100).toFixed(2).replace('.', ',')} %`;
    case 'money':
    case 'count':
    case 'days':
      return formatFigure(typeof value === 'bigint' ? value : Number(value));
  }
}

/** Figures stand at the right. */
export function isFigure(type: CellType): boolean {
  return type !== 'text' && type !== 'day';
}

/** Of a text that a file cannot hold: what XML forbids, half a character, Unicode not composed. */
export function printable(text: string): string {
  return text
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
    .normalize('NFC');
}
