// What the charts show adds up to what the pages say, whatever the payments are.
import fc from 'fast-check';
import { addDays, Calendar, instantOf, localDateOf } from '../../src/calendar.js';
import { ageingOf, allOpen } from '../../src/charts/ageing.js';
import { arrivalCurve, creditedBy, lastDayShown } from '../../src/charts/arrival-curve.js';
import { daysOfCell, heatOf, heatTable, isHot, weeksUntil } from '../../src/charts/heat-table.js';
import { lengthOf, shareText, thousandths } from '../../src/charts/shares.js';
import { nothing, plus, totalsOf, type Tally } from '../../src/oversight/rollup.js';
import { settlementValues, type PaymentReading } from '../../src/reconciliation/reading.js';
import { aMatch, aPayment } from '../support/readings.js';

const calendar = new Calendar([{ day: '2026-04-30', kind: 'holiday' }]);
const asOf = instantOf('2026-05-20', '12:00');
const at = { calendar, asOf };

const creditedOn = (day: string) => [aMatch({ line: { ...aMatch().line, bookingDate: day } })];

const payment = fc
  .record({
    unitCode: fc.constantFrom('25432', '25345', null),
    settlement: fc.constantFrom(...settlementValues, null),
    amount: fc.bigInt({ min: 10n, max: 999_999_999_999_999_999n }),
    part: fc.bigInt({ min: 0n, max: 9n }),
    daysAgo: fc.integer({ min: 0, max: 130 }),
    dueIn: fc.option(fc.integer({ min: 0, max: 12 })),
    creditedIn: fc.option(fc.integer({ min: -1, max: 40 })),
  })
  .map(({ part, daysAgo, dueIn, creditedIn, ...given }): PaymentReading => {
    const paidOn = addDays(localDateOf(asOf), -daysAgo);
    const isPart = given.settlement === 'short' || given.settlement === 'overdue';
    return aPayment({
      ...given,
      paidAt: instantOf(paidOn, '09:00'),
      dueAt: dueIn === null ? null : instantOf(addDays(paidOn, dueIn)),
      arrivedAmount: isPart ? part : 0n,
      matches: creditedIn === null ? [] : creditedOn(addDays(paidOn, creditedIn)),
    });
  });

const together = (tallies: readonly Tally[]): Tally => tallies.reduce(plus, nothing);

test('every chart counts each payment once and adds up to the totals of the page', () => {
  fc.assert(
    fc.property(fc.array(payment, { maxLength: 60 }), (payments) => {
      const { paid, byPlace } = totalsOf(payments);
      const curve = arrivalCurve(payments, at);
      expect(together([curve.paid, ...Object.values(curve.leftOut)])).toEqual(paid);
      const { onDay, later, undated, missing, unsure } = curve;
      expect(together([...onDay, later, undated, missing, unsure])).toEqual(curve.paid);

      const ageing = ageingOf(payments, at);
      const open = paid.amount - byPlace.arrived.amount - byPlace.refunded.amount;
      expect(allOpen(ageing.totals).amount).toBe(open);
      expect(together(ageing.rows.map(allOpen))).toEqual(allOpen(ageing.totals));
      expect(ageing.totals.awaiting).toEqual(byPlace.awaiting);

      const heat = heatTable(payments, weeksUntil(asOf));
      expect(plus(heatOf(heat.total), ageing.totals.awaiting)).toEqual(allOpen(ageing.totals));
      expect(together(heat.rows.flatMap(({ cells }) => cells.map(heatOf)))).toEqual(
        heatOf(heat.total),
      );
    }),
  );
});

test('a cell of the heat table counts the payments that its link leads to', () => {
  fc.assert(
    fc.property(fc.array(payment, { maxLength: 40 }), (payments) => {
      const heat = heatTable(payments, weeksUntil(asOf));
      for (const { unitCode, cells } of heat.rows) {
        for (const [place, cell] of cells.entries()) {
          const { from = '', to } = daysOfCell(heat.weeks, place);
          const behind = payments.filter((one) => {
            const on = localDateOf(one.paidAt);
            return isHot(one) && one.unitCode === unitCode && from <= on && on <= to;
          });
          expect(heatOf(cell).count).toBe(behind.length);
        }
      }
    }),
  );
});

describe('the arrival curve', () => {
  const paid = (day: string, credited: string) =>
    aPayment({
      paidAt: instantOf(day, '10:00'),
      settlement: 'arrived',
      arrivedAmount: 100_000n,
      matches: creditedOn(credited),
    });

  it('counts working days: neither the weekend nor a holiday is waited for', () => {
    // Wednesday 29/04, a holiday on Thursday, credited on Friday; Friday to Monday
    const curve = arrivalCurve(
      [paid('2026-04-29', '2026-05-01'), paid('2026-04-24', '2026-04-27')],
      at,
    );
    expect(curve.onDay.map(({ count }) => count)).toEqual([0, 2, ...Array<number>(9).fill(0)]);
  });

  it('waits until ten whole working days have passed before it judges a payment', () => {
    // the tenth working day after Tuesday 05/05 ended with 19/05
    const curve = arrivalCurve(
      [paid('2026-05-05', '2026-05-06'), paid('2026-05-06', '2026-05-06')],
      at,
    );
    expect([curve.to, curve.paid.count, curve.leftOut.young.count]).toEqual(['2026-05-05', 1, 1]);
  });

  it('tells what came in part by what came, and never falls', () => {
    const short = aPayment({
      paidAt: instantOf('2026-04-20', '10:00'),
      settlement: 'short',
      arrivedAmount: 30_000n,
      matches: creditedOn('2026-04-24'),
    });
    const curve = arrivalCurve([short], at);
    expect(curve.onDay[4]).toEqual({ count: 0, amount: 30_000n });
    expect(curve.missing).toEqual({ count: 1, amount: 70_000n });
    expect(creditedBy(curve)[lastDayShown]?.amount).toBe(30_000n);
  });
});

describe('a share', () => {
  it.each([
    [1n, 3n, '33,3\u00a0%'],
    [2n, 3n, '66,7\u00a0%'],
    [0n, 5n, '0\u00a0%'],
    [5n, 5n, '100\u00a0%'],
    [9_999n, 10_000n, '99,9\u00a0%'],
    [1n, 1_000_000n, '0,1\u00a0%'],
    [0n, 0n, '0\u00a0%'],
  ])('of %s in %s is told as %s: all and nothing only where it is so', (part, whole, text) => {
    expect(shareText(part, whole)).toBe(text);
  });

  it('is exact for sums that no number holds', () => {
    expect(thousandths(500_000_000_000_000_001n, 1_000_000_000_000_000_000n)).toBe(500n);
    expect(lengthOf(250_000_000_000_000_000n, 1_000_000_000_000_000_000n, 200)).toBe(50);
  });
});
