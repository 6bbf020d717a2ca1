// The embedded database around a command: started or adopted before it, stopped after its last
// user, and started again should it die while a service runs.

import { createHash } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ensureRunning, isRunning, stop } from './cluster.mjs';
import { Explained } from './explained.mjs';
import { withLock } from './lock.mjs';
import { secretsOf, urlsOf } from './roles.mjs';
import { dataDirMode } from './system-user.mjs';
import { awaitOrphan, enter, isEntered, leave } from './users.mjs';

const watchEveryMs = 100;

/** Makes the data folder and returns its real path; root's lets the database's user pass. */
export function makeDataDir(dataDir) {
  try {
    if (!existsSync(dataDir)) {
      mkdirSync(dataDir, { recursive: true });
      chmodSync(dataDir, dataDirMode);
    }
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Explained('misconfigured', `DATA_DIR ${dataDir} cannot be used (${error.code})`);
  }
  return realpathSync(dataDir);
}

/** Enters a user of the data folder and, unless `external`, has the database running for it. */
export async function begin(dataDir, entry, { external }) {
  if (entry.command === 'serve') await awaitOrphan(dataDir);
  return locked(dataDir, async () => {
    enter(dataDir, entry);
    try {
      return external ? {} : await environmentOf(dataDir);
    } catch (error) {
      leave(dataDir);
      throw error;
    }
  });
}

/** Leaves; the last user stops the database. */
export async function end(dataDir) {
  await locked(dataDir, async () => {
    if (leave(dataDir)) await stop(dataDir);
  });
}

/** Keeps the database up beside a service; returns what ends the watch. */
export function keepRunning(dataDir) {
  let busy = false;
  let ended = false;
  const timer = setInterval(() => {
    if (busy || isRunning(dataDir) || !isEntered(dataDir)) return;
    busy = true;
    // asked again under the lock: nobody may start what we have stopped on leaving
    locked(dataDir, () => ended || ensureRunning(dataDir, secretsOf(dataDir)))
      .catch((error) => process.stderr.write(`error: ${error.message}\n`))
      .finally(() => (busy = false));
  }, watchEveryMs);
  return () => {
    ended = true;
    clearInterval(timer);
  };
}

/** Runs `migrate` unless the database has all that this version of the program would bring. */
export async function ensureMigrated(root, env, migrate) {
  const stamp = join(env.DATA_DIR, 'migrated');
  const digest = migrationDigest(root, env.PROVINCE ?? '');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return 0;
  const code = await migrate();
  if (code === 0) writeFileSync(stamp, digest);
  return code;
}

async function environmentOf(dataDir) {
  const secrets = secretsOf(dataDir);
  const port = await ensureRunning(dataDir, secrets);
  const urls = urlsOf(port, secrets);
  return {
    DATABASE_URL: urls.service,
    MIGRATE_DATABASE_URL: urls.owner,
    SECRET_KEY: secrets.secretKey,
  };
}

function locked(dataDir, work) {
  return withLock(join(dataDir, 'launch.lock'), work);
}

function migrationDigest(root, province) {
  const hash = createHash('sha256').update(province);
  for (const folder of ['migrations', 'src/reference']) {
    for (const name of readdirSync(join(root, folder)).sort()) {
      if (/\.(sql|csv)$/.test(name)) hash.update(readFileSync(join(root, folder, name)));
    }
  }
  return hash.update(readFileSync(join(root, 'src/service-role.ts'))).digest('hex');
}
