// Puts a backup into an empty province: whole, in one transaction, and only if the audit chain and
// the books hold afterwards. It never overwrites anything.
import { pipeline } from 'node:stream/promises';
import knexModule, { type Knex } from 'knex';
import type pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { keyedDigest } from '../access/keys.js';
import type { By } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { sealAudit } from '../audit/seal-audit.js';
import { verifyAudit } from '../audit/verify-audit.js';
import type { Config } from '../config.js';
import { migrate, migrationsFolder } from '../migrate.js';
import { verifyBooks } from '../oversight/verify-books.js';
import { Refused } from '../problem.js';
import { migrationConfig, SqlMigrations } from '../sql-migrations.js';
import type { BackupHeader, BackupTable } from './backup-format.js';
import {
  advanceIdentities,
  copyTarget,
  qualified,
  tablesOf,
  type TableShape,
  unitShape,
  unitTable,
} from './backup-tables.js';
import { openBackup, type OpenBackup } from './read-backup.js';

export interface RestoreDeps {
  readonly config: Pick<
    Config,
    'databaseUrl' | 'migrateDatabaseUrl' | 'schema' | 'province' | 'secretKey'
  >;
  readonly by: By;
}

export interface RestoreOutcome {
  readonly header: BackupHeader;
  /** Of the whole file. */
  readonly sha256: string;
  /** Whether SECRET_KEY is the one that the backup's sealed secrets were sealed under. */
  readonly isKeyTheSame: boolean;
}

/**
 * Restores the province of `path` as the owner of the tables; migrates first.
 * @param onRows told how many rows of all are restored so far
 * @throws Refused `bad_file` for a damaged or foreign file, `conflict` when the province holds
 *   anything already or the file is of another province or version
 */
export async function restoreBackup(
  deps: RestoreDeps,
  path: string,
  onRows: (restored: number, total: number) => void = () => undefined,
): Promise<RestoreOutcome> {
  const { config } = deps;
  const backup = await openBackup(path);
  try {
    await refuseUnfit(backup.header, config);
    await migrate(config);
    // waits for whoever migrates, and holds them off
    const owner = knexModule.knex(migrationConfig({ ...config, migrations: migrationsFolder() }));
    try {
      await owner.transaction((trx) => restoreInto(trx, { deps, backup, onRows }));
      await analyze(owner, config.schema, backup.header.tables);
    } finally {
      await owner.destroy();
    }
    const isKeyTheSame = backup.header.keyCheck === keyCheckOf(config);
    return { header: backup.header, sha256: backup.sha256, isKeyTheSame };
  } finally {
    await backup.close();
  }
}

function keyCheckOf({ secretKey, schema }: RestoreDeps['config']): string {
  return keyedDigest(secretKey, 'backup', schema);
}

async function refuseUnfit(header: BackupHeader, config: RestoreDeps['config']): Promise<void> {
  if (header.province !== config.province) {
    throw unfit(`of province ${header.province}: set PROVINCE to it`);
  }
  const ours = await new SqlMigrations(migrationsFolder()).getMigrations();
  if (JSON.stringify(ours) === JSON.stringify(header.migrations)) return;
  const theirs = `its tables are those of ${header.migrations.at(-1) ?? 'no migration'}`;
  throw unfit(
    `made by doisoat ${header.program}, ${theirs}: restore it with that version and migrate then`,
  );
}

function unfit(because: string): Refused {
  return new Refused({ code: 'conflict', detail: `The backup is ${because}.` });
}

interface Restoring {
  readonly deps: RestoreDeps;
  readonly backup: OpenBackup;
  readonly onRows: (restored: number, total: number) => void;
}

async function restoreInto(trx: Knex.Transaction, restoring: Restoring): Promise<void> {
  const { deps, backup, onRows } = restoring;
  const { schema } = deps.config;
  const client = await connectionOf(trx);
  await client.query(`set local datestyle = 'ISO'; set local timezone = 'UTC'`);
  const tables = await tablesOf(client, schema);
  await lock(client, schema, tables);
  await refuseFilled(client, schema, tables);
  refuseOtherShape(backup.header, [await unitShape(client), ...tables]);
  const total = backup.header.tables.reduce((sum, { rows }) => sum + rows, 0);
  let restored = 0;
  for (const table of backup.header.tables) {
    await copyIn(client, { schema, table, rows: backup.section(table.name) });
    if (table.name === unitTable) await mergeUnits(client, deps.config.province, table);
    restored += table.rows;
    onRows(restored, total);
  }
  await backup.end();
  await advanceIdentities(client, schema);
  await proveAudit(trx, restoring);
  await proveBooks(trx);
  await recordRestore(trx, restoring);
  await sealAudit(trx);
}

/** The one connection of a transaction: COPY is no query that knex knows. */
async function connectionOf(trx: Knex.Transaction): Promise<pg.ClientBase> {
  const client = trx.client as { acquireConnection: () => Promise<pg.ClientBase> };
  return client.acquireConnection();
}

