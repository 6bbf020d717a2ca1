// A gateway's own report, from the file to the stored rows, as a finance officer does it in a
// browser without scripts.
import type { Browser, Page } from 'playwright-core';
import type { Role } from '../../src/access/roles.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { openBrowser } from '../support/browser.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { loggedIn } from '../support/people.js';
import { runLog } from '../support/run-folder.js';
import { asOf, fillProvince } from './small-province.js';

let database: TestDatabase;
let server: RunningServer;
let browser: Browser;
let page: Page;
const trouble: string[] = [];

const lines = [
  'CÔNG TY CỔ PHẦN THANH TOÁN',
  'BÁO CÁO ĐỐI SOÁT GIAO DỊCH',
  'STT;Ngày thanh toán;Phiên;Mã giao dịch;Mã đơn hàng;Loại giao dịch;Số tiền;Phí;Phí VAT;Thực nhận',
  '1;12/05/2026;S0511;T1;CTREF00001;Thanh toán;100.000;1.000;100;98.900',
  '2;12/05/2026;S0511;T2;CTREF00002;Thanh toán;1.250.000;12.500;1.250;1.236.250',
  '3;12/05/2026;S0511;T9;CTREF00009;Hoàn;20.000;0;0;20.000',
  'Tổng cộng;;;;;;1.370.000;13.500;1.350;1.355.150',
];
const report = (rows: readonly string[]) => ({
  name: 'bao-cao.csv',
  mimeType: 'text/csv',
  buffer: Buffer.from(`${rows.join('\n')}\n`),
});

beforeAll(async () => {
  database = await cloneDatabase({ PORT: '0' });
  await fillProvince(database);
  const { db, config } = database;
  server = await startServer({ db, config, now: () => asOf, log: runLog() });
  browser = await openBrowser();
  page = await pageOf('finance_officer');
});

afterAll(async () => {
  await browser.close();
  await server.stop();
  await database.close();
});

async function pageOf(role: Role, scope = '75'): Promise<Page> {
  const cookie = await loggedIn(database, { role, scope, name: 'Lê Thị Tài Chính' });
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    javaScriptEnabled: false,
  });
  const [cookieName = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name: cookieName, value, url: server.url }]);
  const opened = await context.newPage();
  opened.on('console', (message) => {
    // what is refused is said on the page
    if (!message.text().startsWith('Failed to load resource')) trouble.push(message.text());
  });
  opened.on('request', (request) => {
    if (!request.url().startsWith(`${server.url}/`)) trouble.push(request.url());
  });
  return opened;
}

