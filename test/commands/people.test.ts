// People on the command line: the first administrator, officers in bulk, links that are printed or
// mailed, tokens that are shown once.
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, keyedDigest } from '../../src/access/keys.js';
import { plantTree, tree } from '../access/asking.js';
import { listenForMail, partsOf } from '../alerts/smtp-listener.js';
import { commandLine, type Typed } from '../support/command-line.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { xlsxFile } from '../support/own-file.js';

let database: TestDatabase;
let folder: string;
let type: (...argv: string[]) => Promise<Typed>;
beforeAll(async () => {
  database = await cloneDatabase();
  await plantTree(database);
  folder = await mkdtemp(join(tmpdir(), 'doisoat-people-'));
  type = commandLine(database);
});
afterAll(() => database.close());

const add = (...argv: string[]) => type('officer', 'add', '--json', ...argv);
const linkIn = (text: string) => /thiet-lap\/([\w-]{43})/.exec(text)?.[1] ?? '';
const openLinks = async (officerId: unknown): Promise<string[]> =>
  database
    .db('setup_link')
    .where({ officer_id: String(officerId) })
    .whereNull('ended_at')
    .pluck<string[]>('token_hash');

test('the first administrator is added here: the link is printed, and no password anywhere', async () => {
  const typed = await type(
    ...['officer', 'add', '--email', ' Admin@DongNai.example ', '--name', 'Lê Quản Trị'],
    ...['--role', 'system_admin'],
  );
  expect([typed.exitCode, typed.stderr]).toEqual([0, '']);
  expect(typed.stdout).toContain('system_admin of 75');
  expect(typed.stdout).toContain('until 23/05/2026 08:00');
  expect(typed.stdout).toContain('http://127.0.0.1:8080/thiet-lap/');
  const officer = await database.db('officer').where({ email: 'admin@dongnai.example' }).first();
  expect(officer).toMatchObject({ name: 'Lê Quản Trị', password_hash: null });
  expect(await openLinks(officer.id)).toEqual([digestOf(linkIn(typed.stdout))]);
  const event = await database.db('audit_event').where({ action: 'officer.added' }).first();
  expect(event).toMatchObject({ actor_kind: 'command', actor: 'tester', subject_id: officer.id });
});

test('a citizen number is read from standard input, and stands in no output', async () => {
  const number = '075099003333';
  const piped = commandLine(database, undefined, {}, `${number}\n`);
  const typed = await piped(
    ...['officer', 'add', '--name', 'Ngô Văn Số', '--role', 'commune_accountant'],
    ...['--scope', tree.A, '--citizen-id-stdin', '--json'],
  );
  expect(typed.json()).toMatchObject({ email: null, setupLink: { delivery: 'printed' } });
  expect(typed.stdout + typed.stderr).not.toContain(number);
  const digest = keyedDigest(database.config.secretKey, 'citizen id', number);
  const officer = await database.db('officer').where({ citizen_id_hash: digest }).first();
  expect(officer).toMatchObject({ id: typed.json()['id'] });
  const short = commandLine(database, undefined, {}, '07509900333');
  const refused = await short('officer', 'change', String(officer.id), '--citizen-id-stdin');
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).not.toContain('07509900333');
});

test('what is missing or wrong is said with the option’s name', async () => {
  const usage = async (...argv: string[]) => {
    const { exitCode, stderr } = await type('officer', 'add', ...argv);
    return [exitCode, stderr.split('\n')[0]];
  };
  const name = ['--name', 'Ai Đó'];
  expect(await usage()).toEqual([2, 'error: --name is required']);
  expect(await usage(...name)).toEqual([2, 'error: --role is required']);
  expect(await usage(...name, '--role', 'portal')).toEqual([
    2,
    expect.stringContaining('--role: one of commune_admin, '),
  ]);
  const role = [...name, '--role', 'auditor'];
  expect(await usage(...role)).toEqual([2, expect.stringContaining('--email or --citizen-id')]);
  expect(await usage(...role, '--email', 'x')).toEqual([2, expect.stringContaining('--email: ')]);
  expect(await usage(...role, '--email', 'x@y.vn', '--scope', 'T-X')).toEqual([
    1,
    'error: There is no such unit in your scope.',
  ]);
});

