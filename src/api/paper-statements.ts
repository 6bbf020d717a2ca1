// Statements on paper: typed in by one person with the scan, confirmed or refused by another. Only
// what is confirmed becomes a statement; matching runs afterwards.
import { z } from 'zod';
import { sightOf } from '../access/principal.js';
import { paperTypeOf, paperTypes } from '../beneficiary-accounts/paper-type.js';
import { Refused } from '../problem.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import { confirmPaper, refusePaper, withdrawPaper } from '../statements/decide-paper.js';
import { enterPaper } from '../statements/enter-paper.js';
import { loadFile } from '../statements/import-store.js';
import { seesPaper } from '../statements/paper-sight.js';
import { paperStates } from '../statements/paper-statement.js';
import { findPaper, listPapers, type ListedPaper } from '../statements/paper-store.js';
import { typed } from './account-shape.js';
import { pageSchema, paging } from './cursor.js';
import { idBefore, pageById } from './id-cursor.js';
import {
  detailedPaper,
  paperStatementDetailShape,
  paperIn,
  paperStatementShape,
  shownPaperStatement,
} from './paper-statement-shape.js';
import { recordPayerRead } from '../audit/payer-reads.js';
import { apiRoute, type ApiRoute, type Ask } from './route.js';
import { idParams } from './shapes.js';
import { foundOr404 } from './sight.js';

const about = { tag: 'statements' } as const;

const list = apiRoute({
  ...about,
  method: 'get',
  path: '/paper-statements',
  id: 'listPaperStatements',
  summary: 'Statements typed from paper, the latest first',
  action: 'statement.enter',
  query: z.strictObject({ ...paging, state: z.enum(paperStates).optional() }),
  answers: { 200: pageSchema(paperStatementShape) },
  handle: async (_deps, { db, principal, query }) => {
    const { limit, cursor, state } = query;
    const { units } = sightOf(principal, 'statement.enter');
    const asked = { units, state, before: idBefore(cursor), limit: limit + 1 };
    const page = pageById(await listPapers(db, asked), limit);
    return { body: { ...page, items: page.items.map(shownPaperStatement) } };
  },
});

const post = apiRoute({
  ...about,
  method: 'post',
  path: '/paper-statements',
  id: 'enterPaperStatement',
  summary: 'Type a statement from paper, with its scan (PDF, JPEG or PNG, 20 MB)',
  action: 'statement.enter',
  files: ['file'],
  filesOptional: true,
  body: paperIn,
  answers: { 201: paperStatementShape },
  creates: true,
  handle: async ({ now }, { db, by, principal: asker, body, files }) => {
    const { account: versionId, scanOf, ...entry } = body;
    const scan = onlyScan(files, scanOf);
    const paper = await enterPaper({ db, now, by }, { asker, versionId, entry, scan });
    const location = `/api/v1/paper-statements/${paper.id}`;
    return { status: 201, body: shownPaperStatement(paper), location };
  },
});

const get = apiRoute({
  ...about,
  method: 'get',
  path: '/paper-statements/{id}',
  id: 'getPaperStatement',
  summary: 'One statement typed from paper, with its lines',
  action: 'statement.enter',
  params: idParams,
  answers: { 200: paperStatementDetailShape },
  handle: async ({ now }, ask) => {
    const paper = await paperAsked(ask);
    await recordPayerRead(ask, { kind: 'paper_statement', shown: shownOf(paper) });
    const asking = { asker: ask.principal, at: now() };
    return { body: await detailedPaper(ask.db, paper, asking) };
  },
});

const scan = apiRoute({
  ...about,
  method: 'get',
  path: '/paper-statements/{id}/scan',
  id: 'getPaperStatementScan',
  summary: 'Downloads the scan that it was typed from',
  action: 'statement.enter',
  params: idParams,
  produces: [...paperTypes],
  answers: { 200: null },
  handle: async (_deps, ask) => {
    const paper = await paperAsked(ask);
    const { bytes } = await loadFile(ask.db, paper.fileId);
    const type = foundOr404(paperTypeOf(bytes));
    await recordPayerRead(ask, { kind: 'paper_statement', shown: shownOf(paper) });
    return { download: { type, name: paper.scanName, bytes } };
  },
});

const confirm = apiRoute({
  ...about,
  method: 'post',
  path: '/paper-statements/{id}/confirm',
  id: 'confirmPaperStatement',
  summary: 'Confirm as the second person: it becomes a statement; matching runs afterwards',
  action: 'statement.attest',
  params: idParams,
  answers: { 200: paperStatementShape },
  creates: true,
  handle: async ({ now, db: own }, { db, by, principal: asker, params }) => {
    const paper = await confirmPaper({ db, now, by }, { asker, paperId: params.id });
    const afterCommit = async (): Promise<undefined> => {
      await reconcile({ db: own, now, by });
    };
    return { body: shownPaperStatement(paper), afterCommit };
  },
});

const refuse = apiRoute({
  ...about,
  method: 'post',
  path: '/paper-statements/{id}/refuse',
  id: 'refusePaperStatement',
  summary: 'Refuse as the second person, saying why; nothing changes',
  action: 'statement.attest',
  params: idParams,
  body: z.strictObject({ reason: typed(1000) }),
  answers: { 200: paperStatementShape },
  creates: true,
  handle: async ({ now }, { db, by, principal: asker, params, body }) => {
    const given = { asker, paperId: params.id, reason: body.reason };
    return { body: shownPaperStatement(await refusePaper({ db, now, by }, given)) };
  },
});

const withdraw = apiRoute({
  ...about,
  method: 'post',
  path: '/paper-statements/{id}/withdraw',
  id: 'withdrawPaperStatement',
  summary: 'Take back what you typed while it waits, saying why; it may be typed anew',
  action: 'statement.enter',
  params: idParams,
  body: z.strictObject({ reason: typed(1000) }),
  answers: { 200: paperStatementShape },
  creates: true,
  handle: async ({ now }, { db, by, principal: asker, params, body }) => {
    const given = { asker, paperId: params.id, reason: body.reason };
    return { body: shownPaperStatement(await withdrawPaper({ db, now, by }, given)) };
  },
});

function onlyScan([scan, ...others]: Ask['files'], ofPaper: string | undefined) {
  if (scan && others.length === 0 && ofPaper === undefined) return scan;
  if (!scan && ofPaper !== undefined) return { ofPaper };
  const errors = [{ pointer: '/file', detail: 'one file, or the paper whose scan it is' }];
  throw new Refused({ code: 'invalid_input', detail: 'One scan a statement.', errors });
}

async function paperAsked(
  ask: Pick<Ask, 'db' | 'principal'> & { readonly params: { readonly id: string } },
): Promise<ListedPaper> {
  const paper = await findPaper(ask.db, ask.params.id);
  return foundOr404(paper && seesPaper(ask.principal, paper) ? paper : null);
}

function shownOf({ id, unitCodes }: ListedPaper) {
  return [{ id, unitCode: unitCodes[0] ?? null }];
}

export const paperStatementRoutes: readonly ApiRoute[] = [
  ...[list, post, get, scan],
  ...[confirm, refuse, withdraw],
];
