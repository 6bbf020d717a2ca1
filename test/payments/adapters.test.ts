// What every gateway's adapter refuses, without a server: a change of one bit anywhere in what is
// signed, a secret that is not set, and what its own reference calls not understandable.
import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import type { Merchant, RawRequest, Reading } from '../../src/payments/gateways/gateway.js';
import { gatewayOf } from '../../src/payments/gateways/index.js';
import { asRead, kinds, vectorOf } from './vectors.js';

const accepted: Readonly<Record<string, string>> = {
  vnpay: 'd-vnpay-01-success',
  momo: 'd-momo-01-success',
  zalopay: 'd-zalopay-01-success',
  payos: 'd-payos-01-success',
  sepay: 'd-sepay-05-hmac',
  casso: 'd-casso-05-v2',
  paygov: 'd-paygov-01-success',
  generic: 'd-generic-01-success',
};

function baseOf(kind: string) {
  const gateway = gatewayOf(kind);
  if (!gateway) throw new Error(`${kind} is served`);
  const { request, merchant, now } = asRead(vectorOf(accepted[kind] ?? ''));
  const read = (changed: Partial<RawRequest> = {}, other: Partial<Merchant> = {}): Reading =>
    gateway.read({ ...request, ...changed }, { ...merchant, ...other }, now);
  return { gateway, request, merchant, now, read };
}

/** Every text that differs from this one by one bit of one character. */
function* flips(text: string): Iterable<string> {
  for (let at = 0; at < text.length; at += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const other = String.fromCharCode(text.charCodeAt(at) ^ (1 << bit));
      yield text.slice(0, at) + other + text.slice(at + 1);
    }
  }
}

type Json = Record<string, unknown>;
const jsonOf = (body: Buffer): Json => JSON.parse(body.toString()) as Json;
const bodyOf = (json: Json): Partial<RawRequest> => ({ body: Buffer.from(JSON.stringify(json)) });

/** Requests in which one signed name or value differs by one bit, correctly written otherwise. */
function* changedIn(object: Json, rest: (changed: Json) => Json, unsigned: readonly string[] = []) {
  for (const [name, value] of Object.entries(object)) {
    if (unsigned.includes(name)) continue;
    const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    for (const other of flips(text)) yield bodyOf(rest({ ...object, [name]: other }));
    if (text === '') continue;
    for (const other of flips(name)) {
      const { [name]: moved, ...kept } = object;
      if (!(other in kept)) yield bodyOf(rest({ ...kept, [other]: moved }));
    }
  }
}

function* changedHeader(request: RawRequest, name: string, value: string) {
  for (const other of flips(value)) {
    const given = request.headers[name] ?? '';
    yield { headers: { ...request.headers, [name]: given.replace(value, other) } };
  }
}

function* changedBody(request: RawRequest): Iterable<Partial<RawRequest>> {
  for (let at = 0; at < request.body.length * 8; at += 1) {
    const body = Buffer.from(request.body);
    body[at >> 3] = (body[at >> 3] ?? 0) ^ (1 << (at & 7));
    yield { body };
  }
}

const signedChanges: Readonly<
  Record<string, (request: RawRequest) => Iterable<Partial<RawRequest>>>
> = {
  *vnpay({ rawQuery }) {
    const pairs = [...new URLSearchParams(rawQuery)];
    for (const [name, value] of pairs) {
      if (name === 'vnp_SecureHash') continue;
      const rest = pairs.filter(([other]) => other !== name);
      const written = (key: string, text: string) =>
        new URLSearchParams([...rest, [key, text]]).toString();
      for (const other of flips(value)) yield { rawQuery: written(name, other) };
      for (const other of flips(name)) yield { rawQuery: written(other, value) };
    }
  },
  momo: ({ body }) => changedIn(jsonOf(body), (all) => all, ['signature']),
  paygov: ({ body }) => changedIn(jsonOf(body), (all) => all, ['MaXacThuc']),
  *zalopay({ body }) {
    const envelope = jsonOf(body);
    for (const data of flips(String(envelope['data']))) yield bodyOf({ ...envelope, data });
  },
  payos: ({ body }) => {
    const all = jsonOf(body);
    return changedIn(all['data'] as Json, (data) => ({ ...all, data }));
  },
  *casso(request) {
    const all = jsonOf(request.body);
    yield* changedIn(all['data'] as Json, (data) => ({ ...all, data }));
    yield* changedHeader(request, 'x-casso-signature', '1777890030000');
  },
  *sepay(request) {
    yield* changedBody(request);
    yield* changedHeader(request, 'x-sepay-timestamp', '1777885810');
  },
  *generic(request) {
    yield* changedBody(request);
    for (const name of ['webhook-id', 'webhook-timestamp']) {
      yield* changedHeader(request, name, request.headers[name] ?? '');
    }
  },
};

