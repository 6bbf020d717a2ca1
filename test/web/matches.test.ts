// The officer's review: what waits, why, a decision with its reason, and a payment matched by hand.
import type { Browser, Page } from 'playwright-core';
import { startServer, type RunningServer } from '../../src/server.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { openBrowser } from '../support/browser.js';
import { isWithinWidth, look, narrow, officerPage, textOf, wide } from '../support/officer-page.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';
import { runLog } from '../support/run-folder.js';
import { mt940OfAccount } from '../support/second-statement.js';
import { fillTwoCommunes, now, units } from '../support/two-communes.js';

let database: TestDatabase;
let server: RunningServer;
let browser: Browser;
const trouble: string[] = [];

beforeAll(async () => {
  database = await cloneDatabase({ PORT: '0' });
  await fillTwoCommunes(database);
  const { db, config } = database;
  const deps = { db, now, by: byTester };
  const file = csvFile(
    'p.csv',
    'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt',
    `generic,D1,DMREF0000001A,${units.a},61000,succeeded,2026-05-13T09:00:00+07:00`,
    `generic,D2,DMREF0000002B,${units.a},62000,succeeded,2026-05-13T09:00:00+07:00`,
    `generic,G1,GGREF0000001,${units.a},30000,succeeded,2026-05-13T09:00:00+07:00`,
    `generic,G2,GGREF0000002,${units.a},25000,succeeded,2026-05-13T09:01:00+07:00`,
    // equal to the one before it, so that no rule finds a single set
    `generic,G3,GGREF0000003,${units.a},25000,succeeded,2026-05-13T09:02:00+07:00`,
    `generic,E1,EEREF0000001,${units.a},71000,succeeded,2026-05-13T09:00:00+07:00`,
  );
  await importPayments(deps, { file, skipBad: false });
  const bytes = mt940OfAccount('a', [
    ['C61000', 'L01', 'DMREF0000001X nop phi'],
    ['C62000', 'L02', 'DMREF0000002X nop phi'],
    ['C69900', 'L03', '<b>nop</b> le phi ho tich'],
    ['C55000', 'L04', 'GGREF0000009 nop gop'],
  ]);
  await importStatements(deps, [{ name: 'a2.sta', bytes }]);
  await reconcile(deps);
  server = await startServer({ db, config, now, log: runLog() });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await database.close();
});

const pageOf = (viewport = wide): Promise<Page> =>
  officerPage({ browser, server, database, trouble }, { role: 'commune_accountant', viewport });

test('a proposal is shown with its reasons, confirmed with a reason, and gone from the list', async () => {
  const page = await pageOf();
  await page.goto(`${server.url}/doi-soat`);
  expect(await textOf(page)).toContain('2 đề xuất chờ người xác nhận');
  await look(page, 'doi-soat');
  await page
    .getByRole('row', { name: /DMREF0000001A/ })
    .getByRole('link')
    .click();
  const shown = await textOf(page);
  expect(shown).toContain('DMREF0000001A 61.000 đ');
  expect(shown).toContain('15/05/2026 61.000 đ');
  expect(shown).toContain('DMREF0000001X nop phi');
  expect(shown).toContain('Thời gian 13/05/2026 15/05/2026 Khớp');
  await look(page, 'doi-soat-mot');
  await page.getByLabel('Xác nhận').check();
  await page.getByLabel('Lý do').fill('đã xem giấy báo có');
  await page.getByRole('button', { name: 'Ghi quyết định' }).click();
  await page.waitForURL(/da=ghi/);
  expect(await textOf(page)).toContain('Xác nhận. Lý do: đã xem giấy báo có. Căn cứ: Sao kê');
  await page.goto(`${server.url}/doi-soat`);
  expect(await textOf(page)).toContain('1 đề xuất chờ người xác nhận');
});

test('the rule behind a match is explained with examples: what came in, what the rule says', async () => {
  const page = await pageOf(narrow);
  const [match] = await database.db('match').where({ rule: 'damaged-reference' }).pluck('id');
  await page.goto(`${server.url}/doi-soat/${String(match)}`);
  await page.getByRole('link', { name: 'Mã tham chiếu bị sai hoặc cắt' }).click();
  expect(new URL(page.url()).hash).toBe('#damaged-reference');
  const rule = page.locator('#damaged-reference');
  const text = (await rule.innerText()).replace(/\s+/g, ' ');
  expect(text).toContain('Có khả năng: chỉ đề xuất');
  expect(text).toContain('đúng số tiền, đúng thời gian: chỉ đề xuất, người xác nhận.');
  await rule.locator('summary').first().click();
  const example = (await rule.locator('details').first().innerText()).replace(/\s+/g, ' ');
  expect(example).toMatch(/Giao dịch .*nộp ngày.*Dòng sao kê.*Đề xuất, chờ người xác nhận/);
  expect(example).toMatch(/Số tiền .*đ .*đ Khớp/);
  await look(page, 'quy-tac');
  expect(await isWithinWidth(page)).toBe(true);
  await page.getByText('không biết thiếu khoản 8.000 đ nào.').click();
  expect(await textOf(page, '#batch-residual')).toContain('Quy tắc này không khớp gì');
  await page.goto(`${server.url}/quy-tac`);
  expect(await page.locator('section.rule').count()).toBe(11);
});

