// Discrepancies as officers work on them in a browser: the queue, the cause, decisions, the text for
// the service desk.
import type { Browser, Page } from 'playwright-core';
import { startServer, type RunningServer } from '../../src/server.js';
import { openBrowser } from '../support/browser.js';
import {
  isWithinWidth,
  look,
  narrow,
  officerPage,
  textOf,
  wide,
  type AtDesk,
} from '../support/officer-page.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { runLog } from '../support/run-folder.js';
import { fillTwoCommunes, now, units } from '../support/two-communes.js';

let database: TestDatabase;
let server: RunningServer;
let browser: Browser;
const trouble: string[] = [];
const one = `/sai-lech/${encodeURIComponent(`${units.a}:not_arrived:generic`)}`;

beforeAll(async () => {
  database = await cloneDatabase({ PORT: '0' });
  await fillTwoCommunes(database);
  await database
    .db('public.unit')
    .where({ code: units.a })
    .update({ contact_business: 'Nguyễn Thị An, 0251 xxx' });
  const { db, config } = database;
  server = await startServer({ db, config, now, log: runLog() });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await database.close();
});

const pageOf = (asked: AtDesk): Promise<Page> =>
  officerPage({ browser, server, database, trouble }, asked);
const finance = { role: 'finance_officer', scope: '75' } as const;

test('the queue is filtered by its address, and leads to the cause and what to do', async () => {
  const page = await pageOf(finance);
  await page.goto(`${server.url}/sai-lech`);
  expect(await isWithinWidth(page)).toBe(true);
  await look(page, 'sai-lech');
  await page.getByLabel('Loại').selectOption({ label: 'Tiền quá hạn chưa về' });
  await page.getByRole('button', { name: 'Lọc' }).click();
  await page.waitForURL(/loai=not_arrived/);
  await page.goto(`${page.url()}&don-vi=${units.a}`);
  const row = await textOf(page, '.queue tbody');
  expect(row).toContain(
    'Tiền quá hạn chưa về 1 khoản · cổng generic Phường Chơn Thành 1.250.000 đ',
  );
  expect(row).toContain('Cổng thanh toán Chưa giao');
  await page.getByRole('link', { name: 'Tiền quá hạn chưa về' }).click();
  await page.getByRole('heading', { name: 'Thông tin vụ việc' }).waitFor();
  const text = await textOf(page);
  for (const part of [
    '1 giao dịch (1.250.000 đ) đã thanh toán thành công nhưng quá hạn vẫn chưa có trong sao kê',
    'Cần làm: Gửi đề nghị tra soát cho cổng',
    'Đầu mối nghiệp vụ Nguyễn Thị An, 0251 xxx',
    'Đầu mối CNTT Chưa có thông tin đầu mối',
  ]) {
    expect(text).toContain(part);
  }
  await page.getByRole('link', { name: 'CTREF00002' }).click();
  await page.getByRole('link', { name: 'Sai lệch: tiền quá hạn chưa về' }).click();
  await page.waitForURL(`${server.url}${one}`);
});

test('the text for the service desk is copied by a button, and its ticket is kept', async () => {
  const page = await pageOf(finance);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto(`${server.url}${one}`);
  await page.getByRole('button', { name: 'Tôi nhận xử lý' }).click();
  await page.waitForURL(/da=ghi/);
  await page.getByRole('button', { name: 'Sao chép' }).click();
  await page.getByRole('button', { name: 'Đã sao chép' }).waitFor();
  const copied = await page.evaluate('navigator.clipboard.readText()');
  expect(copied).toContain('mã giao dịch của cổng T2; mã tham chiếu CTREF00002');
  await page.getByText('Chờ bên ngoài trả lời').click();
  await page.getByLabel('Số phiếu hỗ trợ').fill('HT-77');
  await page.getByLabel('Chờ trả lời đến ngày').fill('25/05/2026');
  await page.getByLabel('Đang chờ ai, việc gì').fill('cổng tra soát');
  await page.getByRole('button', { name: 'Ghi', exact: true }).press('Enter');
  await page.getByText('Số phiếu HT-77, đến ngày 25/05/2026. cổng tra soát').waitFor();
  expect(await textOf(page, '.about')).toContain('Người xử lý Lê Thị Bình');
  expect(await page.locator('#noi-dung-ho-tro').inputValue()).toContain('Số phiếu hỗ trợ: HT-77');
  await look(page, 'sai-lech-mot');
});

