// The link of an alert's mail, what becomes of an alert, and who sees it: over HTTP.
import request from 'supertest';
import type { Mailer, OutgoingMail } from '../../src/alerts/mailer.js';
import { raiseAlerts } from '../../src/alerts/raise-alerts.js';
import { sendAlerts } from '../../src/alerts/send-alerts.js';
import { instantOf } from '../../src/calendar.js';
import { loadCalendar } from '../../src/calendar-store.js';
import type { FlagReading } from '../../src/reconciliation/reading.js';
import { importUnits } from '../../src/units/import-units.js';
import { apiApp, apiClient } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { anOfficer, bearerOf, byTester, loggedIn } from '../support/people.js';
import { aFlag, anAccount, aPayment, aProvince, aUnit } from '../support/readings.js';
import { fromOurPage } from '../web/browsing.js';

const hostile = '<img src=x onerror=alert(1)>';
const unit = { unitCode: 'X-1', unitName: `Trung tâm ${hostile}`, type: 'trung_tam' };
const payer = 'NGUYEN VAN NOP';
let database: TestDatabase;
let app: ReturnType<typeof apiApp>;
let today = '2026-05-20';
let mails: OutgoingMail[] = [];

beforeAll(async () => {
  database = await cloneDatabase();
  const file = csvFile(
    'units.csv',
    'code,name,type,parent,email,language',
    'STP,Sở Tư pháp,so,,stp@dongnai.example.vn,',
    `X-1,${unit.unitName},trung_tam,STP,x1@dongnai.example.vn,en`,
    'X-2,Trung tâm hai,trung_tam,STP,,',
  );
  await importUnits({ db: database.db, by: byTester }, { file, skipBad: false });
  await anOfficer(database.db, { role: 'department_of_justice', email: 'so@dongnai.example.vn' });
  app = apiApp(database, () => instantOf(today, '09:00'));
});
afterAll(() => database.close());

const payments = [aPayment({ dossierCode: `${hostile}-0123456789` }), aPayment()];

async function tell(day: string, flags: readonly FlagReading[], more = aUnit({ flags: [] })) {
  today = day;
  mails = [];
  const { db, config } = database;
  const units = [aUnit({ ...unit, flags }), more];
  const reading = { ...aProvince({ units, payments }), asOf: instantOf(day, '07:00') };
  const calendar = await loadCalendar(db);
  const mailer: Mailer = {
    send: (mail) => {
      mails.push(mail);
      return Promise.resolve({ kind: 'sent', remark: null, bounces: [] });
    },
    close: () => undefined,
  };
  const outcome = await raiseAlerts({ db, config, calendar, by: byTester }, { reading });
  await sendAlerts({ db, config, mailer, by: byTester });
  return outcome;
}

const flagOf = (count = 2): FlagReading =>
  aFlag(payments.slice(0, count), { unitCode: unit.unitCode, unitName: unit.unitName });

const linkOf = (mail: OutgoingMail | undefined): string =>
  /\/ack\/[\w-]+/.exec(mail?.text ?? '')?.[0] ?? '';
const open = (path: string) => request(app).get(path).set('accept', 'text/html');
const send = (path: string, note = '', headers = fromOurPage) =>
  request(app).post(path).set(headers).type('form').send({ 'ghi-chu': note });
const stateOf = async (client: ReturnType<typeof apiClient>): Promise<string[]> => {
  const { body } = await client.get('/alerts', { query: { unit: unit.unitCode } });
  return body.items.map((each: { state: string }) => each.state);
};

let link: string;

