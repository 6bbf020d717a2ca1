import { loadCalendar } from '../../src/calendar-store.js';
import { raiseAlerts, type RaiseOutcome } from '../../src/alerts/raise-alerts.js';
import type { ProvinceReading } from '../../src/reconciliation/reading.js';
import { openDb, type Db } from '../../src/db.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { aFlag, anAccount, aPayment, aProvince, aUnit, later } from '../support/readings.js';
import { byTester } from '../support/people.js';

let database: TestDatabase;
let owner: Db;

beforeAll(async () => {
  database = await cloneDatabase({ BASE_URL: 'https://doisoat.example.vn' });
  owner = openDb({ databaseUrl: database.ownerUrl, schema: 'p75' });
});

afterAll(async () => {
  await owner.destroy();
  await database.close();
});

beforeEach(async () => {
  await owner.raw('truncate alert, unit_flag cascade');
  await contacts({ email: 'chonthanh@dongnai.example.vn' });
});

async function contacts(fields: Record<string, string | null>): Promise<void> {
  const none = { email: null, contact_business: null, contact_it: null };
  await owner('public.unit')
    .where({ code: '25432' })
    .update({ ...none, ...fields });
}

async function raise(reading: ProvinceReading): Promise<RaiseOutcome> {
  const calendar = await loadCalendar(database.db);
  const { db, config } = database;
  return raiseAlerts({ db, calendar, config, by: byTester }, { reading });
}

interface AlertRow {
  readonly on_day: string;
  readonly state: string;
  readonly subject: string;
  readonly body_text: string;
  readonly body_html: string;
  readonly message_id: string;
  readonly recipients: readonly { readonly name: string; readonly address: string }[];
}

/** The units' own mails. */
async function outbox(): Promise<AlertRow[]> {
  return database.db<AlertRow>('alert').where('kind', 'digest').orderBy('on_day').select('*');
}

async function stays(): Promise<{ flag: string; raised_at: Date; cleared_at: Date | null }[]> {
  return database.db('unit_flag').orderBy('id').select('flag', 'raised_at', 'cleared_at');
}

function missing(...payments: ReturnType<typeof aPayment>[]): ProvinceReading {
  return aProvince({ payments, units: [aUnit({ flags: [aFlag(payments)] })] });
}