/** For whoever wants to look: `DOISOAT_LOOK=/tmp/look npx jest test/web/mappings.test.ts`. */
async function look(name: string): Promise<void> {
  const folder = process.env['DOISOAT_LOOK'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

const textOf = async (selector = 'main'): Promise<string> =>
  (await page.locator(selector).innerText()).replace(/\s+/g, ' ');
const batches = () => database.db('settlement_batch').pluck<string[]>('batch');

test('a file is sent and its columns are guessed from its own header', async () => {
  await page.goto(`${server.url}/mau-cot`);
  expect(await textOf()).toContain('Chưa có mẫu cột nào.');
  await page.selectOption('#cua', 'cong generic');
  await page.fill('#ten', 'generic-phien');
  await page.setInputFiles('#tep', report(lines));
  await look('1-list');
  await page.click('text=Chọn cột');
  expect(page.url()).toMatch(/\/mau-cot\/tep\/\d+$/);
  expect(await page.inputValue('#dong')).toBe('3');
  const chosen = async (id: string) => page.locator(`#${id} option:checked`).innerText();
  expect(await chosen('cot-ngay')).toBe('B: Ngày thanh toán');
  expect(await chosen('cot-phi')).toBe('H: Phí');
  expect(await chosen('cot-phi-2')).toBe('I: Phí VAT');
  expect(await chosen('cot-thuc-nhan')).toBe('J: Thực nhận');
  expect(await textOf()).toContain('Cột loại giao dịch cần các chữ ghi trong cột');
});

test('the preview shows each row as read, with its reason where it is refused, and stores nothing', async () => {
  await page.fill('#chu-giao-dich', 'Thanh toán');
  await page.selectOption('#hoan', 'positive');
  await page.click('button:has-text("Xem trước")');
  await look('2-refused');
  expect(await textOf('.preview')).toContain('0 dòng mới, 0 dòng đã có, 3 dòng từ chối');
  expect(await textOf('.preview')).toContain(
    'Loại giao dịch: không phải chữ nào đã khai trong mẫu',
  );
  await page.fill('#chu-hoan', 'Hoàn');
  await page.click('button:has-text("Xem trước")');
  await look('3-preview');
  const preview = await textOf('.preview');
  expect(preview).toContain('3 dòng mới, 0 dòng đã có, 0 dòng từ chối');
  expect(preview).toContain('Khớp tổng');
  expect(preview).toContain('-20.000 đ');
  expect(page.url()).not.toContain('CTREF');
  expect(await batches()).toEqual([]);
});

test('the proposal is confirmed, and the report imported by it once', async () => {
  await page.click('text=Đề nghị mẫu này');
  expect(page.url()).toMatch(/\/mau-cot\/\d+$/);
  expect(await textOf('h1')).toContain('Chờ xác nhận');
  await look('4-proposed');
  await page.click('text=Xác nhận mẫu');
  expect(await textOf('h1')).toContain('Đang dùng');
  expect(await textOf()).toContain('Lê Thị Tài Chính xác nhận');
  for (const told of ['Đã nhận 3 dòng mới; 0 dòng', 'Đã nhận 0 dòng mới; 3 dòng']) {
    await page.goto(`${server.url}/quyet-toan/nhap`);
    await page.selectOption('#mau', 'generic-phien');
    await page.setInputFiles('#tep', report(lines));
    await page.click('button.primary');
    expect(await textOf()).toContain(told);
  }
  await look('5-imported');
  expect(await batches()).toEqual(['S0511']);
});

test('a report whose header moved is refused, naming the columns', async () => {
  const moved = lines.map((line) => line.replace('Phí;Phí VAT', 'Phí VAT;Phí'));
  await page.goto(`${server.url}/quyet-toan/nhap`);
  await page.selectOption('#mau', 'generic-phien');
  await page.setInputFiles('#tep', report(moved));
  await page.click('button.primary');
  await look('6-moved');
  const text = await textOf();
  expect(text).toContain('phải xem và xác nhận lại mẫu');
  expect(text).toContain('Dòng 3 Phí cột chuyển từ H sang I');
});

test('a mapping that is retired reads nothing more', async () => {
  await page.goto(`${server.url}/mau-cot`);
  await page.click('text=generic-phien');
  await page.click('button[value="ngung"]');
  expect(await textOf()).toContain('Nêu lý do ngừng dùng.');
  await page.fill('#ly-do', 'Cổng đổi mẫu');
  await page.click('button[value="ngung"]');
  expect(await textOf('h1')).toContain('Ngừng dùng');
  await look('7-retired');
});

test('somebody else’s file is nobody’s to try, and an auditor reads without changing', async () => {
  const [sample] = await database.db('mapping_sample').pluck<string[]>('id');
  const own = page;
  page = await pageOf('finance_officer');
  const answer = await page.goto(`${server.url}/mau-cot/tep/${sample ?? ''}`);
  expect(answer?.status()).toBe(404);
  page = await pageOf('auditor');
  await page.goto(`${server.url}/mau-cot`);
  expect(await textOf()).toContain('generic-phien');
  expect(await page.locator('#tep').count()).toBe(0);
  page = own;
  expect(trouble).toEqual([]);
});
