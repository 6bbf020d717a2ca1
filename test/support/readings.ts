// Builders of what can be read at an instant, with defaults and overrides.
import { addDays, instantOf } from '../../src/calendar.js';
import type {
  AccountCoverage,
  FlagReading,
  LineReading,
  MatchOnPayment,
  PaymentReading,
  ProvinceReading,
  UnitReading,
} from '../../src/reconciliation/reading.js';

let paymentCount = 0;

/** A VNPay payment of 100,000 đ on Monday 11/05/2026 10:00 to Phường Chơn Thành, not arrived. */
export function aPayment(overrides: Partial<PaymentReading> = {}): PaymentReading {
  paymentCount += 1;
  const number = String(paymentCount);
  return {
    paymentId: number,
    gateway: 'vnpay',
    gatewayAccount: 'vnpay',
    gatewayTxnId: `1400${number}`,
    merchantRef: `REF${number}`,
    dossierCode: `H19.31-260511-${number.padStart(4, '0')}`,
    unitCode: '25432',
    amount: 100_000n,
    fee: 0n,
    status: 'succeeded',
    paidAt: instantOf('2026-05-11', '10:00'),
    receivedAt: instantOf('2026-05-11', '10:00'),
    timeSuspect: false,
    dueAt: instantOf('2026-05-13'),
    settlement: 'overdue',
    arrivedAmount: 0n,
    coveredThrough: '2026-05-15',
    receiptNumber: null,
    matches: [],
    ...overrides,
  };
}

/** A certain match by reference with a line of 12/05/2026. */
export function aMatch(overrides: Partial<MatchOnPayment> = {}): MatchOnPayment {
  return {
    matchId: '11',
    rule: 'payment-reference',
    confidence: 'certain',
    status: 'confirmed',
    amount: 100_000n,
    line: {
      lineId: '3',
      unitCode: '25432',
      account: '0123456789',
      bookingDate: '2026-05-12',
      amount: 100_000n,
      bankRef: 'FT26132001',
      statement: '7',
      lineNo: 3,
    },
    ...overrides,
  };
}

/** Money missing for the given payments, since their due day. */
export function aFlag(
  payments: readonly PaymentReading[],
  overrides: Partial<FlagReading> = {},
): FlagReading {
  return {
    unitCode: '25432',
    unitName: 'Chơn Thành',
    flag: 'money_missing',
    since: instantOf('2026-05-13'),
    payments: payments.length,
    orders: 0,
    amount: payments.reduce((sum, payment) => sum + payment.amount, 0n),
    oldestDueAt: instantOf('2026-05-13'),
    coveredThrough: '2026-05-15',
    paymentIds: payments.map((payment) => payment.paymentId),
    ...overrides,
  };
}

/** An account since 2026 whose statements cover 20/04/2026 to 15/05/2026. */
export function anAccount(overrides: Partial<AccountCoverage> = {}): AccountCoverage {
  return {
    versionId: '1',
    account: '0123456789',
    bankBin: '970436',
    accountName: 'UBND PHUONG CHON THANH',
    purpose: 'default',
    validFrom: '2026-01-01',
    validTo: null,
    covered: [{ from: '2026-04-20', to: '2026-05-15' }],
    coveredThrough: '2026-05-15',
    noticeGaps: null,
    verified: true,
    verifiedBy: 'credit',
    verifiedOn: '2026-05-12',
    proven: true,
    ...overrides,
  };
}

export function aUnit(overrides: Partial<UnitReading> = {}): UnitReading {
  return {
    unitCode: '25432',
    unitName: 'Chơn Thành',
    type: 'phuong',
    accounts: [anAccount()],
    flags: [],
    ...overrides,
  };
}

/** An unmatched credit of 50,000 đ in the unit's account. */
export function aLine(overrides: Partial<LineReading> = {}): LineReading {
  return {
    lineId: '1',
    account: '0123456789',
    unitCode: '25432',
    bookingDate: '2026-05-12',
    valueDate: '2026-05-12',
    amount: 50_000n,
    bankRef: 'FT26132099',
    narrative: 'NOP TIEN',
    counterparty: null,
    statement: '7',
    lineNo: 9,
    state: 'unmatched',
    recognisedAs: null,
    matches: [],
    ...overrides,
  };
}

/** A province at 20/05/2026 12:00, a Wednesday; its flags are those of its units. */
export function aProvince(overrides: Partial<ProvinceReading> = {}): ProvinceReading {
  const units = overrides.units ?? [aUnit()];
  return {
    asOf: instantOf('2026-05-20', '12:00'),
    units,
    payments: [],
    lines: [],
    flags: units.flatMap((unit) => unit.flags),
    discrepancies: [],
    verifications: [],
    ...overrides,
  };
}

/** The same province, `days` later. */
export function later(reading: ProvinceReading, days: number): ProvinceReading {
  const day = addDays('2026-05-20', days);
  return { ...reading, asOf: instantOf(day, '12:00') };
}