describe.each(kinds)('%s', (kind) => {
  test('one bit changed anywhere in what is signed is refused', () => {
    const { request, read } = baseOf(kind);
    expect(read().kind).not.toBe('refused');
    let count = 0;
    for (const changed of signedChanges[kind]?.(request) ?? []) {
      count += 1;
      const reading = read(changed);
      if (reading.kind !== 'refused') {
        throw new Error(`accepted: ${JSON.stringify({ ...changed, body: String(changed.body) })}`);
      }
    }
    expect(count).toBeGreaterThan(400);
  });

  test('bits changed in the raw bytes never make another message of it', () => {
    const { request, read } = baseOf(kind);
    const raw = request.method === 'GET' ? Buffer.from(request.rawQuery) : request.body;
    const bits = fc.uniqueArray(fc.nat(raw.length * 8 - 1), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(bits, (places) => {
        const bytes = Buffer.from(raw);
        for (const at of places) bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
        const changed =
          request.method === 'GET' ? { rawQuery: bytes.toString('latin1') } : { body: bytes };
        const reading = read(changed);
        // a blank or the case of a hex digit changes nothing that is said
        if (reading.kind !== 'refused' && reading.kind !== 'ignored') {
          expect(reading).toEqual(read());
        }
      }),
      { numRuns: 500 },
    );
  });

  test('secrets that are not set, or empty, verify nothing', () => {
    const { read } = baseOf(kind);
    expect(read({}, { secrets: [] })).toEqual({ kind: 'refused', verdict: 'bad-signature' });
    expect(read({}, { secrets: [{}] })).toEqual({ kind: 'refused', verdict: 'bad-signature' });
  });

  test('an answer is given to every verdict, also to nobody known', () => {
    const { gateway, now } = baseOf(kind);
    for (const verdict of ['accepted', 'duplicate', 'bad-signature', 'stale', 'failure'] as const) {
      const answer = gateway.answer(verdict, { request: null, merchant: null, now });
      expect(answer.status).toBeGreaterThanOrEqual(200);
    }
  });
});

describe('PayGov', () => {
  const secret = 'throwaway-paygov-secret-0001';
  const fields = {
    LoaiBanTin: 'CONFIRM',
    MaLoi: '00',
    MaDoiTac: 'BTP-DEMO',
    MaThamChieu: 'R1',
    SoTien: '150000',
    MaTienTe: 'VND',
    MaGiaoDich: 'TT1',
    MaNganHang: 'VNPTPAY',
    ThoiGianGD: '20260504090213',
    ThongTinGiaoDich: 'nộp phí | hồ sơ',
  };
  const { read, gateway, merchant } = baseOf('paygov');
  const signed = (changes: Partial<typeof fields> = {}): Partial<RawRequest> => {
    const all = { ...fields, ...changes };
    const text = [...Object.values(all), secret].join('|');
    return bodyOf({ ...all, MaXacThuc: createHash('sha256').update(text).digest('hex') });
  };

  test('the separator may stand in the free text, and nowhere else', () => {
    expect(read(signed()).kind).toBe('payment');
    // the same text is hashed: the amount has moved into the reference
    const shifted = signed({ MaThamChieu: 'R1|15', SoTien: '150000' });
    expect(read(shifted)).toEqual({ kind: 'refused', verdict: 'malformed' });
  });

  test.each([
    ['an amount that is no number', { SoTien: '15e4' }],
    ['another currency', { MaTienTe: 'USD' }],
    ['a time that is not fourteen digits', { ThoiGianGD: '2026-05-04' }],
    ['no reference', { MaThamChieu: '' }],
    ['no code', { MaLoi: '' }],
  ])('%s is malformed', (_title, changes) => {
    expect(read(signed(changes))).toEqual({ kind: 'refused', verdict: 'malformed' });
  });

  test('a time that does not exist is that of receipt, and the payment is kept', () => {
    expect(read(signed({ ThoiGianGD: '20260231250000' }))).toMatchObject({
      message: { word: { paidAt: null, status: 'succeeded' } },
    });
  });

  test('the answer echoes the hash, or carries one of its own where the profile says so', () => {
    const now = new Date('2026-05-04T09:02:15+07:00');
    const request = { method: 'POST', rawQuery: '', headers: {}, ...signed() } as RawRequest;
    const said = (options: Merchant['options']) =>
      JSON.parse(
        gateway.answer('accepted', { request, merchant: { ...merchant, options }, now }).body,
      ) as Json;
    expect(said({})['MaXacThuc']).toBe(jsonOf(request.body)['MaXacThuc']);
    const text = `00|Thanh cong|BTP-DEMO|R1|20260504090215|${secret}`;
    const own = createHash('sha256').update(text).digest('hex');
    expect(said({ answerHash: 'computed' })['MaXacThuc']).toBe(own);
    // nothing is signed for a message that nobody verified
    const refusal = gateway.answer('bad-signature', { request, merchant: null, now });
    expect((JSON.parse(refusal.body) as Json)['MaXacThuc']).not.toBe(own);
  });
});

