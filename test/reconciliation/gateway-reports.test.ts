// What a gateway's settlement reports say of payments: which it still holds, which fee it kept,
// which it pays out without having said that they were made; and what nobody answers any more.
import fc from 'fast-check';
import type { PaymentRecord } from '../../src/payments/payment.js';
import type { ReportFact, ReportRow } from '../../src/reconciliation/facts.js';
import { readFacts } from '../../src/reconciliation/read-province.js';
import type { ProvinceReading } from '../../src/reconciliation/reading.js';
import {
  aGateway,
  aLine,
  anAccount,
  aNotice,
  aPayment,
  clock,
  gateways,
  paymentOf,
  type FactsGiven,
  type PaymentGiven,
  readingOf,
  theFacts,
} from '../support/facts.js';

const runs = process.env['DOISOAT_LONG'] ? 2000 : 20;

/** B's payment of the session of 11/05 unless said otherwise; equal amounts are normal. */
const paid = (ref: string, more: PaymentGiven = {}): PaymentRecord =>
  aPayment({ gateway: 'B', ref, txn: `T-${ref}`, amount: 8000n, ...more });

function row(ref: string, more: Partial<ReportRow> = {}): ReportRow {
  const made = { kind: 'payment', amount: 8000n, fee: 0n, unitCode: null, ...more } as const;
  const netAmount = made.amount - made.fee;
  return { gatewayTxnId: `T-${ref}`, merchantRef: null, netAmount, ...made };
}

const report = (batch: string, settledOn: string, ...rows: readonly ReportRow[]): ReportFact => ({
  gatewayAccountId: 'B',
  batch,
  settledOn,
  rows,
});

const heldOf = (reading: ProvinceReading): string[] =>
  reading.payments.filter(({ held }) => held).map(({ merchantRef }) => merchantRef ?? '');

const found = (reading: ProvinceReading, kind: string) =>
  reading.discrepancies.filter((one) => one.kind === kind);

test('A credit that prints a batch and another sum than its report is left to a person, with its members', () => {
  const payments = [paid('R1'), paid('R2')];
  const reports = [report('B-1105', '2026-05-12', row('R1'), row('R2'))];
  const line = { on: '2026-05-12', text: 'B QUYET TOAN DOT B1105' };
  for (const amount of [15000n, 17000n]) {
    const reading = readingOf({ payments, reports, lines: [aLine({ ...line, amount })] });
    const held = { rule: 'settlement-report', status: 'proposed' };
    const each = { settlement: 'proposed', matches: [held] };
    expect(reading.payments).toMatchObject([each, each]);
    expect(reading.discrepancies).toMatchObject([
      { kind: 'batch_unbalanced', owner: 'gateway', gatewayAccount: 'B', members: 2 },
    ]);
  }
});

