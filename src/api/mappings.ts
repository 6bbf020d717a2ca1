// Column mappings: tried on a file, proposed from it, confirmed once, retired. A preview stores
// nothing.
import { z } from 'zod';
import { may } from '../access/principal.js';
import type { Db } from '../db.js';
import {
  confirmMapping,
  proposeMapping,
  retireMapping,
  type MappingDeps,
} from '../mappings/change-mapping.js';
import { mappingState, mappingStates, type ColumnMapping } from '../mappings/mapping.js';
import { loadMappings } from '../mappings/mapping-store.js';
import { Refused } from '../problem.js';
import type { OwnFile } from '../tables/own-file.js';
import { pageOf, pageSchema, paging, reverseNumberKey } from './cursor.js';
import {
  layoutText,
  mappingName,
  mappingPreviewShape,
  mappingShape,
  mayMap,
  ownerAsked,
  shownMapping,
} from './mapping-shape.js';
import { previewThrough } from './mapping-preview.js';
import { apiRoute, type ApiDeps, type ApiRoute, type Ask } from './route.js';
import { id, idParams } from './shapes.js';
import { foundOr404, notFound } from './sight.js';

const gatewayAsked = z
  .string()
  .min(1)
  .max(64)
  .optional()
  .describe('Whose settlement report it is.');

const bankAsked = z
  .string()
  .regex(/^\d{6}$/)
  .optional()
  .describe('BIN of the bank whose statement it is.');

const listMappings = apiRoute({
  method: 'get',
  path: '/mappings',
  id: 'listMappings',
  tag: 'mappings',
  summary: 'Column mappings with all their versions, the latest proposed first',
  action: 'mapping.read',
  query: z.strictObject({
    ...paging,
    name: mappingName.optional(),
    state: z.enum(mappingStates).optional(),
  }),
  answers: { 200: pageSchema(mappingShape) },
  handle: async ({ db }, { query, principal }) => {
    const { name, state } = query;
    const wanted = (await loadMappings(db, name === undefined ? {} : { name })).filter(
      (one) =>
        mayMap(principal, 'read', one.owner) &&
        (state === undefined || mappingState(one) === state),
    );
    const page = pageOf(wanted, { ...query, keyOf: (one) => [reverseNumberKey(one.id)] });
    return { body: { ...page, items: page.items.map(shownMapping) } };
  },
});

const getMapping = apiRoute({
  method: 'get',
  path: '/mappings/{id}',
  id: 'getMapping',
  tag: 'mappings',
  summary: 'One version of a column mapping',
  action: 'mapping.read',
  params: idParams,
  answers: { 200: mappingShape },
  handle: async ({ db }, { params, principal }) => {
    const mapping = await findMapping(db, params.id);
    if (!mayMap(principal, 'read', mapping.owner)) throw notFound();
    return { body: shownMapping(mapping) };
  },
});

const previewMapping = apiRoute({
  method: 'post',
  path: '/mappings/preview',
  id: 'previewMapping',
  tag: 'mappings',
  summary: 'Read a file by a layout or a mapping and show what its import would do; stores nothing',
  action: 'mapping.propose',
  files: ['file'],
  body: z.strictObject({
    gateway: gatewayAsked,
    bank: bankAsked,
    layout: layoutText.optional(),
    mapping: id.optional().describe('Instead of a layout: the id of a mapping.'),
  }),
  answers: { 200: mappingPreviewShape },
  handle: async (_deps, ask) => {
    const { db, principal, body } = ask;
    const file = onlyFile(ask);
    if (body.mapping !== undefined) {
      const { owner, layout, headers } = await findMapping(db, body.mapping);
      if (!mayMap(principal, 'propose', owner)) throw notFound();
      return { body: await previewThrough(ask, { owner, layout, headers, file }) };
    }
    const { layout } = body;
    if (layout === undefined) {
      const errors = [{ pointer: '/layout', detail: 'a layout or a mapping is needed' }];
      throw new Refused({ code: 'invalid_input', detail: 'By what shall it be read?', errors });
    }
    const owner = await ownerAsked(db, principal, { ...body, reads: layout.reads });
    return { body: await previewThrough(ask, { owner, layout, file }) };
  },
});

const proposeRoute = apiRoute({
  method: 'post',
  path: '/mappings',
  id: 'proposeMapping',
  tag: 'mappings',
  summary: 'Propose a column mapping from a file, as a new name or the next version of one',
  action: 'mapping.propose',
  files: ['file'],
  body: z.strictObject({
    name: mappingName,
    gateway: gatewayAsked,
    bank: bankAsked,
    layout: layoutText,
  }),
  answers: { 201: mappingShape },
  creates: true,
  handle: async (deps, ask) => {
    const { name, layout } = ask.body;
    const owner = await ownerAsked(ask.db, ask.principal, { ...ask.body, reads: layout.reads });
    const given = { name, owner, layout, file: onlyFile(ask) };
    // whoever may not see what is in the file proposes nothing from it
    await previewThrough(ask, given);
    const mapping = await proposeMapping(mappingDeps(deps, ask), given);
    const location = `/api/v1/mappings/${mapping.id}`;
    return { status: 201, location, body: shownMapping(mapping) };
  },
});

const confirmRoute = apiRoute({
  method: 'post',
  path: '/mappings/{id}/confirm',
  id: 'confirmMapping',
  tag: 'mappings',
  summary: 'Confirm a proposal: from now on files are read by it',
  action: 'mapping.confirm',
  params: idParams,
  answers: { 200: mappingShape },
  creates: true,
  handle: async (deps, ask) => {
    if (!may(ask.principal, 'mapping.confirm', null)) throw notFound();
    return { body: shownMapping(await confirmMapping(mappingDeps(deps, ask), ask.params.id)) };
  },
});

const retireRoute = apiRoute({
  method: 'post',
  path: '/mappings/{id}/retire',
  id: 'retireMapping',
  tag: 'mappings',
  summary: 'Retire a version, confirmed or only proposed; what was imported by it stays',
  action: 'mapping.confirm',
  params: idParams,
  body: z.strictObject({ reason: z.string().trim().min(1).max(500) }),
  answers: { 200: mappingShape },
  creates: true,
  handle: async (deps, ask) => {
    if (!may(ask.principal, 'mapping.confirm', null)) throw notFound();
    const given = { id: ask.params.id, reason: ask.body.reason };
    return { body: shownMapping(await retireMapping(mappingDeps(deps, ask), given)) };
  },
});

function mappingDeps({ now }: ApiDeps, { db, by }: Pick<Ask, 'db' | 'by'>): MappingDeps {
  return { db, now, by };
}

async function findMapping(db: Db, mappingId: string): Promise<ColumnMapping> {
  return foundOr404((await loadMappings(db, { id: mappingId }))[0]);
}

function onlyFile({ files }: Pick<Ask, 'files'>): OwnFile {
  const [file, ...others] = files;
  if (file && others.length === 0) return { name: file.name, bytes: file.bytes };
  const errors = [{ pointer: '/file', detail: 'exactly one file is expected' }];
  throw new Refused({ code: 'invalid_input', detail: 'One file is tried at a time.', errors });
}

export const mappingRoutes: readonly ApiRoute[] = [
  listMappings,
  getMapping,
  previewMapping,
  proposeRoute,
  confirmRoute,
  retireRoute,
];
