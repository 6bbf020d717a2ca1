// The inbox of a running service, with its own clock: what is laid in is taken, a backup runs meanwhile,
// and what an earlier service had imported without moving it is moved.
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  aFolder,
  aUsedPlace,
  clearKept,
  clearUp,
  launch,
  serve,
  until,
} from '../launcher/launching.js';
import { sheetOf } from '../statements/files.js';

afterAll(clearUp);
afterAll(clearKept);

const account = '1012345678';
const onDay = (on: string): string =>
  sheetOf({ account, from: on, to: on, entries: [{ on, amount: 8_000n, reference: `FT${on}` }] });

test('a running service takes what is laid in, and what a killed one had imported only moves', async () => {
  const place = await aUsedPlace();
  const folder = aFolder();
  const accounts = join(folder, 'accounts.csv');
  const row = `25432,970436,${account},UBND PHUONG CHON THANH`;
  writeFileSync(accounts, `unitCode,bankBin,accountNumber,accountName\n${row}\n`);
  expect(await launch(place, ['import', 'accounts', accounts])).toMatchObject({ code: 0 });
  const inbox = join(place.dataDir, 'inbox');
  mkdirSync(inbox);
  const left = join(inbox, 'mot.csv');
  writeFileSync(left, onDay('2026-05-11'));
  expect(await launch(place, ['import', 'statements', left])).toMatchObject({ code: 0 });
  writeFileSync(join(inbox, 'hong.csv'), 'x');
  const service = await serve(place);
  writeFileSync(join(inbox, 'hai.csv'), onDay('2026-05-12'));
  const backup = launch(place, ['backup', join(folder, 'p75.backup')]);
  await until(() => readdirSync(inbox).sort().join() === 'done,refused', 60_000);
  expect(await backup).toMatchObject({ code: 0 });
  const { code, stdout } = await launch(place, ['export', 'lines']);
  expect([code, stdout.split('\n').filter(Boolean).length]).toEqual([0, 2]);
  service.child.kill('SIGTERM');
  expect((await service.end).code).toBe(0);
  expect(readdirSync(join(inbox, 'refused'))).toEqual(['hong.csv', 'hong.csv.reason.txt']);
  const days = readdirSync(join(inbox, 'done'));
  const done = days.flatMap((day) => readdirSync(join(inbox, 'done', day)));
  expect(done.sort()).toEqual(['hai.csv', 'mot.csv']);
}, 180_000);