describe('A payment that the report of its session leaves out', () => {
  const payments = [paid('R1'), paid('R2'), paid('R3')];
  const reports = [report('B-1105', '2026-05-12', row('R1'), row('R2'))];
  const given: FactsGiven = { payments, reports, lines: [batchLine(16000n)] };

  function batchLine(amount: bigint) {
    return aLine({ on: '2026-05-12', amount, text: 'B QUYET TOAN DOT B1105' });
  }

  test('is held at the gateway: overdue, not arrived, and the gateway’s to explain', () => {
    const reading = readingOf(given);
    expect(heldOf(reading)).toEqual(['R3']);
    const [, , third] = reading.payments;
    expect(third).toMatchObject({
      settlement: 'overdue',
      held: { batches: ['B-1105'], reportedOn: '2026-05-12' },
    });
    expect(found(reading, 'not_arrived')).toMatchObject([
      {
        owner: 'gateway',
        unitCode: 'U',
        gatewayAccount: 'B',
        members: 1,
        held: { members: 1, amount: 8000n, batches: ['B-1105'] },
      },
    ]);
  });

  test('is said to be so as soon as the report is there, and accused only when due and proven', () => {
    const early = readingOf(given, '2026-05-12 12:00');
    expect(heldOf(early)).toEqual(['R3']);
    expect(early.payments[2]?.settlement).toBe('awaiting');
    expect(found(early, 'not_arrived')).toEqual([]);
    const unproven = readingOf({ ...given, lines: [], coverage: { A: null } });
    expect(unproven.payments[2]?.settlement).toBe('unverifiable');
    expect(heldOf(unproven)).toEqual(['R3']);
    expect(found(unproven, 'not_arrived')).toEqual([]);
    expect(heldOf(readingOf(given, '2026-05-11 23:00'))).toEqual([]);
  });

  test('is no longer held once a later report lists it, in whichever kind of row', () => {
    for (const kind of ['payment', 'refund'] as const) {
      const amount = kind === 'refund' ? -8000n : 8000n;
      const late = report('B-1205', '2026-05-13', row('R3', { kind, amount }));
      expect(heldOf(readingOf({ ...given, reports: [...reports, late] }))).toEqual([]);
      expect(
        heldOf(readingOf({ ...given, reports: [...reports, late] }, '2026-05-12 12:00')),
      ).toEqual(['R3']);
    }
  });

  test('is not held where its money came, or waits for a person', () => {
    const credit = aLine({ on: '2026-05-13', amount: 8000n, text: 'NOP PHI R3' });
    const lines = [batchLine(16000n), credit];
    const reading = readingOf({ ...given, lines });
    expect([heldOf(reading), reading.payments[2]?.settlement]).toEqual([[], 'arrived']);
  });

  test.each<[string, Partial<FactsGiven>]>([
    ['was given back in full', { payments: [paid('R1'), paid('R2'), refunded(true)] }],
    ['was given back in part before', { payments: [paid('R1'), paid('R2'), refunded(false)] }],
    [
      'was paid an hour before the cut-off, the next session’s report being missing',
      { payments: [paid('R1'), paid('R2'), paid('R3', { paidAt: '2026-05-11 23:30' })] },
    ],
    [
      'was paid just after the cut-off of the session before',
      { payments: [paid('R1'), paid('R2'), paid('R3', { paidAt: '2026-05-11 00:20' })] },
    ],
    [
      'is of a session whose report is missing',
      { payments: [paid('R1'), paid('R2'), paid('R3', { paidAt: '2026-05-12 10:00' })] },
    ],
    [
      'may be the row that names nobody we know',
      { reports: [report('B-1105', '2026-05-12', row('R1'), row('R2'), row('R9'))] },
    ],
    [
      'belongs to no known unit',
      { payments: [paid('R1'), paid('R2'), paid('R3', { unit: null })] },
    ],
    [
      'belongs to a unit that is settled in batches of its own',
      {
        payments: [paid('R1'), paid('R2'), paid('R3', { unit: 'V' })],
        reports: [report('B-1105', '2026-05-12', row('R1'), row('R2'))],
      },
    ],
    [
      'was made after a report of the same day',
      {
        payments: [paid('R1'), paid('R2'), paid('R3', { paidAt: '2026-05-11 15:00' })],
        reports: [report('B-1105', '2026-05-11', row('R1'), row('R2'))],
      },
    ],
    [
      'is only a straggler’s neighbour: the report is the next session’s',
      {
        payments: [
          paid('R1'),
          paid('R3'),
          paid('N1', { paidAt: '2026-05-12 10:00' }),
          paid('N2', { paidAt: '2026-05-12 11:00' }),
        ],
        reports: [report('B-1205', '2026-05-13', row('R1'), row('N1'), row('N2'))],
      },
    ],
  ])('is not accused when it %s', (_why, more) => {
    expect(heldOf(readingOf({ ...given, lines: [], ...more }))).toEqual([]);
  });

  function refunded(full: boolean) {
    const refund = { at: '2026-05-11 20:00', full, ...(full ? {} : { amount: 3000n }) };
    return paid('R3', { refund });
  }

  test('is held near the cut-off too, once the neighbouring session’s report is there', () => {
    const near = paid('R3', { paidAt: '2026-05-11 23:30' });
    const next = [
      paid('N1', { paidAt: '2026-05-12 10:00' }),
      paid('N2', { paidAt: '2026-05-12 11:00' }),
    ];
    const later = report('B-1205', '2026-05-13', row('N1'), row('N2'));
    const all = { payments: [paid('R1'), paid('R2'), near, ...next] };
    expect(heldOf(readingOf({ ...all, reports }))).toEqual([]);
    expect(heldOf(readingOf({ ...all, reports: [...reports, later] }))).toEqual(['R3']);
  });

  test('is held also as its unit’s only one, where one batch settles several units', () => {
    const units = [paid('R1'), paid('R2', { unit: 'V' }), paid('R3', { unit: 'W' })];
    const accounts = [anAccount('A', 'U'), anAccount('V1', 'V'), anAccount('W1', 'W')];
    const heldAmong = (given: readonly ReportFact[]) => {
      const facts = theFacts({ payments: units, accounts, reports: given });
      const known = ['U', 'V', 'W'].map((code) => ({
        code,
        name: code,
        type: 'xa',
        agencyCode: null,
      }));
      return heldOf(readFacts({ ...facts, units: known }, [], clock('2026-05-20 12:00')));
    };
    expect(heldAmong(reports)).toEqual(['R3']);
    // where a session is settled in parts, another part may still come
    const parts = [report('B-1', '2026-05-12', row('R1')), report('B-2', '2026-05-12', row('R2'))];
    expect(heldAmong(parts)).toEqual([]);
  });
});

