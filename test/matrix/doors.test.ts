// Every door there is: what the server really serves is what the lists name, and the doors that no
// list of routes has are shut to those for whom they are not.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import request from 'supertest';
import { apiRoutes } from '../../src/api/index.js';
import { buildApp } from '../../src/app.js';
import { pageRoutes } from '../../src/web/routes.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bearerOf } from '../support/people.js';
import { runLog } from '../support/run-folder.js';
import { everyRole } from './askers.js';
import { accounts, codes, mark } from './places.js';
import { openSetting, type Setting } from './setting.js';

/** Doors beside the API's and the pages': each is tested somewhere by its own name. */
const others = [
  'get /healthz',
  'get /readyz',
  'get /metrics',
  'get /api/v1/openapi.json',
  'get /api/docs',
  'any /callbacks/:name',
  'post /sms-receipts/:token',
  'get /{*address}',
];

interface Layer {
  readonly route?: { readonly path: string; readonly methods: Record<string, boolean> };
  readonly handle?: { readonly stack?: readonly Layer[] };
}

function routesIn(stack: readonly Layer[]): string[] {
  return stack.flatMap(({ route, handle }) => {
    if (!route) return routesIn(handle?.stack ?? []);
    const methods = Object.keys(route.methods);
    const names = methods.includes('_all') && methods.length === 1 ? ['any'] : methods;
    return names.filter((name) => name !== '_all').map((name) => `${name} ${route.path}`);
  });
}

describe('the doors', () => {
  let setting: Setting;

  beforeAll(async () => {
    setting = await openSetting();
  }, 60_000);

  afterAll(() => setting.close());

  it('are those of the lists and no others', () => {
    const { router } = setting.world.app as unknown as { router: { stack: readonly Layer[] } };
    const served = routesIn(router.stack).map((name) => name.replace('/api/v1/', '/'));
    const listed = [
      ...apiRoutes.map(({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`),
      ...pageRoutes.map(({ method, path }) => `${method} ${path}`),
      ...others.map((name) => name.replace('/api/v1/', '/')),
    ];
    expect(served.sort()).toEqual(listed.sort());
  });

  it('are told of by every file of routes: none was written and left out of the list', async () => {
    const folder = join(__dirname, '../../src/api');
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.ts'))) {
      const module_ = (await import(join(folder, file))) as Record<string, unknown>;
      for (const [name, value] of Object.entries(module_)) {
        const isList = name.endsWith('Routes') && Array.isArray(value);
        for (const route of isList ? (value as typeof apiRoutes) : []) {
          expect({ file, id: route.id, isListed: apiRoutes.includes(route) }).toMatchObject({
            isListed: true,
          });
        }
      }
    }
  });

  it('a figure for machines, a page of docs and a sign of life name no unit, account or person', async () => {
    const monitor = await setting.token('monitor', '75');
    const root = await setting.token('system_admin', '75');
    await setting.get(root, '/lines');
    for (const path of ['/metrics', '/api/v1/openapi.json', '/api/docs', '/healthz', '/readyz']) {
      const { text, status } = await setting.send(monitor, { method: 'GET', path });
      // not ready: the clock of this world is not the database's
      expect({ path, status }).toEqual({ path, status: path === '/readyz' ? 503 : 200 });
      expect(text).not.toMatch(new RegExp(`MK[A-Z]1?X7|${mark('A')}|${accounts.A}`, 'i'));
      expect(text).not.toMatch(new RegExp(`(?<!\\d)${codes.A}(?!\\d)`));
    }
  });

  it("nobody's session is ended from another account", async () => {
    const mine = await setting.officer('auditor', 'A');
    const theirs = await setting.officer('finance_officer', '75');
    const { db } = setting.world.database;
    const { id } = await db('session').where({ officer_id: theirs.officerId }).first('id');
    for (const field of ['phien', 'id', 'session']) {
      await setting.send(mine, {
        method: 'POST',
        path: '/tai-khoan/phien',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        raw: `${field}=${String(id)}`,
      });
    }
    expect((await setting.get(theirs, '/me')).status).toBe(200);
  });
});

describe('the doors of a service that others reach', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await cloneDatabase({ BASE_URL: 'https://doisoat.example.test' });
  });

  afterAll(() => database.close());

  it('docs open to everybody with a grant, metrics to those who watch the machine', async () => {
    const { db, config } = database;
    const now = (): Date => new Date('2026-05-20T05:00:00Z');
    const app = buildApp({ db, config, now, log: runLog() });
    const open = async (path: string, token?: string): Promise<number> => {
      const asked = request(app).get(path);
      return (await (token === undefined ? asked : asked.set('authorization', `Bearer ${token}`)))
        .status;
    };
    const doors = ['/metrics', '/api/docs', '/api/v1/openapi.json'];
    for (const path of doors) {
      expect({ path, status: await open(path) }).toEqual({ path, status: 401 });
      expect(await open(path, 'dst_unknown')).toBe(401);
    }
    for (const role of everyRole) {
      const token = await bearerOf(db, role, '75');
      const answers = [];
      for (const path of doors) answers.push(await open(path, token));
      const metrics = role === 'monitor' || role === 'system_admin' ? 200 : 403;
      expect({ role, answers }).toEqual({ role, answers: [metrics, 200, 200] });
    }
  });
});
