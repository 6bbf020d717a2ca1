// Before the first test: one embedded PostgreSQL for the whole run, and a folder for what its tests
// leave to be searched. jest gives this file no module
// mapper, so nothing of src is imported here; the first clone makes the template (database.ts).

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Nothing in it outlives the run, so nothing waits for a disk, and nobody tidies up databases that
 * are dropped within seconds.
 */
const settings = [
  ...['fsync=off', 'full_page_writes=off', 'synchronous_commit=off', 'autovacuum=off'],
  ...['wal_level=minimal', 'max_wal_senders=0', 'shared_buffers=256MB'],
];

export default async function setUp(): Promise<void> {
  process.env['DOISOAT_RUN_FOLDER'] = mkdtempSync(join(tmpdir(), 'doisoat-run-'));
  const child = spawn(process.execPath, [join(__dirname, 'embedded-server.mjs'), ...settings], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  (globalThis as { databaseServer?: ChildProcess }).databaseServer = child;
  process.env['DOISOAT_TEST_SERVER'] = await firstLine(child);
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the database server did not start');
}