test('officers are granted, revoked, disabled, enabled and linked anew by e-mail or id', async () => {
  const email = 'ke.toan@dongnai.example';
  const made = await add('--email', email, '--name', 'Kế Toán', '--role', 'auditor');
  const id = String(made.json()['id']);
  const scope = ['--scope', tree.A];
  const granted = await type('officer', 'grant', email, '--role', 'approver', ...scope, '--json');
  expect(granted.json()).toMatchObject({
    grants: [
      { role: 'auditor', scope: '75' },
      { role: 'approver', scope: tree.A },
    ],
  });
  const revoke = () => type('officer', 'revoke', id, '--role', 'auditor', '--json');
  expect((await revoke()).json()).toMatchObject({ grants: [{ role: 'approver' }] });
  expect((await revoke()).json()).toMatchObject({ code: 'not_found' });
  expect((await type('officer', 'disable', email, '--json')).json()).toMatchObject({
    state: 'disabled',
  });
  expect((await type('officer', 'link', id, '--json')).json()).toMatchObject({ code: 'conflict' });
  await type('officer', 'enable', id);
  const link = await type('officer', 'link', id);
  expect(await openLinks(id)).toEqual([digestOf(linkIn(link.stdout))]);
  expect((await type('officer', 'reset-second-factor', id)).exitCode).toBe(0);
  const renamed = await type('officer', 'change', id, '--name', 'Kế Toán Mới', '--json');
  expect(renamed.json()).toMatchObject({ name: 'Kế Toán Mới', email });
  const listed = (await type('officer', 'list')).stdout;
  expect(listed).toContain(`${id}  invited  Kế Toán Mới  ${email}  approver of ${tree.A}`);
  expect((await type('officer', 'disable', 'nobody@x.example')).exitCode).toBe(1);
});

test('with a mail server the link is mailed and not printed; one that fails is printed', async () => {
  const smtp = await listenForMail();
  try {
    const mailing = commandLine(database, undefined, { SMTP_URL: smtp.url });
    const argv = (email: string) => [
      ...['officer', 'add', '--email', email, '--name', 'Thư Đến', '--role', 'auditor'],
    ];
    const typed = await mailing(...argv('thu.den@dongnai.example'), '--json');
    const shown = typed.json() as { id: string; setupLink: Record<string, unknown> };
    expect(shown.setupLink).toMatchObject({ delivery: 'mailed' });
    expect(typed.stdout).not.toContain('thiet-lap');
    const [mail] = smtp.received;
    expect(mail?.recipients).toEqual(['thu.den@dongnai.example']);
    const [plain = '', html = ''] = partsOf(mail?.raw ?? '');
    expect(plain).toContain('Quản trị hệ thống mời ông/bà');
    expect(await openLinks(shown.id)).toEqual([digestOf(linkIn(plain))]);
    expect(linkIn(html)).toBe(linkIn(plain));
    smtp.manners.refuseMessage = () => 550;
    const failed = await mailing(...argv('thu.hong@dongnai.example'));
    expect(failed.stderr).toContain('did not take the link over');
    expect(linkIn(failed.stdout)).toHaveLength(43);
  } finally {
    await smtp.close();
  }
});

const header = 'email,citizenId,name,role,unit';
async function importing(...lines: string[]): Promise<Typed> {
  const path = join(folder, 'officers.csv');
  await writeFile(path, `${[header, ...lines].join('\n')}\n`);
  return type('import', 'officers', path, '--json');
}

test('officers come in bulk, each with a link; the same file again changes nothing', async () => {
  const lines = [
    `a@bulk.example,075099000001,Một Văn A,commune_admin,${tree.A}`,
    `b@bulk.example,,Hai Thị B,commune_accountant,${tree.A}`,
    `B@bulk.example ,,Hai Thị B,commune_accountant,${tree.B}`,
    'c@bulk.example,,Ba Văn C,finance_officer,',
  ];
  const first = (await importing(...lines)).json();
  expect(first).toMatchObject({ imported: 4, unchanged: 0, skipped: [] });
  const links = first['setupLinks'] as { email: string; url: string; officerId: string }[];
  expect(links.map(({ email }) => email)).toEqual([
    'a@bulk.example',
    'b@bulk.example',
    'c@bulk.example',
  ]);
  for (const { officerId, url } of links) {
    expect(await openLinks(officerId)).toEqual([digestOf(linkIn(url))]);
  }
  const held = await database
    .db('officer_grant')
    .where({ officer_id: links[1]?.officerId ?? '' })
    .orderBy('id')
    .pluck<string[]>('scope');
  expect(held).toEqual([tree.A, tree.B]);
  const again = await importing(...lines);
  expect(again.json()).toMatchObject({ imported: 0, unchanged: 4, setupLinks: [] });
  const sheet = await xlsxFile('officers.xlsx', header, ...lines);
  const path = join(folder, 'officers.xlsx');
  await writeFile(path, sheet.bytes);
  expect((await type('import', 'officers', path, '--json')).json()).toMatchObject({ unchanged: 4 });
});

