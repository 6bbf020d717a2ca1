// An officer asks for files on the pages, watches them being made, takes one back and downloads one.
import type { Page } from 'playwright-core';
import { workOnExports } from '../../src/exports/work-on-exports.js';
import { runLog } from '../support/run-folder.js';
import { asOf } from '../web/small-province.js';
import {
  look,
  openOfficersBrowser,
  textOf,
  type OfficersBrowser,
} from '../web/officers-browser.js';

let officers: OfficersBrowser;
let page: Page;

beforeAll(async () => {
  officers = await openOfficersBrowser();
  const context = await officers.contextOf('department_of_justice', 'Lê Thị Tổng Hợp', '75');
  page = await officers.pageIn(context, '/bao-cao?loai=missing&ky=2026-05');
});
afterAll(() => officers.close());

function work(onStep?: () => Promise<void>): Promise<void> {
  const { db, config } = officers.database;
  const deps = { db, now: () => asOf, log: runLog(), province: config.province };
  return workOnExports(onStep ? { ...deps, onStep } : deps);
}

test('a report is asked for beside its direct links, and stands in the list as waiting', async () => {
  await look(page, 'exports-0-report');
  await page.click('form.report-files button[value="pdf"]');
  expect(page.url()).toMatch(/\/bao-cao\/tep$/);
  const text = await textOf(page, '#dang-lam');
  expect(text).toContain('Đơn vị có giao dịch thành công nhưng tiền chưa về, kỳ 05/2026, PDF');
  expect(text).toContain('Đang chờ đến lượt');
});

test('data is asked for by kind, unit and days as people write them; what is wrong is said', async () => {
  await page.selectOption('#du-lieu', 'payments');
  await page.selectOption('#dang', 'csv');
  await page.fill('#tu', '31/02/2026');
  await page.click('.ask-export button');
  expect(await textOf(page)).toContain('Ngày ghi theo dạng ngày/tháng/năm');
  await page.fill('#tu', '1/5/2026');
  await page.click('.ask-export button');
  expect(await textOf(page, '#dang-lam')).toContain('Giao dịch, từ 01/05/2026, CSV');
  await page.selectOption('#du-lieu', 'lines');
  await page.selectOption('#dang', 'ndjson');
  await page.click('.ask-export button');
  await look(page, 'exports-1-waiting');
  const first = page.locator('#dang-lam tbody tr').first();
  await first.locator('button', { hasText: 'Hủy' }).click();
  expect(await textOf(page, '#dang-lam')).toContain('Đã hủy');
});

test('the list follows the work without being asked, until there is a file to download', async () => {
  let seen = '';
  await work(async () => {
    if (seen !== '') return;
    const shown = page.locator('#dang-lam', { hasText: 'Đang đọc số liệu' });
    await shown.waitFor({ timeout: 20_000 });
    await look(page, 'exports-2-under-way');
    seen = await textOf(page, '#dang-lam');
  });
  expect(seen).toContain('0%');
  await page.locator('#dang-lam a[download]').nth(1).waitFor({ timeout: 20_000 });
  await look(page, 'exports-3-done');
  const text = await textOf(page, '#dang-lam');
  expect(text).toMatch(/payments-\d{4}-\d{2}-\d{2}\.csv \d+ dòng, [\d.]+ KB; có sao kê đến ngày/);
  expect(text).toContain('giữ đến hết ngày');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.click('#dang-lam a[download] >> text=missing-2026-05.pdf'),
  ]);
  expect(download.suggestedFilename()).toBe('missing-2026-05.pdf');
  // but for the day that is none
  expect(officers.trouble.filter((text) => !text.includes('422'))).toEqual([]);
});
