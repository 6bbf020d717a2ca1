// An officer's first day in a real browser: from the set-up link to the figures and out again.
import { Secret } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { addOfficer } from '../../src/access/add-officer.js';
import type { Role } from '../../src/access/roles.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { codeAt, goodPassword } from '../access/door.js';
import { openBrowser } from '../support/browser.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { runLog } from '../support/run-folder.js';
import { asOf, fillProvince } from './small-province.js';

let database: TestDatabase;
let server: RunningServer;
let browser: Browser;
let page: Page;
let nowMs = asOf.getTime();
const now = () => new Date(nowMs);
/** What the browser refused or complained about, answers with an error status apart. */
let trouble: string[];

beforeAll(async () => {
  database = await cloneDatabase({ PORT: '0' });
  await fillProvince(database);
  const { db, config } = database;
  server = await startServer({ db, config, now, log: runLog() });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await database.close();
});
beforeEach(async () => {
  trouble = [];
  page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('console', (message) => {
    const text = message.text();
    if (!/status of 4\d\d|Clear-Site-Data/.test(text)) trouble.push(text);
  });
});
afterEach(async () => {
  expect(trouble).toEqual([]);
  await page.close();
});

async function linkFor(role: Role, email: string, scope = '75'): Promise<string> {
  const by = { kind: 'command', id: 'tester', requestId: null } as const;
  const { db, config } = database;
  const given = { asker: 'operator', name: 'Đinh Thị Mới', citizenId: null } as const;
  const { link } = await addOfficer({ db, config, now, by }, { ...given, role, scope, email });
  return `${server.url}/thiet-lap/${link.secret}`;
}

const press = (name: string) => page.getByRole('button', { name }).click();
const heading = () => page.locator('h1').innerText();

async function choosePassword(password: string, again = password): Promise<void> {
  await page.getByLabel('Mật khẩu mới', { exact: true }).fill(password);
  await page.getByLabel('Nhập lại mật khẩu mới').fill(again);
  await press('Đặt mật khẩu');
}

async function logInAs(email: string, password = goodPassword): Promise<void> {
  await page.getByLabel('Thư điện tử').fill(email);
  await page.getByLabel('Mật khẩu').fill(password);
  await press('Đăng nhập');
}

/** The app as the page shows it to whoever cannot scan. */
async function appOnPage(): Promise<Buffer> {
  await page.getByText('Không quét được?').click();
  const typed = await page.locator('.typed').innerText();
  return Buffer.from(Secret.fromBase32(typed.replace(/\s/g, '')).bytes);
}

test('from the link to a password, an app, the figures, and out', async () => {
  const email = 'quantri@dongnai.example';
  const link = await linkFor('system_admin', email);
  await page.goto(link);
  expect(await heading()).toBe('Thiết lập tài khoản');
  await choosePassword('Ab@123456789');
  expect(await page.locator('.error').innerText()).toContain('đã được công bố');
  await choosePassword(goodPassword, 'another one altogether');
  expect(await page.locator('.error').innerText()).toBe('Hai lần nhập không giống nhau.');
  await choosePassword(goodPassword);

  expect(await heading()).toBe('Thiết lập xác thực bước hai');
  const qr = page.getByRole('img', { name: 'Mã QR' });
  const width = await qr.evaluate((image) => (image as { naturalWidth?: number }).naturalWidth);
  expect(width).toBeGreaterThan(20);
  const app = await appOnPage();
  await page.getByLabel('Mã xác thực').fill('000000');
  await press('Xác nhận');
  expect(await page.locator('.error').innerText()).toContain('Mã không đúng');
  await page.getByLabel('Mã xác thực').fill(codeAt(app, now()));
  await press('Xác nhận');
  expect(await heading()).toBe('Mã khôi phục');
  const codes = await page.locator('.codes code').allInnerTexts();
  expect(codes).toHaveLength(10);

  await page.getByRole('link', { name: 'Tôi đã lưu các mã' }).click();
  expect(await heading()).toBe('Tổng quan: tiền phí, lệ phí về tài khoản các đơn vị');
  await press('Đăng xuất');
  expect(await page.locator('.notice').innerText()).toBe('Bạn đã đăng xuất.');
  // back in the history there is nothing left to read
  await page.goBack();
  expect(await heading()).toBe('Đăng nhập');

  await logInAs(email);
  expect(await heading()).toBe('Xác thực bước hai');
  await page.getByLabel('Mã xác thực').fill(codes[0] ?? '');
  await press('Tiếp tục');
  expect(await heading()).toBe('Tổng quan: tiền phí, lệ phí về tài khoản các đơn vị');

  await page.goto(link);
  expect(await heading()).toBe('Đường dẫn không còn hiệu lực');
});

