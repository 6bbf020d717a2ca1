// A report as a file. The writers of documents are loaded when they are asked for: with their fonts
// they are larger than the service.
import type { Report } from './report.js';

export const reportFormats = ['xlsx', 'docx', 'pdf'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export const reportTypes: Readonly<Record<ReportFormat, string>> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
};

export async function writeReport(report: Report, format: ReportFormat): Promise<Buffer> {
  switch (format) {
    case 'xlsx':
      return (await import('./write-xlsx.js')).reportXlsx(report);
    case 'docx':
      return (await import('./write-docx.js')).reportDocx(report);
    case 'pdf':
      return (await import('./write-pdf.js')).reportPdf(report);
  }
}

/** `missing-2026-05.pdf`, `unit-month-25432-2026-05.pdf`. */
export function reportFileName({ kind, unitCode, period }: Report, format: ReportFormat): string {
  return [kind, unitCode, period.month].filter((part) => part !== null).join('-') + `.${format}`;
}
