// The launcher's lock: one holder at a time, and a dead one holds nothing.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aFolder, clearUp, repository } from './launching.js';

afterEach(clearUp);

// Reads, waits and writes a counter under the lock: two at once would lose a step.
const program = `
  import { readFileSync, writeFileSync } from 'node:fs';
  import { withLock } from ${JSON.stringify(join(repository, 'src/launcher/lock.mjs'))};
  const [folder, times] = process.argv.slice(1);
  for (let turn = 0; turn < Number(times); turn += 1) {
    await withLock(folder + '/lock', async () => {
      const count = Number(readFileSync(folder + '/count', 'utf8'));
      await new Promise((resolve) => setTimeout(resolve, 2));
      writeFileSync(folder + '/count', String(count + 1));
    });
  }
`;

function counting(folder: string, times: number): ChildProcess {
  const args = ['--input-type=module', '-e', program, folder, String(times)];
  return spawn(process.execPath, args, { stdio: 'inherit' });
}

test('eight processes taking turns lose no step, also when others die holding it', async () => {
  const folder = aFolder();
  writeFileSync(join(folder, 'count'), '0');
  const killed = [1, 2, 3].map(() => counting(folder, 1_000_000));
  // on a busy machine the first turn takes its time
  while (Number(readFileSync(join(folder, 'count'), 'utf8')) === 0) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  for (const child of killed) {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  writeFileSync(join(folder, 'count'), '0');
  const counters = Array.from({ length: 8 }, () => counting(folder, 10));
  const codes = await Promise.all(counters.map((child) => once(child, 'exit')));
  expect(codes.map(([code]) => code as number)).toEqual(Array.from({ length: 8 }, () => 0));
  expect(readFileSync(join(folder, 'count'), 'utf8')).toBe('80');
});
