// The sheet in which a clerk proposes accounts: the template that comes back, numbers that survive,
// and what is refused with its place.
import { readTable } from '../../src/tables/read-table.js';
import { isRounded } from '../../src/beneficiary-accounts/proposal-sheet.js';
import { apiApp, apiClient, type ApiClient } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { xlsxFile } from '../support/own-file.js';
import { bearerOf, loggedIn } from '../support/people.js';

let database: TestDatabase;
let clerk: ApiClient;
let department: ApiClient;

const a = '25432';
const sheet = '/accounts/proposals-sheet';
const columns = 'unitCode,unitName,bankBin,accountNumber,accountName,purpose';
const now = () => new Date('2026-05-20T05:00:00Z');

beforeAll(async () => {
  database = await cloneDatabase();
  const app = apiApp(database, now);
  clerk = apiClient(app, { cookie: await loggedIn(database, { role: 'commune_admin', scope: a }) });
  const role = 'department_of_justice';
  department = apiClient(app, { cookie: await loggedIn(database, { role }) });
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.db('account_proposal').whereNull('ended_at').update({
    withdrawn_at: now(),
    ended_at: now(),
  });
});

const send = (client: ApiClient, lines: readonly string[], fields = {}) =>
  client.upload(sheet, [{ name: 'tk.csv', bytes: `${lines.join('\n')}\n` }], fields);
const open = () => database.db('account_proposal').whereNull('ended_at').orderBy('id');
const row = (code: string, bank: string, number: string, purpose = '') =>
  `${code},,${bank},${number},UBND PHUONG CHON THANH,${purpose}`;

describe('the template', () => {
  it('has a row for each unit in scope, every cell as text, and three sheets that explain', async () => {
    const { bytes, headers } = await clerk.get('/accounts/template');
    expect(headers['content-disposition']).toContain('khai-bao-tai-khoan.xlsx');
    const table = await readTable(bytes);
    if (table.kind === 'refused') throw new Error(table.refusal.detail);
    expect(table.sheets.map(({ name }) => name)).toEqual([
      'Tài khoản',
      'Ví dụ',
      'Hướng dẫn',
      'Ngân hàng',
    ]);
    const [header, first, ...others] = table.sheets[0]!.rows;
    expect(header?.cells.slice(0, 2).map(({ text }) => text)).toEqual([
      'Mã đơn vị *',
      'Tên đơn vị',
    ]);
    expect(first?.cells.slice(0, 2).map(({ text }) => text)).toEqual([a, 'Phường Chơn Thành']);
    expect(others).toEqual([]);
    const all = await readTable((await department.get('/accounts/template')).bytes);
    expect(all.kind === 'table' && all.sheets[0]?.rows).toHaveLength(96);
  });

  it('sent back as it came proposes nothing and complains of nothing', async () => {
    const { bytes } = await department.get('/accounts/template');
    const { status, body } = await department.upload(sheet, [{ name: 'mau.xlsx', bytes }]);
    expect([status, body]).toEqual([
      201,
      { proposed: [], unchanged: 0, notFilled: 95, skipped: [], warnings: [] },
    ]);
  });

  it('keeps leading zeros and nineteen digits, under its Vietnamese headings', async () => {
    const file = await xlsxFile(
      'tk.xlsx',
      'Mã đơn vị *,Tên đơn vị,Ngân hàng,Số tài khoản *,Tên tài khoản *,Mục đích thu,Hiệu lực từ ngày',
      `${a},Phường Chơn Thành,Vietcombank,0071001234567000000,UBND PHUONG CHON THANH,,1/6/2026`,
    );
    const { status, body } = await clerk.upload(sheet, [file]);
    expect([status, body.proposed]).toEqual([
      201,
      [{ line: 2, unitCode: a, id: expect.any(String) }],
    ]);
    expect(await open()).toMatchObject([
      {
        unit_code: a,
        account_number: '0071001234567000000',
        bank_bin: '970436',
        valid_from: '2026-06-01',
        submitted_at: null,
      },
    ]);
  });
});

