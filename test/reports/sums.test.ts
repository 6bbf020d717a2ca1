// The figures of every report are sums of what the export says of the same payments.
import fc from 'fast-check';
import { instantOf, localDateOf } from '../../src/calendar.js';
import { recordsOf } from '../../src/oversight/exports.js';
import { settlementValues, type PaymentReading } from '../../src/reconciliation/reading.js';
import { buildReport } from '../../src/reports/build-report.js';
import type { Report, ReportRow } from '../../src/reports/report.js';
import { aMatch, aPayment, aProvince, aUnit } from '../support/readings.js';
import {
  movementByExport,
  readBack,
  sum,
  totalsByExport,
  wrongTotals,
  type Exported,
} from '../support/export-sums.js';
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
  return readBack(records);
}

function totalsOf(report: Report, key: string): ReportRow {
  return report.tables.find((table) => table.key === key)?.totals ?? {};
}

function check(payments: readonly PaymentReading[], found: readonly Exported[]): void {
  const facts = reportFacts({ reading: aProvince({ units, payments }) });
  const kinds = ['missing', 'letter', 'month', 'gateways'] as const;
  const reports = kinds.map((kind) => buildReport(kind, facts));
  expect(wrongTotals(reports, totalsByExport(found))).toEqual([]);
  const [missed, letter] = reports.map(({ tables }) => tables);
  expect([...(letter ?? []).slice(0, 3), ...(letter ?? []).slice(4)]).toEqual(missed);
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
      expect(figures).toMatchObject(
        movementByExport(await exported(before), await exported(after)),
      );
      const figure = (name: string): bigint => BigInt(figures[name] ?? 0);
      expect(figure('opening') + figure('paid') - figure('arrived') - figure('refunded')).toBe(
        figure('closing'),
      );
    }),
    { numRuns: 60 },
  );
});
