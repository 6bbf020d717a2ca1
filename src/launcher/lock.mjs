// A lock file that outlives no one: whoever finds the lock of a dead process takes it over.

import { linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { identityOf, isAlive, pidOf } from './processes.mjs';

const me = identityOf(process.pid);
const patienceMs = 60_000;

/** Runs `work` while no other live process holds the lock at `path`. */
export async function withLock(path, work) {
  const release = await acquire(path, 0);
  try {
    return await work();
  } finally {
    release();
  }
}

// A hard link appears with its content or not at all, and only for one of many.
async function acquire(path, depth) {
  const own = `${path}.${me}`;
  const end = performance.now() + patienceMs;
  for (;;) {
    writeFileSync(own, me, { mode: 0o600 });
    try {
      linkSync(own, path);
      return () => unlinkSync(path);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    } finally {
      unlinkSync(own);
    }
    const holder = holderOf(path);
    if (holder !== null && !isAlive(holder)) await takeAway(path, holder, depth);
    else if (performance.now() > end) throw stillHeld(path, holder);
    else await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

// Only one may take a dead one's lock away, else the second would remove the first's new lock.
async function takeAway(path, holder, depth) {
  if (depth > 4) throw stillHeld(path, holder);
  const release = await acquire(`${path}.stale`, depth + 1);
  try {
    if (holderOf(path) === holder) unlinkSync(path);
  } finally {
    release();
  }
}

function holderOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}

function stillHeld(path, holder) {
  return new Error(`${path} is held by process ${holder === null ? '?' : pidOf(holder)}`);
}