test('a row that differs from an officer who is there is a conflict, and nothing is stored', async () => {
  await importing(`d@bulk.example,075099000004,Bốn Thị D,auditor,${tree.E}`);
  const before = await database.db('officer').select('*').orderBy('id');
  const refused = await importing(
    'new@bulk.example,,Người Mới,auditor,',
    `d@bulk.example,,Tên Khác,auditor,${tree.E}`,
    `d@bulk.example,075099000005,Bốn Thị D,auditor,${tree.E}`,
    `d@bulk.example,,Bốn Thị D,commune_admin,${tree.E}`,
    `e@bulk.example,075099000004,Năm Văn E,auditor,${tree.E}`,
  );
  expect(refused.exitCode).toBe(1);
  expect(refused.json()).toMatchObject({
    code: 'conflict',
    errors: [
      { line: 3, column: 'name' },
      { line: 4, column: 'citizenId' },
      { line: 5, column: 'role' },
      { line: 6, column: 'citizenId' },
    ],
  });
  expect(refused.stdout + refused.stderr).not.toContain('07509900000');
  expect(await database.db('officer').select('*').orderBy('id')).toEqual(before);
});

test('wrong rows are named with line and column; --skip-bad takes the others', async () => {
  const lines = [
    'f@bulk.example,,Sáu Văn F,auditor,',
    'no-address,,Bảy,auditor,',
    'g@bulk.example,12345,Tám,auditor,',
    'h@bulk.example,,,auditor,',
    'i@bulk.example,,Chín,portal,',
    'j@bulk.example,,Mười,auditor,T-X',
    'f@bulk.example,,Sáu Khác,auditor,',
    'k@bulk.example,075099000011,K,auditor,',
    'l@bulk.example,075099000011,L,auditor,',
  ];
  const refused = await importing(...lines);
  const places = (refused.json()['errors'] as { line: number; column: string }[]).map(
    ({ line, column }) => `${String(line)} ${column}`,
  );
  expect(places).toEqual([
    ...['3 email', '4 citizenId', '5 name', '6 role', '7 unit', '8 name', '10 citizenId'],
  ]);
  expect(refused.stdout + refused.stderr).not.toMatch(/075099|12345/);
  const taken = await type(
    'import',
    'officers',
    join(folder, 'officers.csv'),
    '--skip-bad',
    '--json',
  );
  expect(taken.json()).toMatchObject({
    imported: 2,
    setupLinks: [{ email: 'f@bulk.example' }, { email: 'k@bulk.example' }],
  });
});

test('whoever disables an officer is told which machines’ tokens they may know', async () => {
  const made = await add('--name', 'Ra Đi', '--email', 'ra@x.example', '--role', 'system_admin');
  const id = String(made.json()['id']);
  const insert = { role: 'portal', scope: '75', created_by: `officer ${id}` };
  const dates = { created_at: new Date('2026-01-01'), expires_at: new Date('2027-01-01') };
  const [token] = await database
    .db('api_token')
    .insert({ ...insert, ...dates, name: 'Cổng cũ', token_hash: 'of nobody' })
    .returning<{ id: string }[]>('id');
  const typed = await type('officer', 'disable', id, '--json');
  expect(typed.json()).toMatchObject({ state: 'disabled', tokensToReplace: [token?.id] });
  expect(typed.stderr).toContain('(Cổng cũ) was made by them and still works');
  await type('token', 'revoke', token?.id ?? '');
});

test('a token is printed once, listed without its secret, and revoked', async () => {
  const made = await type('token', 'add', '--name', 'Cổng', '--role', 'portal', '--days', '30');
  const secret = /dst_[\w-]{43}/.exec(made.stdout)?.[0] ?? '';
  expect(secret).not.toBe('');
  const row = await database
    .db('api_token')
    .where({ token_hash: digestOf(secret) })
    .first();
  expect(row).toMatchObject({ name: 'Cổng', role: 'portal', scope: '75' });
  expect(row.expires_at).toEqual(new Date('2026-06-19T01:00:00Z'));
  const listed = await type('token', 'list', '--json');
  expect(listed.json()).toMatchObject({
    tokens: [{ state: 'revoked' }, { name: 'Cổng', state: 'live' }],
  });
  expect(listed.stdout).not.toContain(secret);
  const id = String(row.id);
  expect((await type('token', 'revoke', id, '--json')).json()).toEqual({ revoked: [id] });
  expect((await type('token', 'revoke', '999', '--json')).json()).toMatchObject({
    code: 'not_found',
  });
  const tooLong = await type('token', 'add', '--name', 'X', '--role', 'portal', '--days', '731');
  expect([tooLong.exitCode, tooLong.stderr]).toEqual([1, expect.stringContaining('730 days')]);
  const json = await type('token', 'add', '--name', 'M', '--role', 'monitor', '--json');
  expect(json.json()).toMatchObject({ role: 'monitor', token: expect.stringMatching(/^dst_/) });
});
