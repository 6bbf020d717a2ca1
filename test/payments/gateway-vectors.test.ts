// Every vector of the gateways whose callbacks are served, over real HTTP against the real app:
// the answer, the stored payment, and how many rows there are.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDb } from '../../src/db.js';
import { currentState, type PaymentRecord } from '../../src/payments/payment.js';
import { addOrders, type Service, startService } from './callback-client.js';

type Order = Parameters<typeof addOrders>[1][number];

interface Vector {
  readonly id: string;
  readonly gateway: string;
  readonly title: string;
  readonly after: readonly string[];
  readonly receivedAt: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly rawQuery?: string;
    readonly rawBody?: string;
    readonly headers: Record<string, string>;
  };
  readonly expect: {
    readonly http: { readonly status: number };
    readonly response: { readonly match: string; readonly body?: unknown };
    readonly payment: {
      readonly gatewayTxnId: string | null;
      readonly merchantRef: string;
      readonly amountVnd: string;
      readonly status: string;
      readonly paidAt: string | null;
    } | null;
    readonly rowsForRef?: number;
  };
}

const vectors = JSON.parse(
  readFileSync(join(__dirname, '../golden/gateway-vectors.json'), 'utf8'),
) as { vectors: Vector[]; profiles: Record<string, { profile: unknown }>; orders: Order[] };

const served = ['vnpay', 'momo', 'generic'];
const all = vectors.vectors;
const cases = all.filter((vector) => served.includes(vector.gateway));

let service: Service;

beforeAll(async () => {
  service = await startService();
  for (const name of served) await service.configure(name, vectors.profiles[name]?.profile);
});
afterAll(() => service.close());

beforeEach(async () => {
  await emptyPayments();
  await addOrders(service.db, vectors.orders);
});

async function emptyPayments(): Promise<void> {
  const { ownerUrl, config } = service.database;
  const owner = openDb({ databaseUrl: ownerUrl, schema: config.schema }, { connections: 1 });
  await owner.raw('truncate payment_notice, payment, refused_notice_count, fee_order cascade');
  await owner.destroy();
}

async function deliver(vector: Vector) {
  const { method, path, rawQuery, rawBody = '', headers } = vector.request;
  service.setClock(new Date(vector.receivedAt));
  const target = rawQuery ? `${path}?${rawQuery}` : path;
  return service.send({ method, path: target, headers, body: rawBody });
}

function carries(payment: PaymentRecord, expected: NonNullable<Vector['expect']['payment']>) {
  const ids = [payment.gatewayTxnId, payment.merchantRef];
  return ids[0] === expected.gatewayTxnId && ids[1] === expected.merchantRef;
}

test('there are vectors for each gateway served', () => {
  expect(cases.map(({ gateway }) => gateway)).toEqual(expect.arrayContaining(served));
  expect(cases).toHaveLength(33);
});

test.each(cases.map((vector) => [vector.id, vector.title, vector] as const))(
  '%s: %s',
  async (_id, _title, vector) => {
    for (const id of vector.after) {
      const before = all.find((candidate) => candidate.id === id);
      if (before) await deliver(before);
    }
    const reply = await deliver(vector);
    const { http, response, payment, rowsForRef } = vector.expect;
    expect(reply.status).toBe(http.status);
    if (response.match === 'empty') expect(reply.text).toBe('');
    if (response.match === 'json-subset') {
      expect(JSON.parse(reply.text)).toMatchObject(response.body as object);
    }
    const payments = await service.payments();
    if (!payment) {
      expect(payments).toHaveLength(vector.after.length);
      return;
    }
    const stored = payments.filter((one) => carries(one, payment));
    const state = currentState(stored[0]?.events ?? []);
    expect(stored).toHaveLength(1);
    expect(state?.status).toBe(payment.status);
    expect(state?.amount).toBe(BigInt(payment.amountVnd));
    if (payment.paidAt) expect(state?.paidAt).toEqual(new Date(payment.paidAt));
    if (rowsForRef !== undefined) {
      const ofRef = payments.filter(({ merchantRef }) => merchantRef === payment.merchantRef);
      expect(ofRef).toHaveLength(rowsForRef);
    }
  },
);

test('an order that comes after its payment gives the payment its unit', async () => {
  const unknown = all.find(({ id }) => id === 'd-vnpay-04-unknown-order');
  if (!unknown) throw new Error('the vector is in the file');
  await deliver(unknown);
  const order = { gateway: 'vnpay', merchantRef: 'DN260504AXXX', unitCode: '90001' };
  await addOrders(service.db, [{ ...order, amount: '150000' }]);
  const reply = await deliver(unknown);
  expect(JSON.parse(reply.text)).toMatchObject({ RspCode: '02' });
  expect((await service.payments())[0]?.order?.unitCode).toBe('90001');
});
