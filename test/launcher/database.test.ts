// The embedded database around commands, as root and as an ordinary user: made once, shared while
// it runs, stopped by its last user, and never in the way after a crash.

import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  aClone,
  aPlace,
  aUsedPlace,
  clearKept,
  clearUp,
  databasePid,
  isAlive,
  killProcess,
  isRoot,
  launch,
  repository,
  start,
  until,
} from './launching.js';

// a first command may have to build
jest.setTimeout(120_000);
afterEach(clearUp);
afterAll(clearKept);

const isLong = process.env['DOISOAT_LONG'] === '1';
const atOnce = isLong ? 4 : 2;
// an ordinary user has no such folder: there these are no tests at all
const describeAsRoot = isRoot ? describe : () => undefined;

const version = ['knex', 'migrate:currentVersion'];
const newest = readdirSync(join(repository, 'migrations')).sort().at(-1) ?? 'a migration';

const people = isRoot ? (['root', 'an ordinary user'] as const) : (['an ordinary user'] as const);

describe.each(people)('as %s', (who) => {
  const asNobody = isRoot && who === 'an ordinary user';
  let root: string | undefined;
  const where = () => (root === undefined ? { asNobody } : { asNobody, root });
  const place = () => aPlace(where());
  // what does not depend on who owns the files is seen once, unless there is time
  const testOnce = asNobody && !isLong ? () => undefined : test;

  beforeAll(() => {
    root = asNobody ? aClone({ asNobody: true }) : undefined;
  });

  test('a command on a cold folder makes the database and stops it again', async () => {
    const here = place();
    const { code, stdout, stderr } = await launch(here, version);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    expect(stdout).toContain('Current Version: none');
    expect(databasePid(here)).toBeNull();
    expect(statSync(join(here.dataDir, 'secrets.json')).mode & 0o077).toBe(0);
  });

  testOnce(
    `${String(atOnce)} commands at once on a cold folder all succeed, and the last stops it`,
    async () => {
      const here = place();
      const all = await Promise.all(
        Array.from({ length: atOnce }, () => launch(here, ['knex', 'migrate:latest'])),
      );
      expect(all.filter(({ code }) => code !== 0)).toEqual([]);
      expect(databasePid(here)).toBeNull();
    },
  );

  testOnce(
    'kill -9 of the launcher in the middle leaves nothing that a next command minds',
    async () => {
      const here = place();
      const child = start(here, ['knex', 'migrate:latest']);
      await until(() => existsSync(join(here.dataDir, 'launch.lock')));
      child.kill('SIGKILL');
      const { code, stderr } = await launch(here, ['knex', 'migrate:latest']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
      expect(databasePid(here)).toBeNull();
    },
  );

  testOnce(
    'kill -9 of the database while a command uses it: the next command starts it again',
    async () => {
      const here = await aUsedPlace(where());
      const child = start(here, version);
      let pid: number | null = null;
      await until(() => (pid = databasePid(here)) !== null);
      killProcess(pid, 'SIGKILL');
      await until(() => !isAlive(pid ?? 0));
      const { code, stdout } = await launch(here, version);
      expect({ code, stdout }).toEqual({
        code: 0,
        stdout: expect.stringContaining(newest),
      });
      child.kill('SIGKILL');
    },
  );

  testOnce("a postmaster.pid whose number is another program's by now is no obstacle", async () => {
    const here = await aUsedPlace(where());
    const home = join(here.dataDir, readFileSync(join(here.dataDir, 'cluster'), 'utf8').trim());
    const stale = [process.pid, join(home, 'data'), 1, 1, '', '127.0.0.1', '', 'ready', ''];
    writeFileSync(join(home, 'data', 'postmaster.pid'), stale.join('\n'));
    const { code, stderr } = await launch(here, version);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
  });

  testOnce(
    'a signal while the database starts ends the command and stops the database',
    async () => {
      const here = await aUsedPlace(where());
      const child = start(here, version);
      await until(() => databasePid(here) !== null);
      child.kill('SIGTERM');
      await until(() => child.exitCode !== null || child.signalCode !== null);
      expect(databasePid(here)).toBeNull();
    },
  );
});

describeAsRoot('below a folder that only root may enter', () => {
  // with what both need at once, or each alone
  const folders = isLong
    ? [() => repository, () => aClone({ mode: 0o700 })]
    : [() => aClone({ mode: 0o700 })];
  test.each(folders)(
    'the data folder names where its cluster is kept, and the programs are copied to where the database user can run them (%#)',
    async (root) => {
      const here = aPlace({ parentMode: 0o700, root: root() });
      const { code, stdout } = await launch(here, version);
      expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('none') });
      const home = readFileSync(join(here.dataDir, 'cluster'), 'utf8').trim();
      expect(statSync(home).uid).not.toBe(0);
      await expect(launch(here, version)).resolves.toMatchObject({ code: 0 });
    },
  );
});
