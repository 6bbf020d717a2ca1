// A bank's sheet that no words explain, from the file to its lines: a commune's accountant chooses
// the columns, the province confirms them, the accountant imports. In a browser without scripts.
import type { Browser, Page } from 'playwright-core';
import type { Role } from '../../src/access/roles.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { openBrowser } from '../support/browser.js';
import { look, narrow, officerPage, textOf, wide } from '../support/officer-page.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bank, bankSheet, type BankRow } from '../support/mapped-statement.js';

import { runLog } from '../support/run-folder.js';
import { accounts, fillTwoCommunes, now, units } from '../support/two-communes.js';

let database: TestDatabase;
let server: RunningServer;
let browser: Browser;
let accountant: Page;
let finance: Page;
const trouble: string[] = [];

beforeAll(async () => {
  database = await cloneDatabase({ PORT: '0' });
  await fillTwoCommunes(database);
  const { db, config } = database;
  server = await startServer({ db, config, now, log: runLog() });
  browser = await openBrowser();
  accountant = await pageOf('commune_accountant', units.a);
  finance = await pageOf('finance_officer', '75');
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await database.close();
});

const pageOf = (role: Role, scope: string): Promise<Page> =>
  officerPage({ browser, server, database, trouble }, { role, scope, javaScriptEnabled: false });

/** No page is wider than the window. */
async function fits(page: Page, name: string): Promise<void> {
  for (const size of [narrow, wide]) {
    await page.setViewportSize(size);
    const width = await page.locator('html').evaluate(({ scrollWidth }) => scrollWidth);
    expect([name, size.width, width <= size.width]).toEqual([name, size.width, true]);
    await look(page, `${name}-${String(size.width)}`);
  }
}

const rows: readonly BankRow[] = [
  { on: '18/05/2026', amount: 1_250_000, reference: 'FT1', text: 'CTREF00002 LE VAN NOP' },
  { on: '19/05/2026', amount: -8_000, reference: 'FT2', text: 'Phí quản lý' },
];
const sheet = (change = (text: string): string => text) => {
  const { name, bytes } = bankSheet(accounts.a, rows);
  return { name, mimeType: 'text/csv', buffer: Buffer.from(change(bytes.toString('utf8'))) };
};

async function importSheet(mapping: string, file: ReturnType<typeof sheet>): Promise<string> {
  await accountant.goto(`${server.url}/sao-ke`);
  await accountant.click('text=Nhập sao kê');
  await accountant.selectOption('#mau', mapping);
  await accountant.setInputFiles('#tep', file);
  await accountant.click('button.primary');
  return textOf(accountant);
}

test('a sheet that is not understood says so and leads to the mapping of its columns', async () => {
  const unread = await importSheet('', sheet());
  expect(unread).toContain('Tệp không đọc được. Không có gì được lưu.');
  expect(unread).toContain('so-ke.csv: không dòng nào có cột ngày');
  expect(unread).toContain('hãy chọn mẫu cột');
  await fits(accountant, 'nhap-chua-nhan-ra');
  await accountant.click('text=mẫu cột đã xác nhận');
  await accountant.selectOption('#cua', `nh ${bank}`);
  await accountant.fill('#ten', 'vcb-so-ke');
  await accountant.setInputFiles('#tep', sheet());
  await fits(accountant, 'mau-cot');
  await accountant.click('text=Chọn cột');
  expect(await accountant.inputValue('#dong')).toBe('5');
  const columns = {
    'cot-ngay': 'A: Kỳ',
    'cot-tham-chieu': 'B: Mã',
    'cot-co': 'C: Vào',
    'cot-no': 'D: Ra',
    'cot-du': 'E: Còn lại',
    'cot-dien-giai': 'F: Lời ghi',
  };
  for (const [id, label] of Object.entries(columns)) {
    await accountant.selectOption(`#${id}`, { label });
  }
  await accountant.selectOption('#kieu-so', 'phay');
  await accountant.click('button:has-text("Xem trước")');
  const wrong = await textOf(accountant, '.preview');
  expect(wrong).toContain('0 dòng mới, 0 dòng đã có, 2 dòng từ chối');
  expect(wrong).toContain('Vào: phải là số tiền viết như 1,234.00');
  expect(wrong).toContain('không nhập được vì có dòng bị từ chối');
  await fits(accountant, 'xem-truoc-sai');
});

test('the preview shows days and amounts as read and the closing balance beside the file’s', async () => {
  await accountant.selectOption('#kieu-so', 'cham');
  await accountant.click('button:has-text("Xem trước")');
  await fits(accountant, 'xem-truoc');
  const preview = await textOf(accountant, '.preview');
  expect(preview).toContain('2 dòng mới, 0 dòng đã có, 0 dòng từ chối');
  expect(preview).toContain('Khi nhập, sao kê sẽ là: Khớp số dư.');
  expect(preview).toContain('Khớp tổng Số dư cuối kỳ: tệp ghi 1.242.000 đ');
  expect(preview).toContain('-8.000 đ');
  expect(preview).toContain('CTREF00002 LE VAN NOP');
  expect(accountant.url()).not.toContain('CTREF');
  expect(await database.db('column_mapping')).toEqual([]);
  await accountant.click('text=Đề nghị mẫu này');
  expect(await textOf(accountant, 'h1')).toContain('Chờ xác nhận');
  expect(await accountant.locator('button[value="xac-nhan"]').count()).toBe(0);
});

test('the province confirms what it sees, and the accountant imports by it once', async () => {
  await finance.goto(`${server.url}/mau-cot`);
  await finance.click('text=vcb-so-ke');
  expect(await textOf(finance, '.preview')).toContain('2 dòng mới');
  await fits(finance, 'xac-nhan');
  await finance.click('text=Xác nhận mẫu');
  expect(await textOf(finance, 'h1')).toContain('Đang dùng');
  expect(await importSheet('vcb-so-ke', sheet())).toContain(
    'so-ke.csv 2 dòng, 2 mới, 0 đã có Khớp số dư',
  );
  await fits(accountant, 'da-nhap');
  expect(await importSheet('vcb-so-ke', sheet())).toContain('Trùng sao kê đã có');
});

test('a sheet whose columns moved is refused with the columns, and nothing of it is kept', async () => {
  const before = await database.db('statement_file').pluck<string[]>('id');
  const moved = sheet((text) => text.replace('Vào;Ra', 'Ra;Vào'));
  const text = await importSheet('vcb-so-ke', moved);
  expect(text).toContain('phải xem và xác nhận lại mẫu');
  expect(text).toContain('so-ke.csv: Dòng 5');
  expect(text).toContain('Vào: cột chuyển từ C sang D; Ra: cột chuyển từ D sang C');
  await fits(accountant, 'cot-da-chuyen');
  const mistyped = sheet((all) => all.replace(';1.250.000;', ';1.250.00o;'));
  expect(await importSheet('vcb-so-ke', mistyped)).toContain(
    'so-ke.csv: Dòng 6 Vào: phải là số tiền viết như 1.234,00',
  );
  await fits(accountant, 'o-sai');
  expect(await database.db('statement_file').pluck<string[]>('id')).toEqual(before);
  const neighbour = await pageOf('commune_accountant', units.b);
  await neighbour.goto(`${server.url}/mau-cot`);
  await neighbour.click('text=vcb-so-ke');
  expect(await textOf(neighbour)).toContain('không thuộc phạm vi của bạn');
  expect(await textOf(neighbour)).not.toContain('LE VAN NOP');
  expect(trouble).toEqual([]);
});
