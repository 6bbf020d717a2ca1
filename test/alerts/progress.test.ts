// Whoever works on a unit's discrepancy is not silent: any act on it lets the days until the office
// above is told begin anew, and a wait for somebody outside holds it off until its day.
import { raiseAlerts } from '../../src/alerts/raise-alerts.js';
import { Calendar, instantOf } from '../../src/calendar.js';
import { workOnDiscrepancy, type Act } from '../../src/discrepancies/work-on-discrepancy.js';
import type { DiscrepancyReading } from '../../src/reconciliation/reading.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { byTester } from '../support/people.js';
import { aFlag, aPayment, aProvince, aUnit } from '../support/readings.js';

let database: TestDatabase;
beforeEach(async () => {
  database = await cloneDatabase();
});
afterEach(() => database.close());

const calendar = new Calendar([]);
const unitCode = '25432';
const payment = aPayment();
const found: DiscrepancyReading = {
  ...{
    id: `${unitCode}:not_arrived:vnpay`,
    unitCode,
    kind: 'not_arrived',
    gatewayAccount: 'vnpay',
  },
  ...{ owner: 'gateway', dueAt: null, members: 1, amount: 100_000n },
  ...{ paymentIds: [payment.paymentId], lineIds: [], others: [] },
};

/** How many units the offices above are told of on a day of May 2026, the first one a Monday. */
async function silentOn(day: number): Promise<number> {
  const asOf = instantOf(`2026-05-${String(day).padStart(2, '0')}`, '07:00');
  const units = [aUnit({ flags: [aFlag([payment])] })];
  const reading = { ...aProvince({ units, discrepancies: [found] }), asOf };
  const { db, config } = database;
  return (await raiseAlerts({ db, config, calendar, by: byTester }, { reading })).unitsSilent;
}

const act = (day: number, done: Partial<Act> & Pick<Act, 'act'>) =>
  workOnDiscrepancy(
    {
      ...{ db: database.db, by: byTester },
      now: () => instantOf(`2026-05-${String(day).padStart(2, '0')}`, '15:00'),
    },
    { discrepancyId: found.id, found, act: { text: 'Đã hỏi ngân hàng', ...done } },
  );

test('without any act the office above is told after five working days', async () => {
  expect([await silentOn(4), await silentOn(8), await silentOn(11)]).toEqual([0, 0, 1]);
});

test.each(['commented', 'explained', 'assigned'] as const)(
  'a discrepancy that was %s on the third day gives five more from then on',
  async (what) => {
    await silentOn(4);
    await act(6, { act: what });
    expect([await silentOn(11), await silentOn(12), await silentOn(13)]).toEqual([0, 0, 1]);
  },
);

test('a wait for somebody outside holds it off until its day, unless somebody ends the wait', async () => {
  await silentOn(4);
  await act(6, { act: 'waiting', ticket: 'HT-12', untilOn: '2026-05-15' });
  expect([await silentOn(14), await silentOn(21), await silentOn(22)]).toEqual([0, 0, 1]);
  await act(22, { act: 'waiting', ticket: 'HT-12', untilOn: '2026-06-15' });
  await act(22, { act: 'reopened' });
  expect([await silentOn(28), await silentOn(29)]).toEqual([0, 1]);
});
