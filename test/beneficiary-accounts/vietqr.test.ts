// VietQR: the reference's vectors both ways, and what a strict reader says of codes that are wrong.
import fc from 'fast-check';
import {
  decodeVietQr,
  encodeVietQr,
  vietQrSvg,
  type VietQrRequest,
} from '../../src/beneficiary-accounts/vietqr.js';

const vectors: readonly (readonly [string, string, VietQrRequest])[] = [
  [
    'a static code of ACB',
    '00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F',
    { bankBin: '970416', accountNumber: '257678859' },
  ],
  [
    'a dynamic code over 10,000 đồng',
    '00020101021238530010A0000007270123000697041601092576788590208QRIBFTTA53037045405100005802VN62150811Chuyen tien630453E6',
    { bankBin: '970416', accountNumber: '257678859', amount: 10_000n, purpose: 'Chuyen tien' },
  ],
  [
    "the specification's dynamic sample",
    '00020101021238570010A00000072701270006970403011300110123456780208QRIBFTTA530370454061800005802VN62340107NPS68690819thanh toan don hang63042E2E',
    {
      bankBin: '970403',
      accountNumber: '0011012345678',
      amount: 180_000n,
      purpose: 'thanh toan don hang',
      billNumber: 'NPS6869',
    },
  ],
];

const absent = {
  isCard: false,
  amount: null,
  purpose: null,
  billNumber: null,
  reference: null,
  merchantName: null,
  city: null,
};

test.each(vectors)('%s is written and read as its bank does', (_, text, request) => {
  expect(encodeVietQr(request)).toBe(text);
  expect(decodeVietQr(text)).toEqual({ kind: 'ok', fields: { ...absent, ...request } });
});

test("the specification's own static sample is reported with the place of its wrong length", () => {
  const sample =
    '00020101021138570010A00000072701270006970403011200110123456780208QRIBFTTA53037045802VN6304F4E5';
  expect(decodeVietQr(sample)).toEqual({
    kind: 'unreadable',
    place: '38.01',
    because: 'has no tag and length where its field 01 ends: a length may be wrong',
  });
});

const digits = '0123456789'.split('');
const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
const text = (max: number) =>
  fc
    .string({ unit: fc.constantFrom(...letters, ' ', '.', '-'), minLength: 1, maxLength: max })
    .filter((one) => one.length > 0);
const requests: fc.Arbitrary<Required<VietQrRequest>> = fc.record({
  bankBin: fc.string({ unit: fc.constantFrom(...digits), minLength: 6, maxLength: 6 }),
  accountNumber: fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 19 }),
  isCard: fc.boolean(),
  amount: fc.option(fc.bigInt({ min: 1n, max: 9_999_999_999_999n })),
  purpose: fc.option(text(25)),
  billNumber: fc.option(text(25)),
  reference: fc.option(text(25)),
  merchantName: fc.option(text(25)),
  city: fc.option(text(15)),
});

test('whatever is written is read back', () => {
  fc.assert(
    fc.property(requests, (request) => {
      expect(decodeVietQr(encodeVietQr(request))).toEqual({ kind: 'ok', fields: request });
    }),
  );
});

test('one character that is changed, lost or added is always noticed', () => {
  const change = fc.record({
    at: fc.nat(),
    to: fc.constantFrom(...letters, 'ế', ' '),
    removes: fc.constantFrom(0, 1),
    adds: fc.boolean(),
  });
  fc.assert(
    fc.property(requests, change, (request, { at, to, removes, adds }) => {
      const code = encodeVietQr(request);
      const place = at % code.length;
      const changed = code.slice(0, place) + (adds ? to : '') + code.slice(place + removes);
      fc.pre(changed !== code);
      expect(decodeVietQr(changed).kind).toBe('unreadable');
    }),
  );
});

test('nothing that a camera may read makes the reader fall over', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (scanned) => {
      expect(decodeVietQr(scanned).kind).toBe('unreadable');
    }),
  );
});

const [, , [, sample]] = vectors as [unknown, unknown, (typeof vectors)[0]];

test.each([
  ['', '00'],
  ['https://example.vn/pay', ''],
  [sample.slice(0, -1), '63'],
  [sample.toLowerCase(), '63'],
  [sample.replace('5303704', '5303840'), '63'],
  [`${sample}0`, ''],
  [sample.slice(0, -8), '63'],
])('%j is unreadable, and the place is named', (scanned, place) => {
  expect(decodeVietQr(scanned)).toMatchObject({ kind: 'unreadable', place });
});

test.each<[string, Partial<VietQrRequest>]>([
  ['a BIN of five digits', { bankBin: '97041' }],
  ['an account number of twenty digits', { accountNumber: '1'.repeat(20) }],
  ['an account number with a dot', { accountNumber: '3511.0.1104195' }],
  ['no amount at all', { amount: 0n }],
  ['an amount of fourteen digits', { amount: 10_000_000_000_000n }],
  ['a purpose of 26 characters', { purpose: 'x'.repeat(26) }],
  ['a purpose with marks', { purpose: 'chuyển tiền' }],
])('%s is not written, and the refusal does not show it', (_, wrong) => {
  const request = { bankBin: '970416', accountNumber: '257678859', ...wrong };
  expect(() => encodeVietQr(request)).toThrow(/^VietQR (field \d\d )?takes/);
});

test('a code is drawn as a picture', async () => {
  expect(await vietQrSvg(sample)).toMatch(/^<svg [^]*<\/svg>\s*$/);
});