describe('Whatever arrives in whichever order', () => {
  /** Where the gateway counts a payment: in its session's report, in the next one, or in none. */
  const world = fc.record({
    payments: fc.array(
      fc.record({
        day: fc.integer({ min: 11, max: 14 }),
        hour: fc.constantFrom('00:10', '09:00', '14:00', '23:50'),
        unit: fc.constantFrom('U', 'V'),
        fate: fc.constantFrom('own', 'own', 'own', 'next', 'never', 'refunded'),
        amount: fc.constantFrom(5000n, 8000n),
      }),
      { maxLength: 16 },
    ),
    missing: fc.array(fc.integer({ min: 11, max: 15 }), { maxLength: 3 }),
    seed: fc.integer({ min: 1, max: 1000 }),
  });

  function build({ payments, missing }: { payments: readonly Made[]; missing: readonly number[] }) {
    const made = payments.map((one, at) => ({
      ...one,
      ref: `R${String(at)}`,
      reportDay: one.fate === 'own' ? one.day : one.fate === 'next' ? one.day + 1 : null,
    }));
    const records = made.map(({ ref, day, hour, unit, amount, fate }) =>
      paid(ref, {
        id: ref,
        amount,
        unit,
        paidAt: `2026-05-${String(day)} ${hour}`,
        ...(fate === 'refunded' ? { refund: { at: `2026-05-${String(day)} 23:55` } } : {}),
      }),
    );
    const reports = [11, 12, 13, 14, 15]
      .filter((day) => !missing.includes(day))
      .map((day) =>
        report(
          `B-${String(day)}`,
          `2026-05-${String(day === 15 ? 18 : day + 1)}`,
          ...made
            .filter(({ reportDay }) => reportDay === day)
            .map(({ ref, amount }) => row(ref, { amount })),
        ),
      )
      .filter(({ rows }) => rows.length > 0);
    return { made, records, reports };
  }

  interface Made {
    readonly day: number;
    readonly hour: string;
    readonly unit: string;
    readonly fate: string;
    readonly amount: bigint;
  }

  test('the same are held, and never one whose own or listing report is still missing', () => {
    let heldCount = 0;
    fc.assert(
      fc.property(world, ({ payments, missing, seed }) => {
        const { made, records, reports } = build({ payments, missing });
        const shuffled = <T>(items: readonly T[]): T[] =>
          items
            .map((item, at) => ({ item, key: Math.sin(seed * 997 + at * 131) }))
            .sort((one, other) => one.key - other.key)
            .map(({ item }) => item);
        const held = heldOf(readingOf({ payments: records, reports })).sort();
        const again = readingOf({
          payments: shuffled(records),
          reports: shuffled(reports.map((one) => ({ ...one, rows: shuffled(one.rows) }))),
        });
        expect(heldOf(again).sort()).toEqual(held);
        heldCount += held.length;
        for (const one of made.filter(({ ref }) => held.includes(ref))) {
          expect(['never', 'next']).toContain(one.fate);
          expect(missing).not.toContain(one.day);
          // near midnight the report that lists it must have come, and does not list it
          if (one.hour === '23:50')
            expect([one.fate, missing.includes(one.day + 1)]).toEqual(['never', false]);
          if (one.hour === '00:10') expect(missing).not.toContain(one.day - 1);
        }
      }),
      { numRuns: runs },
    );
    expect(heldCount).toBeGreaterThan(0);
  });
});

