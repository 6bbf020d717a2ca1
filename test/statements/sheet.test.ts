import { sheetOf, type SheetFile } from './files.js';
import { readAll, readOne, refusalCode, warningCodes } from './reading.js';

const day = '2026-05-20';
const entries = [
  { on: day, amount: 8_000n, reference: 'R1' },
  { on: day, amount: -3_000n, reference: 'R2' },
];
const aSheet = (more: Partial<SheetFile> = {}): string =>
  sheetOf({ from: day, to: day, entries, ...more });

/** A CSV of these rows below a plain frame. */
const table = (...rows: string[]): string =>
  ['Số tài khoản;1012345678', 'Loại tiền;VND', ...rows, ''].join('\n');

const header = 'Ngày giao dịch;Ghi nợ;Ghi có;Số dư;Nội dung';

test('account, currency, period, balances and lines are found by their words', async () => {
  expect(await readOne(aSheet())).toMatchObject({
    format: 'CSV',
    account: '1012345678',
    currency: 'VND',
    periodFrom: day,
    periodTo: day,
    openingBalance: '0.00',
    closingBalance: '5000.00',
    state: 'balanced',
    lines: [
      { amount: '8000.00', bankReference: 'R1' },
      { amount: '-3000.00', bankReference: 'R2' },
    ],
  });
});

test('the layout is that of the header, whatever the account and the rows', async () => {
  const layoutOf = async (more: Partial<SheetFile>) => (await readOne(aSheet(more))).layout;
  const own = await layoutOf({});
  expect(await layoutOf({ account: '99887766', entries: [] })).toBe(own);
  expect(await layoutOf({ layout: 'B' })).not.toBe(own);
});

test.each([
  ['grouped by dots', '1.234.567', '1234567.00'],
  ['grouped by commas', '1,234,567', '1234567.00'],
  ['with decimals', '"1,234,567.00"', '1234567.00'],
  ['of one group', '1.234', '1234.00'],
  ['with a currency', '1.234 đ', '1234.00'],
  ['with blanks', '1 234 567 VND', '1234567.00'],
  ['in parentheses', '(5.000)', '-5000.00'],
  ['beyond floating point', '9007199254740993', '9007199254740993.00'],
])('an amount %s is read exactly', async (_, printed, amount) => {
  const file = table(header, `20/05/2026;;${printed};;LE PHI`);
  expect((await readOne(file)).lines.map((line) => line.amount)).toEqual([amount]);
});

test.each([
  ['an exponent', '1.25E+15'],
  ['full-width digits', '１２３４５'],
  ['more than 18 digits', '1234567890123456789'],
  ['separators in the wrong order', '1.234,567.00'],
])('an amount with %s is refused, never rounded', async (_, printed) => {
  const file = table(header, `20/05/2026;5;${printed};;LE PHI`);
  expect(await refusalCode(file)).toMatch(/^bad_amount/);
});

test('amounts that use both separators as decimals contradict each other', async () => {
  const file = table(header, '20/05/2026;;1.234,50;;A', '20/05/2026;;1,234.50;;B');
  expect(await refusalCode(file)).toBe('bad_amount');
});

test('days are read day first, month first only where nothing else is possible', async () => {
  const first = await readOne(table(header, '05/06/2026;;1;;A', '07/06/2026;;1;;B'));
  expect(first.lines.map((line) => line.bookingDate)).toEqual(['2026-06-05', '2026-06-07']);
  const second = await readOne(table(header, '05/06/2026;;1;;A', '05/26/2026;;1;;B'));
  expect(second.lines.map((line) => line.bookingDate)).toEqual(['2026-05-06', '2026-05-26']);
  expect(warningCodes(second)).toContain('month_first');
});

test('a day that does not exist is refused with its row', async () => {
  expect(await refusalCode(table(header, '20/05/2026;;1;;A', '31/02/2026;;1;;B'))).toBe(
    'bad_date:5',
  );
});

test('days printed without a year lie in the stated period', async () => {
  const period = 'Từ ngày;30/12/2025;Đến ngày;02/01/2026';
  const { lines } = await readOne(table(period, header, '31-12;;1;;A', '02-01;;2;;B'));
  expect(lines.map((line) => line.bookingDate)).toEqual(['2025-12-31', '2026-01-02']);
});

test('rows without a day belong to the day above', async () => {
  const { lines } = await readOne(table(header, '20/05/2026;;1;;A', ';;2;;B'));
  expect(lines.map((line) => line.bookingDate)).toEqual([day, day]);
});

