// Where one payment's money is, as the one-stop desk finds it for a citizen who asks, in a browser.
import type { Browser, Page } from 'playwright-core';
import type { Role } from '../../src/access/roles.js';
import { importOrders } from '../../src/payments/import-orders.js';
import { importSettlement } from '../../src/payments/import-settlement.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { apiClient } from '../support/api-client.js';
import { openBrowser } from '../support/browser.js';
import { isWithinWidth, look, narrow, officerPage, textOf, wide } from '../support/officer-page.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { bearerOf, byTester } from '../support/people.js';
import { runLog } from '../support/run-folder.js';
import { asOf, fillProvince } from './small-province.js';

let database: TestDatabase;
let server: RunningServer;
let browser: Browser;
/** Everything a browser complained about or asked of somebody else. */
const trouble: string[] = [];
const payerText = 'Nguyen Van An nop le phi khai sinh';

beforeAll(async () => {
  database = await cloneDatabase({ PORT: '0' });
  const { db, config } = database;
  const deps = { db, now: () => asOf, by: byTester };
  await importOrders(deps, {
    skipBad: false,
    file: csvFile(
      'orders.csv',
      'gateway,merchantRef,dossierCode,unitCode,amount,description,createdAt',
      `generic,CTREF00001,H19.31-260511-0001,25432,100000,${payerText},2026-05-11T09:58:00+07:00`,
    ),
  });
  await fillProvince(database);
  await importSettlement(deps, {
    gateway: 'generic',
    skipBad: false,
    // the second payment, 1,250,000 đ, is not among them
    file: csvFile(
      'report.csv',
      'batch,settlementDate,gatewayTxnId,merchantRef,amount,fee,netAmount',
      'G-1105,2026-05-12,T1,CTREF00001,100000,0,100000',
      'G-1105,2026-05-12,T3,CTREF00003,8000,0,8000',
    ),
  });
  server = await startServer({ db, config, now: () => asOf, log: runLog() });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await server.stop();
  await database.close();
});

const pageOf = (role: Role, scope = '25432', viewport = wide): Promise<Page> =>
  officerPage({ browser, server, database, trouble }, { role, scope, viewport });

describe('at the one-stop desk', () => {
  let page: Page;
  beforeAll(async () => {
    page = await pageOf('commune_accountant');
  });

  test.each([
    ['the dossier code without its punctuation', 'h1931 2605110002', 'CTREF00002', 1],
    ['the reference of the portal', 'CTREF00002', 'CTREF00002', 1],
    ['the transaction of the gateway', 'T2', 'CTREF00002', 1],
    ['the amount as people write it', '1.250.000 đ', 'CTREF00002', 1],
    ['part of a code: every payment of that day', '260511', 'CTREF00004', 4],
  ])('a payment is found by %s', async (_what, words, reference, count) => {
    await page.goto(`${server.url}/`);
    await page.getByRole('link', { name: 'Giao dịch', exact: true }).click();
    await page.getByLabel('Mã hồ sơ, mã tham chiếu').fill(words);
    await page.getByRole('button', { name: 'Tìm giao dịch' }).click();
    await page.waitForURL(/q=/);
    expect(await page.locator('.found-payments tbody tr').count()).toBe(count);
    expect(await textOf(page, '.found-payments tbody')).toContain(reference);
  });

  test('only payments of the own unit are found; others are no more there than unknown ones', async () => {
    await page.goto(`${server.url}/giao-dich?q=15000`);
    expect(await textOf(page)).toContain('Không có giao dịch nào như vậy trong phạm vi của bạn');
    const { rows } = await database.db.raw<{ rows: { id: string }[] }>(
      `select id from payment where gateway_txn_id = 'H101'`,
    );
    const seen: (string | undefined)[] = [];
    for (const id of [rows[0]?.id ?? '', '999999', 'x']) {
      const response = await page.goto(`${server.url}/giao-dich/${id}`);
      seen.push(`${String(response?.status())} ${await textOf(page)}`);
    }
    expect(new Set(seen).size).toBe(1);
    expect(seen[0]).toMatch(/^404 Không tìm thấy giao dịch/);
  });
});

