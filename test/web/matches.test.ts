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
    `generic,K1,KKREF0000001,${units.a},33000,succeeded,2026-05-13T09:00:00+07:00`,
    `generic,K2,KKREF0000002,${units.a},33000,succeeded,2026-05-13T09:03:00+07:00`,
    `generic,E1,EEREF0000001,${units.a},71000,succeeded,2026-05-13T09:00:00+07:00`,
  );
  await importPayments(deps, { file, skipBad: false });
  const bytes = mt940OfAccount('a', [
    ['C61000', 'L01', 'DMREF0000001X nop phi'],
    ['C62000', 'L02', 'DMREF0000002X nop phi'],
    ['C69900', 'L03', '<b>nop</b> le phi ho tich'],
    ['C55000', 'L04', 'GGREF0000009 nop gop'],
    ['C33000', 'L05', 'nop le phi chung'],
    ['C35000', 'L06', 'thue mat bang'],
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

const textOfPanel = (page: Page): Promise<string> => textOf(page, '.panel');

test('the review shows the payment, its candidate and why; keys accept it, go on and take it back', async () => {
  const page = await pageOf();
  await page.goto(`${server.url}/doi-soat?xep=tien&quy-tac=damaged-reference`);
  expect(await textOf(page)).toContain('3 đề xuất chờ người xác nhận');
  await page.keyboard.press('j');
  await page.waitForURL(/chon=/);
  await look(page, 'doi-soat');
  const shown = await textOfPanel(page);
  expect(shown).toContain('DMREF0000001A 61.000 đ');
  expect(shown).toContain('15/05/2026 61.000 đ');
  expect(shown).toContain('DMREF0000001X nop phi');
  expect(shown).toContain('Thời gian: 15/05/2026');
  expect(shown).toContain('Ghi Có trong ngày 315.900 đ');
  await page.keyboard.press('k');
  await page.locator('tr.chosen', { hasText: 'DMREF0000002B' }).waitFor();
  // whoever types means letters
  await page.keyboard.press('n');
  await page.keyboard.type('ja xem giấy báo có');
  expect(await page.locator('#ghi-chu').inputValue()).toBe('ja xem giấy báo có');
  await page.locator('h1').click();
  await page.keyboard.press('?');
  await page.getByText('dòng dưới, dòng trên').waitFor();
  await page.keyboard.press('a');
  await page.getByText('Đã xác nhận và đối chiếu lại.').waitFor();
  expect(await textOf(page, 'tr.chosen')).toContain('DMREF0000001A');
  expect(await textOf(page)).toContain('2 đề xuất chờ người xác nhận');
  await look(page, 'doi-soat-xong');
  await page.keyboard.press('u');
  await page.getByText('Đã hoàn tác').waitFor();
  expect(await textOf(page)).toContain('3 đề xuất chờ người xác nhận');
});

test('several of one rule are confirmed at once, their sum seen before, without any script', async () => {
  const page = await officerPage(
    { browser, server, database, trouble },
    { role: 'commune_accountant', javaScriptEnabled: false },
  );
  await page.goto(`${server.url}/doi-soat`);
  await page.getByRole('button', { name: 'Xem tổng' }).click();
  expect(await textOf(page)).toContain('Chưa chọn đề xuất nào');
  await page.getByRole('link', { name: 'Về danh sách' }).click();
  await page.getByLabel('Quy tắc').selectOption('damaged-reference');
  await page.getByRole('button', { name: 'Lọc' }).click();
  for (const code of ['DMREF0000001A', 'DMREF0000002B']) await page.getByLabel(code).check();
  await page.getByRole('button', { name: 'Xem tổng' }).click();
  expect(await textOf(page)).toContain('2 đề xuất, tổng 123.000 đ');
  await look(page, 'doi-soat-nhieu');
  await page.getByRole('button', { name: /Xác nhận 2 đề xuất, tổng 123\.000 đ/ }).click();
  expect(await textOf(page)).toContain('Đã xác nhận 2 trên 2 đề xuất');
  await page.getByRole('link', { name: 'Về danh sách' }).click();
  expect(await textOf(page)).toContain('1 đề xuất chờ người xác nhận');
});

test('a tie says what may be whose, and which evidence would decide it', async () => {
  const page = await pageOf();
  await page.goto(`${server.url}/doi-soat`);
  const shown = await textOfPanel(page);
  expect(shown).toContain('2 giao dịch và 1 khoản tiền có thể là của nhau; chưa chọn khoản nào.');
  expect(shown).toContain('Báo cáo quyết toán của generic cho giao dịch ngày 13/05/2026');
  expect(shown).toContain('Giấy báo Có hoặc tra soát của ngân hàng');
  expect(await page.getByRole('button', { name: 'Xác nhận' }).count()).toBe(0);
  await look(page, 'doi-soat-nhieu-dap-an');
  await page.locator('.panel .candidates a', { hasText: '15/05/2026' }).first().click();
  const line = await textOf(page);
  expect(line).toContain('Có đề xuất là tiền của 2 giao dịch, đang chờ người xác nhận.');
  expect(line).toContain('2 giao dịch và 1 khoản tiền');
  expect(await page.locator('pre.printed').innerText()).toContain('nop le phi chung');
  expect(line).toContain('Số giao dịch hợp 1 2 Không khớp');
  await look(page, 'dong');
  await page.getByRole('link', { name: '0123456789' }).click();
  expect(await textOf(page)).toContain('Các dòng của sao kê này');
  await look(page, 'sao-ke-dong');
});

test('a line that nothing pays tells the nearest payments and why not', async () => {
  const page = await pageOf(narrow);
  const [line] = await database.db('statement_line').where({ bank_ref: 'L04' }).pluck('id');
  await page.goto(`${server.url}/sao-ke/dong/${String(line)}`);
  const shown = await textOf(page);
  expect(shown).toContain('Chưa khớp với giao dịch nào.');
  expect(shown).toContain('Không tự chọn: có hơn một cách cộng bằng đúng số tiền.');
  await look(page, 'dong-nho');
  expect(await isWithinWidth(page)).toBe(true);
});

test('the paper behind a decision is kept with the match, for those who may read payers', async () => {
  const page = await pageOf();
  const [match] = await database
    .db('match')
    .where({ rule: 'damaged-reference', status: 'confirmed' })
    .pluck('id');
  await page.goto(`${server.url}/doi-soat/${String(match)}`);
  await page.getByLabel('Loại giấy tờ').selectOption('credit_advice');
  await page.getByRole('button', { name: 'Tải lên' }).click();
  expect(await textOf(page)).toContain('Chọn tệp cần tải lên.');
  const buffer = Buffer.from('%PDF-1.7 giấy báo có');
  const file = { name: 'bao-co.pdf', mimeType: 'application/pdf', buffer };
  await page.getByLabel('Loại giấy tờ').selectOption('credit_advice');
  await page.getByLabel('Tệp (PDF').setInputFiles(file);
  await page.getByRole('button', { name: 'Tải lên' }).click();
  await page.waitForURL(/da=tep/);
  expect(await textOf(page, '.papers')).toContain('Giấy báo Có của ngân hàng: bao-co.pdf');
  await look(page, 'doi-soat-mot');
  const path = await page.locator('.papers a').getAttribute('href');
  const answer = await page.request.get(`${server.url}${path ?? ''}`);
  expect([answer.status(), (await answer.body()).equals(buffer)]).toEqual([200, true]);
  const other = await officerPage(
    { browser, server, database, trouble },
    { role: 'auditor', scope: '75' },
  );
  await other.goto(`${server.url}/doi-soat/${String(match)}`);
  expect(await textOf(other, '.papers')).toContain('bao-co.pdf');
  expect(await other.locator('.papers a').count()).toBe(0);
  expect((await other.request.get(`${server.url}${path ?? ''}`)).status()).toBe(403);
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
  await page.getByLabel(/Phí bị khấu trừ/).fill('1.100');
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
  await page.getByLabel(/Phí bị khấu trừ/).fill('100');
  await page.getByRole('button', { name: 'Tính phần còn lại' }).click();
  expect(await textOf(page)).toContain('cần 54.900 đ, các dòng đã chọn có 55.000 đ: thừa 100 đ.');
  await page.getByLabel(/Phí bị khấu trừ/).fill('');
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
