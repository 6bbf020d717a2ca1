// When a gateway counts as silent: by its own habit, in working hours only.
import { addDays, Calendar, instantOf } from '../../src/calendar.js';
import {
  type CallbackDay,
  silenceOf,
  usualGapMs,
  workingMsBetween,
} from '../../src/payments/gateway-silence.js';
import { loadGatewayHealth } from '../../src/payments/gateway-health-store.js';
import { loadSilentGateways } from '../../src/payments/gateway-silence-store.js';
import { readProvince } from '../../src/reconciliation/read-province.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';

const hour = 3_600_000;
const calendar = new Calendar([{ day: '2026-05-01', kind: 'holiday' }]);
const at = (day: string, time: string): Date => instantOf(day, time);

/** Days with a callback each half hour from 8:00 to 16:00. */
function busyDays(first: string, count: number): CallbackDay[] {
  return Array.from({ length: count }, (_, index) => addDays(first, index)).map((day) => ({
    day,
    count: 17,
    firstAt: at(day, '08:00'),
    lastAt: at(day, '16:00'),
    gapMsMax: hour / 2,
  }));
}

test('nights, days off and what lies outside working hours are no gap', () => {
  // Thursday evening to Monday morning, Friday a holiday: half an hour and one hour count
  const [from, to] = [at('2026-04-30', '16:30'), at('2026-05-04', '08:30')];
  expect(workingMsBetween(from, to, calendar)).toBe(1.5 * hour);
  expect(workingMsBetween(at('2026-05-02', '09:00'), at('2026-05-03', '15:00'), calendar)).toBe(0);
});

test('the usual gap is the longest of the history, over night as within a day', () => {
  expect(usualGapMs(busyDays('2026-05-11', 5), calendar)).toBe(1.5 * hour);
  const slow = busyDays('2026-05-11', 5).map((day) => ({ ...day, gapMsMax: 3 * hour }));
  expect(usualGapMs(slow, calendar)).toBe(3 * hour);
});

test('few callbacks or few days tell no habit', () => {
  expect(usualGapMs(busyDays('2026-05-11', 4), calendar)).toBeNull();
  const rare = busyDays('2026-05-11', 5).map((day) => ({ ...day, count: 3 }));
  expect(usualGapMs(rare, calendar)).toBeNull();
});

test('a gateway is silent when working time without a call exceeds its longest before', () => {
  const days = busyDays('2026-05-11', 5);
  const lastAt = at('2026-05-15', '16:00');
  const silence = (day: string, time: string) =>
    silenceOf({ lastAt, days }, calendar, at(day, time));
  expect(silence('2026-05-17', '12:00')).toBeNull();
  expect(silence('2026-05-18', '08:00')).toBeNull();
  expect(silence('2026-05-18', '08:01')).toMatchObject({ since: lastAt, usualMs: 1.5 * hour });
});

describe('from the inbox', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await cloneDatabase();
    const [account] = await database
      .db('gateway_account')
      .insert({ name: 'vnpay', kind: 'vnpay' })
      .returning<{ id: string }[]>('id');
    await database.db.raw(
      `insert into payment_notice (gateway_account_id, gateway, received_at, method, raw_query,
         headers, raw_body, verdict)
       select ?, 'vnpay', day + make_interval(mins => 480 + 30 * step), 'GET', '', '{}', '',
              'verified'
         from generate_series('2026-05-11T00:00+07'::timestamptz, '2026-05-15T00:00+07', '1 day')
              as day
        cross join generate_series(0, 16) as step`,
      [account?.id ?? ''],
    );
    // knocking with a wrong signature is no sign of life
    await database.db('payment_notice').insert({
      gateway: 'vnpay',
      received_at: at('2026-05-18', '08:30'),
      method: 'GET',
      raw_query: '',
      headers: '{}',
      raw_body: Buffer.alloc(0),
      verdict: 'bad-signature',
    });
  });
  afterAll(() => database.close());

  test('silence raises a discrepancy of the province, which ends with the next callback', async () => {
    const kinds = async (day: string, time: string) =>
      (await readProvince(database, { asOf: at(day, time) })).discrepancies;
    expect(await kinds('2026-05-15', '16:30')).toEqual([]);
    expect(await kinds('2026-05-18', '09:30')).toMatchObject([
      { kind: 'gateway_silent', owner: 'gateway', unitCode: null, gatewayAccount: 'vnpay' },
    ]);
    const [silent] = await loadSilentGateways(database.db, calendar, at('2026-05-18', '09:30'));
    expect(silent).toMatchObject({ silentMs: 3 * hour, usualMs: 1.5 * hour });
    const account = await database.db('gateway_account').first<{ id: string }>('id');
    await database.db('payment_notice').insert({
      gateway_account_id: account.id,
      gateway: 'vnpay',
      received_at: at('2026-05-18', '09:40'),
      method: 'GET',
      raw_query: '',
      headers: '{}',
      raw_body: Buffer.alloc(0),
      verdict: 'verified',
    });
    expect(await kinds('2026-05-18', '09:45')).toEqual([]);
  });

  test('the health of each account says its last callback, whether it is silent, and what waits', async () => {
    const { db } = database;
    await db('gateway_account').insert({ name: 'momo', kind: 'momo' });
    const account = await db('gateway_account').where({ name: 'vnpay' }).first<{ id: string }>();
    const malformed = {
      gateway: 'vnpay',
      received_at: at('2026-05-18', '09:41'),
      method: 'GET',
      raw_query: '',
      headers: '{}',
      raw_body: Buffer.alloc(0),
      verdict: 'malformed',
    };
    const [waiting] = await db('payment_notice')
      .insert([{ ...malformed, gateway_account_id: account.id }, malformed])
      .returning<{ id: string }[]>('id');
    const none = { lastAt: null, silence: 'unknown' };
    const vnpay = { name: 'vnpay', kind: 'vnpay', lastAt: at('2026-05-18', '09:40') };
    expect(await loadGatewayHealth(db, calendar, at('2026-05-18', '14:00'))).toEqual([
      { name: 'momo', kind: 'momo', ...none, quarantined: 0 },
      { ...vnpay, silence: 'silent', quarantined: 1 },
      { name: null, kind: 'vnpay', ...none, quarantined: 1 },
    ]);
    await db('payment_notice_reading').insert({
      notice_id: waiting?.id,
      verdict: 'verified',
      read_at: at('2026-05-18', '14:10'),
      read_by: 'command tester',
      program_version: '0.1.0',
    });
    expect((await loadGatewayHealth(db, calendar, at('2026-05-18', '09:50')))[1]).toEqual({
      ...{ ...vnpay, silence: 'usual', quarantined: 0 },
    });
  });
});
