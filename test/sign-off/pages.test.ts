// A month proposed by one officer, signed by another and opened again, over HTTP and in a browser.
import type { Browser, Page } from 'playwright-core';
import { startServer, type RunningServer } from '../../src/server.js';
import { apiClient } from '../support/api-client.js';
import { openBrowser } from '../support/browser.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { isWithinWidth, look, narrow, officerPage, textOf, wide } from '../support/officer-page.js';
import { bearerOf } from '../support/people.js';
import { pdfText } from '../support/pdf-text.js';
import { runLog } from '../support/run-folder.js';
import { fillTwoCommunes, units } from '../support/two-communes.js';
import { june, lateStatement } from './months.js';

let database: TestDatabase;
let server: RunningServer;
let browser: Browser;
let maker: Page;
let checker: Page;
const trouble: string[] = [];
const path = `/don-vi/${units.a}/chot-thang/2026-05`;

beforeAll(async () => {
  database = await cloneDatabase({ PORT: '0' });
  await fillTwoCommunes(database);
  const { db, config } = database;
  server = await startServer({ db, config, now: () => june, log: runLog() });
  browser = await openBrowser();
  const desk = { browser, server, database, trouble };
  maker = await officerPage(desk, { role: 'commune_accountant' });
  checker = await officerPage(desk, { role: 'approver' });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await database.close();
  expect(trouble).toEqual([]);
});

async function go(page: Page, address: string): Promise<string> {
  await page.goto(`${server.url}${address}`);
  return textOf(page);
}

test('the accountant finds the month in the table of units and proposes it with its gaps', async () => {
  expect(await go(maker, '/bao-cao')).toContain('Chốt tháng của các đơn vị');
  await maker.getByRole('link', { name: 'Chốt tháng của các đơn vị' }).click();
  expect(await textOf(maker)).toContain('Tháng 05/2026: đã ký 0 trên 2 đơn vị');
  await maker
    .getByRole('row', { name: /Phường Chơn Thành 25432/ })
    .getByRole('link')
    .last()
    .click();
  const shown = await textOf(maker);
  expect(shown).toContain('Tài khoản 0123456789: 16/05/2026 đến 31/05/2026');
  await look(maker, 'chot-thang-de-nghi');
  await maker.getByLabel('Ký khi còn những ngày chưa có sao kê chứng minh nêu trên').check();
  await maker
    .getByLabel('Ghi chú (không bắt buộc)')
    .fill('Ngân hàng chưa gửi sao kê nửa cuối tháng');
  await maker.getByRole('button', { name: 'Đề nghị ký chốt' }).click();
  const told = await textOf(maker);
  expect(told).toContain('Đã lập đề nghị ký chốt.');
  expect(told).toContain('Chờ ký chốt');
  expect(await maker.getByRole('button', { name: 'Ký chốt', exact: true }).count()).toBe(0);
});

test('the second person signs what is shown; the record prints who, when and on what', async () => {
  await go(checker, path);
  await checker.getByRole('button', { name: 'Ký chốt', exact: true }).click();
  expect(await textOf(checker)).toContain('Đã ký chốt. Bằng chứng đến sau');
  const client = apiClient(server.url, await bearerOf(database.db, 'auditor'));
  const month = await client.get(`/units/${units.a}/months/2026-05`);
  expect(month.body).toMatchObject({ state: 'signed', difference: null, signed: { version: 1 } });
  const { evidence, id } = month.body.signed;
  const query = { period: '2026-05', unit: units.a };
  const pdf = await client.get('/reports/unit-month', { query: { ...query, format: 'pdf' } });
  const printed = pdfText(pdf.bytes).replace(/\s+/g, '');
  expect(printed).toContain('Đãkýchốtphiênbản1');
  expect(printed).toContain(evidence);
  const list = await client.get(`/unit-months/${id}/evidence`);
  expect(list.text.split('\n')[0]).toBe(`["unit_month",2,"${units.a}","2026-05"]`);
  // no text that a payer wrote, and no account or reference of a line
  expect(list.text).not.toContain('NGUYEN VAN NOP');
  expect(list.text).not.toContain('FT26132001');
  const states = await client.get('/unit-months', { query });
  expect(states.body.items).toEqual([
    { unitCode: units.a, month: '2026-05', state: 'signed', version: 1, proposalId: id },
  ]);
});

test('a statement that comes late is a difference on page and table; reopened, version 2 is signed', async () => {
  await lateStatement(database);
  const shown = await go(checker, path);
  expect(shown).toContain('Đã ký, nay có khác biệt');
  expect(shown).toContain('CTREF00002');
  expect(shown).toContain(
    'Ký khi chưa có sao kê, nay đã có: 0123456789: 16/05/2026 đến 31/05/2026',
  );
  for (const [size, name] of [
    [wide, 'wide'],
    [narrow, 'narrow'],
  ] as const) {
    await checker.setViewportSize(size);
    await go(checker, path);
    await look(checker, `chot-thang-khac-${name}`);
    expect([name, await isWithinWidth(checker)]).toEqual([name, true]);
    expect(await go(checker, '/chot-thang')).toContain('trong đó 1 có khác biệt phát sinh sau');
    await look(checker, `chot-thang-bang-${name}`);
    expect([name, await isWithinWidth(checker)]).toEqual([name, true]);
    await go(maker, '/bao-cao?loai=unit-month&ky=2026-05&don-vi=25432');
    await maker.setViewportSize(size);
    await look(maker, `bao-cao-${name}`);
    expect([name, await isWithinWidth(maker)]).toEqual([name, true]);
  }
  await checker.setViewportSize(wide);
  await go(checker, path);
  await checker.getByLabel('Lý do mở lại').fill('Sao kê nửa cuối tháng đã về');
  await checker.getByRole('button', { name: 'Mở lại' }).click();
  expect(await textOf(checker)).toContain('Đã mở lại tháng.');
  await maker.setViewportSize(wide);
  expect(await go(maker, path)).toContain('phiên bản 2; người thứ hai ký');
  await maker.getByRole('button', { name: 'Đề nghị ký chốt' }).click();
  await go(checker, path);
  await checker.getByRole('button', { name: 'Ký chốt', exact: true }).click();
  const history = await textOf(checker);
  expect(history).toContain('Phiên bản 2: Đã ký');
  expect(history).toContain('Phiên bản 1: Đã ký, đã mở lại');
  expect(history).toContain('“Sao kê nửa cuối tháng đã về”');
});
