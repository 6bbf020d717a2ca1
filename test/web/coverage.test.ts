// The calendar of an account's days in a real browser, and the same over the API.
import type { Browser, Page } from 'playwright-core';
import { decideStatement } from '../../src/statements/decide-statement.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { apiClient } from '../support/api-client.js';
import { openBrowser } from '../support/browser.js';
import { look, narrow, officerPage, textOf, wide } from '../support/officer-page.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { bearerOf, byTester } from '../support/people.js';
import { runLog } from '../support/run-folder.js';
import { accounts, fillTwoCommunes, now, units } from '../support/two-communes.js';
import { camtOf, sheetOf } from '../statements/files.js';

let database: TestDatabase;
let server: RunningServer;
let browser: Browser;
let versionId: string;
const trouble: string[] = [];

// A's statement proves 21/04 to 15/05; what follows states days after that
beforeAll(async () => {
  database = await cloneDatabase({ PORT: '0' });
  await fillTwoCommunes(database);
  const { db, config } = database;
  server = await startServer({ db, config, now, log: runLog() });
  browser = await openBrowser();
  const [version] = await db('beneficiary_account').where({ unit_code: units.a }).select('id');
  versionId = String(version.id);
  const entries = [{ on: '2026-05-16', amount: 70_000n, reference: 'FT1', text: 'thu phi' }];
  const at = { account: accounts.a, entries };
  const torn = sheetOf({ ...at, from: '2026-05-16', to: '2026-05-16' });
  await imported(torn.replace('kỳ;70000', 'kỳ;70001'));
  const early = [{ on: '2026-05-18', amount: 5_000n, reference: 'FT2', text: 'bao co' }];
  await imported(camtOf({ kind: '054', account: accounts.a, entries: early }));
  const id = await imported(sheetOf({ ...at, from: '2026-04-20', to: '2026-04-20', entries: [] }));
  const deciding = { db, now, by: byTester };
  await decideStatement(deciding, { statementId: id, decision: 'voided', reason: 'nhầm' });
});
afterAll(async () => {
  expect(trouble).toEqual([]);
  await browser.close();
  await server.stop();
  await database.close();
});

async function imported(text: string): Promise<string> {
  const file = { name: 'sao-ke.csv', bytes: Buffer.from(text) };
  const { kept } = await importStatements({ db: database.db, now, by: byTester }, [file]);
  return kept[0]?.statementId ?? '';
}

const pageOf = (
  role: 'commune_accountant' | 'approver',
  scope: string,
  viewport = wide,
): Promise<Page> => officerPage({ browser, server, database, trouble }, { role, scope, viewport });

test('from the statements an accountant comes to the month, which says of each day why', async () => {
  const page = await pageOf('commune_accountant', units.a);
  await page.goto(`${server.url}/sao-ke`);
  await page.getByRole('link', { name: 'Ngày có sao kê của từng tài khoản' }).click();
  expect(await textOf(page)).toContain('4 ngày 15 ngày 15/05/2026');
  await look(page, 'ngay-co-sao-ke');
  await page.getByRole('link', { name: accounts.a }).click();
  const text = await textOf(page);
  expect(text).toContain('15 ngày được sao kê chứng minh, 4 ngày chưa.');
  expect(text).toContain('Ngày mới nhất được chứng minh: 15/05/2026.');
  expect(text).toContain(
    '16/05/2026 (0 ngày làm việc). Sao kê bị tạm giữ: số liệu mâu thuẫn. Đề nghị xuất lại',
  );
  expect(text).toContain('18/05/2026 (1 ngày làm việc). Mới có tin báo trong ngày');
  expect(text).toContain('19/05/2026 (1 ngày làm việc). Chưa có sao kê nào');
  const day = page.locator('td', { has: page.locator('time[datetime="2026-05-18"]') });
  expect(await day.innerText()).toMatch(/18\s*Báo trong ngày/);
  expect(await day.getAttribute('title')).toContain('18/05/2026, ngày làm việc.');
  const holiday = page.locator('td', { has: page.locator('time[datetime="2026-05-01"]') });
  expect(await holiday.innerText()).toMatch(/01\s*Có sao kê\s*Nghỉ lễ/);
  await look(page, 'lich-1366');
  await page.getByRole('link', { name: '‹ 04/2026' }).click();
  expect(await textOf(page)).toContain('20/04/2026 (1 ngày làm việc). Sao kê của các ngày này');
  await page.goto(`${server.url}/don-vi/${units.a}`);
  await page.getByRole('link', { name: 'Xem từng ngày' }).click();
  expect(new URL(page.url()).pathname).toBe(`/sao-ke/lich/${versionId}`);
  expect(page.url()).not.toContain(accounts.a);
  expect((await page.goto(`${page.url()}?thang=2026-13`))?.status()).toBe(400);
  trouble.splice(0);
});

