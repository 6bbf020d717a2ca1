// Callback, duplicate, refund and a poll's answer in any order over HTTP and a real database: one
// payment, in one state.
import fc from 'fast-check';
import { readProvince } from '../../src/reconciliation/read-province.js';
import {
  genericBody,
  genericProfile,
  type Service,
  signed,
  startService,
} from './callback-client.js';

let service: Service;

beforeAll(async () => {
  service = await startService();
  await service.configure('generic', genericProfile());
});
afterAll(() => service.close());

const refund = { refundedAmount: '40000', refundedAt: '2026-05-05T09:00:00+07:00' };
const whole = { refundedAmount: '150000', refundedAt: '2026-05-06T09:00:00+07:00' };
const story = [
  ['payment.pending', {}],
  ['payment.failed', {}],
  ['payment.succeeded', {}],
  // again, as a repetition and as the answer to a question
  ['payment.succeeded', {}],
  ['payment.succeeded', { description: 'querydr' }],
  ['payment.partly_refunded', refund],
  ['payment.refunded', whole],
] as const;

const runs = process.env['DOISOAT_LONG'] ? 500 : 4;

test('the words of a payment in any order leave one payment in one state', async () => {
  let payment = 0;
  const someWords = fc.subarray([...story], { minLength: 1 });
  const twoOrders = someWords.chain((words) =>
    fc.tuple(fc.constant(words), fc.shuffledSubarray(words, { minLength: words.length })),
  );
  await fc.assert(
    fc.asyncProperty(twoOrders, async (orders) => {
      const told: unknown[] = [];
      for (const words of orders) {
        payment += 1;
        const id = `PERM-${String(payment)}`;
        for (const [type, data] of words) {
          const body = genericBody({ gatewayTxnId: id, merchantRef: id, ...data }, type);
          const headers = signed(body, service.now());
          await service.send({ path: '/callbacks/generic', headers, body });
        }
        told.push(await stateOf(id));
      }
      expect(told[1]).toEqual(told[0]);
    }),
    { numRuns: runs },
  );
}, 600_000);

async function stateOf(id: string): Promise<unknown> {
  const asOf = new Date('2030-01-01T00:00:00+07:00');
  const { payments } = await readProvince({ db: service.db }, { asOf });
  const own = payments.filter(({ gatewayTxnId }) => gatewayTxnId === id);
  const [{ status, amount, paidAt, settlement } = {}] = own as [(typeof own)[number]?];
  const [events] = await service
    .db('payment_event')
    .join('payment', 'payment.id', 'payment_event.payment_id')
    .where('payment.gateway_txn_id', id)
    .count<{ count: string }[]>();
  return { rows: own.length, status, amount, paidAt, settlement, events: events?.count };
}
