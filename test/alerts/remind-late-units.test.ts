// A unit that is late with the campaign is reminded in the one mail of its day.
import { loadCalendar } from '../../src/calendar-store.js';
import { raiseAlerts } from '../../src/alerts/raise-alerts.js';
import { tellUnits } from '../../src/alerts/tell-units.js';
import { campaignOf, type LateTask } from '../../src/beneficiary-accounts/campaign.js';
import { loadCampaign } from '../../src/beneficiary-accounts/campaign-store.js';
import { setDeadlines } from '../../src/beneficiary-accounts/set-deadlines.js';
import { instantOf } from '../../src/calendar.js';
import type { ProvinceReading } from '../../src/reconciliation/reading.js';
import { openDb, type Db } from '../../src/db.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { aFlag, aPayment, aProvince, aUnit, later } from '../support/readings.js';
import { byTester } from '../support/people.js';

let database: TestDatabase;
let owner: Db;

beforeAll(async () => {
  database = await cloneDatabase();
  owner = openDb({ databaseUrl: database.ownerUrl, schema: 'p75' });
});

afterAll(async () => {
  await owner.destroy();
  await database.close();
});

beforeEach(async () => {
  await owner.raw('truncate alert, unit_flag cascade');
  await owner('public.unit')
    .where({ code: '25432' })
    .update({ email: 'chonthanh@dongnai.example.vn' });
});

const declared = { task: 'declared', dueOn: '2026-05-15', note: 'Công văn 1150' } as const;
const approved = { task: 'approved', dueOn: '2026-05-18', note: null } as const;

/** Raises for Chơn Thành, late with these tasks at the day of the reading. */
async function raise(reading: ProvinceReading, ...deadlines: Omit<LateTask, 'workingDays'>[]) {
  const { db, config } = database;
  const calendar = await loadCalendar(db);
  const [unit] = (await loadCampaign(db)).units.filter(({ unitCode }) => unitCode === '25432');
  const day = new Date(reading.asOf.getTime() + 7 * 3_600_000).toISOString().slice(0, 10);
  const facts = { units: unit ? [unit] : [], deadlines, accounts: [], calendar, day };
  const standings = campaignOf(facts);
  return raiseAlerts({ db, calendar, config, by: byTester }, { reading, standings });
}

async function outbox(): Promise<{ on_day: string; subject: string; body_text: string }[]> {
  return database.db('alert').orderBy('on_day').select('on_day', 'subject', 'body_text');
}

// Wednesday, 20/05/2026
const quiet = aProvince({ units: [aUnit()] });
const payments = [aPayment()];
const flagged = aProvince({ payments, units: [aUnit({ flags: [aFlag(payments)] })] });

describe('a unit that is late', () => {
  it('is told what it has not done, by when it was due and how many working days ago', async () => {
    expect(await raise(quiet, declared, approved)).toMatchObject({
      alertsWritten: 1,
      unitsLate: 1,
      unitsFlagged: 0,
    });
    const [mail] = await outbox();
    expect(mail?.subject).toBe(
      '[Đối soát] Phường Chơn Thành: 2 việc quá hạn về tài khoản thụ hưởng',
    );
    expect(mail?.body_text).toContain(
      '- Việc: Khai báo tài khoản thụ hưởng; Hạn: 15/05/2026; Quá hạn: 3 ngày làm việc; ' +
        'Ghi chú: Công văn 1150',
    );
    expect(mail?.body_text).toContain('Việc: Tài khoản được duyệt; Hạn: 18/05/2026; Quá hạn: 2');
  });

  it('that is flagged too has both in one mail, the flag in the subject', async () => {
    await raise(flagged, declared);
    const mails = await outbox();
    expect(mails).toHaveLength(1);
    expect(mails[0]?.subject).toContain('1 giao dịch thành công, tiền chưa về');
    expect(mails[0]?.body_text).toContain('VIỆC QUÁ HẠN VỀ TÀI KHOẢN THỤ HƯỞNG');
  });

  it('is not told the same within five working days, and then again', async () => {
    const written = async (days: number): Promise<number> =>
      (await raise(later(quiet, days), declared)).alertsWritten;
    expect(await written(0)).toBe(1);
    // the days up to Tuesday the 26th, a weekend between
    for (const days of [0, 1, 2, 3, 4, 5, 6]) expect(await written(days)).toBe(0);
    expect(await written(7)).toBe(1);
    expect((await outbox()).map((mail) => mail.on_day)).toEqual(['2026-05-20', '2026-05-27']);
  });

  it('is told at once of another task, but never twice on one day', async () => {
    await raise(quiet, declared);
    expect(await raise(quiet, declared, approved)).toMatchObject({
      alertsWritten: 0,
      alreadyTold: 1,
    });
    expect((await raise(later(quiet, 1), declared, approved)).alertsWritten).toBe(1);
  });

  it('is not written to on a day off, nor once it has done what was due', async () => {
    expect(await raise(later(quiet, 3), declared)).toMatchObject({
      isWorkingDay: false,
      alertsWritten: 0,
      unitsLate: 1,
    });
    expect(await raise(quiet)).toMatchObject({ alertsWritten: 0, unitsLate: 0 });
    expect(await outbox()).toEqual([]);
  });
});

it('the daily telling reminds every commune that has not declared in time', async () => {
  const { db, config } = database;
  const deps = { db, now: () => new Date(), by: byTester };
  await setDeadlines(deps, { deadlines: [declared], expect: () => undefined });
  const outcome = await tellUnits(
    { db, config, by: byTester },
    { asOf: instantOf('2026-05-20', '07:00') },
  );
  expect(outcome).toMatchObject({ unitsLate: 95, unitsFlagged: 0, alertsWritten: 1, sent: 1 });
  expect(outcome.withoutAddress).toHaveLength(94);
});
