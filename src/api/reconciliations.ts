// Reconciliation runs: one can be started, watched while it runs, and its result read later. A run
// is over the whole province, so it belongs to no unit.
import { z } from 'zod';
import { instantText } from '../calendar.js';
import { errorFields } from '../log.js';
import { runPhases } from '../reconciliation/run-reconciliation.js';
import {
  type ReconciliationRun,
  runStates,
  selectRun,
  selectRuns,
} from '../reconciliation/run-store.js';
import { askForRun, runAsked, takeRunBack, watchRun } from '../reconciliation/watch-run.js';
import { keyOfCursor, pageFrom, pageSchema, paging } from './cursor.js';
import { type ApiDeps, apiRoute, type ApiRoute, type ServerEvent } from './route.js';
import { idParams, instant } from './shapes.js';
import { foundOr404, holdToProvince } from './sight.js';

const count = z.number().int().nullable();

const run = z.strictObject({
  id: z.string(),
  state: z
    .enum(runStates)
    .describe(
      'cancelled: somebody took it back; interrupted: its process ended. Nothing of either stands.',
    ),
  startedAt: instant,
  finishedAt: instant.nullable(),
  askedBy: z.string().nullable(),
  ruleSet: z.string().nullable(),
  matchesAdded: count,
  matchesEnded: count,
  confirmed: count.describe('Matches that stand, confirmed.'),
  proposed: count.describe('Matches that stand and wait for a person.'),
  linesNotSearched: count.describe(
    'Credits for which a search was cut short at its bound: of these nothing is said.',
  ),
  failedBecause: z.string().nullable(),
  cancelledAt: instant.nullable(),
  cancelledBy: z.string().nullable(),
});

const about = { tag: 'reconciliations' } as const;

const startRun = apiRoute({
  ...about,
  method: 'post',
  path: '/reconciliations',
  id: 'startReconciliation',
  summary: 'Starts a run over everything stored; its events tell how far it is',
  action: 'reconciliation.run',
  creates: true,
  answers: { 202: run },
  handle: async (deps, { principal, by, db }) => {
    holdToProvince(principal, 'reconciliation.run');
    const id = await askForRun(db, { by, now: deps.now() });
    const asked = foundOr404(await selectRun(db, { id, now: deps.now() }));
    return {
      status: 202,
      location: `/api/v1/reconciliations/${id}`,
      body: runBody(asked),
      afterCommit: () => {
        // not waited for: whoever asked reads the events or the result
        runAsked({ db: deps.db, now: deps.now, by }, id).catch((error: unknown) => {
          deps.log.error({ run: id, ...errorFields(error) }, 'run failed');
        });
        return Promise.resolve(undefined);
      },
    };
  },
});

const listRuns = apiRoute({
  ...about,
  method: 'get',
  path: '/reconciliations',
  id: 'listReconciliations',
  summary: 'Runs, newest first',
  action: 'reconciliation.read',
  query: z.strictObject(paging),
  answers: { 200: pageSchema(run) },
  handle: async (deps, { principal, query }) => {
    holdToProvince(principal, 'reconciliation.read');
    const before = query.cursor === undefined ? null : idOf(query.cursor);
    const asked = { now: deps.now(), before, limit: query.limit + 1 };
    const runs = await selectRuns(deps.db, asked);
    const rows = runs.map((one) => ({ item: runBody(one), key: [one.id] }));
    return { body: pageFrom(rows, query.limit) };
  },
});

const getRun = apiRoute({
  ...about,
  method: 'get',
  path: '/reconciliations/{id}',
  id: 'getReconciliation',
  summary: 'A run and its result',
  action: 'reconciliation.read',
  params: idParams,
  answers: { 200: run },
  handle: async (deps, { principal, params }) => {
    holdToProvince(principal, 'reconciliation.read');
    return { body: runBody(await findRun(deps, params.id)) };
  },
});

const watch = apiRoute({
  ...about,
  method: 'get',
  path: '/reconciliations/{id}/events',
  id: 'watchReconciliation',
  summary: `Events of a run: phase (${runPhases.join(', ')}), then result with the run`,
  action: 'reconciliation.read',
  params: idParams,
  answers: { 200: null },
  produces: ['text/event-stream'],
  handle: async (deps, { principal, params }) => {
    holdToProvince(principal, 'reconciliation.read');
    await findRun(deps, params.id);
    return { events: (signal) => eventsOf(deps, params.id, signal) };
  },
});

const cancel = apiRoute({
  ...about,
  method: 'delete',
  path: '/reconciliations/{id}',
  id: 'cancelReconciliation',
  summary: 'Takes back a run that waits or is under way: nothing of it stands',
  action: 'reconciliation.run',
  params: idParams,
  answers: { 200: run },
  handle: async (deps, { principal, params, by, db }) => {
    holdToProvince(principal, 'reconciliation.run');
    await findRun(deps, params.id);
    await takeRunBack(db, { id: params.id, by, at: deps.now() });
    return { body: runBody(foundOr404(await selectRun(db, { id: params.id, now: deps.now() }))) };
  },
});

async function* eventsOf(
  deps: ApiDeps,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  for await (const news of watchRun(deps, id, signal)) {
    if (news.kind === 'phase') yield { event: 'phase', data: { phase: news.phase } };
    else yield { event: 'result', data: runBody(news.run) };
  }
}

async function findRun(deps: ApiDeps, id: string): Promise<ReconciliationRun> {
  return foundOr404(await selectRun(deps.db, { id, now: deps.now() }));
}

/** Ids are numbers: a cursor that carries anything else is none of ours. */
function idOf(cursor: string): string {
  const [id = ''] = keyOfCursor(cursor, 1);
  return /^\d{1,18}$/.test(id) ? id : '0';
}

function runBody(one: ReconciliationRun): z.output<typeof run> {
  return {
    id: one.id,
    state: one.state,
    startedAt: instantText(one.startedAt),
    finishedAt: one.finishedAt ? instantText(one.finishedAt) : null,
    askedBy: one.askedBy,
    ruleSet: one.ruleSet,
    matchesAdded: one.added,
    matchesEnded: one.ended,
    confirmed: one.confirmed,
    proposed: one.proposed,
    linesNotSearched: one.notSearched,
    failedBecause: one.failedBecause,
    cancelledAt: one.cancelledAt ? instantText(one.cancelledAt) : null,
    cancelledBy: one.cancelledBy,
  };
}

export const reconciliationRoutes: readonly ApiRoute[] = [
  startRun,
  listRuns,
  getRun,
  watch,
  cancel,
];
