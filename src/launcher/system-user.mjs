// PostgreSQL refuses to run as root, so root lends it an unprivileged account that already exists.

import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { Explained } from './explained.mjs';

export const isRoot = process.getuid?.() === 0;

/** Of a data folder we make: private, but root's must let the database's user pass. */
export const dataDirMode = isRoot ? 0o711 : 0o700;

/** The account for a new cluster: `postgres` or `nobody` when we are root, else ourselves. */
export function databaseUser() {
  if (!isRoot) return { uid: process.getuid?.(), gid: process.getgid?.() };
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(':');
    if (fields && Number(fields[2]) > 0) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  throw new Explained('misconfigured', 'root needs a user `postgres` or `nobody` for the database');
}

/** The account that owns an existing cluster. */
export function ownerOf(path) {
  const { uid, gid } = statSync(path);
  if (!isRoot && uid !== process.getuid?.()) {
    throw new Explained('misconfigured', `DATA_DIR holds a database of another user (uid ${uid})`);
  }
  return { uid, gid };
}

/** Options of `spawn` that run a program as `user`, with nothing of our environment. */
export function asUser(user) {
  const account = isRoot ? { uid: user.uid, gid: user.gid } : {};
  return { ...account, cwd: '/', env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' } };
}

/** True when `user` can enter the folder. */
export function canEnter(user, folder) {
  if (!isRoot) return true;
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], asUser(user)).status === 0;
}
