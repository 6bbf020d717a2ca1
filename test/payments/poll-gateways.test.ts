// Asking gateways over HTTP, against stand-ins that verify what we sign: what an answer says is
// booked, what none says stays open, and nobody asks twice.
import { openDb } from '../../src/db.js';
import { pollGateways } from '../../src/payments/queries/poll-gateways.js';
import { currentState } from '../../src/payments/payment.js';
import { readProvince } from '../../src/reconciliation/read-province.js';
import { runLog } from '../support/run-folder.js';
import { addOrders, type Service, startService } from './callback-client.js';
import { createHash } from 'node:crypto';
import {
  momoManner,
  paygovManner,
  type Reply,
  type StandIn,
  standIn,
  vnpayManner,
  zalopayManner,
} from './stand-ins.js';

const secret = 'throwaway-secret-of-the-stand-ins';
const start = new Date('2026-05-04T09:00:00+07:00');
let service: Service;
let gateways: Record<'vnpay' | 'momo' | 'zalopay' | 'paygov', StandIn>;

beforeAll(async () => {
  service = await startService();
  gateways = {
    vnpay: await standIn(vnpayManner(secret)),
    momo: await standIn(momoManner('access', secret)),
    zalopay: await standIn(zalopayManner(secret)),
    paygov: await standIn(paygovManner(secret)),
  };
  const settlement = { mode: 'daily_batch' };
  const options = (kind: keyof typeof gateways) => ({ queryUrl: gateways[kind].url });
  service.setClock(start);
  const profiles: Record<keyof typeof gateways, object> = {
    vnpay: { merchantCode: 'DSOAT001', secrets: { hashSecret: secret } },
    momo: { merchantCode: 'MOMO1', secrets: { accessKey: 'access', secretKey: secret } },
    zalopay: { merchantCode: '2999', secrets: { key1: secret, key2: 'callbacks' } },
    paygov: { merchantCode: 'BTP', secrets: { secretKey: secret } },
  };
  for (const kind of ['vnpay', 'momo', 'zalopay', 'paygov'] as const) {
    const confirm = kind === 'paygov' ? { confirmByQuery: true } : {};
    const document = { ...profiles[kind], settlement, options: { ...options(kind), ...confirm } };
    await service.configure(kind, document);
  }
});
afterAll(async () => {
  await Promise.all(Object.values(gateways).map((one) => one.close()));
  await service.close();
});
beforeEach(() => {
  service.setClock(start);
});

const minutes = (count: number): Date => new Date(start.getTime() + count * 60_000);
const limits = { withinMs: 2_000, bytesMax: 4096 };

function poll(at: Date) {
  service.setClock(at);
  const { db, now, database } = service;
  return pollGateways({ db, now, log: runLog(), secretKey: database.config.secretKey, limits });
}

const fields = (given: Record<string, string | number>): Reply => ({
  kind: 'fields',
  fields: given,
});

async function order(gateway: string, merchantRef: string, amount = '150000'): Promise<void> {
  await addOrders(service.db, [{ gateway, merchantRef, unitCode: '90001', amount }]);
  // the database's own clock is far from the test's, and only the owner may change an order
  const { ownerUrl, config } = service.database;
  const owner = openDb({ databaseUrl: ownerUrl, schema: config.schema }, { connections: 1 });
  await owner('fee_order').where({ merchant_ref: merchantRef }).update({ created_at: start });
  await owner.destroy();
}

async function statusOf(merchantRef: string): Promise<string | undefined> {
  const payment = (await service.payments()).find((one) => one.merchantRef === merchantRef);
  return payment && currentState(payment.events)?.status;
}

function paygovCallback(ref: string, code = '00') {
  const given = {
    LoaiBanTin: 'CONFIRM',
    MaLoi: code,
    MaDoiTac: 'BTP',
    MaThamChieu: ref,
    SoTien: '150000',
    MaTienTe: 'VND',
    MaGiaoDich: `TT-${ref}`,
    MaNganHang: 'VNPTPAY',
    ThoiGianGD: '20260504085900',
    ThongTinGiaoDich: 'le phi',
  };
  const text = [...Object.values(given), secret].join('|');
  const MaXacThuc = createHash('sha256').update(text).digest('hex');
  const body = JSON.stringify({ ...given, MaXacThuc });
  return service.send({ path: '/callbacks/paygov', body });
}

