// Who uses a data folder: one file per launcher, so that the database stops with its last user and
// only one service serves it. A file whose processes are dead counts for nothing.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Explained } from './explained.mjs';
import { identityOf, isAlive, pidOf, waitUntil } from './processes.mjs';

const me = identityOf(process.pid);

/** Enters ourselves; call it under the lock. A second `serve` is refused. */
export function enter(dataDir, entry) {
  mkdirSync(folderOf(dataDir), { recursive: true, mode: 0o700 });
  const serving = entry.command === 'serve' ? serviceIn(dataDir) : undefined;
  if (serving) {
    throw new Explained(
      'conflict',
      `a service already serves ${dataDir}: process ${pidOf(serving.launcher)}, port ${serving.port}`,
    );
  }
  write(dataDir, entry);
}

/** Adds the process that does the work: it counts as well, should we be killed before it. */
export function enterChild(dataDir, entry, pid) {
  write(dataDir, { ...entry, child: identityOf(pid) });
}

/** Removes ourselves; call it under the lock. True when nobody is left. */
export function leave(dataDir) {
  remove(join(folderOf(dataDir), me));
  return !isUsed(dataDir);
}

/** False when the folder was cleared away under us: what is there now is not ours to keep up. */
export function isEntered(dataDir) {
  return existsSync(join(folderOf(dataDir), me));
}

/** True while a live process uses the data folder. */
export function isUsed(dataDir) {
  return entriesOf(dataDir).length > 0;
}

/** A service whose launcher, or the npm above it, was killed is about to end: gives it the time. */
export async function awaitOrphan(dataDir) {
  const orphaned = () => {
    const serving = serviceIn(dataDir);
    return serving !== undefined && ![serving.launcher, ...serving.above].every(isAlive);
  };
  await waitUntil(() => !orphaned(), 15_000);
}

function serviceIn(dataDir) {
  return entriesOf(dataDir).find((entry) => entry.command === 'serve');
}

function entriesOf(dataDir) {
  let names;
  try {
    names = readdirSync(folderOf(dataDir));
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const path = join(folderOf(dataDir), name);
    const entry = read(path);
    if (entry === null) return [];
    if (isAlive(entry.launcher) || (entry.child !== undefined && isAlive(entry.child)))
      return [entry];
    remove(path);
    return [];
  });
}

function write(dataDir, entry) {
  const path = join(folderOf(dataDir), me);
  // the new text must never be seen half written, nor be taken for an entry of its own
  const making = join(dataDir, `.${me}`);
  writeFileSync(making, JSON.stringify({ launcher: me, ...entry }), { mode: 0o600 });
  renameSync(making, path);
}

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function remove(path) {
  try {
    unlinkSync(path);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

function folderOf(dataDir) {
  return join(dataDir, 'users');
}
