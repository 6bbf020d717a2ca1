// Sheets of banks that nobody has described: other words, other ways to write a side, a sum and a day.
import { readOne, refusalCode } from './reading.js';

const frame = ['Số tài khoản;1012345678', 'Loại tiền;VND', 'Số dư đầu kỳ;1.000.000'];
const sheet = (...rows: string[]): string => [...frame, ...rows, ''].join('\n');
const amountsOf = async (file: string): Promise<string[]> =>
  (await readOne(file)).lines.map(({ amount }) => amount);

test.each([
  ['Ngày giờ giao dịch;Số tiền ghi nợ (VND);Số tiền ghi có (VND);Nội dung thanh toán'],
  ['Date;Withdrawals;Deposits;Description'],
  ['Date;Money out;Money in;Particulars'],
  ['Ngày;Chi;Thu;Diễn giải'],
  ['Ngày giao dịch;Giảm;Tăng;Nội dung'],
])('%s is a header', async (header) => {
  const file = sheet(header, '20/05/2026;3.000;;RUT', '20/05/2026;;8.000;LE PHI');
  expect(await amountsOf(file)).toEqual(['-3000.00', '8000.00']);
});

test('the day of the week is no credit beside a column that is one', async () => {
  const file = sheet('Ngày;Thứ;Ghi nợ;Ghi có;Diễn giải', '20/05/2026;4;;8.000;LE PHI');
  expect(await amountsOf(file)).toEqual(['8000.00']);
});

test.each([
  ['Ghi nợ/Ghi có', 'Có', 'Nợ'],
  ['Loại giao dịch', 'Tiền vào', 'Tiền ra'],
  ['Transaction type', 'Có/Credit', 'Nợ/Debit'],
])('under %s a word says the side of the amount', async (header, come, out) => {
  const rows = [`20/05/2026;A;8.000;${come}`, `20/05/2026;B;3.000;${out}`];
  const file = sheet(`Ngày GD;Nội dung;Số tiền;${header}`, ...rows);
  expect(await amountsOf(file)).toEqual(['8000.00', '-3000.00']);
});

test('kinds of transactions that name no side leave the amounts as they are signed', async () => {
  const rows = ['20/05/2026;A;8.000;Chuyển khoản', '20/05/2026;B;-3.000;Phí'];
  const file = sheet('Ngày GD;Nội dung;Số tiền;Loại giao dịch', ...rows);
  expect(await amountsOf(file)).toEqual(['8000.00', '-3000.00']);
});

test('a column of sides with another word is refused, since a debit would be a credit', async () => {
  const file = sheet('Ngày GD;Nội dung;Số tiền;Ghi nợ/Ghi có', '20/05/2026;A;8.000;Khác');
  expect(await refusalCode(file)).toBe('bad_amount:5');
});

test.each([
  ['VND 8.000', '8000.00'],
  ['-VND 8.000', '-8000.00'],
  ['₫8.000', '8000.00'],
  ['8.000-', '-8000.00'],
  ['8.000 CR', '8000.00'],
  ['8.000 DR', '-8000.00'],
])('%s is an amount', async (printed, amount) => {
  const file = sheet('Ngày;Diễn giải;Số tiền', `20/05/2026;LE PHI;${printed}`);
  expect(await amountsOf(file)).toEqual([amount]);
});

test('debits that say DR are debits', async () => {
  const rows = ['20/05/2026;A;3.000 DR;', '20/05/2026;B;;8.000 CR'];
  expect(await amountsOf(sheet('Ngày;Diễn giải;Nợ;Có', ...rows))).toEqual(['-3000.00', '8000.00']);
});

test.each([
  ['20260520'],
  ['20/05/26'],
  ['20-May-2026'],
  ['20 tháng 05 năm 2026'],
  ['20 tháng 5, 2026'],
])('%s is a day', async (printed) => {
  const { lines } = await readOne(sheet('Ngày;Diễn giải;Nợ;Có', `${printed};LE PHI;;8.000`));
  expect(lines.map(({ bookingDate }) => bookingDate)).toEqual(['2026-05-20']);
});

test('a spoken period is a period', async () => {
  const period = 'Từ ngày 01 tháng 05 năm 2026 đến ngày 31 tháng 05 năm 2026';
  const file = sheet(period, 'Ngày;Diễn giải;Nợ;Có', '20/05/2026;LE PHI;;8.000');
  expect(await readOne(file)).toMatchObject({ periodFrom: '2026-05-01', periodTo: '2026-05-31' });
});

test('numbers below the header, sums of a day and what a page takes over are no lines', async () => {
  const file = sheet(
    'STT;Ngày;Diễn giải;Nợ;Có;Số dư',
    'A;B;(1);(2);(3);(4)',
    '1;20/05/2026;LE PHI;;8.000;1.008.000',
    ';;Cộng ngày;;8.000;',
    ';;Cộng mang sang;;8.000;1.008.000',
    ';;Số dư mang sang;;;1.008.000',
    '2;21/05/2026;LE PHI;;15.000;1.023.000',
    ';;Cộng phát sinh;0;23.000;',
    'Số dư cuối kỳ;1.023.000',
  );
  const statement = await readOne(file);
  expect(statement.lines.map(({ amount }) => amount)).toEqual(['8000.00', '15000.00']);
  expect(statement).toMatchObject({ state: 'balanced', closingBalance: '1023000.00' });
});