describe('ZaloPay', () => {
  test('an agreement is acknowledged and is no payment', () => {
    const { request, read } = baseOf('zalopay');
    expect(read(bodyOf({ ...jsonOf(request.body), type: 2 }))).toEqual({ kind: 'ignored' });
  });
});

describe('payOS', () => {
  const { read } = baseOf('payos');
  const signed = (data: Json, text: string) => {
    const key = 'throwaway-payos-checksum-0001';
    return read(bodyOf({ data, signature: createHmac('sha256', key).update(text).digest('hex') }));
  };

  test('null and "null" are signed as nothing, lists as JSON with sorted keys', () => {
    const data = { code: '00', amount: 5, b: null, c: 'null', list: [{ y: 1, x: 'é' }] };
    const text = 'amount=5&b=&c=&code=00&list=[{"x":"é","y":1}]&orderCode=9007199254740991';
    const reading = signed({ ...data, orderCode: 9007199254740991 }, text);
    expect(reading).toMatchObject({ message: { merchantRef: '9007199254740991' } });
  });

  test('an object as a value, which the scheme does not cover, is refused', () => {
    const text = 'amount=5&code=00&orderCode=[object Object]';
    expect(signed({ amount: 5, code: '00', orderCode: { a: 1 } }, text).kind).toBe('refused');
  });
});

describe('SePay and Casso', () => {
  test('each of two ways to authenticate is checked fully, and the other does not help it', () => {
    const { request, read } = baseOf('sepay');
    const { 'x-sepay-timestamp': at = '', ...unsigned } = request.headers;
    expect(read({ headers: { ...unsigned, authorization: 'Apikey ' } }).kind).toBe('refused');
    const wrong = { ...request.headers, authorization: 'Apikey wrong' };
    expect(read({ headers: wrong }).kind).toBe('movements');
    const right = { authorization: 'apikey throwaway-sepay-api-key-0001' };
    expect(read({ headers: right }).kind).toBe('movements');
    const bearer = { authorization: 'Bearer throwaway-sepay-api-key-0001' };
    expect(read({ headers: bearer }).kind).toBe('refused');
    expect(read({ headers: unsigned }).kind).toBe('refused');
    expect(at).not.toBe('');
  });

  test('the window of an HMAC is five minutes both ways, after the signature', () => {
    const { gateway, request, merchant } = baseOf('sepay');
    const at = (seconds: number) =>
      gateway.read(request, merchant, new Date((1777885810 + seconds) * 1000));
    expect([at(300).kind, at(-300).kind]).toEqual(['movements', 'movements']);
    for (const seconds of [301, -301]) {
      expect(at(seconds)).toEqual({ kind: 'refused', verdict: 'stale' });
    }
  });

  test('debits are movements with their sign, tests are ignored, half-understood calls refused', () => {
    const headers = { 'secure-token': 'throwaway-casso-secure-token-0001' };
    const { read } = baseOf('casso');
    const call = (...data: Json[]) => read({ headers, ...bodyOf({ error: 0, data }) });
    const item = { id: 1, amount: 5, description: 'x', when: '2026-05-04 17:00:00' };
    expect(call(item, { ...item, id: 2, amount: -7 })).toMatchObject({
      movements: [{ amount: 5n }, { amount: -7n }],
    });
    expect(call({ ...item, id: 0 }, { ...item, amount: 0 })).toEqual({ kind: 'ignored' });
    expect(call()).toEqual({ kind: 'ignored' });
    const malformed = { kind: 'refused', verdict: 'malformed' };
    expect(call(item, { ...item, amount: 1.5 })).toEqual(malformed);
    expect(read({ headers, body: Buffer.from('[1]') })).toEqual(malformed);
  });

  test('numbers beyond 2^53 keep every digit', () => {
    const headers = { 'secure-token': 'throwaway-casso-secure-token-0001' };
    const body = Buffer.from('{"data":{"id":9007199254740993,"amount":9007199254740993}}');
    expect(baseOf('casso').read({ headers, body })).toMatchObject({
      movements: [{ noticeId: '9007199254740993', amount: 9007199254740993n }],
    });
  });
});
