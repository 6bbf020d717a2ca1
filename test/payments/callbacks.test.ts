// What a file of vectors cannot hold: many at once, bytes in pieces, hostile input, a database
// that goes away, secrets that change.
import { createHmac } from 'node:crypto';
import { openDb } from '../../src/db.js';
import { currentState } from '../../src/payments/payment.js';
import { refusedKeptMax } from '../../src/payments/callback-store.js';
import { asAdmin } from '../support/database.js';
import {
  addOrders,
  genericBody,
  genericProfile,
  type Service,
  signed,
  startService,
  statusOf,
} from './callback-client.js';

const otherSecret = 'whsec_dGhyb3dhd2F5LWdlbmVyaWMtc2VjcmV0LTAwMDIteXk=';
const momoProfile = (merchantCode: string, secretKey: string) => ({
  kind: 'momo',
  merchantCode,
  secrets: { accessKey: 'access', secretKey },
  settlement: { mode: 'daily_batch' },
});

let service: Service;

beforeAll(async () => {
  service = await startService();
  await service.configure('generic', genericProfile());
  await service.configure('momo-a', momoProfile('MOMOA', 'secret-of-a'));
  await service.configure('momo-b', momoProfile('MOMOB', 'secret-of-b'));
  await service.configure('vnpay', {
    merchantCode: 'DSOAT001',
    secrets: { hashSecret: 'vnpay-secret' },
    settlement: { mode: 'daily_batch' },
  });
});
afterAll(() => service.close());
afterEach(() => {
  service.setClock(null);
});

function sendGeneric(body: string, more: { pieces?: number; secret?: string; path?: string } = {}) {
  const { path = '/callbacks/generic', secret, ...rest } = more;
  return service.send({ path, headers: signed(body, service.now(), secret), body, ...rest });
}

function momoBody(partnerCode: string, secretKey: string, transId: string): string {
  const fields =
    `amount=50000&extraData=&message=ok&orderId=R-${transId}&orderInfo=&orderType=&` +
    `partnerCode=${partnerCode}&payType=&requestId=&responseTime=1777874711000&resultCode=0&` +
    `transId=${transId}`;
  const signature = createHmac('sha256', secretKey).update(`accessKey=access&${fields}`);
  return (
    `{"partnerCode":"${partnerCode}","orderId":"R-${transId}","requestId":"","amount":50000,` +
    `"orderInfo":"","orderType":"","transId":${transId},"resultCode":0,"message":"ok",` +
    `"payType":"","responseTime":1777874711000,"extraData":"","signature":"${signature.digest('hex')}"}`
  );
}

function vnpayPath(fields: Record<string, string>, extra = ''): string {
  const query = new URLSearchParams(fields);
  query.sort();
  const hash = createHmac('sha512', 'vnpay-secret').update(query.toString()).digest('hex');
  return `/callbacks/vnpay?${query.toString()}&vnp_SecureHash=${hash}${extra}`;
}

const vnpayFields = {
  vnp_Amount: '15000000',
  vnp_ResponseCode: '00',
  vnp_TmnCode: 'DSOAT001',
  vnp_TransactionNo: '77001',
  vnp_TransactionStatus: '00',
  vnp_TxnRef: 'V-1',
};

test('twenty equal callbacks at once are one payment, and each is answered', async () => {
  const body = genericBody({ gatewayTxnId: 'TWENTY' });
  const replies = await Promise.all(Array.from({ length: 20 }, () => sendGeneric(body)));
  expect(replies.map(({ status }) => status)).toEqual(Array<number>(20).fill(200));
  const stored = (await service.payments()).filter(({ gatewayTxnId }) => gatewayTxnId === 'TWENTY');
  expect(stored).toHaveLength(1);
  expect(stored[0]?.events).toHaveLength(1);
});

test('a callback costs one round trip to the database', async () => {
  await sendGeneric(genericBody({ gatewayTxnId: 'WARM' }));
  let queries = 0;
  const count = (): void => void (queries += 1);
  service.db.on('query', count);
  await sendGeneric(genericBody({ gatewayTxnId: 'ONE-TRIP' }));
  service.db.removeListener('query', count);
  expect(queries).toBe(1);
});

test('the bytes may come in small pieces', async () => {
  const reply = await sendGeneric(genericBody({ gatewayTxnId: 'PIECES' }), { pieces: 7 });
  expect(reply.status).toBe(200);
  expect(statusOf(await service.payments(), 'PIECES')).toBe('succeeded');
});

