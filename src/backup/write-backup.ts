// Writes a province into one file, from one snapshot, a table at a time: memory stays flat, and
// what happens meanwhile is either wholly inside or wholly outside.
import { createHash } from 'node:crypto';
import { access, open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { keyedDigest } from '../access/keys.js';
import { anchorAudit } from '../audit/anchor-audit.js';
import type { By } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import type { Config } from '../config.js';
import { columnTypes, type Db } from '../db.js';
import { Refused } from '../problem.js';
import {
  type BackupHeader,
  formatVersion,
  headerLine,
  lastLine,
  sectionEnd,
  sectionLine,
  trailerOf,
} from './backup-format.js';
import {
  copyTarget,
  migrationsOf,
  qualified,
  tablesOf,
  unitQuery,
  unitShape,
} from './backup-tables.js';
import { programVersion } from './program-version.js';

export interface BackupDeps {
  readonly db: Db;
  readonly config: Pick<Config, 'databaseUrl' | 'schema' | 'province' | 'secretKey' | 'dataDir'>;
  readonly now: () => Date;
  readonly by: By;
}

export interface BackupOutcome {
  readonly header: BackupHeader;
  readonly bytes: number;
  /** Of the whole file, as `sha256sum` prints it. */
  readonly sha256: string;
}

/** Rows of a table and what COPY is told to write them. */
interface Source {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly copy: string;
}

/**
 * Writes `path`, readable by its owner only, as the service role.
 * @param onRows told how many rows of all are written so far
 * @throws Refused `bad_file` when the file exists already or cannot be written
 */
export async function writeBackup(
  deps: BackupDeps,
  path: string,
  onRows: (written: number, total: number) => void = () => undefined,
): Promise<BackupOutcome> {
  await refuseExisting(path);
  // so that the head in the header stands for everything inside
  await anchorAudit(deps);
  const client = new pg.Client({
    connectionString: deps.config.databaseUrl,
    application_name: 'doisoat backup',
    types: columnTypes,
  });
  // a connection that breaks fails the query under way, which says so
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query(
      `set local datestyle = 'ISO'; set local timezone = 'UTC'; set local bytea_output = 'hex'`,
    );
    const sources = await sourcesOf(client, deps.config);
    const header = await headerOf(client, deps, sources);
    const written = await writeWhole(path, contentOf(client, { header, sources, onRows }));
    await client.query('commit');
    await recordBackup(deps, header, written.sha256);
    return { header, ...written };
  } finally {
    // in the middle of a COPY this cuts the line, else it says good-bye
    await client.end();
  }
}

async function sourcesOf(client: pg.Client, config: BackupDeps['config']): Promise<Source[]> {
  const { schema, province } = config;
  const unit = await unitShape(client);
  const units = await unitQuery(client, { schema, province, shape: unit });
  const sources = [{ ...unit, rows: await count(client, units), copy: `(${units})` }];
  for (const table of await tablesOf(client, schema)) {
    const rows = await count(client, `select 1 from ${qualified(schema, table.name)}`);
    sources.push({ ...table, rows, copy: copyTarget(schema, table) });
  }
  return sources;
}

async function count(client: pg.Client, query: string): Promise<number> {
  const statement = `select count(*) as count from (${query}) as counted`;
  const { rows } = await client.query<{ count: string }>(statement);
  return Number(rows[0]?.count);
}

async function headerOf(
  client: pg.Client,
  { config, now }: BackupDeps,
  sources: readonly Source[],
): Promise<BackupHeader> {
  const { schema, province, secretKey } = config;
  const lastSeal = `
    select audit_seal.seq, audit_seal.chain
      from ${qualified(schema, 'audit_seal')} as audit_seal
     order by audit_seal.seq desc limit 1`;
  const { rows } = await client.query<{ seq: string; chain: string }>(lastSeal);
  return {
    doisoat: 'backup',
    format: formatVersion,
    program: programVersion(),
    madeAt: now().toISOString(),
    province,
    migrations: await migrationsOf(client, schema),
    keyCheck: keyedDigest(secretKey, 'backup', schema),
    auditHead: rows[0] ?? null,
    tables: sources.map(({ name, columns, rows }) => ({ name, columns: [...columns], rows })),
  };
}

interface Content {
  readonly header: BackupHeader;
  readonly sources: readonly Source[];
  readonly onRows: (written: number, total: number) => void;
}

async function* contentOf(
  client: pg.Client,
  { header, sources, onRows }: Content,
): AsyncGenerator<string | Buffer> {
  const total = sources.reduce((sum, { rows }) => sum + rows, 0);
  let written = 0;
  yield headerLine(header);
  for (const { name, copy, rows } of sources) {
    yield sectionLine(name);
    const stream = client.query(copyStreams.to(`copy ${copy} to stdout`));
    for await (const chunk of stream) yield chunk as Buffer;
    yield sectionEnd;
    written += rows;
    onRows(written, total);
  }
  yield lastLine;
}

async function writeWhole(
  path: string,
  content: AsyncIterable<string | Buffer>,
): Promise<{ bytes: number; sha256: string }> {
  const partial = `${path}.part`;
  const whole = createHash('sha256');
  let bytes = 0;
  const sealed = async function* (zipped: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of zipped) {
      whole.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
    const trailer = trailerOf(whole.copy().digest('hex'));
    whole.update(trailer);
    bytes += trailer.length;
    yield trailer;
  };
  try {
    // nobody else's file is written through, and nobody else may read ours
    await rm(partial, { force: true });
    const file = await open(partial, 'wx', 0o600);
    await pipeline(content, createGzip(), sealed, file.createWriteStream({ flush: true }));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw unwritable(path, error);
  }
  return { bytes, sha256: whole.digest('hex') };
}

async function refuseExisting(path: string): Promise<void> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (!exists) return;
  const detail = `${path}: exists already; a backup never replaces another file`;
  throw new Refused({ code: 'bad_file', detail });
}

function unwritable(path: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return error;
  return new Refused({ code: 'bad_file', detail: `${path}: cannot be written (${code})` });
}

async function recordBackup(deps: BackupDeps, header: BackupHeader, sha256: string): Promise<void> {
  const rows = header.tables.reduce((sum, table) => sum + table.rows, 0);
  await recordAudit(deps.db, deps.by, {
    action: 'province.backed_up',
    subject: { kind: 'province', id: header.province },
    after: { sha256, rows: String(rows), auditSeq: header.auditHead?.seq ?? null },
  });
}
