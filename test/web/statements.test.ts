// Statements in a real browser: the list, one that waits, and what an officer decides about it.
import type { Browser, Page } from 'playwright-core';
import { importStatements } from '../../src/statements/import-statements.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { apiClient } from '../support/api-client.js';
import { openBrowser } from '../support/browser.js';
import { officerPage, textOf } from '../support/officer-page.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bearerOf, byTester } from '../support/people.js';
import { runLog } from '../support/run-folder.js';
import { accounts, fillTwoCommunes, now, units } from '../support/two-communes.js';
import { camtOf, sheetOf } from '../statements/files.js';

let database: TestDatabase;
let server: RunningServer;
let browser: Browser;
let page: Page;
const trouble: string[] = [];

beforeAll(async () => {
  database = await cloneDatabase({ PORT: '0' });
  await fillTwoCommunes(database);
  const { db, config } = database;
  server = await startServer({ db, config, now, log: runLog() });
  browser = await openBrowser();
  page = await pageOf('commune_accountant', units.a);
});
afterAll(async () => {
  expect(trouble).toEqual([]);
  await browser.close();
  await server.stop();
  await database.close();
});

const pageOf = (role: 'commune_accountant' | 'auditor', scope: string): Promise<Page> =>
  officerPage({ browser, server, database, trouble }, { role, scope });

async function imported(text: string): Promise<string> {
  const deps = { db: database.db, now, by: byTester };
  const file = { name: 'sao-ke.csv', bytes: Buffer.from(text) };
  const { kept } = await importStatements(deps, [file]);
  return kept[0]?.statementId ?? '';
}

async function decide(which: string, reason: string): Promise<void> {
  await page.getByLabel(which).check();
  await page.getByLabel('Lý do').fill(reason);
  await page.getByRole('button', { name: 'Ghi quyết định' }).click();
}

const on = '2026-05-18';
const entries = [{ on, amount: 1_250_000n, reference: 'FT9', text: 'NOP CTREF00002' }];

test('a statement whose figures disagree waits, is released with a reason and voided again', async () => {
  const sheet = sheetOf({ from: on, to: on, account: accounts.a, entries });
  const id = await imported(sheet.replace('kỳ;1250000', 'kỳ;1250001'));
  await page.goto(`${server.url}/sao-ke`);
  await page.getByRole('link', { name: 'Tạm giữ: số liệu mâu thuẫn' }).click();
  await page.getByRole('link', { name: accounts.a }).click();
  expect(new URL(page.url()).pathname).toBe(`/sao-ke/${id}`);
  expect(await textOf(page)).toContain('Số dư đầu kỳ cộng các dòng không bằng số dư cuối kỳ');
  const look = process.env['DOISOAT_LOOK'];
  if (look) await page.screenshot({ path: `${look}/sao-ke.png`, fullPage: true });
  await decide('Cho ghi nhận', 'Ngân hàng in sai số dư');
  const released = await textOf(page);
  expect(released).toContain('Đã ghi quyết định và đối chiếu lại.');
  expect(released).toContain('Cần tải lên: Vietcombank: tệp “Sao kê tài khoản”');
  expect(released).toContain('Cho ghi nhận. Lý do: Ngân hàng in sai số dư.');
  const matched = () => database.db('match').where({ status: 'confirmed' });
  const before = (await matched()).length;
  await decide('Hủy sao kê', 'Tệp của tài khoản khác');
  expect(await textOf(page)).toContain('1 dòng không còn tính, 1 kết quả khớp đã hủy theo.');
  expect((await matched()).length).toBe(before - 1);
  if (look) await page.screenshot({ path: `${look}/sao-ke-da-huy.png`, fullPage: true });
});

test('a decision without a reason is asked for again, a message of the day tells what proves it', async () => {
  const id = await imported(camtOf({ kind: '054', account: accounts.a, entries }));
  await page.goto(`${server.url}/sao-ke/${id}`);
  expect(await textOf(page)).toContain('Cần tải lên: Sao kê của ngày đó: camt.053 hoặc MT940');
  expect(await textOf(page)).toContain('Tin báo trước 1');
  await page.getByLabel('Hủy sao kê').check();
  await page.getByLabel('Lý do').fill('   ');
  const answer = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.getByRole('button', { name: 'Ghi quyết định' }).click();
  expect((await answer).status()).toBe(422);
  trouble.splice(0);
  expect(await textOf(page)).toContain('Chọn quyết định và ghi lý do.');
});

test('over the API the same, with its history; out of scope there is no such statement', async () => {
  const { db } = database;
  const [row] = await db('statement').where({ state: 'voided' }).select('id');
  const path = `/statements/${String(row.id)}`;
  const client = apiClient(server.url, await bearerOf(db, 'commune_admin', units.a));
  expect((await client.get(path)).body).toMatchObject({
    state: 'voided',
    announced: 0,
    provenBy: null,
    decisions: [
      { decision: 'released', reason: 'Ngân hàng in sai số dư', linesVoided: 0 },
      { decision: 'voided', linesVoided: 1, matchesUndone: 1 },
    ],
  });
  const restore = { decision: 'restored', reason: 'đúng tài khoản' };
  const reply = await client.post(`${path}/decisions`, restore);
  expect([reply.status, reply.body]).toMatchObject([201, { state: 'unproven', new: 1 }]);
  const again = await client.post(`${path}/decisions`, restore);
  expect([again.status, again.body.code]).toEqual([409, 'conflict']);
  const other = apiClient(server.url, await bearerOf(db, 'commune_admin', units.b));
  expect((await other.post(`${path}/decisions`, restore)).status).toBe(404);
  const reader = await pageOf('auditor', '75');
  await reader.goto(`${server.url}/sao-ke/${String(row.id)}`);
  expect(await reader.locator('main form').count()).toBe(0);
});
