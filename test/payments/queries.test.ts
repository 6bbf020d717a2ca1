// What is sent to gateways' query APIs and what their answers are taken for: the worked signatures
// of the gateways reference, and answers that are not what they should be.
import { queryOf } from '../../src/payments/queries/index.js';
import type { Asker, Question, QueryReading } from '../../src/payments/queries/query.js';
import { isTooOld, nextAskAt, requestIdOf } from '../../src/payments/queries/question.js';
import { isAskable } from '../../src/payments/queries/query-address.js';
import { vnpayManner } from './stand-ins.js';

const vnpaySecret = 'throwaway-vnpay-hash-secret-0001';
const askers: Record<string, Asker> = {
  vnpay: {
    merchantCode: 'DSOAT001',
    secrets: { hashSecret: vnpaySecret },
    options: { queryIp: '203.0.113.9' },
  },
  momo: {
    merchantCode: 'MOMODSOAT01',
    secrets: { accessKey: 'throwAwayAccess1', secretKey: 'throwaway-momo-secret-0001' },
    options: {},
  },
  zalopay: {
    merchantCode: '2999',
    secrets: { key1: 'throwaway-zalopay-key1-0001', key2: 'x' },
    options: {},
  },
  paygov: {
    merchantCode: 'BTP-DEMO',
    secrets: { secretKey: 'throwaway-paygov-secret-0001' },
    options: {},
  },
};
const now = new Date('2026-05-04T10:00:00+07:00');

function question(merchantRef: string, more: Partial<Question> = {}): Question {
  const orderedAt = new Date('2026-05-04T09:13:00+07:00');
  const known = { gatewayTxnId: null, amount: 150_000n, statedAt: null };
  return { requestId: 'RQ0001', merchantRef, orderedAt, ...known, ...more };
}

function read(kind: string, answer: unknown, asked: Question): QueryReading {
  const asker = askers[kind];
  const query = queryOf(kind);
  if (!asker || !query) throw new Error(kind);
  const bytes = Buffer.from(typeof answer === 'string' ? answer : JSON.stringify(answer));
  return query.read(bytes, asked, asker);
}

const paygovRef = 'dvcH1911326050400012026050409001';

test.each([
  [
    'vnpay',
    question('DN260504A001'),
    '0ed9376a4341cdb377ace09003523756784a62037370d9f8573ce90009b22cafb9811f1a4c76b37af9329f7ce1600755248d91f18dc68cb6925245a76310c231',
  ],
  [
    'momo',
    question('DN260504M001', { requestId: 'Q-1' }),
    '648688492cdaf2f0127a7a68892ce929d0dd0a4f24c7304bfbb2f68bedd41eaf',
  ],
  [
    'zalopay',
    question('260504_DN0001'),
    'dddfa8d8ba4dd1d110bf09f60e90a248d45973f50ef2379de1f1550410e58d96',
  ],
  [
    'paygov',
    question(paygovRef),
    'e8359248e356ac272125e669b13d3265516f7ba08a3f4e470eb9e34aff6b724e',
  ],
])('a question to %s is signed as the worked example', (kind, asked, signature) => {
  const asker = askers[kind];
  if (!asker) throw new Error(kind);
  expect(queryOf(kind)?.request(asked, asker, now).body).toContain(signature);
});

const vnpayAnswer = {
  vnp_ResponseId: 'RS0001',
  vnp_Command: 'querydr',
  vnp_ResponseCode: '00',
  vnp_Message: 'QueryDR Success',
  vnp_TmnCode: 'DSOAT001',
  vnp_TxnRef: 'DN260504A001',
  vnp_Amount: '15000000',
  vnp_BankCode: 'NCB',
  vnp_PayDate: '20260504091527',
  vnp_TransactionNo: '15001001',
  vnp_TransactionType: '01',
  vnp_TransactionStatus: '00',
  vnp_OrderInfo: 'Thanh toan le phi ho so DN260504A001',
};
const workedHash =
  'ba1c2d8815092c26184d69e055a65070d972032f53abc133c88510766feec799b489b6469148699185c0c86b09e4f495e5f6e2c18d767d446ba4f8a3c5cc0fdd';
const signed = (more: Record<string, string>) =>
  vnpayManner(vnpaySecret).sign({ ...vnpayAnswer, ...more });

test("VNPAY's worked answer verifies, and each changed or translated field of it does not", () => {
  const asked = question('DN260504A001');
  const whole = { ...vnpayAnswer, vnp_SecureHash: workedHash };
  expect(read('vnpay', whole, asked)).toMatchObject({
    kind: 'word',
    message: {
      gatewayTxnId: '15001001',
      word: { status: 'succeeded', amount: 150_000n, paidAt: new Date('2026-05-04T02:15:27Z') },
    },
  });
  for (const [name, value] of Object.entries(vnpayAnswer)) {
    const changed = { ...whole, [name]: `${value}.` };
    expect([name, read('vnpay', changed, asked)]).toEqual([name, { kind: 'untrusted' }]);
  }
});

test.each([
  ['not finished', { vnp_TransactionStatus: '01' }, { kind: 'notFinal' }],
  ['held as suspicious', { vnp_TransactionStatus: '07' }, { kind: 'notFinal' }],
  ['unknown (91)', { vnp_ResponseCode: '91' }, { kind: 'unknown' }],
  ['a repeated request (94)', { vnp_ResponseCode: '94' }, { kind: 'refused', code: '94' }],
  ["another order's", { vnp_TxnRef: 'DN260504A002' }, { kind: 'untrusted' }],
  ["another merchant's", { vnp_TmnCode: 'OTHER001' }, { kind: 'untrusted' }],
  ['not a whole đồng', { vnp_Amount: '15000001' }, { kind: 'untrusted' }],
])('a signed answer of VNPAY that is %s is taken for that', (_what, more, expected) => {
  expect(read('vnpay', signed(more), question('DN260504A001'))).toEqual(expected);
});

