// What every route of the JSON API has in common: who is let in, what is refused and how it is told.
import { z } from 'zod';
import { type ApiRoute, apiRoute } from '../../src/api/route.js';
import { apiRouter } from '../../src/api/serve-api.js';
import { refuseStale } from '../../src/api/versions.js';
import express from 'express';
import { answerErrors, notFound, requestId, securityHeaders } from '../../src/http.js';
import { runLog } from '../support/run-folder.js';
import { readerOf } from '../../src/oversight/latest-reading.js';
import { type ApiClient, apiClient } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bearerOf } from '../support/people.js';

const now = (): Date => new Date('2026-05-20T01:00:00Z');
const thing = z.strictObject({ id: z.string(), amount: z.string() });
const given = z.strictObject({
  name: z.string().max(10),
  items: z.array(z.strictObject({ amount: z.string().regex(/^\d+$/, 'whole đồng') })).max(3),
});

const things: readonly ApiRoute[] = [
  apiRoute({
    method: 'get',
    path: '/things',
    id: 'listThings',
    summary: 'Things',
    tag: 'things',
    action: 'unit.read',
    query: z.strictObject({ q: z.string().max(5).optional(), unit: z.string().optional() }),
    answers: { 200: z.strictObject({ items: z.array(thing), next: z.string().nullable() }) },
    handle: () => Promise.resolve({ body: { items: [], next: 'abc' } }),
  }),
  apiRoute({
    method: 'post',
    path: '/things',
    id: 'addThing',
    summary: 'Add a thing',
    tag: 'things',
    action: 'order.create',
    body: given,
    answers: { 201: thing },
    handle: (_deps, { body }) =>
      Promise.resolve({ status: 201, body: { id: body.name, amount: '1' }, location: '/x' }),
  }),
  apiRoute({
    method: 'get',
    path: '/things/{id}',
    id: 'getThing',
    summary: 'A thing',
    tag: 'things',
    action: 'self',
    params: z.strictObject({ id: z.string().regex(/^\d{1,18}$/, 'a number') }),
    answers: { 200: thing },
    handle: (_deps, { params }) =>
      Promise.resolve({ body: { id: params.id, amount: '0' }, version: '3' }),
  }),
  apiRoute({
    method: 'get',
    path: '/things/summary',
    id: 'summary',
    summary: 'A word in the place of a parameter',
    tag: 'things',
    action: 'self',
    answers: { 200: thing },
    handle: () => Promise.resolve({ body: { id: 'summary', amount: '0' } }),
  }),
  apiRoute({
    method: 'put',
    path: '/things/{id}',
    id: 'setThing',
    summary: 'Set a thing',
    tag: 'things',
    action: 'self',
    edits: true,
    params: z.strictObject({ id: z.string() }),
    body: z.strictObject({ name: z.string() }),
    answers: { 204: null },
    handle: (_deps, ask) => {
      refuseStale(ask, ask.params.id === '404' ? null : 3);
      return Promise.resolve({});
    },
  }),
  apiRoute({
    method: 'delete',
    path: '/things/{id}',
    id: 'endThing',
    summary: 'End a thing',
    tag: 'things',
    action: 'self',
    params: z.strictObject({ id: z.string() }),
    answers: { 204: null },
    handle: () => Promise.reject(new Error('a fault with 0123456789 in its message')),
  }),
];

let database: TestDatabase;
let portal: ApiClient;
let commune: ApiClient;
let nobody: ApiClient;

beforeAll(async () => {
  database = await cloneDatabase();
  const { db, config } = database;
  const log = runLog();
  const app = express();
  const rules = { ruleSet: 'none', reconcilers: [] };
  app.use(requestId, securityHeaders);
  app.use(apiRouter({ db, config, now, log, read: readerOf({ db }), rules }, things));
  app.use(notFound, answerErrors(log));
  const as = (who: string | null): ApiClient => apiClient(app, who, things);
  portal = as(await bearerOf(db, 'portal'));
  commune = as(await bearerOf(db, 'commune_accountant', '25432'));
  nobody = as(null);
});
afterAll(() => database.close());

const ok = { name: 'a', items: [] };

test('without a token, or with one that is none, a request is refused and told how to come back', async () => {
  const none = await nobody.get('/things');
  expect([none.status, none.body.code]).toEqual([401, 'unauthenticated']);
  expect(none.headers['www-authenticate']).toBe('Bearer');
  expect(none.body.title).toBe('Chưa đăng nhập hoặc phiên đã hết');
  for (const authorization of ['Bearer dst_wrong', 'Basic YTpi', 'Bearer', '']) {
    const reply = await nobody.get('/things', { headers: { authorization } });
    expect(reply.status).toBe(401);
  }
});

test('who has no grant with the right is refused before anything they sent is read', async () => {
  const reply = await commune.post('/things', { wrong: 1 });
  expect([reply.status, reply.body.code]).toEqual([403, 'forbidden']);
});

