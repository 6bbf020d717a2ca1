// Provinces' reports as one of the Ministry: each was printed by the same command with --json, where it
// was read; here their totals become rows, and these are added up. Nothing else of a province leaves it.
import { z } from 'zod';
import { parseMoney } from '../money.js';
import { Refused } from '../problem.js';
import { reportHeadings } from './build-report.js';
import { column } from './columns.js';
import { parsePeriod, periodTitle, type Period } from './period.js';
import { numbered } from './report-facts.js';
import {
  cellTypes,
  reportKinds,
  type CellValue,
  type Report,
  type ReportColumn,
  type ReportKind,
  type ReportRow,
  type ReportTable,
} from './report.js';

/** More provinces than there are would be a mistake. */
export const combinedCountMax = 34;

const cell = z.union([z.string(), z.number(), z.null()]);

const printed = z.object({
  kind: z.enum(reportKinds),
  period: z.string(),
  about: z.string(),
  unitCode: z.string().nullable(),
  asOf: z.iso.datetime({ offset: true }),
  coveredThrough: z.string().nullable(),
  units: z.int(),
  unitsWithoutStatement: z.int(),
  tables: z.array(
    z.object({
      key: z.string(),
      title: z.string(),
      columns: z.array(z.object({ key: z.string(), title: z.string(), type: z.enum(cellTypes) })),
      totals: z.record(z.string(), cell).nullable(),
    }),
  ),
});
type Printed = z.output<typeof printed>;

/** What `report --json` printed, or the API answered. */
const printedFile = z.union([
  z.object({ report: printed }).transform((one) => one.report),
  printed,
]);

/**
 * @param files name and text of each province's report
 * @throws Refused for what is no report of this kind and month, or a province that is there twice
 */
export function combineReports(
  kind: ReportKind,
  period: Period,
  files: readonly { readonly name: string; readonly text: string }[],
): Report {
  const reports = files.map((file) => parsed(file, kind, period));
  const names = reports.map(({ about }) => about);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw refused(`${twice} is there twice`);
  const [first] = reports;
  if (!first) throw refused('no file was named');
  const asOf = new Date(Math.min(...reports.map((one) => new Date(one.asOf).getTime())));
  const through = reports.flatMap(({ coveredThrough }) => coveredThrough ?? []).sort()[0] ?? null;
  const hint = '(Ký, ghi rõ họ tên)';
  return {
    ...{
      kind,
      period,
      asOf,
      readAt: asOf,
      unitCode: null,
      chainHead: null,
      letter: null,
      signOff: null,
    },
    title: `${reportHeadings[kind]} ${periodTitle(period)}`,
    about: `Tổng hợp của ${String(reports.length)} tỉnh, thành phố`,
    issuer: ['Bộ Tư pháp', 'Cục Công nghệ thông tin'],
    place: 'Hà Nội',
    coverage: {
      through,
      units: reports.reduce((sum, { units }) => sum + units, 0),
      unitsWithout: reports.reduce((sum, one) => sum + one.unitsWithoutStatement, 0),
    },
    sentences: ['Cộng từ báo cáo của từng tỉnh, thành phố; mỗi dòng đúng với báo cáo của tỉnh đó.'],
    tables: first.tables.flatMap((table) => combined(table, reports)),
    signatures: [
      { title: 'NGƯỜI LẬP BIỂU', hint, name: '' },
      { title: 'CỤC TRƯỞNG', hint: '(Ký, ghi rõ họ tên, đóng dấu)', name: '' },
    ],
  };
}

function parsed(
  { name, text }: { readonly name: string; readonly text: string },
  kind: ReportKind,
  period: Period,
): Printed {
  const result = printedFile.safeParse(jsonOf(text));
  if (!result.success) throw refused(`${name}: is no report as report --json prints it`);
  const report = result.data;
  if (report.kind !== kind || parsePeriod(report.period)?.month !== period.month) {
    throw refused(`${name}: is ${report.kind} ${report.period}, not ${kind} ${period.month}`);
  }
  if (report.unitCode !== null) throw refused(`${name}: is of one unit, not of a province`);
  return report;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Sums and counts add up; medians, shares and days do not, so they stay with their province. */
function combined(table: Printed['tables'][number], reports: readonly Printed[]): ReportTable[] {
  const added = table.columns.filter(
    ({ key, type }) => (type === 'money' || type === 'count') && key !== 'no',
  );
  const rows = reports.map((report): ReportRow => {
    const totals = report.tables.find(({ key }) => key === table.key)?.totals ?? {};
    const figures = added.map((one) => [one.key, figureOf(one, totals[one.key], report)] as const);
    return { province: report.about, ...Object.fromEntries(figures) };
  });
  const isTold = reports.some((one) =>
    one.tables.some(({ key, totals }) => key === table.key && totals),
  );
  if (!isTold) return [];
  const columns = [
    column('no', 'TT', 'count', 5),
    column('province', 'Tỉnh, thành phố', 'text', 20),
    ...added.map(({ key, title, type }) => column(key, title, type, type === 'money' ? 12 : 8)),
  ];
  const totals = Object.fromEntries(added.map((one) => [one.key, sumOf(one, rows)]));
  const { key, title } = table;
  const sheet = `Tổng hợp ${key}`.slice(0, 31);
  return [
    {
      ...{ key, sheet, title, columns, across: added.length > 4, empty: '' },
      rows: numbered(rows),
      totals: { province: 'Cả nước', ...totals },
    },
  ];
}

type Added = Pick<ReportColumn, 'key' | 'type'>;

function figureOf(
  { key, type }: Added,
  value: CellValue | undefined,
  { about }: Printed,
): CellValue {
  if (value === null || value === undefined) return type === 'money' ? 0n : 0;
  const figure = type === 'money' ? parseMoney(String(value)) : Number(value);
  if (figure === undefined || Number.isNaN(figure)) throw refused(`${about}: ${key} is no figure`);
  return figure;
}

function sumOf({ key, type }: Added, rows: readonly ReportRow[]): CellValue {
  if (type !== 'money') return rows.reduce((sum, row) => sum + Number(row[key] ?? 0), 0);
  return rows.reduce((sum, row) => sum + BigInt(row[key] ?? 0), 0n);
}

function refused(detail: string): Refused {
  return new Refused({ code: 'bad_file', detail });
}
