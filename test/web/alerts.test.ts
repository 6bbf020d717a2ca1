// Alerts in a browser: what became of them, and the page behind the link of a mail.
import type { Browser } from 'playwright-core';
import type { OutgoingMail } from '../../src/alerts/mailer.js';
import { raiseAlerts } from '../../src/alerts/raise-alerts.js';
import { sendAlerts } from '../../src/alerts/send-alerts.js';
import { instantOf } from '../../src/calendar.js';
import { loadCalendar } from '../../src/calendar-store.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { importUnits } from '../../src/units/import-units.js';
import { openBrowser } from '../support/browser.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { isWithinWidth, look, narrow, officerPage, textOf, wide } from '../support/officer-page.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';
import { aFlag, aPayment, aProvince, aUnit } from '../support/readings.js';
import { runLog } from '../support/run-folder.js';

let database: TestDatabase;
let server: RunningServer;
let browser: Browser;
const trouble: string[] = [];
const mails: OutgoingMail[] = [];
let now = instantOf('2026-05-20', '09:00');

beforeAll(async () => {
  database = await cloneDatabase({ PORT: '0' });
  const { db, config } = database;
  const file = csvFile(
    'units.csv',
    'code,name,type,parent,email',
    'X-1,Trung tâm một,trung_tam,,x1@dongnai.example.vn',
    'X-2,Trung tâm hai,trung_tam,,',
  );
  await importUnits({ db, by: byTester }, { file, skipBad: false });
  server = await startServer({
    ...{ db, config, log: runLog() },
    now: () => now,
  });
  browser = await openBrowser();
  const payments = [aPayment({ unitCode: 'X-1' }), aPayment({ unitCode: 'X-2' })];
  const units = ['X-1', 'X-2'].map((unitCode) => {
    const ours = payments.filter((payment) => payment.unitCode === unitCode);
    const unitName = unitCode === 'X-1' ? 'Trung tâm một' : 'Trung tâm hai';
    const named = { unitCode, unitName };
    return aUnit({ ...named, type: 'trung_tam', flags: [aFlag(ours, named)] });
  });
  const reading = {
    ...aProvince({ units, payments }),
    asOf: instantOf('2026-05-20', '07:00'),
  };
  const told = { db, by: byTester, calendar: await loadCalendar(db) };
  await raiseAlerts({ ...told, config: { ...config, baseUrl: server.url } }, { reading });
  const mailer = {
    send: (mail: OutgoingMail) => {
      mails.push(mail);
      return Promise.resolve({ kind: 'sent', remark: null, bounces: [] } as const);
    },
    close: () => undefined,
  };
  await sendAlerts({ db, config, mailer, by: byTester });
});
afterAll(async () => {
  await browser.close();
  await server.stop();
  await database.close();
});

test('the page behind the link of a mail shows what is missing and takes the answer', async () => {
  const link = /https?:\S+\/ack\/[\w-]+/.exec(JSON.stringify(mails[0]))?.[0] ?? '';
  const page = await browser.newPage({ viewport: wide });
  page.on('console', (message) => trouble.push(message.text()));
  await page.goto(link.replace(/^https?:\/\/[^/]+/, server.url));
  await look(page, 'xac-nhan');
  expect(await textOf(page, 'body')).toContain('Trung tâm một');
  await page.setViewportSize(narrow);
  expect(await isWithinWidth(page)).toBe(true);
  await page.getByRole('textbox').fill('Đã gọi ngân hàng, chờ trả lời.');
  await page.getByRole('button').click();
  await look(page, 'da-xac-nhan');
  expect(trouble).toEqual([]);
});

test('officers see what became of each alert, and whom nobody could tell', async () => {
  const desk = { browser, server, database, trouble };
  const page = await officerPage(desk, { role: 'department_of_justice', scope: '75' });
  await page.goto(`${server.url}/canh-bao`);
  await look(page, 'canh-bao');
  const text = await textOf(page);
  expect(text).toContain('Trung tâm một');
  expect(text).toContain('Trung tâm hai');
  await page.setViewportSize(narrow);
  expect(await isWithinWidth(page)).toBe(true);
  expect(trouble).toEqual([]);
});

test('the page of a unit tells when its flags came, what of when first told, and when they went', async () => {
  const named = { unitCode: 'X-1', unitName: 'Trung tâm một' };
  const tell = async (day: string, count: number) => {
    const payments = Array.from({ length: count }, () => aPayment({ unitCode: 'X-1' }));
    const flags = count > 0 ? [aFlag(payments, named)] : [];
    const units = [aUnit({ ...named, type: 'trung_tam', flags })];
    const reading = { ...aProvince({ units, payments }), asOf: instantOf(day, '07:00') };
    const { db, config } = database;
    await raiseAlerts({ db, config, by: byTester, calendar: await loadCalendar(db) }, { reading });
  };
  // grows the next day, goes on the third, comes back the week after
  await tell('2026-05-21', 3);
  await tell('2026-05-22', 0);
  await tell('2026-05-26', 2);
  now = instantOf('2026-05-26', '09:00');
  const desk = { browser, server, database, trouble };
  const page = await officerPage(desk, { role: 'commune_accountant', scope: 'X-1' });
  await page.goto(`${server.url}/don-vi/X-1`);
  await look(page, 'lich-su-co');
  const rows = page.locator('section[aria-labelledby="lich-su"] tbody tr');
  expect((await rows.allInnerTexts()).map((row) => row.replace(/\s+/g, ' ').trim())).toEqual([
    'Tiền chưa về 2 giao dịch, 200.000 đ 26/05/2026 07:00 đang có',
    'Tiền chưa về 1 giao dịch, 100.000 đ 20/05/2026 07:00 22/05/2026 07:00',
  ]);
  await page.setViewportSize(narrow);
  expect(await isWithinWidth(page)).toBe(true);
  // a sum is not parted from its unit
  const sum = await page
    .locator('section[aria-labelledby="lich-su"] .number')
    .first()
    .boundingBox();
  expect(sum?.height).toBeLessThan(30);
  await look(page, 'lich-su-co-hep');
  expect(trouble).toEqual([]);
});
