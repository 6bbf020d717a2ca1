// The code of a test transfer: it survives what banks do to narratives, and nothing else passes for it.
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import {
  parseTransferCode,
  transferCodeOf,
  transferCodesIn,
  transferPurpose,
} from '../../src/beneficiary-accounts/transfer-code.js';
import { purposeCharsMax } from '../../src/beneficiary-accounts/vietqr.js';
import { compactText } from '../../src/statements/narrative.js';

const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const codes = fc.uint8Array({ minLength: 8, maxLength: 16 }).map(transferCodeOf);

test('a code is DSXM and eight characters that nobody mistakes for one another', () => {
  fc.assert(
    fc.property(codes, (code) => {
      expect(code).toMatch(/^DSXM[2-9A-HJKMNP-Z]{8}$/);
    }),
  );
});

test('ten thousand drawn codes are ten thousand', () => {
  const drawn = Array.from({ length: 10_000 }, () => transferCodeOf(randomBytes(8)));
  expect(new Set(drawn).size).toBe(10_000);
});

test('seven random bytes are too few', () => {
  expect(() => transferCodeOf(new Uint8Array(7))).toThrow('a transfer code takes 8 random bytes');
});

test('one wrong character, or two that changed places, is never a code', () => {
  const change = fc.record({ at: fc.nat(7), by: fc.integer({ min: 1, max: 30 }), with: fc.nat(7) });
  fc.assert(
    fc.property(codes, change, (code, { at, by, with: other }) => {
      const characters = [...code];
      const one = characters[4 + at] ?? '';
      characters[4 + at] = alphabet.charAt((alphabet.indexOf(one) + by) % 31);
      expect(transferCodesIn(characters.join(''))).toEqual([]);

      const swapped = [...code];
      [swapped[4 + at], swapped[4 + other]] = [swapped[4 + other] ?? '', swapped[4 + at] ?? ''];
      if (swapped.join('') !== code) expect(transferCodesIn(swapped.join(''))).toEqual([]);
    }),
  );
});

const [one, other] = [transferCodeOf(Buffer.alloc(8, 5)), transferCodeOf(Buffer.alloc(8, 9))];
const spread = [...one].join(' ');
const cut = `${one.slice(0, 6)}\n${one.slice(6)}`;

test.each([
  ['as it is', one],
  ['in small letters', one.toLowerCase()],
  ['with points between', [...one].join('.')],
  ['with blanks between', spread],
  ['broken at a line end', `MBVCB.1234567890.${cut} xac minh TK.CT tu 0071001234567`],
  ['with a trace glued to it', `123456.280526.101112.${one}FT26148012345678`],
  ['between words with marks', `Chuyển khoản xác minh ${one} – Phường Chơn Thành`],
  ['in what the payer is told to write', transferPurpose(one)],
])('a code is found %s', (_, narrative) => {
  expect(transferCodesIn(narrative)).toEqual([one]);
  expect(transferCodesIn(compactText(narrative))).toEqual([one]);
});

test('two codes in one line are both found, a cut one is not', () => {
  expect(transferCodesIn(`${one} va ${other}`).sort()).toEqual([one, other].sort());
  expect(transferCodesIn(one.slice(0, -1))).toEqual([]);
  expect(transferCodesIn('DSXM THANH TOAN PHI HO SO')).toEqual([]);
});

test('what the payer writes fits the purpose of a VietQR', () => {
  expect(transferPurpose(one).length).toBeLessThanOrEqual(purposeCharsMax);
});

test('a typed code is taken with its blanks, and anything beside it is not', () => {
  expect(parseTransferCode(` ${spread.toLowerCase()} `)).toBe(one);
  expect(parseTransferCode(`${one}X`)).toBeUndefined();
  expect(parseTransferCode('')).toBeUndefined();
});
