// What the Department's letter says, read as Word shows it: with payments of units, of nobody, of both.
// DOISOAT_LOOK=folder leaves the letters there.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instantOf } from '../../src/calendar.js';
import { buildReport } from '../../src/reports/build-report.js';
import { reportDocx } from '../../src/reports/write-docx.js';
import type { PaymentReading } from '../../src/reconciliation/reading.js';
import { aPayment, aProvince, aUnit } from '../support/readings.js';
import { reportFacts } from '../support/report-facts.js';
import { zipText } from '../support/zip-text.js';

const units = [aUnit(), aUnit({ unitCode: '25345', unitName: 'Tân Hưng' })];
const known = [
  aPayment({ paymentId: '1', amount: 1_005_000n }),
  aPayment({ paymentId: '2', amount: 8_000n, settlement: 'wrong_unit', unitCode: '25345' }),
];
const nobodys = aPayment({ paymentId: '3', amount: 40_000n, unitCode: null });

const plain = (text: string): string => text.replaceAll(/[\s\u00a0]+/g, ' ');

function letterOf(payments: readonly PaymentReading[]) {
  return buildReport('letter', reportFacts({ reading: aProvince({ units, payments }) }));
}

function saidOf(payments: readonly PaymentReading[], part: number): string {
  return plain(letterOf(payments).letter?.paragraphs[part] ?? '');
}

const unsure = (payment: PaymentReading): PaymentReading => ({
  ...payment,
  settlement: payment.unitCode === null ? 'unassigned' : 'unverifiable',
});

describe('the letter says whose the payments are', () => {
  test('of units alone by their number', () => {
    expect(saidOf(known, 2)).toContain(
      'Có 2 giao dịch của 2 đơn vị mà tiền chưa về tài khoản thụ hưởng, tổng số tiền 1.013.000 đồng ' +
        '(bằng chữ: một triệu không trăm mười ba nghìn đồng)',
    );
    expect(saidOf(known.map(unsure), 3)).toContain('Có 2 giao dịch của 2 đơn vị, số tiền');
  });

  test('of units and of nobody both numbers', () => {
    expect(saidOf([...known, nobodys], 2)).toContain(
      'Có 3 giao dịch (2 giao dịch của 2 đơn vị, 1 giao dịch chưa xác định đơn vị) mà tiền chưa về',
    );
    expect(saidOf([...known, nobodys].map(unsure), 3)).toContain(
      'Có 3 giao dịch (2 giao dịch của 2 đơn vị, 1 giao dịch chưa xác định đơn vị), số tiền',
    );
  });

  test('of nobody alone that their unit is not known', () => {
    expect(saidOf([nobodys], 2)).toContain('Có 1 giao dịch chưa xác định đơn vị mà tiền chưa về');
    expect(saidOf([nobodys].map(unsure), 3)).toContain('Có 1 giao dịch chưa xác định đơn vị, số');
  });

  test('and how many of those that are open to doubt are of the month, which add up with the others', () => {
    const earlier = aPayment({ paymentId: '4', paidAt: instantOf('2026-04-20', '09:00') });
    expect(saidOf([...known, earlier].map(unsure), 3)).toContain(
      'Có 3 giao dịch của 2 đơn vị, gồm 2 giao dịch trong kỳ và 1 giao dịch của các kỳ trước, số tiền',
    );
  });

  test('and in words of its own that there are none', () => {
    expect(saidOf([], 1)).toContain('không phát sinh giao dịch');
    expect(saidOf([], 2)).toContain('Không có giao dịch nào trong kỳ');
    expect(saidOf([], 3)).toContain('Không có giao dịch nào chưa thể kết luận.');
    expect(saidOf([], 5)).not.toContain(' 0 ');
    expect(saidOf([], 6)).toBe('6. Kiến nghị. Sở Tư pháp không có kiến nghị.');
  });

  test('its numbers add up: what waits and what was given back is told too', () => {
    const others = [
      aPayment({ paymentId: '4', settlement: 'awaiting', amount: 5_000n }),
      aPayment({ paymentId: '5', settlement: 'refunded', amount: 7_000n }),
    ];
    expect(saidOf([...known, ...others], 1)).toMatch(
      /Có 4 giao dịch .* Ngoài ra, chờ tiền về \(chưa đến hạn\): 1 giao dịch, 5.000 đồng; đã hoàn cho người nộp: 1 giao dịch, 7.000 đồng\.$/,
    );
    expect(saidOf(known, 1)).not.toContain('Ngoài ra');
  });

  test('it asks for what there is a reason for, and writes its time as letters do', () => {
    expect(saidOf(known, 0)).toContain('(số liệu đến 12 giờ 00 phút ngày 20/05/2026)');
    expect(saidOf(known, 6)).toContain('các giao dịch tại Phụ lục I về đúng tài khoản thụ hưởng');
    expect(saidOf(known, 6)).toContain('giải trình các trường hợp tại Phụ lục I.');
    expect(saidOf(known, 6)).not.toContain('sao kê');
    const earlier = aPayment({ paymentId: '6', paidAt: instantOf('2026-04-28', '10:00') });
    expect(saidOf([...known, earlier], 6)).toContain('tại Phụ lục I và II về đúng');
    expect(saidOf(known.map(unsure), 6)).toMatch(
      /^6\. Kiến nghị\. Đề nghị Ủy ban nhân dân .* cung cấp sao kê của các ngày còn thiếu\.$/,
    );
  });
});

test.each([
  ['none', []],
  ['units', known],
  [
    'both',
    [
      ...known,
      nobodys,
      unsure(nobodys),
      aPayment({ paymentId: '9', settlement: 'arrived', arrivedAmount: 100_000n }),
    ],
  ],
] as const)(
  'the Word document of a letter with %s holds each paragraph and ends as letters do',
  async (name, payments) => {
    const report = letterOf(payments);
    const bytes = await reportDocx(report);
    const folder = process.env['DOISOAT_LOOK'];
    if (folder) await writeFile(join(folder, `letter-${name}.docx`), bytes);
    const text = plain(await zipText(bytes, 'word/document.xml'));
    for (const paragraph of report.letter?.paragraphs ?? [])
      expect(text).toContain(plain(paragraph));
    expect(text).toContain('Sở Tư pháp kính báo cáo./.');
    expect(text).not.toMatch(/ [,.;:]|\.\.|undefined|NaN|null/);
  },
);
