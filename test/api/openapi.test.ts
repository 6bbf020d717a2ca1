// The document and the page of the API: every route that is served, whole and true.
import { z } from 'zod';
import request from 'supertest';
import { apiRoutes } from '../../src/api/index.js';
import { openApiDocument, type Operation } from '../../src/api/openapi.js';
import type { ApiRoute } from '../../src/api/route.js';
import { apiApp } from '../support/api-client.js';
import { openBrowser } from '../support/browser.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bearerOf } from '../support/people.js';
import { startServer } from '../../src/server.js';
import { runLog } from '../support/run-folder.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase({ PORT: '0' });
});
afterAll(() => database.close());

const document = openApiDocument(apiRoutes);
const operations = (): (Operation & { path: string; method: string })[] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method })),
  );

test('every route is in the document once, under a name of its own', () => {
  const routes = apiRoutes.map(({ method, path, id }) => `${method} ${path} ${id}`).sort();
  const documented = operations().map((one) => `${one.method} ${one.path} ${one.operationId}`);
  expect(documented.sort()).toEqual(routes);
  expect(new Set(apiRoutes.map(({ id }) => id)).size).toBe(apiRoutes.length);
});

test('the document is OpenAPI 3.1: its members, parameters, answers and references hold', () => {
  const text = JSON.stringify(document);
  const components = document.components as Record<string, Record<string, unknown>>;
  for (const [, ref = ''] of text.matchAll(/"\$ref":"([^"]+)"/g)) {
    const [, , kind = '', name = ''] = ref.split('/');
    expect(ref).toBe(`#/components/${kind}/${name}`);
    expect(components[kind]).toHaveProperty([name]);
  }
  expect(text).not.toContain('$defs');
  for (const name of Object.keys(components['schemas'] ?? {})) expect(name).toMatch(/^[\w.-]+$/);
  for (const one of operations()) {
    const inPath = [...one.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const named = one.parameters.filter((parameter) => parameter.in === 'path');
    expect(named.map(({ name }) => name).sort()).toEqual(inPath.sort());
    expect(named.every(({ required }) => required)).toBe(true);
    const keys = one.parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
    expect(new Set(keys).size).toBe(keys.length);
    expect(one.summary.length).toBeGreaterThan(0);
    for (const [status, answer] of Object.entries(one.responses)) {
      expect(status).toMatch(/^[2-5]\d\d$/);
      expect(answer.description.length).toBeGreaterThan(0);
    }
    expect(Object.keys(one.responses).some((status) => status.startsWith('2'))).toBe(true);
    if (one.method === 'get') expect(one.requestBody).toBeUndefined();
  }
});

test('creating and editing name their headers, and every operation says which roles may', () => {
  for (const route of apiRoutes) {
    const one = document.paths[route.path]?.[route.method];
    const headers = one?.parameters.filter((each) => each.in === 'header').map(({ name }) => name);
    expect(headers?.includes('Idempotency-Key')).toBe(route.creates);
    expect(headers?.includes('If-Match')).toBe(route.edits);
    if (route.action !== 'self') expect(one?.['x-roles']?.length).toBeGreaterThan(0);
    expect(Object.keys(one?.responses ?? {})).toEqual(
      expect.arrayContaining(['401', '403', '500']),
    );
  }
});

test('every route takes only what it names: parameters, query and body are strict', () => {
  const strict = (schema: unknown): boolean => {
    const one = schema as Record<string, unknown>;
    const branches = (one['anyOf'] ?? one['oneOf']) as unknown[] | undefined;
    if (branches) return branches.every(strict);
    // `not: {}` is how a schema says that nothing fits
    const more = one['additionalProperties'] as { not?: object } | false | undefined;
    return one['type'] !== 'object' || more === false || more?.not !== undefined;
  };
  const loose = (route: ApiRoute): string[] =>
    (['params', 'query', 'body'] as const)
      .filter((part) => {
        const schema = route[part];
        return schema && !strict(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
      })
      .map((part) => `${route.id} ${part}`);
  expect(apiRoutes.flatMap(loose)).toEqual([]);
});

test('a POST that creates, and a change of what has a version, say so', () => {
  for (const route of apiRoutes) {
    if (route.creates) expect(route.method).toBe('post');
    if (route.method === 'put' || route.method === 'patch') expect(route.edits).toBe(true);
    const made = Object.keys(route.answers).some((status) => status === '201');
    if (route.method === 'post' && made) expect(route.creates).toBe(true);
  }
});

test('on loopback the document and the page are open; behind a proxy they need a grant', async () => {
  const open = apiApp(database);
  const reply = await request(open).get('/api/v1/openapi.json').expect(200);
  expect(reply.body).toEqual(JSON.parse(JSON.stringify(document)));
  await request(open).get('/api/docs').expect(200).expect('content-type', /html/);
  const config = { ...database.config, baseUrl: 'https://doisoat.example.vn' };
  const proxied = apiApp({ ...database, config });
  const portal = await bearerOf(database.db, 'portal');
  for (const path of ['/api/v1/openapi.json', '/api/docs', '/metrics']) {
    await request(proxied).get(path).expect(401).expect('www-authenticate', 'Bearer');
    const status = path === '/metrics' ? 403 : 200;
    await request(proxied).get(path).set('authorization', `Bearer ${portal}`).expect(status);
  }
  const browser = await request(proxied)
    .get('/api/docs')
    .set('accept', 'text/html,*/*')
    .expect(303);
  expect(browser.headers['location']).toBe('/dang-nhap?ve=%2Fapi%2Fdocs');
  const monitor = await bearerOf(database.db, 'monitor', '25432');
  await request(proxied).get('/metrics').set('authorization', `Bearer ${monitor}`).expect(200);
});

test('in a browser the page breaks no policy, loads nothing from elsewhere and names every route', async () => {
  const { db, config } = database;
  const now = (): Date => new Date();
  const server = await startServer({ db, config, now, log: runLog() });
  const browser = await openBrowser();
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (asked) => {
    if (!asked.url().startsWith(server.url)) faults.push(asked.url());
  });
  await page.goto(`${server.url}/api/docs`, { waitUntil: 'networkidle' });
  for (const route of apiRoutes) {
    expect(await page.locator(`[id="${route.id}"]`).count()).toBe(1);
  }
  expect(await page.locator('h1').innerText()).toBe('API of Đối soát');
  expect(faults).toEqual([]);
  if (process.env['DOCS_PNG']) await page.screenshot({ path: process.env['DOCS_PNG'] });
  await browser.close();
  await server.stop();
});
