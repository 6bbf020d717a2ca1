import { readdir, readFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { writeAlert } from '../../src/alerts/alert-store.js';
import { alertMail } from '../../src/alerts/alert-mail.js';
import { openMailer, smtpMailer, type Mailer } from '../../src/alerts/mailer.js';
import { bouncing } from '../../src/alerts/bounce-store.js';
import type { Recipient } from '../../src/alerts/recipients.js';
import { sendAlerts } from '../../src/alerts/send-alerts.js';
import { openDb, type Db } from '../../src/db.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { aFlag, aPayment, aUnit } from '../support/readings.js';
import {
  decodedHeader,
  headerOf,
  listenForMail,
  partsOf,
  type SmtpListener,
} from './smtp-listener.js';
import { byTester } from '../support/people.js';

let database: TestDatabase;
let owner: Db;
let listener: SmtpListener;
let mailer: Mailer;

beforeAll(async () => {
  database = await cloneDatabase();
  owner = openDb({ databaseUrl: database.ownerUrl, schema: 'p75' });
});

afterAll(async () => {
  await owner.destroy();
  await database.close();
});

beforeEach(async () => {
  await owner.raw('truncate alert cascade');
  listener = await listenForMail();
  mailer = smtpMailer(listener.url, 'doi-soat@dongnai.example.vn');
});

afterEach(async () => {
  mailer.close();
  await listener.close();
});

const payment = aPayment({ dossierCode: 'H19.31-260511-1500123' });

/** An alert in the outbox, as raising writes it. */
async function anAlert(
  unitCode = '25432',
  address = 'chonthanh@dongnai.example.vn',
  recipients: readonly Recipient[] = [{ name: 'Phường Chơn Thành', address }],
) {
  const mail = alertMail({
    unit: aUnit({ unitCode, flags: [aFlag([payment])] }),
    late: [],
    asOf: new Date('2026-05-20T05:00:00Z'),
    payments: new Map([[payment.paymentId, payment]]),
    baseUrl: 'https://doisoat.example.vn',
  });
  await writeAlert(database.db, {
    ...mail,
    kind: 'digest',
    unitCode,
    onDay: '2026-05-20',
    contentDigest: unitCode,
    messageId: `<2026-05-20.${unitCode}.0123456789abcdef@dongnai.example.vn>`,
    recipients,
  });
}

async function states(): Promise<string[]> {
  return database.db('alert').orderBy('id').pluck<string[]>('state');
}

/** Lets the back-off, or the lease of a dead sender, pass. */
async function passTime(): Promise<void> {
  await owner('alert').update({ next_attempt_at: owner.fn.now(), leased_until: null });
}

async function send(by = mailer) {
  return sendAlerts({ ...database, mailer: by, by: byTester });
}

describe('an alert by SMTP', () => {
  it('arrives once, its Vietnamese intact, in plain text and HTML', async () => {
    await anAlert();
    expect(await send()).toMatchObject({ sent: 1, pending: 0 });
    expect(await send()).toMatchObject({ sent: 0 });
    const [mail, ...others] = listener.received;
    expect(others).toEqual([]);
    expect(mail?.recipients).toEqual(['chonthanh@dongnai.example.vn']);
    const raw = mail?.raw ?? '';
    expect(decodedHeader(headerOf(raw, 'subject'))).toBe(
      '[Đối soát] Phường Chơn Thành: 1 giao dịch thành công, tiền chưa về tài khoản thụ hưởng',
    );
    expect(decodedHeader(headerOf(raw, 'to'))).toContain('Phường Chơn Thành');
    const [text, html] = partsOf(raw);
    expect(text).toContain('Kính gửi: Phường Chơn Thành');
    expect(html).toContain('<html lang="vi">');
    expect(html).toContain('Có sao kê đến ngày 15/05/2026');
    expect(html).not.toMatch(/<script|<img|src=/);
  });

  it('is repeated once, under the same Message-ID, when its sender died before the mark', async () => {
    await anAlert();
    const dying: Mailer = {
      send: async (mail) => {
        await mailer.send(mail);
        return new Promise(() => undefined);
      },
      close: () => undefined,
    };
    void send(dying);
    while (listener.received.length === 0) await new Promise((wake) => setTimeout(wake, 20));
    expect(await send()).toMatchObject({ sent: 0, pending: 1 });
    await passTime();
    expect(await send()).toMatchObject({ sent: 1 });
    await passTime();
    expect(await send()).toMatchObject({ sent: 0 });
    const ids = listener.received.map((mail) => headerOf(mail.raw, 'message-id'));
    expect(ids).toEqual(Array(2).fill('<2026-05-20.25432.0123456789abcdef@dongnai.example.vn>'));
    const [first, second] = listener.received.map((mail) => headerOf(mail.raw, 'date'));
    expect(first).toBe(second);
  });

  it('goes out later when the server says not now, to the recipient or to the message', async () => {
    await anAlert();
    listener.manners.refuseRecipient = () => 450;
    expect(await send()).toMatchObject({ sent: 0, postponed: 1, pending: 1 });
    expect(await send()).toMatchObject({ postponed: 0, pending: 1 });
    await passTime();
    listener.manners.refuseRecipient = () => undefined;
    listener.manners.refuseMessage = () => 451;
    expect(await send()).toMatchObject({ sent: 0, postponed: 1 });
    await passTime();
    listener.manners.refuseMessage = () => undefined;
    expect(await send()).toMatchObject({ sent: 1, pending: 0 });
    expect(listener.received).toHaveLength(1);
  });

  it('is parked with the reason when it is refused for good, and holds nobody else up', async () => {
    await anAlert('25432', 'gone@dongnai.example.vn');
    await anAlert('25345', 'tanhung@dongnai.example.vn');
    listener.manners.refuseRecipient = (address) => (address.startsWith('gone') ? 550 : undefined);
    expect(await send()).toMatchObject({ sent: 1, undeliverable: 1, pending: 0 });
    expect(await states()).toEqual(['undeliverable', 'sent']);
    const [parked] = await database.db('alert').where({ unit_code: '25432' }).pluck('last_error');
    expect(parked).toContain('550');
  });

  it('is parked too when the message itself is refused for good, after all of it was sent', async () => {
    await anAlert();
    listener.manners.refuseMessage = () => 554;
    expect(await send()).toMatchObject({ sent: 0, undeliverable: 1, pending: 0 });
    listener.manners.refuseMessage = () => undefined;
    await passTime();
    expect(await send()).toMatchObject({ sent: 0, pending: 0 });
    expect(await database.db('alert').pluck('last_error')).toEqual([
      expect.stringContaining('554'),
    ]);
    expect(listener.received).toEqual([]);
  });

  it('has the headers and recipients it should, whatever its subject and names hold', async () => {
    const smuggled = '\r\nBcc: evil@example.com\r\nX-Evil: 1\r\n\r\n<script>alert(1)</script>';
    const address = 'chonthanh@dongnai.example.vn';
    await anAlert('25432', '', [{ name: `Chơn Thành${smuggled}`, address }]);
    await owner('alert').update({ subject: `Cảnh báo${smuggled}` });
    expect(await send()).toMatchObject({ sent: 1 });
    const [mail, ...others] = listener.received;
    expect([mail?.recipients, others]).toEqual([[address], []]);
    const raw = mail?.raw ?? '';
    expect([headerOf(raw, 'bcc'), headerOf(raw, 'x-evil')]).toEqual(['', '']);
    expect(decodedHeader(headerOf(raw, 'subject'))).toContain('Cảnh báo');
    expect(partsOf(raw).join('')).not.toContain('<script');
  });

  it('waits while the mail server is away, and all arrive once when it is back', async () => {
    const units = ['25432', '25345', '25349', '25303', '25308'];
    for (const unit of units) await anAlert(unit, `u${unit}@dongnai.example.vn`);
    const port = Number(new URL(listener.url).port);
    await listener.close();
    for (let hour = 0; hour < 3; hour += 1) {
      expect(await send()).toMatchObject({ sent: 0, postponed: 1, pending: 5 });
      await passTime();
    }
    listener = await listenForMail(port);
    expect(await send()).toMatchObject({ sent: 5, pending: 0, stoppedBecause: null });
    const told = listener.received.flatMap((mail) => mail.recipients);
    expect([...told].sort()).toEqual(units.map((unit) => `u${unit}@dongnai.example.vn`).sort());
  });

  it('is sent by one of several senders', async () => {
    const codes = ['25432', '25345', '25349', '25303', '25308', '25252'];
    for (const code of codes) await anAlert(code);
    const outcomes = await Promise.all([send(), send(), send()]);
    expect(outcomes.reduce((sum, outcome) => sum + outcome.sent, 0)).toBe(6);
    const ids = listener.received.map((mail) => headerOf(mail.raw, 'message-id'));
    expect(ids).toHaveLength(6);
    expect(new Set(ids).size).toBe(6);
  });

  it('is not lost with a refused log-in: that is the configuration, not the mail', async () => {
    await anAlert();
    const { port } = new URL(listener.url);
    const stranger = smtpMailer(`smtp://someone:wrong@127.0.0.1:${port}`, 'a@example.vn');
    expect(await send(stranger)).toMatchObject({ sent: 0, postponed: 1, pending: 1 });
    stranger.close();
    await passTime();
    expect(await send()).toMatchObject({ sent: 1 });
  });
});

describe('a mail server that misbehaves', () => {
  it('cuts the line after the message: it is sent again under the same Message-ID', async () => {
    await anAlert();
    listener.manners.isCut = true;
    expect(await send()).toMatchObject({ sent: 0, postponed: 1, pending: 1 });
    listener.manners.isCut = false;
    await passTime();
    expect(await send()).toMatchObject({ sent: 1, pending: 0 });
    const ids = listener.received.map((mail) => headerOf(mail.raw, 'message-id'));
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
  });

  it('answers a byte at a time, or never: nobody waits for it, and nothing is lost', async () => {
    await anAlert();
    const dripping = createServer((socket) => {
      const drip = setInterval(() => socket.write('2'), 20);
      socket.on('error', () => undefined).on('close', () => clearInterval(drip));
    });
    await new Promise<void>((resolve) => dripping.listen(0, '127.0.0.1', resolve));
    const { port } = dripping.address() as AddressInfo;
    const patience = { silenceMs: 200, sendMs: 400 };
    const slow = smtpMailer(`smtp://127.0.0.1:${String(port)}`, 'a@example.vn', patience);
    expect(await send(slow)).toMatchObject({
      ...{ sent: 0, postponed: 1, pending: 1, stoppedBecause: 'the mail server took too long' },
    });
    slow.close();
    dripping.close();
    await passTime();
    expect(await send()).toMatchObject({ sent: 1, pending: 0 });
    expect(listener.received).toHaveLength(1);
  });
});

describe('an address that the mail server refuses for good', () => {
  const two = [
    { name: 'A', address: 'gone@dongnai.example.vn' },
    { name: 'B', address: 'b@dongnai.example.vn' },
  ];
  const bounced = () => database.db('mail_bounce').orderBy('id').pluck<string[]>('address');
  const failing = () =>
    bouncing(
      database.db,
      two.map(({ address }) => address),
    );

  it('is noted with the alert, told no more with it, and trusted again once a mail got through', async () => {
    await anAlert('25432', '', two);
    listener.manners.refuseRecipient = (address) => (address.startsWith('gone') ? 550 : undefined);
    expect(await send()).toMatchObject({ sent: 1, undeliverable: 0 });
    expect(await bounced()).toEqual(['gone@dongnai.example.vn']);
    expect([...(await failing())]).toEqual(['gone@dongnai.example.vn']);
    listener.manners.refuseRecipient = () => undefined;
    await anAlert('25345', '', two);
    expect(await send()).toMatchObject({ sent: 1 });
    expect([...(await failing())]).toEqual([]);
  });

  it('holds up nobody else, and one that may come later is tried again alone', async () => {
    await anAlert('25432', '', [...two, { name: 'C', address: 'busy@dongnai.example.vn' }]);
    listener.manners.refuseRecipient = (address) =>
      address.startsWith('gone') ? 550 : address.startsWith('busy') ? 450 : undefined;
    expect(await send()).toMatchObject({ sent: 0, postponed: 1 });
    listener.manners.refuseRecipient = () => undefined;
    await passTime();
    expect(await send()).toMatchObject({ sent: 1, pending: 0 });
    expect(listener.received.map(({ recipients }) => recipients)).toEqual([
      ['b@dongnai.example.vn'],
      ['busy@dongnai.example.vn'],
    ]);
    expect(await bounced()).toEqual(['gone@dongnai.example.vn']);
  });
});

describe('an alert where no mail server is configured', () => {
  it('is a complete .eml file in the outbox folder', async () => {
    await anAlert();
    const { smtpFrom, dataDir } = database.config;
    const files = openMailer({ smtpUrl: null, smtpFrom, dataDir });
    expect(await send(files)).toMatchObject({ sent: 1 });
    files.close();
    const folder = join(dataDir, 'outbox');
    expect(await readdir(folder)).toEqual(['2026-05-20-25432.eml']);
    const raw = await readFile(join(folder, '2026-05-20-25432.eml'), 'utf8');
    expect(headerOf(raw, 'message-id')).toBe(
      '<2026-05-20.25432.0123456789abcdef@dongnai.example.vn>',
    );
    expect(partsOf(raw)[0]).toContain('H19.31-260511-1500123');
  });
});