const vnpayPaid = (ref: string, more: Record<string, string> = {}) => ({
  vnp_ResponseCode: '00',
  vnp_TmnCode: 'DSOAT001',
  vnp_TxnRef: ref,
  vnp_Amount: '15000000',
  vnp_PayDate: '20260504090200',
  vnp_TransactionNo: `77${ref.replace(/\D/g, '')}`,
  vnp_TransactionType: '01',
  vnp_TransactionStatus: '00',
  ...more,
});

test('an order that no callback answered is asked about, and the answer is booked as a word', async () => {
  await order('vnpay', 'V101');
  await order('momo', 'M101');
  await order('zalopay', '260504_Z101');
  await order('paygov', 'P101');
  gateways.vnpay.replies.set('V101', fields(vnpayPaid('V101')));
  const momo = { partnerCode: 'MOMO1', orderId: 'M101', amount: 150000, transId: 9007199254740991 };
  gateways.momo.replies.set('M101', fields({ ...momo, resultCode: 0 }));
  const zalopay = { return_code: 1, amount: 150000, zp_trans_id: 260504000000101 };
  gateways.zalopay.replies.set('260504_Z101', fields(zalopay));
  gateways.paygov.replies.set('P101', fields({ TrangThaiGD: '1', SoTien: '150000' }));
  expect(await poll(minutes(4))).toMatchObject({ word: 0 });
  expect(await poll(minutes(7))).toMatchObject({ word: 4, refused: 0, unanswered: 0 });
  for (const ref of ['V101', 'M101', '260504_Z101', 'P101']) {
    expect([ref, await statusOf(ref)]).toEqual([ref, 'succeeded']);
  }
  for (const { badlySigned } of Object.values(gateways)) expect(badlySigned).toBe(0);
  const asked = Object.values(gateways).map((one) => one.asked.length);
  expect(await poll(minutes(600))).toMatchObject({ word: 0, not_final: 0, unknown: 0 });
  expect(Object.values(gateways).map((one) => one.asked.length)).toEqual(asked);
  const events = await service.db('payment_event').where({ source: 'query' });
  expect(events).toHaveLength(4);
  const kept = await service.db('gateway_query').whereIn(
    'id',
    events.map((event: { query_id: string }) => event.query_id),
  );
  expect(kept.map((one: { outcome: string }) => one.outcome)).toEqual(Array(4).fill('word'));
});

test('a plain hash is not believed: booked only when the query says the same, state 3 stays pending', async () => {
  const reply = await paygovCallback('P201');
  expect(JSON.parse(reply.text)).toMatchObject({ MaLoi: '01' });
  expect(await statusOf('P201')).toBe('pending');
  gateways.paygov.replies.set('P201', fields({ TrangThaiGD: 3 }));
  expect(await poll(minutes(7))).toMatchObject({ not_final: 1 });
  expect(await poll(minutes(8))).toMatchObject({ not_final: 0 });
  expect(await statusOf('P201')).toBe('pending');
  await paygovCallback('P201');
  expect(await statusOf('P201')).toBe('pending');
  gateways.paygov.replies.set('P201', fields({ TrangThaiGD: 1, SoTien: '150000' }));
  expect(await poll(minutes(27))).toMatchObject({ word: 1 });
  const payment = (await service.payments()).find((one) => one.merchantRef === 'P201');
  const state = payment && currentState(payment.events);
  expect(state).toMatchObject({ status: 'succeeded', paidAt: new Date('2026-05-04T01:59:00Z') });
  expect(payment?.gatewayTxnId).toBe('TT-P201');
});

test('a forged success of a plain hash ends as the gateway says: failed', async () => {
  await paygovCallback('P202');
  gateways.paygov.replies.set('P202', fields({ TrangThaiGD: 4 }));
  await poll(minutes(7));
  expect(await statusOf('P202')).toBe('failed');
});

