// Binary .xls: read for statements only, since its reader runs in a thread with limits.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { utils, write } from '@e965/xlsx';
import { readLimited } from '../../src/tables/read-limited.js';
import { readTable } from '../../src/tables/read-table.js';
import { readStatements } from '../../src/statements/banks/index.js';
import { readOne } from '../statements/reading.js';

type Value = string | number | Date | null;

function xlsOf(rows: readonly (readonly Value[])[], hidden = 0): Buffer {
  const sheet = utils.aoa_to_sheet(
    rows.map((row) => [...row]),
    { cellDates: false },
  );
  const workbook = utils.book_new(sheet, 'Sao kê');
  workbook.Workbook = { Sheets: [{ Hidden: hidden as 0 | 1 }] };
  return write(workbook, { type: 'buffer', bookType: 'biff8' }) as Buffer;
}

const rows: Value[][] = [
  ['SAO KÊ TÀI KHOẢN'],
  ['Số tài khoản', '0123456789'],
  ['Loại tiền', 'VND'],
  ['Từ ngày', '20/05/2026', 'Đến ngày', '20/05/2026'],
  ['Số dư đầu kỳ', 1_000],
  ['Ngày giao dịch', 'Số tham chiếu', 'Ghi nợ', 'Ghi có', 'Mô tả'],
  [new Date(Date.UTC(2026, 4, 20)), '5243.65937', null, 8_000, 'NỘP LỆ PHÍ H19.12.34-260520-0001'],
  ['20/05/2026', 'FT2', 3_000, null, 'phí'],
  ['Số dư cuối kỳ', 6_000],
];

test('dates, amounts, references and Vietnamese text of a binary .xls are as they were typed', async () => {
  expect(await readOne(xlsOf(rows))).toMatchObject({
    format: 'XLS (BIFF8)',
    account: '0123456789',
    state: 'balanced',
    openingBalance: '1000.00',
    lines: [
      {
        bookingDate: '2026-05-20',
        amount: '8000.00',
        bankReference: '5243.65937',
        narrative: 'NỘP LỆ PHÍ H19.12.34-260520-0001',
      },
      { bookingDate: '2026-05-20', amount: '-3000.00', bankReference: 'FT2' },
    ],
  });
});

test('a sheet that is hidden is read where it is the only one', async () => {
  expect((await readOne(xlsOf(rows, 1))).lines).toHaveLength(2);
});

test('our own files are not read from a binary .xls, which would be outside of the thread', async () => {
  expect(await readTable(xlsOf(rows))).toMatchObject({ refusal: { code: 'format_not_supported' } });
});

test('a binary .xls cut or changed anywhere is read or refused, never a crash', async () => {
  // the reader tells of records that it does not know
  const told = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const whole = xlsOf(rows);
  for (let at = 600; at < whole.length; at += 397) {
    const changed = Buffer.from(whole);
    changed.fill(0xff, at, at + 7);
    for (const file of [whole.subarray(0, at), changed]) {
      const outcome = await readStatements(file);
      if (outcome.kind === 'refused') expect(outcome.refusal.detail).not.toBe('');
    }
  }
  told.mockRestore();
});

test('a binary .xls with macros is refused', async () => {
  const file = Buffer.concat([xlsOf(rows), Buffer.from('_VBA_PROJECT', 'utf16le')]);
  expect(await readStatements(file)).toMatchObject({ refusal: { code: 'active_content' } });
});

describe('a mapping is tried on a binary .xls in a thread with limits', () => {
  const folder = mkdtempSync(join(tmpdir(), 'doisoat-'));
  const thread = (body: string): URL => {
    const path = join(folder, `${String(body.length)}.mjs`);
    writeFileSync(path, `import { parentPort } from 'node:worker_threads';\n${body}\n`);
    return pathToFileURL(path);
  };
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test('which is over with a file that takes too long or too much', async () => {
    const slow = { url: thread('for (;;);'), timeMs: 200 };
    expect(await readLimited(xlsOf(rows), slow)).toMatchObject({ kind: 'refused' });
    const large = { url: thread('const all = []; for (;;) all.push({ all });'), memoryMb: 16 };
    expect(await readLimited(xlsOf(rows), large)).toMatchObject({
      refusal: { code: 'too_large' },
    });
    const answers = thread(`parentPort.postMessage({ kind: 'table', format: 'x', sheets: [] });`);
    expect(await readLimited(xlsOf(rows), { url: answers })).toMatchObject({ format: 'x' });
    await expect(readLimited(xlsOf(rows), { url: thread('') })).rejects.toThrow('without a word');
  });
});

test('a plain number counts its days from 1904 where the workbook does', async () => {
  const serial = 44_700 - 1_462;
  const sheet = utils.aoa_to_sheet(
    rows.map((row) => row.map((one) => (one instanceof Date ? serial : one))),
  );
  const workbook = utils.book_new(sheet, 'Sao kê');
  const day = { is1904: '2022-05-19', other: '2018-05-18' };
  for (const bookType of ['biff8', 'xlsx'] as const) {
    for (const date1904 of [true, false]) {
      workbook.Workbook = { WBProps: { date1904 } };
      const read = await readOne(write(workbook, { type: 'buffer', bookType }) as Buffer);
      expect([bookType, read.lines[0]?.bookingDate]).toEqual([
        bookType,
        date1904 ? day.is1904 : day.other,
      ]);
    }
  }
});
