// The embedded database's cluster: makes it, starts it in its own session, adopts one that still
// runs, stops it. Callers hold the lock of the DATA_DIR.

import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { binariesFor, sharedFolder } from './binaries.mjs';
import { createRoles } from './roles.mjs';
import { Explained } from './explained.mjs';
import { pidIsAlive, waitUntil } from './processes.mjs';
import { asUser, canEnter, databaseUser, isRoot, ownerOf } from './system-user.mjs';

const patienceMs = 20_000;
const logBytesMax = 10_000_000;

/** What keeps an acknowledged payment through a loss of power. */
const durable = '-c fsync=on -c full_page_writes=on -c synchronous_commit=on';

/**
 * Starts or adopts the database of a data folder and returns its port. `safety` is there for
 * databases that nobody minds to lose, those of a test run.
 */
export async function ensureRunning(dataDir, secrets, safety = durable) {
  const home = homeOf(dataDir);
  if (home === null) return makeDatabase(dataDir, secrets, safety);
  if (existsSync(home)) return start(home, dataDir, safety);
  throw new Explained('misconfigured', `${join(dataDir, 'cluster')} names ${home}: not there`);
}

// The name counts only when everything is made: a cluster that was not finished is cleared away.
async function makeDatabase(dataDir, secrets, safety) {
  const making = join(dataDir, 'cluster.making');
  await clearUnfinished(dataDir, making);
  const user = databaseUser();
  const name = `postgres-${randomBytes(4).toString('hex')}`;
  const inside = canEnter(user, dataDir);
  const home = join(inside ? dataDir : sharedFolder(), name);
  writeWhole(making, `${inside ? name : home}\n`);
  makeCluster(home, user, { dataDir, password: secrets.admin });
  const port = await start(home, dataDir, safety);
  await createRoles(port, secrets);
  renameSync(making, join(dataDir, 'cluster'));
  return port;
}

async function clearUnfinished(dataDir, making) {
  if (!existsSync(making)) return;
  const home = resolve(dataDir, readFileSync(making, 'utf8').trim());
  const server = serverOf(home);
  if (server !== null) {
    process.kill(server.pid, 'SIGQUIT');
    await waitUntil(() => !pidIsAlive(server.pid), patienceMs);
  }
  rmSync(home, { recursive: true, force: true });
}

/** True when the data folder has a database and it answers. */
export function isRunning(dataDir) {
  const home = homeOf(dataDir);
  return home !== null && serverOf(home)?.status === 'ready';
}

/** Stops the database: running statements are cancelled, nothing acknowledged is lost. */
export async function stop(dataDir) {
  const home = homeOf(dataDir);
  const server = home === null ? null : serverOf(home);
  if (server === null) return;
  process.kill(server.pid, 'SIGINT');
  await waitUntil(() => !pidIsAlive(server.pid), patienceMs);
}

/** The folder of the cluster as DATA_DIR/cluster names it; null before the first start. */
export function homeOf(dataDir) {
  try {
    return resolve(dataDir, readFileSync(join(dataDir, 'cluster'), 'utf8').trim());
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function makeCluster(home, user, { dataDir, password }) {
  mkdirSync(home, { mode: 0o700 });
  const passwordFile = join(home, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (isRoot) for (const path of [home, passwordFile]) chownSync(path, user.uid, user.gid);
  const made = spawnSync(
    join(binariesFor(user, dataDir), 'bin', 'initdb'),
    [
      ...['--pgdata', join(home, 'data'), '--username', 'postgres', '--pwfile', passwordFile],
      ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C'],
      ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
    ],
    { ...asUser(user), encoding: 'utf8' },
  );
  unlinkSync(passwordFile);
  if (made.status !== 0) {
    throw new Explained('unavailable', `the database could not be made: ${lastLine(made.stderr)}`);
  }
}

// Waits for one that is starting or stopping, and for the last children of one that was killed.
async function start(home, dataDir, safety) {
  const end = performance.now() + patienceMs;
  let because = 'it is still stopping';
  while (performance.now() < end) {
    const server = serverOf(home);
    if (server?.status === 'ready') return server.port;
    if (server === null) {
      because = await startServer(home, dataDir, safety);
      if (because === null) continue;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Explained('unavailable', `the database in ${home} does not start: ${because}`);
}

async function startServer(home, dataDir, safety) {
  const user = ownerOf(home);
  const log = join(home, 'server.log');
  if (existsSync(log) && statSync(log).size > logBytesMax) renameSync(log, `${log}.1`);
  const port = await portFor(home);
  const settings = [
    `-c port=${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=`,
    `${safety} -c timezone=UTC`,
  ].join(' ');
  const started = spawnSync(
    join(binariesFor(user, dataDir), 'bin', 'pg_ctl'),
    ['start', '-w', '-t', '15', '-D', join(home, 'data'), '-l', log, '-o', settings],
    { ...asUser(user), detached: true, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' },
  );
  if (started.status !== 0) return lastLine(started.stderr) || `see ${log}`;
  writeWhole(join(home, 'port'), `${port}\n`);
  return null;
}

// The same port as before where it is free: a service that still runs finds its database again.
async function portFor(home) {
  const file = join(home, 'port');
  const before = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  return (await freePort(before)) ?? (await freePort(0));
}

function freePort(port) {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(null));
    server.listen({ port, host: '127.0.0.1' }, () => {
      const { port: found } = server.address();
      server.close(() => done(found));
    });
  });
}

// postmaster.pid: line 1 the process, line 4 the port, line 8 the state (PostgreSQL, miscadmin.h).
function serverOf(home) {
  const file = join(home, 'data', 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  if (!pidIsAlive(pid)) return null;
  if (!isServerOf(home, pid)) {
    // left by a crash, its number now another program's: PostgreSQL itself would not start
    unlinkSync(file);
    return null;
  }
  return { pid, port: Number(lines[3]), status: (lines[7] ?? 'starting').trim() };
}

// PostgreSQL works inside its cluster's folder, and nothing else does.
function isServerOf(home, pid) {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(join(home, 'data'));
  } catch (error) {
    // another user's process is not ours either; without /proc the number has to do
    return error.code !== 'EACCES';
  }
}

function writeWhole(path, text) {
  writeFileSync(`${path}.new`, text, { flush: true });
  renameSync(`${path}.new`, path);
}

function lastLine(text) {
  return (text ?? '').trim().split('\n').at(-1) ?? '';
}
