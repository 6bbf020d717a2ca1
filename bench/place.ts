// Where a bench runs: databases of its own on the run's server, and processes of its own, as they
// are in service. Nothing is measured in the process that measures.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Config, type Environment, readConfig } from '../src/config.js';
import { type Db, openDb } from '../src/db.js';
import { migrate } from '../src/migrate.js';

interface BenchServer {
  readonly dataDir: string;
  readonly service: string;
  readonly owner: string;
  readonly admin: string;
}

/** A migrated database, and how the service is told of it. */
export interface Place {
  readonly db: Db;
  readonly config: Config;
  readonly env: Environment;
  readonly close: () => Promise<void>;
}

/** A process that listens. */
export interface Listening {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const startWithinMs = 30_000;
const guard = new URL('../../src/launcher/child-guard.mjs', import.meta.url).href;

function benchServer(): BenchServer {
  const text = process.env['DOISOAT_BENCH_SERVER'];
  if (text === undefined) throw new Error('benches are started by `npm run bench`');
  return JSON.parse(text) as BenchServer;
}

/** A new database with the schema and the reference data, and nothing else. */
export async function aPlace(name: string): Promise<Place> {
  const server = benchServer();
  const admin = openDb({ databaseUrl: server.admin, schema: 'public' }, { connections: 1 });
  await admin.raw('create database ?? owner doisoat_owner', [name]);
  const env = {
    DATABASE_URL: inDatabase(server.service, name),
    MIGRATE_DATABASE_URL: inDatabase(server.owner, name),
    SECRET_KEY: 'only for benches, never a secret',
    DATA_DIR: join(server.dataDir, name),
    PORT: '0',
  };
  const config = readConfig(env);
  await migrate(config);
  const db = openDb(config, { connections: 2 });
  const close = async (): Promise<void> => {
    await db.destroy();
    await admin.raw('drop database ?? with (force)', [name]);
    await admin.destroy();
  };
  return { db, config, env, close };
}

function inDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

/** The service as `npm start` runs it, everything on that is on by default. */
export function startService(place: Place): Promise<Listening> {
  return startListening('../src/cli.js', { args: ['serve'], env: place.env });
}

/**
 * Starts a program of ours that says `Listening on URL` on stderr. What it says goes to a file, as
 * it would in service: read through a pipe it would cost the measuring process.
 */
export async function startListening(
  program: string,
  { args = [], env }: { readonly args?: readonly string[]; readonly env: Environment },
): Promise<Listening> {
  const path = join(benchServer().dataDir, `${program.replace(/\W+/g, '-')}.log`);
  const log = openSync(path, 'w');
  const child = fork(pathOf(program), args, {
    env: { ...process.env, ...env },
    // ends with us, however we end
    execArgv: ['--import', guard],
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const url = await urlIn(path, child);
  return { url, stop: () => end(child) };
}

/** Runs a program of ours to its end; what it sent is its result. */
export async function runProgram<Result>(program: string, env: Environment): Promise<Result> {
  const child = fork(pathOf(program), {
    env: { ...process.env, ...env },
    execArgv: ['--import', guard],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const sent: Result[] = [];
  child.on('message', (message) => sent.push(message as Result));
  const [code] = (await once(child, 'exit')) as [number | null];
  const [result] = sent;
  if (code !== 0 || result === undefined) throw new Error(`${program} ended with ${String(code)}`);
  return result;
}

async function urlIn(path: string, child: ChildProcess): Promise<string> {
  const deadline = performance.now() + startWithinMs;
  while (performance.now() < deadline && child.exitCode === null) {
    const url = /Listening on (\S+)/.exec(readFileSync(path, 'utf8'))?.[1];
    if (url !== undefined) return url;
    await sleep(50);
  }
  throw new Error(`${String(child.spawnargs[2])} did not start: ${readFileSync(path, 'utf8')}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

/** A program of `dist/bench`, by its path from here. */
export function pathOf(program: string): string {
  return fileURLToPath(new URL(program, import.meta.url));
}
