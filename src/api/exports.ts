// The exports of the contract, cut to what the asker may see: the same records, the same formats.
import { z } from 'zod';
import { recordPayerRead } from '../audit/payer-reads.js';
import { actionOf } from '../exports/asked-export.js';
import { exportSource, payersShown } from '../exports/export-source.js';
import { exportKinds, filtersOf } from '../oversight/export-columns.js';
import type { ExportKind } from '../oversight/export-columns.js';
import type { ExportFilter, FilterName } from '../oversight/export-filter.js';
import {
  exportChunks,
  exportFileName,
  exportFormats,
  exportTypes,
} from '../oversight/export-formats.js';
import { recordsOf } from '../oversight/exports.js';
import { Refused } from '../problem.js';
import { apiRoute, type ApiRoute } from './route.js';
import { asOfMember, filters } from './shapes.js';
import { holdToSight, instantAsked } from './sight.js';

/** One route a kind, since each has its own action. */
const exportRoute = (kind: ExportKind): ApiRoute => {
  const action = actionOf({ of: 'export', kind });
  return apiRoute({
    method: 'get',
    path: `/exports/${kind}`,
    id: `export${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
    tag: 'exports',
    summary: `All ${kind} in sight at an instant, as NDJSON, CSV or XLSX`,
    action,
    query: z.strictObject({
      ...asOfMember,
      ...filters,
      format: z.enum(exportFormats).default('ndjson'),
    }),
    answers: { 200: null },
    produces: Object.values(exportTypes),
    handle: async (deps, ask) => {
      const { format } = ask.query;
      const filter = filterOf(kind, ask.query, '?');
      holdToSight(ask.principal, action, filter.unit, '?unit');
      const asOf = instantAsked(deps, ask.query);
      const { principal } = ask;
      const seen = { whole: await deps.read(asOf), principal, filter, since: ask.query['as-of'] };
      const records = await recordsOf(kind, filter, exportSource(ask.db, seen));
      if (kind === 'lines') {
        const shown = payersShown(records, principal);
        await recordPayerRead(ask, { kind: 'line_export', shown, filter: ask.query });
      }
      const name = exportFileName(kind, asOf, format);
      const chunks: Buffer[] = [];
      for await (const chunk of exportChunks(kind, format, records)) chunks.push(chunk);
      return { download: { type: exportTypes[format], name, bytes: Buffer.concat(chunks) } };
    },
  });
};

/** The filter of a kind; one that it does not have is refused rather than silently nothing. */
export function filterOf(kind: ExportKind, query: ExportFilter, place: '?' | '/'): ExportFilter {
  const names = Object.keys(filters) as FilterName[];
  const given = names.filter((name) => query[name] !== undefined);
  const other = given.filter((name) => !filtersOf[kind].includes(name));
  if (other.length === 0) return Object.fromEntries(given.map((name) => [name, query[name]]));
  const detail = `does not apply to ${kind}`;
  const errors = other.map((name) => ({ pointer: `${place}${name}`, detail }));
  throw new Refused({ code: 'invalid_input', detail: `A filter ${detail}.`, errors });
}

export const exportRoutes: readonly ApiRoute[] = exportKinds.map(exportRoute);
