// A service and its neighbours on one data folder: commands beside it, a second service, kill -9
// of either part, and the same on a server of one's own by DATABASE_URL.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asAdmin } from '../support/database.js';
import { moveToOwnServer, type OwnServer } from '../support/own-server.js';
import { inDatabase } from '../support/server.js';
import {
  aPlace,
  aUsedPlace,
  answers,
  clearKept,
  clearUp,
  databasePid,
  isAlive,
  killProcess,
  launch,
  npmStart,
  serve,
  until,
} from './launching.js';

// a first command may have to build
jest.setTimeout(120_000);
afterEach(clearUp);
afterAll(clearKept);

const isLong = process.env['DOISOAT_LONG'] === '1';
const migrate = ['migrate', '--json'];

test('a command needs no migration before it, and has nothing but its JSON document on stdout', async () => {
  const here = aPlace();
  const { code, stdout } = await launch(here, ['verify', 'books', '--json']);
  expect({ code, stdout: JSON.parse(stdout) }).toMatchObject({ code: 0, stdout: { ok: true } });
  const again = await launch(here, migrate);
  expect([again.code, JSON.parse(again.stdout)]).toEqual([0, { applied: [] }]);
});

test('a command beside a service works; a second service is refused, naming the first', async () => {
  const here = await aUsedPlace();
  const service = await serve(here);
  await expect(launch(here, migrate)).resolves.toMatchObject({ code: 0 });
  const second = await launch(here, ['serve', '--json'], { PORT: '1' });
  expect(second.code).toBe(1);
  expect(JSON.parse(second.stdout)).toMatchObject({
    code: 'conflict',
    status: 409,
    detail: expect.stringContaining(
      `process ${String(service.child.pid)}, port ${String(service.port)}`,
    ),
  });
  expect(await answers(service.port, 'readyz')).toBe(true);
  service.child.kill('SIGTERM');
  await expect(service.end).resolves.toMatchObject({ code: 0, stdout: '' });
  expect(databasePid(here)).toBeNull();
});

test('kill -9 of the launcher takes the service along; the next one adopts the database', async () => {
  const here = await aUsedPlace();
  const first = await serve(here);
  const database = databasePid(here);
  first.child.kill('SIGKILL');
  await until(async () => !(await answers(first.port, 'healthz')));
  expect(databasePid(here)).toBe(database);
  const second = await serve(here, { PORT: String(first.port) });
  expect(databasePid(here)).toBe(database);
  second.child.kill('SIGINT');
  await expect(second.end).resolves.toMatchObject({ code: 0 });
  expect(databasePid(here)).toBeNull();
});

test('kill -9 of the database: it is back within seconds; of the service: the launcher ends, the next starts', async () => {
  const here = await aUsedPlace();
  const first = await serve(here);
  const database = databasePid(here) ?? 0;
  killProcess(database, 'SIGKILL');
  await until(() => !isAlive(database));
  await until(() => answers(first.port, 'readyz'), 10_000);
  expect(await answers(first.port, 'healthz')).toBe(true);
  const entries = spawnedBy(first.child.pid ?? 0);
  expect(entries).toHaveLength(1);
  killProcess(entries[0], 'SIGKILL');
  await expect(first.end).resolves.toMatchObject({ code: 137 });
  const second = await serve(here);
  second.child.kill('SIGTERM');
  await expect(second.end).resolves.toMatchObject({ code: 0 });
});

test.each(isLong ? (['SIGTERM', 'SIGKILL'] as const) : (['SIGTERM'] as const))(
  'npm keeps %s to itself and the service ends all the same; the next one needs no patience',
  async (signal) => {
    const here = await aUsedPlace();
    const first = await npmStart(here);
    first.child.kill(signal);
    const second = await serve(here, { PORT: String(first.port) });
    second.child.kill('SIGTERM');
    await expect(second.end).resolves.toMatchObject({ code: 0 });
    expect(databasePid(here)).toBeNull();
  },
);

describe('with DATABASE_URL', () => {
  const name = 'a_server_of_ones_own';
  let server: OwnServer;
  let env: Record<'DATABASE_URL' | 'MIGRATE_DATABASE_URL' | 'SECRET_KEY', string>;

  beforeAll(async () => {
    server = await moveToOwnServer();
    await asAdmin(async (admin) => {
      await admin.raw(`create role own_owner login createrole password 'secret'`);
      await admin.raw('create database ?? owner own_owner', [name]);
    });
    const { host } = new URL(server.owner);
    env = {
      DATABASE_URL: `postgres://own_service:secret@${host}/${name}`,
      MIGRATE_DATABASE_URL: `postgres://own_owner:secret@${host}/${name}`,
      SECRET_KEY: 'only for tests, never a secret',
    };
  });
  afterAll(() => server.stop());

  test('migrate makes and grants the service role, and commands run without a database here', async () => {
    const here = aPlace();
    await expect(launch(here, migrate, env)).resolves.toMatchObject({ code: 0 });
    const books = await launch(here, ['verify', 'books', '--json'], env);
    expect(JSON.parse(books.stdout)).toMatchObject({ ok: true });
    expect(databasePid(here)).toBeNull();
  });

  test('the service serves, and ends without touching the server', async () => {
    const here = aPlace();
    const service = await serve(here, env);
    service.child.kill('SIGTERM');
    await expect(service.end).resolves.toMatchObject({ code: 0 });
    expect(databasePid(here)).toBeNull();
    await expect(launch(here, migrate, env)).resolves.toMatchObject({ code: 0 });
  });

  // each fault of the environment alone is tried without a launcher (ground/config, ground/start-guard)
  const faults = [
    [
      'the owner',
      { DATABASE_URL: () => env.MIGRATE_DATABASE_URL },
      'DATABASE_URL must name the service role',
    ],
    ['a superuser', { DATABASE_URL: () => inDatabase(server.admin, name) }, 'names a superuser'],
    ['no secret key', { SECRET_KEY: '' }, 'SECRET_KEY is required'],
    ['a port that is none', { PORT: 'eighty' }, 'PORT must be a port number'],
    ['an address off loopback', { HOST: '0.0.0.0' }, 'HOST must be a loopback address'],
  ] as const;
  test.each(isLong ? faults : faults.slice(0, 1))(
    'a start with %s is refused in one line that names it',
    async (_what, wrong, line) => {
      const given = Object.entries({ ...env, ...wrong }).map(([key, value]) => [
        key,
        typeof value === 'function' ? value() : value,
      ]);
      const { code, stderr } = await launch(aPlace(), ['serve'], Object.fromEntries(given));
      expect(code).toBe(1);
      expect(stderr.trim().split('\n').at(-1)).toContain(line);
    },
  );
});

function spawnedBy(pid: number): number[] {
  const path = join('/proc', String(pid), 'task', String(pid), 'children');
  return readFileSync(path, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}
