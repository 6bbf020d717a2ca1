// Gateways' own settlement reports through a confirmed mapping: the same rows as our own shape.
import iconv from 'iconv-lite';
import writeXlsxFile from 'write-excel-file/node';
import type { Db } from '../../src/db.js';
import {
  confirmMapping,
  proposeMapping,
  retireMapping,
} from '../../src/mappings/change-mapping.js';
import { layoutSchema, type SettlementLayout } from '../../src/mappings/layout.js';
import type { MappingOwner } from '../../src/mappings/mapping.js';
import { gatewayNamed, importSettlement } from '../../src/payments/import-settlement.js';
import { previewSettlement } from '../../src/payments/preview-settlement.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import { Refused } from '../../src/problem.js';
import type { OwnFile } from '../../src/tables/own-file.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';

let database: TestDatabase;
let db: Db;
let owner: MappingOwner;
let gateway: string;
let name: string;
let count = 0;
const at = new Date('2026-05-20T01:00:00Z');
const deps = () => ({ db, now: () => at, by: byTester });

const layout = layoutSchema.parse({
  reads: 'settlement',
  headerRow: 4,
  days: 'dd/MM/yyyy',
  amounts: { decimal: ',', grouping: '.' },
  pays: 'net',
  batchBy: 'columns',
  columns: {
    batch: ['Mã điểm thu', 'Phiên'],
    settlementDate: 'Ngày quyết toán',
    gatewayTxnId: 'Mã giao dịch',
    merchantRef: 'Số hoá đơn',
    amount: 'Số tiền GD',
    fee: ['Phí', 'VAT phí'],
    netAmount: 'Thực nhận',
    kind: 'Loại GD',
  },
  kindWords: { payment: ['Thanh toán'], refund: ['Hoàn tiền'], adjustment: ['Điều chỉnh'] },
  refunds: 'positive',
}) as SettlementLayout;

const header =
  'STT;Ngày quyết toán;Phiên;Mã điểm thu;Mã giao dịch;Số hoá đơn;Loại GD;Số tiền GD;Phí;VAT phí;Thực nhận';
const lines = [
  'BÁO CÁO ĐỐI SOÁT GIAO DỊCH',
  'Từ ngày 04/05/2026 đến ngày 05/05/2026',
  'Đơn vị tính: đồng',
  header,
  '1;05/05/2026;0504;DN01;15001001;DN260504A001;Thanh toán;150.000;1.500;150;148.350',
  '2;05/05/2026;0504;DN01;15001002;DN260504A002;Thanh toán;1.250.000;12.500;1.250;1.236.250',
  '3;05/05/2026 00:00:00;0504;DN01;15001003;DN260504A003;Hoàn tiền;50.000;;;50.000',
  '4;06/05/2026;0505;DN01;15001004;DN260505A001;Thanh toán;8.000 đ;100;;7.900',
  '5;06/05/2026;0505;DN01;;;Điều chỉnh;-2.000;;;-2.000',
  'Tổng cộng: 5;;;;;;;1.456.000;14.100;1.400;1.440.500',
  'Người lập biểu;;;;;;;;;;',
];
const own = [
  'batch,settlementDate,gatewayTxnId,merchantRef,amount,fee,netAmount,kind',
  'DN01-0504,2026-05-05,15001001,DN260504A001,150000,1650,148350,payment',
  'DN01-0504,2026-05-05,15001002,DN260504A002,1250000,13750,1236250,payment',
  'DN01-0504,2026-05-05,15001003,DN260504A003,-50000,0,-50000,refund',
  'DN01-0505,2026-05-06,15001004,DN260505A001,8000,100,7900,payment',
  'DN01-0505,2026-05-06,,,-2000,0,-2000,adjustment',
];

beforeAll(async () => {
  database = await cloneDatabase();
  db = database.db;
});
afterAll(() => database.close());

/** Each test has a gateway account and a mapping of its own. */
beforeEach(async () => {
  gateway = `vnpay-${String((count += 1))}`;
  name = `mau-${String(count)}`;
  await setGateway(
    { ...deps(), secretKey: database.config.secretKey },
    {
      name: gateway,
      document: {
        kind: 'vnpay',
        merchantCode: `DSOAT${String(count)}`,
        secrets: { hashSecret: 'throwaway-vnpay-hash-secret-0001' },
        settlement: { mode: 'daily_batch', basis: 'net' },
      },
    },
  );
  const { id } = await gatewayNamed(db, gateway);
  owner = { reads: 'settlement', gatewayAccountId: id, bankBin: null };
});