test('every answer carries the request’s number, may not be kept and is JSON', async () => {
  const { headers } = await commune.get('/things');
  expect(headers['content-type']).toBe('application/json; charset=utf-8');
  expect(headers['cache-control']).toBe('no-store');
  expect(headers['x-content-type-options']).toBe('nosniff');
  expect(headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
});

test('a list names the address of its next page', async () => {
  const { headers } = await commune.get('/things?q=a&unit=25432');
  expect(headers['link']).toBe('</api/v1/things?q=a&unit=25432&cursor=abc>; rel="next"');
});

test.each([
  ['an unknown query member', '/things?page=2', ['?page']],
  ['a repeated query member', '/things?q=a&q=b', ['?q']],
  ['a list where a text stands', '/things?q[]=a', ['?…']],
  ['a text that is too long', '/things?q=abcdefgh', ['?q']],
  ['NUL', '/things?q=%00', ['?q']],
  ['a prototype', '/things?__proto__=a', ['?__proto__']],
  ['a path member of another form', '/things/abc', ['/{id}']],
  ['query members where none are taken', '/things/1?a=1', ['?a']],
  ['a number that may be somebody’s as a name', '/things?079012345678=1', ['?…']],
])('%s is refused with its pointer', async (_what, path, pointers) => {
  const reply = await commune.get(path);
  expect([reply.status, reply.body.code]).toEqual([400, 'invalid_input']);
  expect(reply.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(pointers);
});

test.each<[string, unknown, string[]]>([
  ['an unknown member', { ...ok, role: 'admin' }, ['/role']],
  ['a missing member', { items: [] }, ['/name']],
  ['a list for a text', { ...ok, name: ['a'] }, ['/name']],
  [
    'a member deep inside',
    { ...ok, items: [{ amount: '1' }, { amount: '1.5' }] },
    ['/items/1/amount'],
  ],
  ['several faults', { name: 1, items: 2 }, ['/name', '/items']],
  ['a lone surrogate', { ...ok, name: '\ud800' }, ['/name']],
  ['nothing', null, ['']],
])('in a body %s is refused with its pointer', async (_what, body, pointers) => {
  const reply = await portal.post('/things', JSON.stringify(body), {
    headers: { 'content-type': 'application/json' },
  });
  expect([reply.status, reply.body.code]).toEqual([400, 'invalid_input']);
  expect(reply.body.errors.map((error: { pointer: string }) => error.pointer)).toEqual(pointers);
});

test('a body that reaches for the prototype changes nothing and is refused', async () => {
  const body = '{"name":"a","items":[],"__proto__":{"isAdmin":true}}';
  const reply = await portal.post('/things', body, {
    headers: { 'content-type': 'application/json' },
  });
  expect(reply.status).toBe(400);
  expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
});

test('what was sent is not repeated in the refusal', async () => {
  const { text } = await portal.post('/things', { name: '079012345678 Nguyễn Văn A', items: [] });
  expect(text).not.toContain('079012345678');
  expect(text).not.toContain('Nguyễn');
});

test('a body is JSON, whole, in UTF-8 and at most 1 MB', async () => {
  const send = (body: string | Buffer, type: string) =>
    portal.post('/things', body, { headers: { 'content-type': type } });
  const status = async (body: string | Buffer, type = 'application/json') => {
    const reply = await send(body, type);
    return `${String(reply.status)} ${String(reply.body.code)}`;
  };
  expect(await status('{"name":')).toBe('400 invalid_input');
  expect(await status(Buffer.from([0x22, 0xff, 0x22]))).toBe('400 invalid_input');
  expect(await status('name=a', 'application/x-www-form-urlencoded')).toBe(
    '415 unsupported_media_type',
  );
  expect(await status(JSON.stringify(ok), 'text/plain')).toBe('415 unsupported_media_type');
  expect(await status(`"${'a'.repeat(1024 * 1024)}"`)).toBe('413 too_large');
  expect(await status(`${'['.repeat(50)}${']'.repeat(50)}`)).toBe('400 invalid_input');
});

test('other methods are refused with those that are served, and asked for they are named', async () => {
  const reply = await portal.patch('/things', {});
  expect([reply.status, reply.headers['allow']]).toEqual([405, 'GET, POST, HEAD, OPTIONS']);
});

test('a word in the place of a parameter goes first; what is not there is 404', async () => {
  expect((await commune.get('/things/summary')).body.id).toBe('summary');
  expect((await commune.get('/things/7')).body.id).toBe('7');
  expect((await commune.get('/nothing')).status).toBe(404);
});

test('an edit names the version it means: none 428, another 412, garbled 400', async () => {
  const edit = async (headers: Record<string, string>, id = '7') => {
    const reply = await commune.put(`/things/${id}`, { name: 'b' }, { headers });
    return [reply.status, reply.body?.code];
  };
  expect(await edit({})).toEqual([428, 'precondition_required']);
  expect(await edit({ 'if-match': '"2"' })).toEqual([412, 'stale_version']);
  expect(await edit({ 'if-match': 'W/"3"' })).toEqual([400, 'invalid_input']);
  expect(await edit({ 'if-match': '3' })).toEqual([400, 'invalid_input']);
  expect(await edit({ 'if-match': '"3"' })).toEqual([204, undefined]);
  expect(await edit({ 'if-match': '*' })).toEqual([204, undefined]);
  expect(await edit({ 'if-match': '*' }, '404')).toEqual([412, 'stale_version']);
  expect(await edit({ 'if-none-match': '*' })).toEqual([412, 'stale_version']);
  expect(await edit({ 'if-none-match': '*' }, '404')).toEqual([204, undefined]);
});

test('a reader who has the version already gets no body again', async () => {
  const first = await commune.get('/things/7');
  expect(first.headers['etag']).toBe('"3"');
  const again = await commune.get('/things/7', { headers: { 'if-none-match': '"3"' } });
  expect([again.status, again.text]).toEqual([304, '']);
});

test('a fault is a number and nothing of what it said', async () => {
  const reply = await commune.delete('/things/7');
  expect([reply.status, reply.body.code]).toEqual([500, 'internal']);
  expect(reply.text).not.toContain('0123456789');
});
