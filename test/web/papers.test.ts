// Statements on paper in a real browser: typed by one officer, compared and confirmed by another.
import type { Page } from 'playwright-core';
import { apiClient } from '../support/api-client.js';
import { bearerOf } from '../support/people.js';
import { look, openOfficersBrowser, textOf, type OfficersBrowser } from './officers-browser.js';

let world: OfficersBrowser;
let accountant: Page;
let admin: Page;
let scan: Buffer;

beforeAll(async () => {
  world = await openOfficersBrowser();
  const { contextOf, pageIn } = world;
  accountant = await pageIn(await contextOf('commune_accountant', 'Lê Thị Nhập'), '/sao-ke');
  admin = await pageIn(await contextOf('commune_admin', 'Trần Văn Soát'), '/sao-ke-giay');
  scan = await accountant.screenshot();
});
afterAll(async () => {
  await world.close();
});

const rows = [
  '15/05/2026 | 1.250.000 | | CTREF00002 nop phi | FT26135001 | NGUYEN VAN NOP',
  '18/05/2026 | - | 3.300 | PHI QUAN LY TK',
].join('\n');

/** As the form writes it: nothing stands where the paper prints a dash. */
const typedAgain = rows.replace('| |', '|  |').replace('- ', ' ');

async function type(page: Page, closing: string): Promise<void> {
  await page.getByLabel('Tài khoản thụ hưởng').selectOption({ index: 1 });
  await page.getByLabel('Từ ngày').fill('14/05/2026');
  await page.getByLabel('Đến ngày').fill('18/5/2026');
  await page.getByLabel('Số dư đầu kỳ').fill('3.105.000');
  await page.getByLabel('Số dư cuối kỳ').fill(closing);
  await page.getByLabel('Các dòng').fill(rows);
  const file = { name: 'sổ phụ.png', mimeType: 'image/png', buffer: scan };
  await page.getByLabel(/^Bản quét/).setInputFiles(file);
}

test('what is a đồng off is refused at its field, with all that was typed still there', async () => {
  await accountant.getByRole('link', { name: 'Sao kê bằng giấy hoặc PDF' }).click();
  await accountant.getByRole('main').getByRole('link', { name: 'Nhập sao kê giấy' }).click();
  await look(accountant, 'giay-nhap');
  await type(accountant, '4.351.701');
  await accountant.getByRole('button', { name: 'Lưu, chờ xác nhận' }).click();
  const told = await textOf(accountant);
  expect(told).toContain(
    'Đầu kỳ 3.105.000 đ + ghi có 1.250.000 đ − ghi nợ 3.300 đ = 4.351.700 đ, lệch 1 đ',
  );
  expect(await accountant.getByLabel('Các dòng').inputValue()).toBe(rows);
  await look(accountant, 'giay-loi');
  // a line that is none is told by its row
  await accountant.getByLabel('Các dòng').fill(`${rows}\n31/02/2026 | 5.000 | | X\n1/5/2026 | 1,5`);
  await accountant.getByRole('button', { name: 'Lưu, chờ xác nhận' }).click();
  // a browser asks for the file before it sends the form again
  const file = { name: 'sổ phụ.png', mimeType: 'image/png', buffer: scan };
  await accountant.getByLabel(/^Bản quét/).setInputFiles(file);
  await accountant.getByRole('button', { name: 'Lưu, chờ xác nhận' }).click();
  const lines = await textOf(accountant);
  expect(lines).toContain('Hàng 3: ngày ghi theo dạng ngày/tháng/năm.');
  expect(lines).toContain('Hàng 4: ghi một số tiền dương ở cột Ghi có hoặc Ghi nợ.');
  expect(await world.database.db('paper_statement')).toEqual([]);
});

test('saved it waits; its maker cannot decide, the second person sees scan and rows', async () => {
  await type(accountant, '4.351.700');
  await accountant.getByRole('button', { name: 'Lưu, chờ xác nhận' }).click();
  expect(await textOf(accountant)).toContain('chờ người thứ hai xác nhận');
  expect(await textOf(accountant)).toContain('Người lập không được tự duyệt.');
  await admin.reload();
  expect(await textOf(admin)).toContain('Chờ tôi xác nhận (1)');
  await look(admin, 'giay-cho');
  await admin.getByRole('link', { name: '0123456789' }).click();
  const shown = await textOf(admin);
  expect(shown).toContain('CTREF00002 nop phi Số FT26135001 NGUYEN VAN NOP');
  expect(shown).toContain('Số dư cuối kỳ 4.351.700 đ');
  const picture = admin.getByRole('img');
  const width = await picture.evaluate(
    (node) => (node as unknown as { readonly naturalWidth: number }).naturalWidth,
  );
  expect(width).toBe(1366);
  await look(admin, 'giay-soat');
  await admin.getByRole('button', { name: 'Từ chối' }).click();
  expect(await textOf(admin)).toContain('Nêu lý do từ chối.');
});

