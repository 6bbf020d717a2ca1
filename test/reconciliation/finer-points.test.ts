// Finer points of the contract that the worked rows do not show: readings between a credit and its
// reversal, payments sharing a reference, refunds without a time, a batch on its own day.
import type { ProvinceReading } from '../../src/reconciliation/reading.js';
import { aLine, anAccount, aPayment, type LineGiven, readingOf } from '../support/facts.js';

const line = (day: string, amount: bigint, text = 'NOP PHI R1', more: Partial<LineGiven> = {}) =>
  aLine({ on: `2026-05-${day}`, amount, text, ...more });

const settlements = (reading: ProvinceReading) =>
  reading.payments.map((payment) => payment.settlement);
const states = (reading: ProvinceReading) => reading.lines.map((each) => each.state);

describe('Between a credit and its reversal', () => {
  const lines = [
    line('12', 100000n, 'NOP PHI R1', { bankRef: 'FT26132000111' }),
    line('18', -100000n, 'HOAN TRA FT26132000111', { bankRef: 'FT26138000222' }),
  ];

  test('the payment has arrived as long as the debit lies ahead', () => {
    const between = readingOf({ lines }, '2026-05-15 12:00');
    expect(settlements(between)).toEqual(['arrived']);
    expect(between.payments[0]?.arrivedAmount).toBe(100000n);
    expect(between.payments[0]?.matches).toHaveLength(1);
    expect(states(between)).toEqual(['matched']);
    expect(between.flags).toEqual([]);
    expect(settlements(readingOf({ lines }))).toEqual(['returned']);
  });

  test('in another unit’s account it was in the wrong unit until then', () => {
    const inV = lines.map((each) => ({ ...each, bankAccountId: 'V1' }));
    expect(settlements(readingOf({ lines: inV }, '2026-05-15 12:00'))).toEqual(['wrong_unit']);
  });

  test('the members of a batch had arrived until the bank took it back', () => {
    const payments = [
      aPayment({ gateway: 'N', amount: 8000n, ref: 'NETREF0001' }),
      aPayment({ gateway: 'N', amount: 15000n, ref: 'NETREF0002' }),
    ];
    const batch = [
      line('12', 22747n, 'N TT 11/05/2026', { bankRef: 'FT26132000333' }),
      line('18', -22747n, 'HOAN TRA FT26132000333'),
    ];
    const between = readingOf({ payments, lines: batch }, '2026-05-15 12:00');
    expect(settlements(between)).toEqual(['arrived', 'arrived']);
    expect(settlements(readingOf({ payments, lines: batch }))).toEqual(['returned', 'returned']);
  });

  test('of two payments of one order the one left without a credit is the returned one', () => {
    const payments = [
      aPayment({ ref: 'R9', amount: 8000n, paidAt: '2026-05-11 10:00' }),
      aPayment({ ref: 'R9', amount: 8000n, paidAt: '2026-05-11 10:05' }),
    ];
    const three = [line('12', 8000n, 'R9'), line('13', 8000n, 'R9'), line('14', -8000n, 'R9')];
    expect(settlements(readingOf({ payments, lines: three }))).toEqual(['arrived', 'returned']);
  });
});

describe('Several payments under one reference', () => {
  const two = (first: bigint, second: bigint, more: object = {}) => [
    aPayment({ ref: 'DN260511S001', amount: first, paidAt: '2026-05-11 10:00', ...more }),
    aPayment({ ref: 'DN260511S001', amount: second, paidAt: '2026-05-11 10:05', ...more }),
  ];
  const naming = (day: string, amount: bigint) => line(day, amount, 'PHI DN260511S001');

  test('once the amounts have decided one, the other is what the reference names', () => {
    const lines = [naming('12', 30000n), naming('12', 44000n)];
    const reading = readingOf({ payments: two(30000n, 45000n), lines });
    expect(settlements(reading)).toEqual(['arrived', 'short']);
  });

  test('a repeated amount is a duplicate of the credited one, never the other', () => {
    const lines = [naming('12', 30000n), naming('13', 30000n)];
    const reading = readingOf({ payments: two(30000n, 45000n), lines });
    expect(settlements(reading)).toEqual(['arrived', 'overdue']);
    expect(reading.discrepancies.map((each) => each.kind)).toContain('duplicate_credit');
  });

  test('more than one of two equal ones goes to the first, twice the sum to both', () => {
    const over = readingOf({ payments: two(8000n, 8000n), lines: [naming('12', 9000n)] });
    expect(settlements(over)).toEqual(['over', 'overdue']);
    const both = readingOf({ payments: two(8000n, 8000n), lines: [naming('12', 16000n)] });
    expect(settlements(both)).toEqual(['arrived', 'arrived']);
  });

  test('the parts of one payment are settled in its two accounts', () => {
    const payments = [
      aPayment({
        amount: 130000n,
        feeItems: [
          { purpose: 'phi', amount: 80000n },
          { purpose: 'le-phi', amount: 50000n },
        ],
      }),
    ];
    const accounts = [
      anAccount('A', 'U', '2026-01-01', { purpose: 'phi' }),
      anAccount('T', 'U', '2026-01-01', { purpose: 'le-phi' }),
    ];
    const inBoth = [line('12', 80000n), line('12', 50000n, 'R1', { account: 'T' })];
    expect(settlements(readingOf({ payments, accounts, lines: inBoth }))).toEqual(['arrived']);
    expect(settlements(readingOf({ payments, accounts, lines: inBoth.slice(0, 1) }))).toEqual([
      'overdue',
    ]);
    const less = [line('12', 80000n), line('12', 1000n, 'R1', { account: 'T' })];
    expect(settlements(readingOf({ payments, accounts, lines: less }))).toEqual(['short']);
  });
});

test('a refund whose time nobody said leaves a batch two ways to add up, and one fits', () => {
  const members = () => [
    aPayment({ gateway: 'B', amount: 5000n, ref: 'BATCHREF0001' }),
    aPayment({
      gateway: 'B',
      amount: 8000n,
      ref: 'BATCHREF0002',
      refund: { at: '2026-05-11 10:00' },
    }),
  ];
  const dated = (amount: bigint) => line('12', amount, 'B TT PHIEN 11/05/2026');
  const without = readingOf({ payments: members(), lines: [dated(5000n)] });
  expect(settlements(without)).toEqual(['arrived', 'refunded']);
  const withIt = readingOf({ payments: members(), lines: [dated(13000n)] });
  expect(settlements(withIt)).toEqual(['arrived', 'refunded']);
  expect(withIt.discrepancies.map((each) => each.kind)).toEqual(['refund_not_debited']);
});

test('a batch credit that prints its own day may be paying that session or the one before', () => {
  const payments = ['11', '12'].map((day) =>
    aPayment({
      gateway: 'B',
      amount: 8000n,
      ref: `BATCHREF00${day}`,
      paidAt: `2026-05-${day} 09:00`,
    }),
  );
  const lines = [line('12', 3000n, 'B TT PHIEN 12/05/2026')];
  expect(settlements(readingOf({ payments, lines }))).toEqual(['proposed', 'proposed']);
});
