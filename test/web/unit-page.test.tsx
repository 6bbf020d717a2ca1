import { renderToString } from 'preact-render-to-string';
import {
  settlementValues,
  type ProvinceReading,
  type SettlementValue,
} from '../../src/reconciliation/reading.js';
import { settlementWords } from '../../src/reconciliation/words.js';
import { UnitPage } from '../../src/web/pages/unit-page.js';
import { aLine, aMatch, anAccount, aPayment, aProvince, aUnit } from '../support/readings.js';

/** The words of the page of a province's first unit. */
function wordsOf(reading: ProvinceReading): string {
  const [unit] = reading.units;
  if (!unit) throw new Error('no unit');
  const page = (
    <UnitPage
      {...{ reading, unit, province: 'Thành phố Đồng Nai', banks: new Map(), pageNumber: 1 }}
      asked={undefined}
      settlement={undefined}
    />
  );
  return renderToString(page)
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('the page of a unit', () => {
  it('says that a likely match is only proposed, and by which rule', () => {
    const match = aMatch({ rule: 'damaged-reference', status: 'proposed', confidence: 'probable' });
    const payment = aPayment({ settlement: 'proposed', matches: [match] });
    expect(wordsOf(aProvince({ payments: [payment] }))).toContain(
      'Chờ người xác nhận Đề xuất (có khả năng) Mã tham chiếu bị sai hoặc cắt ' +
        'Ghi Có 12/05/2026 · 100.000 đ · số FT26132001 · TK 0123456789',
    );
  });

  it.each<[SettlementValue, string]>([
    ['overdue', 'Không thấy trên sao kê (có sao kê đến 15/05/2026)'],
    ['unverifiable', 'Sao kê chưa đủ các ngày từ lúc thanh toán đến hạn'],
    ['awaiting', 'Chưa đến hạn tiền về'],
    ['no_account', 'Đơn vị không có tài khoản để nhận tiền'],
    ['refunded', 'Cổng thanh toán đã hoàn tiền cho người nộp'],
  ])('says why there is no credit to show for a payment that is %s', (settlement, words) => {
    expect(wordsOf(aProvince({ payments: [aPayment({ settlement })] }))).toContain(words);
  });

  it('has a Vietnamese wording for every settlement value', () => {
    const payments = settlementValues.map((settlement) => aPayment({ settlement }));
    const words = wordsOf(aProvince({ payments }));
    for (const value of settlementValues) expect(words).toContain(settlementWords[value].vi);
  });

  it('lists only credits of the unit that no payment explains', () => {
    const lines = [
      aLine({ lineId: '1', narrative: 'chua ro' }),
      aLine({ lineId: '2', narrative: 'da khop', state: 'matched' }),
      aLine({ lineId: '3', narrative: 'ghi no', amount: -5n }),
      aLine({ lineId: '4', narrative: 'noi khac', unitCode: '25345' }),
    ];
    const words = wordsOf(aProvince({ lines }));
    expect(words).toContain('Khoản ghi Có chưa khớp (1)');
    expect(words).toContain('chua ro');
    expect(words).not.toMatch(/da khop|ghi no|noi khac/);
  });

  it('tells a treasury account and one no longer used from the others', () => {
    const accounts = [
      anAccount({ validTo: '2026-05-01' }),
      anAccount({ account: '3511.0.1104195', bankBin: null, purpose: 'ho-tich', verified: false }),
    ];
    const words = wordsOf(aProvince({ units: [aUnit({ accounts })] }));
    expect(words).toContain('Từ 01/01/2026 đến hết 30/04/2026 Không còn dùng');
    expect(words).toContain('3511.0.1104195 Kho bạc Nhà nước');
    expect(words).toContain('Mục đích: ho-tich Chưa xác minh');
  });
});
