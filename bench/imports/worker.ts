// A process of its own for each import and for each baseline, so that its memory is only its own: told
// what to do, it tells how long that took and how much memory it had at most.
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { byJob } from '../../src/audit/by.js';
import { readConfig } from '../../src/config.js';
import { openDb } from '../../src/db.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { storedColumns, type Done, type Task } from './task.js';

process.once('message', (task: Task) => {
  void run(task).then((done) => process.send?.(done));
});

async function run({ kind, path }: Task): Promise<Done> {
  const timed = kind === 'import' ? await importFile(path) : await copyRows(path);
  return { ...timed, peakMb: process.resourceUsage().maxRSS / 1024 };
}

async function importFile(path: string): Promise<Omit<Done, 'peakMb'>> {
  const db = openDb(readConfig(process.env), { connections: 2 });
  await db.raw('select 1');
  const at = performance.now();
  const deps = { db, now: () => new Date(), by: byJob('bench') };
  const { statements, refused } = await importStatements(deps, [{ name: path, path }]);
  const seconds = (performance.now() - at) / 1000;
  await db.destroy();
  const [statement] = statements;
  if (!statement || refused.length > 0) throw new Error(JSON.stringify(refused));
  return { seconds, lines: statement.new, state: statement.state };
}

/** The rows as the import stored them, into the same table with the same keys and indexes. */
async function copyRows(path: string): Promise<Omit<Done, 'peakMb'>> {
  const { databaseUrl, schema } = readConfig(process.env);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`select set_config('search_path', $1, false)`, [`${schema}, public`]);
  const at = performance.now();
  await client.query('begin');
  const copy = copyStreams.from(`copy statement_line (${storedColumns}) from stdin`);
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), client.query(copy));
  await client.query('commit');
  const seconds = (performance.now() - at) / 1000;
  await client.end();
  return { seconds, lines: copy.rowCount, state: 'balanced' };
}
