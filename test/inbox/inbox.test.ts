// Statement files laid into the inbox: real files, a real database, looks as the service makes them.
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { appendFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { byJob } from '../../src/audit/by.js';
import { importAccounts } from '../../src/beneficiary-accounts/import-accounts.js';
import { openInbox } from '../../src/inbox/take-files.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { sheetOf } from '../statements/files.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';
import { runLog } from '../support/run-folder.js';
import { zipOf } from '../tables/zip-writer.js';

const account = '1012345678';
// 20/05/2026 in Vietnam
const now = (): Date => new Date('2026-05-19T18:00:00Z');

let database: TestDatabase;
let inbox: string;

beforeAll(async () => {
  database = await cloneDatabase();
  const header = 'unitCode,bankBin,accountNumber,accountName';
  const row = `25432,970436,${account},UBND PHUONG CHON THANH`;
  const file = csvFile('accounts.csv', header, row);
  await importAccounts({ db: database.db, by: byTester }, { skipBad: false, file });
  inbox = join(database.config.dataDir, 'inbox');
});
afterAll(() => database.close());

const open = (at = now) => {
  const { db, config } = database;
  const about = { db, dataDir: config.dataDir, by: byJob('inbox'), log: runLog() };
  return openInbox({ ...about, now: at });
};

/** Two looks see a file unchanged. */
async function look(inboxOf = open()) {
  await inboxOf();
  return inboxOf();
}

let day = 1;
/** A statement of another day with one line. */
function aStatement(text = 'NOP PHI'): string {
  const on = `2026-04-${String(day).padStart(2, '0')}`;
  const opening = BigInt(1000 * (day - 1));
  day += 1;
  const entries = [{ on, amount: 1000n, reference: `FT${on}`, text }];
  return sheetOf({ account, from: on, to: on, opening, entries });
}

const lay = (name: string, content: string | Buffer): void => {
  mkdirSync(inbox, { recursive: true });
  writeFileSync(join(inbox, name), content);
};
const lines = async (): Promise<number> =>
  (await database.db('statement_line').select('id')).length;
const done = (): string[] => listed(join(inbox, 'done', '2026-05-20'));
const refused = (): string[] => listed(join(inbox, 'refused'));
const listed = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);

test('a file that two looks saw unchanged is imported as a job’s, matched and moved to its day', async () => {
  const inboxOf = open();
  lay('tháng 4.csv', aStatement());
  expect(await inboxOf()).toEqual({ done: 0, refused: 0 });
  appendFileSync(join(inbox, 'tháng 4.csv'), '\n');
  expect(await inboxOf()).toEqual({ done: 0, refused: 0 });
  expect(await lines()).toBe(0);
  expect(await inboxOf()).toEqual({ done: 1, refused: 0 });
  expect([done(), await lines()]).toEqual([['tháng 4.csv'], 1]);
  expect(listed(inbox)).toEqual(['done']);
  const events = await database.db('audit_event').where({ action: 'statement.imported' }).select();
  expect(events).toMatchObject([{ actor_kind: 'job', actor: 'inbox' }]);
  expect(await database.db('reconciliation_run').select('id')).toHaveLength(1);
});

test('a name that is taken gets a number: nothing is ever replaced', async () => {
  const [first, second] = [aStatement(), aStatement()];
  lay('sao-ke.csv', first);
  await look();
  lay('sao-ke.csv', second);
  await look();
  expect(done()).toEqual(['sao-ke (2).csv', 'sao-ke.csv', 'tháng 4.csv']);
  const kept = (name: string) => readFileSync(join(inbox, 'done', '2026-05-20', name), 'utf8');
  expect([kept('sao-ke.csv'), kept('sao-ke (2).csv')]).toEqual([first, second]);
});

test('what is refused lies beside its reason, in Vietnamese and without a number in clear', async () => {
  const before = await lines();
  lay(`${account}.csv`, 'đây không phải sao kê');
  lay('trong.csv', '');
  expect(await look()).toEqual({ done: 0, refused: 2 });
  const names = [
    `${account}.csv`,
    `${account}.csv.reason.txt`,
    'trong.csv',
    'trong.csv.reason.txt',
  ];
  expect(refused()).toEqual(names);
  const note = readFileSync(join(inbox, 'refused', `${account}.csv.reason.txt`), 'utf8');
  expect(note).toBe(
    '20/05/2026 01:00. Tệp không nhận được; không có dữ liệu nào được ghi.\n' +
      '- …5678.csv: Không tìm thấy dòng tiêu đề của bảng sao kê. [header_not_found]\n' +
      'Đề nghị xuất lại tệp từ ngân hàng và chép lại vào thư mục inbox.\n',
  );
  expect(await lines()).toBe(before);
});