test('its maker takes it back with a reason and finds all that was typed in the form again', async () => {
  await accountant.getByLabel('Lý do rút lại').fill('Gõ nhầm nội dung');
  await accountant.getByRole('button', { name: 'Rút lại' }).click();
  expect(await textOf(accountant)).toContain('Bản này không còn chờ xác nhận');
  expect(await textOf(accountant)).toContain('“Gõ nhầm nội dung”');
  await admin.getByRole('button', { name: 'Đã so, xác nhận' }).click();
  expect(await textOf(admin)).toContain('Chưa ghi được: bản này đã có quyết định');
  await look(accountant, 'giay-rut');
  await accountant.getByRole('link', { name: 'Nhập lại từ bản này' }).click();
  expect(await accountant.getByLabel('Các dòng').inputValue()).toBe(typedAgain);
  expect(await accountant.getByLabel('Số dư đầu kỳ').inputValue()).toBe('3.105.000');
  await look(accountant, 'giay-nhap-lai');
  // a form that is refused keeps the scan too
  await accountant.getByLabel('Số dư cuối kỳ').fill('4.351.701');
  await accountant.getByRole('button', { name: 'Lưu, chờ xác nhận' }).click();
  expect(await textOf(accountant)).toContain('lệch 1 đ');
  await accountant.getByLabel('Số dư cuối kỳ').fill('4.351.700');
  await accountant.getByRole('button', { name: 'Lưu, chờ xác nhận' }).click();
  expect(await textOf(accountant)).toContain('chờ người thứ hai xác nhận');
  expect(await textOf(accountant)).toContain('sổ phụ.png');
  await admin.goto(`${world.server.url}/sao-ke-giay`);
  expect(await textOf(admin)).toContain('Người nhập rút lại');
  await admin.getByRole('link', { name: '0123456789' }).first().click();
});

test('confirmed it is a statement, marked wherever it is shown', async () => {
  await admin.getByRole('button', { name: 'Đã so, xác nhận' }).click();
  expect(await textOf(admin)).toContain('Đã xác nhận và đối chiếu lại.');
  await look(admin, 'giay-xong');
  await admin.getByRole('link', { name: 'Xem sao kê đã ghi nhận' }).click();
  expect(await textOf(admin)).toContain('Nhập tay từ bản giấy, hai người xác nhận');
  await look(admin, 'giay-sao-ke');
  await admin.goto(`${world.server.url}/sao-ke`);
  expect(await textOf(admin)).toContain('Nhập tay từ bản giấy, hai người xác nhận');
  await look(admin, 'giay-danh-sach');

  const { db } = world.database;
  const client = apiClient(world.server.url, await bearerOf(db, 'auditor'));
  const { body } = await client.get('/statements?limit=1');
  expect(body['items']).toMatchObject([{ format: 'PAPER', state: 'balanced', attested: true }]);
  const [{ id }] = body['items'] as [{ id: string }];
  expect((await client.get(`/statements/${id}`)).body).toMatchObject({ file: 'sổ phụ.png' });
  const found = await client.get('/payments?settlement=arrived&limit=200');
  const items = found.body['items'] as { id: string; merchantRef: string }[];
  const paid = items.find(({ merchantRef }) => merchantRef === 'CTREF00002');
  const story = await client.get(`/payments/${paid?.id ?? ''}`);
  expect(JSON.stringify(story.body['hops'])).toContain('sao kê sổ phụ.png (Đã xác nhận: ');
  const [, , credited] = story.body['hops'] as { evidence: { attested?: true }[] }[];
  expect(credited?.evidence).toMatchObject([{ attested: true }]);
  await accountant.goto(`${world.server.url}/giao-dich/${paid?.id ?? ''}`);
  expect(await textOf(accountant)).toContain('nhập tay từ bản giấy, hai người xác nhận');
  expect(world.trouble.filter((one) => !one.includes('422'))).toEqual([]);
});
