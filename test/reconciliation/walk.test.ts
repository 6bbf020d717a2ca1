// The contract by example: every row that needs only the rules (row 13 needs matching by hand; 36 is
// an import's).
import { Calendar, instantText, localDateOf } from '../../src/calendar.js';
import type { PlatformWordFact } from '../../src/reconciliation/facts.js';
import type { ProvinceReading } from '../../src/reconciliation/reading.js';
import {
  aLine,
  anAccount,
  aNotice,
  aPayment,
  clock,
  type LineGiven,
  paymentOf,
  readingOf,
  theFacts,
} from '../support/facts.js';

const line = (day: string, amount: bigint, text = 'NOP PHI R1', more: Partial<LineGiven> = {}) =>
  aLine({ on: `2026-05-${day}`, amount, text, ...more });

function settlements(reading: ProvinceReading): (string | null)[] {
  return reading.payments.map((payment) => payment.settlement);
}

function flags(reading: ProvinceReading, unitCode = 'U'): string[] {
  return reading.flags.filter((flag) => flag.unitCode === unitCode).map((flag) => flag.flag);
}

function kinds(reading: ProvinceReading): string[] {
  return reading.discrepancies.map((discrepancy) => discrepancy.kind);
}

function rules(reading: ProvinceReading): string[] {
  return [...new Set(reading.payments.flatMap((p) => p.matches.map((match) => match.rule)))];
}

const first = (reading: ProvinceReading) => reading.payments[0];