test('an officer changes their password, sets up an app, and ends another browser', async () => {
  const email = 'ngan@dongnai.example';
  await page.goto(await linkFor('finance_officer', email));
  await choosePassword(goodPassword);
  const other = await browser.newContext();
  const elsewhere = await other.newPage();
  await elsewhere.goto(`${server.url}/tai-khoan`);
  await elsewhere.getByLabel('Thư điện tử').fill(email);
  await elsewhere.getByLabel('Mật khẩu').fill(goodPassword);
  await elsewhere.getByRole('button', { name: 'Đăng nhập' }).click();
  expect(elsewhere.url()).toBe(`${server.url}/tai-khoan`);

  await page.getByRole('link', { name: 'Đinh Thị Mới' }).click();
  expect(await page.locator('.grants').innerText()).toBe('Cán bộ tài chính · Thành phố Đồng Nai');
  expect(await page.locator('#phien').innerText()).toBe('Phiên đăng nhập (2)');
  await press('Kết thúc');
  expect(await page.locator('#phien').innerText()).toBe('Phiên đăng nhập (1)');
  await elsewhere.reload();
  expect(await elsewhere.locator('h1').innerText()).toBe('Đăng nhập');
  await other.close();

  await page.locator('#mat-khau-buoc-hai').fill('not my password');
  await press('Bật xác thực bước hai');
  expect(await page.locator('.error').innerText()).toBe('Mật khẩu hiện tại không đúng.');
  await page.locator('#mat-khau-buoc-hai').fill(goodPassword);
  await press('Bật xác thực bước hai');
  const app = await appOnPage();
  await page.getByLabel('Mã xác thực').fill(codeAt(app, now()));
  await press('Xác nhận');
  await page.getByRole('link', { name: 'Tôi đã lưu các mã' }).click();
  expect(page.url()).toBe(`${server.url}/tai-khoan`);

  await page.locator('#mat-khau').fill(goodPassword);
  await page.locator('#mat-khau-moi').fill('bốn con mèo leo cây cau');
  await page.locator('#nhap-lai').fill('bốn con mèo leo cây cau');
  await press('Đổi mật khẩu');
  expect(await page.locator('.notice').innerText()).toContain('Đã đổi mật khẩu');
  await page.locator('#mat-khau-ma').fill('bốn con mèo leo cây cau');
  await press('Tạo mã khôi phục mới');
  expect(await heading()).toBe('Mã khôi phục');
  nowMs += 60_000;
});

describe('figures', () => {
  const words = () => page.locator('main').innerText();

  test('are those of the officer’s own units, sums included', async () => {
    await page.goto(await linkFor('commune_accountant', 'hoa@dongnai.example', '25432'));
    await choosePassword(goodPassword);
    expect(await page.locator('.lead').innerText()).toContain('1 trong 1 đơn vị có tiền chưa về');
    const all = await words();
    expect(all).toContain('Số liệu của 1 đơn vị trong phạm vi được giao cho bạn.');
    expect(all).not.toContain('Tân Hưng');
    expect(await page.locator('.totals .paid').innerText()).toMatch(/1\.358\.000 đ\s+3 giao dịch/);
    await page.getByRole('link', { name: 'Phường Chơn Thành' }).click();
    expect(await page.locator('.narrative').count()).toBe(1);
  });

  test('of another unit are as if it did not exist', async () => {
    await page.goto(await linkFor('commune_accountant', 'lan@dongnai.example', '25432'));
    await choosePassword(goodPassword);
    const told: string[] = [];
    for (const code of ['25345', '99999', '26734']) {
      const response = await page.goto(`${server.url}/don-vi/${code}`);
      told.push(`${String(response?.status())} ${await words()}`);
    }
    expect(new Set(told).size).toBe(1);
    expect(told[0]).toMatch(/^404 Không tìm thấy đơn vị/);
    await page.goto(`${server.url}/?q=tan hung`);
    expect(await words()).toContain('Tìm thấy 0 đơn vị');
  });

  test('show who paid only to those who may know, and note that they read it', async () => {
    const { db } = database;
    const reads = async () => db('audit_event').where({ action: 'payer_data.read' });
    const before = await reads();
    await page.goto(await linkFor('auditor', 'kiem@dongnai.example'));
    await choosePassword(goodPassword);
    await page.goto(`${server.url}/don-vi/25432`);
    expect(await page.locator('#ghi-co').count()).toBe(0);
    expect(await reads()).toHaveLength(before.length);
    await page.context().clearCookies();
    await page.goto(await linkFor('commune_accountant', 'thu@dongnai.example', '25432'));
    await choosePassword(goodPassword);
    await page.goto(`${server.url}/don-vi/25432`);
    expect(await page.locator('.narrative').innerText()).toContain('<script>');
    const after = await reads();
    expect(after).toHaveLength(before.length + 1);
    expect(after.at(-1)).toMatchObject({ actor_kind: 'officer', unit_code: '25432' });
    expect(JSON.stringify(after)).not.toContain('script');
  });
});
