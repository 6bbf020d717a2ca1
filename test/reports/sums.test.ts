// The figures of every report are sums of what the export says of the same payments.
import fc from 'fast-check';
import { instantOf, localDateOf } from '../../src/calendar.js';
import { recordsOf } from '../../src/oversight/exports.js';
import { settlementValues, type PaymentReading } from '../../src/reconciliation/reading.js';
import { buildReport } from '../../src/reports/build-report.js';
import type { Report, ReportRow } from '../../src/reports/report.js';
import { aMatch, aPayment, aProvince, aUnit } from '../support/readings.js';
import { reportFacts } from '../support/report-facts.js';

const codes = ['25432', '25345', '25349'] as const;
const units = codes.map((unitCode) => aUnit({ unitCode, unitName: unitCode }));
const days = ['2026-04-28', '2026-04-30', '2026-05-01', '2026-05-11', '2026-05-31', '2026-06-01'];

let count = 0;
const payment = fc
  .record({
    unitCode: fc.constantFrom(...codes, null),
    gatewayAccount: fc.constantFrom('vnpay', 'momo'),
    amount: fc.bigInt({ min: 10n, max: 999_999_999_999n }),
    settlement: fc.constantFrom(...settlementValues, null),
    day: fc.constantFrom(...days),
    fee: fc.bigInt({ min: 0n, max: 9n }),
    receiptNumber: fc.constantFrom(null, 'BL1'),
    part: fc.bigInt({ min: 0n, max: 9n }),
  })
  .map(({ day, part, ...given }): PaymentReading => {
    const came = ['arrived', 'over', 'wrong_unit', 'old_account'].includes(given.settlement ?? '');
    const some = given.settlement === 'short' || given.settlement === 'overdue' ? part : 0n;
    count += 1;
    return aPayment({
      ...given,
      paymentId: String(count),
      paidAt: instantOf(day, '10:00'),
      arrivedAmount: came ? given.amount : some,
      matches: came ? [aMatch({ amount: given.amount })] : [],
    });
  });

/** What `export payments` says, read back as a program would. */
interface Exported {
  readonly unitCode: string | null;
  readonly gatewayAccount: string;
  readonly amount: bigint;
  readonly arrivedAmount: bigint;
  readonly fee: bigint;
  readonly settlement: string;
  readonly paidOn: string;
  readonly receiptNumber: string | null;
}

async function exported(payments: readonly PaymentReading[]): Promise<Exported[]> {
  const records = await recordsOf(
    'payments',
    {},
    {
      reading: aProvince({ units, payments }),
      matches: () => Promise.resolve([]),
      accounts: () => Promise.resolve([]),
      work: () => Promise.resolve([]),
    },
  );
  return records
    .map((record) => ({
      unitCode: record['unitCode'] as string | null,
      gatewayAccount: String(record['gatewayAccount']),
      amount: BigInt(String(record['amount'])),
      arrivedAmount: BigInt(String(record['arrivedAmount'])),
      fee: BigInt(String(record['fee'])),
      settlement: String(record['settlement']),
      paidOn: localDateOf(new Date(String(record['paidAt']))),
      receiptNumber: record['receiptNumber'] as string | null,
    }))
    .filter(({ settlement }) => settlement !== 'null');
}

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n);
const isIn =
  (...values: string[]) =>
  (one: Exported): boolean =>
    values.includes(one.settlement);
const inMay = ({ paidOn }: Exported): boolean => paidOn >= '2026-05-01' && paidOn <= '2026-05-31';
const beforeMay = ({ paidOn }: Exported): boolean => paidOn < '2026-05-01';
const missing = isIn('overdue', 'short', 'returned', 'wrong_unit', 'old_account', 'no_account');
const unsure = isIn('unverifiable', 'proposed', 'unassigned');
const arrived = isIn('arrived', 'over');
/** What is left to come of a payment. */
const left = (one: Exported): bigint =>
  one.amount - (isIn('short', 'overdue')(one) ? one.arrivedAmount : 0n);
const cameOf = (one: Exported): bigint => (arrived(one) ? one.amount : one.amount - left(one));

function totalsOf(report: Report, key: string): ReportRow {
  return report.tables.find((table) => table.key === key)?.totals ?? {};
}

