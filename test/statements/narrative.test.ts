import fc from 'fast-check';
import { candidateReferences, compactText } from '../../src/statements/narrative.js';

test('texts that differ only in marks, case, blanks and dots are equal when compact', () => {
  const forms = ['Nộp phí: H19.12.34-26', 'nop phi h191234-26', 'NỘP PHÍ H19 12 34\n26'];
  const decomposed = forms.map((text) => text.normalize('NFD'));
  expect(new Set([...forms, ...decomposed].map(compactText))).toEqual(new Set(['NOPPHIH19123426']));
});

test('đ in all its spellings is d', () => {
  expect(compactText('đồng Đồng Ðồng ðồng')).toBe('DONGDONGDONGDONG');
});

test('compacting twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(compactText(compactText(text))).toBe(compactText(text));
    }),
  );
});

test.each([
  ['printed', 'NOP PHI H19.12.34-260521-0003 LY THI KIM', ['H19.12.34-260521-0003']],
  ['in lower case', 'tt phi ho so h19.12.34-260521-0004 bui', ['H19.12.34-260521-0004']],
  ['cut by a wrap', 'HO SO H19.12.34-260521-00 03-210526 -07', ['H19.12.34-260521-0003']],
  ['cut by a line break', 'H19.\n20.01-260522-0003 vo', ['H19.20.01-260522-0003']],
  ['without separators', 'QR - H1912342606020007 LY', ['H19.12.34-260602-0007']],
  ['inside glued text', 'THANHTOANHOSOH1912342606020007', ['H19.12.34-260602-0007']],
  ['of a ministry portal', 'H19.31.6-260514-1500123', ['H19.31.6-260514-1500123']],
  ['of the reversed form', '000.17.22.H56-210531-0001 x', ['000.17.22.H56-210531-0001']],
  ['followed by another number', 'H19.12.34-260521-0003 0912345', ['H19.12.34-260521-0003']],
  ['of a gateway', 'VNPAY.DVCQG2026052550149081.LE PHI', ['DVCQG2026052550149081']],
  ['cut off', 'NAPAS247 H19.12.34-26052', []],
  ['with an impossible date', 'H19.12.34-261332-0003', []],
  ['absent', 'THU PHI DICH VU SMS BANKING THANG 05.2026', []],
])('a reference %s is found in its full form', (_, narrative, expected) => {
  expect(candidateReferences(narrative)).toEqual(expected);
});
