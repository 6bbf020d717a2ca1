// Routes for tests of what all routes have in common: things are events of the audit trail.
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';
import { z } from 'zod';
import { type ApiRoute, apiRoute } from '../../src/api/route.js';
import { apiRouter } from '../../src/api/serve-api.js';
import { recordAudit } from '../../src/audit/record-audit.js';
import { answerErrors, notFound, requestId, securityHeaders } from '../../src/http.js';
import { runLog } from '../support/run-folder.js';
import { readerOf } from '../../src/oversight/latest-reading.js';
import type { TestDatabase } from '../support/database.js';

/** What the next requests do, set by a test. */
export const next = { fails: false, waitsMs: 0, failsAfterwards: false };

const made = z.strictObject({
  name: z.string(),
  files: z.array(z.strictObject({ field: z.string(), name: z.string(), bytes: z.number() })),
  secret: z.string().optional(),
  mailed: z.boolean().optional(),
});

const about = { tag: 'things', summary: 'A thing', action: 'order.create' } as const;

const makeThing = apiRoute({
  ...about,
  method: 'post',
  path: '/things',
  id: 'makeThing',
  creates: true,
  query: z.strictObject({ q: z.string().optional() }),
  body: z.strictObject({ name: z.string().optional() }),
  files: ['file', 'attachment'],
  filesOptional: true,
  answers: { 201: made },
  handle: async (_deps, { db, by, body, files }) => {
    await sleep(next.waitsMs);
    const subject = { kind: 'thing', id: body.name ?? null };
    await recordAudit(db, by, { action: 'thing.made', subject });
    if (next.fails) throw new Error('something breaks after it was written');
    return {
      status: 201,
      location: '/api/v1/things/1',
      version: '1',
      body: {
        name: body.name ?? '',
        files: files.map(({ field, name, bytes }) => ({ field, name, bytes: bytes.length })),
      },
      once: { secret: 'told once' },
      afterCommit: () =>
        next.failsAfterwards
          ? Promise.reject(new Error('the mail server is away'))
          : Promise.resolve({ mailed: true }),
    };
  },
});

const sendFile = apiRoute({
  ...about,
  method: 'post',
  path: '/files',
  id: 'sendFile',
  files: ['file'],
  answers: { 204: null },
  handle: () => Promise.resolve({}),
});

async function* countdown(signal: AbortSignal) {
  for (const n of [3, 2, 1]) {
    yield { event: 'count', data: { n } };
    await sleep(5);
  }
  aborted.push(signal.aborted);
}

/** Whether each stream of events that ended was given up by its reader. */
export const aborted: boolean[] = [];

const watchThing = apiRoute({
  ...about,
  method: 'get',
  path: '/things/{id}/events',
  id: 'watchThing',
  params: z.strictObject({ id: z.string() }),
  answers: { 200: null },
  handle: () => Promise.resolve({ events: countdown }),
});

export const thingRoutes: readonly ApiRoute[] = [makeThing, sendFile, watchThing];

/** A service with these routes; a second one over the same database is one that was restarted. */
export function thingApp({ db, config }: TestDatabase): express.Express {
  const log = runLog();
  const now = (): Date => new Date('2026-05-20T01:00:00Z');
  const app = express();
  const rules = { ruleSet: 'none', reconcilers: [] };
  app.use(requestId, securityHeaders);
  app.use(apiRouter({ db, config, now, log, read: readerOf({ db }), rules }, thingRoutes));
  app.use(notFound, answerErrors(log));
  return app;
}

/** How many things there are. */
export async function countThings({ db }: TestDatabase): Promise<number> {
  const rows = await db('audit_event').where({ action: 'thing.made' }).select('id');
  return rows.length;
}
