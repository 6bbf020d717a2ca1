// Every answer carries the strict headers, whatever wrote it: each route and method, what is not
// there, what is refused, and what the HTTP parser throws back before any route sees it.
import { connect } from 'node:net';
import { apiRoutes } from '../../src/api/index.js';
import { buildApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { openDb } from '../../src/db.js';
import { openLog } from '../../src/log.js';
import { type RunningServer, startServer } from '../../src/server.js';
import { headerBytesMax } from '../../src/unreadable-request.js';
import { type Reply, send } from '../payments/callback-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bearerOf } from '../support/people.js';

let database: TestDatabase;
let server: RunningServer;
let token: string;
const lines: string[] = [];
const log = openLog('info', { write: (line) => lines.push(line) });
const now = (): Date => new Date('2026-05-20T05:00:00Z');

beforeAll(async () => {
  database = await cloneDatabase({ PORT: '0', BASE_URL: 'https://doisoat.example' });
  token = await bearerOf(database.db, 'system_admin');
  const { db, config } = database;
  server = await startServer({ db, config, now, log });
});
afterAll(async () => {
  await server.stop();
  await database.close();
});

const strict: Readonly<Record<string, RegExp>> = {
  'content-security-policy': /default-src 'self'.*base-uri 'none'.*frame-ancestors 'none'/,
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
  'referrer-policy': /^same-origin$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'permissions-policy': /camera=\(\)/,
  'strict-transport-security': /^max-age=\d{8}$/,
};

/** What is wrong with the headers of an answer; nothing when all is well. */
function faultsOf(headers: Readonly<Record<string, unknown>>): string[] {
  const faults = Object.entries(strict)
    .filter(([name, value]) => !value.test(String(headers[name])))
    .map(([name]) => `${name}: ${String(headers[name])}`);
  if (/unsafe-|\*/.test(String(headers['content-security-policy']))) faults.push('a loose policy');
  for (const name of ['x-powered-by', 'server', 'access-control-allow-origin']) {
    if (headers[name] !== undefined) faults.push(`${name} is there`);
  }
  const kept = String(headers['cache-control']);
  if (kept !== 'no-store' && !/^public, max-age=31536000, immutable$/.test(kept)) {
    faults.push(`cache-control: ${kept}`);
  }
  return faults;
}

interface Layer {
  readonly route?: { readonly path: string };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

/** Every path of the application, as the router itself knows them. */
function pathsOf(layers: readonly Layer[]): string[] {
  return layers.flatMap((layer) => [
    ...(layer.route ? [layer.route.path] : []),
    ...pathsOf(layer.handle?.stack ?? []),
  ]);
}

const isLong = process.env['DOISOAT_LONG'] === '1';
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'];

test('every route and method answers with them, asked by nobody and by somebody', async () => {
  const { db, config } = database;
  const { stack } = buildApp({ db, config, now, log }).router as unknown as { stack: Layer[] };
  const known = [...pathsOf(stack), ...apiRoutes.map(({ path }) => `/api/v1${path}`)];
  const paths = [...new Set(known)]
    .map((path) => path.replace(/[:*]\w+|\{[^}]*\}/g, '25432').replace(/\/{2,}/g, '/'))
    // server-sent events stay open for good
    .filter((path) => !path.endsWith('/events'));
  expect(paths.length).toBeGreaterThanOrEqual(5);
  const faults: string[] = [];
  const odd = ['/nothing', '/assets/none.css', '/api/v1/none', '/%E0%A4%A'];
  for (const [at, path] of [...paths, ...odd].entries()) {
    for (const [no, method] of methods.entries()) {
      for (const headers of [{}, { authorization: `Bearer ${token}` }]) {
        // two methods for a path, once by nobody and once by somebody; others for the next
        const isNobodys = !('authorization' in headers);
        if (!isLong && ((at + no) % 4 > 0 || no < 4 !== isNobodys)) continue;
        const reply = await send(server.url, { method, path, headers });
        const found = faultsOf(reply.headers);
        if (found.length > 0) faults.push(`${method} ${path}: ${found.join(', ')}`);
      }
    }
  }
  expect(faults).toEqual([]);
}, 120_000);

test('a file that a page loads may be kept, its page may not', async () => {
  const page = await send(server.url, { method: 'GET', path: '/' });
  expect(page.headers['cache-control']).toBe('no-store');
  const missing = await send(server.url, { method: 'GET', path: '/assets/none.css' });
  expect([missing.status, missing.headers['cache-control']]).toEqual([404, 'no-store']);
});

test('a body beyond the limit, an odd Expect and a broken database answer with them too', async () => {
  const large = Buffer.alloc(2_000_000, 'x');
  const replies = [await send(server.url, { path: '/callbacks/generic', body: large })];
  const headers = { expect: '200-maybe' };
  replies.push(await send(server.url, { method: 'GET', path: '/', headers }));
  const away = openDb({ databaseUrl: 'postgres://nobody@127.0.0.1:1/nothing', schema: 'p75' });
  const alone = await startServer({ db: away, config: database.config, now, log });
  for (const path of ['/', '/readyz', '/api/v1/payments']) {
    const authorization = `Bearer ${token}`;
    replies.push(await send(alone.url, { method: 'GET', path, headers: { authorization } }));
  }
  await alone.stop();
  await away.destroy();
  expect(replies.map(({ status }) => status >= 400)).toEqual(replies.map(() => true));
  expect(replies.flatMap((reply) => faultsOf(reply.headers))).toEqual([]);
});

test('on its way down it answers with them', async () => {
  const { db, config } = database;
  const going = await startServer({ db, config, now, log });
  const { port, hostname } = new URL(going.url);
  const slow = connect(Number(port), hostname);
  slow.on('error', () => undefined);
  slow.write('POST /callbacks/generic HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n1');
  await new Promise((resolve) => setTimeout(resolve, 100));
  const stopping = going.stop();
  const late = await send(going.url, { method: 'GET', path: '/healthz' });
  expect([late.status, faultsOf(late.headers)]).toEqual([503, []]);
  slow.destroy();
  await stopping;
});

test('by http, which is this machine only, browsers are not told to insist on https', async () => {
  const { db, url, ownerUrl } = database;
  const config = readConfig({
    DATABASE_URL: url,
    MIGRATE_DATABASE_URL: ownerUrl,
    SECRET_KEY: 'only for tests, never a secret',
    PORT: '0',
  });
  const plain = await startServer({ db, config, now, log });
  const reply = await send(plain.url, { method: 'GET', path: '/healthz' });
  expect(reply.headers['strict-transport-security']).toBeUndefined();
  await plain.stop();
});

/** Writes bytes as they are and reads all that comes back. */
function raw(text: string): Promise<string> {
  const { port, hostname } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text, 'latin1'));
    let answer = '';
    socket.setTimeout(5_000, () => socket.destroy(new Error(`no end to: ${answer.slice(0, 200)}`)));
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(answer);
    });
  });
}