const text = (rows: readonly string[]): Buffer => Buffer.from(`${rows.join('\n')}\n`);
const file = (rows: readonly string[] = lines, name = 'report.csv'): OwnFile => ({
  name,
  bytes: text(rows),
});

/** The same report as a workbook: amounts as numbers, days as days. */
async function workbook(): Promise<OwnFile> {
  const cellOf = (value: string) => {
    if (/^-?[\d.]+( đ)?$/.test(value) && value.includes('.')) {
      return { value: Number(value.replace(/[^\d-]/g, '')), type: Number };
    }
    const day = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(value);
    if (day) {
      const date = new Date(`${day[3] ?? ''}-${day[2] ?? ''}-${day[1] ?? ''}T00:00:00Z`);
      return { value: date, type: Date, format: 'dd/mm/yyyy' };
    }
    return { value, type: String };
  };
  const data = lines.map((line) => line.split(';').map(cellOf));
  return { name: 'report.xlsx', bytes: await writeXlsxFile(data as never).toBuffer() };
}

async function confirmed(given: SettlementLayout = layout, sample = file()): Promise<string> {
  const proposal = { name, owner, layout: given, file: sample };
  const { id } = await proposeMapping(deps(), proposal);
  await confirmMapping(deps(), id);
  return id;
}

const imported = (from: OwnFile, mapping: string | undefined = name) =>
  importSettlement(deps(), { gateway, mapping, file: from, skipBad: false });
const importedOwn = () =>
  importSettlement(deps(), { gateway, file: csvFile('own.csv', ...own), skipBad: false });

async function problemOf(work: Promise<unknown>): Promise<Refused['problem']> {
  const refused: unknown = await work.then(
    () => new Error('was accepted'),
    (error: unknown) => error,
  );
  if (!(refused instanceof Refused)) throw refused;
  return refused.problem;
}

/** Batches and rows of this test's gateway account. */
async function stored(): Promise<Record<string, unknown>[]> {
  return db('settlement_line')
    .join('settlement_batch', 'settlement_batch.id', 'settlement_line.settlement_batch_id')
    .where('gateway_account_id', owner.gatewayAccountId)
    .orderBy(['batch', 'row_number'])
    .select(
      ...['batch', 'settlement_date', 'kind', 'gateway_txn_id', 'merchant_ref'],
      ...['amount', 'fee', 'net_amount', 'unit_code'],
    );
}

async function batches(): Promise<string[]> {
  const { gatewayAccountId } = owner;
  return db('settlement_batch').where({ gateway_account_id: gatewayAccountId }).pluck('batch');
}

/** windows-1258 writes tones as separate marks. */
function windows1258(rows: readonly string[]): Buffer {
  const marks = text(rows)
    .toString()
    .normalize('NFD')
    .replace(
      /(\p{L})(\u0323?)([\u0302\u0306\u031b])/gu,
      (_, letter: string, dot: string, mark: string) => `${(letter + mark).normalize('NFC')}${dot}`,
    );
  return iconv.encode(marks, 'win1258');
}

test.each<[string, () => OwnFile | Promise<OwnFile>]>([
  ['CSV', () => file()],
  ['CSV of windows-1258', () => ({ name: 'r.csv', bytes: windows1258(lines) })],
  [
    'CSV of UTF-16',
    () => ({ name: 'r.csv', bytes: Buffer.from(`\ufeff${text(lines).toString()}`, 'utf16le') }),
  ],
  ['a workbook', workbook],
])('the same report in our shape and in their %s gives the same rows', async (_what, make) => {
  const from = await make();
  await confirmed(layout, from);
  expect(await imported(from)).toMatchObject({ imported: 5, unchanged: 0, skipped: [] });
  const rows = await stored();
  expect(await imported(from)).toMatchObject({ imported: 0, unchanged: 5 });
  expect(await importedOwn()).toMatchObject({ imported: 0, unchanged: 5 });
  expect(await stored()).toEqual(rows);
  expect(rows[2]).toMatchObject({ kind: 'refund', amount: '-50000', fee: '0' });
});