test('the mail of a unit that is written to in English is the English twin, hostile texts inert', async () => {
  await tell('2026-05-20', [flagOf()]);
  const [mail] = mails;
  expect(mail?.subject).toContain('2 successful payments, money not in the beneficiary account');
  expect(mail?.text).toContain('Acknowledge this mail');
  expect(mail?.html).toContain('<html lang="en">');
  expect(mail?.html).not.toContain('<img');
  expect(mail?.html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  expect(mail?.text).not.toContain('0123456789');
  link = linkOf(mail);
  expect(link).toMatch(/^\/ack\/[\w-]{43}$/);
});

test('opening the link shows unit, flags, counts and sums, no account and no payer, and changes nothing', async () => {
  const before = await database.db('audit_event').count();
  for (const method of ['get', 'head'] as const) {
    const reply = await request(app)[method](link).set('accept', 'text/html');
    expect(reply.status).toBe(200);
  }
  const { text, headers } = await open(link);
  expect(headers['cache-control']).toBe('no-store');
  expect(text).toContain('Trung tâm &lt;img');
  expect(text).toContain('Tiền chưa về');
  expect(text).toContain('200.000 đ');
  for (const secret of [anAccount().account, payer, 'REF', 'H19.', '<img']) {
    expect(text).not.toContain(secret);
  }
  expect(await database.db('alert_answer').count()).toEqual([{ count: '0' }]);
  expect(await database.db('audit_event').count()).toEqual(before);
});

test('neither table nor page holds the secret, and another one opens nothing', async () => {
  const secret = link.slice('/ack/'.length);
  const rows = JSON.stringify(await database.db('alert').select('*'));
  expect(rows).not.toContain(secret);
  const { body } = await apiClient(app, await bearerOf(database.db, 'auditor')).get('/alerts');
  expect(JSON.stringify(body)).not.toContain(secret);
  for (const other of ['x', 'A'.repeat(43), `${secret}x`, '%00', "'--", '{ack-secret}']) {
    expect((await open(`/ack/${encodeURIComponent(other)}`)).status).toBe(404);
    expect((await send(`/ack/${encodeURIComponent(other)}`)).status).toBe(404);
  }
});

test('a form from elsewhere, or a note that no line holds, acknowledges nothing', async () => {
  const foreign = { 'sec-fetch-site': 'cross-site' };
  expect((await send(link, '', foreign)).status).toBe(403);
  expect((await send(link, 'x'.repeat(501))).status).toBe(422);
  expect((await send(link, 'a\u202eb')).status).toBe(422);
  expect(await database.db('alert_answer').count()).toEqual([{ count: '0' }]);
});

test('the button acknowledges once, with what will be done, and the trail names it', async () => {
  const client = apiClient(app, await bearerOf(database.db, 'auditor'));
  expect(await stateOf(client)).toEqual(['sent']);
  const reply = await send(link, `Tra soát ${hostile} 0123456789`);
  expect([reply.status, reply.headers['location']]).toEqual([303, link]);
  await send(link, 'lần hai');
  const { text } = await open(link);
  expect(text).toContain('Đã xác nhận lúc 20/05/2026 09:00');
  expect(text).toContain('Tra soát &lt;img src=x onerror=alert(1)> …6789');
  expect(text).not.toContain('<form method="post" action="/ack');
  const events = await database.db('audit_event').where('action', 'alert.acknowledged');
  expect(events).toMatchObject([{ actor_kind: 'visitor', unit_code: 'X-1' }]);
  expect(await stateOf(client)).toEqual(['acknowledged']);
});

test('an answer holds the Department off for as many working days again', async () => {
  // acknowledged on Wednesday the 20th: the fifth working day after it is the 27th
  expect(await tell('2026-05-26', [flagOf()])).toMatchObject({ unitsSilent: 0 });
  expect(await tell('2026-05-27', [flagOf()])).toMatchObject({ unitsSilent: 1, reminders: 1 });
  expect(mails.map(({ recipients }) => recipients.map(({ address }) => address))).toEqual([
    ['x1@dongnai.example.vn'],
    ['stp@dongnai.example.vn'],
  ]);
  expect(mails[1]?.text).toContain('Không có phản hồi từ: 20/05/2026');
  expect(mails[1]?.text).not.toContain('H19.');
});

test('the Department’s link lists its units; the commune’s own still stops the climb', async () => {
  const { text } = await open(linkOf(mails[1]));
  expect(text).toContain('1 đơn vị chưa xử lý cảnh báo');
  expect(text).toContain('200.000 đ');
  const client = apiClient(app, await bearerOf(database.db, 'commune_admin', 'X-1'));
  expect(await stateOf(client)).toEqual(['escalated', 'acknowledged']);
  expect((await send(linkOf(mails[0]))).status).toBe(303);
  expect(await tell('2026-05-28', [flagOf()])).toMatchObject({ unitsSilent: 0 });
});

test('a link dies when something newer was told, and when the flags have gone', async () => {
  const old = link;
  await tell('2026-05-29', [flagOf(1)]);
  expect((await open(old)).status).toBe(404);
  const newer = linkOf(mails[0]);
  expect((await open(newer)).status).toBe(200);
  await tell('2026-06-01', []);
  expect(mails[0]?.subject).toContain('nothing is flagged any more');
  expect(linkOf(mails[0])).toBe('');
  expect((await open(newer)).status).toBe(404);
  expect((await send(newer)).status).toBe(404);
});

test('a unit without a focal point is told of to the Department at once', async () => {
  const bare = { unitCode: 'X-2', unitName: 'Trung tâm hai', type: 'trung_tam' };
  const flags = [aFlag(payments, { unitCode: 'X-2', unitName: bare.unitName })];
  expect(await tell('2026-06-02', [], aUnit({ ...bare, flags }))).toMatchObject({
    unitsUnreachable: 1,
    escalationsWritten: 1,
  });
  expect(mails.map(({ subject }) => subject)).toEqual([
    '[Đối soát] Sở Tư pháp: 1 đơn vị thiếu đầu mối hoặc thư không đến',
  ]);
  expect(mails[0]?.text).toContain('Trung tâm hai; Lý do: Chưa có địa chỉ thư của đầu mối');
});

test('alerts are listed to whoever sees the unit, and nothing of others', async () => {
  const clientOf = async (scope: string) =>
    apiClient(app, await bearerOf(database.db, 'commune_accountant', scope));
  const other = await clientOf('25345');
  expect((await other.get('/alerts')).body.items).toEqual([]);
  expect((await other.get('/alerts', { query: { unit: 'X-1' } })).status).toBe(404);
  const own = await clientOf('X-1');
  const { body } = await own.get('/alerts', { query: { limit: '2' } });
  expect(body.items.map((each: { unitCode: string }) => each.unitCode)).toEqual(['X-1', 'X-1']);
  const next = await own.get('/alerts', { query: { cursor: body.next } });
  expect(next.body.items.length).toBeGreaterThan(1);
  const department = await clientOf('STP');
  const failed = await department.get('/alerts', { query: { state: 'failed' } });
  expect(failed.body.items).toMatchObject([{ unitCode: 'X-2', recipients: 0, state: 'failed' }]);
});

test('the page lists them, the unit’s history and whom mail does not reach', async () => {
  const cookie = await loggedIn(database, { role: 'department_of_justice', scope: 'STP' });
  const page = (query: string) => open(`/canh-bao${query}`).set('cookie', cookie);
  const whole = await page('');
  expect(whole.status).toBe(200);
  expect(whole.text).toContain('Báo cáo cấp trên');
  expect(whole.text).toContain('Đã xác nhận');
  expect(whole.text).toContain('chưa có địa chỉ thư của đầu mối');
  expect(whole.text).not.toContain('<img');
  const one = await page('?don-vi=X-1');
  expect(one.text).toContain('Lịch sử cờ cảnh báo');
  expect(one.text).toContain('01/06/2026 07:00');
  expect((await page('?don-vi=25432')).status).toBe(404);
  expect((await page('?trang-thai=failed')).text).toContain('Không gửi được');
});
