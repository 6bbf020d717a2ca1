// After the last test: the run's database server stops and its folder goes.

import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export default async function tearDown(): Promise<void> {
  const child = (globalThis as { databaseServer?: ChildProcess }).databaseServer;
  if (!child) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  await ended;
}