test('a preview says what the import would do and stores nothing', async () => {
  const gatewayAccountId = owner.gatewayAccountId ?? '';
  const preview = () => previewSettlement({ db }, { gatewayAccountId, layout, file: file() });
  const before = await preview();
  expect(before.counts).toEqual({ new: 5, known: 0, refused: 0 });
  expect(before.headerRow).toBe(4);
  expect(before.rows[2]).toMatchObject({
    line: 7,
    state: 'new',
    read: { settlementDate: '2026-05-05', kind: 'refund', amount: '-50000', batch: 'DN01-0504' },
  });
  expect(before.totals.map(({ column, agrees }) => [column, agrees])).toEqual([
    ['Số tiền GD', true],
    ['Phí', true],
    ['VAT phí', true],
    ['Thực nhận', true],
  ]);
  expect((await batches()).length).toBe(0);
  await confirmed();
  await imported(file());
  expect((await preview()).counts).toEqual({ new: 0, known: 5, refused: 0 });
});

describe('a report is refused, and nothing of it stored,', () => {
  const changed = (from: string, to: string): OwnFile =>
    file(lines.map((line) => line.replace(from, to)));

  test.each<[string, string, string, string, string]>([
    ['when an amount is written otherwise', '1.250.000;', '1,250,000;', '6', 'Số tiền GD'],
    ['when a lone group could be a fraction', '8.000 đ', '8,000 đ', '8', 'Số tiền GD'],
    ['when a day does not exist', '2;05/05/2026', '2;31/02/2026', '6', 'Ngày quyết toán'],
    ['when the net amount is not amount less fee', '148.350', '148.351', '5', 'Thực nhận'],
    ['when a kind is none of the words', 'Hoàn tiền', 'Đảo', '7', 'Loại GD'],
    [
      'when a payment has no number and no reference',
      '15001001;DN260504A001',
      ';',
      '5',
      'Mã giao dịch',
    ],
    ['when its own totals say otherwise', '1.456.000', '1.456.001', '10', 'Số tiền GD'],
    ['when a total cannot be read', '1.456.000', '1.45', '10', 'Số tiền GD'],
    ['when its batch is not named', '0505;DN01;15001004', ';DN01;15001004', '8', 'Phiên'],
  ])('%s', async (_what, from, to, line, column) => {
    await confirmed();
    const { code, errors = [] } = await problemOf(imported(changed(from, to)));
    expect(code).toBe('bad_rows');
    expect(errors.map((error) => [String(error.line), error.column])).toContainEqual([
      line,
      column,
    ]);
    expect((await batches()).length).toBe(0);
  });

  test('when rows stand below the totals', async () => {
    await confirmed();
    const late = lines[4]?.replace('15001001', '15001009') ?? '';
    const { errors } = await problemOf(imported(file([...lines, late])));
    expect(errors).toContainEqual({
      file: 'report.csv',
      line: 12,
      detail: 'stands below the totals',
    });
  });

  test('when the header moved, saying which columns', async () => {
    await confirmed();
    const moved = file([
      ...lines.slice(0, 3),
      header.replace('Phí;VAT phí;Thực nhận', 'Thực nhận;Phí GD;VAT phí'),
      ...lines.slice(4),
    ]);
    const { code, errors = [] } = await problemOf(imported(moved));
    expect(code).toBe('layout_changed');
    expect(errors.map(({ column, detail }) => [column, detail])).toEqual([
      ['Phí', 'the column stood in I and is gone'],
      ['VAT phí', 'the column moved from J to K'],
      ['Thực nhận', 'the column moved from K to I'],
      ['Phí GD', 'the column in J is new'],
    ]);
    expect(errors[0]?.line).toBe(4);
  });

  test('when a batch that is stored says otherwise', async () => {
    await confirmed();
    await imported(file());
    const other = lines.map((line) =>
      line
        .replace('8.000 đ;100;;7.900', '9.000;100;;8.900')
        .replace('1.456.000;14.100;1.400;1.440.500', ''),
    );
    expect((await problemOf(imported(file(other)))).code).toBe('conflict');
  });
});

test('with --skip-bad a row that cannot be read leaves its whole batch out', async () => {
  await confirmed();
  const wrong = file(lines.map((line) => line.replace('1;05/05/2026', '1;35/05/2026')));
  const given = { gateway, mapping: name, file: wrong, skipBad: true };
  const { imported: count, skipped } = await importSettlement(deps(), given);
  expect([count, await batches()]).toEqual([2, ['DN01-0505']]);
  expect(skipped.map(({ line }) => line)).toEqual([5, 6, 7]);
});

