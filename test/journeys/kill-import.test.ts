// An import killed at any moment leaves all of a file or nothing of it, and importing it again makes
// it whole.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addDays } from '../../src/calendar.js';
import {
  aFolder,
  aUsedPlace,
  clearKept,
  clearUp,
  ended,
  killProcess,
  launch,
  type Place,
  serve,
  start,
} from '../launcher/launching.js';
import { sheetOf } from '../statements/files.js';

const kills = process.env['DOISOAT_LONG'] ? 40 : 2;
const lineCount = 2_000;
const account = '1012345678';

afterAll(clearUp);
afterAll(clearKept);

/** A day's statement; every file another day. */
function fileOf(folder: string, at: number): string {
  const on = addDays('2026-03-01', at);
  const entries = Array.from({ length: lineCount }, (_, n) => ({
    on,
    amount: 8_000n,
    reference: `FT${String(at)}-${String(n)}`,
    text: `NOP LE PHI ${String(n)}`,
  }));
  const path = join(folder, `${on}.csv`);
  writeFileSync(path, sheetOf({ from: on, to: on, account, opening: BigInt(at), entries }));
  return path;
}

/** The launcher's own children end with the machine, before they are told. */
function killHard(launcher: number): void {
  const listed = (() => {
    try {
      return readFileSync(`/proc/${String(launcher)}/task/${String(launcher)}/children`, 'utf8');
    } catch {
      return '';
    }
  })();
  for (const child of listed.split(/\s+/).filter(Boolean)) killProcess(Number(child), 'SIGKILL');
  killProcess(launcher, 'SIGKILL');
}

async function linesByDay(place: Place): Promise<Map<string, number>> {
  const { code, stdout, stderr } = await launch(place, ['export', 'lines']);
  if (code !== 0) throw new Error(stderr);
  const days = new Map<string, number>();
  for (const line of stdout.split('\n').filter(Boolean)) {
    const { bookingDate } = JSON.parse(line) as { bookingDate: string };
    days.set(bookingDate, (days.get(bookingDate) ?? 0) + 1);
  }
  return days;
}

test(
  `${String(kills)} imports killed on the way left whole files or none, and all came in afterwards`,
  async () => {
    const place = await aUsedPlace();
    const folder = aFolder();
    const service = await serve(place);
    const accounts = join(folder, 'accounts.csv');
    writeFileSync(
      accounts,
      `unitCode,bankBin,accountNumber,accountName\n25432,970436,${account},UBND PHUONG CHON THANH\n`,
    );
    expect(await launch(place, ['import', 'accounts', accounts])).toMatchObject({ code: 0 });
    const files = Array.from({ length: kills + 1 }, (_, at) => fileOf(folder, at));
    const startedAt = Date.now();
    expect(await launch(place, ['import', 'statements', files[0] ?? ''])).toMatchObject({
      code: 0,
    });
    const takes = Date.now() - startedAt;
    for (const [at, file] of files.slice(1).entries()) {
      const importing = start(place, ['import', 'statements', file]);
      const end = ended(importing);
      // from the first third on: before it the program is being loaded
      const wait = takes * (0.3 + (0.7 * at) / kills);
      await new Promise((done) => setTimeout(done, wait));
      if (importing.exitCode === null) killHard(Number(importing.pid));
      await end;
    }
    const kept = await linesByDay(place);
    expect([...kept.values()].filter((count) => count !== lineCount)).toEqual([]);
    const { code, stdout } = await launch(place, ['import', 'statements', '--json', ...files]);
    expect(code).toBe(0);
    const { statements } = JSON.parse(stdout) as { statements: { state: string }[] };
    expect(statements.filter(({ state }) => state === 'duplicate')).toHaveLength(kept.size);
    const whole = await linesByDay(place);
    expect([...whole.values()]).toEqual(files.map(() => lineCount));
    service.child.kill('SIGTERM');
    await service.end;
  },
  kills * 15_000 + 240_000,
);
