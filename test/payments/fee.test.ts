// What a gateway keeps: exact, rounded once, half up to whole đồng.
import { feeOf, isFeeAgreed } from '../../src/payments/fee.js';
import { readProfile } from '../../src/payments/profile.js';

function terms(fee: Record<string, unknown>) {
  const secrets = { hashSecret: 'throwaway' };
  const settlement = { mode: 'daily_batch', fee };
  return readProfile('vnpay', { merchantCode: 'M1', secrets, settlement }).terms.fee;
}

test.each([
  ['1.1 % of 8,000 is 88', { percent: '1.1' }, 8_000n, 88n],
  ['1.1 % of 15,000 is 165', { percent: '1.1' }, 15_000n, 165n],
  ['half a đồng rounds up', { percent: '0.5' }, 100n, 1n],
  ['less than half a đồng rounds down', { percent: '0.49' }, 100n, 0n],
  ['a fixed part is added', { percent: '1', fixed: '500' }, 10_000n, 600n],
  ['never less than the minimum', { percent: '1', min: '1000' }, 10_000n, 1_000n],
  ['never more than the maximum', { percent: '1', max: '50' }, 10_000n, 50n],
  ['a maximum of 0 is none', { percent: '1', max: '0' }, 10_000n, 100n],
  ['VAT comes on top, rounded once', { percent: '1.1', vatPercent: '10' }, 15_000n, 182n],
  ['VAT is on the minimum as well', { percent: '1', min: '1000', vatPercent: '8' }, 1n, 1_080n],
  [
    'VAT comes before the one rounding: 1.1 % of 4,545 is 49.995, with 10 % VAT 54.9945',
    { percent: '1.1', vatPercent: '10' },
    4_545n,
    55n,
  ],
  [
    'a fixed part, a percentage and VAT: (300 + 0.85 % of 123,456) × 1.08',
    { percent: '0.85', fixed: '300', vatPercent: '8' },
    123_456n,
    1_457n,
  ],
  [
    'the maximum holds before VAT',
    { percent: '1', max: '5000', vatPercent: '10' },
    9_000_000n,
    5_500n,
  ],
  [
    'the minimum holds for a step of a table too',
    { min: '2000', vatPercent: '10', tiers: [{ upTo: null, percent: '1' }] },
    10_000n,
    2_200n,
  ],
  ['nothing is kept where nothing is agreed', {}, 150_000n, 0n],
  [
    'eighteen digits keep every đồng',
    { percent: '33.333333' },
    999_999_999_999_999_999n,
    333_333_330_000_000_000n,
  ],
])('%s', (_title, fee, amount, expected) => {
  expect(feeOf(terms(fee), amount)).toBe(expected);
});

test('of a batch the fee is that of its sum: minimum, steps and rounding once for all of it', () => {
  const fee = terms({ percent: '1.1', min: '1000', vatPercent: '10', per: 'batch' });
  const payments = [8_000n, 15_000n, 7_000n];
  const sum = payments.reduce((total, amount) => total + amount, 0n);
  expect(feeOf(fee, sum)).toBe(1_100n);
  expect(payments.map((amount) => feeOf(fee, amount))).toEqual([1_100n, 1_100n, 1_100n]);
  const tiers = terms({
    per: 'batch',
    tiers: [
      { upTo: '20000', percent: '2' },
      { upTo: null, percent: '1' },
    ],
  });
  expect([feeOf(tiers, 20_000n), feeOf(tiers, sum)]).toEqual([400n, 300n]);
});

test('a fee is agreed where any part of it is above nothing', () => {
  const agreed = [
    { percent: '0.5' },
    { fixed: '1' },
    { min: '1' },
    { tiers: [{ upTo: null, percent: '0' }] },
  ];
  expect(agreed.map((fee) => isFeeAgreed(terms(fee)))).toEqual([true, true, true, true]);
  const none = [{}, { vatPercent: '10' }, { percent: '0.00', max: '500' }];
  expect(none.map((fee) => isFeeAgreed(terms(fee)))).toEqual([false, false, false]);
});

test('a fee table is read by the amount, its steps up to and including their end', () => {
  const tiers = [
    { upTo: '100000', fixed: '1000' },
    { upTo: '1000000', percent: '1' },
    { upTo: null, percent: '0.5', fixed: '5000' },
  ];
  const fee = terms({ tiers });
  expect([100_000n, 100_001n, 1_000_000n, 2_000_000n].map((amount) => feeOf(fee, amount))).toEqual([
    1_000n,
    1_000n,
    10_000n,
    15_000n,
  ]);
});
