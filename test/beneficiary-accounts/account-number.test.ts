// Account numbers: what counts as one, for a bank and for the State Treasury.
import fc from 'fast-check';
import {
  bankNumber,
  numberKey,
  treasuryNumber,
} from '../../src/beneficiary-accounts/account-number.js';

test.each([
  ['0071001234567', '0071001234567'],
  ['0001 2345 6789', '000123456789'],
  ['vqr1234567', 'VQR1234567'],
])('a bank number keeps its zeros and loses its blanks: %s', (printed, number) => {
  expect(bankNumber(printed)).toBe(number);
});

test.each(['12345', '12345678901234567890', '007-100-1234567', '3511.0.1104195', 'TÀI KHOẢN', ''])(
  'this is no bank number: %j',
  (printed) => {
    expect(bankNumber(printed)).toBeUndefined();
  },
);

test.each(['3511.0.1104195', '351101104195', '3511 0 1104195', '3511-0-1104195'])(
  'a treasury number gets its dots: %s',
  (printed) => {
    expect(treasuryNumber(printed)).toBe('3511.0.1104195');
  },
);

test.each(['0511.0.1104195', '3511.5.1104195', '3511.0.110419', '3511.0.1104195.123', 'X511.0.1'])(
  'this is no treasury number: %s',
  (printed) => {
    expect(treasuryNumber(printed)).toBeUndefined();
  },
);

test('a treasury number is the same however its parts are parted', () => {
  const digits = (count: number) =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: count, maxLength: count });
  const parts = fc.tuple(fc.integer({ min: 1, max: 9 }), digits(3), digits(7), digits(5));
  fc.assert(
    fc.property(parts, fc.constantFrom('', '.', ' ', '-'), fc.boolean(), (given, by, isLong) => {
      const [first, rest, code, programme] = given;
      const pieces = [`${String(first)}${rest.join('')}`, '3', code.join('')];
      if (isLong) pieces.push(programme.join(''));
      const number = treasuryNumber(pieces.join(by));
      expect(number).toBe(pieces.join('.'));
      expect(numberKey(number ?? '')).toBe(pieces.join(''));
    }),
  );
});
