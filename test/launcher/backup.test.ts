// A backup of one embedded database, restored into another on a new folder, through the launcher.
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aFolder, aPlace, clearUp, launch, type Place } from './launching.js';

afterEach(clearUp);

async function done(place: Place, args: string[], env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await launch(place, args, env);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
  return stdout;
}

test('a province moves to a new folder with its key, and nothing is overwritten', async () => {
  const [old, other] = [aPlace(), aPlace()];
  const folder = join(aFolder(), 'files');
  mkdirSync(folder);
  const [accounts, file] = [join(folder, 'accounts.csv'), join(folder, 'p75.backup')];
  writeFileSync(
    accounts,
    'unitCode,bankBin,accountNumber,accountName\n25432,970436,00710012345,UBND PHUONG CHON THANH\n',
  );
  await done(old, ['import', 'accounts', accounts]);
  await done(old, ['backup', file]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const secrets = readFileSync(join(old.dataDir, 'secrets.json'), 'utf8');
  const { secretKey } = JSON.parse(secrets) as { secretKey: string };
  const outcome = await done(other, ['restore', file, '--json'], { SECRET_KEY: secretKey });
  expect(JSON.parse(outcome)).toMatchObject({ sameSecretKey: true });
  expect(await done(other, ['export', 'accounts'])).toBe(await done(old, ['export', 'accounts']));
  await done(other, ['verify', 'audit'], { SECRET_KEY: secretKey });
  const again = await launch(other, ['restore', file, '--json']);
  expect([again.code, JSON.parse(again.stdout)]).toEqual([
    1,
    expect.objectContaining({ code: 'conflict' }),
  ]);
}, 180_000);
