// The JSON API as a program sees it: requests over HTTP, and each answer held to what its route
// declares.
import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { apiRoutes } from '../../src/api/index.js';
import type { ApiRoute, Method } from '../../src/api/route.js';
import { buildApp } from '../../src/app.js';
import { problemKinds } from '../../src/problem.js';
import type { TestDatabase } from './database.js';
import { runLog } from './run-folder.js';

export interface ApiReply {
  readonly status: number;
  /** Parsed JSON; undefined for anything else. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Of a download. */
  readonly bytes: Buffer;
}

export interface AskOptions {
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** A new one for each POST unless said otherwise; null: none. */
  readonly idempotencyKey?: string | null;
  /** A version, sent in quotes. */
  readonly ifMatch?: string;
}

export interface FileToSend {
  readonly field?: string;
  readonly name: string;
  readonly bytes: Buffer | string;
}

/** A bearer token, a session's cookie, or nobody. */
export type Credential = string | { readonly cookie: string } | null;

export interface ApiClient {
  get(path: string, options?: AskOptions): Promise<ApiReply>;
  post(path: string, body?: unknown, options?: AskOptions): Promise<ApiReply>;
  put(path: string, body?: unknown, options?: AskOptions): Promise<ApiReply>;
  patch(path: string, body?: unknown, options?: AskOptions): Promise<ApiReply>;
  delete(path: string, options?: AskOptions): Promise<ApiReply>;
  /** POST of a form with files. */
  upload(
    path: string,
    files: readonly FileToSend[],
    fields?: Readonly<Record<string, string>>,
    options?: AskOptions,
  ): Promise<ApiReply>;
}

type App = Parameters<typeof request>[0];

/** The whole service over a test database, without listening. */
export function apiApp(database: TestDatabase, now = (): Date => new Date()): App {
  const { db, config } = database;
  return buildApp({ db, config, now, log: runLog() });
}

/**
 * A client of the API; paths are below `/api/v1`.
 * @param app an Express app (`apiApp(database)`) or the URL of a running service
 */
export function apiClient(
  app: App,
  credential: Credential,
  routes: readonly ApiRoute[] = apiRoutes,
): ApiClient {
  const begin = (method: Method, path: string, options: AskOptions): request.Test => {
    const test = start(app, method, `/api/v1${path}`);
    void test.set(headersOf(method, credential, options));
    return options.query ? test.query(options.query) : test;
  };
  const end = async (method: Method, path: string, test: request.Test): Promise<ApiReply> => {
    const reply = replyOf(await test.buffer(true).parse(rawBody));
    holdToRoute(routes, method, path, reply);
    return reply;
  };
  const send =
    (method: Method) =>
    (path: string, body?: unknown, options: AskOptions = {}): Promise<ApiReply> => {
      const test = begin(method, path, options);
      return end(method, path, body === undefined ? test : test.send(body as object));
    };
  return {
    get: (path, options = {}) => end('get', path, begin('get', path, options)),
    post: send('post'),
    put: send('put'),
    patch: send('patch'),
    delete: (path, options = {}) => end('delete', path, begin('delete', path, options)),
    upload: (path, files, fields = {}, options = {}) => {
      const test = begin('post', path, options);
      for (const [name, value] of Object.entries(fields)) void test.field(name, value);
      for (const { field = 'file', name, bytes } of files) {
        void test.attach(field, Buffer.from(bytes), name);
      }
      return end('post', path, test);
    },
  };
}

function start(app: App, method: Method, path: string): request.Test {
  return request(app)[method](path);
}

function headersOf(
  method: Method,
  credential: Credential,
  { headers, idempotencyKey, ifMatch }: AskOptions,
): Record<string, string> {
  const key = idempotencyKey === undefined && method === 'post' ? randomUUID() : idempotencyKey;
  const who =
    typeof credential === 'string'
      ? { authorization: `Bearer ${credential}` }
      : credential && { cookie: credential.cookie, 'sec-fetch-site': 'same-origin' };
  return {
    ...who,
    ...(key ? { 'idempotency-key': key } : {}),
    ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
    ...headers,
  };
}

function rawBody(
  response: request.Response,
  done: (error: Error | null, body: unknown) => void,
): void {
  const chunks: Buffer[] = [];
  const stream = response as unknown as NodeJS.ReadableStream;
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => {
    done(null, Buffer.concat(chunks));
  });
}

function replyOf({ status, headers, body: raw }: request.Response): ApiReply {
  const bytes = Buffer.isBuffer(raw) ? raw : Buffer.alloc(0);
  const text = bytes.toString('utf8');
  const isJson = /\bjson\b/.test(headers['content-type'] ?? '');
  const body: unknown = isJson && text !== '' ? JSON.parse(text) : undefined;
  return { status, headers: headers, body, text, bytes };
}

/** A status that the route does not name, or a body that is not its schema, fails the test. */
function holdToRoute(
  routes: readonly ApiRoute[],
  method: Method,
  path: string,
  reply: ApiReply,
): void {
  if (reply.status >= 400) {
    holdToProblem(reply);
    return;
  }
  const route = routeOf(routes, method, path);
  if (!route || reply.status === 304) return;
  const name = `${method.toUpperCase()} ${route.path}`;
  if (!(reply.status in route.answers)) {
    throw new Error(`${name} answered ${String(reply.status)}, which it does not declare`);
  }
  const schema = route.answers[reply.status] ?? null;
  const isJson = reply.body !== undefined;
  if (schema === null) {
    if (isJson) throw new Error(`${name} declares no body and answered one: ${reply.text}`);
    return;
  }
  // a route may give what it shows as a file too
  if (!isJson && route.produces.includes(reply.headers['content-type'] ?? '')) return;
  const parsed = schema.safeParse(reply.body);
  if (!parsed.success) {
    throw new Error(`${name} answered what it does not declare: ${parsed.error.message}`);
  }
}

function holdToProblem(reply: ApiReply): void {
  const problem = reply.body as { code?: string; status?: number; title?: string } | undefined;
  const isProblem = reply.headers['content-type'] === 'application/problem+json; charset=utf-8';
  const isKnown = Object.hasOwn(problemKinds, problem?.code ?? '');
  if (isProblem && isKnown && problem?.status === reply.status) return;
  throw new Error(`status ${String(reply.status)} without its problem document: ${reply.text}`);
}

/** The route that serves a path; a word in its place goes before a parameter. */
function routeOf(routes: readonly ApiRoute[], method: Method, path: string): ApiRoute | undefined {
  const asked = (path.split('?')[0] ?? '').split('/');
  const fits = routes.filter((route) => {
    const parts = route.path.split('/');
    const same = (part: string, index: number): boolean =>
      part.startsWith('{') || part === asked[index];
    return route.method === method && parts.length === asked.length && parts.every(same);
  });
  const parameters = (route: ApiRoute): number => route.path.split('{').length;
  return fits.sort((one, other) => parameters(one) - parameters(other))[0];
}
