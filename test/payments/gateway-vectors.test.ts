// Every vector of the contract's gateway kinds, over real HTTP against the real app: the answer,
// the payment as it is read, and how many there are; alone on an empty database, and in random orders.
import { generator } from '../support/seeded.js';
import { addOrders, type Service, startService } from './callback-client.js';
import {
  configureKinds,
  deliver,
  emptied,
  type ExpectedPayment,
  kinds,
  ownerOf,
  paymentsRead,
  vectorOf,
  vectors,
  type Vector,
} from './vectors.js';
import type { Db } from '../../src/db.js';
import type { PaymentReading } from '../../src/reconciliation/reading.js';

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
beforeEach(() => emptied(owner, service));

test('there are vectors for each of the eight kinds', () => {
  expect(kinds).toHaveLength(8);
  expect(vectors).toHaveLength(72);
});

test.each(vectors.map((vector) => [vector.id, vector.title, vector] as const))(
  '%s: %s',
  async (_id, _title, vector) => {
    for (const id of vector.after) await deliver(service, vectorOf(id));
    const reply = await deliver(service, vector);
    const { http, response, payment, payments = [], rowsForRef } = vector.expect;
    expect(reply.status).toBe(http.status);
    if (response.match === 'empty') expect(reply.text).toBe('');
    if (response.match === 'json-subset') {
      expect(JSON.parse(reply.text)).toMatchObject(response.body as object);
    }
    const read = await paymentsRead(service);
    if (!payment) {
      expect(read).toHaveLength(vector.after.length);
      return;
    }
    for (const one of [payment, ...payments]) expectStored(read, one);
    if (rowsForRef !== undefined) {
      const ofRef = read.filter(({ merchantRef }) => merchantRef === payment.merchantRef);
      expect(ofRef).toHaveLength(rowsForRef);
    }
  },
);

function expectStored(read: readonly PaymentReading[], expected: ExpectedPayment): void {
  const { gatewayTxnId, merchantRef, status, amountVnd, paidAt } = expected;
  const stored = read.filter(
    (one) => one.gatewayTxnId === gatewayTxnId && one.merchantRef === merchantRef,
  );
  expect(stored).toHaveLength(1);
  expect(stored[0]).toMatchObject({ status, amount: BigInt(amountVnd) });
  if (paidAt) expect(stored[0]?.paidAt).toEqual(new Date(paidAt));
}

test('in whatever order they come, payments, statuses and row counts are those of file order', async () => {
  const outcomes = async (order: readonly Vector[]) => {
    await emptied(owner, service);
    for (const vector of order) await deliver(service, vector);
    return endState();
  };
  const inFileOrder = await outcomes(vectors);
  const rounds = process.env['DOISOAT_LONG'] ? 200 : 2;
  for (let round = 0; round < rounds; round += 1) {
    const seed = 20260504 + round;
    // printed with a failure: this seed makes this order again
    expect({ seed, ...(await outcomes(shuffled(seed))) }).toEqual({ seed, ...inFileOrder });
  }
}, 900_000);

/** A random order in which each vector still comes after those that it names. */
function shuffled(seed: number): Vector[] {
  const next = generator(seed);
  const waiting = [...vectors];
  const order: Vector[] = [];
  while (waiting.length > 0) {
    const sent = new Set(order.map(({ id }) => id));
    const ready = waiting.filter(({ after }) => after.every((id) => sent.has(id)));
    const chosen = ready[next() % ready.length];
    if (!chosen) throw new Error('the vectors wait for one another');
    order.push(chosen);
    waiting.splice(waiting.indexOf(chosen), 1);
  }
  return order;
}

async function endState() {
  const payments = (await paymentsRead(service)).map((one) =>
    [
      one.gatewayAccount,
      one.gatewayTxnId,
      one.merchantRef,
      one.unitCode,
      one.status,
      one.amount,
      one.paidAt.toISOString(),
      one.settlement,
    ].join(' '),
  );
  const counts: Record<string, string> = {};
  for (const table of ['payment', 'payment_event', 'payment_notice', 'bank_notice']) {
    const [row] = await service.db(table).count<{ count: string }[]>();
    counts[table] = row?.count ?? '';
  }
  return { payments: payments.sort(), counts };
}

test('an order that comes after its payment gives the payment its unit', async () => {
  const unknown = vectorOf('d-vnpay-04-unknown-order');
  await deliver(service, unknown);
  const order = { gateway: 'vnpay', merchantRef: 'DN260504AXXX', unitCode: '90001' };
  await addOrders(service.db, [{ ...order, amount: '150000' }]);
  const reply = await deliver(service, unknown);
  expect(JSON.parse(reply.text)).toMatchObject({ RspCode: '02' });
  expect((await paymentsRead(service))[0]?.unitCode).toBe('90001');
});

test('an order that comes after a bank feed’s credit gives it its reference', async () => {
  await owner.raw('truncate fee_order cascade');
  const credit = vectorOf('d-sepay-10-reference-in-content');
  await deliver(service, credit);
  expect((await paymentsRead(service))[0]).toMatchObject({ merchantRef: null, unitCode: null });
  const order = { gateway: 'sepay', merchantRef: 'DN260504S010', unitCode: '90003' };
  await addOrders(service.db, [{ ...order, amount: '25000' }]);
  const [read] = await paymentsRead(service);
  expect(read).toMatchObject({ merchantRef: 'DN260504S010', unitCode: '90003' });
});
