// Before the first test: one embedded PostgreSQL for the whole run, and a folder for what its tests
// leave to be searched. jest gives this file no module
// mapper, so nothing of src is imported here; the first clone makes the template (database.ts).

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export default async function setUp(): Promise<void> {
  process.env['DOISOAT_RUN_FOLDER'] = mkdtempSync(join(tmpdir(), 'doisoat-run-'));
  const child = spawn(process.execPath, [join(__dirname, 'embedded-server.mjs')], {
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