describe('The fee that a report keeps', () => {
  const free = aGateway('B').terms[0]?.fee;
  if (!free) throw new Error('a gateway has terms');
  const agreeing = (fee: Partial<typeof free>, basis: 'gross' | 'net' = 'net') => ({
    gateways: [
      ...gateways.filter(({ name }) => name !== 'B'),
      aGateway('B', { mode: 'daily_batch', basis, fee: { ...free, ...fee } }),
    ],
  });
  const payments = [paid('R1', { amount: 8000n }), paid('R2', { amount: 15000n })];
  const reportOf = (one: bigint, other: bigint, ...more: readonly ReportRow[]) =>
    report(
      'B-1105',
      '2026-05-12',
      row('R1', { fee: one }),
      row('R2', { amount: 15000n, fee: other }),
      ...more,
    );
  const variances = (given: FactsGiven) => found(readingOf({ payments, ...given }), 'fee_variance');

  test('is what was agreed per payment: 1.1 % and 10 % VAT of 8,000 and 15,000 are 97 and 182', () => {
    const terms = agreeing({ percent: '1.1', vatPercent: '10' });
    expect(variances({ ...terms, reports: [reportOf(97n, 182n)] })).toEqual([]);
    const [finding] = variances({ ...terms, reports: [reportOf(97n, 165n)] });
    expect(finding).toMatchObject({
      owner: 'gateway',
      unitCode: 'U',
      members: 1,
      amount: 17n,
      feeDifferences: [{ batch: 'B-1105', reported: 165n, agreed: 182n }],
    });
    expect(finding?.paymentIds).toEqual([payments[1]?.id]);
  });

  test('is taken once of a batch’s sum where that is agreed: 1.1 % of 23,000 is 253, not 88 + 165', () => {
    const terms = agreeing({ fixed: 500n, percent: '1.1', per: 'batch' });
    expect(variances({ ...terms, reports: [reportOf(262n, 491n)] })).toEqual([]);
    // a gateway may also state it in a row of its own
    const fee = { ...row('', { kind: 'adjustment', amount: 0n, fee: 753n }), gatewayTxnId: null };
    expect(variances({ ...terms, reports: [reportOf(0n, 0n, fee)] })).toEqual([]);
    expect(variances({ ...terms, reports: [reportOf(588n, 665n)] })).toMatchObject([
      { members: 1, amount: 500n, feeDifferences: [{ reported: 1253n, agreed: 753n }] },
    ]);
  });

  test('is read by the terms of the day of payment', () => {
    const [first] = agreeing({ percent: '1' }).gateways.filter(({ name }) => name === 'B');
    const [before] = first?.terms ?? [];
    if (!first || !before) throw new Error('B has terms');
    const later = { ...before, validFrom: '2026-05-11', fee: { ...before.fee, percent: '2' } };
    const terms = { gateways: [...gateways.slice(0, 1), { ...first, terms: [before, later] }] };
    expect(variances({ ...terms, reports: [reportOf(160n, 300n)] })).toEqual([]);
    expect(variances({ ...terms, reports: [reportOf(80n, 150n)] })).toMatchObject([{ members: 2 }]);
  });

  test('accuses nobody where none was agreed, and is a variance where gross was agreed', () => {
    expect(variances({ ...agreeing({}, 'gross'), reports: [reportOf(88n, 165n)] })).toEqual([]);
    const line = aLine({ on: '2026-05-12', amount: 22747n, text: 'B QUYET TOAN DOT B1105' });
    const given = { ...agreeing({}, 'gross'), reports: [reportOf(88n, 165n)], lines: [line] };
    const reading = readingOf({ payments, ...given });
    expect(reading.payments.map(({ settlement }) => settlement)).toEqual(['arrived', 'arrived']);
    expect(found(reading, 'fee_variance')).toMatchObject([{ members: 2 }]);
  });

  test('stands beside the amount: another amount than was paid is a conflict', () => {
    const other = report('B-1105', '2026-05-12', row('R1', { amount: 9000n }));
    expect(found(readingOf({ payments, reports: [other] }), 'amount_conflict')).toMatchObject([
      { members: 1, paymentIds: [payments[0]?.id] },
    ]);
  });
});

