// The database: knex over pg, how its types arrive, and transactions. Nothing here knows a table.

import knexModule, { type Knex } from 'knex';
import pg from 'pg';

export type Db = Knex;

/** Where to connect and whose schema comes first on the search path. */
export interface DbTarget {
  readonly databaseUrl: string;
  readonly schema: string;
}

const connectionCountMax = 10;
const connectTimeoutMs = 3_000;
const acquireTimeoutMs = 4_500;
const statementTimeoutMs = 120_000;
const idleInTransactionTimeoutMs = 300_000;

const dateOid = 1082;
const dateArrayOid = 1182;
const textArrayOid = 1009;

// the driver's types know only the built-in oids by name
const parserOf = pg.types.getTypeParser as (oid: number, format: 'text' | 'binary') => unknown;

/**
 * How values arrive: `date` as its text, since the driver's midnight in the machine's time zone
 * would be another day elsewhere; int8 and numeric as text (ids stay text, stores turn money into
 * `Money`); timestamptz as `Date`; everything else as pg does.
 */
export const columnTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    if (oid === dateOid) return (value: string) => value;
    const known = oid === dateArrayOid ? textArrayOid : oid;
    return parserOf(known, format ?? 'text');
  },
};

/**
 * knex would print to stdout, which belongs to a command's result. Whatever it warns of comes
 * back as a rejected query too.
 */
export const silent = {
  warn: () => undefined,
  error: () => undefined,
  deprecate: () => undefined,
  debug: () => undefined,
};

const unreachable: ReadonlySet<unknown> = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  // PostgreSQL's own: the role, its password, the database
  ...['28000', '28P01', '3D000'],
]);

/** Why no connection could be made, for the refusal of a start; null when it is another error. */
export function whyUnreachable(error: unknown): string | null {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
  return unreachable.has(code) ? `names a database that cannot be reached (${String(code)})` : null;
}

/**
 * Opens a pool; connects with the first query. Broken connections are dropped by knex and made
 * anew, so a restarted database costs rejected queries and nothing more. Close with `destroy()`.
 */
export function openDb(target: DbTarget, options: { connections?: number } = {}): Db {
  return knexModule.knex({
    client: 'pg',
    connection: {
      connectionString: target.databaseUrl,
      application_name: 'doisoat',
      connectionTimeoutMillis: connectTimeoutMs,
      statement_timeout: statementTimeoutMs,
      idle_in_transaction_session_timeout: idleInTransactionTimeoutMs,
      keepAlive: true,
      types: columnTypes,
    } as Knex.PgConnectionConfig,
    searchPath: [target.schema, 'public'],
    pool: { min: 0, max: options.connections ?? connectionCountMax },
    acquireConnectionTimeout: acquireTimeoutMs,
    log: silent,
  });
}

/** Runs `work` in one transaction; inside one already, joins it. Rolls back when it throws. */
export async function inTransaction<T>(
  db: Db,
  work: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  return db.isTransaction === true ? work(db as Knex.Transaction) : db.transaction(work);
}

/** Reads everything from one repeatable snapshot; inside a transaction already, from that one's. */
export async function inSnapshot<T>(db: Db, read: (trx: Db) => Promise<T>): Promise<T> {
  if (db.isTransaction === true) return read(db);
  return db.transaction(read, { isolationLevel: 'repeatable read', readOnly: true });
}