describe('One payment per line', () => {
  test('1: a line naming the reference is the payment; nothing is flagged', () => {
    const reading = readingOf({ lines: [line('12', 100000n)] });
    expect(settlements(reading)).toEqual(['arrived']);
    expect(rules(reading)).toEqual(['payment-reference']);
    expect(flags(reading)).toEqual([]);
  });

  test('2: no line, all days covered: overdue, not arrived, money missing, covered through 15/05', () => {
    const reading = readingOf({});
    expect(settlements(reading)).toEqual(['overdue']);
    expect(kinds(reading)).toContain('not_arrived');
    const flag = reading.flags.find((each) => each.flag === 'money_missing');
    expect(flag).toMatchObject({ payments: 1, amount: 100000n, coveredThrough: '2026-05-15' });
    expect(instantText(flag?.oldestDueAt ?? new Date(0))).toBe('2026-05-13T00:00:00+07:00');
  });

  test('3: no line and the statement ends before the due day: nobody is accused', () => {
    const reading = readingOf({ coverage: { A: ['2026-04-20', '2026-05-11'] } });
    expect(settlements(reading)).toEqual(['unverifiable']);
    expect(kinds(reading)).toContain('statement_gap');
    expect(flags(reading)).toContain('statement_missing');
    expect(flags(reading)).not.toContain('money_missing');
  });

  test('4: before the due instant the payment is awaited', () => {
    const reading = readingOf({}, '2026-05-12 12:00');
    expect(settlements(reading)).toEqual(['awaiting']);
    expect(reading.flags).toEqual([]);
  });

  test('5: less than expected is short once due, awaited before', () => {
    const given = { lines: [line('12', 97800n)] };
    const reading = readingOf(given);
    expect(settlements(reading)).toEqual(['short']);
    expect(first(reading)?.arrivedAmount).toBe(97800n);
    expect(reading.lines[0]?.state).toBe('matched');
    expect(settlements(readingOf(given, '2026-05-12 18:00'))).toEqual(['awaiting']);
  });

  test('6: more than expected is over at once', () => {
    const given = { lines: [line('12', 105000n)] };
    expect(settlements(readingOf(given, '2026-05-12 18:00'))).toEqual(['over']);
  });

  test('14: an account replaced after the payment stays right, old and new', () => {
    const accounts = [
      anAccount('A', 'U', '2026-01-01', { validTo: '2026-05-13' }),
      anAccount('A2', 'U', '2026-05-13'),
    ];
    const inNew = readingOf({ accounts, lines: [line('14', 100000n, 'R1', { account: 'A2' })] });
    expect(settlements(inNew)).toEqual(['arrived']);
    expect(settlements(readingOf({ accounts, lines: [line('12', 100000n)] }))).toEqual(['arrived']);
  });

  test('15: money in an account given up before the payment is old account money: the platform’s until it confirmed the change, then the Department’s', () => {
    const accounts = [
      anAccount('A', 'U', '2026-01-01', { validTo: '2026-05-13' }),
      anAccount('A2', 'U', '2026-05-13', { isTakenOver: false }),
    ];
    const payments = [aPayment({ paidAt: '2026-05-14 10:00' })];
    const given = { accounts, payments, lines: [line('15', 100000n)] };
    const ownerAfter = (platformWords: readonly PlatformWordFact[]) => {
      const reading = readingOf({ ...given, platformWords });
      expect(settlements(reading)).toEqual(['old_account']);
      return reading.discrepancies.find((each) => each.kind === 'old_account')?.owner;
    };
    const word = { versionId: 'U A2 2026-05-13', change: 'begins', platform: 'P' } as const;
    expect(ownerAfter([])).toBe('ministry');
    expect(ownerAfter([{ ...word, word: 'told', onDay: '2026-05-12' }])).toBe('ministry');
    expect(ownerAfter([{ ...word, word: 'confirmed', onDay: '2026-05-15' }])).toBe('ministry');
    expect(ownerAfter([{ ...word, word: 'confirmed', onDay: '2026-05-14' }])).toBe(
      'department_of_justice',
    );
  });

  test('24: a line naming a failed payment stays unmatched, a status conflict', () => {
    const payments = [aPayment({ status: 'failed' })];
    const reading = readingOf({ payments, lines: [line('12', 100000n)] });
    expect(settlements(reading)).toEqual([null]);
    expect(reading.lines[0]?.state).toBe('unmatched');
    expect(kinds(reading)).toEqual(['status_conflict']);
  });

  test('25: a bank feed’s notice proposes, the statement’s line arrives, counted once', () => {
    const notice = aNotice();
    const payments = [aPayment(), paymentOf(notice)];
    const before = { payments, notices: [notice], coverage: { A: null } };
    expect(settlements(readingOf(before))).toEqual(['proposed']);
    const reading = readingOf({ payments, notices: [notice], lines: [line('12', 100000n)] });
    expect(settlements(reading)).toEqual(['arrived']);
    expect(first(reading)).toMatchObject({ gateway: 'generic', arrivedAmount: 100000n });
    expect(first(reading)?.matches).toHaveLength(1);
    expect(kinds(reading)).toEqual([]);
    expect(flags(reading)).toEqual([]);
  });

  test('35: a unit’s other income raises nothing', () => {
    const reading = readingOf({
      payments: [],
      lines: [line('12', 3000000n, 'TIEN THUE KI OT THANG 5')],
    });
    expect(reading.lines[0]?.state).toBe('unmatched');
    expect(reading.flags).toEqual([]);
    expect(reading.discrepancies).toEqual([]);
  });
});

describe('Several lines, one reference', () => {
  test('7: two parts that add up are a split credit', () => {
    const reading = readingOf({ lines: [line('12', 60000n), line('12', 40000n)] });
    expect(settlements(reading)).toEqual(['arrived']);
    expect(rules(reading)).toEqual(['split-credit']);
  });

  test('8: two parts that do not are both legs, and short', () => {
    const reading = readingOf({ lines: [line('12', 60000n), line('12', 30000n)] });
    expect(settlements(reading)).toEqual(['short']);
    expect(first(reading)?.arrivedAmount).toBe(90000n);
    expect(first(reading)?.matches.map((match) => match.status)).toEqual([
      'confirmed',
      'confirmed',
    ]);
  });

  test('9: of two full amounts the earlier is the credit, the later a duplicate', () => {
    const lines = [line('13', 100000n, 'R1', { id: '2' }), line('12', 100000n, 'R1', { id: '1' })];
    const reading = readingOf({ lines });
    expect(settlements(reading)).toEqual(['arrived']);
    const states = new Map(reading.lines.map((each) => [each.bookingDate, each.state]));
    expect(states.get('2026-05-12')).toBe('matched');
    expect(states.get('2026-05-13')).toBe('unmatched');
    expect(kinds(reading)).toContain('duplicate_credit');
  });

  test('10: a credit debited back by its bank reference is returned', () => {
    const lines = [
      line('12', 100000n, 'NOP PHI R1', { bankRef: 'FT26132000111' }),
      line('14', -100000n, 'HOAN TRA FT26132000111', { bankRef: 'FT26134000222' }),
    ];
    const reading = readingOf({ lines });
    expect(settlements(reading)).toEqual(['returned']);
    expect(reading.lines.map((each) => each.state)).toEqual(['reversed', 'reversed']);
    expect(flags(reading)).toContain('money_missing');
    const named = readingOf({ lines: [line('12', 100000n), line('14', -100000n)] });
    expect(settlements(named)).toEqual(['returned']);
  });

  test('11: credited again after the return, it has arrived', () => {
    const lines = [line('12', 100000n), line('14', -100000n), line('15', 100000n)];
    const reading = readingOf({ lines });
    expect(settlements(reading)).toEqual(['arrived']);
    expect(first(reading)?.matches.map((match) => match.line.bookingDate)).toEqual(['2026-05-15']);
  });
});