test('more or fewer rows above the header are the same layout', async () => {
  await confirmed();
  expect(await imported(file(['CÔNG TY', 'MST', ...lines]))).toMatchObject({ imported: 5 });
});

test('files without a batch column are a batch a day, or one batch named by their days', async () => {
  const columns = { ...layout.columns, batch: [] };
  await confirmed({ ...layout, batchBy: 'file', columns });
  await imported(file());
  expect(await batches()).toEqual(['2026-05-05..2026-05-06']);
  expect(new Set((await stored()).map((row) => row['settlement_date']))).toEqual(
    new Set(['2026-05-06']),
  );
  const firstDay = file([...lines.slice(0, 7)]);
  const { errors } = await problemOf(imported(firstDay));
  expect(errors?.[0]).toMatchObject({
    column: 'Mã giao dịch',
    detail: 'stands in batch 2026-05-05..2026-05-06, which is stored',
  });
  await confirmed({ ...layout, batchBy: 'day', columns });
  const daily = [
    lines[3] ?? '',
    ...lines.slice(7, 9).map((line) => line.replace('15001004', '16')),
  ];
  await imported(file(daily));
  expect(await batches()).toEqual(['2026-05-05..2026-05-06', '2026-05-06']);
});

describe('a mapping', () => {
  const propose = (given: SettlementLayout) =>
    proposeMapping(deps(), { name, owner, layout: given, file: file() });

  test('reads nothing before it is confirmed, and nothing after it was retired', async () => {
    const { id } = await propose(layout);
    expect((await problemOf(imported(file()))).detail).toContain('not confirmed yet');
    await confirmMapping(deps(), id);
    await imported(file());
    await retireMapping(deps(), { id, reason: 'cổng đổi mẫu' });
    expect((await problemOf(imported(file()))).code).toBe('not_found');
  });

  test('is never edited: a change is a version, the same again is none', async () => {
    const first = await propose(layout);
    expect((await propose(layout)).id).toBe(first.id);
    await confirmMapping(deps(), first.id);
    const second = await propose({ ...layout, fees: 'negative' });
    expect([second.version, second.latestConfirmed]).toEqual([2, 1]);
    await imported(file());
    await confirmMapping(deps(), second.id);
    expect((await problemOf(confirmMapping(deps(), second.id))).code).toBe('conflict');
    expect((await problemOf(imported(file()))).code).toBe('bad_rows');
    const events = await db('audit_event')
      .where('action', 'like', 'mapping.%')
      .whereIn('subject_id', [first.id, second.id])
      .orderBy('id')
      .pluck('action');
    expect(events).toEqual([
      'mapping.proposed',
      'mapping.confirmed',
      'mapping.proposed',
      'mapping.confirmed',
    ]);
  });

  test('keeps its name for one gateway account', async () => {
    await propose(layout);
    const other = { reads: 'statement', gatewayAccountId: null, bankBin: '970436' } as const;
    const proposal = { name, owner: other, layout, file: file() };
    expect((await problemOf(proposeMapping(deps(), proposal))).code).toBe('conflict');
  });

  test('takes no row of the table for a header, and no column that is not there', async () => {
    const columns = { ...layout.columns, fee: ['Phí dịch vụ'] };
    expect((await problemOf(propose({ ...layout, columns }))).code).toBe('invalid_input');
    expect((await problemOf(propose({ ...layout, headerRow: 5 }))).code).toBe('invalid_input');
  });

  test.each<[string, object]>([
    ['columns/netAmount', { columns: { settlementDate: 'a', merchantRef: 'b', amount: 'c' } }],
    ['columns/gatewayTxnId', { columns: { settlementDate: 'a', amount: 'c', netAmount: 'd' } }],
    ['columns/fee', { pays: 'gross' }],
    ['columns/batch', { batchBy: 'day' }],
    ['amounts/grouping', { amounts: { decimal: '.', grouping: '.' } }],
    ['kindWords', { kindWords: { payment: ['x'], refund: ['X'] } }],
    ['refunds', { columns: { ...layout.columns, kind: null }, kindWords: {} }],
  ])('that contradicts itself is refused at %s', (path, change) => {
    const parsed = layoutSchema.safeParse({ ...layout, ...change });
    const paths = parsed.error?.issues.map((issue) => issue.path.join('/'));
    expect(paths).toContain(path);
  });
});
