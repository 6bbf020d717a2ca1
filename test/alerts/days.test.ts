// A fake clock walks two communes through 400 days: the turn of two years, Tết, 29 February, 30 April
// with a swapped day. Every mail and every SMS is compared with a table made by hand.
import { acknowledge } from '../../src/alerts/acknowledge-alert.js';
import type { Mailer, OutgoingMail } from '../../src/alerts/mailer.js';
import { raiseAlerts } from '../../src/alerts/raise-alerts.js';
import { sendAlerts } from '../../src/alerts/send-alerts.js';
import type { Texter } from '../../src/alerts/texter.js';
import { addDays, Calendar, instantOf, type Holiday, type LocalDate } from '../../src/calendar.js';
import type { ProvinceReading } from '../../src/reconciliation/reading.js';
import { importUnits } from '../../src/units/import-units.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { anOfficer, byTester } from '../support/people.js';
import { aFlag, aPayment, aProvince, aUnit } from '../support/readings.js';

const firstDay = '2027-12-27';
const dayCount = 400;

/** Days off of 2028 beside Saturdays and Sundays; Saturday 6 May is worked for Wednesday 3 May. */
const daysOff = [
  ...['2028-01-03', '2028-01-25', '2028-01-26', '2028-01-27', '2028-01-28', '2028-01-31'],
  ...['2028-04-04', '2028-05-01', '2028-05-02', '2028-09-01', '2028-09-04', '2028-11-24'],
  '2029-01-01',
];
const calendar = new Calendar([
  ...daysOff.map((day): Holiday => ({ day, kind: 'holiday' })),
  { day: '2028-05-03', kind: 'compensatory' },
  { day: '2028-05-06', kind: 'make-up-working-day' },
]);

const a = { code: '25432', name: 'Chơn Thành', type: 'phuong' };
const b = { code: '25345', name: 'Tân Hưng', type: 'xa' };

/** From when what is missing of whom: payments and their sum; none from the day with a dash. */
const story: readonly (readonly [LocalDate, typeof a, number, bigint])[] = [
  ['2027-12-31', a, 2, 300_000n],
  ['2028-01-05', a, 1, 100_000n],
  ['2028-01-13', a, 0, 0n],
  ['2028-01-24', b, 3, 240_000n],
  ['2028-02-18', b, 0, 0n],
  ['2028-02-25', a, 1, 50_000n],
  ['2028-02-29', b, 1, 80_000n],
  ['2028-03-09', a, 0, 0n],
  ['2028-03-10', b, 0, 0n],
  ['2028-04-27', a, 4, 10_000_000n],
  ['2028-05-13', a, 0, 0n],
  // a Saturday to the Monday that makes up for it
  ['2028-09-02', b, 1, 15_000n],
  ['2028-09-04', b, 0, 0n],
  ['2028-12-28', b, 1, 15_000n],
];

/** At ten o'clock of 28 April sixty million more are missing. */
const largeSumOn = '2028-04-28';