test('a telephone shows the whole month without being pushed sideways', async () => {
  const page = await pageOf('commune_accountant', units.a, narrow);
  await page.goto(`${server.url}/sao-ke/lich/${versionId}`);
  await look(page, 'lich-390');
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(390);
  const last = await page.locator('table.month tr').nth(1).locator('td').nth(6).boundingBox();
  expect((last?.x ?? 999) + (last?.width ?? 0)).toBeLessThanOrEqual(390);
  await page.goto(`${server.url}/sao-ke/lich`);
  await look(page, 'ngay-co-sao-ke-390');
  const scrolled = page.locator('.scroll');
  expect(await scrolled.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
});

test('who may not look at statements is led to none', async () => {
  const page = await pageOf('approver', units.a);
  await page.goto(`${server.url}/don-vi/${units.a}`);
  expect(await page.getByRole('link', { name: 'Xem từng ngày' }).count()).toBe(0);
  await page.goto(`${server.url}/sao-ke/lich/${versionId}`);
  trouble.splice(0);
  expect(await textOf(page)).toContain('Vai trò của bạn không bao gồm việc này.');
});

describe('over the API', () => {
  const path = () => `/accounts/${versionId}/coverage`;
  const as = async (role: 'commune_accountant' | 'auditor', scope?: string) =>
    apiClient(server.url, await bearerOf(database.db, role, scope));

  it('each day has its kind, its state and the reason with its statements', async () => {
    const client = await as('commune_accountant', units.a);
    const query = { from: '2026-05-15', to: '2026-05-20' };
    const { status, body } = await client.get(path(), { query });
    expect([status, body]).toMatchObject([
      200,
      { unitCode: units.a, coveredThrough: '2026-05-15' },
    ]);
    expect(
      body.days.map((one: Record<string, unknown>) => [
        one['day'],
        one['kind'],
        one['state'],
        one['reason'],
      ]),
    ).toEqual([
      ['2026-05-15', 'working', 'covered', null],
      ['2026-05-16', 'weekend', 'uncovered', 'quarantined'],
      ['2026-05-17', 'weekend', 'uncovered', 'no_statement'],
      ['2026-05-18', 'working', 'uncovered', 'intraday'],
      ['2026-05-19', 'working', 'uncovered', 'no_statement'],
      ['2026-05-20', 'working', 'future', 'future'],
    ]);
    const [, torn] = body.days;
    expect((await client.get(`/statements/${String(torn.statementIds[0])}`)).status).toBe(200);
    expect((await client.get(path())).body.days).toHaveLength(31);
    expect((await client.get(path(), { query: { from: '2020-01-01' } })).status).toBe(400);
  });

  it('a statement that waits for an account it may mean is told to the province alone', async () => {
    const text = sheetOf({
      account: accounts.a,
      from: '2026-05-17',
      to: '2026-05-17',
      entries: [],
    });
    await imported(text.replace('Loại tiền;VND', 'Loại tiền;USD'));
    const query = { from: '2026-05-17', to: '2026-05-17' };
    const reason = async (client: ReturnType<typeof apiClient>) =>
      (await client.get(path(), { query })).body.days[0].reason as string;
    expect(await reason(await as('auditor'))).toBe('parked');
    expect(await reason(await as('commune_accountant', units.a))).toBe('no_statement');
  });

  it("another unit's account is not there", async () => {
    expect((await (await as('commune_accountant', units.b)).get(path())).status).toBe(404);
  });
});
