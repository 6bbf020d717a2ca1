// Whatever a text of a report begins with, it is a text in the workbook, and nothing else.
import { readTable } from '../../src/tables/read-table.js';
import { buildReport } from '../../src/reports/build-report.js';
import { reportKinds, type Report, type ReportTable } from '../../src/reports/report.js';
import { reportXlsx } from '../../src/reports/write-xlsx.js';
import { aPayment, aProvince, aUnit } from '../support/readings.js';
import { reportFacts } from '../support/report-facts.js';

const prefixes = [
  '=',
  '+',
  '-',
  '@',
  '\t',
  '\r',
  '\n',
  '\u0000',
  '＝',
  '＋',
  '－',
  '＠',
  ' =',
  '"=',
  "'=",
];
const payload = 'HYPERLINK("http://x","y")&1';

/** The same report with a text that begins like a formula in each of its text cells. */
function poisoned(report: Report, prefix: string): Report {
  const tables = report.tables.map((table): ReportTable => {
    const texts = table.columns.filter(({ type }) => type === 'text');
    const evil = Object.fromEntries(texts.map(({ key }) => [key, `${prefix}${payload}`]));
    return { ...table, rows: [{ ...table.rows[0], ...evil }] };
  });
  return { ...report, tables };
}

test('a text that begins like a formula stays a text, in every text column of every report', async () => {
  const unit = aUnit();
  const reading = aProvince({ units: [unit], payments: [aPayment()] });
  let cells = 0;
  for (const kind of reportKinds) {
    for (const about of kind === 'unit-month' ? [null, unit] : [null]) {
      const report = buildReport(kind, reportFacts({ reading, unit: about }));
      for (const prefix of prefixes) {
        const outcome = await readTable(await reportXlsx(poisoned(report, prefix)));
        if (outcome.kind !== 'table') throw new Error(outcome.refusal.detail);
        const found = outcome.sheets.flatMap((sheet) => sheet.rows.flatMap((row) => row.cells));
        expect(found.filter(({ isFormula }) => isFormula)).toEqual([]);
        const kept = found.filter(({ text }) => text.includes(payload));
        const texts = report.tables.flatMap(({ columns }) =>
          columns.filter(({ type }) => type === 'text'),
        );
        expect([kind, prefix, kept.length]).toEqual([kind, prefix, texts.length]);
        expect(kept.filter(({ isNumber }) => isNumber)).toEqual([]);
        cells += kept.length;
      }
    }
  }
  expect(cells).toBeGreaterThan(prefixes.length * 30);
});

test('a figure stays a figure and a day a day; an amount beyond what Excel holds stays a text', async () => {
  const large = 12_345_678_901_234_567n;
  const payments = [aPayment({ amount: 1_250_000n }), aPayment({ amount: large, unitCode: null })];
  const report = buildReport('missing', reportFacts({ reading: aProvince({ payments }) }));
  const outcome = await readTable(await reportXlsx(report));
  if (outcome.kind !== 'table') throw new Error(outcome.refusal.detail);
  const cells = outcome.sheets[0]?.rows.flatMap((row) => row.cells) ?? [];
  expect(cells.find(({ text }) => text === '1250000')).toMatchObject({ isNumber: true });
  expect(cells.find(({ date }) => date?.startsWith('2026-05-11'))).toBeDefined();
  expect(cells.find(({ text }) => text === large.toString())?.isNumber).not.toBe(true);
});