test('an archive with a bad part keeps what could be read, and says which part could not', async () => {
  const before = await lines();
  lay(
    'thang.zip',
    zipOf([
      { name: 'tot.csv', content: aStatement() },
      { name: 'hong.csv', content: 'x' },
    ]),
  );
  expect(await look()).toEqual({ done: 0, refused: 1 });
  expect(await lines()).toBe(before + 1);
  const note = readFileSync(join(inbox, 'refused', 'thang.zip.reason.txt'), 'utf8');
  expect(note).toContain('Một phần của tệp không nhận được; các sao kê còn lại');
  expect(note).toMatch(/^- thang\.zip!hong\.csv.*\[/m);
});

test('links, folders, pipes, hidden and unfinished files stay where they are, unread', async () => {
  const outside = join(database.config.dataDir, 'outside.csv');
  writeFileSync(outside, aStatement());
  symlinkSync(outside, join(inbox, 'link.csv'));
  symlinkSync('/etc/passwd', join(inbox, 'passwd.csv'));
  mkdirSync(join(inbox, 'folder.csv'));
  writeFileSync(join(inbox, 'folder.csv', 'inside.csv'), aStatement());
  execFileSync('sh', ['-c', 'mkfifo "$0"', join(inbox, 'pipe.csv')]);
  const unfinished = ['.hidden.csv', 'a.csv.part', 'b.filepart', 'c.TMP', '~$d.xlsx', 'e.csv~'];
  for (const name of unfinished) lay(name, aStatement());
  const names = ['link.csv', 'passwd.csv', 'folder.csv', 'pipe.csv', ...unfinished];
  const [linesBefore, inboxOf] = [await lines(), open()];
  for (let at = 0; at < 3; at += 1) expect(await inboxOf()).toEqual({ done: 0, refused: 0 });
  expect(listed(inbox)).toEqual(['done', 'refused', ...names].sort());
  expect(await lines()).toBe(linesBefore);
  for (const name of names) execFileSync('rm', ['-rf', join(inbox, name)]);
});

test('a link in the place of a folder of ours is not followed', async () => {
  const elsewhere = join(database.config.dataDir, 'elsewhere');
  mkdirSync(elsewhere);
  const refusedFolder = join(inbox, 'refused');
  execFileSync('mv', [refusedFolder, `${refusedFolder}.kept`]);
  symlinkSync(elsewhere, refusedFolder);
  lay('x.csv', 'x');
  await expect(look()).rejects.toThrow('a folder of the inbox is none');
  expect([listed(elsewhere), existsSync(join(inbox, 'x.csv'))]).toEqual([[], true]);
  execFileSync('rm', [refusedFolder, join(inbox, 'x.csv')]);
  execFileSync('mv', [`${refusedFolder}.kept`, refusedFolder]);
});

test('a crash between import and move imports nothing twice, and the file is moved afterwards', async () => {
  const bytes = Buffer.from(aStatement());
  lay('crash.csv', bytes);
  // what the killed service had got to
  const deps = { db: database.db, now, by: byJob('inbox') };
  await importStatements(deps, [{ name: 'crash.csv', bytes }]);
  const [linesBefore, runsBefore] = [await lines(), await database.db('reconciliation_run')];
  expect(await look()).toEqual({ done: 1, refused: 0 });
  expect(done()).toContain('crash.csv');
  expect(await lines()).toBe(linesBefore);
  expect((await database.db('reconciliation_run')).length).toBe(runsBefore.length + 1);
});

test('two services on one folder take each file once', async () => {
  const before = { lines: await lines(), done: done().length };
  for (let at = 0; at < 6; at += 1) lay(`cung-luc-${String(at)}.csv`, aStatement());
  const [one, other] = [open(), open()];
  await Promise.all([one(), other()]);
  const looks = [];
  for (let at = 0; at < 3; at += 1) looks.push(...(await Promise.all([one(), other()])));
  expect(looks.reduce((sum, each) => sum + each.done, 0)).toBe(6);
  expect(await lines()).toBe(before.lines + 6);
  expect(done()).toHaveLength(before.done + 6);
  expect(listed(inbox)).toEqual(['done', 'refused']);
  const events = await database.db('audit_event').where({ action: 'statement.imported' }).select();
  expect(new Set(events.map((event) => String(event.subject_id))).size).toBe(events.length);
});

test('a file that cannot be taken waits longer each time and keeps its place', async () => {
  let at = now().getTime();
  const inboxOf = open(() => new Date(at));
  lay('a-loi.csv', aStatement().replace('NOP PHI', 'x'));
  // the disk refuses the move
  const folder = join(inbox, 'done', '2026-05-20');
  execFileSync('mv', [folder, `${folder}.kept`]);
  writeFileSync(folder, 'in the way');
  await inboxOf();
  await expect(inboxOf()).rejects.toThrow();
  const runs = async () => (await database.db('reconciliation_run').select('id')).length;
  const before = await runs();
  at += 10_000;
  expect(await inboxOf()).toEqual({ done: 0, refused: 0 });
  expect(await runs()).toBe(before);
  execFileSync('rm', [folder]);
  execFileSync('mv', [`${folder}.kept`, folder]);
  at += 10_000;
  expect(await inboxOf()).toEqual({ done: 1, refused: 0 });
});

test('a name of 255 bytes and one with line breaks end beside a note that still fits', async () => {
  const long = `${'ệ'.repeat(83)}.csv`;
  lay(long, 'x');
  lay('hai\ndòng.csv', 'y');
  expect(await look()).toEqual({ done: 0, refused: 2 });
  expect(listed(inbox)).toEqual(['done', 'refused']);
  expect(refused().filter((name) => name.startsWith('ệệ'))).toHaveLength(2);
  const note = readFileSync(join(inbox, 'refused', 'hai\ndòng.csv.reason.txt'), 'utf8');
  expect(note).toContain('- hai dòng.csv: ');
  expect(lstatSync(join(inbox, 'refused')).mode & 0o077).toBe(0);
});

test('a file that is touched between looks counts as one that is still written', async () => {
  const inboxOf = open();
  lay('cham.csv', aStatement());
  for (let at = 1; at <= 3; at += 1) {
    utimesSync(join(inbox, 'cham.csv'), at, at);
    expect(await inboxOf()).toEqual({ done: 0, refused: 0 });
  }
  expect(await inboxOf()).toEqual({ done: 1, refused: 0 });
});
