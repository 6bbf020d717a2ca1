import fc from 'fast-check';
import { places, totalsByUnit, totalsOf } from '../../src/oversight/rollup.js';
import { settlementValues } from '../../src/reconciliation/reading.js';
import { aPayment } from '../support/readings.js';

const payment = fc
  .record({
    unitCode: fc.constantFrom('25432', '25345', '25349', null),
    amount: fc.bigInt({ min: 1n, max: 999_999_999_999_999_999n }),
    settlement: fc.constantFrom(...settlementValues, null),
  })
  .map(aPayment);

const sum = (tallies: readonly { count: number; amount: bigint }[]) => ({
  count: tallies.reduce((total, tally) => total + tally.count, 0),
  amount: tallies.reduce((total, tally) => total + tally.amount, 0n),
});

describe('totals', () => {
  it('of the units, and of what has no unit, add up to the province', () => {
    fc.assert(
      fc.property(fc.array(payment), (payments) => {
        const province = totalsOf(payments);
        const units = [...totalsByUnit(payments).values()];
        expect(sum(units.map((unit) => unit.paid))).toEqual(province.paid);
        for (const place of places) {
          expect(sum(units.map((unit) => unit.byPlace[place]))).toEqual(province.byPlace[place]);
        }
      }),
    );
  });

  it('put every paid payment in exactly one place', () => {
    fc.assert(
      fc.property(fc.array(payment), (payments) => {
        const { paid, byPlace, bySettlement } = totalsOf(payments);
        expect(sum(Object.values(byPlace))).toEqual(paid);
        expect(sum(Object.values(bySettlement))).toEqual(paid);
      }),
    );
  });

  it('count what came of a short payment as arrived, and only the rest as missing', () => {
    const short = aPayment({ amount: 8_000n, settlement: 'short', arrivedAmount: 5_000n });
    const { byPlace } = totalsOf([short]);
    expect(byPlace.missing).toEqual({ count: 1, amount: 3_000n });
    expect(byPlace.arrived).toEqual({ count: 0, amount: 5_000n });
  });

  it('leave out what was never paid', () => {
    const failed = aPayment({ settlement: null, status: 'failed' });
    expect(totalsOf([failed]).paid).toEqual({ count: 0, amount: 0n });
  });
});
