// A PostgreSQL server beside the run's own, for what the run's own is not: one that waits for its
// disk, or one with a single careless setting.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestServer } from './server.js';

export interface OwnServer extends TestServer {
  readonly stop: () => Promise<void>;
}

/**
 * Starts one, as durable as the launcher makes it.
 * @param settings instead of those that make it durable, such as `fsync=off`
 */
export async function startOwnServer(...settings: string[]): Promise<OwnServer> {
  const script = join(__dirname, 'embedded-server.mjs');
  const child = spawn(process.execPath, [script, ...settings], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const stop = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.stdin.end();
    await ended;
  };
  return { ...(JSON.parse(line) as TestServer), stop };
}

/** The same, and every database that this file clones from here on is cloned there. */
export async function moveToOwnServer(): Promise<OwnServer> {
  const before = process.env['DOISOAT_TEST_SERVER'];
  const server = await startOwnServer();
  process.env['DOISOAT_TEST_SERVER'] = JSON.stringify(server);
  const stop = async (): Promise<void> => {
    process.env['DOISOAT_TEST_SERVER'] = before;
    await server.stop();
  };
  return { ...server, stop };
}