function check(payments: readonly PaymentReading[], found: readonly Exported[]): void {
  const facts = reportFacts({ reading: aProvince({ units, payments }) });
  const may = found.filter(inMay);
  const missed = buildReport('missing', facts);
  const expected = {
    missing: may.filter(missing),
    earlier: found.filter(beforeMay).filter(missing),
    unsure: found.filter((one) => inMay(one) || beforeMay(one)).filter(unsure),
  };
  for (const [key, group] of Object.entries(expected)) {
    if (group.length === 0) continue;
    expect([key, totalsOf(missed, key)]).toMatchObject([
      key,
      { payments: group.length, amount: sum(group.map(left)) },
    ]);
  }
  const annexes = buildReport('letter', facts).tables;
  expect([...annexes.slice(0, 3), ...annexes.slice(4)]).toEqual(missed.tables);
  const open = [...expected.missing, ...expected.earlier, ...expected.unsure];
  const waiting = found.filter((one) => (inMay(one) || beforeMay(one)) && isIn('awaiting')(one));
  expect([totalsOf(missed, 'ageing')['all'] ?? 0n, totalsOf(missed, 'weeks')]).toEqual([
    sum([...open, ...waiting].map(left)),
    open.length === 0
      ? {}
      : expect.objectContaining({
          missing: sum([...expected.missing, ...expected.earlier].map(left)),
          unsure: sum(expected.unsure.map(left)),
        }),
  ]);
  if (may.length === 0) return;
  const month = buildReport('month', facts);
  const collected = {
    payments: may.length,
    collected: sum(may.map(({ amount }) => amount)),
    refunded: sum(may.filter(isIn('refunded')).map(({ amount }) => amount)),
    arrived: sum(may.map(cameOf)),
    remit: sum(may.filter((one) => cameOf(one) > 0n).map(({ arrivedAmount }) => arrivedAmount)),
    noReceipt: may.filter((one) => !isIn('refunded')(one) && one.receiptNumber === null).length,
  };
  expect(totalsOf(month, 'units')).toMatchObject(collected);
  expect(totalsOf(month, 'former')).toMatchObject(collected);
  const gateways = totalsOf(buildReport('gateways', facts), 'gateways');
  expect(gateways).toMatchObject({
    payments: may.length,
    amount: collected.collected,
    arrived: may.filter(arrived).length,
    fee: sum(may.map(({ fee }) => fee)),
    overdueAmount: sum(may.filter(isIn('overdue', 'short', 'returned')).map(left)),
  });
}

test('totals of missing, letter, month and gateways are the sums of the export', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(payment, { maxLength: 40 }), async (payments) => {
      check(payments, await exported(payments));
    }),
    { numRuns: 60 },
  );
});

test('the rows of every table add up to its totals', () => {
  fc.assert(
    fc.property(fc.array(payment, { maxLength: 40 }), (payments) => {
      const facts = reportFacts({ reading: aProvince({ units, payments }) });
      for (const kind of ['missing', 'month', 'gateways', 'unit-month'] as const) {
        for (const { key, rows, totals, columns } of buildReport(kind, facts).tables) {
          if (!totals) continue;
          for (const { key: name } of columns.filter(({ type }) => type === 'money')) {
            if (totals[name] === undefined) continue;
            const added = sum(rows.map((row) => BigInt(row[name] ?? 0)));
            expect([kind, key, name, added]).toEqual([kind, key, name, totals[name]]);
          }
        }
      }
    }),
    { numRuns: 60 },
  );
});

test('a unit\u2019s month opens with what was open, and ends with the sum of what moved', async () => {
  const moved = fc.array(fc.tuple(payment, fc.constantFrom(...settlementValues, null)), {
    maxLength: 30,
  });
  await fc.assert(
    fc.asyncProperty(moved, async (pairs) => {
      const after = pairs.map(([one]) => one);
      const before = pairs.flatMap(([one, was]) =>
        localDateOf(one.paidAt) < '2026-05-01' && one.settlement !== null
          ? [{ ...one, settlement: was, arrivedAmount: was === 'short' ? 3n : 0n }]
          : [],
      );
      const closing = aProvince({ units, payments: after });
      const opening = aProvince({ units, payments: before });
      const facts = reportFacts({ reading: closing, closing, opening });
      const figures = totalsOf(buildReport('unit-month', facts), 'units');
      const isOpen = (one: Exported) => missing(one) || unsure(one) || isIn('awaiting')(one);
      const [was, is] = [await exported(before), await exported(after)];
      expect(figures).toMatchObject({
        opening: sum(was.filter(isOpen).map(left)),
        openingCount: was.filter(isOpen).length,
        closing: sum(is.filter(isOpen).map(left)),
        closingCount: is.filter(isOpen).length,
        arrived: sum(is.map(cameOf)) - sum(was.map(cameOf)),
      });
      const figure = (name: string): bigint => BigInt(figures[name] ?? 0);
      expect(figure('opening') + figure('paid') - figure('arrived') - figure('refunded')).toBe(
        figure('closing'),
      );
    }),
    { numRuns: 60 },
  );
});