// A service that runs on the target waits, or is waited for; it sees all of the backup or nothing.
async function lock(
  client: pg.ClientBase,
  schema: string,
  tables: readonly TableShape[],
): Promise<void> {
  const names = tables.map(({ name }) => qualified(schema, name)).join(', ');
  const locking = `lock table ${names} in access exclusive mode`;
  await client.query(`set local lock_timeout = '3s'`);
  try {
    await client.query(locking);
  } catch (error) {
    if ((error as { code?: string }).code !== '55P03') throw error;
    const detail = 'The province is in use: stop the service and its commands, then restore.';
    throw new Refused({ code: 'conflict', detail });
  }
}

async function refuseFilled(
  client: pg.ClientBase,
  schema: string,
  tables: readonly TableShape[],
): Promise<void> {
  for (const { name } of tables) {
    const anything = `select 1 from ${qualified(schema, name)} limit 1`;
    const found = await client.query(anything);
    if (found.rowCount === 0) continue;
    const detail = `The province holds something already (${name}): a restore never overwrites.`;
    throw new Refused({ code: 'conflict', detail });
  }
}

function refuseOtherShape(header: BackupHeader, tables: readonly TableShape[]): void {
  const shapeOf = (shapes: readonly TableShape[]) =>
    JSON.stringify(shapes.map(({ name, columns }) => [name, columns]));
  if (shapeOf(header.tables) === shapeOf(tables)) return;
  throw unfit('of other tables than this database has');
}

interface CopyIn {
  readonly schema: string;
  readonly table: BackupTable;
  readonly rows: AsyncIterable<Buffer>;
}

async function copyIn(client: pg.ClientBase, { schema, table, rows }: CopyIn): Promise<void> {
  let target = copyTarget(schema, table);
  if (table.name === unitTable) {
    await client.query('create temporary table restored_unit (like public.unit) on commit drop');
    target = copyTarget('pg_temp', { ...table, name: 'restored_unit' });
  }
  const into = client.query(copyStreams.from(`copy ${target} from stdin`));
  await pipeline(rows, into).catch((error: unknown) => {
    throw unstorable(error, table.name);
  });
  if (into.rowCount === table.rows) return;
  const counts = `${String(into.rowCount)} instead of ${String(table.rows)}`;
  const detail = `The backup’s ${table.name} has ${counts} rows; nothing was restored.`;
  throw new Refused({ code: 'bad_file', detail });
}

/** Rows that the database refuses to take, by a class of its error codes: data, or a constraint. */
function unstorable(error: unknown, table: string): unknown {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string' || !/^2[23]...$/.test(code)) return error;
  const detail = `The backup’s ${table} cannot be stored (${code}); nothing was restored.`;
  return new Refused({ code: 'bad_file', detail });
}

// The units' table is shared: the province's own rows become what they were, of all others only
// those that are missing are added.
async function mergeUnits(
  client: pg.ClientBase,
  province: string,
  { columns }: BackupTable,
): Promise<void> {
  const names = columns.map((column) => client.escapeIdentifier(column)).join(', ');
  const excluded = columns.map((column) => `excluded.${client.escapeIdentifier(column)}`);
  const statement = `
    insert into public.unit (${names}) select ${names} from pg_temp.restored_unit
    on conflict (code) do update set (${names}) = (${excluded.join(', ')})
    where unit.province_code = $1`;
  await client.query(statement, [province]);
}

/** Anchors that were signed under another SECRET_KEY prove nothing; the chain itself must hold. */
async function proveAudit(trx: Knex.Transaction, { deps, backup }: Restoring): Promise<void> {
  const { secretKey } = deps.config;
  const { auditHead } = backup.header;
  const verdict = await verifyAudit({ db: trx, secretKey }, { file: null, printed: auditHead });
  const isKeyTheSame = backup.header.keyCheck === keyCheckOf(deps.config);
  const found = Object.keys(verdict.counts).filter(
    (kind) => isKeyTheSame || kind !== 'anchor_forged',
  );
  if (found.length === 0) return;
  const first = verdict.first?.detail ?? found.join(', ');
  const detail = `The audit trail of the backup does not hold: ${first}. Nothing was restored.`;
  throw new Refused({ code: 'conflict', detail });
}

async function proveBooks(trx: Knex.Transaction): Promise<void> {
  const { checks } = await verifyBooks({ db: trx });
  const broken = checks.filter((check) => check.broken > 0);
  if (broken.length === 0) return;
  const names = broken.map(({ name, examples }) => `${name} (${examples.join(', ')})`);
  const detail = `The books of the backup do not add up: ${names.join('; ')}. Nothing was restored.`;
  throw new Refused({ code: 'conflict', detail });
}

async function recordRestore(trx: Knex.Transaction, { deps, backup }: Restoring): Promise<void> {
  const { header, sha256 } = backup;
  await recordAudit(trx, deps.by, {
    action: 'province.restored',
    subject: { kind: 'province', id: header.province },
    after: { sha256, madeAt: header.madeAt, auditSeq: header.auditHead?.seq ?? null },
  });
}

// Without it the first queries are planned for empty tables.
async function analyze(owner: Knex, schema: string, tables: readonly BackupTable[]): Promise<void> {
  for (const { name } of tables) {
    if (name !== unitTable) await owner.raw('analyze ??.??', [schema, name]);
  }
}