test.each([
  ['without a content type', undefined],
  ['with another charset', 'application/json; charset=iso-8859-1'],
  ['as a form', 'application/x-www-form-urlencoded'],
])('a callback %s is understood by its bytes', async (title, contentType) => {
  const body = genericBody({ gatewayTxnId: title, description: 'Lệ phí hồ sơ' });
  const { 'content-type': own, ...headers } = signed(body, service.now());
  expect(own).not.toBe(contentType);
  const typed = contentType ? { ...headers, 'content-type': contentType } : headers;
  const reply = await service.send({ path: '/callbacks/generic', headers: typed, body });
  expect(reply.status).toBe(200);
  expect(statusOf(await service.payments(), title)).toBe('succeeded');
});

test('an id beyond 2^53 keeps every digit, and so does the text that was signed', async () => {
  const body = momoBody('MOMOA', 'secret-of-a', '9007199254740993');
  expect((await service.send({ path: '/callbacks/momo', body })).status).toBe(204);
  const payments = await service.payments();
  expect(payments.some(({ gatewayTxnId }) => gatewayTxnId === '9007199254740993')).toBe(true);
});

test('of two accounts of a kind the merchant code in the message chooses', async () => {
  const body = momoBody('MOMOB', 'secret-of-b', '1002');
  expect((await service.send({ path: '/callbacks/momo', body })).status).toBe(204);
  const payment = (await service.payments()).find(({ gatewayTxnId }) => gatewayTxnId === '1002');
  const account = await service.db('gateway_account').where({ name: 'momo-b' }).first('id');
  expect(payment?.gatewayAccountId).toBe(account?.id);
});

test('the name of an account is an address too, and only of its own messages', async () => {
  const own = momoBody('MOMOB', 'secret-of-b', '1003');
  expect((await service.send({ path: '/callbacks/momo-b', body: own })).status).toBe(204);
  const foreign = momoBody('MOMOA', 'secret-of-a', '1004');
  expect((await service.send({ path: '/callbacks/momo-b', body: foreign })).status).toBe(401);
});

test('where messages carry no merchant code the secret chooses, and two that verify are refused', async () => {
  await service.configure('cong-tinh', genericProfile([otherSecret]));
  const body = genericBody({ gatewayTxnId: 'BY-SECRET' });
  expect((await sendGeneric(body, { secret: otherSecret })).status).toBe(200);
  await service.configure('cong-xa', genericProfile([otherSecret]));
  // a gateway set by another process is known within seconds
  service.setClock(new Date(Date.now() + 3_000));
  const twice = genericBody({ gatewayTxnId: 'BY-TWO' });
  expect((await sendGeneric(twice, { secret: otherSecret })).status).toBe(401);
  const path = '/callbacks/cong-xa';
  expect((await sendGeneric(twice, { secret: otherSecret, path })).status).toBe(200);
});

test('a rotated secret holds for another day beside the new one, then no longer', async () => {
  const [old, fresh] = [
    'dGhyb3dhd2F5LW9sZC1zZWNyZXQtMDAwMQ==',
    'dGhyb3dhd2F5LW5ldy1zZWNyZXQtMDAwMQ==',
  ].map((key) => `whsec_${key}`) as [string, string];
  const at = new Date('2026-05-04T09:00:00+07:00');
  const later = (hours: number): Date => new Date(at.getTime() + hours * 3_600_000);
  const path = '/callbacks/xoay-khoa';
  service.setClock(at);
  await service.configure('xoay-khoa', genericProfile([old]));
  expect((await sendGeneric(genericBody(), { secret: old, path })).status).toBe(200);
  await service.configure('xoay-khoa', genericProfile([fresh]));
  expect((await sendGeneric(genericBody(), { secret: fresh, path })).status).toBe(200);
  service.setClock(later(23.9));
  expect((await sendGeneric(genericBody(), { secret: old, path })).status).toBe(200);
  service.setClock(later(24.1));
  expect((await sendGeneric(genericBody(), { secret: old, path })).status).toBe(401);
  expect((await sendGeneric(genericBody(), { secret: fresh, path })).status).toBe(200);
});

