// Which bank is meant: by BIN, clearing code, short code and name, of the banks that are published.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import {
  clearingInstitution,
  resolveBank,
  type BankDirectory,
} from '../../src/beneficiary-accounts/bank-names.js';

const csv = readFileSync(join(__dirname, '../../src/reference/banks.csv'), 'utf8');
const rows = parse<Record<string, string>>(csv, { columns: true });
const text = (value: string | undefined): string | null => value || null;
const directory: BankDirectory = {
  banks: rows
    .filter((row) => row['bin'] !== '')
    .map((row) => ({
      bin: row['bin'] ?? '',
      code: text(row['code']),
      otherCodes: row['otherCodes']?.split('|').filter(Boolean) ?? [],
      shortName: row['shortName'] ?? '',
      name: row['name'] ?? '',
      formerName: text(row['formerName']),
      swift: text(row['swift']),
      kind: row['kind'] ?? '',
      sbvCode: text(row['sbvCode']),
    })),
  institutions: rows
    .filter((row) => row['bin'] === '' && row['sbvCode'] !== '')
    .map((row) => ({
      sbvCode: row['sbvCode'] ?? '',
      name: row['name'] ?? '',
      kind: row['kind'] ?? '',
    })),
};

function meant(typed: string): string {
  const answer = resolveBank(typed, directory);
  if (answer.kind === 'bank') return answer.bank.bin;
  if (answer.kind === 'institution') return answer.institution.sbvCode;
  if (answer.kind === 'unknown') return 'unknown';
  return answer.banks.map(({ bin }) => bin).join(' or ');
}

test.each([
  ['970436', '970436'],
  ['VCB', '970436'],
  ['vietcombank', '970436'],
  ['Vietcombank - CN Đồng Nai', '970436'],
  ['Ngân hàng TMCP Ngoại thương Việt Nam', '970436'],
  ['NH TMCP Ngoại Thương VN, chi nhánh Bình Phước', '970436'],
  ['NGAN HANG NGOAI THUONG', '970436'],
  ['BFTVVNVX', '970436'],
  ['79203015', '970436'],
  ['01 201 023', '970415'],
  ['CTG', '970415'],
  ['Ngân hàng Công Thương', '970415'],
  ['Agribank', '970405'],
  ['Ngân hàng Nông nghiệp và Phát triển Nông thôn Việt Nam', '970405'],
  ['BIDV', '970418'],
  ['MB', '970422'],
  ['MBBank', '970422'],
  ['LienVietPostBank', '970449'],
  ['Bưu điện Liên Việt', '970449'],
  ['Oceanbank', '970414'],
  ['Đại Dương', '970414'],
  ['Ngân hàng Đông Á', '970406'],
  ['Ngân hàng Sài Gòn', '970429'],
  ['BVBank', '970454'],
  ['KBNN khu vực XVII', 'unknown'],
  ['Kho bạc Nhà nước', '701'],
  ['75701004', '701'],
])('%j means %s', (typed, bin) => {
  expect(meant(typed)).toBe(bin);
});

test.each([
  ['BVB', '970438 or 970454'],
  ['CIMB', '422589 or 970459'],
  ['79661001', '422589 or 970459'],
  ['IBKOVNVX', '970455 or 970456'],
  ['Ngân hàng Kookmin', '970462 or 970463'],
])('%j means two banks, and both are named', (typed, bins) => {
  expect(meant(typed)).toBe(bins);
});

test.each(['', '   ', '970499', '79999001', 'VCBX', 'Ngân hàng', 'Chi nhánh', '12345', '🏦'])(
  '%j is no bank, and none is guessed',
  (typed) => {
    expect(meant(typed)).toBe('unknown');
  },
);

test('every bank is found by each of its names, alone or beside those who share it', () => {
  for (const bank of directory.banks) {
    const names = [bank.bin, bank.code, ...bank.otherCodes, bank.shortName, bank.name, bank.swift];
    for (const name of names.filter((one) => one !== null)) {
      expect([name, meant(name).split(' or ')]).toEqual([name, expect.arrayContaining([bank.bin])]);
    }
  }
});

test('only eight digits are a clearing code', () => {
  expect(clearingInstitution('79.203.015')).toBe('203');
  expect(clearingInstitution('7920301')).toBeUndefined();
  expect(clearingInstitution('792030155')).toBeUndefined();
});
