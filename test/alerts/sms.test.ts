// A short word by SMS: only where a gateway is set, at most 160 characters without marks, the same id
// with every attempt, and what the gateway reports of it is kept once.
import type { Express } from 'express';
import request from 'supertest';
import { listAlerts } from '../../src/alerts/alert-list-store.js';
import type { Mailer } from '../../src/alerts/mailer.js';
import { raiseAlerts } from '../../src/alerts/raise-alerts.js';
import { nobody } from '../../src/alerts/recipients.js';
import { sendAlerts } from '../../src/alerts/send-alerts.js';
import { mobileOf, smsText } from '../../src/alerts/sms-text.js';
import { openTexter } from '../../src/alerts/texter.js';
import { buildApp } from '../../src/app.js';
import { Calendar, instantOf } from '../../src/calendar.js';
import type { Config } from '../../src/config.js';
import { openDb, type Db } from '../../src/db.js';
import { importUnits } from '../../src/units/import-units.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';
import { aFlag, anAccount, aPayment, aProvince, aUnit } from '../support/readings.js';
import { runLog } from '../support/run-folder.js';
import { listenForSms, type SmsGateway } from './sms-gateway.js';

let database: TestDatabase;
let owner: Db;
let gateway: SmsGateway;
let config: Config;
let app: Express;

beforeAll(async () => {
  database = await cloneDatabase();
  owner = openDb({ databaseUrl: database.ownerUrl, schema: 'p75' });
  const file = csvFile(
    'units.csv',
    'code,name,type,email,contactBusiness,phone',
    '25432,Chơn Thành,phuong,a@dongnai.example.vn,Nguyễn Thị Hoa 0912.345.678,02513822334',
    '25345,Tân Hưng,xa,b@dongnai.example.vn,,0251 382 2334',
  );
  await importUnits({ db: database.db, by: byTester }, { file, skipBad: false });
});
afterAll(async () => {
  await owner.destroy();
  await database.close();
});
beforeEach(async () => {
  await owner.raw('truncate alert, unit_flag cascade');
  gateway = await listenForSms();
  config = { ...database.config, smsUrl: gateway.url, baseUrl: 'https://doisoat.example.vn' };
  const { db } = database;
  app = buildApp({ db, config, now: () => instantOf('2026-05-20', '09:00'), log: runLog() });
});
afterEach(() => gateway.close());

const calendar = new Calendar([]);
const flagged = (unitCode: string, unitName: string, type = 'phuong') =>
  aUnit({ unitCode, unitName, type, flags: [aFlag([aPayment()], { unitCode, unitName })] });

async function raise(day: string, with_ = config) {
  const units = [flagged('25432', 'Chơn Thành'), flagged('25345', 'Tân Hưng', 'xa')];
  const reading = { ...aProvince({ units }), asOf: instantOf(day, '07:00') };
  await raiseAlerts({ db: database.db, config: with_, calendar, by: byTester }, { reading });
}

const mailer = (isAway = false): Mailer => ({
  send: () =>
    Promise.resolve(
      isAway
        ? { kind: 'later', because: 'away', isServerAway: true }
        : { kind: 'sent', remark: null, bounces: [] },
    ),
  close: () => undefined,
});
const send = (by = mailer()) =>
  sendAlerts({ ...database, config, mailer: by, texter: openTexter(config, 400), by: byTester });
const texts = () => database.db('alert').where('kind', 'sms');
const passTime = () =>
  owner('alert').update({ next_attempt_at: owner.fn.now(), leased_until: null });

test('without a gateway no SMS is written', async () => {
  await raise('2026-05-20', { ...config, smsUrl: null });
  expect(await texts()).toEqual([]);
  expect(openTexter({ ...config, smsUrl: null })).toBeNull();
});

test('the first alert goes to the focal point’s mobile once, short, without marks and accounts', async () => {
  await raise('2026-05-20');
  await raise('2026-05-20');
  // the mail server may be away: an SMS does not wait for it
  await send(mailer(true));
  await raise('2026-05-21');
  await send();
  expect(gateway.taken).toHaveLength(1);
  const [{ headers, body } = { headers: {}, body: {} }] = gateway.taken;
  expect(body).toEqual({
    id: headers['idempotency-key'],
    to: '+84912345678',
    text:
      'Doi soat: Phuong Chon Thanh: 1 giao dich, 100.000 d chua ve tai khoan thu huong. ' +
      'De nghi dang nhap he thong doi soat de xu ly.',
    receiptUrl: expect.stringMatching(
      /^https:\/\/doisoat\.example\.vn\/sms-receipts\/\w{64}$/,
    ) as unknown,
  });
  expect(headers['idempotency-key']).toMatch(/^sms\.2026-05-20\.25432\.[0-9a-f]{16}$/);
  const word = Buffer.from('doisoat:s@me-key').toString('base64');
  expect(headers.authorization).toBe(`Basic ${word}`);
});

