// Callbacks that come at once: what they share, and what they must not.
import type { Carried } from '../../src/payments/callback-store.js';
import { openGathering } from '../../src/payments/gather-callbacks.js';
import { openGroups } from '../../src/payments/group-work.js';
import { genericProfile, type Service, startService } from './callback-client.js';

let service: Service;
let accountId: string;

beforeAll(async () => {
  service = await startService();
  await service.configure('generic', genericProfile());
  [accountId = ''] = await service.db('gateway_account').pluck<string[]>('id');
});
afterAll(() => service.close());

function carried(id: string, amount = 150_000n, merchantRef = `R-${id}`): Carried {
  const body = Buffer.from(`{"id":"${id}"}`);
  return {
    notice: {
      gatewayAccountId: accountId,
      gateway: 'generic',
      receivedAt: new Date('2026-05-04T11:00:00Z'),
      request: { method: 'POST', rawQuery: '', headers: {}, body },
      requestId: `request-${id}`,
    },
    message: {
      gatewayTxnId: id,
      merchantRef,
      dossierCode: null,
      unitCode: null,
      orderInfo: null,
      word: { status: 'succeeded', amount, refundedAmount: null, paidAt: null, refundedAt: null },
    },
  };
}

/** Payments by the start of their id, each with the body of the callback that it rests on. */
async function bodiesOf(prefix: string): Promise<[id: string, body: string][]> {
  const { rows } = await service.db.raw<{ rows: { id: string; body: Buffer }[] }>(
    `select payment.gateway_txn_id as id, payment_notice.raw_body as body
       from payment
       join payment_event on payment_event.payment_id = payment.id
       join payment_notice on payment_notice.id = payment_event.notice_id
      where starts_with(payment.gateway_txn_id, ?)
      order by payment.id`,
    [prefix],
  );
  return rows.map(({ id, body }) => [id, body.toString()]);
}

test('a hundred callbacks at once share two round trips, each payment rests on its own callback', async () => {
  let queries = 0;
  const count = (): void => void (queries += 1);
  service.db.on('query', count);
  const record = openGathering(service.db);
  const ids = Array.from({ length: 100 }, (_, at) => `MANY-${String(at)}`);
  const before = await Promise.all(ids.map((id) => record(carried(id))));
  service.db.removeListener('query', count);
  expect(before.filter(({ isNewWord }) => isNewWord)).toHaveLength(100);
  expect(queries).toBe(2);
  const stored = await bodiesOf('MANY-');
  expect(stored).toHaveLength(100);
  expect(stored.filter(([id, body]) => body !== `{"id":"${id}"}`)).toEqual([]);
});

test('a callback that cannot be stored fails alone, and the others are there once', async () => {
  const record = openGathering(service.db);
  const ids = ['BAD-0', 'BAD-1', 'BAD-2', 'BAD-3', 'BAD-4'];
  const settled = await Promise.allSettled(
    ids.map((id) => record(carried(id, id === 'BAD-2' ? 0n : 150_000n))),
  );
  expect(settled.map(({ status }) => status)).toEqual([
    ...['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled'],
  ]);
  expect(settled[2]).toMatchObject({
    reason: { constraint: 'payments_are_of_a_positive_amount' },
  });
  const others = ids.filter((id) => id !== 'BAD-2');
  expect(await bodiesOf('BAD-')).toEqual(others.map((id) => [id, `{"id":"${id}"}`]));
});

test('of two payments for one order that come together, the second knows of the first', async () => {
  const record = openGathering(service.db);
  const [first, second, again] = await Promise.all([
    record(carried('ORDER-1', 150_000n, 'R-ORDER')),
    record(carried('ORDER-2', 150_000n, 'R-ORDER')),
    record(carried('ORDER-1', 150_000n, 'R-ORDER')),
  ]);
  expect(first).toMatchObject({ isNewWord: true, priorStatuses: [], isPaidByAnother: false });
  expect(second).toMatchObject({ isNewWord: true, priorStatuses: [], isPaidByAnother: true });
  expect(again).toMatchObject({ isNewWord: false, priorStatuses: ['succeeded'] });
});

const limits = { groupMax: 3, groupsAtOnceMax: 1, waitingMax: 6, stuckAfterMs: 50 };
const common = { keysOf: () => [], isOfOne: () => false, limits };

test('whoever waits goes with the next group, at most as many as fit', async () => {
  const groups: number[][] = [];
  const add = openGroups<number, number>({
    ...common,
    together: async (items) => {
      groups.push([...items]);
      await new Promise((resolve) => setImmediate(resolve));
      return items.map((item) => item * 10);
    },
    alone: () => Promise.reject(new Error('nothing failed')),
  });
  expect(await Promise.all([1, 2, 3, 4, 5].map(add))).toEqual([10, 20, 30, 40, 50]);
  expect(groups).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});

test('what may have been done when the connection broke is not done again', async () => {
  const alone = jest.fn();
  const broken = new Error('Connection terminated unexpectedly');
  const add = openGroups<number, number>({
    ...common,
    together: () => Promise.reject(broken),
    alone,
  });
  const settled = await Promise.allSettled([1, 2].map(add));
  expect(settled).toEqual(Array(2).fill({ status: 'rejected', reason: broken }));
  expect(alone).not.toHaveBeenCalled();
});

test('a group that is stuck does not hold up the next one, and only so many wait', async () => {
  const add = openGroups<number, number>({
    ...common,
    together: (items) =>
      items.includes(1) ? new Promise(() => undefined) : Promise.resolve(items),
    alone: () => Promise.reject(new Error('nothing failed')),
  });
  for (const item of [1, 2, 3]) void add(item);
  const others = [4, 5, 6].map(add);
  await expect(add(7)).rejects.toThrow('more than 6 wait already');
  expect(await Promise.all(others)).toEqual([4, 5, 6]);
});
