// A unit whose statements are late while money is on its way is told before anything falls due.
import { raiseAlerts } from '../../src/alerts/raise-alerts.js';
import { tellUnits } from '../../src/alerts/tell-units.js';
import { importAccounts } from '../../src/beneficiary-accounts/import-accounts.js';
import { instantOf } from '../../src/calendar.js';
import { loadCalendar } from '../../src/calendar-store.js';
import { openDb, type Db } from '../../src/db.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import type { PaymentReading, ProvinceReading } from '../../src/reconciliation/reading.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { sheetOf } from '../statements/files.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';
import { aFlag, anAccount, aPayment, aProvince, aUnit, later } from '../support/readings.js';

let database: TestDatabase;
let owner: Db;

beforeAll(async () => {
  database = await cloneDatabase();
  owner = openDb({ databaseUrl: database.ownerUrl, schema: 'p75' });
  const email = 'chonthanh@dongnai.example.vn';
  await owner('public.unit').where({ code: '25432' }).update({ email });
});
afterAll(async () => {
  await owner.destroy();
  await database.close();
});
beforeEach(() => owner.raw('truncate alert, unit_flag cascade'));

async function raise(reading: ProvinceReading) {
  const { db, config } = database;
  const calendar = await loadCalendar(db);
  return raiseAlerts({ db, calendar, config, by: byTester }, { reading });
}

async function outbox(): Promise<{ subject: string; body_text: string; body_html: string }[]> {
  return database.db('alert').orderBy('on_day').select('subject', 'body_text', 'body_html');
}

/** Paid on Tuesday the 19th, due on Thursday the 21st: on its way at the reading of the 20th. */
const onItsWay = (more: Partial<PaymentReading> = {}): PaymentReading =>
  aPayment({
    paidAt: instantOf('2026-05-19', '10:00'),
    dueAt: instantOf('2026-05-22'),
    settlement: 'awaiting',
    ...more,
  });

/** The account's statements reach this day; the 15th is a Friday. */
function reaching(coveredThrough: string | null, payments = [onItsWay()]): ProvinceReading {
  const covered = coveredThrough === null ? [] : [{ from: '2026-04-20', to: coveredThrough }];
  return aProvince({
    payments,
    units: [aUnit({ accounts: [anAccount({ covered, coveredThrough })] })],
  });
}

