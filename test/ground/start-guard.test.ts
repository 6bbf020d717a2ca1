// What the service refuses to start on: each fault of a real server or role, one line a fault.
import { randomBytes } from 'node:crypto';
import { readConfig } from '../../src/config.js';
import { openDb } from '../../src/db.js';
import { migrate } from '../../src/migrate.js';
import { guardStart } from '../../src/start-guard.js';
import { asAdmin, cloneDatabase, type TestDatabase } from '../support/database.js';
import { commandLine } from '../support/command-line.js';
import { moveToOwnServer, type OwnServer, startOwnServer } from '../support/own-server.js';
import { inDatabase, testServer } from '../support/server.js';

/** The run's own. */
const careless = testServer();
let server: OwnServer;
let database: TestDatabase;
const roles: string[] = [];
const here = { host: '127.0.0.1' };
const now = (): Date => new Date();

beforeAll(async () => {
  server = await moveToOwnServer();
  database = await cloneDatabase();
});
afterAll(async () => {
  await database.close();
  await asAdmin(async (admin) => {
    for (const role of roles) await admin.raw('drop role ??', [role]);
  });
  await server.stop();
});

const databaseName = (): string => new URL(database.url).pathname.slice(1);

/** Runs statements in the test's database as its owner. */
async function asOwner(...statements: string[]): Promise<void> {
  const owner = openDb({ databaseUrl: database.ownerUrl, schema: 'p75' }, { connections: 1 });
  for (const statement of statements) await owner.raw(statement);
  await owner.destroy();
}

/** What the guard says to a URL; null when it lets it pass. */
async function saidTo(url: string, deps: { now?: () => Date; host?: string } = {}) {
  const db = openDb({ databaseUrl: url, schema: 'p75' }, { connections: 1 });
  try {
    const config = { host: deps.host ?? here.host };
    await guardStart({ db, config, now: deps.now ?? now });
    return null;
  } catch (error) {
    expect(error).toMatchObject({ problem: { code: 'misconfigured' } });
    return (error as Error).message;
  } finally {
    await db.destroy();
  }
}

/** A role with the service's rights and what `more` gives it beyond. */
async function roleWith(...more: string[]): Promise<string> {
  const name = `odd_${randomBytes(4).toString('hex')}`;
  roles.push(name);
  await asAdmin(async (admin) => {
    await admin.raw(`create role ?? login password 'x' in role doisoat_service`, [name]);
    const target = { databaseUrl: inDatabase(testServer().admin, databaseName()), schema: 'p75' };
    const inside = openDb(target, { connections: 1 });
    for (const statement of more) await inside.raw(statement.replaceAll('$role', name));
    await inside.destroy();
  });
  const url = new URL(database.url);
  url.username = name;
  url.password = 'x';
  return url.href;
}

test('the service role on a durable server is let in', async () => {
  expect(await saidTo(database.url)).toBeNull();
  expect(await saidTo(await roleWith())).toBeNull();
});

