import { instantOf } from '../../src/calendar.js';
import { rivalsOfLine, rivalsOfPayment } from '../../src/oversight/rivals.js';
import { aLine, aMatch, anAccount, aPayment, aProvince, aUnit } from '../support/readings.js';

const payment = aPayment({ paymentId: '7', merchantRef: 'HS2605110007', amount: 100_000n });

/** A line that differs from the payment's money in what is given. */
const line = (more: Parameters<typeof aLine>[0]) =>
  aLine({ amount: 100_000n, narrative: 'NOP PHI HS2605110007', ...more });

/** Why each of the lines is not the payment's, the nearest first. */
function told(...lines: ReturnType<typeof aLine>[]): string[] {
  const seen = aProvince({ payments: [payment], lines });
  return rivalsOfPayment(payment, seen).map((rival) => `${rival.line.lineId}: ${rival.whyNot}`);
}

test('each point that stands against a line is told with both values', () => {
  const other = { paymentId: '9', unitCode: '25432', gateway: 'vnpay' };
  const taken = { ...aMatch(), payment: { ...other, gatewayTxnId: 'T9', merchantRef: 'HS9' } };
  const lines = [
    line({ lineId: '1', amount: 60_000n }),
    line({ lineId: '2', account: '999' }),
    line({ lineId: '3', bookingDate: '2026-05-08' }),
    line({ lineId: '4', matches: [{ ...taken, line: null }], state: 'matched' }),
  ];
  expect(lines.flatMap((one) => told(one))).toEqual([
    '1: Không khớp vì số tiền là 60.000 đ, cần 100.000 đ.',
    '2: Không khớp vì tiền vào tài khoản không phải của đơn vị trong thời gian đó.',
    '3: Không khớp vì ghi sổ ngày 08/05/2026, trước ngày nộp 11/05/2026.',
    '4: Không khớp vì dòng đã khớp với giao dịch HS9.',
  ]);
});

test('an equal sum that names nothing is no proof, and says so', () => {
  expect(told(line({ narrative: 'NOP TIEN' }))).toEqual([
    '1: Số tiền và ngày hợp nhưng nội dung không nêu mã của giao dịch: nhiều người nộp cùng mức phí, nên không tự khớp.',
  ]);
});

test('the line that names the payment comes before those of its sum, three at most', () => {
  const equal = ['5', '6', '7', '8'].map((lineId) => line({ lineId, narrative: 'NOP TIEN' }));
  const named = line({ lineId: '9', amount: 1n });
  expect(told(...equal, named).map((text) => text[0])).toEqual(['9', '5', '6']);
});

test('neither its own line nor one that shares nothing with it is a rival', () => {
  const own = aPayment({ matches: [aMatch({ line: { ...aMatch().line, lineId: '3' } })] });
  const lines = [
    line({ lineId: '3' }),
    line({ lineId: '4', amount: 5n, narrative: 'LAI TIEN GUI' }),
  ];
  expect(rivalsOfPayment(own, aProvince({ payments: [own], lines }))).toEqual([]);
});

test('what a reader may not read is not compared', () => {
  const seen = aProvince({
    units: [aUnit({ accounts: [] })],
    lines: [line({ narrative: null })],
    payments: [payment],
  });
  const [rival] = rivalsOfPayment(payment, seen);
  expect(rival?.checks.map(({ name }) => name)).toEqual(['amount', 'time', 'free']);
});

test('a line is told of the payments that come nearest to it in the same words', () => {
  const seen = aProvince({
    units: [aUnit({ accounts: [anAccount()] })],
    payments: [payment, aPayment({ amount: 70_000n, paidAt: instantOf('2026-05-12', '08:00') })],
  });
  const rivals = rivalsOfLine(line({ narrative: 'NOP TIEN' }), seen);
  expect(rivals.map((rival) => rival.payment.paymentId)).toEqual(['7']);
  expect(rivalsOfLine(line({ amount: -100_000n }), seen)).toEqual([]);
});
