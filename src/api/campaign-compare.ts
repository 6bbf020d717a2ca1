// A list of units from elsewhere set beside our register of accounts.
import { z } from 'zod';
import { sightOf } from '../access/principal.js';
import { instantText } from '../calendar.js';
import { comparedSides, compareReasons, type ComparedEntry } from '../oversight/compare-lists.js';
import { compareWithRegister } from '../oversight/compare-with-register.js';
import type { ColumnType, ExportRecord } from '../oversight/export-columns.js';
import { xlsx } from '../oversight/export-formats.js';
import { fileRefusedBy } from '../tables/own-file.js';
import { apiRoute, type ApiRoute } from './route.js';
import { asOfMember, instant } from './shapes.js';
import { instantAsked } from './sight.js';

const unit = z.strictObject({ code: z.string(), name: z.string(), type: z.string() });

const entryShape = z.strictObject({
  side: z.enum(comparedSides),
  line: z.int().nullable().describe('Of their file.'),
  theirs: z.strictObject({ code: z.string().nullable(), name: z.string().nullable() }).nullable(),
  unit: unit.nullable(),
  reasons: z.array(z.enum(compareReasons)),
  candidates: z.array(unit).describe('What a name may mean; a person decides.'),
});

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const compare = apiRoute({
  method: 'post',
  path: '/campaign/compare',
  id: 'compareLists',
  tag: 'campaign',
  summary: 'Sets a list of units (CSV, XLSX, HTML) beside our accounts in force; stores nothing',
  action: 'campaign.read',
  files: ['file'],
  query: z.strictObject({ ...asOfMember, format: z.enum(['json', 'xlsx']).default('json') }),
  answers: {
    200: z.strictObject({
      asOf: instant,
      counts: z.record(z.enum(comparedSides), z.int()),
      entries: z.array(entryShape),
    }),
  },
  produces: [xlsxType],
  handle: async (deps, ask) => {
    const asOf = instantAsked(deps, ask.query);
    const units = [...sightOf(ask.principal, 'campaign.read').units];
    const comparison = await compareWithRegister(ask.db, { files: ask.files, units, asOf });
    if (comparison.kind === 'refused') {
      const { file, refusal } = comparison;
      throw fileRefusedBy(file, refusal.line ?? undefined, refusal.detail);
    }
    const { entries, counts } = comparison;
    if (ask.query.format === 'xlsx') {
      const bytes = await xlsx('compare', columns, entries.map(recordOf));
      return { download: { type: xlsxType, name: 'compare.xlsx', bytes } };
    }
    return { body: { asOf: instantText(asOf), counts, entries } };
  },
});

const columns: readonly { readonly name: string; readonly type: ColumnType }[] = [
  { name: 'side', type: 'text' },
  { name: 'line', type: 'count' },
  ...['theirCode', 'theirName', 'unitCode', 'unitName', 'unitType', 'reasons', 'candidates'].map(
    (name) => ({ name, type: 'text' as const }),
  ),
];

function recordOf({ side, line, theirs, unit: ours, reasons, candidates }: ComparedEntry) {
  const record: ExportRecord = {
    side,
    line: line === null ? '' : String(line),
    theirCode: theirs?.code,
    theirName: theirs?.name,
    unitCode: ours?.code,
    unitName: ours?.name,
    unitType: ours?.type,
    reasons: reasons.join(' '),
    candidates: candidates.map(({ code, name }) => `${name} (${code})`).join('; '),
  };
  return record;
}

export const compareRoutes: readonly ApiRoute[] = [compare];
