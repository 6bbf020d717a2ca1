// A database of its own for a test file: a clone of the migrated template, reference data included.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, schemaOf, type Config } from '../../src/config.js';
import { openDb, type Db } from '../../src/db.js';
import { migrate } from '../../src/migrate.js';
import { keepNumbers, keepOutbox } from './run-folder.js';
import { inDatabase, testServer } from './server.js';

const templateName = 'doisoat_template';

export interface TestDatabase {
  /** A pool of the service role, as the service itself has it. */
  readonly db: Db;
  readonly url: string;
  /** The owner's URL, for what the service may not do. */
  readonly ownerUrl: string;
  /** A configuration for this database, with an empty DATA_DIR of its own. */
  readonly config: Config;
  /** Closes the pool and drops the database. */
  close(): Promise<void>;
}

/** A database that several test files begin with: filled once in a run, then cloned. */
export interface Filled {
  readonly name: string;
  readonly fill: (database: TestDatabase) => Promise<void>;
}

/**
 * Clones the template (some 0.1 s). Call once per test file in `beforeAll`, close in `afterAll`.
 * @param overrides environment variables beyond the database's, such as `BASE_URL`
 * @param filled what to clone instead
 */
export async function cloneDatabase(
  overrides: Record<string, string> = {},
  filled?: Filled,
): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await asAdmin(async (admin) => {
    await makeTemplate(admin);
    if (filled) await makeFilled(admin, filled, overrides);
    await clone(admin, name, filled?.name ?? templateName);
  });
  const database = await openDatabase(name, overrides);
  const close = async (): Promise<void> => {
    await database.close();
    await asAdmin((admin) => admin.raw('drop database ?? with (force)', [name]));
  };
  return { ...database, close };
}

function clone(admin: Db, name: string, from: string): Promise<unknown> {
  return admin.raw('create database ?? template ?? strategy file_copy owner doisoat_owner', [
    name,
    from,
  ]);
}

/** Opens a database; closing leaves it there. */
async function openDatabase(
  name: string,
  overrides: Record<string, string>,
): Promise<TestDatabase> {
  const server = testServer();
  const url = inDatabase(server.service, name);
  const ownerUrl = inDatabase(server.owner, name);
  const dataDir = await mkdtemp(join(tmpdir(), 'doisoat-data-'));
  const config = readConfig({
    DATABASE_URL: url,
    MIGRATE_DATABASE_URL: ownerUrl,
    SECRET_KEY: 'only for tests, never a secret',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'silent',
    ...overrides,
  });
  const db = openDb(config);
  const close = async (): Promise<void> => {
    const numbers = db('bank_account').distinct('number').pluck<string[]>('number');
    // a test may have taken its tables away
    keepNumbers(await numbers.catch(() => []));
    keepOutbox(dataDir);
    await db.destroy();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { db, url, ownerUrl, config, close };
}

// Whichever test file comes first makes it; the others wait at the lock, which ends with the
// connection. The template is named so only when it is complete.
async function makeTemplate(admin: Db): Promise<void> {
  await admin.raw('select pg_advisory_lock(1)');
  const found = await admin('pg_catalog.pg_database').where({ datname: templateName });
  if (found.length === 0) {
    const making = `${templateName}_making`;
    await admin.raw('create database ?? owner doisoat_owner', [making]);
    await migrate({
      databaseUrl: inDatabase(testServer().service, making),
      migrateDatabaseUrl: inDatabase(testServer().owner, making),
      schema: schemaOf('75'),
    });
    await admin.raw('alter database ?? rename to ??', [making, templateName]);
  }
  await admin.raw('select pg_advisory_unlock(1)');
}

// In the same way, by whichever test file comes first.
async function makeFilled(
  admin: Db,
  { name, fill }: Filled,
  overrides: Record<string, string>,
): Promise<void> {
  await admin.raw('select pg_advisory_lock(2)');
  const found = await admin('pg_catalog.pg_database').where({ datname: name });
  if (found.length === 0) {
    const making = `${name}_making`;
    // what a file left that failed to fill it
    await admin.raw('drop database if exists ?? with (force)', [making]);
    await clone(admin, making, templateName);
    const database = await openDatabase(making, overrides);
    try {
      await fill(database);
    } finally {
      await database.close();
    }
    await admin.raw('alter database ?? rename to ??', [making, name]);
  }
  await admin.raw('select pg_advisory_unlock(2)');
}

/** Runs `work` as the superuser of the test server. */
export async function asAdmin(work: (admin: Db) => Promise<unknown>): Promise<void> {
  const admin = openDb({ databaseUrl: testServer().admin, schema: 'public' }, { connections: 1 });
  try {
    await work(admin);
  } finally {
    await admin.destroy();
  }
}
