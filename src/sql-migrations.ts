// Plain SQL migrations through knex: the files of migrations/, in order of name, forward only.
// Used by the `migrate` verb and by knexfile.ts, so that both do the same.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Knex } from 'knex';
import pg from 'pg';
import { columnTypes, silent } from './db.js';

/** One number for every province: they share `public`, so only one of them migrates at a time. */
const migrationLock = 7_505_052_026;

/** A knex migration source over a folder of `.sql` files. `down` refuses. */
export class SqlMigrations implements Knex.MigrationSource<string> {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  async getMigrations(): Promise<string[]> {
    const names = await readdir(this.folder);
    return names.filter((name) => name.endsWith('.sql')).sort();
  }

  getMigrationName(name: string): string {
    return name;
  }

  async getMigration(name: string): Promise<Knex.Migration> {
    const sql = await readFile(join(this.folder, name), 'utf8');
    return {
      // knex would read a question mark as a binding
      up: (trx) => trx.raw(sql.replaceAll('?', '\\?')),
      down: () => Promise.reject(new Error(`${name} cannot be undone: migrations go forward only`)),
    };
  }
}

/** Who migrates, and into which schema. */
export interface MigrationTarget {
  readonly migrateDatabaseUrl: string;
  readonly schema: string;
  /** Folder of the `.sql` files. */
  readonly migrations: string;
}

/**
 * The knex configuration of the owner: one connection that waits for its turn, makes the
 * province's schema, and keeps knex's own tables inside it.
 */
export function migrationConfig(target: MigrationTarget): Knex.Config {
  return {
    client: 'pg',
    connection: {
      connectionString: target.migrateDatabaseUrl,
      application_name: 'doisoat migrate',
      connectionTimeoutMillis: 5_000,
      types: columnTypes,
    } as Knex.PgConnectionConfig,
    searchPath: [target.schema, 'public'],
    log: silent,
    pool: {
      min: 0,
      max: 1,
      afterCreate: (
        connection: pg.Client,
        done: (error: Error | null, connection: pg.Client) => void,
      ) => {
        prepare(connection, target.schema).then(
          () => {
            done(null, connection);
          },
          (error: unknown) => {
            done(error as Error, connection);
          },
        );
      },
    },
    migrations: {
      migrationSource: new SqlMigrations(target.migrations),
      tableName: 'schema_migration',
      schemaName: target.schema,
    },
  };
}

async function prepare(connection: pg.Client, schema: string): Promise<void> {
  await connection.query('select pg_advisory_lock($1)', [migrationLock]);
  const found = await connection.query(
    'select 1 from pg_catalog.pg_namespace where pg_namespace.nspname = $1',
    [schema],
  );
  if (found.rowCount === 0) {
    // a name takes no binding here
    const statement = `create schema ${pg.escapeIdentifier(schema)}`;
    await connection.query(statement);
  }
}
