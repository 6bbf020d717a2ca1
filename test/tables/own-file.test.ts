// Files of our own shape: cells that a spreadsheet has already spoilt are not taken for data.
import writeXlsxFile from 'write-excel-file/node';
import { z } from 'zod';
import { readOwnFile } from '../../src/tables/own-file.js';
import { optionalInstant, parseInstant, requiredText } from '../../src/tables/column.js';

const schema = z.object({ accountNumber: requiredText, paidAt: optionalInstant });
const shape = { schema, optional: ['paidAt' as const] };

test('a number that a sheet has rounded is an error of its row and column', async () => {
  const bytes = await writeXlsxFile([
    [{ value: 'accountNumber' }],
    [{ value: 1234567890123456800, type: Number }],
    [{ value: 123456789012, type: Number }],
    [{ value: '1234567890123456789', type: String }],
  ]).toBuffer();
  const read = await readOwnFile({ name: 'accounts.xlsx', bytes }, shape);
  expect(read.errors).toEqual([
    expect.objectContaining({ file: 'accounts.xlsx', line: 2, column: 'accountNumber' }),
  ]);
  expect(read.rows.map(({ value }) => value.accountNumber)).toEqual([
    '123456789012',
    '1234567890123456789',
  ]);
});

test('a time typed into a sheet is Vietnamese time', async () => {
  const bytes = await writeXlsxFile([
    [{ value: 'accountNumber' }, { value: 'paidAt' }],
    [
      { value: 'A' },
      { value: new Date('2026-05-04T18:00:05Z'), type: Date, format: 'dd/mm/yyyy hh:mm:ss' },
    ],
  ]).toBuffer();
  const { rows } = await readOwnFile({ name: 'p.xlsx', bytes }, shape);
  expect(rows[0]?.value.paidAt).toEqual(new Date('2026-05-04T11:00:05Z'));
});

test.each([
  ['2026-05-04T18:00:00+07:00', '2026-05-04T11:00:00.000Z'],
  ['2026-05-04T11:00:00Z', '2026-05-04T11:00:00.000Z'],
  ['2026-05-04 18:00:00', '2026-05-04T11:00:00.000Z'],
  ['2026-05-04 18:00', '2026-05-04T11:00:00.000Z'],
  ['2026-05-04T18:00:00.250', '2026-05-04T11:00:00.250Z'],
])('%s is read as an instant', (text, instant) => {
  expect(parseInstant(text)?.toISOString()).toBe(instant);
});

test.each(['04/05/2026', '2026-02-30T10:00:00Z', '2026-05-04T25:00:00', '20260504180000', ''])(
  '%j is no instant',
  (text) => {
    expect(parseInstant(text)).toBeUndefined();
  },
);
