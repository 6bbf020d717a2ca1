// The demo's data folder: a new one each time, and only folders that an earlier demo made are
// cleared away - never one that still runs.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { homeOf, stop } from './cluster.mjs';
import { dataDirMode } from './system-user.mjs';
import { isUsed } from './users.mjs';

const marker = 'made-by-demo';

/** What the demo must not take from the environment: it touches nothing but itself. */
const foreign = [
  ...['DATABASE_URL', 'MIGRATE_DATABASE_URL', 'SECRET_KEY', 'PROVINCE', 'BASE_URL', 'HOST'],
  ...['SMTP_URL', 'SMTP_FROM', 'SMS_URL'],
];

/** The demo's environment, with its own DATA_DIR. */
export async function demoEnvironment(root, env) {
  const own = Object.fromEntries(Object.entries(env).filter(([name]) => !foreign.includes(name)));
  const parent = parentFolder(root);
  await clearEarlier(parent);
  const dataDir = mkdtempSync(join(parent, 'run-'));
  chmodSync(dataDir, dataDirMode);
  writeFileSync(join(dataDir, marker), '');
  return { ...own, DATA_DIR: dataDir };
}

function parentFolder(root) {
  const parent = join(root, '.demo');
  try {
    mkdirSync(parent, { recursive: true });
    return parent;
  } catch {
    return tmpdir();
  }
}

// another demo may be about to enter it
function isYoung(folder) {
  return Date.now() - statSync(folder).mtimeMs < 60_000;
}

async function clearEarlier(parent) {
  for (const name of readdirSync(parent).filter((entry) => entry.startsWith('run-'))) {
    const folder = join(parent, name);
    if (!existsSync(join(folder, marker)) || isYoung(folder) || isUsed(folder)) continue;
    await stop(folder);
    const home = homeOf(folder);
    if (home !== null) rmSync(home, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}