test.each<[string, string, Reply, string, string | null]>([
  ['does not answer in time', 'V301', { kind: 'never' }, 'unanswered', 'timeout'],
  [
    'answers without end',
    'V302',
    { kind: 'raw', status: 200, body: 'x'.repeat(5000) },
    'unanswered',
    'too_large',
  ],
  ['redirects', 'V303', { kind: 'raw', status: 302, body: '' }, 'refused', 'HTTP 302'],
  ['is broken', 'V304', { kind: 'raw', status: 500, body: '<html>' }, 'refused', 'HTTP 500'],
  [
    'signs with another key',
    'V305',
    fields({ ...vnpayPaid('V305'), vnp_SecureHash: '00' }),
    'untrusted',
    null,
  ],
  ['knows no such order', 'V306', fields({ vnp_ResponseCode: '91' }), 'unknown', null],
  [
    'has seen the request id',
    'V307',
    fields({ vnp_ResponseCode: '94', vnp_SecureHash: 'none' }),
    'untrusted',
    null,
  ],
  ['has seen it, signed', 'V308', fields({ vnp_ResponseCode: '94' }), 'refused', '94'],
])(
  'a gateway that %s is asked again later, and nothing is booked',
  async (_what, ref, reply, outcome, detail) => {
    await order('vnpay', ref);
    gateways.vnpay.replies.set(ref, reply);
    await poll(minutes(7));
    const rows = await service.db('gateway_query').where({ merchant_ref: ref });
    expect(rows).toMatchObject([{ outcome, detail }]);
    expect(await statusOf(ref)).toBeUndefined();
    gateways.vnpay.replies.set(ref, fields(vnpayPaid(ref)));
    await poll(minutes(27));
    expect(await statusOf(ref)).toBe('succeeded');
    const ids = await service.db('gateway_query').where({ merchant_ref: ref }).pluck('request_id');
    expect(new Set(ids).size).toBe(2);
  },
);

test('a gateway that cannot be reached at all costs a note, not the turn', async () => {
  const gone = await standIn(momoManner('access', secret));
  await gone.close();
  await service.configure('momo-gone', {
    kind: 'momo',
    merchantCode: 'GONE',
    secrets: { accessKey: 'access', secretKey: secret },
    settlement: { mode: 'daily_batch' },
    options: { queryUrl: gone.url },
  });
  await order('momo-gone', 'G401');
  await poll(minutes(7));
  const rows = await service.db('gateway_query').where({ merchant_ref: 'G401' });
  expect(rows).toMatchObject([{ outcome: 'unanswered', detail: 'ECONNREFUSED' }]);
});

test('two processes never ask the same at once', async () => {
  for (let at = 0; at < 20; at += 1) await order('vnpay', `V5${String(at).padStart(2, '0')}`);
  const before = gateways.vnpay.asked.length;
  await Promise.all([poll(minutes(7)), poll(minutes(7)), poll(minutes(7))]);
  const asked = gateways.vnpay.asked.slice(before).map((one) => one['vnp_TxnRef']);
  expect(asked).toHaveLength(20);
  expect(new Set(asked).size).toBe(20);
});

test('a payment that stays pending for days is given up for a person to see, an order is let go', async () => {
  await order('paygov', 'P601');
  await paygovCallback('P602');
  gateways.paygov.replies.set('P602', fields({ TrangThaiGD: 3 }));
  for (const hours of [1, 5, 30, 60, 80, 110]) await poll(minutes(hours * 60));
  const rows = await service
    .db('gateway_question')
    .whereIn('merchant_ref', ['P601', 'P602'])
    .orderBy('merchant_ref');
  expect(rows[0]).toMatchObject({ given_up_at: null, settled_at: expect.any(Date) });
  expect(rows[1]).toMatchObject({ given_up_at: expect.any(Date), settled_at: null });
  expect(await statusOf('P602')).toBe('pending');
  const told = async (hours: number) => {
    const { discrepancies } = await readProvince(service, { asOf: minutes(hours * 60) });
    return discrepancies.filter(({ kind }) => kind === 'status_conflict');
  };
  expect(await told(71)).toEqual([]);
  expect(await told(110)).toMatchObject([
    { gatewayAccount: 'paygov', owner: 'gateway', members: 1, amount: 150000n, givenUp: 1 },
  ]);
  // the gateway's own word, however late, ends it
  await paygovCallback('P602', '99');
  expect(await told(110)).toEqual([]);
});

test('a callback that comes before the asking makes it needless', async () => {
  await paygovCallback('P701', '99');
  const before = gateways.paygov.asked.length;
  await poll(minutes(7));
  expect(gateways.paygov.asked.slice(before).map((one) => one['MaThamChieu'])).not.toContain(
    'P701',
  );
});
