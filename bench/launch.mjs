#!/usr/bin/env node
// `npm run bench`: builds what is stale, brings up an embedded database in a folder of its own, runs
// the benches and clears both away. It never touches DATABASE_URL or a data folder that is used.

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from '../src/launcher/build.mjs';
import { listenForSignals, runChild } from '../src/launcher/child.mjs';
import { ensureRunning, homeOf, stop } from '../src/launcher/cluster.mjs';
import { npmAbove } from '../src/launcher/processes.mjs';
import { secretsOf, urlsOf } from '../src/launcher/roles.mjs';
import { dataDirMode } from '../src/launcher/system-user.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** All that a bench is given: what a caller's environment says must not change what is measured. */
const kept = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR'];

async function main() {
  listenForSignals(npmAbove());
  await ensureBuilt(root);
  const dataDir = mkdtempSync(join(tmpdir(), 'doisoat-bench-'));
  chmodSync(dataDir, dataDirMode);
  try {
    const secrets = secretsOf(dataDir);
    const port = await ensureRunning(dataDir, secrets);
    const server = { dataDir, ...urlsOf(port, secrets) };
    const env = Object.fromEntries(kept.map((name) => [name, process.env[name]]));
    return await runChild([join(root, 'dist/bench/main.js'), ...process.argv.slice(2)], {
      env: { ...env, DOISOAT_BENCH_SERVER: JSON.stringify(server) },
    });
  } finally {
    await stop(dataDir);
    const home = homeOf(dataDir);
    for (const path of home === null ? [dataDir] : [home, dataDir]) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

process.exitCode = await main();
