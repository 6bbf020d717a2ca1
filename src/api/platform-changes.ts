// Changes of accounts as platforms are to hear of them: what a platform does not know yet, as a list
// and as a file, and the words that it was told or that it confirmed.
import { z } from 'zod';
import { sightOf, type Principal } from '../access/principal.js';
import { listPlatformChanges } from '../beneficiary-accounts/list-platform-changes.js';
import {
  platformChangeKinds,
  platformChangeRecord,
  platformChangeStates,
  platformWordKinds,
  type PlatformChange,
} from '../beneficiary-accounts/platform-change.js';
import {
  importPlatformWords,
  recordPlatformWords,
} from '../beneficiary-accounts/record-platform-words.js';
import { localDateOf } from '../calendar.js';
import { fileFormats, platformChangeFile } from '../oversight/platform-change-file.js';
import { Refused } from '../problem.js';
import { pageOf, pageSchema, paging } from './cursor.js';
import { importedShape, sumOf } from './import-files.js';
import { apiRoute, type ApiDeps, type ApiRoute, type Ask } from './route.js';
import { day, filters, id } from './shapes.js';
import { holdToSight } from './sight.js';
import { withPointers } from './row-pointers.js';

const nameCharsMax = 64;
const changeCountMax = 1000;

const platform = z.string().min(1).max(nameCharsMax);
const state = z.enum(platformChangeStates);
const text = z.string().nullable();

const changeShape = z.strictObject({
  versionId: z.string(),
  change: z.enum(platformChangeKinds),
  unitCode: z.string(),
  unitName: z.string(),
  purpose: z.string(),
  oldBankBin: text,
  oldAccount: text,
  oldAccountName: text,
  newBankBin: text,
  newClearingCode: text,
  newAccount: text,
  newAccountName: text,
  newBranch: text,
  firstOn: day,
  state,
  toldOn: day.nullable(),
  confirmedOn: day.nullable(),
});

const query = { platform, state: state.optional(), unit: filters.unit };
interface Asked {
  readonly platform: string;
  readonly state?: PlatformChange['state'] | undefined;
  readonly unit?: string | undefined;
}

/** The changes asked for, of the units in sight. */
async function asked(
  deps: ApiDeps,
  ask: { readonly query: Asked; readonly principal: Principal; readonly db: Ask['db'] },
): Promise<PlatformChange[]> {
  const { unit, ...wanted } = ask.query;
  holdToSight(ask.principal, 'account.read', unit, '?unit');
  const sight = sightOf(ask.principal, 'account.read').units;
  const within = unit === undefined ? sight : new Set([unit]);
  const { platform: name, state: inState } = wanted;
  return listPlatformChanges(
    { db: ask.db, now: deps.now },
    { platform: name, state: inState, within },
  );
}

const listChanges = apiRoute({
  method: 'get',
  path: '/platform-changes',
  id: 'listPlatformChanges',
  tag: 'accounts',
  summary: 'Changes of accounts that two people decided on, and how far a platform knows of them',
  action: 'account.read',
  query: z.strictObject({ ...paging, ...query }),
  answers: { 200: pageSchema(changeShape) },
  handle: async (deps, ask) => {
    const page = pageOf(await asked(deps, ask), {
      ...ask.query,
      keyOf: ({ firstOn, unitCode, purpose, versionId, change }) => [
        firstOn,
        unitCode,
        purpose,
        change,
        versionId,
      ],
    });
    return { body: { ...page, items: page.items.map(platformChangeRecord) } };
  },
});

const contentTypes = {
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

const exportChanges = apiRoute({
  method: 'get',
  path: '/exports/platform-changes',
  id: 'exportPlatformChanges',
  tag: 'exports',
  summary:
    'Changes of accounts for a platform, as NDJSON, CSV or XLSX; POST /platform-words takes it back',
  action: 'account.read',
  query: z.strictObject({ ...query, format: z.enum(fileFormats).default('ndjson') }),
  answers: { 200: null },
  produces: Object.values(contentTypes),
  handle: async (deps, ask) => {
    const { format } = ask.query;
    const chunks = await platformChangeFile(format, await asked(deps, ask));
    const bytes = Buffer.concat([...chunks].map((chunk) => Buffer.from(chunk)));
    const name = `platform-changes-${localDateOf(deps.now())}.${format}`;
    return { download: { type: contentTypes[format], name, bytes } };
  },
});

const recordWords = apiRoute({
  method: 'post',
  path: '/platform-words',
  id: 'recordPlatformWords',
  tag: 'accounts',
  summary:
    'Record the day on which a platform was told of changes or confirmed them: as a list of up to ' +
    '1,000, or by the exported file; whole or not at all',
  action: 'account.tell',
  body: z.strictObject({
    platform,
    word: z.enum(platformWordKinds),
    onDay: day,
    changes: z
      .array(z.strictObject({ versionId: id, change: z.enum(platformChangeKinds) }))
      .min(1)
      .max(changeCountMax)
      .optional(),
  }),
  files: ['file'],
  filesOptional: true,
  answers: { 201: importedShape },
  creates: true,
  handle: async (deps, ask) => {
    const { changes, ...words } = ask.body;
    if ((changes === undefined) === (ask.files.length === 0)) {
      const detail = 'Send either "changes" or a file.';
      throw new Refused({ code: 'invalid_input', detail, errors: [{ pointer: '', detail }] });
    }
    const verbDeps = { db: ask.db, now: deps.now, by: ask.by };
    const given = { ...words, within: sightOf(ask.principal, 'account.tell').units };
    if (changes !== undefined) {
      const rows = changes.map((value, at) => ({ line: at + 1, value }));
      const recorded = recordPlatformWords(verbDeps, { ...given, name: 'changes', rows });
      return { status: 201, body: sumOf([await withPointers(recorded, '/changes')]) };
    }
    const outcomes = [];
    for (const { name, bytes } of ask.files) {
      outcomes.push(await importPlatformWords(verbDeps, { ...given, file: { name, bytes } }));
    }
    return { status: 201, body: sumOf(outcomes) };
  },
});

export const platformChangeRoutes: readonly ApiRoute[] = [listChanges, exportChanges, recordWords];