describe('A row without a payment of ours', () => {
  const line = aLine({ on: '2026-05-12', amount: 16000n, text: 'B QUYET TOAN DOT B1105' });
  const given = { reports: [report('B-1105', '2026-05-12', row('R1'), row('R2'))], lines: [line] };
  const summary = (reading: ProvinceReading): string[] => [
    ...reading.payments.map((one) => `${one.merchantRef ?? ''} ${one.settlement ?? ''}`),
    ...reading.discrepancies.map(({ kind, amount }) => `${kind} ${String(amount)}`),
  ];

  test('is a callback that is missing, its credit matched all the same; the late callback ends it', () => {
    const before = readingOf({ ...given, payments: [paid('R1')] });
    expect(summary(before)).toEqual(['R1 arrived', 'callback_missing 8000']);
    expect(before.discrepancies[0]).toMatchObject({ owner: 'gateway', unitCode: 'U' });
    expect(before.lines[0]?.state).toBe('matched');
    const after = readingOf({ ...given, payments: [paid('R1'), paid('R2')] });
    expect(summary(after)).toEqual(['R1 arrived', 'R2 arrived']);
  });

  test('proves a session anew: what its sum had matched by itself is matched as the report says', () => {
    const three = [paid('R1'), paid('R2'), paid('R3')];
    const alone = { payments: three.slice(0, 2), lines: [line] };
    const settlements = (more: FactsGiven) =>
      readingOf(more).payments.map(({ settlement }) => settlement);
    expect(settlements(alone)).toEqual(['arrived', 'arrived']);
    expect(settlements({ ...alone, payments: three })).toEqual(Array(3).fill('proposed'));
    expect(settlements({ ...given, payments: three })).toEqual(['arrived', 'arrived', 'overdue']);
  });
});

describe('An amount that is not the same everywhere', () => {
  const conflicts = (payment: PaymentRecord) =>
    found(readingOf({ payments: [payment] }), 'amount_conflict').map(({ amount }) => amount);

  test('is a conflict of order and payment, or of two words about one payment', () => {
    const told = paid('R1', { told: { account: '00A' } });
    expect(conflicts(told)).toEqual([]);
    const { order } = told;
    if (!order) throw new Error('a payment that was told an account has an order');
    expect(conflicts({ ...told, order: { ...order, amount: 9000n } })).toEqual([8000n]);
    const again = paid('R1', { amount: 7000n });
    expect(conflicts({ ...told, events: [...told.events, ...again.events] })).toHaveLength(1);
  });
});

