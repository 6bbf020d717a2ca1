// Holds one embedded database, in a folder of its own, until stdin closes - so it ends with the run
// however that ends. Its arguments are settings (`fsync=off`) in the place of those that keep what was
// acknowledged. Prints its URLs as one line of JSON.

import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureRunning, homeOf, stop } from '../../src/launcher/cluster.mjs';
import { secretsOf, urlsOf } from '../../src/launcher/roles.mjs';

const dataDir = mkdtempSync(join(tmpdir(), 'doisoat-test-'));
chmodSync(dataDir, 0o711);
const secrets = secretsOf(dataDir);
const settings = process.argv.slice(2).map((setting) => `-c ${setting}`);
const safety = settings.length > 0 ? settings.join(' ') : undefined;
const port = await ensureRunning(dataDir, secrets, safety);
process.stdout.write(`${JSON.stringify({ dataDir, ...urlsOf(port, secrets) })}\n`);

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
process.stdin.resume();
process.stdin.on('end', () => {
  void stop(dataDir).then(() => {
    for (const path of [homeOf(dataDir), dataDir]) rmSync(path, { recursive: true, force: true });
  });
});
