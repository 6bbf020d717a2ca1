// Exports and reports that one does not wait for: asked for, watched, taken back, fetched. They are
// the asker's own, and nobody else's.
import { z } from 'zod';
import { instantText } from '../calendar.js';
import {
  askForExport,
  fetchExport,
  ownExport,
  takeExportBack,
  type AskDeps,
} from '../exports/ask-for-export.js';
import { exportPhases, exportStates, type AskedExport } from '../exports/asked-export.js';
import { selectExports } from '../exports/export-store.js';
import { exportKinds } from '../oversight/export-columns.js';
import { exportFormats, exportTypes } from '../oversight/export-formats.js';
import { reportKinds } from '../reports/report.js';
import { reportFormats, reportTypes } from '../reports/write-report.js';
import { keyOfCursor, pageFrom, pageSchema, paging } from './cursor.js';
import { filterOf } from './exports.js';
import { month } from './reports.js';
import { apiRoute, type ApiDeps, type ApiRoute, type Ask } from './route.js';
import { day, filters, id, idParams, instant } from './shapes.js';
import { foundOr404 } from './sight.js';

const askedInstant = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .optional();

const exportBody = z.strictObject({
  of: z.literal('export'),
  kind: z.enum(exportKinds),
  format: z.enum(exportFormats),
  asOf: askedInstant,
  ...filters,
});

const reportBody = z.strictObject({
  of: z.literal('report'),
  kind: z.enum(reportKinds),
  format: z.enum(reportFormats),
  period: month,
  unit: filters.unit,
  asOf: askedInstant,
});

const shape = z.strictObject({
  id: z.string(),
  of: z.enum(['export', 'report']),
  kind: z.enum([...exportKinds, ...reportKinds]),
  format: z.enum([...exportFormats, ...reportFormats.filter((one) => one !== 'xlsx')]),
  asOf: instant,
  askedAt: instant,
  state: z.enum(exportStates),
  phase: z.enum(exportPhases),
  percent: z.int().describe('Share of the work that is done.'),
  endedAt: instant.nullable(),
  keptUntil: day.nullable().describe('The last day on which the file is there.'),
  failedBecause: z.string().nullable().describe('The code of a problem.'),
  file: z
    .strictObject({
      name: z.string(),
      bytes: z.int(),
      rows: z.int().nullable().describe('Null for a report.'),
      coveredThrough: day.nullable().describe('Nothing is claimed after it.'),
      sha256: z.string(),
    })
    .nullable(),
});

const about = { tag: 'exports', action: 'report.read' } as const;

const depsOf = ({ now }: ApiDeps, { db, by, principal }: Ask): AskDeps => ({
  ...{ db, now, by, principal },
});

const ask = apiRoute({
  ...about,
  method: 'post',
  path: '/exports',
  id: 'askForExport',
  summary: 'Asks for an export or a report as a file that is made while nobody waits',
  creates: true,
  body: z.discriminatedUnion('of', [exportBody, reportBody]),
  answers: { 202: shape },
  handle: async (deps, asking) => {
    const { body } = asking;
    const { asOf } = body;
    const content =
      body.of === 'report'
        ? {
            ...{ of: body.of, kind: body.kind, format: body.format, unit: body.unit },
            period: body.period.month,
          }
        : contentOf(body);
    const id = await askForExport(depsOf(deps, asking), { content, asOf });
    const asked = await ownExport(asking.db, asking.principal, id);
    return { status: 202, location: `/api/v1/exports/${id}`, body: bodyOf(asked) };
  },
});

function contentOf({ of, kind, format, ...given }: z.output<typeof exportBody>) {
  return { of, kind, format, filter: filterOf(kind, given, '/') };
}

const list = apiRoute({
  ...about,
  method: 'get',
  path: '/exports',
  id: 'listAskedExports',
  summary: 'What you asked for, the latest first',
  query: z.strictObject(paging),
  answers: { 200: pageSchema(shape) },
  handle: async ({ db }, { principal, query }) => {
    const [before = null] = query.cursor === undefined ? [] : keyOfCursor(query.cursor, 1);
    const known = before === null || /^\d{1,18}$/.test(before) ? before : '0';
    const asked = { asker: principal, before: known, limit: query.limit + 1 };
    const rows = (await selectExports(db, asked)).map((one) => ({
      item: bodyOf(one),
      key: [one.id],
    }));
    return { body: pageFrom(rows, query.limit) };
  },
});

const get = apiRoute({
  ...about,
  method: 'get',
  path: '/exports/{id}',
  id: 'getAskedExport',
  summary: 'How far it is, and what came of it',
  // kinds of exports stand at the same place: what is neither kind nor number is not there
  params: z.strictObject({ id: z.string().max(64).describe('A number.') }),
  answers: { 200: shape },
  handle: async ({ db }, { principal, params }) => {
    const asked = id.safeParse(params.id);
    return { body: bodyOf(await ownExport(db, principal, foundOr404(asked.data))) };
  },
});

const fetch = apiRoute({
  ...about,
  method: 'get',
  path: '/exports/{id}/file',
  id: 'fetchAskedExport',
  summary: 'The file, for whoever asked for it and while they may see what it holds',
  params: idParams,
  answers: { 200: null },
  produces: [...new Set([...Object.values(exportTypes), ...Object.values(reportTypes)])],
  handle: async (deps, asking) => ({
    download: await fetchExport(depsOf(deps, asking), asking.params.id),
  }),
});

const cancel = apiRoute({
  ...about,
  method: 'delete',
  path: '/exports/{id}',
  id: 'cancelAskedExport',
  summary: 'Takes back what has not ended: nothing of it stands',
  params: idParams,
  answers: { 200: shape },
  handle: async (deps, asking) => {
    const { db, principal, params } = asking;
    await takeExportBack(depsOf(deps, asking), params.id);
    return { body: bodyOf(await ownExport(db, principal, params.id)) };
  },
});

function bodyOf(one: AskedExport): z.output<typeof shape> {
  const { id, content, state, phase, percent, keptUntil, failedBecause, file } = one;
  return {
    ...{ id, of: content.of, kind: content.kind, format: content.format },
    asOf: instantText(one.asOf),
    askedAt: instantText(one.askedAt),
    ...{ state, phase, percent },
    endedAt: one.endedAt && instantText(one.endedAt),
    ...{ keptUntil, failedBecause },
    file: file && {
      ...{ name: file.name, bytes: file.byteCount, rows: file.rowCount },
      ...{ coveredThrough: file.coveredThrough, sha256: file.sha256 },
    },
  };
}

export const askedExportRoutes: readonly ApiRoute[] = [ask, list, get, fetch, cancel];
