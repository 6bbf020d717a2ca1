// Figures, days and amounts as Vietnamese letters write them.
import { formatCell, printable } from '../../src/reports/figures.js';
import { moneyInWords } from '../../src/reports/money-words.js';
import {
  closingOf,
  confirmBy,
  openingOf,
  parsePeriod,
  periodTitle,
  remitBy,
} from '../../src/reports/period.js';
import { instantOf } from '../../src/calendar.js';

const monthOf = (text: string) => parsePeriod(text) ?? { month: '', firstOn: '', lastOn: '' };

test.each([
  [0n, 'Không đồng'],
  [5n, 'Năm đồng'],
  [10n, 'Mười đồng'],
  [15n, 'Mười lăm đồng'],
  [21n, 'Hai mươi mốt đồng'],
  [24n, 'Hai mươi bốn đồng'],
  [105n, 'Một trăm linh năm đồng'],
  [111n, 'Một trăm mười một đồng'],
  [8_000n, 'Tám nghìn đồng'],
  [1_005_000n, 'Một triệu không trăm linh năm nghìn đồng'],
  [1_250_000n, 'Một triệu hai trăm năm mươi nghìn đồng'],
  [1_000_005n, 'Một triệu không trăm linh năm đồng'],
  [101_000n, 'Một trăm linh một nghìn đồng'],
  [10_000_000n, 'Mười triệu đồng'],
  [1_000_000_015n, 'Một tỷ không trăm mười lăm đồng'],
  [1_000_000_000_000n, 'Một nghìn tỷ đồng'],
  [2_000_000_000n, 'Hai tỷ đồng'],
  [3_000_000_000_007n, 'Ba nghìn tỷ không trăm linh bảy đồng'],
  [-55_000n, 'Âm năm mươi lăm nghìn đồng'],
])('%s đồng in words is "%s"', (amount, words) => {
  expect(moneyInWords(amount)).toBe(words);
});

test('a figure has points between its thousands, a day is dd/mm/yyyy, a share has a comma', () => {
  expect(formatCell('money', 1_250_000n)).toBe('1.250.000');
  expect(formatCell('count', 0)).toBe('0');
  expect(formatCell('day', '2026-06-05')).toBe('05/06/2026');
  expect(formatCell('share', 0.011)).toBe('1,10 %');
  expect(formatCell('money', null)).toBe('');
});

test('a month knows its last day, the 5th and the 10th after it, and where it opens and closes', () => {
  expect(monthOf('2026-12')).toEqual({
    month: '2026-12',
    firstOn: '2026-12-01',
    lastOn: '2026-12-31',
  });
  expect(monthOf('2028-02').lastOn).toBe('2028-02-29');
  expect([remitBy(monthOf('2026-12')), confirmBy(monthOf('2026-01'))]).toEqual([
    '2027-01-05',
    '2026-02-10',
  ]);
  const may = monthOf('2026-05');
  expect(openingOf(may).getTime()).toBe(instantOf('2026-05-01').getTime() - 1);
  expect(closingOf(may, instantOf('2026-05-20'))).toEqual(instantOf('2026-05-20'));
  expect(closingOf(may, instantOf('2026-07-20')).getTime()).toBe(
    instantOf('2026-06-01').getTime() - 1,
  );
  expect(['2026-5', '2026-13', '1999-01', ''].map(parsePeriod)).toEqual(Array(4).fill(undefined));
});

test('letters write the month as a figure, January and February with a zero', () => {
  expect(periodTitle({ month: '2026-05' })).toBe('tháng 5 năm 2026'.replaceAll(' ', '\u00a0'));
  expect(periodTitle({ month: '2026-02' })).toBe('tháng 02 năm 2026'.replaceAll(' ', '\u00a0'));
});

test('what a file cannot hold is replaced, and Vietnamese is composed', () => {
  expect(printable('a\u0000b\u0001\ud83d')).toBe('a\ufffdb\ufffd\ufffd');
  expect(printable('Tiê\u0309n về 😀')).toBe('Tiể\u006e về 😀'.normalize('NFC'));
});
