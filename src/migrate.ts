// The `migrate` verb: schema, shared reference data, and the service role with its grants.
// Runs as the owner; the service itself never has these rights.

import { fileURLToPath } from 'node:url';
import { existsSync } from 'node:fs';
import knexModule, { type Knex } from 'knex';
import { type Config, misconfigured } from './config.js';
import { type Db, whyUnreachable } from './db.js';
import { loadReferenceData } from './reference/load-reference-data.js';
import { migrationConfig, SqlMigrations } from './sql-migrations.js';
import { deletable, sharedTables, updatable } from './service-role.js';

export interface MigrateOutcome {
  /** Names of the migrations that ran now; empty when everything was up to date. */
  readonly applied: readonly string[];
}

type MigrateConfig = Pick<Config, 'databaseUrl' | 'migrateDatabaseUrl' | 'schema'>;

/**
 * Brings the province's schema up to date, loads the reference data and grants the service role.
 * Several at once wait for one another; a second run changes nothing.
 */
export async function migrate(config: MigrateConfig): Promise<MigrateOutcome> {
  const { migrateDatabaseUrl, schema } = config;
  const db = knexModule.knex(
    migrationConfig({ migrateDatabaseUrl, schema, migrations: migrationsFolder() }),
  );
  try {
    await refuseNewer(db);
    const [, applied] = (await db.migrate.latest()) as [number, string[]];
    await loadReferenceData(db);
    await db.transaction((trx) => grantServiceRole(trx, config));
    return { applied };
  } catch (error) {
    const why = whyUnreachable(error);
    throw why === null ? error : misconfigured('MIGRATE_DATABASE_URL', why);
  } finally {
    await db.destroy();
  }
}

/** Names of migrations that the database has not seen; needs only the right to read. */
export async function pendingMigrations(db: Db): Promise<string[]> {
  const all = await new SqlMigrations(migrationsFolder()).getMigrations();
  const done = await seenMigrations(db);
  return all.filter((name) => !done.includes(name));
}

async function seenMigrations(db: Db): Promise<string[]> {
  const known = await db.raw<{ rows: { found: boolean }[] }>(
    `select to_regclass('schema_migration') is not null as found`,
  );
  if (!known.rows[0]?.found) return [];
  return db('schema_migration').pluck<string[]>('schema_migration.name');
}

/** An older program would write into tables that it does not know. */
async function refuseNewer(db: Db): Promise<void> {
  const all = await new SqlMigrations(migrationsFolder()).getMigrations();
  const unknown = (await seenMigrations(db)).find((name) => !all.includes(name));
  if (unknown === undefined) return;
  throw misconfigured(
    'MIGRATE_DATABASE_URL',
    `names a database of a newer version of this program (${unknown}): start that version`,
  );
}

/** The `.sql` files: beside `src` in a checkout, one level further up from `dist/src`. */
export function migrationsFolder(): string {
  const candidates = ['../migrations', '../../migrations'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return candidates.find((path) => existsSync(path)) ?? String(candidates[0]);
}

async function grantServiceRole(trx: Knex.Transaction, config: MigrateConfig): Promise<void> {
  const url = new URL(config.databaseUrl);
  const role = decodeURIComponent(url.username);
  const { rows } = await trx.raw<{ rows: unknown[] }>(
    'select 1 from pg_catalog.pg_roles where pg_roles.rolname = ?',
    [role],
  );
  if (rows.length === 0) await createRole(trx, role, decodeURIComponent(url.password));
  await trx.raw('grant usage on schema ??, public to ??', [config.schema, role]);
  await trx.raw('grant select, insert on all tables in schema ?? to ??', [config.schema, role]);
  await trx.raw('grant usage on all sequences in schema ?? to ??', [config.schema, role]);
  await trx.raw('revoke insert on ??.schema_migration from ??', [config.schema, role]);
  for (const [table, columns] of Object.entries(updatable)) {
    if (columns === 'all') {
      await trx.raw('grant update on ??.?? to ??', [config.schema, table, role]);
    } else if (columns.length > 0) {
      const names = [...columns];
      await trx.raw('grant update (??) on ??.?? to ??', [names, config.schema, table, role]);
    }
  }
  for (const table of deletable) {
    await trx.raw('grant delete on ??.?? to ??', [config.schema, table, role]);
  }
  for (const [table, right] of Object.entries(sharedTables)) {
    await trx.raw('grant select on public.?? to ??', [table, role]);
    if (right === 'write') await trx.raw('grant insert, update on public.?? to ??', [table, role]);
  }
}

// `create role` takes no parameters, so the server itself quotes name and password.
async function createRole(trx: Knex.Transaction, role: string, password: string): Promise<void> {
  const { rows } = await trx.raw<{ rows: { statement: string }[] }>(
    `select format('create role %I login nosuperuser nocreatedb nocreaterole password %L',
       ?::text, ?::text) as statement`,
    [role, password],
  );
  const statement = rows[0]?.statement;
  if (statement !== undefined) await trx.raw(statement.replaceAll('?', '\\?'));
}