test('without a script the text stands there to be selected, and forms work', async () => {
  const page = await pageOf({ ...finance, javaScriptEnabled: false });
  await page.goto(`${server.url}${one}`);
  expect(await page.locator('#noi-dung-ho-tro').inputValue()).toContain('Kính gửi');
  expect(await page.getByRole('button', { name: 'Sao chép' }).count()).toBe(0);
});

test('a decision made on an older version comes back with what was typed', async () => {
  const [mine, other] = [await pageOf(finance), await pageOf(finance)];
  for (const page of [mine, other]) await page.goto(`${server.url}${one}`);
  await other.getByRole('button', { name: 'Tôi nhận xử lý' }).click();
  await other.waitForURL(/da=ghi/);
  await mine.getByLabel('Đã làm rõ, không thiếu tiền').check();
  await mine.getByLabel('Lý do').fill('tiền ở đợt sau');
  await mine.getByRole('button', { name: 'Ghi quyết định' }).click();
  await mine.getByText('Vụ việc vừa thay đổi').waitFor();
  expect(await mine.getByLabel('Lý do').inputValue()).toBe('tiền ở đợt sau');
  expect(await mine.getByLabel('Đã làm rõ, không thiếu tiền').isChecked()).toBe(true);
  await mine.getByRole('button', { name: 'Ghi quyết định' }).click();
  await mine.getByText('Kết luận: Đã làm rõ, không thiếu tiền').waitFor();
});

test('a unit explains and attaches on a small screen; every page fits it', async () => {
  const page = await pageOf({ role: 'commune_accountant', viewport: narrow });
  await page.goto(`${server.url}${one}`);
  await page.locator('summary', { hasText: 'Giải trình của đơn vị' }).click();
  await page.getByLabel('Giải trình', { exact: true }).fill('Đơn vị đã nhắc cổng <b>hai lần</b>');
  await page.getByLabel('Đề xuất').fill('Đối chiếu lại');
  await page.getByRole('button', { name: 'Gửi giải trình' }).click();
  // a proposal without its day is not sent away
  await page.getByText('Đề xuất và ngày thực hiện (ngày/tháng/năm) phải đi cùng nhau').waitFor();
  await page.getByLabel('Thực hiện xong trước ngày').fill('29/05/2026');
  await page.getByRole('button', { name: 'Gửi giải trình' }).click();
  await page.waitForURL(/da=ghi/);
  expect(await textOf(page)).toContain('Đơn vị đã nhắc cổng <b>hai lần</b>');
  const buffer = Buffer.from('%PDF-1.7 giấy');
  const file = { name: 'giấy báo.pdf', mimeType: 'application/pdf', buffer };
  await page.getByLabel('Đính kèm tệp').setInputFiles(file);
  await page.getByRole('button', { name: 'Tải lên' }).click();
  await page.getByRole('link', { name: 'giấy báo.pdf' }).waitFor();
  await look(page, 'nho-sai-lech-mot');
  for (const path of [one, '/sai-lech', `/don-vi/${units.a}`, '/']) {
    await page.goto(`${server.url}${path}`);
    if (path === '/sai-lech') await look(page, 'nho-sai-lech');
    expect([path, await isWithinWidth(page)]).toEqual([path, true]);
  }
  await page.setViewportSize(wide);
  await page.goto(`${server.url}/don-vi/${units.a}`);
  await look(page, 'sai-lech-don-vi');
  expect(trouble).toEqual([]);
});
