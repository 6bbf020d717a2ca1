// The figures of a month are the sums of what its payments give to them; differences name just those
// payments that give something else. Pure.
import fc from 'fast-check';
import { settlementValues, type PaymentReading } from '../../src/reconciliation/reading.js';
import { movementOf } from '../../src/reports/unit-month.js';
import {
  digestOfEvidence,
  evidenceKinds,
  evidenceText,
  readEvidence,
  type EvidenceRows,
} from '../../src/sign-off/evidence.js';
import { differenceOf, figureNames, figuresOf, partsOf } from '../../src/sign-off/unit-month.js';
import { aPayment } from '../support/readings.js';

const settlement = fc.constantFrom(...settlementValues, null);
const payments = fc
  .array(
    fc.record({
      id: fc.integer({ min: 1, max: 40 }),
      amount: fc.bigInt({ min: 10n, max: 999_999n }),
      came: fc.bigInt({ min: 0n, max: 9n }),
      was: fc.option(settlement),
      is: fc.option(settlement),
    }),
    { maxLength: 25 },
  )
  .map((drawn) => [...new Map(drawn.map((one) => [one.id, one])).values()]);

type Drawn = (typeof payments extends fc.Arbitrary<infer T> ? T : never)[number];

function readingOf(drawn: readonly Drawn[], when: 'was' | 'is'): PaymentReading[] {
  return drawn.flatMap(({ id, amount, came, ...values }) => {
    const value = values[when];
    const whole = value === 'arrived' || value === 'over';
    const arrivedAmount = whole ? amount : came;
    // absent altogether where nothing was drawn
    if (value === null && id % 2 === 0) return [];
    return [aPayment({ paymentId: String(id), amount, arrivedAmount, settlement: value })];
  });
}

const noRows = Object.fromEntries(evidenceKinds.map((kind) => [kind, []])) as never as EvidenceRows;

test('figures are the sums of the parts, and what the monthly record prints', () => {
  fc.assert(
    fc.property(payments, (drawn) => {
      const [before, after] = [readingOf(drawn, 'was'), readingOf(drawn, 'is')];
      const figures = figuresOf(partsOf(before, after));
      expect(figures).toEqual(movementOf(before, after));
      const { opening, paid, arrived, refunded, closing } = figures;
      const left = opening.amount + paid.amount - arrived.amount - refunded.amount;
      // a payment that had been paid and is not any more is no movement of money
      if (drawn.every(({ was, is }) => was === null || is !== null)) {
        expect(left).toBe(closing.amount);
      }
    }),
    { numRuns: 200 },
  );
});

test('nothing parts a month from itself, and each difference adds up from its payments', () => {
  fc.assert(
    fc.property(payments, payments, (one, other) => {
      const facts = (drawn: readonly Drawn[]) => ({
        parts: partsOf(readingOf(drawn, 'was'), readingOf(drawn, 'is')),
        gaps: [],
        ...{ reportRowIds: [], reportRows: [] },
      });
      const [signed, now] = [facts(one), facts(other)];
      expect(differenceOf(signed, signed)).toBeNull();
      const difference = differenceOf(signed, now);
      const [before, after] = [figuresOf(signed.parts), figuresOf(now.parts)];
      for (const name of figureNames) {
        const found = difference?.figures.find(({ figure }) => figure === name);
        const by = (found?.items ?? []).reduce((sum, item) => sum + item.by.amount, 0n);
        expect([name, before[name].amount + by]).toEqual([name, after[name].amount]);
      }
    }),
    { numRuns: 200 },
  );
});

test('the list of evidence is read back as it was written, in whatever order it came', () => {
  fc.assert(
    fc.property(payments, (drawn) => {
      const parts = partsOf(readingOf(drawn, 'was'), readingOf(drawn, 'is'));
      const gaps = [{ account: '0123456789', from: '2026-05-01', to: '2026-05-02' }];
      const rows = {
        ...noRows,
        line: [
          ['10', 'a'],
          ['9', null],
        ],
      } as EvidenceRows;
      const turned = {
        ...noRows,
        line: [
          ['9', null],
          ['10', 'a'],
        ],
      } as EvidenceRows;
      const about = { unitCode: '25432', month: '2026-05', parts, gaps };
      const text = evidenceText({ ...about, rows });
      expect(digestOfEvidence(evidenceText({ ...about, rows: turned }))).toBe(
        digestOfEvidence(text),
      );
      const { ids, ...read } = readEvidence(text);
      expect(read).toEqual({ ...about, format: 2, reportRowIds: [] });
      // a list of the time before reports were in it is made again as it was
      const old = readEvidence(evidenceText({ ...about, rows, format: 1 }));
      expect([old.format, old.reportRowIds]).toEqual([1, null]);
      expect(evidenceText({ ...old, rows })).toBe(evidenceText({ ...about, rows, format: 1 }));
      expect(ids.line).toEqual(['9', '10']);
    }),
    { numRuns: 50 },
  );
});