test('a payment is matched by hand with the fee that was kept back, by keyboard alone', async () => {
  const page = await pageOf();
  await page.goto(`${server.url}/giao-dich?q=EEREF0000001`);
  await page.locator('.found-payments tbody a').first().click();
  await page.getByRole('link', { name: 'Khớp tay' }).click();
  await look(page, 'khop-tay');
  expect(await textOf(page)).toContain('<b>nop</b> le phi ho tich');
  const line = page.getByRole('checkbox', { name: /69\.900/ });
  await line.focus();
  await page.keyboard.press('Space');
  await page.getByLabel('Lý do khớp').fill('cổng thu phí');
  await page.getByRole('button', { name: 'Khớp', exact: true }).focus();
  await page.keyboard.press('Enter');
  // the sums do not agree yet; what was chosen and typed is still there
  await page.getByRole('alert').waitFor();
  expect(await textOf(page)).toContain('Tổng các dòng đã chọn không bằng');
  expect(await page.getByRole('checkbox', { name: /69\.900/ }).isChecked()).toBe(true);
  expect(await page.getByLabel('Lý do khớp').inputValue()).toBe('cổng thu phí');
  await page.getByLabel('Chênh lệch (đ)').fill('1.100');
  await page.getByRole('button', { name: 'Khớp', exact: true }).press('Enter');
  await page.waitForURL(/da=ghi/);
  expect(await textOf(page)).toContain('Phí bị khấu trừ: 1.100 đ');
  expect(await textOf(page)).toContain('Số tiền 69.900 đ 69.900 đ Khớp');
  await page.goto(`${server.url}/giao-dich?q=EEREF0000001`);
  expect(await textOf(page, '.found-payments tbody')).toContain('Đã về tài khoản');
});

test('one credit is matched with several payments, the rest told on the way, without any script', async () => {
  const page = await officerPage(
    { browser, server, database, trouble },
    { role: 'commune_accountant', viewport: narrow, javaScriptEnabled: false },
  );
  const [payment] = await database.db('payment').where({ gateway_txn_id: 'G1' }).pluck('id');
  await page.goto(`${server.url}/doi-soat/khop-tay/${String(payment)}`);
  await page.getByRole('checkbox', { name: /55\.000/ }).check();
  await page.getByRole('button', { name: 'Tính phần còn lại' }).click();
  expect(await textOf(page)).toContain(
    'cần 30.000 đ, các dòng đã chọn có 55.000 đ: thừa 25.000 đ.',
  );
  await page.getByText('Dòng đã chọn còn trả cho giao dịch khác').click();
  await page.getByLabel(/GGREF0000002/).check();
  await page.getByRole('button', { name: 'Tính phần còn lại' }).click();
  expect(await textOf(page)).toContain('cần 55.000 đ, các dòng đã chọn có 55.000 đ: vừa đủ.');
  await look(page, 'khop-tay-nhieu');
  expect(await isWithinWidth(page)).toBe(true);
  await page.getByLabel('Lý do khớp').fill('một lần chuyển cho hai hồ sơ');
  await page.getByLabel('Chênh lệch (đ)').fill('100');
  await page.getByRole('button', { name: 'Khớp', exact: true }).click();
  expect(await textOf(page)).toContain('Chênh lệch chỉ ghi được khi chọn một giao dịch.');
  await page.getByLabel('Chênh lệch (đ)').fill('');
  await page.getByRole('button', { name: 'Khớp', exact: true }).click();
  await page.waitForURL(/da=ghi/);
  const shown = await textOf(page);
  expect(shown).toContain('GGREF0000001 30.000 đ');
  expect(shown).toContain('GGREF0000002 25.000 đ');
  expect(shown).toContain('Số tiền 55.000 đ 55.000 đ Khớp');
});

test('every page fits a small screen', async () => {
  const page = await pageOf(narrow);
  const [payment] = await database.db('payment').where({ gateway_txn_id: 'T2' }).pluck('id');
  const [match] = await database.db('match').orderBy('id', 'desc').pluck('id');
  const [one, byHand] = [`/doi-soat/${String(match)}`, `/doi-soat/khop-tay/${String(payment)}`];
  for (const path of ['/doi-soat', one, byHand]) {
    const answer = await page.goto(`${server.url}${path}`);
    expect([path, answer?.status()]).toEqual([path, 200]);
    await look(page, `nho${path.replaceAll('/', '-')}`);
    expect([path, await isWithinWidth(page)]).toEqual([path, true]);
  }
});

test('a decision of somebody else in the meantime is told, not lost', async () => {
  const [one, other] = [await pageOf(), await pageOf()];
  const [match] = await database
    .db('match')
    .where({ status: 'proposed' })
    .orderBy('id')
    .pluck('id');
  for (const page of [one, other]) await page.goto(`${server.url}/doi-soat/${String(match)}`);
  for (const page of [one, other]) {
    await page.getByLabel('Từ chối').check();
    await page.getByLabel('Lý do').fill('không phải');
    await page.getByRole('button', { name: 'Ghi quyết định' }).click();
  }
  await other.getByText('đã thay đổi').waitFor();
  expect(trouble).toEqual([]);
});
