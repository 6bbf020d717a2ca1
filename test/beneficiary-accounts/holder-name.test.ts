// The name on an account beside the unit's names: what fits, what is a question, what is another's.
import fc from 'fast-check';
import { parse } from 'csv-parse/sync';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  holderFit,
  isOwnName,
  unitsNamed,
  type EarlierName,
  type UnitNames,
} from '../../src/beneficiary-accounts/holder-name.js';

const aUnit = (name: string, type: string, earlier: EarlierName[] = []): UnitNames => {
  return { code: '25432', name, type, earlier, provinceName: 'Đồng Nai' };
};
const wasXa = (name: string): EarlierName => ({ name, type: 'xa', until: '2026-04-30' });

const chonThanh = aUnit('Chơn Thành', 'phuong', [
  { name: 'Minh Thành', type: 'xa', until: '2025-07-01' },
]);
const locNinh = aUnit('Lộc Ninh', 'phuong', [wasXa('Lộc Ninh')]);
const locThanh = aUnit('Lộc Thạnh', 'xa');
const phuLy = aUnit('Phú Lý', 'xa');
const longBinh = aUnit('Long Bình', 'phuong');
const justice = aUnit('Sở Tư pháp', 'so');
const centre = aUnit('TTPVHCC phường Chơn Thành', 'trung_tam');

test.each<[string, UnitNames, string]>([
  ['UBND phường Chơn Thành', chonThanh, 'expanded'],
  ['ỦY BAN NHÂN DÂN PHƯỜNG CHƠN THÀNH', chonThanh, 'equal'],
  ['UY BAN NHAN DAN PHUONG CHON THANH', chonThanh, 'equal'],
  ['Phường Chơn Thành', chonThanh, 'equal'],
  ['UBND P. CHON THANH', chonThanh, 'expanded'],
  ['UB ND P.CHON THANH', chonThanh, 'expanded'],
  ['U.B.N.D PHUONG CHON THANH', chonThanh, 'expanded'],
  ['UY BAN ND PHUONG CHON THANH TP DONG NAI', chonThanh, 'expanded'],
  ['UBND PHUONG CHON THANH T. DONG NAI', chonThanh, 'expanded'],
  ['UBND X. LOC THANH', locThanh, 'expanded'],
  ['UBND XÃ PHÚ LÍ', phuLy, 'expanded'],
  ['SO TU PHAP', justice, 'equal'],
  ['SO TU PHAP TP DONG NAI', justice, 'expanded'],
  ['TT PHUC VU HCC PHUONG CHON THANH', centre, 'expanded'],
  ['TT PVHCC PHUONG CHON THANH', centre, 'expanded'],
  ['ＵＢＮＤ phường Chơn\u200b Thành', chonThanh, 'expanded'],

  ['UY BAN NHAN DAN PHUONG CH', chonThanh, 'truncated'],
  ['UBND PHUONG CHON THAN', chonThanh, 'truncated'],

  ['UBND XA LOC NINH', locNinh, 'earlier_type'],
  ['UBND X LOC NINH HUYEN LOC NINH', locNinh, 'earlier_type'],
  ['UBND XA MINH THANH', chonThanh, 'earlier_name'],

  ['UBND PHUONG CHON THANH TINH BINH PHUOC', chonThanh, 'above_unknown'],
  ['UBND XA LOC THANH HUYEN LOC NINH', locThanh, 'above_unknown'],

  ['UBND XA CHON THANH', chonThanh, 'other_type'],
  ['UBND THI TRAN CHON THANH', chonThanh, 'other_type'],
  ['UBND THI XA CHON THANH', chonThanh, 'other_type'],
  ['UBND CHON THANH', chonThanh, 'other_type'],

  ['PHONG KINH TE PHUONG CHON THANH', chonThanh, 'division'],
  ['PKT PHUONG CHON THANH', chonThanh, 'division'],
  ['VP HDND VA UBND PHUONG CHON THANH', chonThanh, 'division'],
  ['TTPVHCC P CHON THANH', chonThanh, 'division'],
  ['VAN PHONG HDND VA UBND PHUONG CHON TH', chonThanh, 'division'],

  ['UBND PHUONG LONG BINH TAN', longBinh, 'place_differs'],
  ['UBND PHUONG LONG', longBinh, 'truncated'],
  ['UBND P LONG', longBinh, 'place_differs'],
  ['UY BAN NHAN DAN PHUONG', chonThanh, 'place_differs'],
  ['UBND PHUONG MINH HUNG', chonThanh, 'place_differs'],
  ['KHO BAC NHA NUOC KHU VUC XVII', chonThanh, 'place_differs'],

  ['NGUYEN VAN A', chonThanh, 'no_office'],
  ['TRAN THI PHUONG THAO', chonThanh, 'no_office'],
  ['CONG TY TNHH MINH HUNG', chonThanh, 'no_office'],
  ['', chonThanh, 'no_office'],
])('%j beside %o is %s', (holder, unit, level) => {
  expect(holderFit(holder, unit).level).toBe(level);
});

