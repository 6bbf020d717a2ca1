// Requests that mean harm, or come from a broken program, to every gateway kind over HTTP: each gets
// the documented answer of its gateway (reference, section 3) and leaves no payment.
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { serverLimits, startServer } from '../../src/server.js';
import type { Db } from '../../src/db.js';
import { runLog } from '../support/run-folder.js';
import { type Message, type Reply, type Service, startService } from './callback-client.js';
import { signers } from './signers.js';
import {
  configureKinds,
  deliver,
  emptied,
  kinds,
  ownerOf,
  profileOf,
  vectorOf,
} from './vectors.js';

const at = new Date('2026-05-04T18:00:00+07:00');

/** What a kind says to a message that nobody signed, and to one signed but not understandable. */
const answers: Readonly<
  Record<string, { readonly unsigned: unknown; readonly malformed: unknown }>
> = {
  vnpay: { unsigned: [200, { RspCode: '97' }], malformed: [200, { RspCode: '99' }] },
  paygov: { unsigned: [200, { MaLoi: '97' }], malformed: [200, { MaLoi: '99' }] },
  zalopay: { unsigned: [200, { return_code: -1 }], malformed: [200, { return_code: 0 }] },
  momo: { unsigned: [401, ''], malformed: [400, ''] },
  payos: { unsigned: [401, { success: false }], malformed: [400, { success: false }] },
  sepay: { unsigned: [401, { success: false }], malformed: [400, { success: false }] },
  casso: { unsigned: [401, { success: false }], malformed: [400, { success: false }] },
  generic: {
    unsigned: [401, { code: 'invalid_signature' }],
    malformed: [400, { code: 'malformed' }],
  },
};

/** Kinds whose proof covers the bytes or stands in a header: a body of junk is theirs all the same. */
const provenByBytes = ['sepay', 'casso', 'generic'];

let service: Service;
let owner: Db;

beforeAll(async () => {
  service = await startService();
  owner = ownerOf(service);
  await configureKinds(service);
});
afterAll(async () => {
  await owner.destroy();
  await service.close();
});
beforeEach(async () => {
  await emptied(owner, service);
  service.setClock(at);
});

function expectAnswer(reply: Reply, [status, body]: readonly [number, unknown]): void {
  expect(reply.status).toBe(status);
  if (body === '') expect(reply.text).toBe('');
  else expect(JSON.parse(reply.text)).toMatchObject(body as object);
}

async function expectRefused(kind: string, message: Message, how: 'unsigned' | 'malformed') {
  expectAnswer(await service.send(message), answers[kind]?.[how] as readonly [number, unknown]);
  await expectNothingRecorded();
}

async function expectNothingRecorded(): Promise<void> {
  for (const table of ['payment', 'payment_event', 'bank_notice']) {
    expect([table, await service.db(table).select('id')]).toEqual([table, []]);
  }
}

