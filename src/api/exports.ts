// The exports of the contract, cut to what the asker may see: the same records, the same formats.
import { z } from 'zod';
import { may, sightOf } from '../access/principal.js';
import type { Action } from '../access/roles.js';
import { loadAccountVersions } from '../beneficiary-accounts/account-store.js';
import { localDateOf } from '../calendar.js';
import { workOn } from '../discrepancies/worked-discrepancy.js';
import { exportColumns, exportKinds, filtersOf } from '../oversight/export-columns.js';
import type { ExportKind, ExportRecord } from '../oversight/export-columns.js';
import type { ExportFilter, FilterName } from '../oversight/export-filter.js';
import { csv, ndjson, xlsx } from '../oversight/export-formats.js';
import { readMatches } from '../oversight/export-matches.js';
import { recordsOf } from '../oversight/exports.js';
import { matchesInSight } from '../oversight/matches-in-sight.js';
import { Refused } from '../problem.js';
import { recordPayerRead } from './payer-reads.js';
import { apiRoute, type ApiRoute, type Ask } from './route.js';
import { asOfMember, filters } from './shapes.js';
import { holdToSight, keepSeen, readAsked } from './sight.js';

const formats = {
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
type Format = keyof typeof formats;

const actionOf: Readonly<Record<ExportKind, Action>> = {
  payments: 'payment.read',
  lines: 'line.read',
  matches: 'match.read',
  discrepancies: 'discrepancy.read',
  flags: 'flag.read',
  accounts: 'account.read',
};

/** One route a kind, since each has its own action. */
const exportRoute = (kind: ExportKind): ApiRoute =>
  apiRoute({
    method: 'get',
    path: `/exports/${kind}`,
    id: `export${kind.charAt(0).toUpperCase()}${kind.slice(1)}`,
    tag: 'exports',
    summary: `All ${kind} in sight at an instant, as NDJSON, CSV or XLSX`,
    action: actionOf[kind],
    query: z.strictObject({
      ...asOfMember,
      ...filters,
      format: z.enum(['ndjson', 'csv', 'xlsx']).default('ndjson'),
    }),
    answers: { 200: null },
    produces: Object.values(formats),
    handle: async (deps, ask) => {
      const { format } = ask.query;
      const filter = filterOf(kind, ask.query);
      holdToSight(ask.principal, actionOf[kind], filter.unit, '?unit');
      const { whole, seen } = await readAsked(deps, ask);
      const records = await recordsOf(kind, filter, {
        reading: seen,
        matches: async () => {
          const all = await readMatches(ask.db, whole, { state: filter.state });
          return matchesInSight(all, ask.principal);
        },
        accounts: async () =>
          keepSeen(await loadAccountVersions(ask.db), sightOf(ask.principal, 'account.read')),
        work: (found) => workOn(ask.db, found, { asOf: whole.asOf, since: ask.query['as-of'] }),
      });
      if (kind === 'lines') await recordExport(ask, records);
      const name = `${kind}-${localDateOf(whole.asOf)}.${format}`;
      const bytes = await bytesOf(kind, format, records);
      return { download: { type: formats[format], name, bytes } };
    },
  });

/** The filter of a kind; one that it does not have is refused rather than silently nothing. */
function filterOf(kind: ExportKind, query: ExportFilter): ExportFilter {
  const names = Object.keys(filters) as FilterName[];
  const given = names.filter((name) => query[name] !== undefined);
  const other = given.filter((name) => !filtersOf[kind].includes(name));
  if (other.length === 0) return Object.fromEntries(given.map((name) => [name, query[name]]));
  const detail = `does not apply to ${kind}`;
  const errors = other.map((name) => ({ pointer: `?${name}`, detail }));
  throw new Refused({ code: 'invalid_input', detail: `A filter ${detail}.`, errors });
}

async function recordExport(
  ask: Pick<Ask, 'by' | 'db' | 'principal' | 'query'>,
  records: readonly ExportRecord[],
): Promise<void> {
  const shown = records.flatMap(({ unitCode, statement, lineNo, narrative }) => {
    const unit = typeof unitCode === 'string' ? unitCode : null;
    const isClear = narrative !== null && may(ask.principal, 'payer.read', unit);
    return isClear ? [{ id: `${String(statement)}/${String(lineNo)}`, unitCode: unit }] : [];
  });
  const filter = ask.query as Record<string, unknown>;
  await recordPayerRead(ask, { kind: 'line_export', shown, filter });
}

async function bytesOf(
  kind: ExportKind,
  format: Format,
  records: readonly ExportRecord[],
): Promise<Buffer> {
  const columns = exportColumns(kind);
  if (format === 'xlsx') return xlsx(kind, columns, records);
  const chunks = format === 'csv' ? csv(columns, records) : ndjson(records);
  return Buffer.concat([...chunks].map((chunk) => Buffer.from(chunk, 'utf8')));
}

export const exportRoutes: readonly ApiRoute[] = exportKinds.map(exportRoute);
