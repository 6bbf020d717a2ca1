// Whatever order of columns and way of writing a gateway chose: through its mapping a report gives
// the rows that our own shape gives.
import fc from 'fast-check';
import { layoutSchema, type SettlementLayout } from '../../src/mappings/layout.js';
import { headersSeen, openSheets } from '../../src/mappings/mapped-table.js';
import { readMappedReport } from '../../src/payments/mapped-report.js';
import { readOwnReport } from '../../src/payments/settlement-report.js';
import type { OwnFile } from '../../src/tables/own-file.js';
import { csvFile } from '../support/own-file.js';

interface Row {
  readonly batch: string;
  readonly day: string;
  readonly txn: string;
  readonly ref: string;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly kind: 'payment' | 'refund' | 'adjustment';
}

interface Style {
  readonly order: readonly string[];
  readonly days: SettlementLayout['days'];
  readonly amounts: SettlementLayout['amounts'];
  readonly refunds: 'negative' | 'positive';
  readonly fees: 'positive' | 'negative';
  /** Which of amount, fee and net amount is not printed. */
  readonly without: 'amount' | 'fee' | 'netAmount' | null;
  readonly decimals: boolean;
  readonly frameRows: number;
  readonly totals: boolean;
}

const headerOf = {
  batch: 'Phiên',
  settlementDate: 'Ngày quyết toán',
  gatewayTxnId: 'Mã GD',
  merchantRef: 'Số hoá đơn',
  amount: 'Số tiền',
  fee: 'Phí',
  netAmount: 'Thực nhận',
  kind: 'Loại',
} as const;
type Field = keyof typeof headerOf;
const fields = Object.keys(headerOf) as Field[];
const words = { payment: 'Thanh toán', refund: 'Hoàn', adjustment: 'Điều chỉnh' } as const;

const row: fc.Arbitrary<Row> = fc
  .record({
    batch: fc.constantFrom('P1', 'P2'),
    txn: fc.stringMatching(/^[A-Z]{2}\d{4,12}$/),
    ref: fc.stringMatching(/^[A-Z]{3}\d{3}$/),
    size: fc.bigInt(1n, 10n ** 15n),
    fee: fc.bigInt(0n, 10n ** 6n),
    kind: fc.constantFrom('payment', 'refund', 'adjustment'),
  })
  .map(({ size, ...rest }) => ({
    ...rest,
    day: rest.batch === 'P1' ? '2026-05-04' : '2026-12-31',
    amount: rest.kind === 'payment' ? size : -size,
  }));

const style: fc.Arbitrary<Style> = fc.record({
  order: fc.shuffledSubarray([...fields, 'Ghi chú', 'STT'], { minLength: fields.length + 2 }),
  days: fc.constantFrom('dd/MM/yyyy', 'MM/dd/yyyy', 'yyyy-MM-dd', 'yyyyMMdd', 'dd/MM/yy'),
  amounts: fc.constantFrom<SettlementLayout['amounts']>(
    { decimal: ',', grouping: '.', hundredfold: false },
    { decimal: '.', grouping: ',', hundredfold: false },
    { decimal: ',', grouping: ' ', hundredfold: false },
    { decimal: '.', grouping: '', hundredfold: true },
  ),
  refunds: fc.constantFrom('negative', 'positive'),
  fees: fc.constantFrom('positive', 'negative'),
  without: fc.constantFrom('amount', 'fee', 'netAmount', null),
  decimals: fc.boolean(),
  frameRows: fc.integer({ min: 0, max: 5 }),
  totals: fc.boolean(),
});

function printedAmount(amount: bigint, { amounts, decimals }: Style): string {
  const size = (amount < 0n ? -amount : amount) * (amounts.hundredfold ? 100n : 1n);
  const digits = size.toString().replace(/\B(?=(\d{3})+$)/g, amounts.grouping);
  return `${amount < 0n ? '-' : ''}${digits}${decimals ? `${amounts.decimal}00` : ''}`;
}

function printedDay(day: string, form: Style['days']): string {
  const [year = '', month = '', date = ''] = day.split('-');
  return form
    .replace('yyyy', year)
    .replace('yy', year.slice(2))
    .replace('MM', month)
    .replace('dd', date);
}

function cellsOf(one: Row, made: Style): Record<string, string> {
  // a refund printed without its sign is printed so in each of its amounts
  const sign = one.kind === 'refund' && made.refunds === 'positive' ? -1n : 1n;
  const fee = (made.fees === 'negative' ? -1n : 1n) * sign * one.fee;
  return {
    batch: one.batch,
    settlementDate: printedDay(one.day, made.days),
    gatewayTxnId: one.txn,
    merchantRef: one.ref,
    amount: printedAmount(sign * one.amount, made),
    fee: printedAmount(fee, made),
    netAmount: printedAmount(sign * (one.amount - one.fee), made),
    kind: words[one.kind],
    'Ghi chú': 'a,b "c"',
    STT: '1',
  };
}

function theirs(rows: readonly Row[], made: Style): OwnFile {
  const order = made.order.filter((name) => name !== made.without);
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const line = (cells: Readonly<Record<string, string>>): string =>
    order.map((name) => quoted(cells[name] ?? '')).join(';');
  const frame = Array.from({ length: made.frameRows }, (_, at) => `BÁO CÁO ${String(at)}`);
  const header = line({ ...headerOf, 'Ghi chú': 'Ghi chú', STT: 'STT' });
  const sums = made.totals ? [line({ STT: 'Tổng cộng' })] : [];
  return csvFile(
    'theirs.csv',
    ...frame,
    header,
    ...rows.map((one) => line(cellsOf(one, made))),
    ...sums,
  );
}

function layoutFor(made: Style): SettlementLayout {
  const column = (field: Field): string | null => (field === made.without ? null : headerOf[field]);
  return layoutSchema.parse({
    ...{ reads: 'settlement', headerRow: made.frameRows + 1, days: made.days, pays: 'net' },
    ...{ amounts: made.amounts, batchBy: 'columns', refunds: made.refunds, fees: made.fees },
    columns: {
      ...Object.fromEntries(fields.map((field) => [field, column(field)])),
      batch: [headerOf.batch],
      fee: made.without === 'fee' ? [] : [headerOf.fee],
    },
    kindWords: Object.fromEntries(Object.entries(words).map(([kind, word]) => [kind, [word]])),
  }) as SettlementLayout;
}

function ours(rows: readonly Row[]): OwnFile {
  return csvFile(
    'ours.csv',
    'batch,settlementDate,gatewayTxnId,merchantRef,amount,fee,netAmount,kind',
    ...rows.map(({ batch, day, txn, ref, amount, fee, kind }) =>
      [batch, day, txn, ref, amount, fee, amount - fee, kind].join(','),
    ),
  );
}

test('a report in any layout gives the rows of our own shape', async () => {
  const seed = Date.now() % 2 ** 31;
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), style, async (rows, made) => {
      const file = theirs(rows, made);
      const layout = layoutFor(made);
      const headers = headersSeen(await openSheets(file), layout);
      const mapped = await readMappedReport(file, { layout, headers });
      const own = await readOwnReport(ours(rows));
      expect(mapped.errors).toEqual([]);
      expect(mapped.rows.map(({ value }) => value)).toEqual(own.rows.map(({ value }) => value));
    }),
    { numRuns: process.env['DOISOAT_LONG'] === '1' ? 5000 : 30, seed },
  );
});