test.each([
  ['the same key twice', '&vnp_Amount=15000000'],
  ['a nested key', '&vnp_Amount[]=1'],
  ['an encoded nested key', '&vnp_Amount%5Bx%5D=1'],
])('VNPAY with %s is not accepted', async (_title, extra) => {
  const path = vnpayPath({ ...vnpayFields, vnp_TransactionNo: '77002' }, extra);
  const reply = await service.send({ method: 'GET', path });
  expect(['97', '99']).toContain((JSON.parse(reply.text) as { RspCode: string }).RspCode);
  expect(statusOf(await service.payments(), '77002')).toBeUndefined();
});

test('parameters outside of VNPAY’s name space are ignored', async () => {
  await addOrders(service.db, [
    { gateway: 'vnpay', merchantRef: 'V-1', unitCode: '90001', amount: '150000' },
  ]);
  const path = vnpayPath(vnpayFields, '&utm_source=x&__proto__[polluted]=1');
  const reply = await service.send({ method: 'GET', path });
  expect(JSON.parse(reply.text)).toEqual({ RspCode: '00', Message: 'Confirm Success' });
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('an amount that is no whole number of đồng is answered 04', async () => {
  const fields = { ...vnpayFields, vnp_Amount: '15000050', vnp_TransactionNo: '77003' };
  const reply = await service.send({ method: 'GET', path: vnpayPath(fields) });
  expect(JSON.parse(reply.text)).toMatchObject({ RspCode: '04' });
});

test.each([
  ['a number as amount', { amount: 150000 }],
  ['a fraction', { amount: '150000.5' }],
  ['an exponent', { amount: '15e4' }],
  ['a sign', { amount: '-150000' }],
  ['nothing', { amount: '0' }],
  ['nineteen digits', { amount: '1000000000000000000' }],
  ['another currency', { currency: 'USD' }],
  ['neither id nor reference', { gatewayTxnId: undefined, merchantRef: undefined }],
  ['a NUL in a text', { merchantRef: 'R\u0000' }],
])('a signed message with %s is malformed and leaves no payment', async (_title, data) => {
  const before = (await service.payments()).length;
  const reply = await sendGeneric(genericBody({ gatewayTxnId: 'BAD', ...data }));
  expect(reply.status).toBe(400);
  expect(JSON.parse(reply.text)).toMatchObject({ code: 'malformed', status: 400 });
  expect(reply.headers['content-type']).toContain('application/problem+json');
  expect(await service.payments()).toHaveLength(before);
});

test('a key sent twice in a body is refused, since parsers differ in which one wins', async () => {
  const body = '{"type":"payment.succeeded","type":"payment.failed","data":{"amount":"1"}}';
  expect((await sendGeneric(body)).status).toBe(400);
});

test('eighteen digits are kept exactly', async () => {
  await sendGeneric(genericBody({ gatewayTxnId: 'EIGHTEEN', amount: '999999999999999999' }));
  const payment = (await service.payments()).find((one) => one.gatewayTxnId === 'EIGHTEEN');
  expect(currentState(payment?.events ?? [])?.amount).toBe(999_999_999_999_999_999n);
});

test('events of another type are acknowledged and ignored', async () => {
  const reply = await sendGeneric('{"type":"dossier.closed","data":{}}');
  expect(JSON.parse(reply.text)).toEqual({ result: 'ignored' });
});

test('a later message fills in the reference that the first one lacked', async () => {
  const id = { gatewayTxnId: 'LATE-REF' };
  await sendGeneric(genericBody({ ...id, merchantRef: undefined }, 'payment.pending'));
  await sendGeneric(genericBody({ ...id, merchantRef: 'R-LATE' }));
  await sendGeneric(genericBody({ ...id, merchantRef: 'R-OTHER', amount: '1' }));
  const payment = (await service.payments()).find((one) => one.gatewayTxnId === 'LATE-REF');
  expect(payment?.merchantRef).toBe('R-LATE');
});

test('more than 64 KiB are refused in the gateway’s own way, announced or not', async () => {
  const body = genericBody({ description: 'x'.repeat(70_000) });
  expect((await sendGeneric(body)).status).toBe(400);
  expect((await sendGeneric(body, { pieces: 16_000 })).status).toBe(400);
  const vnpay = await service.send({ path: '/callbacks/vnpay', body });
  expect(JSON.parse(vnpay.text)).toMatchObject({ RspCode: '99' });
});

test('other methods and unknown gateways are problems', async () => {
  const put = await service.send({ method: 'PUT', path: '/callbacks/generic' });
  expect([put.status, put.headers['allow']]).toEqual([405, 'GET, POST']);
  expect((await service.send({ method: 'HEAD', path: '/callbacks/vnpay' })).status).toBe(405);
  expect((await service.send({ path: '/callbacks/nobody' })).status).toBe(404);
});

test('credentials in headers are not kept with the notice', async () => {
  const body = genericBody({ gatewayTxnId: 'HEADERS' });
  const headers = { ...signed(body, service.now()), authorization: 'Apikey throwaway' };
  await service.send({ path: '/callbacks/generic', headers, body });
  const notices = await service.db('payment_notice').where({ gateway: 'generic' }).orderBy('id');
  const kept = notices.at(-1) as { headers: Record<string, string>; raw_body: Buffer };
  expect(kept.headers['authorization']).toBe('(withheld)');
  expect(kept.headers['webhook-id']).toBe('msg_1');
  expect(kept.raw_body.toString()).toBe(body);
});

test('refused callbacks are kept up to a bound a day, then counted', async () => {
  service.setClock(new Date('2026-06-01T09:00:00+07:00'));
  for (let sent = 0; sent < refusedKeptMax + 5; sent += 1) {
    await service.send({ path: '/callbacks/momo-a', body: `{"no":${String(sent)}}` });
  }
  const [kept] = await service
    .db('payment_notice')
    .where({ gateway: 'momo', verdict: 'bad-signature' })
    .andWhere('received_at', '=', service.now())
    .count();
  const counted = await service.db('refused_notice_count').where({ day: '2026-06-01' }).first();
  expect(Number(kept?.['count'])).toBe(refusedKeptMax);
  expect(Number(counted?.count)).toBe(refusedKeptMax + 5);
});

describe('while the database cannot store', () => {
  const deadline = 5_000;

  async function allFail(): Promise<void> {
    const startedAt = performance.now();
    const body = genericBody({ gatewayTxnId: 'AWAY' });
    const momoMessage = momoBody('MOMOA', 'secret-of-a', '1005');
    const [generic, momo, named, vnpay] = await Promise.all([
      sendGeneric(body),
      service.send({ path: '/callbacks/momo', body: momoMessage }),
      service.send({ path: '/callbacks/momo-a', body: momoMessage }),
      service.send({ method: 'GET', path: vnpayPath({ ...vnpayFields, vnp_TxnRef: 'V-2' }) }),
    ]);
    expect([generic.status, generic.headers['retry-after']]).toEqual([503, '5']);
    expect([momo.status, momo.text]).toEqual([503, '']);
    expect([named.status, named.text]).toEqual([503, '']);
    expect(JSON.parse(vnpay.text)).toMatchObject({ RspCode: '99' });
    expect(performance.now() - startedAt).toBeLessThan(deadline);
  }

  test('nobody is told of a success when it hangs', async () => {
    await sendGeneric(genericBody());
    const { ownerUrl, config } = service.database;
    const owner = openDb({ databaseUrl: ownerUrl, schema: config.schema });
    const lock = await owner.transaction();
    await lock.raw('lock table payment in access exclusive mode');
    await allFail();
    await lock.rollback();
    await owner.destroy();
  });

  test('nobody is told of a success when it is away, and all is well when it is back', async () => {
    const name = new URL(service.database.url).pathname.slice(1);
    await asAdmin(async (admin) => {
      await admin.raw('alter database ?? with allow_connections false', [name]);
      await admin.raw('select pg_terminate_backend(pid) from pg_stat_activity where datname = ?', [
        name,
      ]);
      await allFail();
      await admin.raw('alter database ?? with allow_connections true', [name]);
    });
    const reply = await sendGeneric(genericBody({ gatewayTxnId: 'BACK' }));
    expect(reply.status).toBe(200);
    expect(statusOf(await service.payments(), 'BACK')).toBe('succeeded');
  });
});

test('a profile without a merchant code is known by its secrets alone', async () => {
  await service.configure('momo-c', {
    kind: 'momo',
    secrets: { accessKey: 'access', secretKey: 'secret-of-c' },
    settlement: { mode: 'daily_batch' },
  });
  const send = (secretKey: string, transId: string) => {
    const body = momoBody('ANYCODE', secretKey, transId);
    return service.send({ path: '/callbacks/momo', headers: {}, body });
  };
  expect((await send('secret-of-c', '910001')).status).toBe(204);
  expect((await send('secret-of-nobody', '910002')).status).toBe(401);
});