describe('Where the money went', () => {
  test('12: the reference in another unit’s account is wrong unit, on both units', () => {
    const reading = readingOf({ lines: [line('12', 100000n, 'R1', { account: 'V1' })] });
    expect(settlements(reading)).toEqual(['wrong_unit']);
    expect(flags(reading, 'U')).toContain('wrong_account');
    expect(flags(reading, 'V')).toContain('wrong_account');
  });

  test('18: a unit that never had an account', () => {
    const accounts = [anAccount('V1', 'V')];
    const reading = readingOf({ accounts });
    expect(settlements(reading)).toEqual(['no_account']);
    expect(flags(reading)).toEqual(['no_account']);
    const inV = { accounts, lines: [line('12', 100000n, 'R1', { account: 'V1' })] };
    expect(settlements(readingOf(inV))).toEqual(['wrong_unit']);
  });

  test('19: a first account that comes after the due day', () => {
    const accounts = [anAccount('A', 'U', '2026-05-13')];
    expect(settlements(readingOf({ accounts }))).toEqual(['no_account']);
    expect(settlements(readingOf({ accounts, lines: [line('14', 100000n)] }))).toEqual(['arrived']);
  });

  test('20: no unit can be determined', () => {
    const payments = [aPayment({ unit: null })];
    const reading = readingOf({ payments });
    expect(settlements(reading)).toEqual(['unassigned']);
    expect(kinds(reading)).toEqual(['unit_unknown']);
    expect(settlements(readingOf({ payments, lines: [line('12', 100000n)] }))).toEqual([
      'proposed',
    ]);
  });
});

test('a batch in a unit’s own former account is its own, though another unit’s session fits too', () => {
  const batch = (unit: string, more: object) =>
    aPayment({ gateway: 'B', amount: 8000n, unit, paidAt: '2026-05-11 10:00', ...more });
  const reading = readingOf({
    accounts: [
      anAccount('A', 'U', '2026-01-01', { validTo: '2026-05-10' }),
      anAccount('A2', 'U', '2026-05-10'),
      anAccount('V1', 'V'),
    ],
    payments: [batch('U', { ref: 'BATCHREF0001' }), batch('V', { ref: 'BATCHREF0002' })],
    lines: [line('12', 8000n, 'B TT PHIEN 11/05/2026', { account: 'A' })],
  });
  expect(settlements(reading)).toEqual(['old_account', 'overdue']);
});

describe('Refunds', () => {
  const refund = { at: '2026-05-11 15:00' };

  test('16: refunded in full expects nothing; a credit beside it is not debited', () => {
    const payments = [aPayment({ refund })];
    expect(settlements(readingOf({ payments }))).toEqual(['refunded']);
    const credited = readingOf({ payments, lines: [line('12', 100000n)] });
    expect(settlements(credited)).toEqual(['refunded']);
    expect(kinds(credited)).toEqual(['refund_not_debited']);
  });

  test('17: partly refunded arrives with the whole or the rest', () => {
    const payments = [aPayment({ refund: { ...refund, amount: 40000n, full: false } })];
    expect(settlements(readingOf({ payments, lines: [line('12', 60000n)] }))).toEqual(['arrived']);
    expect(settlements(readingOf({ payments, lines: [line('12', 100000n)] }))).toEqual(['arrived']);
  });
});