describe('a sheet of proposals', () => {
  it('becomes drafts of whoever sends it, or is handed in; versions come of neither', async () => {
    const lines = [columns, row(a, '970436', '0071001234567'), row(a, '', '3511.0.1104195', 'p1')];
    expect((await send(clerk, lines)).body.proposed).toHaveLength(2);
    expect((await open()).map(({ kind, submitted_at }) => [kind, submitted_at])).toEqual([
      ['bank', null],
      ['treasury', null],
    ]);
    const again = await send(clerk, lines);
    expect(again.body).toMatchObject({ proposed: [], unchanged: 2 });
    const handedIn = [columns, row(a, '970436', '0071001234599', 'p2')];
    expect((await send(clerk, handedIn, { submit: 'true' })).status).toBe(201);
    expect((await open()).at(-1)?.submitted_at).toEqual(now());
    expect(await database.db('beneficiary_account')).toEqual([]);
  });

  it('names a unit by its code; a name only suggests, with all that it may mean', async () => {
    const name = (text: string) => `,${text},970436,0071001234567,UBND XA,`;
    const { status, body } = await send(department, [
      columns,
      name('Phú Riêng'),
      name('Lộc Thạnh'),
      `25432,Phú Riềng,970436,0071001234568,UBND XA,`,
      '99999,,970436,0071001234569,UBND XA,',
    ]);
    expect([status, body.code]).toEqual([422, 'bad_rows']);
    expect(body.errors).toEqual([
      {
        file: 'tk.csv',
        line: 2,
        column: 'unitCode',
        detail: 'a unit is named by its code; Xã Phú Riềng (25252)?',
      },
      {
        file: 'tk.csv',
        line: 3,
        column: 'unitCode',
        detail: 'a unit is named by its code; Xã Lộc Thạnh (25280) / Xã Lộc Thành (25294)?',
      },
      {
        file: 'tk.csv',
        line: 4,
        column: 'unitName',
        detail: '25432 is Phường Chơn Thành; another name stands beside it',
      },
      { file: 'tk.csv', line: 5, column: 'unitCode', detail: 'unknown unit code' },
    ]);
    expect(await open()).toEqual([]);
  });

  it('refuses numbers that a spreadsheet has rounded, and a bank that means two', async () => {
    const { body } = await send(clerk, [
      columns,
      row(a, '970436', '1.23E+15', 'p1'),
      row(a, '970436', '1234567890123450000', 'p2'),
      row(a, 'BVB', '0071001234567', 'p3'),
      row(a, 'No Such Bank', '0071001234567', 'p4'),
    ]);
    const told = body.errors.map((one: { column: string; detail: string }) => [
      one.column,
      one.detail.split(';')[0]?.split(':')[0],
    ]);
    expect(told).toEqual([
      ['accountNumber', 'was rounded by a spreadsheet'],
      ['accountNumber', 'was rounded by a spreadsheet'],
      ['bankBin', 'means more than one bank'],
      ['bankBin', 'no bank has this BIN, code or name'],
    ]);
    expect(body.errors[2].detail).toMatch(/\(970\d{3}\), .*\(970\d{3}\)/);
  });

  it('leaves wrong rows out when told to, and lists them; the checks of a submission count', async () => {
    const { status, body } = await send(
      clerk,
      [columns, row(a, '970436', '0071001234567'), row(a, '970436', '12', 'p1')],
      { submit: 'true', skipBad: 'true' },
    );
    expect(status).toBe(201);
    expect(body.proposed).toHaveLength(1);
    expect(body.skipped).toMatchObject([{ file: 'tk.csv', line: 3, column: 'accountNumber' }]);
    expect(await open()).toHaveLength(1);
  });

  it('knows no units out of scope, and no token', async () => {
    const lines = [columns, row('25345', '970436', '0071001234567')];
    expect((await send(clerk, lines)).body.errors[0].detail).toBe('unknown unit code');
    const token = await bearerOf(database.db, 'commune_admin', a);
    const machine = apiClient(apiApp(database, now), token);
    expect((await send(machine, [columns, row(a, '970436', '0071001234567')])).status).toBe(403);
  });
});

it('a number with zeros at its end is believed only where the file says that it is text', () => {
  const rounded = (number: string, keepsTexts: boolean) => isRounded(number, { keepsTexts });
  expect(rounded('1234567890123450', false)).toBe(true);
  expect(rounded('1234567890123450', true)).toBe(false);
  expect(rounded('123456789012340', false)).toBe(false);
  expect(rounded('1,23E+15', true)).toBe(true);
  expect(rounded('12E345678', false)).toBe(false);
});