test('what it was compared with is told as a bank would print it, and since when it is past', () => {
  expect(holderFit('UBND P CHON THANH', chonThanh)).toMatchObject({
    compared: 'UY BAN NHAN DAN PHUONG CHON THANH',
    earlier: null,
  });
  expect(holderFit('UBND XA MINH THANH', chonThanh)).toMatchObject({
    compared: 'UY BAN NHAN DAN XA MINH THANH',
    earlier: { name: 'Minh Thành', until: '2025-07-01' },
  });
});

test('Lộc Thạnh and Lộc Thành are one name to a bank, so the other one is named', () => {
  const other = { ...aUnit('Lộc Thành', 'xa'), code: '25294' };
  expect(unitsNamed('UBND XA LOC THANH', [other, chonThanh], 'expanded')).toEqual([other]);
  expect(unitsNamed('UBND PHUONG CHON THANH', [other], 'expanded')).toEqual([]);
});

test('only a name that is itself cut may be the cut name of another unit', () => {
  const longer = { ...aUnit('Long Bình Tân', 'phuong'), code: '26000' };
  expect(unitsNamed('UBND PHUONG LONG BINH', [longer], 'expanded')).toEqual([]);
  expect(unitsNamed('UBND PHUONG LONG B', [longer], 'truncated')).toEqual([longer]);
});

const csv = readFileSync(join(__dirname, '../../src/reference/units-vn.csv'), 'utf8');
const units = parse<Record<string, string>>(csv, { columns: true })
  .filter((row) => row['province_code'] === '75')
  .map((row): UnitNames => {
    const { code = '', name = '', type = '', previous_type: previous } = row;
    const earlier = previous ? [{ name, type: previous, until: row['valid_from'] ?? null }] : [];
    return { code, name, type, earlier, provinceName: 'Đồng Nai' };
  });
const written: Readonly<Record<string, string>> = { phuong: 'PHUONG', xa: 'XA' };

test('every unit of Đồng Nai is known by its name as a bank prints it, and only two share one', () => {
  const shared = units.filter((unit) => {
    const holder = `UBND ${written[unit.type] ?? ''} ${unit.name}`;
    expect(holderFit(holder, unit).level).toBe('expanded');
    return unitsNamed(holder, units, 'expanded').length > 1;
  });
  expect(units).toHaveLength(95);
  expect(shared.map(({ code }) => code)).toEqual(['25280', '25294']);
});

test('a name cut anywhere after its place began is still the unit’s', () => {
  fc.assert(
    fc.property(fc.constantFrom(...units), fc.nat(20), (unit, kept) => {
      const before = `UY BAN NHAN DAN ${written[unit.type] ?? ''} `;
      const { compared } = holderFit('', unit);
      const cut = compared.slice(0, before.length + 1 + kept);
      expect(isOwnName(holderFit(cut, unit).level)).toBe(true);
    }),
  );
});

test('whatever stands on an account, a level is found', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (name) => {
      expect(isOwnName(holderFit(name, chonThanh).level)).toBe(false);
    }),
  );
});
