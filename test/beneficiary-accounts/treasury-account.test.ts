// Numbers at the State Treasury: their segments, and which classes may take what people pay.
import {
  budgetCode,
  treasuryClassOf,
  treasuryOfficeCode,
  treasuryParts,
  type TreasuryClass,
} from '../../src/beneficiary-accounts/treasury-account.js';

test.each([
  ['3511.0.1104195', '3511', '0', '1104195', null],
  ['3716 2 1046476 00000', '3716', '2', '1046476', '00000'],
  ['711101054837', '7111', '0', '1054837', null],
])('%s is taken apart', (printed, naturalAccount, budgetLevel, code, programmeCode) => {
  const parts = { naturalAccount, budgetLevel, budgetCode: code, programmeCode };
  expect(treasuryParts(printed)).toEqual(parts);
});

test('what has not the form is not taken apart', () => {
  expect(treasuryParts('0071001234567')).toBeUndefined();
  expect(treasuryParts('3511.7.1104195')).toBeUndefined();
});

test('the longest beginning decides about a class, and an unlisted one is nothing', () => {
  const classes: TreasuryClass[] = [
    { prefix: '9', kind: 'estimate', name: 'dự toán' },
    { prefix: '371', kind: 'deposit', name: 'tiền gửi' },
    { prefix: '3711', kind: 'estimate', name: 'tiền gửi dự toán' },
  ];
  const kindOf = (account: string) => treasuryClassOf(account, classes)?.kind;
  expect(kindOf('9523')).toBe('estimate');
  expect(kindOf('3713')).toBe('deposit');
  expect(kindOf('3711')).toBe('estimate');
  expect(kindOf('8113')).toBeUndefined();
});

test('codes of offices have four digits, those of units seven', () => {
  expect(treasuryOfficeCode('0003')).toBe('0003');
  expect(treasuryOfficeCode('003')).toBeUndefined();
  expect(budgetCode('110 4195')).toBe('1104195');
  expect(budgetCode('11041955')).toBeUndefined();
});