test('the office is told once that the Department was, and once that the city was', async () => {
  for (const day of ['20', '21', '22', '25', '26', '27', '28', '29']) await raise(`2026-05-${day}`);
  for (const day of ['01', '02', '03', '04', '05']) await raise(`2026-06-${day}`);
  const written = await texts().orderBy('id').select({ day: 'on_day', text: 'body_text' });
  expect(written.map(({ day, text }) => `${String(day)} ${String(text)}`)).toEqual([
    expect.stringContaining('2026-05-20 Doi soat: Phuong Chon Thanh: 1 giao dich'),
    '2026-05-27 Doi soat: Phuong Chon Thanh chua phan hoi canh bao qua 5 ngay lam viec, da bao So Tu phap. De nghi xu ly.',
    '2026-06-03 Doi soat: Phuong Chon Thanh chua phan hoi canh bao, da bao UBND tinh, thanh pho. De nghi xu ly ngay.',
  ]);
});

test('what the gateway does not take waits and goes again under the same id', async () => {
  await raise('2026-05-20');
  for (const answer of [500, 429, 401, 302, null]) {
    gateway.answer = answer;
    expect(await send()).toMatchObject({ undeliverable: 0, pending: 1 });
    await passTime();
  }
  // taken, and the sender died before it could mark it
  gateway.answer = 200;
  const dying = openTexter(config);
  await sendAlerts({
    ...database,
    ...{ config, mailer: mailer(), by: byTester },
    texter: { send: (sms) => dying!.send(sms).then(() => Promise.reject(new Error('killed'))) },
  }).catch((error: unknown) => {
    expect(String(error)).toContain('killed');
  });
  await passTime();
  // the gateway knows the id
  gateway.answer = 409;
  expect(await send()).toMatchObject({ sent: 1, pending: 0 });
  const ids = gateway.taken.map(({ body }) => body['id']);
  expect(ids).toHaveLength(7);
  expect(new Set(ids).size).toBe(1);
});

test('what can never be sent, or waited for two days, is parked and shown', async () => {
  await raise('2026-05-20');
  gateway.answer = 422;
  expect(await send()).toMatchObject({ undeliverable: 1, pending: 0 });
  const [row] = await texts();
  expect(row).toMatchObject({ state: 'undeliverable', last_error: 'the SMS gateway answered 422' });
  await owner('alert').update({
    ...{ state: 'pending', created_at: owner.raw("now() - interval '49 hours'") },
    next_attempt_at: owner.fn.now(),
  });
  gateway.answer = 200;
  await send();
  expect(gateway.taken).toHaveLength(1);
  expect((await texts())[0]).toMatchObject({ last_error: 'it waited for two days' });
});

test('a receipt is kept once, for whoever knows the address, and shown with the alert', async () => {
  await raise('2026-05-20');
  await send();
  const { id = '', receiptUrl = '' } = gateway.taken[0]?.body ?? {};
  const { pathname } = new URL(receiptUrl);
  const report = (path: string, body: unknown) =>
    request(app).post(path).set('content-type', 'application/json').send(JSON.stringify(body));
  const good = { id, status: 'failed', network: 'x' };
  expect((await report(`${pathname.slice(0, -1)}x`, good)).status).toBe(404);
  expect((await report('/sms-receipts/x', good)).status).toBe(404);
  expect((await report(pathname, { id, status: 'lost' })).status).toBe(400);
  expect((await report(pathname, 'x'.repeat(5000))).status).toBe(400);
  expect((await report(pathname, { id: `${id}x`, status: 'failed' })).status).toBe(404);
  expect(await database.db('sms_receipt')).toEqual([]);
  for (const status of ['failed', 'failed', 'delivered']) {
    expect((await report(pathname, { ...good, status })).status).toBe(204);
  }
  expect(await database.db('sms_receipt').orderBy('id').pluck('status')).toEqual([
    'failed',
    'delivered',
  ]);
  const events = await database.db('audit_event').where('action', 'alert.sms_reported');
  expect(events).toHaveLength(2);
  const sight = { units: ['25432'], isProvince: false };
  const [listed] = await listAlerts(database.db, sight, { before: null, limit: 1 });
  expect(listed).toMatchObject({ kind: 'sms', receipt: 'delivered', recipients: 1 });
});

test('a name without end is cut, and neither a name nor a sum makes an SMS longer than one', () => {
  const account = anAccount().account;
  const flag = aFlag([aPayment()], { payments: 12_345, amount: 987_654_321_987_654_321n });
  const names = ['Trung tâm Phục vụ hành chính công '.repeat(9), `Xã {^}~€ ${account}\r\n<b>Đ</b>`];
  for (const language of ['vi', 'en'] as const) {
    for (const title of names) {
      for (const cause of [
        { kind: 'first', flags: [flag] },
        { kind: 'first', flags: [{ ...flag, flag: 'account_unverified' }] },
        { kind: 'escalated', level: 1, patience: 60 },
        { kind: 'escalated', level: 2, patience: 60 },
      ] as const) {
        const text = smsText(title, cause, language);
        expect(text.length).toBeLessThanOrEqual(160);
        expect(text).toMatch(/^[A-Za-z0-9 .,:;()%/+-]+$/);
        expect(text).not.toContain(account);
      }
    }
  }
});

test.each([
  ['Nguyễn Thị Hoa - hoa@xa.gov.vn - 0912 345 678', '+84912345678'],
  ['+84 38.765.4321', '+84387654321'],
  ['84987654321', '+84987654321'],
  ['0251 382 2334', undefined],
  ['TK 10912345678901', undefined],
])('of «%s» the mobile number is %s', (contactBusiness, expected) => {
  expect(mobileOf({ ...nobody, contactBusiness })).toBe(expected);
});
