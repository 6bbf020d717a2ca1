// An embedded database in a folder of its own, started with the settings given as arguments
// (`fsync=off`), until stdin closes. What `embedded-server.mjs` would never do.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binariesFor } from '../../src/launcher/binaries.mjs';
import { ensureRunning, homeOf, stop } from '../../src/launcher/cluster.mjs';
import { secretsOf, urlsOf } from '../../src/launcher/roles.mjs';
import { asUser, ownerOf } from '../../src/launcher/system-user.mjs';

const dataDir = mkdtempSync(join(tmpdir(), 'doisoat-unsafe-'));
chmodSync(dataDir, 0o711);
const secrets = secretsOf(dataDir);
const port = await ensureRunning(dataDir, secrets);
await stop(dataDir);
const home = homeOf(dataDir);
const user = ownerOf(home);
const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=']
  .concat(process.argv.slice(2))
  .map((setting) => `-c ${setting}`)
  .join(' ');
spawnSync(
  join(binariesFor(user, dataDir), 'bin', 'pg_ctl'),
  [
    ...['start', '-w', '-t', '15', '-D', join(home, 'data')],
    ...['-l', join(home, 'server.log'), '-o', settings],
  ],
  { ...asUser(user), detached: true, stdio: 'ignore' },
);
process.stdout.write(`${JSON.stringify({ dataDir, ...urlsOf(port, secrets) })}\n`);

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);
process.stdin.resume();
process.stdin.on('end', () => {
  void stop(dataDir).then(() => {
    for (const path of [homeOf(dataDir), dataDir]) rmSync(path, { recursive: true, force: true });
  });
});