test('VNPAY tells failures and refunds in the same answer', () => {
  const asked = question('DN260504A001', { gatewayTxnId: '15001001' });
  const told = (more: Record<string, string>) => {
    const reading = read('vnpay', signed(more), asked);
    return reading.kind === 'word' ? reading.message : reading;
  };
  expect(told({ vnp_TransactionStatus: '02' })).toMatchObject({ word: { status: 'failed' } });
  const part = { vnp_TransactionType: '03', vnp_Amount: '5000000', vnp_TransactionNo: '9' };
  expect(told(part)).toMatchObject({
    gatewayTxnId: '15001001',
    word: { status: 'partly_refunded', amount: 150_000n, refundedAmount: 50_000n },
  });
  expect(told({ ...part, vnp_TransactionStatus: '05' })).toEqual({ kind: 'notFinal' });
});

const momoAnswer = { partnerCode: 'MOMODSOAT01', orderId: 'M1', amount: 150000 };

test.each([
  ['momo', { ...momoAnswer, resultCode: 0, transId: 4088878653 }, 'succeeded'],
  ['momo', { ...momoAnswer, resultCode: 1006, transId: 0 }, 'cancelled'],
  ['momo', { ...momoAnswer, resultCode: 1005, transId: 0 }, 'failed'],
  ['momo', { ...momoAnswer, resultCode: 7000 }, 'notFinal'],
  ['momo', { ...momoAnswer, resultCode: 42 }, 'unknown'],
  ['momo', { ...momoAnswer, resultCode: 99 }, 'refused'],
  ['momo', { ...momoAnswer, resultCode: 0, orderId: 'M2' }, 'untrusted'],
  ['momo', { ...momoAnswer, resultCode: 0, amount: '1e5' }, 'untrusted'],
  ['zalopay', { return_code: 1, amount: 150000, zp_trans_id: 260504000000101 }, 'succeeded'],
  ['zalopay', { return_code: 2, sub_return_code: -54 }, 'failed'],
  ['zalopay', { return_code: 2, sub_return_code: -402 }, 'refused'],
  ['zalopay', { return_code: 3, is_processing: true }, 'notFinal'],
  ['zalopay', { return_code: 1 }, 'untrusted'],
  ['paygov', { TrangThaiGD: '1', MaThamChieu: 'M1', SoTien: 150000 }, 'succeeded'],
  ['paygov', { error_code: '0', message: '{"TrangThaiGD":1}' }, 'succeeded'],
  ['paygov', { TrangThaiGD: 3 }, 'notFinal'],
  ['paygov', { TrangThaiGD: 4 }, 'failed'],
  ['paygov', { MaLoi: '01' }, 'unknown'],
  ['paygov', { MaLoi: '97' }, 'refused'],
  ['paygov', { TrangThaiGD: 1, MaThamChieu: 'M2' }, 'untrusted'],
  ['paygov', '<html>not JSON</html>', 'untrusted'],
  ['momo', '{"resultCode":0,"resultCode":0}', 'untrusted'],
])('%s answering %j means %s', (kind, answer, expected) => {
  const reading = read(kind, answer, question('M1'));
  const meant = reading.kind === 'word' ? reading.message.word.status : reading.kind;
  expect(meant).toBe(expected);
});

test('an answer that states no time takes that of the pending payment, never that of the asking', () => {
  const statedAt = new Date('2026-05-04T02:00:00Z');
  const answer = { ...momoAnswer, resultCode: 0, transId: 1, responseTime: 1777874711000 };
  const told = read('momo', answer, question('M1', { statedAt }));
  expect(told).toMatchObject({ message: { word: { paidAt: statedAt } } });
});

test('gaps between askings grow to a day, spread by the id and not by chance', () => {
  const gaps = [0, 1, 2, 3, 4, 5, 6, 9].map(
    (attempts) => (nextAskAt('7 R1', attempts, now).getTime() - now.getTime()) / 60_000,
  );
  const least = [5, 15, 45, 135, 405, 1215, 1440, 1440];
  gaps.forEach((gap, at) => {
    expect(gap).toBeGreaterThanOrEqual(least[at] ?? 0);
    expect(gap).toBeLessThanOrEqual((least[at] ?? 0) * 1.25 + 0.001);
  });
  expect(nextAskAt('7 R1', 2, now)).toEqual(nextAskAt('7 R1', 2, now));
  expect(nextAskAt('7 R1', 2, now)).not.toEqual(nextAskAt('7 R2', 2, now));
  expect(requestIdOf('7 R1', 1, now)).not.toBe(requestIdOf('7 R1', 2, now));
  expect(isTooOld(now, 3, new Date(now.getTime() + 73 * 3_600_000))).toBe(true);
});

test.each([
  ['https://pay.example.vn/query', true],
  ['http://127.0.0.1:9000/query', true],
  ['http://pay.example.vn/query', false],
  ['https://user:secret@pay.example.vn/query', false],
  ['file:///etc/passwd', false],
  ['no address', false],
])('%s may be asked at: %s', (url, expected) => {
  expect(isAskable(url)).toBe(expected);
});
