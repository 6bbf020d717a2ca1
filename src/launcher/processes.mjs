// Which process is meant, for certain: a number alone may have been given to another program since.

import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';

/** `pid.start.random`: the start time tells a process from a later one with the same number. */
export function identityOf(pid) {
  return `${pid}.${startOf(pid)}.${randomBytes(4).toString('hex')}`;
}

export function pidOf(identity) {
  return Number(identity.split('.')[0]);
}

/** True while the very process that was named runs (or, without /proc, one of its number). */
export function isAlive(identity) {
  const [pid, start] = identity.split('.');
  return pidIsAlive(Number(pid)) && (start === '0' || startOf(Number(pid)) === start);
}

export function pidIsAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM' && !isZombie(pid);
  }
  return !isZombie(pid);
}

/**
 * npm and its shell, when we run below them: neither hands a signal on to us, so that their end is
 * the only word we get of it. Empty when we were started by ourselves.
 */
export function npmAbove() {
  if (process.env.npm_lifecycle_event === undefined) return [];
  const npm = Number(statOf(process.ppid)?.[1] ?? 0);
  return [process.ppid, npm].filter((pid) => pid > 1).map(identityOf);
}

/** Polls until `check` holds; false when it does not within `ms`. */
export async function waitUntil(check, ms) {
  const end = performance.now() + ms;
  while (!check()) {
    if (performance.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}

function startOf(pid) {
  const fields = statOf(pid);
  if (!fields) return '0';
  return `${bootOf()}-${fields[19]}`;
}

function isZombie(pid) {
  return statOf(pid)?.[0] === 'Z';
}

// Fields of /proc/PID/stat after the name, which may itself hold blanks and brackets (proc(5)).
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return null;
  }
}

function bootOf() {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
}