const table = `
2027-12-31 chonthanh 2 giao dịch thành công, tiền chưa về tài khoản thụ hưởng
2028-01-05 chonthanh 1 giao dịch thành công, tiền chưa về tài khoản thụ hưởng
2028-01-12 chonthanh 1 giao dịch thành công, tiền chưa về tài khoản thụ hưởng (nhắc lại)
2028-01-12 so 1 đơn vị cần đôn đốc
2028-01-13 chonthanh đã hết cảnh báo
2028-01-24 tanhung 3 giao dịch thành công, tiền chưa về tài khoản thụ hưởng
2028-02-07 tanhung 3 giao dịch thành công, tiền chưa về tài khoản thụ hưởng (nhắc lại)
2028-02-10 so 1 đơn vị cần đôn đốc
2028-02-14 tanhung 3 giao dịch thành công, tiền chưa về tài khoản thụ hưởng (nhắc lại)
2028-02-17 so 1 đơn vị cần đôn đốc
2028-02-17 tinh 1 đơn vị chưa xử lý sau khi Sở Tư pháp đã được báo
2028-02-18 tanhung đã hết cảnh báo
2028-02-25 chonthanh 1 giao dịch thành công, tiền chưa về tài khoản thụ hưởng
2028-02-29 tanhung 1 giao dịch thành công, tiền chưa về tài khoản thụ hưởng
2028-03-03 chonthanh 1 giao dịch thành công, tiền chưa về tài khoản thụ hưởng (nhắc lại)
2028-03-03 so 1 đơn vị cần đôn đốc
2028-03-07 tanhung 1 giao dịch thành công, tiền chưa về tài khoản thụ hưởng (nhắc lại)
2028-03-07 so 2 đơn vị cần đôn đốc
2028-03-09 chonthanh đã hết cảnh báo
2028-03-09 so 1 đơn vị cần đôn đốc
2028-03-10 tanhung đã hết cảnh báo
2028-04-27 chonthanh 4 giao dịch thành công, tiền chưa về tài khoản thụ hưởng
2028-04-28 chonthanh thêm 60.000.000 đ chưa về tài khoản thụ hưởng
2028-05-04 chonthanh 5 giao dịch thành công, tiền chưa về tài khoản thụ hưởng
2028-05-09 so 1 đơn vị cần đôn đốc
2028-05-11 chonthanh 5 giao dịch thành công, tiền chưa về tài khoản thụ hưởng (nhắc lại)
2028-05-15 chonthanh đã hết cảnh báo
2028-12-28 tanhung 1 giao dịch thành công, tiền chưa về tài khoản thụ hưởng
2029-01-05 tanhung 1 giao dịch thành công, tiền chưa về tài khoản thụ hưởng (nhắc lại)
2029-01-05 so 1 đơn vị cần đôn đốc
2029-01-12 tanhung 1 giao dịch thành công, tiền chưa về tài khoản thụ hưởng (nhắc lại)
2029-01-12 so 1 đơn vị cần đôn đốc
2029-01-12 tinh 1 đơn vị chưa xử lý sau khi Sở Tư pháp đã được báo
2029-01-19 tanhung 1 giao dịch thành công, tiền chưa về tài khoản thụ hưởng (nhắc lại)
2029-01-19 so 1 đơn vị cần đôn đốc
2029-01-19 tinh 1 đơn vị chưa xử lý sau khi Sở Tư pháp đã được báo
2029-01-26 tanhung 1 giao dịch thành công, tiền chưa về tài khoản thụ hưởng (nhắc lại)
2029-01-26 so 1 đơn vị cần đôn đốc
2029-01-26 tinh 1 đơn vị chưa xử lý sau khi Sở Tư pháp đã được báo
`
  .trim()
  .split('\n');

const smsTable = `
2027-12-31 Phuong Chon Thanh: 2 giao dich, 300.000 d chua ve tai khoan thu huong
2028-01-12 Phuong Chon Thanh chua phan hoi canh bao qua 5 ngay lam viec, da bao So Tu phap
2028-01-24 Xa Tan Hung: 3 giao dich, 240.000 d chua ve tai khoan thu huong
2028-02-10 Xa Tan Hung chua phan hoi canh bao qua 5 ngay lam viec, da bao So Tu phap
2028-02-17 Xa Tan Hung chua phan hoi canh bao, da bao UBND tinh, thanh pho
2028-02-25 Phuong Chon Thanh: 1 giao dich, 50.000 d chua ve tai khoan thu huong
2028-02-29 Xa Tan Hung: 1 giao dich, 80.000 d chua ve tai khoan thu huong
2028-03-03 Phuong Chon Thanh chua phan hoi canh bao qua 5 ngay lam viec, da bao So Tu phap
2028-03-07 Xa Tan Hung chua phan hoi canh bao qua 5 ngay lam viec, da bao So Tu phap
2028-04-27 Phuong Chon Thanh: 4 giao dich, 10.000.000 d chua ve tai khoan thu huong
2028-05-09 Phuong Chon Thanh chua phan hoi canh bao qua 5 ngay lam viec, da bao So Tu phap
2028-12-28 Xa Tan Hung: 1 giao dich, 15.000 d chua ve tai khoan thu huong
2029-01-05 Xa Tan Hung chua phan hoi canh bao qua 5 ngay lam viec, da bao So Tu phap
2029-01-12 Xa Tan Hung chua phan hoi canh bao, da bao UBND tinh, thanh pho
`
  .trim()
  .split('\n');

/** Who answers which mail on which day, after the morning's mails. */
const answers: readonly (readonly [LocalDate, string])[] = [
  ['2028-02-03', 'tanhung'],
  ['2028-03-08', 'so'],
];

let database: TestDatabase;
const mails: (OutgoingMail & { readonly on: LocalDate })[] = [];
const texts: string[] = [];

