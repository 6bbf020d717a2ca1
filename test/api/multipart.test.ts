// Files of a form: whole, few, not too large, and named by what they are.
import { request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { uploadLimits } from '../../src/api/multipart.js';
import { type ApiClient, apiClient } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bearerOf } from '../support/people.js';
import { aborted, countThings, next, thingApp, thingRoutes } from './things.js';

let database: TestDatabase;
let portal: ApiClient;
let server: Server;
let bearer: string;

beforeAll(async () => {
  database = await cloneDatabase();
  bearer = await bearerOf(database.db, 'portal');
  const app = thingApp(database);
  portal = apiClient(app, bearer, thingRoutes);
  server = await new Promise<Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => {
      resolve(listening);
    });
  });
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await database.close();
});

test('files arrive with their field, their Vietnamese name and every byte', async () => {
  const reply = await portal.upload(
    '/things',
    [
      { name: 'Sao kê tháng 5 – Phường Chơn Thành.csv', bytes: Buffer.from([0, 255, 10, 13]) },
      { field: 'attachment', name: 'b.xlsx', bytes: '' },
    ],
    { name: 'Đồng Nai' },
  );
  expect(reply.body).toMatchObject({
    name: 'Đồng Nai',
    files: [
      { field: 'file', name: 'Sao kê tháng 5 – Phường Chơn Thành.csv', bytes: 4 },
      { field: 'attachment', name: 'b.xlsx', bytes: 0 },
    ],
  });
});

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\con.csv', 'con.csv'],
  ['a\u202egnp.csv', 'agnp.csv'],
  [`${'d'.repeat(300)}.csv`, 'd'.repeat(255)],
])('a file named %j is shown by its plain name', async (name, shown) => {
  const reply = await portal.upload('/things', [{ name, bytes: 'x' }]);
  expect(reply.body.files[0].name).toBe(shown);
});

test('a file is needed where the address takes nothing else, and JSON is not one', async () => {
  const none = await portal.upload('/files', [], { a: '1' });
  expect([none.status, none.body.errors]).toEqual([
    400,
    [{ pointer: '/file', detail: 'is missing' }],
  ]);
  const json = await portal.post('/files', {});
  expect([json.status, json.body.code]).toEqual([415, 'unsupported_media_type']);
});

test('text fields are held to their schema like a body', async () => {
  const file = [{ name: 'a.csv', bytes: 'x' }];
  const reply = await portal.upload('/things', file, { other: '1' });
  expect([reply.status, reply.body.errors[0].pointer]).toEqual([400, '/other']);
  expect((await portal.upload('/things', file, { __proto: '1' })).status).toBe(400);
  const field = { field: 'elsewhere', name: 'a.csv', bytes: 'x' };
  expect((await portal.upload('/things', [field])).status).toBe(400);
});

test('a field named __proto__ is refused and reaches nothing', async () => {
  const part = 'Content-Disposition: form-data; name="__proto__"\r\n\r\nx';
  const reply = await raw(`--b\r\n${part}\r\n--b--\r\n`);
  expect(reply).toBe(400);
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

test('more files, fields or bytes than allowed are refused as too large', async () => {
  const files = (count: number, bytes: string | Buffer) =>
    Array.from({ length: count }, (_, n) => ({ name: `${String(n)}.csv`, bytes }));
  const code = async (sent: ReturnType<typeof files>, fields = {}) =>
    (await portal.upload('/things', sent, fields)).body.code;
  expect(await code(files(uploadLimits.filesMax + 1, 'x'))).toBe('too_large');
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`f${String(n)}`, '1']));
  expect(await code(files(1, 'x'), many)).toBe('too_large');
  expect(await code(files(1, 'x'), { name: 'a'.repeat(uploadLimits.fieldBytesMax + 1) })).toBe(
    'too_large',
  );
  expect(await code(files(1, 'x'), { ['n'.repeat(200)]: '1' })).toBe('too_large');
  expect(await code(files(1, Buffer.alloc(uploadLimits.fileBytesMax + 1)))).toBe('too_large');
  const each = Math.ceil(uploadLimits.bytesMax / 3) + 1;
  expect(await code(files(3, Buffer.alloc(each)))).toBe('too_large');
});

test('what all requests together hold is bounded, and given back when they are answered', async () => {
  const limits = uploadLimits as { heldBytesMax: number };
  const usual = limits.heldBytesMax;
  limits.heldBytesMax = 1_000_000;
  next.waitsMs = 500;
  const files = [{ name: 'a.csv', bytes: Buffer.alloc(400_000) }];
  const replies = await Promise.all(
    Array.from({ length: 6 }, () => portal.upload('/things', files)),
  );
  const refused = replies.filter(({ status }) => status === 503);
  // two fit; of those that arrive piece by piece beside each other both may be one too many
  expect(refused.length).toBeGreaterThanOrEqual(4);
  expect(replies.filter(({ status }) => status === 201)).toHaveLength(6 - refused.length);
  expect(refused[0]?.body.code).toBe('unavailable');
  expect(refused[0]?.headers['retry-after']).toBe('10');
  next.waitsMs = 0;
  expect((await portal.upload('/things', files)).status).toBe(201);
  limits.heldBytesMax = usual;
});

test('a form that breaks off half-way leaves nothing behind', async () => {
  const before = await countThings(database);
  const part = 'Content-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nhalf a line';
  expect(await raw(`--b\r\n${part}`)).toBe(400);
  await cut(`--b\r\n${part}`);
  expect(await countThings(database)).toBe(before);
  expect((await portal.upload('/things', [{ name: 'a.csv', bytes: 'x' }])).status).toBe(201);
});

test('events arrive one by one as JSON and end', async () => {
  const reply = await portal.get('/things/1/events');
  expect(reply.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  expect(reply.text).toBe(
    ['3', '2', '1'].map((n) => `event: count\ndata: {"n":${n}}\n\n`).join(''),
  );
  expect(aborted).toEqual([false]);
});

const headers = () => ({
  authorization: `Bearer ${bearer}`,
  'idempotency-key': String(Math.random()),
  'content-type': 'multipart/form-data; boundary=b',
});

function open(more: Record<string, string | number>) {
  const { port } = server.address() as AddressInfo;
  const path = '/api/v1/things';
  return httpRequest({ port, path, method: 'POST', headers: { ...headers(), ...more } });
}

function raw(body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sending = open({});
    sending.on('response', (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sending.on('error', reject);
    sending.end(body);
  });
}

/** Promises more than it sends and hangs up. */
function cut(body: string): Promise<void> {
  return new Promise((resolve) => {
    const sending = open({ 'content-length': 1000 });
    sending.on('error', () => undefined);
    sending.write(body, () => {
      sending.destroy();
      setTimeout(resolve, 100);
    });
  });
}
