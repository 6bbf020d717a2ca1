// Nothing is served that no list names: each route has its right in one of them, or is known to be
// for everybody.
import { apiRoutes } from '../../src/api/index.js';
import { buildApp } from '../../src/app.js';
import { runLog } from '../support/run-folder.js';
import { pageRoutes } from '../../src/web/routes.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';

/** For whoever asks, or behind a door of their own. */
const publicRoutes = [
  'get /healthz',
  'get /readyz',
  // signed by the gateway
  'all /callbacks/:name',
  // known to the SMS gateway alone
  'post /sms-receipts/:token',
  // open on loopback, else by a grant
  'get /metrics',
  'get /api/v1/openapi.json',
  'get /api/docs',
  // a page that says that there is none
  'get /{*address}',
];

interface Layer {
  readonly name: string;
  readonly route?: {
    readonly path: string;
    readonly stack: readonly { readonly method?: string }[];
  };
  readonly handle: { readonly stack?: readonly Layer[] };
}

let database: TestDatabase;
let stack: readonly Layer[];

beforeAll(async () => {
  database = await cloneDatabase();
  const { db, config } = database;
  const app = buildApp({ db, config, now: () => new Date(), log: runLog() });
  stack = (app.router as unknown as { stack: Layer[] }).stack;
});
afterAll(() => database.close());

/** `get /things/:id` for every route at any depth. */
function served(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ route, handle }) => [
    ...(route?.stack ?? []).map(({ method }) => `${method ?? 'all'} ${route?.path ?? ''}`),
    ...served(handle.stack ?? []),
  ]);
}

test('every route that is served stands in the list of the API, of the pages or of what is public', () => {
  const api = apiRoutes.map(
    ({ method, path }) => `${method} /api/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
  );
  // each address of the API answers other methods with those it has
  const others = [...new Set(api.map((line) => line.replace(/^\w+/, 'all')))];
  const pages = pageRoutes.map(({ method, path }) => `${method} ${path}`);
  const listed = [...api, ...others, ...pages, ...publicRoutes];
  const found = [...new Set(served(stack))];
  expect(found.filter((line) => !listed.includes(line))).toEqual([]);
  expect(listed.filter((line) => !found.includes(line))).toEqual([]);
  expect(new Set(listed).size).toBe(listed.length);
});

test('what answers without a route is known: headers, the log, files, the end', () => {
  const bare = (layers: readonly Layer[]): string[] =>
    layers.flatMap(({ name, route, handle }) => {
      if (route) return [];
      return handle.stack ? bare(handle.stack) : [name];
    });
  const known = [
    '<anonymous>',
    'requestId',
    'securityHeaders',
    'serveStatic',
    'notFound',
    'measure',
  ];
  expect(bare(stack).filter((name) => !known.includes(name))).toEqual([]);
  expect(bare(stack).filter((name) => name === '<anonymous>')).toHaveLength(4);
});
