// A report as JSON: money as decimal strings, times in Vietnam, the rest as it is in the model.
import { instantText } from '../calendar.js';
import type { CellValue, Report, ReportRow, ReportTable, SignOff } from './report.js';

export function reportBody(report: Report) {
  const { kind, title, period, about, unitCode, coverage, sentences, chainHead, letter } = report;
  return {
    ...{ kind, title, period: period.month, about, unitCode },
    asOf: instantText(report.asOf),
    readAt: instantText(report.readAt),
    coveredThrough: coverage.through,
    units: coverage.units,
    unitsWithoutStatement: coverage.unitsWithout,
    ...{ sentences, chainHead, letter, signOff: report.signOff && signOffBody(report.signOff) },
    tables: report.tables.map(tableBody),
  };
}

function signOffBody({ madeAt, signedAt, ...signOff }: SignOff) {
  return { ...signOff, madeAt: instantText(madeAt), signedAt: instantText(signedAt) };
}

function tableBody({ key, title, columns, rows, totals }: ReportTable) {
  return {
    ...{ key, title },
    columns: columns.map(({ key: name, title: heading, type }) => ({
      key: name,
      title: heading,
      type,
    })),
    rows: rows.map(rowBody),
    totals: totals && rowBody(totals),
  };
}

function rowBody(row: ReportRow): Record<string, string | number | null> {
  const textOf = (value: CellValue) => (typeof value === 'bigint' ? value.toString() : value);
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, textOf(value)]));
}