describe('a flagged unit', () => {
  it('is told what is missing, how much, since when, how far it is proven and what to do', async () => {
    const payments = [
      aPayment({ amount: 1_250_000n, dossierCode: 'H19.31-260511-1500123' }),
      aPayment({ amount: 8_000n }),
    ];
    await raise(missing(...payments));
    const [mail] = await outbox();
    expect(mail?.subject).toBe(
      '[Đối soát] Phường Chơn Thành: 2 giao dịch thành công, tiền chưa về tài khoản thụ hưởng',
    );
    for (const body of [mail?.body_text, mail?.body_html]) {
      expect(body).toContain('Kính gửi: Phường Chơn Thành');
      expect(body).toContain('2 giao dịch đã được cổng thanh toán báo thành công');
      expect(body).toContain('Tổng số tiền: 1.258.000 đ');
      expect(body).toContain('Từ ngày 13/05/2026. Hạn tiền về sớm nhất: 12/05/2026.');
      expect(body).toContain('Có sao kê đến ngày 15/05/2026');
      expect(body).toContain('Đề nghị đơn vị kiểm tra thông tin tài khoản thụ hưởng');
      expect(body).toContain('H19.31-260511-1500123');
      expect(body).toContain('https://doisoat.example.vn/don-vi/25432');
      expect(body).not.toContain(anAccount().account);
    }
  });

  it('sees at most its ten oldest payments', async () => {
    const payments = Array.from({ length: 14 }, (_, at) =>
      aPayment({
        dossierCode: `HS-${String(at)}-`,
        paidAt: new Date(Date.UTC(2026, 4, 11, 1, 60 - at)),
      }),
    );
    await raise(missing(...payments));
    const [mail] = await outbox();
    const listed = payments.filter(({ dossierCode }) =>
      mail?.body_text.includes(dossierCode ?? ''),
    );
    expect(listed).toEqual(payments.slice(4));
    expect(mail?.body_text).toContain('10 GIAO DỊCH LÂU NHẤT TRONG SỐ 14');
  });

  it('is told of every flag it has, the gravest in the subject', async () => {
    const flags = [
      aFlag([aPayment()], { flag: 'statement_missing', coveredThrough: null }),
      aFlag([aPayment()], { flag: 'wrong_account' }),
    ];
    await raise(aProvince({ units: [aUnit({ flags })] }));
    const [mail] = await outbox();
    expect(mail?.subject).toBe(
      '[Đối soát] Phường Chơn Thành: 1 giao dịch có tiền về sai tài khoản',
    );
    expect(mail?.body_text).toContain('THIẾU SAO KÊ');
    expect(mail?.body_text).toContain('Chưa có ngày nào được sao kê chứng minh');
  });

  it('gets one mail a day, and none on days off', async () => {
    const one = missing(aPayment());
    const two = missing(aPayment(), aPayment());
    expect((await raise(one)).alertsWritten).toBe(1);
    expect(await raise(two)).toMatchObject({ alertsWritten: 0, alreadyTold: 1 });
    // 23/05/2026 is a Saturday
    expect(await raise(later(two, 3))).toMatchObject({ alertsWritten: 0, isWorkingDay: false });
    expect((await raise(later(two, 5))).alertsWritten).toBe(1);
    expect((await outbox()).map((mail) => mail.on_day)).toEqual(['2026-05-20', '2026-05-25']);
  });

  it('is not told again while nothing has changed, whatever the day', async () => {
    const reading = missing(aPayment());
    await raise(reading);
    expect(await raise(reading)).toMatchObject({ alertsWritten: 0, unchanged: 1 });
    expect(await raise(later(reading, 1))).toMatchObject({ alertsWritten: 0, unchanged: 1 });
    const covered = missing(aPayment());
    expect((await raise(later(covered, 2))).alertsWritten).toBe(1);
  });

  it('is told again when a flag had gone and has come back', async () => {
    const reading = missing(aPayment());
    await raise(reading);
    await raise(later(aProvince(), 1));
    expect((await raise(later(reading, 2))).alertsWritten).toBe(1);
  });

  it('keeps a history of its flags that only goes forward', async () => {
    const reading = missing(aPayment());
    await raise(reading);
    await raise(later(aProvince(), 1));
    await raise(later(reading, 2));
    const before = await stays();
    expect(before.map((stay) => stay.cleared_at?.toISOString() ?? null)).toEqual([
      '2026-05-21T05:00:00.000Z',
      null,
    ]);
    await raise(later(aProvince(), -5));
    expect(await stays()).toEqual(before);
  });

  it('stays flagged when only another unit was read', async () => {
    await raise(missing(aPayment()));
    await raise(later(aProvince({ units: [aUnit({ unitCode: '25345' })] }), 1));
    expect((await stays()).map((stay) => stay.cleared_at)).toEqual([null]);
  });
});

describe('the recipients of an alert', () => {
  it('are the unit and the focal points whose contact holds an address, each once', async () => {
    await contacts({
      email: 'ChonThanh@dongnai.example.vn',
      contact_business: 'Nguyễn Văn An - an.nv@dongnai.example.vn - 0251 3 822 288',
      contact_it: 'chonthanh@dongnai.example.vn',
    });
    await raise(missing(aPayment()));
    const [mail] = await outbox();
    expect(mail?.recipients).toEqual([
      { name: 'Phường Chơn Thành', address: 'chonthanh@dongnai.example.vn' },
      { name: 'Nguyễn Văn An', address: 'an.nv@dongnai.example.vn' },
    ]);
  });

  it.each([
    'a@b.vn\r\nRCPT TO:<evil@x.vn>',
    'a@b.vn, evil@x.vn',
    'a@b.vn\nBcc: evil@x.vn',
    '<a@b.vn> evil@x.vn',
    'not an address@',
    'a@b',
  ])('are never read out of %j', async (email) => {
    await contacts({ email });
    const outcome = await raise(missing(aPayment()));
    expect(outcome).toMatchObject({ alertsWritten: 0, addressesRefused: 1 });
    expect((await outbox()).map((mail) => mail.recipients)).toEqual([[]]);
  });

  it('may be nobody: recorded as undeliverable, and told as soon as an address is known', async () => {
    await contacts({ contact_business: 'Nguyễn Văn An, 0251 3 822 288' });
    const reading = missing(aPayment());
    expect(await raise(reading)).toMatchObject({ alertsWritten: 0, withoutAddress: ['25432'] });
    expect((await outbox()).map((mail) => mail.state)).toEqual(['undeliverable']);
    await contacts({ email: 'chonthanh@dongnai.example.vn' });
    expect((await raise(reading)).alertsWritten).toBe(1);
    expect((await outbox()).map((mail) => mail.state)).toEqual(['pending']);
  });
});