test.each([
  ['CREATEROLE', 'alter role $role createrole'],
  ['CREATEDB', 'alter role $role createdb'],
  ['REPLICATION', 'alter role $role replication'],
  ['BYPASSRLS', 'alter role $role bypassrls'],
  ['pg_write_all_data', 'grant pg_write_all_data to $role'],
  ['pg_execute_server_program', 'grant pg_execute_server_program to $role'],
  ['may create tables', 'grant create on schema p75 to $role'],
  ['may edit payment_event', 'grant update (amount) on p75.payment_event to $role'],
  ['may edit statement_line', 'grant delete on p75.statement_line to $role'],
  ['may edit audit_event', 'grant truncate on p75.audit_event to $role'],
  ['may edit audit_seal', 'grant trigger on p75.audit_seal to $role'],
  ['may edit match', 'grant update (rule) on p75.match to $role'],
  ['may edit schema_migration', 'grant delete on p75.schema_migration to $role'],
  ['superuser', 'alter role $role superuser'],
  ['owner of', 'grant doisoat_owner to $role'],
])('a role that has more than the service needs is refused: %s', async (because, grant) => {
  const said = await saidTo(await roleWith(grant));
  expect(said).toMatch(/^DATABASE_URL names [^\n]*$/);
  expect(said).toContain(because);
  expect(said).not.toMatch(/password|:\/\//);
});

test('what a role could become by SET ROLE counts as what it is', async () => {
  const member = await roleWith(
    `do $$ begin execute format('grant %I to $role with inherit false', current_user); end $$`,
  );
  expect(await saidTo(member)).toContain('superuser');
  const editor = await roleWith('grant update (why) on p75.audit_event to $role');
  const behind = await roleWith(`grant ${new URL(editor).username} to $role with inherit false`);
  expect(await saidTo(behind)).toContain('may edit audit_event');
  const creator = await roleWith('alter role $role createrole');
  const holder = await roleWith(`grant ${new URL(creator).username} to $role`);
  expect(await saidTo(holder)).toContain('CREATEROLE');
  // the URL may take the service's role on, and could lay it down again
  const disguised = new URL(inDatabase(testServer().admin, databaseName()));
  disguised.searchParams.set('options', '-c role=doisoat_service');
  expect(await saidTo(disguised.href)).toContain('superuser');
});

test('the superuser and the owner themselves are refused', async () => {
  expect(await saidTo(inDatabase(testServer().admin, databaseName()))).toContain('superuser');
  expect(await saidTo(database.ownerUrl)).toContain('owner of');
});

test('commits that are not durable, and unchecked references, are refused', async () => {
  const name = databaseName();
  await asOwner(`alter database ${name} set synchronous_commit = off`);
  expect(await saidTo(database.url)).toContain('synchronous_commit off');
  await asOwner(`alter database ${name} reset synchronous_commit`);
  expect(await saidTo(database.url)).toBeNull();
  const role = await roleWith('alter role $role set session_replication_role = replica');
  expect(await saidTo(role)).toContain('session_replication_role replica');
});

test('a clock more than two minutes apart is refused, in both directions', async () => {
  const off = (minutes: number) => () => new Date(Date.now() + minutes * 60_000);
  expect(await saidTo(database.url, { now: off(1.5) })).toBeNull();
  expect(await saidTo(database.url, { now: off(-1.5) })).toBeNull();
  expect(await saidTo(database.url, { now: off(3) })).toMatch(/clock is 1[78]\d s behind/);
  expect(await saidTo(database.url, { now: off(-3) })).toMatch(/clock is 1[78]\d s ahead/);
});

test('a missing migration is named; one of a newer program ends the migration', async () => {
  const last = `(select max(schema_migration.name) from schema_migration)`;
  await asOwner(
    `update schema_migration set name = '29990101000000-later.sql' where name = ${last}`,
  );
  expect(await saidTo(database.url)).toMatch(/^DATABASE_URL .*\.sql: run `migrate` first$/);
  const typed = await commandLine(database)('migrate', '--json');
  expect([typed.exitCode, typed.json()['code']]).toEqual([1, 'misconfigured']);
  expect(typed.json()['detail']).toMatch(/^MIGRATE_DATABASE_URL .*newer version.*29990101/);
});

test('off loopback there must be an officer who could log in', async () => {
  const other = await cloneDatabase();
  expect(await saidTo(other.url, { host: '0.0.0.0' })).toMatch(/^HOST .*officer/);
  await other.db('officer').insert({
    name: 'A',
    email: 'a@example.vn',
    created_at: new Date(),
    created_by: 'command x',
  });
  expect(await saidTo(other.url, { host: '0.0.0.0' })).toBeNull();
  await other.db('officer').update({ disabled_at: new Date() });
  expect(await saidTo(other.url, { host: '::' })).toMatch(/^HOST .*officer/);
  await other.close();
});

test('a server that does not wait for its disk is refused', async () => {
  expect(await saidTo(careless.service)).toBe(
    'DATABASE_URL names a server with fsync off: it may lose data',
  );
});

test('one that may tear pages is refused, by the guard and by `serve`', async () => {
  const torn = await startOwnServer('full_page_writes=off');
  const { service, owner } = torn;
  const config = readConfig({
    DATABASE_URL: service,
    MIGRATE_DATABASE_URL: owner,
    SECRET_KEY: 'only for tests, never a secret',
  });
  await migrate(config);
  expect(await saidTo(service)).toBe(
    'DATABASE_URL names a server with full_page_writes off: it may lose data',
  );
  const typed = await commandLine({ url: service, ownerUrl: owner, config })('serve', '--json');
  expect([typed.exitCode, typed.json()['code']]).toEqual([1, 'misconfigured']);
  expect(typed.stderr).toContain('full_page_writes');
  await torn.stop();
}, 120_000);
