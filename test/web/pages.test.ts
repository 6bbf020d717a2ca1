import type { Browser, Page } from 'playwright-core';
import { runLog } from '../support/run-folder.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { openBrowser } from '../support/browser.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { loggedIn } from '../support/people.js';
import { asOf, fillProvince, hostileNarrative } from './small-province.js';

let database: TestDatabase;
let server: RunningServer;
let browser: Browser;
let page: Page;
/** Everything the browser complained about or asked of somebody else. */
let trouble: string[];
let cookie: string;
const accountant = { role: 'commune_accountant', scope: '25432' } as const;

beforeAll(async () => {
  database = await cloneDatabase({ PORT: '0' });
  await fillProvince(database);
  const { db, config } = database;
  cookie = await loggedIn(database, { role: 'finance_officer', name: 'Phạm Thu Ngân' });
  server = await startServer({ db, config, now: () => asOf, log: runLog() });
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
  await page.setExtraHTTPHeaders({ cookie });
  page.on('console', (message) => trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${server.url}/`)) trouble.push(request.url());
  });
});

afterEach(async () => {
  await page.close();
});

/** The texts of a table's rows, cells parted by ` | `. */
async function rowsOf(table: string): Promise<string[]> {
  const rows = page.locator(`${table} tbody tr`);
  const texts = await rows.evaluateAll((found) =>
    found.map((row) =>
      Array.from(row.children, (cell) => (cell as { innerText?: string }).innerText ?? '')
        .map((text) => text.replace(/\s+/g, ' ').trim())
        .join(' | '),
    ),
  );
  return texts;
}

async function visit(path: string): Promise<number> {
  const response = await page.goto(`${server.url}${path}`);
  return response?.status() ?? 0;
}

describe('the page of the province', () => {
  it('names first the units whose money is missing: how much, since when, how far proven', async () => {
    expect(await visit('/')).toBe(200);
    expect(await page.locator('html').getAttribute('lang')).toBe('vi');
    expect(await page.locator('.as-of').textContent()).toBe('Số liệu đến 20/05/2026 12:00');
    expect(await page.locator('.lead').innerText()).toBe(
      '1 trong 95 đơn vị có tiền chưa về: 2 giao dịch, 1.253.000 đ.',
    );
    expect((await rowsOf('.flagged'))[0]).toBe(
      'Phường Chơn Thành 25432 | Tiền chưa về | 2 | 1.253.000 đ | 13/05/2026 | 12/05/2026 | 15/05/2026',
    );
  });

  it('shows where all paid money stands', async () => {
    await visit('/');
    const paid = page.locator('.totals .paid');
    expect(await paid.innerText()).toMatch(/Đã thanh toán\s+1\.733\.000 đ\s+28 giao dịch/);
    const text = await page.locator('.totals').innerText();
    expect(text).toMatch(/Đã về tài khoản\s+480\.000 đ\s+26 giao dịch/);
    expect(text).toMatch(/Quá hạn, thiếu hoặc bị trả lại\s+1\.253\.000 đ\s+2 giao dịch/);
  });

  it('lists the other units with their coverage', async () => {
    await visit('/');
    const rows = await rowsOf('.other-units');
    expect(rows).toHaveLength(94);
    expect(rows).toContain('Xã Tân Hưng 25345 | 25 | 375.000 đ | 375.000 đ | 0 đ | 15/05/2026');
    expect(rows.filter((row) => row.endsWith('Chưa có tài khoản'))).toHaveLength(93);
  });

  it.each(['chon thanh', 'Chơn Thành', 'CHON', '25432'])('finds a unit by “%s”', async (words) => {
    await visit('/');
    await page.getByLabel('Tìm đơn vị').fill(words);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\?q=/);
    expect(await page.locator('.found').innerText()).toContain('Tìm thấy 1 đơn vị');
    expect(await page.getByRole('link', { name: 'Phường Chơn Thành' }).count()).toBe(1);
  });

  it('speaks of another instant when the address asks for it, and so do its links', async () => {
    await visit('/?as-of=2026-05-12T12:00:00%2B07:00');
    expect(await page.locator('.lead').innerText()).toContain('Không có đơn vị nào');
    await page.getByRole('link', { name: 'Phường Chơn Thành' }).click();
    expect(await page.locator('.as-of').textContent()).toBe('Số liệu đến 12/05/2026 12:00');
  });
});

describe('the page of a unit', () => {
  beforeEach(() => visit('/don-vi/25432'));

  it('says what is missing and what the unit is asked to do', async () => {
    expect(await page.locator('h1').innerText()).toBe('Phường Chơn Thành 25432');
    const flags = await page.locator('.flags').innerText();
    expect(flags).toContain('2 giao dịch đã được cổng thanh toán báo thành công');
    expect(flags).toContain('Có sao kê đến ngày 15/05/2026');
    expect(flags).toContain('Đề nghị đơn vị kiểm tra thông tin tài khoản thụ hưởng');
  });

  it('explains each payment by the statement line it was found in, or by where it was not', async () => {
    const account = 'TK 0123456789';
    expect(await rowsOf('.payments')).toEqual([
      'H19.31-260511-0004 CTREF00004 | 8.000 đ | generic | 11/05/2026 10:15 | – | Không thành công | –',
      'H19.31-260511-0003 CTREF00003 | 8.000 đ | generic | 11/05/2026 10:10 | 12/05/2026 | ' +
        'Về thiếu Đã về 5.000 đ | Mã tham chiếu trong nội dung ' +
        `Ghi Có 12/05/2026 · 5.000 đ · số FT26132002 · ${account}`,
      'H19.31-260511-0002 CTREF00002 | 1.250.000 đ | generic | 11/05/2026 10:05 | 12/05/2026 | ' +
        'Quá hạn, tiền chưa về | Không thấy trên sao kê (có sao kê đến 15/05/2026)',
      'H19.31-260511-0001 CTREF00001 | 100.000 đ | generic | 11/05/2026 10:00 | 12/05/2026 | ' +
        'Đã về tài khoản | Mã tham chiếu trong nội dung ' +
        `Ghi Có 12/05/2026 · 100.000 đ · số FT26132001 · ${account}`,
    ]);
  });

  it('shows only the payments of one kind when asked', async () => {
    await page.getByRole('link', { name: /^Quá hạn, tiền chưa về/ }).click();
    expect(await rowsOf('.payments')).toHaveLength(1);
    expect(await page.locator('.filter [aria-current]').innerText()).toContain('Quá hạn');
  });

  it('leafs through many payments, the newest first, twenty a page', async () => {
    await visit('/don-vi/25345');
    expect((await rowsOf('.payments'))[0]).toContain('THREF00124');
    expect(await rowsOf('.payments')).toHaveLength(20);
    await page.getByRole('link', { name: 'Cũ hơn' }).click();
    expect(await page.locator('.pager').innerText()).toContain('Trang 2 / 2');
    const rest = await rowsOf('.payments');
    expect(rest).toHaveLength(5);
    expect(rest.at(-1)).toContain('THREF00100');
  });

  it('shows which days of its account statements prove, and which not', async () => {
    const [row] = await rowsOf('.accounts');
    expect(row).toContain('0123456789 Vietcombank · UBND PHUONG CHON THANH Đã xác minh');
    expect(row).toContain('Từ 01/01/2026 | 21/04/2026 – 15/05/2026');
    expect(row).toContain('15/04/2026 – 20/04/2026 16/05/2026 – 19/05/2026');
    const strip = page.getByRole('img', { name: /Có sao kê 25 trong 35 ngày/ });
    expect(await strip.locator('rect.covered').count()).toBe(25);
  });

  it('shows the words of a transfer literally, whatever they try', async () => {
    // a unit's other income is shown to its own accountant only
    await page.setExtraHTTPHeaders({ cookie: await loggedIn(database, accountant) });
    await visit('/don-vi/25432');
    expect(await page.locator('.narrative').innerText()).toBe(hostileNarrative);
    expect(await page.locator('main img, main script').count()).toBe(0);
  });

  it('can be used by keyboard alone', async () => {
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Đến nội dung chính');
    for (let presses = 0; presses < 5; presses += 1) await page.keyboard.press('Tab');
    const outline = await page.locator(':focus').evaluate((element) => {
      const view = element.ownerDocument.defaultView;
      return view?.getComputedStyle(element).outlineStyle;
    });
    expect(outline).toBe('solid');
  });
});

describe('every page', () => {
  it('loads nothing from elsewhere and breaks no rule of its content policy', async () => {
    for (const path of ['/', '/don-vi/25432', '/don-vi/25345?trang=2']) {
      expect(await visit(path)).toBe(200);
    }
    expect(trouble).toEqual([]);
  });

  it.each([
    ['/don-vi/99999', 404, 'Không tìm thấy đơn vị'],
    ['/khong-co/trang-nay', 404, 'Không tìm thấy trang'],
    ['/don-vi/%3Cscript%3E', 404, 'Không tìm thấy đơn vị'],
    ['/?as-of=yesterday', 400, 'Giá trị của “as-of” trong địa chỉ không đúng'],
    ['/don-vi/25432?trang=0', 400, 'Giá trị của “trang” trong địa chỉ không đúng'],
    ['/don-vi/25432?tinh-trang=lost', 400, 'Giá trị của “tinh-trang” trong địa chỉ không đúng'],
  ])('says in Vietnamese what is wrong with %s', async (path, status, words) => {
    expect(await visit(path)).toBe(status);
    expect(await page.locator('main').innerText()).toContain(words);
  });

  it('is never kept by the browser, its stylesheet for a year', async () => {
    const stylesheet = page.waitForResponse(/\.css/);
    const response = await page.goto(server.url);
    expect(response?.headers()['cache-control']).toBe('no-store');
    expect((await stylesheet).headers()['cache-control']).toBe(
      'public, max-age=31536000, immutable',
    );
  });
});
