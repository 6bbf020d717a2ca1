// Builds dist/ when it is missing or older than the sources. One process at a time; its output goes
// to stderr, since stdout belongs to the command.

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Explained } from './explained.mjs';
import { withLock } from './lock.mjs';

const sources = [
  'src',
  'reconcilers',
  'bench',
  'knexfile.ts',
  'tsconfig.json',
  'tsconfig.build.json',
];

/** Makes sure that dist/ below `root` is built from the sources that are there now. */
export async function ensureBuilt(root) {
  const dist = join(root, 'dist');
  const stamp = join(dist, '.built');
  if (read(stamp) === digestOf(root)) return;
  try {
    mkdirSync(dist, { recursive: true });
    await withLock(join(dist, '.lock'), () => {
      const digest = digestOf(root);
      if (read(stamp) === digest) return;
      build(root);
      writeFileSync(stamp, digest);
    });
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM'].includes(error.code)) throw error;
    throw new Explained('misconfigured', `${dist} is older than the sources and cannot be written`);
  }
}

function build(root) {
  process.stderr.write('building…\n');
  const tsc = createRequire(join(root, 'package.json')).resolve('typescript/lib/tsc.js');
  const { status } = spawnSync(
    process.execPath,
    [tsc, '-p', join(root, 'tsconfig.build.json'), '--noCheck'],
    { stdio: ['ignore', 2, 2] },
  );
  if (status !== 0) throw new Explained('internal', 'the build failed');
}

// Name, size and time of every source: reading their content would cost more than it tells.
function digestOf(root) {
  const hash = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  };
  for (const source of sources) {
    if (statSync(join(root, source)).isFile()) add(source);
    else for (const path of filesBelow(root, source)) if (/\.tsx?$/.test(path)) add(path);
  }
  return hash.digest('hex');
}

function filesBelow(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(root, path) : [path];
    });
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