describe.each(kinds)('%s', (kind) => {
  const signer = signers[kind];
  if (!signer) throw new Error(`${kind} has a signer`);
  const { fields, names } = signer;
  const request = (changes: Record<string, unknown>) => signer.sign({ ...fields, ...changes }, at);
  const junk = provenByBytes.includes(kind) ? 'malformed' : 'unsigned';
  const written = (edit: (json: string) => string | Buffer) =>
    signer.sign(fields, at, (given) => edit(JSON.stringify(given)));

  test('well signed, the same message is a payment', async () => {
    expect((await service.send(request({}))).status).toBeLessThan(300);
    expect(await service.payments()).toHaveLength(1);
  });

  test('twenty equal requests at once are one row', async () => {
    const message = request({});
    const replies = await Promise.all(Array.from({ length: 20 }, () => service.send(message)));
    expect(new Set(replies.map(({ status }) => status)).size).toBe(1);
    const [payment, ...others] = await service.payments();
    expect([others, payment?.events.length]).toEqual([[], 1]);
    const isFeed = ['sepay', 'casso'].includes(kind);
    expect(await service.db('bank_notice').select('id')).toHaveLength(isFeed ? 1 : 0);
  });

  test('more than 64 KiB is refused unread, announced or not', async () => {
    const { headers = {}, path } = request({});
    const message = { headers, path, body: Buffer.alloc(70_000, ' ') };
    await expectRefused(kind, message, 'malformed');
    await expectRefused(kind, { ...message, pieces: 16_000 }, 'malformed');
  });

  test('NUL in a text, signed, is not understandable', async () => {
    await expectRefused(kind, request({ [names.ref]: 'H\0', [names.text]: 'x\0' }), 'malformed');
  });

  test('a list or an object where a value is signed is not understandable', async () => {
    await expectRefused(kind, request({ [names.amount]: ['150000'] }), 'malformed');
    await expectRefused(kind, request({ [names.amount]: [] }), 'malformed');
  });

  test('amounts with sign, fraction, exponent or nineteen digits are not understandable', async () => {
    for (const amount of ['1.5', '15e4', '+150000', '1 000', '1000000000000000000', '']) {
      await expectRefused(kind, request({ [names.amount]: amount }), 'malformed');
    }
  });

  test('names of prototypes are names like any other, and change nothing', async () => {
    const message =
      kind === 'vnpay'
        ? { ...request({}), path: `${request({}).path}&__proto__[polluted]=1&constructor=1` }
        : written((json) =>
            // payOS signs new keys too, so there these two would make another text
            kind === 'payos'
              ? json
              : json.replace(/^\{/, '{"__proto__":{"polluted":1},"constructor":1,'),
          );
    expect((await service.send(message)).status).toBeLessThan(300);
    expect(await service.payments()).toHaveLength(1);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('nobody’s message is refused: empty, no JSON, deep, a list, a number, null', async () => {
    const path = `/callbacks/${kind}`;
    const deep = '['.repeat(30_000);
    for (const body of ['', '{', '[]', '1', 'null', '"', '\0', deep, `{"a":${deep}`]) {
      await expectRefused(kind, { path, body }, 'unsigned');
    }
    await expectRefused(kind, { method: 'GET', path: `${path}?a[b]=1&a=2&%zz` }, 'unsigned');
  });

  if (kind === 'vnpay') {
    test('the same key twice, nested keys and bad UTF-8 are refused', async () => {
      const { path } = request({});
      for (const extra of ['&vnp_Amount=15000000', '&vnp_Amount[]=1', '&vnp_Amount%5Bx%5D=1']) {
        await expectRefused(kind, { method: 'GET', path: path + extra }, 'unsigned');
      }
      await expectRefused(kind, request({ vnp_OrderInfo: ['a', 'b'] }), 'malformed');
    });
    return;
  }

  test('a key twice is refused, since parsers differ in which one wins', async () => {
    const name = JSON.stringify(names.amount);
    const twice = written((json) => json.replace(/^\{/, `{${name}:1,`));
    await expectRefused(kind, twice, kind === 'zalopay' ? 'malformed' : junk);
  });

  test('bytes that are no UTF-8 are refused', async () => {
    if (kind === 'zalopay' || kind === 'payos') {
      const { path, body = '' } = request({});
      const bytes = Buffer.from(body);
      bytes[bytes.indexOf('amount')] = 0xe9;
      await expectRefused(kind, { path, body: bytes }, 'unsigned');
      return;
    }
    const latin = written((json) =>
      Buffer.from(json.replace(/phi|Successful|TOAN/, 'phí'), 'latin1'),
    );
    await expectRefused(kind, latin, junk);
  });
});

test('VNPAY’s values that are no UTF-8 are not understandable, though signed as they stand', async () => {
  const query =
    'vnp_Amount=15000000&vnp_OrderInfo=ph%ED&vnp_ResponseCode=00&vnp_TmnCode=DSOAT001' +
    '&vnp_TransactionNo=99002&vnp_TransactionStatus=00&vnp_TxnRef=H-V2';
  const hash = createHmac('sha512', 'throwaway-vnpay-hash-secret-0001').update(query).digest('hex');
  const path = `/callbacks/vnpay?${query}&vnp_SecureHash=${hash}`;
  await expectRefused('vnpay', { method: 'GET', path }, 'malformed');
});

test('a body that dribbles in is cut off in time, whatever the gateway', async () => {
  const { db, config } = service.database;
  const limits = { ...serverLimits, headersWithinMs: 200, requestWithinMs: 400 };
  const hasty = await startServer({ db, config, now: () => at, log: runLog() }, limits);
  const { port, hostname } = new URL(hasty.url);
  const cutOff = (kind: string) =>
    new Promise<string>((resolve, reject) => {
      const slow = connect(Number(port), hostname);
      let said = '';
      slow.on('data', (chunk: Buffer) => (said += chunk.toString()));
      slow.on('close', () => {
        resolve(said);
      });
      slow.on('error', reject);
      slow.write(`POST /callbacks/${kind} HTTP/1.1\r\nhost: x\r\ncontent-length: 9000\r\n\r\n{"a`);
    });
  const replies = await Promise.all(kinds.map(cutOff));
  await hasty.stop();
  for (const reply of replies) {
    expect(reply).toMatch(/^HTTP\/1\.1 408 /);
    expect(reply).toContain('"code":"too_slow"');
  }
  await expectNothingRecorded();
});

test('twenty signed deliveries of a bank feed at once are one notice and one payment', async () => {
  const vector = vectorOf('d-casso-04-v1-batch');
  await Promise.all(Array.from({ length: 20 }, () => deliver(service, vector)));
  expect(await service.payments()).toHaveLength(2);
  expect(await service.db('bank_notice').select('id')).toHaveLength(2);
  expect(await service.db('payment_event').select('id')).toHaveLength(2);
});

test('a message that two accounts’ secrets verify is refused, whichever kind without a merchant code', async () => {
  for (const kind of ['payos', 'sepay', 'casso']) {
    const vector = vectorOf(
      { payos: 'd-payos-01-success', sepay: 'd-sepay-01-apikey', casso: 'd-casso-01-v1' }[kind] ??
        '',
    );
    const { secrets } = profileOf(kind);
    const settlement = { mode: 'per_transaction' };
    await service.configure(`${kind}-hai`, { kind, secrets, settlement });
    service.setClock(new Date(Date.parse(vector.receivedAt) + 3_000));
    const { path, rawBody: body = '', headers } = vector.request;
    expect((await service.send({ path, headers, body })).status).toBe(401);
    const named = `${path}-hai`;
    expect((await service.send({ path: named, headers, body })).status).toBe(200);
  }
  expect(await service.payments()).toHaveLength(3);
});