beforeAll(async () => {
  database = await cloneDatabase();
  const file = csvFile(
    'units.csv',
    'code,name,type,parent,email,phone',
    'UBT,Ủy ban nhân dân tỉnh,ubnd_tinh,,tinh@dongnai.example.vn,',
    'STP,Sở Tư pháp,so,UBT,,',
    `${a.code},${a.name},${a.type},STP,chonthanh@dongnai.example.vn,0912345678`,
    `${b.code},${b.name},${b.type},STP,tanhung@dongnai.example.vn,0387654321`,
  );
  await importUnits({ db: database.db, by: byTester }, { file, skipBad: false });
  const officer = { role: 'department_of_justice', scope: 'STP' } as const;
  await anOfficer(database.db, { ...officer, email: 'so@dongnai.example.vn' });
});
afterAll(() => database.close());

/** Payments are the same ones from day to day. */
const payments = Array.from({ length: 5 }, () => aPayment());
const largeSum = 60_000_000n;

function readingAt(day: LocalDate, time: string): ProvinceReading {
  const units = [a, b].map(({ code, name, type }) => {
    const [now] = story.filter(([from, unit]) => unit.code === code && from <= day).slice(-1);
    const [, , count = 0, sum = 0n] = now ?? [];
    const isLarger = count === 4 && (day > largeSumOn || (day === largeSumOn && time >= '10:00'));
    const missing = payments.slice(0, isLarger ? count + 1 : count);
    const flag = aFlag(missing, {
      ...{ unitCode: code, unitName: name, amount: isLarger ? sum + largeSum : sum },
    });
    return aUnit({ unitCode: code, unitName: name, type, flags: count > 0 ? [flag] : [] });
  });
  return { ...aProvince({ units }), asOf: instantOf(day, time) };
}

async function tell(day: LocalDate, time: string, onlyLargeSums = false): Promise<void> {
  const { db } = database;
  const config = { ...database.config, smsUrl: 'http://127.0.0.1:9/' };
  const mailer: Mailer = {
    send: (mail) => {
      mails.push({ ...mail, on: day });
      return Promise.resolve({ kind: 'sent', remark: null, bounces: [] });
    },
    close: () => undefined,
  };
  const texter: Texter = {
    send: ({ text }) => {
      texts.push(`${day} ${text}`);
      return Promise.resolve({ kind: 'sent', remark: null, bounces: [] });
    },
  };
  const reading = readingAt(day, time);
  await raiseAlerts({ db, config, calendar, by: byTester }, { reading, onlyLargeSums });
  await sendAlerts({ db, config, mailer, texter, by: byTester });
}

const nameOf = (mail: OutgoingMail): string => mail.recipients[0]?.address.split('@')[0] ?? '';

async function answer(day: LocalDate, who: string): Promise<string> {
  const mail = mails.filter((each) => nameOf(each) === who).at(-1);
  const secret = /\/ack\/([\w-]+)/.exec(mail?.text ?? '')?.[1] ?? '';
  const now = () => instantOf(day, '15:00');
  const note = 'đang tra soát với cổng';
  const outcome = await acknowledge({ db: database.db, now, by: byTester }, { secret, note });
  return outcome.kind;
}

test('400 days bring exactly the mails and SMS of the tables, and none on a day off', async () => {
  for (let at = 0; at < dayCount; at += 1) {
    const day = addDays(firstDay, at);
    await tell(day, '07:00');
    // once more, as after a restart: nothing is said twice
    if (at % 9 === 0) await tell(day, '07:30');
    if (day === largeSumOn) await tell(day, '10:00', true);
    for (const [on, who] of answers) {
      if (on === day) expect([day, await answer(day, who)]).toEqual([day, 'open']);
    }
  }
  const told = mails.map((mail) => {
    const [, what = ''] = /^\[Đối soát\] [^:]+: (.*)$/.exec(mail.subject) ?? [];
    return `${mail.on} ${nameOf(mail)} ${what}`;
  });
  expect(told).toEqual(table);
  const said = texts.map((text) => text.replace(/Doi soat: |\. De nghi.*$/g, ''));
  expect(said).toEqual(smsTable);
  expect(mails.filter(({ on }) => !calendar.isWorkingDay(on))).toEqual([]);
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(mails.length);
}, 120_000);

test('the links of mails whose alert has passed are dead', async () => {
  const secrets = mails.flatMap(({ text }) => /\/ack\/([\w-]+)/.exec(text)?.[1] ?? []);
  const now = () => instantOf('2029-01-29', '15:00');
  const deps = { db: database.db, now, by: byTester };
  const kinds = [];
  for (const secret of secrets) {
    kinds.push((await acknowledge(deps, { secret, note: null })).kind);
  }
  // of the last episode: five mails to the commune, four to the Department, three to the province
  const open = kinds.lastIndexOf('gone') + 1;
  expect(kinds.slice(open)).toEqual(Array(kinds.length - open).fill('open'));
  expect(kinds.length - open).toBe(12);
});
