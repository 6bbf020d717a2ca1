// After the last test: the run's database server stops and its folder goes. Then the logs and mails
// of all tests are searched for account and citizen numbers: one in clear fails the run.

import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

export default async function tearDown(): Promise<void> {
  const child = (globalThis as { databaseServer?: ChildProcess }).databaseServer;
  if (!child) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  await ended;
  searchRun(process.env['DOISOAT_RUN_FOLDER'] ?? '');
}

function searchRun(folder: string): void {
  const search = [join(__dirname, 'search-run.mjs'), folder];
  const { status, stdout, stderr } = spawnSync(process.execPath, search, { encoding: 'utf8' });
  process.stderr.write(`${stdout}${stderr}`);
  if (status !== 0) throw new Error(`numbers in clear, see ${folder}`);
  rmSync(folder, { recursive: true, force: true });
}