describe('References', () => {
  test('21: a truncated reference that fits one payment is only proposed', () => {
    const payments = [aPayment({ ref: 'DN260511A001' })];
    const reading = readingOf({ payments, lines: [line('12', 100000n, 'NOP PHI DN260511A0')] });
    expect(settlements(reading)).toEqual(['proposed']);
    expect(rules(reading)).toEqual(['damaged-reference']);
  });

  test('22: two payments of one order are interchangeable, served in the order of paying', () => {
    const payments = [
      aPayment({ ref: 'R9', amount: 8000n, paidAt: '2026-05-11 10:00' }),
      aPayment({ ref: 'R9', amount: 8000n, paidAt: '2026-05-11 10:05' }),
    ];
    const one = readingOf({ payments, lines: [line('12', 8000n, 'PHI R9')] });
    expect(settlements(one)).toEqual(['arrived', 'overdue']);
    expect(kinds(one)).toContain('duplicate_payment');
    const lines = [line('12', 8000n, 'PHI R9'), line('12', 8000n, 'PHI R9')];
    expect(settlements(readingOf({ payments, lines }))).toEqual(['arrived', 'arrived']);
  });

  test('23: a line naming two references is both, when it is their sum', () => {
    const payments = [aPayment(), aPayment({ ref: 'R2', amount: 60000n })];
    const reading = readingOf({ payments, lines: [line('12', 160000n, 'R1 R2')] });
    expect(settlements(reading)).toEqual(['arrived', 'arrived']);
    expect(rules(reading)).toEqual(['several-references']);
  });
});

describe('Without a reference', () => {
  test('26: the only open payment of the line’s amount is proposed; two are a tie, both proposed', () => {
    const lines = [line('12', 100000n, 'NOP LE PHI')];
    const one = readingOf({ lines });
    expect(settlements(one)).toEqual(['proposed']);
    expect(rules(one)).toEqual(['sole-candidate']);
    const two = readingOf({ payments: [aPayment(), aPayment({ ref: 'R2' })], lines });
    expect(settlements(two)).toEqual(['proposed', 'proposed']);
    expect(kinds(two)).toEqual(['ambiguous']);
  });
});