describe('statements are late', () => {
  it('when money is on its way and the newest covered day is three working days back', async () => {
    expect(await raise(reaching('2026-05-15'))).toMatchObject({
      ...{ unitsBehind: 1, unitsFlagged: 0, unitsLate: 0, alertsWritten: 1 },
    });
    const [mail] = await outbox();
    expect(mail?.subject).toBe(
      '[Đối soát] Phường Chơn Thành: cần bổ sung sao kê trước hạn tiền về 21/05/2026',
    );
    expect(mail?.body_text).toContain(
      '- Tài khoản: …6789; Có sao kê đến: 15/05/2026; Đã qua: 3 ngày làm việc; ' +
        'Giao dịch chờ tiền về: 1; Hạn sớm nhất: 21/05/2026',
    );
    expect(mail?.body_text).toContain('sao kê chậm được nhắc lại sau 5 ngày làm việc');
    expect(`${mail?.body_text ?? ''}${mail?.body_html ?? ''}`).not.toContain('0123456789');
  });

  it.each([
    ['two working days back are nobody’s delay', reaching('2026-05-18')],
    ['nothing is on its way', reaching('2026-05-15', [])],
    [
      'what has arrived waits for nothing',
      reaching('2026-05-15', [onItsWay({ settlement: 'arrived' })]),
    ],
    ['an account without statements is needed only since yesterday', reaching(null)],
  ])('not when %s', async (_why, reading) => {
    expect(await raise(reading)).toMatchObject({ unitsBehind: 0, alertsWritten: 0 });
    expect(await outbox()).toEqual([]);
  });

  it('of an account that was never covered, three working days after it was first needed', async () => {
    const waiting = onItsWay({
      paidAt: instantOf('2026-05-18', '10:00'),
      dueAt: instantOf('2026-05-26'),
    });
    expect(await raise(reaching(null, [waiting]))).toMatchObject({ unitsBehind: 1 });
    const begun = anAccount({ covered: [], coveredThrough: null, validFrom: '2026-05-20' });
    const reading = aProvince({ payments: [waiting], units: [aUnit({ accounts: [begun] })] });
    expect(await raise(reading)).toMatchObject({ unitsBehind: 0 });
  });

  it('no more than once a day, again after five working days, and never on a day off', async () => {
    const late = reaching('2026-05-15', [onItsWay({ dueAt: instantOf('2026-06-12') })]);
    const written = async (days: number) => (await raise(later(late, days))).alertsWritten;
    // Saturday and Sunday among them
    for (const days of [0, 0, 1, 2, 3, 4, 5, 6, 7, 7]) await written(days);
    const days = await database.db('alert').orderBy('on_day').pluck<string[]>('on_day');
    expect(days).toEqual(['2026-05-20', '2026-05-27']);
    await owner.raw('truncate alert cascade');
    expect(await raise(later(late, 3))).toMatchObject({ isWorkingDay: false, alertsWritten: 0 });
  });

  it('is a section beside a flag, and left to the flag once something due lacks statements', async () => {
    const payments = [aPayment(), onItsWay()];
    const flagged = (flag: 'money_missing' | 'statement_missing') => {
      const unit = aUnit({ flags: [aFlag(payments.slice(0, 1), { flag })] });
      return aProvince({ payments, units: [unit] });
    };
    expect(await raise(flagged('money_missing'))).toMatchObject({ unitsBehind: 1 });
    const [mail] = await outbox();
    expect(mail?.subject).toContain('tiền chưa về tài khoản thụ hưởng');
    expect(mail?.body_text).toContain('SAO KÊ CẦN BỔ SUNG TRƯỚC HẠN TIỀN VỀ');
    expect(await raise(later(flagged('statement_missing'), 1))).toMatchObject({ unitsBehind: 0 });
    expect((await outbox())[1]?.body_text).not.toContain('SAO KÊ CẦN BỔ SUNG');
  });
});

test('the daily telling reminds of real statements once, and no more when they have come', async () => {
  const { db, config } = database;
  const deps = {
    db,
    secretKey: config.secretKey,
    now: () => instantOf('2026-05-20', '18:00'),
    by: byTester,
  };
  await setGateway(deps, {
    name: 'generic',
    document: {
      secrets: { signingSecrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] },
      settlement: { mode: 'per_transaction', workingDays: 3 },
    },
  });
  const account = 'unitCode,bankBin,accountNumber,accountName';
  const row = '25432,970436,0123456789,UBND PHUONG CHON THANH';
  await importAccounts(deps, { skipBad: false, file: csvFile('accounts.csv', account, row) });
  const payments = csvFile(
    'payments.csv',
    'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt',
    'generic,T1,R00000001,25432,100000,succeeded,2026-05-18T10:00:00+07:00',
  );
  await importPayments(deps, { skipBad: false, file: payments });
  const covering = async (from: string, to: string): Promise<void> => {
    const bytes = Buffer.from(sheetOf({ account: '0123456789', from, to, entries: [] }));
    const { statements } = await importStatements(deps, [{ name: `${to}.csv`, bytes }]);
    expect(statements).toMatchObject([{ state: 'balanced', periodTo: to }]);
  };
  await covering('2026-05-11', '2026-05-15');
  const tell = (day: string) =>
    tellUnits({ db, config, by: byTester }, { asOf: instantOf(day, '07:00') });
  expect(await tell('2026-05-19')).toMatchObject({ unitsBehind: 0, alertsWritten: 0 });
  expect(await tell('2026-05-20')).toMatchObject({ unitsBehind: 1, alertsWritten: 1, sent: 1 });
  expect(await tell('2026-05-20')).toMatchObject({ unitsBehind: 1, alertsWritten: 0, sent: 0 });
  await covering('2026-05-16', '2026-05-19');
  expect(await tell('2026-05-21')).toMatchObject({ unitsBehind: 0, unitsFlagged: 0, sent: 0 });
});
