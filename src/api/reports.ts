// The reports of a month: the model as JSON, or the file that officers sign. Each kind is a route of
// its own, since the letter is the province's alone.
import { z } from 'zod';
import { actionOf } from '../exports/asked-export.js';
import { reportTitles } from '../reports/build-report.js';
import { parsePeriod, type Period } from '../reports/period.js';
import { readReport } from '../reports/read-report.js';
import { reportBody } from '../reports/report-body.js';
import { reportSight } from '../reports/report-sight.js';
import { cellTypes, reportKinds, type ReportKind } from '../reports/report.js';
import {
  reportFileName,
  reportFormats,
  reportTypes,
  writeReport,
} from '../reports/write-report.js';
import { apiRoute, type ApiRoute } from './route.js';
import { asOfMember, day, filters, instant } from './shapes.js';
import { holdToProvince, holdToSight, instantAsked } from './sight.js';

/** A month as the API takes it. */
export const month = z
  .string()
  .transform((text, context): Period => {
    const period = parsePeriod(text);
    if (period) return period;
    context.addIssue({ code: 'custom', message: 'a month as 2026-05 is expected' });
    return z.NEVER;
  })
  .describe('The month, as 2026-05.');

const row = z
  .record(z.string(), z.union([z.string(), z.number(), z.null()]))
  .describe('By the keys of the columns; money as decimal strings.');

const tableShape = z.strictObject({
  key: z.string(),
  title: z.string(),
  columns: z.array(
    z.strictObject({
      key: z.string(),
      title: z.string(),
      type: z.enum(cellTypes),
    }),
  ),
  rows: z.array(row),
  totals: row.nullable(),
});

const reportShape = z.strictObject({
  kind: z.enum(reportKinds),
  title: z.string(),
  period: z.string(),
  about: z.string(),
  unitCode: z.string().nullable(),
  asOf: instant,
  readAt: instant.describe('The instant of the figures: of a unit-month that is over its end.'),
  coveredThrough: day.nullable().describe('Nothing is claimed after it.'),
  units: z.int().describe('Units with an account.'),
  unitsWithoutStatement: z.int(),
  sentences: z.array(z.string()),
  chainHead: z.strictObject({ seq: z.string(), chain: z.string() }).nullable(),
  letter: z
    .strictObject({
      number: z.string(),
      subject: z.string(),
      to: z.array(z.string()),
      paragraphs: z.array(z.string()),
      recipients: z.array(z.string()),
    })
    .nullable(),
  signOff: z
    .strictObject({
      version: z.int(),
      maker: z.string(),
      madeAt: instant,
      checker: z.string(),
      signedAt: instant,
      evidence: z.string().describe('SHA-256 of the list of all that the figures rest on.'),
      gaps: z.int().describe('Stretches of days without proof that were signed as such.'),
      isSame: z.boolean().describe('false: later evidence changed a figure since.'),
    })
    .nullable()
    .describe("Of one unit's monthly record; null while it is not signed."),
  tables: z.array(tableShape),
});

const summaries: Readonly<Record<ReportKind, string>> = {
  missing: 'Units with successful online payments whose money has not arrived',
  letter: "The Department's letter to the Ministry and the People's Committee",
  accounts: 'Units without declared or verified accounts, or without people',
  'unit-month': 'The monthly record of a unit; without `unit` a row for each',
  gateways: 'How long each gateway takes, how much comes late, what it keeps',
  month: 'Collected, arrived, to be remitted, without receipts, by former province',
};

const idOf: Readonly<Record<ReportKind, string>> = {
  missing: 'getMissingReport',
  letter: 'getLetterReport',
  accounts: 'getAccountsReport',
  'unit-month': 'getUnitMonthReport',
  gateways: 'getGatewaysReport',
  month: 'getMonthReport',
};

const reportRoute = (kind: ReportKind): ApiRoute => {
  const action = actionOf({ of: 'report', kind });
  return apiRoute({
    method: 'get',
    path: `/reports/${kind}`,
    id: idOf[kind],
    tag: 'reports',
    summary: summaries[kind],
    action,
    query: z.strictObject({
      ...asOfMember,
      period: month,
      unit: filters.unit,
      format: z.enum(['json', ...reportFormats]).default('json'),
    }),
    answers: { 200: reportShape },
    produces: Object.values(reportTypes),
    handle: async (deps, ask) => {
      const { principal, query, db } = ask;
      const { format, period, unit: unitCode } = query;
      if (kind === 'letter') holdToProvince(principal, action);
      holdToSight(principal, action, unitCode, '?unit');
      const asOf = instantAsked(deps, query);
      const report = await readReport(
        { db, province: deps.config.province },
        { kind, period, asOf, unitCode, sight: reportSight(principal) },
      );
      if (format === 'json') return { body: reportBody(report) };
      const bytes = await writeReport(report, format);
      const name = reportFileName(report, format);
      return { download: { type: reportTypes[format], name, bytes } };
    },
  });
};

const listReports = apiRoute({
  method: 'get',
  path: '/reports',
  id: 'listReports',
  tag: 'reports',
  summary: 'The reports there are, and as what they can be had',
  action: 'report.read',
  answers: {
    200: z.strictObject({
      items: z.array(
        z.strictObject({
          kind: z.enum(reportKinds),
          title: z.string(),
          formats: z.array(z.enum(reportFormats)),
        }),
      ),
    }),
  },
  handle: () => {
    const formats = [...reportFormats];
    const items = reportKinds.map((kind) => ({ kind, title: reportTitles[kind], formats }));
    return Promise.resolve({ body: { items } });
  },
});

export const reportRoutes: readonly ApiRoute[] = [listReports, ...reportKinds.map(reportRoute)];
