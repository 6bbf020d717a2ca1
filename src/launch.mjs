#!/usr/bin/env node
// The one way in: builds what is stale, brings up the embedded database when DATABASE_URL is unset,
// runs the command and clears up behind it. Everything it says goes to stderr.

import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from './launcher/build.mjs';
import { listenForSignals, runChild, wantedExit } from './launcher/child.mjs';
import { demoEnvironment } from './launcher/demo-folder.mjs';
import { begin, end, ensureMigrated, keepRunning, makeDataDir } from './launcher/embedded.mjs';
import { Explained } from './launcher/explained.mjs';
import { npmAbove } from './launcher/processes.mjs';
import { enterChild } from './launcher/users.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const cli = join(root, 'dist', 'src', 'cli.js');
const argv = process.argv.slice(2);
const [command = '--help'] = argv;
const json = argv.includes('--json');

/** Commands that bring the schema themselves, or are about nothing but it. */
const migrating = ['serve', 'demo', 'migrate', 'knex'];

async function main() {
  const above = npmAbove();
  listenForSignals(above);
  await ensureBuilt(root);
  const env = command === 'demo' ? await demoEnvironment(root, process.env) : { ...process.env };
  env.DATA_DIR = resolve(env.DATA_DIR || '.data');
  const external = Boolean(env.DATABASE_URL);
  if (!needsDatabase() || (external && command !== 'serve')) return runChild(program(), { env });
  env.DATA_DIR = makeDataDir(env.DATA_DIR);
  const entry = { command, above, port: env.PORT || '8080' };
  const made = await begin(env.DATA_DIR, entry, { external });
  const keepFor = command === 'serve' || command === 'demo';
  const stopKeeping = !external && keepFor ? keepRunning(env.DATA_DIR) : () => undefined;
  try {
    return await run(entry, { ...made, ...given(env) }, external);
  } finally {
    stopKeeping();
    await end(env.DATA_DIR);
  }
}

async function run(entry, env, external) {
  if (!external && !migrating.includes(command)) {
    const stdio = ['ignore', 'inherit'];
    const code = await ensureMigrated(root, env, () => runChild([cli, 'migrate'], { env, stdio }));
    if (code !== 0) throw new Explained('unavailable', 'the database could not be migrated');
  }
  if (wantedExit() !== null) return wantedExit();
  return runChild(program(), {
    env,
    started: (pid) => enterChild(env.DATA_DIR, entry, pid),
  });
}

function program() {
  if (command !== 'knex') return [cli, ...argv];
  const knex = join(root, 'node_modules', 'knex', 'bin', 'cli.js');
  return [knex, '--knexfile', join(root, 'dist', 'knexfile.js'), ...argv.slice(1)];
}

// A file can be checked, and help be read, without a database.
function needsDatabase() {
  const asksForHelp = argv.includes('--help') || argv.includes('-h') || command.startsWith('-');
  return !asksForHelp && !['inspect', 'help'].includes(command);
}

// An empty variable counts as unset, also where it would hide what the embedded database brings.
function given(env) {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

async function explain(error) {
  const explained = error instanceof Explained;
  process.stderr.write(`error: ${explained ? error.message : error.stack}\n`);
  if (!json) return;
  const problem = explained
    ? { code: error.code, detail: error.message }
    : { code: 'internal', detail: 'the launcher failed; stderr says more' };
  // the catalogue is part of the program, which may be what could not be built
  const catalogue = await import(join(root, 'dist', 'src', 'problem.js')).catch(() => null);
  const document = catalogue?.problemDocument(problem) ?? problem;
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

main().then(
  (code) => (process.exitCode = code),
  async (error) => {
    process.exitCode = 1;
    await explain(error);
  },
);