describe('the page of a payment', () => {
  test('shows paid, settled and credited with the evidence of each, down to file and line', async () => {
    const page = await pageOf('commune_accountant');
    await page.goto(`${server.url}/giao-dich?q=CTREF00001`);
    await page.getByRole('link', { name: 'H19.31-260511-0001' }).click();
    expect(await textOf(page, '.where')).toBe(
      'Tiền đã về đúng tài khoản thụ hưởng của đơn vị: 100.000 đ.',
    );
    const hops = await page.locator('.hops > li').allInnerTexts();
    const [paid = '', settled = '', credited = ''] = hops.map((text) => text.replace(/\s+/g, ' '));
    expect(paid).toContain('Tệp của cổng dịch vụ công ghi: Thành công, 100.000 đ');
    expect(settled).toContain('đợt G-1105, dòng 2: 100.000 đ, phí 0 đ, thực chuyển 100.000 đ');
    expect(credited).toContain(
      'Ghi Có 100.000 đ ngày 12/05/2026 vào tài khoản 0123456789, số FT26132001, ' +
        'dòng 1 của sao kê chon-thanh.sta (Đã xác nhận: Mã tham chiếu trong nội dung)',
    );
    expect(await textOf(page)).toContain(payerText);
    await look(page, '1-arrived');
  });

  test('says that the money is held at the gateway where its report leaves it out', async () => {
    const page = await pageOf('department_of_justice', '75');
    await page.goto(`${server.url}/giao-dich?giu=1`);
    expect(await page.locator('.found-payments tbody tr').count()).toBe(1);
    await look(page, '2-held-list');
    await page.getByRole('link', { name: 'H19.31-260511-0002' }).click();
    expect(await textOf(page, '.where')).toBe(
      'Đã quá hạn (hạn tiền về: ngày 12/05/2026) mà không thấy tiền trên sao kê (sao kê chứng minh ' +
        'đến hết ngày 15/05/2026); tiền đang giữ tại cổng generic: báo cáo quyết toán của phiên ' +
        '(đợt G-1105) không có giao dịch này.',
    );
    expect(await textOf(page, '.hops > li:nth-child(2)')).toContain('Đang giữ tại cổng');
    await look(page, '3-held');
  });

  test('names the day on which what is not there yet is expected', async () => {
    const page = await pageOf('commune_accountant');
    await page.goto(`${server.url}/giao-dich?q=CTREF00002&as-of=2026-05-11T12:00:00%2B07:00`);
    await page.getByRole('link', { name: 'H19.31-260511-0002' }).click();
    for (const place of [2, 3]) {
      const hop = await textOf(page, `.hops > li:nth-child(${String(place)})`);
      expect(hop).toContain('Dự kiến chậm nhất ngày 12/05/2026.');
    }
    expect(await textOf(page)).not.toContain('G-1105');
    await look(page, '4-expected');
  });

  test('keeps the payer’s texts from who may not read them, and records who read them', async () => {
    const shownTo = async (role: Role, scope?: string) => {
      const page = await pageOf(role, scope);
      await page.goto(`${server.url}/giao-dich?q=CTREF00001`);
      await page.getByRole('link', { name: 'H19.31-260511-0001' }).click();
      return (await textOf(page)).includes(payerText);
    };
    const reads = () => database.db('audit_event').where({ action: 'payer_data.read' }).count();
    const before = await reads();
    expect(await shownTo('auditor', '75')).toBe(false);
    expect(await shownTo('commune_admin')).toBe(false);
    expect(await reads()).toEqual(before);
    expect(await shownTo('finance_officer', '75')).toBe(true);
    expect(await reads()).not.toEqual(before);
  });

  test('says the same as the API', async () => {
    const client = apiClient(server.url, await bearerOf(database.db, 'finance_officer'));
    const { body: found } = await client.get('/payments', { query: { held: 'true' } });
    expect(found.items).toHaveLength(1);
    const { body } = await client.get(`/payments/${String(found.items[0].id)}`);
    const page = await pageOf('finance_officer', '75');
    await page.goto(`${server.url}/giao-dich/${String(body.id)}`);
    const text = await textOf(page);
    expect(text).toContain(body.settlementText);
    for (const hop of body.hops) {
      expect(text).toContain(hop.text);
      for (const one of hop.evidence) expect(text).toContain(one.text);
    }
    for (const entry of body.timeline) expect(text).toContain(entry.text);
    expect(body.held).toEqual({ batches: ['G-1105'], reportedOn: '2026-05-12' });
    const { body: queue } = await client.get('/discrepancies', { query: { kind: 'not_arrived' } });
    expect(queue.items[0]).toMatchObject({
      owner: 'gateway',
      detail:
        '1 giao dịch, 1.250.000 đ đang giữ tại cổng generic: không có trong báo cáo quyết toán ' +
        'của phiên (đợt G-1105).',
    });
  });
});

test('flags and unit pages lead to the payments behind them', async () => {
  const page = await pageOf('department_of_justice', '75');
  await page.goto(`${server.url}/`);
  await page.locator('.flagged td.number a').first().click();
  expect(page.url()).toContain('canh-bao=money_missing');
  expect(await page.locator('.found-payments tbody tr').count()).toBe(2);
  await look(page, '5-flag');
  await page.goto(`${server.url}/don-vi/25432`);
  await look(page, '6-unit');
  await page.getByRole('link', { name: 'Xem các giao dịch này' }).first().click();
  expect(page.url()).toContain('don-vi=25432');
  await page.goto(`${server.url}/don-vi/25432`);
  await page.locator('.payments').getByRole('link', { name: 'H19.31-260511-0003' }).click();
  expect(await textOf(page, '.where')).toContain('Tiền mới về 5.000 đ trên 8.000 đ');
});

test('both pages fit a telephone and complain of nothing', async () => {
  const page = await pageOf('finance_officer', '75', narrow);
  await page.goto(`${server.url}/giao-dich?q=260511`);
  await look(page, '7-list-narrow');
  expect(await isWithinWidth(page)).toBe(true);
  await page.getByRole('link', { name: 'H19.31-260511-0002' }).click();
  await look(page, '8-payment-narrow');
  expect(await isWithinWidth(page)).toBe(true);
  expect(trouble).toEqual([]);
});

test.each([
  ['/giao-dich?trang=0', 'trang'],
  ['/giao-dich?canh-bao=lost', 'canh-bao'],
  ['/giao-dich?giu=2', 'giu'],
  ['/giao-dich/1?as-of=gestern', 'as-of'],
])('%s is told to be no address of ours', async (path, field) => {
  const page = await pageOf('auditor', '75');
  const response = await page.goto(`${server.url}${path}`);
  expect(response?.status()).toBe(400);
  expect(await textOf(page)).toContain(`“${field}”`);
});