test('text alone below a line goes on with its narrative', async () => {
  const { lines } = await readOne(
    table(header, '20/05/2026;;1;;NOP PHI H19.12', ';;;;-260520-0001'),
  );
  expect(lines.map((line) => line.narrative)).toEqual(['NOP PHI H19.12\n-260520-0001']);
});

test('a total row that disagrees with the lines quarantines the statement', async () => {
  const statement = await readOne(table(header, '20/05/2026;;1000;;A', 'Tổng cộng;0;2000;;'));
  expect(statement.state).toBe('quarantined');
  expect(warningCodes(statement)).toContain('total_mismatch');
});

test('rows below the total row quarantine the statement', async () => {
  const rows = ['20/05/2026;;1000;;A', 'Tổng cộng;0;1000;;', '21/05/2026;;5;;B'];
  expect(warningCodes(await readOne(table(header, ...rows)))).toContain('rows_after_total');
});

test('year-to-date figures are no lines', async () => {
  const rows = ['20/05/2026;;1000;;A', 'Cộng phát sinh;0;1000;;', 'Lũy kế từ đầu năm;0;99000;;'];
  const statement = await readOne(table(header, ...rows));
  expect(statement.lines).toHaveLength(1);
  expect(statement.state).toBe('unproven');
});

test('running balances that break are a warning, not a verdict', async () => {
  const rows = [
    'Số dư đầu kỳ;;;100;',
    '20/05/2026;;10;115;A',
    '20/05/2026;;5;110;B',
    'Số dư cuối kỳ;;;115;',
  ];
  const statement = await readOne(table(header, ...rows));
  expect(statement.state).toBe('balanced');
  expect(warningCodes(statement)).toContain('running_balance_mismatch');
});

test('without printed balances only unbroken running ones with totals prove anything', async () => {
  const rows = ['20/05/2026;;10;110;A', '20/05/2026;5;;105;B'];
  expect((await readOne(table(header, ...rows))).state).toBe('unproven');
  const proven = await readOne(table(header, ...rows, 'Tổng cộng;5;10;;'));
  expect(proven).toMatchObject({
    state: 'balanced',
    openingBalance: null,
    provenOpening: '100.00',
    provenClosing: '105.00',
  });
});

test('balances whose values stand below their labels are found', async () => {
  const file = table('Số dư đầu;Số dư cuối', '100;110', header, '20/05/2026;;10;;A');
  expect(await readOne(file)).toMatchObject({ openingBalance: '100.00', closingBalance: '110.00' });
});

test('a sign column rules over the sign of the amount', async () => {
  const rows = [
    'Ngày giao dịch;+/-;Số tiền;Mô tả',
    '20/05/2026;+;-5.000;A',
    '20/05/2026;-;3.000;B',
  ];
  const { lines } = await readOne(table(...rows));
  expect(lines.map((line) => line.amount)).toEqual(['5000.00', '-3000.00']);
});

test('several accounts in one sheet are several statements', async () => {
  const second = aSheet({ account: '2012345678', title: 'SAO KÊ TÀI KHOẢN' });
  expect((await readAll(aSheet() + second)).map((statement) => statement.account)).toEqual([
    '1012345678',
    '2012345678',
  ]);
});

test('a header printed again on the next page goes on with the same statement', async () => {
  const file = table(header, '20/05/2026;;1;;A', 'Trang 2', header, '20/05/2026;;2;;B');
  expect((await readOne(file)).lines).toHaveLength(2);
});

test('a sheet that states no period says so', async () => {
  const statement = await readOne(table(header, '20/05/2026;;1;;A'));
  expect(statement).toMatchObject({ periodFrom: null, periodTo: null });
  expect(warningCodes(statement)).toContain('period_not_stated');
});

test('the printed time is when the statement was made', async () => {
  const file = aSheet().replace('SAO KÊ', 'Ngày in: 21/05/2026 08:15\nSAO KÊ');
  expect((await readOne(file)).madeAt).toEqual(new Date('2026-05-21T01:15:00Z'));
});

test.each([
  ['without a header', 'header_not_found', 'a;b;c\n1;2;3\n'],
  ['that are empty', 'empty_file', ''],
  ['that are a PDF', 'format_not_supported', '%PDF-1.7'],
  ['in OFX', 'format_not_supported:1', 'OFXHEADER:100\nDATA:OFXSGML\n'],
  ['in BAI2', 'format_not_supported:1', '01,122099999,123456789,060621,0200,1,55,,2/\n'],
  ['with an amount but no day', 'bad_date:4', table(header, ';;1;;A')],
])('files %s are refused', async (_, code, file) => {
  expect(await refusalCode(file)).toBe(code);
});
