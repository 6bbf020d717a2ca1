// What an officer does while reviewing beside deciding: putting something off until a day, for
// somebody, and noting something about it.
import type { Browser, Page } from 'playwright-core';
import { startServer, type RunningServer } from '../../src/server.js';
import { importAccounts } from '../../src/beneficiary-accounts/import-accounts.js';
import { importOrders } from '../../src/payments/import-orders.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { apiApp, apiClient } from '../support/api-client.js';
import { openBrowser } from '../support/browser.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { isWithinWidth, look, narrow, officerPage, textOf, wide } from '../support/officer-page.js';
import { csvFile } from '../support/own-file.js';
import { bearerOf, byTester } from '../support/people.js';
import { runLog } from '../support/run-folder.js';
import { mt940OfAccount } from '../support/second-statement.js';
import { fillTwoCommunes, now as noon, units } from '../support/two-communes.js';

let database: TestDatabase;
let server: RunningServer;
let browser: Browser;
let clock = noon();
const now = (): Date => clock;
const trouble: string[] = [];

/** Keeps its fee of 1.1 % back. */
const netProfile = {
  kind: 'generic',
  secrets: { signingSecrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSx'] },
  settlement: { mode: 'per_transaction', basis: 'net', fee: { percent: '1.1' } },
};
const ownAccount = csvFile(
  'a.csv',
  'unitCode,bankBin,accountNumber,accountName,purpose,validFrom',
  `${units.a},970436,2223334445,UBND PHUONG CHON THANH,ho-tich,2026-01-01`,
);
const twoItems = csvFile(
  'o.csv',
  'merchantRef,unitCode,amount,feeItems',
  `PPREF0000001,${units.a},50000,le-phi:30000;ho-tich:20000`,
);

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
    `generic,E1,EEREF0000001,${units.a},71000,succeeded,2026-05-13T09:00:00+07:00`,
    `generic,P1,PPREF0000001,${units.a},50000,succeeded,2026-05-13T09:00:00+07:00`,
    `netgate,N1,NNREF0000001,${units.a},100000,succeeded,2026-05-13T09:00:00+07:00`,
  );
  const { secretKey } = config;
  await setGateway({ ...deps, secretKey }, { name: 'netgate', document: netProfile });
  await importAccounts(deps, { file: ownAccount, skipBad: false });
  await importOrders(deps, { file: twoItems, skipBad: false });
  await importPayments(deps, { file, skipBad: false });
  const bytes = mt940OfAccount('a', [
    ['C61000', 'L01', 'DMREF0000001X nop phi'],
    ['C62000', 'L02', 'DMREF0000002X nop phi'],
    ['C69900', 'L03', 'nop le phi ho tich'],
    ['C19000', 'L04', 'nop le phi thu hai'],
    ['C98800', 'L05', 'nop le phi thu ba'],
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

const pageOf = (more: { readonly viewport?: typeof wide; javaScriptEnabled?: boolean } = {}) =>
  officerPage({ browser, server, database, trouble }, { role: 'commune_accountant', ...more });

const proposalsOf = async (page: Page): Promise<string[]> => {
  await page.goto(`${server.url}/doi-soat`);
  return page.locator('a[data-row]').allInnerTexts();
};

test('a proposal is put off by key until a day, stands behind a filter of its own and comes back', async () => {
  const page = await pageOf();
  await page.goto(`${server.url}/doi-soat?xep=tien`);
  expect(await textOf(page)).toContain('2 đề xuất chờ người xác nhận');
  await page.keyboard.press('p');
  expect(await page.getByLabel('Xem lại ngày').inputValue()).toBe('27/05/2026');
  await page.keyboard.type('22/05/2026');
  await page.getByLabel('Vì sao để lại').fill('chờ giấy báo Có');
  await look(page, 'doi-soat-de-lai');
  const panel = await textOf(page, '.panel');
  expect(panel).toContain('TK 0123 4567 89 · số L02');
  expect(panel).toContain('Sao kê ngày 15/05/2026 Số dư khớp');
  await page.keyboard.press('Enter');
  await page.getByText('Đã để lại').waitFor();
  expect(await textOf(page)).toContain('1 đề xuất chờ người xác nhận. 1 khoản đang để lại');
  expect(await textOf(page, 'tr.chosen')).toContain('DMREF0000001A');
  expect(await textOf(page, '.review-list')).not.toContain('DMREF0000002B');
  await page.goto(`${server.url}/`);
  expect(await textOf(page, '.my-work')).toContain('1 đề xuất khớp chờ xác nhận');
  await page.goto(`${server.url}/doi-soat?de-lai=dang`);
  const parked = await textOf(page);
  expect(parked).toContain('DMREF0000002B');
  expect(parked).toContain('Để lại đến 22/05/2026, Lê Thị Bình');
  expect(parked).toContain('Đang để lại đến ngày 22/05/2026, Lê Thị Bình xem lại: chờ giấy báo Có');
  await look(page, 'doi-soat-dang-de-lai');
  // the day has come
  clock = new Date('2026-05-22T01:00:00Z');
  expect(await proposalsOf(page)).toHaveLength(2);
  expect(await textOf(page, '.review-list')).toContain('Đến ngày xem lại 22/05/2026');
  await page.goto(`${server.url}/`);
  expect(await textOf(page, '.my-work')).toContain('2 đề xuất khớp chờ xác nhận');
  await page.getByText('1 khoản để lại cho bạn đã đến ngày xem lại').click();
  expect(await page.locator('a[data-row]').allInnerTexts()).toEqual(['DMREF0000002B']);
});

test('putting off is taken back at once by key, and what somebody else did meanwhile is told', async () => {
  const [one, other] = [await pageOf(), await pageOf()];
  for (const page of [one, other])
    await page.goto(`${server.url}/doi-soat?quy-tac=damaged-reference`);
  for (const page of [one, other]) {
    await page.keyboard.press('p');
    await page.getByLabel('Vì sao để lại').fill('chờ sao kê tháng sau');
    await page.getByRole('button', { name: 'Để lại' }).click();
    await page.waitForLoadState();
  }
  expect(await textOf(other)).toContain('Chưa ghi được: người khác vừa để lại');
  expect(await other.getByLabel('Vì sao để lại').inputValue()).toBe('chờ sao kê tháng sau');
  expect(await proposalsOf(other)).toHaveLength(1);
  await one.keyboard.press('u');
  await one.getByText('Đã đưa trở lại danh sách.').waitFor();
  expect(await proposalsOf(other)).toHaveLength(2);
});

test('a note is written by key and stands with its author in the history of the item', async () => {
  const page = await pageOf();
  await page.goto(`${server.url}/doi-soat`);
  await page.keyboard.press('n');
  await page.keyboard.type('đã gọi <b>ngân hàng</b>');
  await page.keyboard.press('Enter');
  await page.getByText('Đã ghi chú.').waitFor();
  expect(await textOf(page, '.panel')).toContain(
    '22/05/2026 08:00, Lê Thị Bình đã gọi <b>ngân hàng</b>',
  );
  await look(page, 'doi-soat-ghi-chu');
  await page.getByRole('link', { name: 'Xem đầy đủ' }).click();
  expect(await textOf(page, '.review-work')).toContain('đã gọi <b>ngân hàng</b>');
  const said = await database.db('audit_event').where({ action: 'match.noted' }).select('*');
  expect(JSON.stringify(said)).not.toContain('ngân hàng');
});

test('an open line and a payment are put off without any script, and leave by themselves once matched', async () => {
  const page = await pageOf({ viewport: narrow, javaScriptEnabled: false });
  const { db } = database;
  const [line] = await db('statement_line').where({ bank_ref: 'L03' }).pluck('id');
  const [payment] = await db('payment').where({ gateway_txn_id: 'E1' }).pluck('id');
  const paths = [`/sao-ke/dong/${String(line)}`, `/giao-dich/${String(payment)}`];
  for (const path of paths) {
    await page.goto(`${server.url}${path}`);
    await page.getByText('Để lại đến ngày khác').click();
    await page.getByLabel('Xem lại ngày').fill('20/05/2026');
    await page.getByLabel('Vì sao để lại').fill('chờ cổng trả lời');
    await page.getByRole('button', { name: 'Để lại' }).click();
    expect(await textOf(page)).toContain('Ngày xem lại phải từ ngày mai đến 180 ngày tới');
    expect(await page.getByLabel('Vì sao để lại').inputValue()).toBe('chờ cổng trả lời');
    await page.getByLabel('Xem lại ngày').fill('29/5/2026');
    await page.getByRole('button', { name: 'Để lại' }).click();
    expect(await textOf(page)).toContain('Đang để lại đến ngày 29/05/2026');
    await look(page, `de-lai${path.replaceAll('/', '-')}`);
    expect(await isWithinWidth(page)).toBe(true);
  }
  await page.goto(`${server.url}/doi-soat?de-lai=dang`);
  const beside = await textOf(page, '.beside-review');
  expect(beside).toContain('Dòng sao kê L03');
  expect(beside).toContain('Giao dịch EEREF0000001');
  await look(page, 'doi-soat-de-lai-nho');
  const header = await page.locator('header.bar').boundingBox();
  expect(header?.height).toBeLessThan(120);
  expect(await isWithinWidth(page)).toBe(true);
  await page.goto(`${server.url}/doi-soat/khop-tay/${String(payment)}`);
  await page.getByRole('checkbox', { name: /69\.900/ }).check();
  await page.getByLabel(/Phí bị khấu trừ/).fill('1.100');
  await page.getByLabel('Lý do khớp').fill('cổng thu phí');
  await page.getByRole('button', { name: 'Khớp', exact: true }).click();
  await page.waitForURL(/da=ghi/);
  await page.goto(`${server.url}/doi-soat?de-lai=dang`);
  expect(await page.locator('.beside-review').count()).toBe(0);
});

test('filters are saved under a name, are seen by their officer alone, and are taken away', async () => {
  const page = await pageOf({ javaScriptEnabled: false });
  await page.goto(`${server.url}/doi-soat?quy-tac=damaged-reference&xep=tien`);
  await page.getByText('Lưu bộ lọc này').click();
  await page.getByLabel('Tên chế độ xem').fill('TK 0123456789');
  await page.getByRole('button', { name: 'Lưu' }).click();
  expect(await textOf(page)).toContain('Tên không được chứa số tài khoản');
  await page.getByLabel('Tên chế độ xem').fill('Mã hỏng <i>lớn</i> trước');
  await page.getByRole('button', { name: 'Lưu' }).click();
  expect(new URL(page.url()).search).toBe('?quy-tac=damaged-reference&xep=tien');
  expect(await textOf(page, '.views')).toContain('Mã hỏng <i>lớn</i> trước');
  await look(page, 'doi-soat-che-do-xem');
  await page.goto(`${server.url}/sai-lech?loai=short&trang-thai=open`);
  await page.getByText('Lưu bộ lọc này').click();
  await page.getByLabel('Tên chế độ xem').fill('Về thiếu');
  await page.getByRole('button', { name: 'Lưu' }).click();
  await look(page, 'sai-lech-che-do-xem');
  await page.goto(`${server.url}/sai-lech`);
  await page.getByRole('link', { name: 'Về thiếu' }).click();
  expect(new URL(page.url()).search).toBe('?loai=short&trang-thai=open');
  const other = await pageOf();
  await other.goto(`${server.url}/doi-soat`);
  expect(await other.locator('.views li').count()).toBe(0);
  const [id] = await database.db('saved_view').where({ page: 'review' }).pluck('id');
  const taken = await other.request.post(`${server.url}/che-do-xem/${String(id)}/xoa`, {
    headers: { 'sec-fetch-site': 'same-origin' },
    form: {},
  });
  expect(taken.status()).toBe(404);
  await page.goto(`${server.url}/doi-soat`);
  await page.getByRole('button', { name: 'Xóa chế độ xem Mã hỏng' }).click();
  expect(await page.locator('.views li').count()).toBe(0);
});

test('a part of a payment is matched by hand with a fee and a rounding, a net one by what is to arrive', async () => {
  const page = await pageOf();
  const { db } = database;
  const [net] = await db('payment').where({ gateway_txn_id: 'N1' }).pluck('id');
  await page.goto(`${server.url}/doi-soat/khop-tay/${String(net)}`);
  expect(await textOf(page)).toContain('Cổng chuyển số đã trừ phí: cần về 98.900 đ.');
  await page.getByRole('checkbox', { name: /98\.800/ }).check();
  await page.getByRole('button', { name: 'Tính phần còn lại' }).click();
  expect(await textOf(page)).toContain(
    'cần 98.900 đ, các dòng đã chọn có 98.800 đ: còn thiếu 100 đ.',
  );
  await page.getByLabel('Làm tròn').fill('100');
  await page.getByLabel('Lý do khớp').fill('ngân hàng làm tròn');
  await page.getByRole('button', { name: 'Khớp', exact: true }).click();
  await page.waitForURL(/da=ghi/);
  expect(await textOf(page)).toContain('Làm tròn: 100 đ');
  const [parts] = await db('payment').where({ gateway_txn_id: 'P1' }).pluck('id');
  await page.goto(`${server.url}/doi-soat/khop-tay/${String(parts)}`);
  await page.getByLabel('Phần 1: 30.000 đ').uncheck();
  await page.getByLabel('Phần 2: 20.000 đ').check();
  await page.getByRole('checkbox', { name: /19\.000/ }).check();
  await page.getByLabel(/Phí bị khấu trừ/).fill('900');
  await page.getByLabel('Làm tròn').fill('100');
  await page.getByRole('button', { name: 'Tính phần còn lại' }).click();
  expect(await textOf(page)).toContain('cần 19.000 đ, các dòng đã chọn có 19.000 đ: vừa đủ.');
  await look(page, 'khop-tay-phan');
  await page.getByLabel('Lý do khớp').fill('phần hộ tịch');
  await page.getByRole('button', { name: 'Khớp', exact: true }).click();
  await page.waitForURL(/da=ghi/);
  expect(await textOf(page)).toContain('Phí bị khấu trừ: 900 đ Làm tròn: 100 đ');
  await page.goto(`${server.url}/doi-soat/khop-tay/${String(parts)}`);
  expect(await textOf(page)).toContain('Phần 2: 20.000 đ đã khớp');
});

test('programs park, list and take back by the same rules', async () => {
  const { db } = database;
  const client = apiClient(
    apiApp(database, now),
    await bearerOf(db, 'commune_accountant', units.a),
  );
  const auditor = apiClient(apiApp(database, now), await bearerOf(db, 'auditor', units.a));
  const [match] = await db('match').where({ status: 'proposed' }).orderBy('id').pluck('id');
  const [owner] = await db('officer').orderBy('id').limit(1).pluck('id');
  const about = { kind: 'match', item: String(match) };
  const body = { ...about, until: '2026-05-29', owner: String(owner), reason: 'chờ' };
  const [standing] = await db('review_event').where({ match_id: match }).orderBy('id', 'desc');
  const replaces = standing?.act === 'parked' ? { replaces: String(standing.id) } : {};
  const made = await client.post('/parkings', { ...body, ...replaces });
  expect(made.status).toBe(201);
  expect((await client.post('/parkings', body)).status).toBe(409);
  expect((await client.post('/parkings', { ...body, owner: 'me' })).status).toBe(400);
  expect((await client.post('/parkings', { ...body, until: '2026-05-22' })).status).toBe(400);
  expect((await auditor.post('/parkings', body)).status).toBe(403);
  const listed = await auditor.get('/parkings', { query: { due: 'false' } });
  expect(listed.body.items).toMatchObject([
    { id: made.body.id, ...about, until: '2026-05-29', due: false, reason: 'chờ' },
  ]);
  const notes = await auditor.get('/review-notes', { query: about });
  expect((notes.body.items as { act: string }[]).at(-1)?.act).toBe('parked');
  // decided: nothing is put off any more
  await client.post(`/matches/${String(match)}/decisions`, { decision: 'rejected', reason: 'x' });
  expect((await client.get('/parkings', { query: { due: 'false' } })).body.items).toEqual([]);
  expect((await client.post(`/parkings/${String(made.body.id)}/end`)).status).toBe(201);
  expect((await client.post(`/parkings/${String(made.body.id)}/end`)).status).toBe(409);
  expect(trouble).toEqual([]);
});
