// Focal points, old and new, are told of every step of a change at once, without a whole number.
import type { Principal } from '../../src/access/principal.js';
import { fileMailer } from '../../src/alerts/mailer.js';
import { sendAlerts } from '../../src/alerts/send-alerts.js';
import { stopChange, suspendAccount } from '../../src/beneficiary-accounts/hold-version.js';
import { rejectProposal } from '../../src/beneficiary-accounts/decide-proposal.js';
import type { TestDatabase } from '../support/database.js';
import { byTester } from '../support/people.js';
import {
  anAccount,
  aPerson,
  approve,
  aPurpose,
  askedBy,
  changeAccount,
  days,
  later,
  openTwoPeople,
  propose,
  shownAt,
  unit,
} from '../beneficiary-accounts/two-people.js';

let database: TestDatabase;
let maker: Principal;
let checker: Principal;

interface Told {
  readonly subject: string;
  readonly body_text: string;
  readonly body_html: string;
  readonly recipients: readonly { readonly address: string }[];
  readonly kind: string;
}

const told = (): Promise<Told[]> => database.db('alert').orderBy('id').select('*');
const addresses = ({ recipients }: Told): string[] => recipients.map(({ address }) => address);
const last = async (): Promise<Told> => (await told()).at(-1)!;

async function contact(email: string | null): Promise<void> {
  await database.db('public.unit').where({ code: unit }).update({ email });
}

beforeAll(async () => {
  ({ database, maker, checker } = await openTwoPeople());
  await contact('cu@chonthanh.example.vn');
});
afterAll(() => database.close());

test('submitted, approved, rejected, stopped, suspended: each is told as it happens', async () => {
  const before = (await told()).length;
  const purpose = aPurpose();
  const account = anAccount({ accountNumber: '7012345678' });
  const first = await changeAccount(database, { maker, checker }, { purpose, account });
  const at = later(days(5));
  const reason = 'Số 123456789012 không phải của đơn vị';
  const second = await changeAccount(database, { maker, checker }, { purpose, at });
  const about = { asker: maker, reason };
  await stopChange(askedBy(database, maker, at), { ...about, versionId: second });
  await suspendAccount(askedBy(database, maker, at), { ...about, versionId: first });
  const { id } = await propose(database, maker, { purpose, at });
  const { digest } = await shownAt(database, id, at);
  const rejecting = { asker: checker, proposalId: id, digest, reason };
  await rejectProposal(askedBy(database, checker, at), rejecting);

  const all = (await told()).slice(before);
  expect(all.map(({ subject }) => subject.replace('[Đối soát] Phường Chơn Thành: ', ''))).toEqual([
    'đề nghị thay đổi tài khoản thụ hưởng đang chờ duyệt',
    'thay đổi tài khoản thụ hưởng đã được duyệt',
    'đề nghị thay đổi tài khoản thụ hưởng đang chờ duyệt',
    'thay đổi tài khoản thụ hưởng đã được duyệt',
    'thay đổi tài khoản thụ hưởng đã bị dừng trước khi có hiệu lực',
    'tài khoản thụ hưởng đã bị tạm dừng',
    'đề nghị thay đổi tài khoản thụ hưởng đang chờ duyệt',
    'đề nghị thay đổi tài khoản thụ hưởng bị trả lại',
  ]);
  const approved = all[1]!.body_text;
  expect(approved).toContain('Vietcombank, số tài khoản tận cùng …5678');
  expect(approved).toContain('Áp dụng từ ngày: 21/05/2026');
  expect(approved).toContain('dừng trước 21/05/2026 10:00');
  expect(all[3]!.body_text).toContain('Thay cho: Vietcombank, số tài khoản tận cùng …5678');
  for (const { subject, body_text: text, body_html: html } of all) {
    expect(subject + text + html).not.toMatch(/\d{9}|UBND PHUONG/);
  }
  // several a day, and none of them is the day's digest
  expect(new Set(all.map(({ kind }) => kind))).toEqual(new Set(['account_change']));
});

test('who first changes the contact is noticed: the former one hears of the change too', async () => {
  await contact('ke.gian@example.com');
  const at = later(days(10));
  const { id } = await propose(database, maker, { purpose: aPurpose(), at });
  const both = ['ke.gian@example.com', 'cu@chonthanh.example.vn'];
  expect(addresses(await last())).toEqual(both);
  await approve(database, checker, id, at);
  expect(addresses(await last())).toEqual(both);
  // only for the one change: a former contact is not told for ever
  await propose(database, maker, { purpose: aPurpose(), at: later(days(11)) });
  expect(addresses(await last())).toEqual(['ke.gian@example.com']);
});

test('a unit that is written to in English is told in English, hostile reasons inert', async () => {
  await database.db('public.unit').where({ code: unit }).update({ language: 'en' });
  const before = (await told()).length;
  const purpose = aPurpose();
  const versionId = await changeAccount(
    database,
    { maker, checker },
    { purpose, at: later(days(12)) },
  );
  const reason = '<img src=x onerror=alert(1)>\nBcc: x@example.com';
  const at = later(days(17));
  await suspendAccount(askedBy(database, maker, at), { asker: maker, reason, versionId });
  await database.db('public.unit').where({ code: unit }).update({ language: 'vi' });
  const all = (await told()).slice(before);
  expect(all.map(({ subject }) => subject.replace('[Đối soát] Phường Chơn Thành: ', ''))).toEqual([
    'a proposed change of the beneficiary account waits for approval',
    'a change of the beneficiary account was approved',
    'a beneficiary account was suspended',
  ]);
  const [, approved, suspended] = all;
  expect(approved?.body_text).toMatch(/approved the proposal to declare or change .*, made by /);
  expect(approved?.body_text).toMatch(/so that it is stopped before \d\d\/06\/2026 \d\d:\d\d\./);
  expect(approved?.body_text).toContain('account number ending in …');
  for (const { body_html: html, body_text: text } of all) {
    expect(html).toContain('<html lang="en">');
    expect(text).not.toMatch(/Kính gửi|tài khoản|Lý do/);
  }
  expect(suspended?.body_html).not.toContain('<img');
  expect(suspended?.body_html).toContain('Reason: &lt;img src=x onerror=alert(1)&gt;');
});

test('a unit without an address gets an undeliverable alert, and the change goes on', async () => {
  await contact(null);
  const small = '25345';
  const account = anAccount({ accountName: 'UBND XA TAN HUNG' });
  const their = await aPerson(database, 'commune_admin', small);
  await propose(database, their, { unitCode: small, account });
  expect(await database.db('alert').where({ unit_code: small }).pluck('state')).toEqual([
    'undeliverable',
  ]);
});

test('all of them leave the outbox, each as a mail of its own', async () => {
  const mailer = fileMailer(`${database.config.dataDir}/outbox`, 'doi-soat@example.vn');
  const waiting = (await database.db('alert').where({ state: 'pending' }).select('id')).length;
  const { sent, pending } = await sendAlerts({ ...database, mailer, by: byTester });
  expect([sent, pending]).toEqual([waiting, 0]);
  const ids = await database.db('alert').pluck<string[]>('message_id');
  expect(new Set(ids).size).toBe(ids.length);
});
