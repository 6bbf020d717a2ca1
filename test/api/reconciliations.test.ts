// Runs over HTTP: started, watched, read; and what each asker may.
import type { AddressInfo } from 'node:net';
import { createServer, type RequestListener, type Server } from 'node:http';
import { openDb } from '../../src/db.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { type ApiClient, apiApp, apiClient } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bearerOf, byTester } from '../support/people.js';

let database: TestDatabase;
let server: Server;
let url: string;
let officer: ApiClient;
let bearer: string;

beforeAll(async () => {
  database = await cloneDatabase();
  server = createServer(apiApp(database) as RequestListener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  bearer = await bearerOf(database.db, 'finance_officer');
  officer = apiClient(url, bearer);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await database.close();
});

interface Told {
  readonly event: string;
  readonly data: { phase?: string; state?: string; id?: string };
}

function eventsIn(text: string): Told[] {
  return [...text.matchAll(/event: (\w+)\ndata: (.*)\n\n/g)].map(([, event = '', data = '']) => ({
    event,
    data: JSON.parse(data) as Told['data'],
  }));
}

test('a run is started, told as under way, and its events end with its result', async () => {
  const started = await officer.post('/reconciliations');
  expect([started.status, started.body.state]).toEqual([202, 'running']);
  expect(started.body.askedBy).toMatch(/^token \d+$/);
  expect(started.headers['location']).toBe(`/api/v1/reconciliations/${started.body.id}`);
  const watched = await officer.get(`/reconciliations/${started.body.id}/events`);
  expect(watched.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  const told = eventsIn(watched.text);
  expect(told.at(-1)).toMatchObject({
    event: 'result',
    data: { id: started.body.id, state: 'done', matchesAdded: 0, matchesEnded: 0 },
  });
  const read = await officer.get(`/reconciliations/${started.body.id}`);
  expect(read.body).toEqual(told.at(-1)?.data);
});

test('a run that waits for another is watched through every phase', async () => {
  const blocker = openDb(database.config);
  const trx = await blocker.transaction();
  await trx.raw(`select pg_advisory_xact_lock(hashtext(current_schema()), hashtext('reconcile'))`);
  const { body } = await officer.post('/reconciliations');
  const watching = officer.get(`/reconciliations/${body.id}/events`);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect((await officer.get(`/reconciliations/${body.id}`)).body.state).toBe('running');
  await trx.rollback();
  const told = eventsIn((await watching).text);
  expect(told.map(({ event, data }) => data.phase ?? event)).toEqual([
    'waiting',
    'loading',
    'matching',
    'writing',
    'result',
  ]);
  await blocker.destroy();
});

test('a run that waits can be taken back: its watcher is told, and nothing of it stands', async () => {
  const blocker = openDb(database.config);
  const trx = await blocker.transaction();
  await trx.raw(`select pg_advisory_xact_lock(hashtext(current_schema()), hashtext('reconcile'))`);
  const { body } = await officer.post('/reconciliations');
  const watching = officer.get(`/reconciliations/${body.id}/events`);
  const cancelled = await officer.delete(`/reconciliations/${body.id}`);
  expect([cancelled.status, cancelled.body.state]).toEqual([200, 'cancelled']);
  expect(eventsIn((await watching).text).at(-1)).toEqual({
    event: 'result',
    data: cancelled.body,
  });
  expect((await officer.delete(`/reconciliations/${body.id}`)).status).toBe(409);
  await trx.rollback();
  await blocker.destroy();
  const [event] = await database.db('audit_event').where({ action: 'reconciliation.cancelled' });
  expect(event).toMatchObject({ subject_id: body.id, actor_kind: 'token' });
  const auditor = apiClient(url, await bearerOf(database.db, 'auditor'));
  expect((await auditor.delete(`/reconciliations/${body.id}`)).status).toBe(403);
});

test('the events of a run that ended long ago are its result', async () => {
  await reconcile({ db: database.db, now: () => new Date('2026-05-01T00:00:00Z'), by: byTester });
  const { body } = await officer.get('/reconciliations', { query: { limit: '1' } });
  const { text } = await officer.get(`/reconciliations/${body.items[0].id}/events`);
  expect(eventsIn(text)).toEqual([{ event: 'result', data: body.items[0] }]);
});

test('a run whose process died is told as interrupted, and another can be started', async () => {
  const rows = await database
    .db('reconciliation_run')
    .insert({ started_at: new Date('2026-05-01T00:00:00Z'), asked_by: 'officer 1' })
    .returning<{ id: string }[]>('id');
  const read = await officer.get(`/reconciliations/${String(rows[0]?.id)}`);
  expect(read.body).toMatchObject({ state: 'interrupted', finishedAt: null, matchesAdded: null });
  const { text } = await officer.get(`/reconciliations/${String(rows[0]?.id)}/events`);
  expect(eventsIn(text)).toHaveLength(1);
  expect((await officer.post('/reconciliations')).status).toBe(202);
});

test('runs are listed newest first, page by page, each once', async () => {
  const seen: string[] = [];
  let query: Record<string, string> = { limit: '2' };
  for (;;) {
    const { body } = await officer.get('/reconciliations', { query });
    seen.push(...body.items.map(({ id }: { id: string }) => id));
    if (body.next === null) break;
    query = { limit: '2', cursor: body.next };
  }
  expect(seen.length).toBeGreaterThanOrEqual(4);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toEqual([...seen].sort((one, other) => Number(other) - Number(one)));
});

test('a run belongs to no unit: a grant over a part of the province finds none', async () => {
  const { body } = await officer.get('/reconciliations');
  const id = String(body.items[0].id);
  const part = apiClient(url, await bearerOf(database.db, 'finance_officer', '25432'));
  expect((await part.post('/reconciliations')).status).toBe(404);
  for (const path of ['', `/${id}`, `/${id}/events`, '/99999']) {
    expect((await part.get(`/reconciliations${path}`)).status).toBe(404);
  }
  expect((await officer.get('/reconciliations/99999/events')).status).toBe(404);
  const auditor = apiClient(url, await bearerOf(database.db, 'auditor'));
  expect((await auditor.post('/reconciliations')).status).toBe(403);
  expect((await auditor.get(`/reconciliations/${id}`)).status).toBe(200);
  const commune = apiClient(url, await bearerOf(database.db, 'commune_accountant', '25432'));
  expect((await commune.get('/reconciliations')).status).toBe(403);
});

test('the same start again is the same run', async () => {
  const ask = { idempotencyKey: 'one-run' };
  const first = await officer.post('/reconciliations', undefined, ask);
  const again = await officer.post('/reconciliations', undefined, ask);
  expect(again.body.id).toBe(first.body.id);
  expect(again.headers['idempotent-replayed']).toBe('true');
});

test('everybody learns who the service takes them for', async () => {
  const me = await apiClient(url, await bearerOf(database.db, 'monitor')).get('/me');
  expect(me.body).toMatchObject({
    kind: 'token',
    name: 'test monitor',
    grants: [{ role: 'monitor', scope: '75', actions: ['metrics.read', 'docs.read'] }],
  });
  expect((await apiClient(url, null).get('/me')).status).toBe(401);
});
