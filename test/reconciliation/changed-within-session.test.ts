// An account that is changed within a session: one credit pays members of both sides of the change.
import type { ProvinceReading } from '../../src/reconciliation/reading.js';
import { aLine, anAccount, aPayment, readingOf } from '../support/facts.js';

const accounts = [
  anAccount('A', 'U', '2026-01-01', { validTo: '2026-05-10' }),
  anAccount('A2', 'U', '2026-05-10'),
  anAccount('V1', 'V'),
];
// Saturday 9 and Sunday 10 May are one session, due on Monday
const payments = () => [
  aPayment({ gateway: 'B', ref: 'BREF000001', amount: 8000n, paidAt: '2026-05-09 10:00' }),
  aPayment({ gateway: 'B', ref: 'BREF000002', amount: 5000n, paidAt: '2026-05-10 10:00' }),
];
const credit = (account: string, amount: bigint, text = 'B TT PHIEN 10/05/2026') =>
  aLine({ on: '2026-05-11', amount, text, account });
const settlements = (reading: ProvinceReading) =>
  reading.payments.map(({ settlement }) => settlement);

test('money in the account given up is right for who paid before, in the old one for who paid after', () => {
  const reading = readingOf({ payments: payments(), lines: [credit('A', 13000n)], accounts });
  expect(settlements(reading)).toEqual(['arrived', 'old_account']);
  expect(reading.lines.map(({ state }) => state)).toEqual(['matched']);
});

test('money in the new account has arrived for all of them', () => {
  const reading = readingOf({ payments: payments(), lines: [credit('A2', 13000n)], accounts });
  expect(settlements(reading)).toEqual(['arrived', 'arrived']);
});

test('a report’s batch is paid in the same way', () => {
  const reports = [
    {
      gatewayAccountId: 'B',
      batch: 'LO-7',
      settledOn: '2026-05-11',
      rows: payments().map(({ merchantRef, amount }) => ({
        kind: 'payment' as const,
        gatewayTxnId: null,
        merchantRef,
        amount,
        fee: 0n,
        netAmount: amount,
        unitCode: 'U',
      })),
    },
  ];
  const lines = [credit('A', 13000n, 'B CHUYEN TIEN')];
  const reading = readingOf({ payments: payments(), lines, accounts, reports });
  expect(settlements(reading)).toEqual(['arrived', 'old_account']);
  expect(reading.payments[0]?.matches[0]?.rule).toBe('settlement-report');
});

test('while a credit there cannot be resolved nobody of the session is said to be missing', () => {
  const reading = readingOf({ payments: payments(), lines: [credit('A', 9000n)], accounts });
  expect(settlements(reading)).toEqual(['proposed', 'proposed']);
});

test('a session missing before the change does not keep a later one’s credit in the old account open', () => {
  const paid = (ref: string, amount: bigint, paidAt: string) =>
    aPayment({ gateway: 'B', ref, amount, paidAt });
  const both = [
    paid('BREF000003', 3000n, '2026-05-08 10:00'),
    paid('BREF000004', 5000n, '2026-05-10 10:00'),
  ];
  const lines = [credit('A', 5000n)];
  const reading = readingOf({ payments: both, lines, accounts });
  expect(settlements(reading)).toEqual(['overdue', 'old_account']);
});

test('an account that another unit has now says nothing about payments made after', () => {
  const moved = [...accounts.slice(0, 2), anAccount('A', 'V', '2026-05-10')];
  const reading = readingOf({ payments: payments(), lines: [credit('A', 9000n)], accounts: moved });
  expect(settlements(reading)).toEqual(['proposed', 'overdue']);
});

test('a damaged reference in the account given up waits for a person', () => {
  const late = [aPayment({ ref: 'DN260511A001', txn: null, paidAt: '2026-05-11 09:00' })];
  const lines = [credit('A', 100000n, 'NOP PHI DN260511A0')];
  expect(settlements(readingOf({ payments: late, lines, accounts }))).toEqual(['proposed']);
});