function repliesIn(answer: string): Reply[] {
  return answer
    .split(/(?=HTTP\/1\.1 \d{3})/)
    .filter((part) => part !== '')
    .map((part) => {
      const [head = '', text = ''] = part.split('\r\n\r\n');
      const [first = '', ...rest] = head.split('\r\n');
      const headers = rest.map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 2),
      ]);
      const status = Number(first.split(' ')[1]);
      return { status, headers: Object.fromEntries(headers) as Record<string, string>, text };
    });
}

const post = 'POST /callbacks/generic HTTP/1.1\r\nhost: x\r\n';
const smuggled = 'GET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n';
const chunked = 'transfer-encoding: chunked\r\n';

test.each([
  [
    'both a length and chunks',
    `${post}content-length: 4\r\n${chunked}\r\n0\r\n\r\n${smuggled}`,
    400,
  ],
  [
    'chunks and then a length',
    `${post}${chunked}content-length: 4\r\n\r\n0\r\n\r\n${smuggled}`,
    400,
  ],
  ['two lengths', `${post}content-length: 4\r\ncontent-length: 5\r\n\r\n12345`, 400],
  ['a negative length', `${post}content-length: -1\r\n\r\n`, 400],
  ['an unknown coding', `${post}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`, 400],
  ['chunked twice', `${post}transfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n${smuggled}`, 400],
  ['a blank before the colon', `${post}content-length : 4\r\n\r\n1234${smuggled}`, 400],
  ['a header that is folded', `${post}x: a\r\n b\r\n\tc: d\r\n : \r\n\r\n`, 400],
  ['a bare line feed in a chunk', `${post}${chunked}\r\n1\nx\r\n0\r\n\r\n`, 400],
  ['a null in a header', `${post}x: a\u0000b\r\n\r\n`, 400],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['two hosts', 'GET / HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n', 400],
  ['no HTTP', 'hello\r\n\r\n', 400],
  ['another protocol', '\u0016\u0003\u0001\u0002\u0000', 400],
  ['headers without end', `${post}x: ${'y'.repeat(headerBytesMax)}\r\n\r\n`, 431],
  ['an address without end', `GET /${'y'.repeat(headerBytesMax)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431],
])(
  'a request with %s is refused once, strictly, and the service goes on',
  async (_what, text, status) => {
    lines.length = 0;
    const replies = repliesIn(await raw(text));
    expect(replies.map((reply) => reply.status)).toEqual([status]);
    const [reply] = replies;
    expect(faultsOf(reply?.headers ?? {})).toEqual([]);
    expect(reply?.headers['connection']).toBe('close');
    expect(JSON.parse(reply?.text ?? '')).toMatchObject({ status });
    expect(lines.join('')).not.toContain('smuggled');
    const alive = await send(server.url, { method: 'GET', path: '/healthz' });
    expect(alive.status).toBe(200);
  },
);