describe('Batches', () => {
  const inBatch = (amount: bigint, more: Parameters<typeof aPayment>[0] = {}) =>
    aPayment({
      gateway: 'B',
      amount,
      ref: `DN26${String(amount)}${JSON.stringify(more)}`,
      ...more,
    });
  const three = () => [
    inBatch(5000n, { ref: 'BATCHREF0001', txn: 'T1' }),
    inBatch(8000n, { ref: 'BATCHREF0002', txn: 'T2' }),
    inBatch(8000n, { ref: 'BATCHREF0003', txn: 'T3' }),
  ];
  const dated = (amount: bigint) => line('12', amount, 'B TT PHIEN 11/05/2026');

  test('27: a complete session without a report', () => {
    const reading = readingOf({ payments: three(), lines: [dated(21000n)] });
    expect(settlements(reading)).toEqual(['arrived', 'arrived', 'arrived']);
    expect(rules(reading)).toEqual(['settlement-window']);
  });

  test('28: which 8,000 is missing cannot be known', () => {
    const reading = readingOf({ payments: three(), lines: [dated(13000n)] });
    expect(settlements(reading)).toEqual(['proposed', 'proposed', 'proposed']);
  });

  test('29: a report says which ones arrived', () => {
    const row = (gatewayTxnId: string, amount: bigint) => ({
      kind: 'payment' as const,
      gatewayTxnId,
      merchantRef: null,
      amount,
      fee: 0n,
      netAmount: amount,
      unitCode: null,
    });
    const report = {
      gatewayAccountId: 'B',
      batch: 'B-1',
      settledOn: '2026-05-12',
      rows: [row('T1', 5000n), row('T2', 8000n)],
    };
    const reading = readingOf({ payments: three(), lines: [dated(13000n)], reports: [report] });
    expect(settlements(reading)).toEqual(['arrived', 'arrived', 'overdue']);
    expect(rules(reading)).toEqual(['settlement-report']);
  });

  test('30: a lost Friday does not take Monday’s credit', () => {
    const payments = [
      inBatch(8000n, { ref: 'BATCHREF0001', paidAt: '2026-05-08 10:00' }),
      inBatch(8000n, { ref: 'BATCHREF0002' }),
    ];
    expect(settlements(readingOf({ payments, lines: [dated(8000n)] }))).toEqual([
      'overdue',
      'arrived',
    ]);
    const undated = [line('12', 8000n, 'B THANH TOAN')];
    expect(settlements(readingOf({ payments, lines: undated }))).toEqual(['overdue', 'proposed']);
  });

  test('31: arrears of three sessions in one credit', () => {
    const payments = ['11', '12', '13'].map((day) =>
      inBatch(8000n, { ref: `BATCHREF00${day}`, paidAt: `2026-05-${day} 10:00` }),
    );
    const reading = readingOf({ payments, lines: [line('15', 24000n, 'B THANH TOAN')] });
    expect(settlements(reading)).toEqual(['arrived', 'arrived', 'arrived']);
  });

  test('32 and 33: net of the fee, or gross with a fee variance', () => {
    const payments = [
      aPayment({ gateway: 'N', amount: 8000n, ref: 'NETREF0001' }),
      aPayment({ gateway: 'N', amount: 15000n, ref: 'NETREF0002' }),
    ];
    const net = readingOf({ payments, lines: [line('12', 22747n, 'N TT 11/05/2026')] });
    expect(settlements(net)).toEqual(['arrived', 'arrived']);
    expect(kinds(net)).toEqual([]);
    const gross = readingOf({ payments, lines: [line('12', 23000n, 'N TT 11/05/2026')] });
    expect(settlements(gross)).toEqual(['arrived', 'arrived']);
    expect(kinds(gross)).toEqual(['fee_variance']);
  });

  test('34: a late member proves the session anew, and it no longer fits', () => {
    const payments = [...three(), inBatch(5000n, { ref: 'BATCHREF0004' })];
    const reading = readingOf({ payments, lines: [dated(21000n)] });
    expect(settlements(reading)).toEqual(['proposed', 'proposed', 'proposed', 'proposed']);
  });
});

describe('Days', () => {
  const { calendar } = theFacts({}) as { calendar: Calendar };
  const due = (paidAt: string, workingDays = 1, cutoff = '23:59') =>
    calendar.dueOn(calendar.sessionOf(clock(paidAt), cutoff), workingDays);

  test.each([
    ['2026-05-08 10:00', '2026-05-11'],
    ['2026-05-09 10:00', '2026-05-11'],
    ['2026-05-10 10:00', '2026-05-11'],
    ['2026-04-25 10:00', '2026-04-28'],
    ['2026-04-29 10:00', '2026-05-04'],
    ['2026-11-23 10:00', '2026-11-25'],
  ])('paid %s is due %s', (paidAt, dueOn) => {
    expect(due(paidAt)).toBe(dueOn);
  });

  test('Friday and the weekend are two sessions, Saturday and Sunday one', () => {
    const on = (paidAt: string) => calendar.sessionOf(clock(paidAt), '23:59').lastOn;
    expect([on('2026-05-08 10:00'), on('2026-05-09 10:00'), on('2026-05-10 10:00')]).toEqual([
      '2026-05-08',
      '2026-05-10',
      '2026-05-10',
    ]);
  });

  test('the due instant is 24:00 of the due day', () => {
    expect(localDateOf(calendar.dueAt('2026-04-28', 0))).toBe('2026-04-29');
  });

  test('after the cut-off minute the next day’s session counts', () => {
    expect(due('2026-04-24 16:45', 1, '16:30')).toBe('2026-04-28');
  });

  test('with no working days the session’s last day is the due day', () => {
    expect(due('2026-05-09 10:00', 0)).toBe('2026-05-10');
  });
});