describe('What a gateway says in one place and not in another', () => {
  const about = (reading: ProvinceReading): string[] =>
    found(reading, 'status_conflict').map(
      ({ owner, members, givenUp }) => `${owner} ${String(members)} ${String(givenUp)}`,
    );

  test('a report that pays out what is not known to have been made is a conflict of status', () => {
    const failed = paid('R1', { status: 'failed' });
    const reports = [report('B-1105', '2026-05-12', row('R1'))];
    const reading = readingOf({ payments: [failed], reports });
    expect(about(reading)).toEqual(['gateway 1 undefined']);
    expect(reading.payments[0]?.settlement).toBeNull();
    expect(about(readingOf({ payments: [failed] }))).toEqual([]);
  });

  const asked = aGateway('B', {}, { kind: 'vnpay', options: { queryUrl: 'https://b.test/q' } });
  const pending = (more: PaymentGiven = {}) => paid('R1', { status: 'pending', ...more });

  test('a payment that stays pending for as long as its gateway is asked is a person’s from then on', () => {
    const given = { payments: [pending()], gateways: [asked] };
    expect(about(readingOf(given, '2026-05-14 09:59'))).toEqual([]);
    const reading = readingOf(given, '2026-05-14 10:01');
    expect(about(reading)).toEqual(['gateway 1 1']);
    expect(reading.payments[0]).toMatchObject({
      settlement: null,
      givenUpAt: clock('2026-05-14 10:00'),
    });
  });

  test('a final word ends it, however late; so does another attempt of the order that was paid', () => {
    const [made] = [paid('R1')];
    const late = { ...pending(), events: [...pending().events, ...made.events] };
    expect(about(readingOf({ payments: [late], gateways: [asked] }))).toEqual([]);
    const attempt = pending({ txn: null });
    expect(about(readingOf({ payments: [attempt], gateways: [asked] }))).toEqual(['gateway 1 1']);
    expect(about(readingOf({ payments: [attempt, made], gateways: [asked] }))).toEqual([]);
  });

  test('a gateway that is never asked has not failed to answer', () => {
    expect(about(readingOf({ payments: [pending()], gateways: [aGateway('B')] }))).toEqual([]);
  });
});

describe('Callbacks missing between two notices of a bank feed', () => {
  const told = (at: string, amount: bigint, balance: bigint) =>
    aNotice({ at: `2026-05-12 ${at}`, amount, balance, text: 'CHUYEN TIEN' });
  const given = (...notices: readonly ReturnType<typeof told>[]): FactsGiven => ({
    notices,
    payments: notices.filter(({ amount }) => amount > 0n).map((one) => paymentOf(one)),
    coverage: { A: null },
  });
  const gap = given(told('09:00', 100n, 1100n), told('09:30', 20n, 1190n));

  test('are a finding with the sum that is missing, which the statement of those days ends', () => {
    const [finding] = found(readingOf(gap), 'callback_missing');
    expect(finding).toMatchObject({
      owner: 'gateway',
      unitCode: 'U',
      gatewayAccount: 'S',
      members: 1,
      amount: 70n,
      missingNotices: [
        { after: clock('2026-05-12 09:00'), before: clock('2026-05-12 09:30'), missing: 70n },
      ],
    });
    expect(found(readingOf({ ...gap, coverage: {} }), 'callback_missing')).toEqual([]);
    expect(found(readingOf(gap, '2026-05-12 09:10'), 'callback_missing')).toEqual([]);
  });

  test('are none where the missing notice comes late, or the feed tells credits alone', () => {
    const whole = given(
      told('09:30', 20n, 1190n),
      told('09:00', 100n, 1100n),
      told('09:10', 70n, 1170n),
    );
    expect(found(readingOf(whole), 'callback_missing')).toEqual([]);
    const creditsOnly = given(told('09:00', 100n, 1100n), told('09:30', 20n, 620n));
    expect(found(readingOf(creditsOnly), 'callback_missing')).toEqual([]);
    const debitsToo = given(
      told('08:00', -10n, 1000n),
      told('09:00', 100n, 1100n),
      told('09:30', 20n, 620n),
    );
    expect(found(readingOf(debitsToo), 'callback_missing')).toMatchObject([{ amount: 500n }]);
  });
});
