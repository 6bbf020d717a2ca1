// The inbox: what could not be taken is kept and can be read again, and the whole of it read into an
// empty database gives the same payments.
import { createHmac } from 'node:crypto';
import { programVersion } from '../../src/backup/program-version.js';
import type { Db } from '../../src/db.js';
import { refusedKeptMax } from '../../src/payments/callback-store.js';
import { listNotices, loadReadings } from '../../src/payments/notice-store.js';
import { currentState } from '../../src/payments/payment.js';
import { loadPayments } from '../../src/payments/payment-store.js';
import { redriveNotices } from '../../src/payments/redrive-notices.js';
import { verifyBooks } from '../../src/oversight/verify-books.js';
import { openDb } from '../../src/db.js';
import { asAdmin } from '../support/database.js';
import { commandLine } from '../support/command-line.js';
import { byTester } from '../support/people.js';
import {
  addOrders,
  genericBody,
  genericProfile,
  type Service,
  signed,
  startService,
  statusOf,
} from './callback-client.js';

let service: Service;
const at = new Date('2026-11-30T09:00:00+07:00');

beforeAll(async () => {
  service = await startService();
  service.setClock(at);
  await service.configure('generic', genericProfile());
  await service.configure('sepay', {
    secrets: { apiKey: 'key-of-the-bank-feed', webhookSecret: 'secret-of-the-bank-feed' },
    settlement: { mode: 'per_transaction' },
  });
  await service.configure('vnpay', {
    merchantCode: 'DSOAT001',
    secrets: { hashSecret: 'vnpay-secret' },
    settlement: { mode: 'daily_batch' },
  });
  await addOrders(service.db, [
    { gateway: 'generic', merchantRef: 'R1', unitCode: '90001', amount: '150000' },
  ]);
});
afterAll(() => service.close());
afterEach(() => {
  service.setClock(at);
});

const sendGeneric = (body: string, secret?: string) =>
  service.send({
    path: '/callbacks/generic',
    headers: signed(body, service.now(), secret),
    body,
  });

function redrive(ids: readonly string[], db: Db = service.db) {
  const { secretKey } = service.database.config;
  const deps = { now: service.now, secretKey, by: byTester, programVersion: programVersion() };
  return redriveNotices({ db, ...deps }, ids);
}

const listed = (state?: 'quarantined' | 'refused' | 'recorded') =>
  listNotices(service.db, { state, limit: 1000 });

async function asOwner(work: (owner: Db) => Promise<unknown>): Promise<void> {
  const { ownerUrl, config } = service.database;
  const owner = openDb({ databaseUrl: ownerUrl, schema: config.schema }, { connections: 1 });
  await work(owner).finally(() => owner.destroy());
}

test('a signed message that cannot be understood is quarantined however many there are', async () => {
  const forged = Array.from({ length: refusedKeptMax + 5 }, () =>
    sendGeneric('{}', 'whsec_dGhyb3dhd2F5LWdlbmVyaWMtc2VjcmV0LTAwMDIteXk='),
  );
  await Promise.all(forged);
  expect((await listed('refused')).length).toBe(refusedKeptMax);
  const replies = await Promise.all(
    Array.from({ length: refusedKeptMax + 1 }, (_, no) => sendGeneric(`{"type":7,"no":${no}}`)),
  );
  expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([400]));
  const kept = await listed('quarantined');
  expect(kept.length).toBe(refusedKeptMax + 1);
  expect(new Set(kept.map(({ verdict }) => verdict))).toEqual(new Set(['malformed']));
  const counts = await service.db('refused_notice_count').orderBy('verdict');
  expect(counts).toMatchObject([
    { verdict: 'bad-signature', count: String(refusedKeptMax + 5) },
    { verdict: 'malformed', count: String(refusedKeptMax + 1) },
  ]);
});

test('a message that failed by our own fault is kept, answered as a failure, and taken after the fix', async () => {
  await asOwner((owner) =>
    owner.raw(`alter table payment add constraint broken check (gateway_txn_id <> 'OURS-1')`),
  );
  const body = genericBody({ gatewayTxnId: 'OURS-1', merchantRef: 'R1' });
  expect((await sendGeneric(body)).status).toBe(503);
  const [failed] = await listed('quarantined');
  expect(failed).toMatchObject({ verdict: 'failure', gatewayAccount: 'generic' });
  const id = failed?.id ?? '';
  service.setClock(new Date(at.getTime() + 3_600_000));
  expect(await redrive([id])).toEqual([{ noticeId: id, verdict: 'failure' }]);
  await asOwner((owner) => owner.raw('alter table payment drop constraint broken'));
  // an hour later: the window of the signature is that of the reception
  expect(await redrive([id])).toEqual([{ noticeId: id, verdict: 'accepted' }]);
  expect(await redrive([id])).toEqual([{ noticeId: id, verdict: 'duplicate' }]);
  const payment = (await service.payments()).find((one) => one.gatewayTxnId === 'OURS-1');
  expect(payment?.events).toHaveLength(1);
  expect(payment?.events[0]?.receivedAt).toEqual(at);
  const history = await loadReadings(service.db, id);
  expect(history.map(({ verdict }) => verdict)).toEqual([
    'failure',
    'failure',
    'verified',
    'verified',
  ]);
  expect(history[2]).toMatchObject({ readBy: expect.any(String), programVersion: '0.1.0' });
  const { checks } = await verifyBooks(service);
  expect(checks.filter(({ broken }) => broken > 0)).toEqual([]);
});

test('a database that is away quarantines nothing: the gateway sends again', async () => {
  const before = (await listed('quarantined')).length;
  const name = new URL(service.database.url).pathname.slice(1);
  await asAdmin((admin) =>
    admin.raw(
      'select pg_terminate_backend(pid) from pg_catalog.pg_stat_activity where datname = ?',
      [name],
    ),
  );
  const body = genericBody({ gatewayTxnId: 'AWAY-1' });
  const first = await sendGeneric(body);
  if (first.status !== 200) expect((await sendGeneric(body)).status).toBe(200);
  expect((await listed('quarantined')).length).toBe(before);
});

test('what nobody signed stays refused, and so does what was too old when it came', async () => {
  const body = genericBody({ gatewayTxnId: 'STALE-1' });
  const headers = signed(body, new Date(at.getTime() - 3_600_000));
  await service.send({ path: '/callbacks/generic', headers, body });
  const [stale] = await listed('refused');
  // beyond the bound of this day: what was kept last was kept before
  const ids = [stale?.id ?? ''];
  const [again] = await redrive(ids);
  expect(['stale', 'bad-signature']).toContain(again?.verdict);
  expect(statusOf(await service.payments(), 'STALE-1')).toBeUndefined();
});

test('a message that verified by a key in its headers is read again although the key was not kept', async () => {
  const body = JSON.stringify({
    id: 92704,
    gateway: 'Vietcombank',
    transactionDate: '2026-11-30 08:59:00',
    accountNumber: '0123499999',
    code: null,
    content: 'le phi DN77',
    transferType: 'in',
    transferAmount: 50000,
    accumulated: 1000000,
    referenceCode: 'FT1',
  });
  const headers = { authorization: 'Apikey key-of-the-bank-feed' };
  expect((await service.send({ path: '/callbacks/sepay', headers, body })).status).toBe(200);
  const wrong = { authorization: 'Apikey another' };
  await service.send({
    path: '/callbacks/sepay',
    headers: wrong,
    body: body.replace('92704', '8'),
  });
  const notices = await listNotices(service.db, { gateway: 'sepay', limit: 10 });
  const verdicts = await redrive(notices.map(({ id }) => id));
  expect(verdicts.map(({ verdict }) => verdict)).toEqual(['duplicate', 'bad-signature']);
  expect(JSON.stringify(await service.db('payment_notice').select('headers'))).not.toContain(
    'key-of-the-bank-feed',
  );
});

test('new secrets do not let an old message in, and old ones do not keep it out', async () => {
  const body = genericBody({ gatewayTxnId: 'OLD-KEY-1' });
  expect((await sendGeneric(body)).status).toBe(200);
  const [notice] = await listed('recorded');
  service.setClock(new Date(at.getTime() + 1000));
  const other = 'whsec_dGhyb3dhd2F5LWdlbmVyaWMtc2VjcmV0LTAwMDQteXk=';
  await service.configure('generic', genericProfile([other]));
  service.setClock(new Date(at.getTime() + 48 * 3_600_000));
  expect(await redrive([notice?.id ?? ''])).toMatchObject([{ verdict: 'duplicate' }]);
});

test('the command reads again what waits, and says what each came to', async () => {
  const type = commandLine(service.database, at);
  const waiting = (await listed('quarantined')).length;
  const told = await type('gateway', 'redrive', '--gateway', 'generic', '--json');
  const { redriven } = JSON.parse(told.stdout) as { redriven: { verdict: string }[] };
  expect(redriven).toHaveLength(waiting);
  expect(new Set(redriven.map(({ verdict }) => verdict))).toEqual(new Set(['malformed']));
});

test('the whole inbox read into an empty database gives the same payments', async () => {
  const amounts = { vnp_Amount: '15000000', vnp_TmnCode: 'DSOAT001' };
  for (const [status, no] of [
    ['01', '0'],
    ['00', '88001'],
    ['00', '88001'],
  ] as const) {
    const query = new URLSearchParams({
      ...amounts,
      vnp_ResponseCode: '00',
      vnp_TransactionNo: no,
      vnp_TransactionStatus: status,
      vnp_TxnRef: 'V-1',
    });
    query.sort();
    const hash = createHmac('sha512', 'vnpay-secret').update(query.toString()).digest('hex');
    const path = `/callbacks/vnpay?${query.toString()}&vnp_SecureHash=${hash}`;
    await service.send({ method: 'GET', path });
  }
  for (const type of ['payment.refunded', 'payment.succeeded', 'payment.pending']) {
    const body = genericBody({ gatewayTxnId: 'BACK-1', paidAt: undefined }, type);
    const other = 'whsec_dGhyb3dhd2F5LWdlbmVyaWMtc2VjcmV0LTAwMDQteXk=';
    service.setClock(new Date(at.getTime() + 1500));
    await sendGeneric(body, other);
  }
  const empty = await startService();
  try {
    await copyInbox(service, empty);
    const ids = await empty.db('payment_notice').pluck<string[]>('id');
    for (let start = 0; start < ids.length; start += 500) {
      await redrive(ids.slice(start, start + 500), empty.db);
    }
    const [mine, theirs] = [await loadPayments(service.db), await loadPayments(empty.db)];
    expect(theirs.length).toBeGreaterThan(5);
    expect(stripped(theirs)).toEqual(stripped(mine));
  } finally {
    await empty.close();
  }
}, 60_000);

/** Accounts, secrets, orders and callbacks as they are, and nothing that was made of them. */
async function copyInbox(from: Service, to: Service): Promise<void> {
  const { ownerUrl, config } = to.database;
  const owner = openDb({ databaseUrl: ownerUrl, schema: config.schema }, { connections: 1 });
  const codes = await from.db<Record<string, unknown>>('public.unit').where({ code: '90001' });
  await owner('public.unit').insert(codes.map(asInserted)).onConflict('code').ignore();
  for (const table of ['gateway_account', 'gateway_secret', 'gateway_terms', 'fee_order']) {
    await owner.raw(`alter table ${table} alter column id set generated by default`);
    const rows = await from.db<Record<string, unknown>>(table);
    await owner(table).insert(rows.map(asInserted));
  }
  await owner.raw('alter table payment_notice alter column id set generated by default');
  const notices = await from.db<Record<string, unknown>>('payment_notice');
  await owner.batchInsert('payment_notice', notices.map(asInserted), 100);
  await owner.destroy();
}

function asInserted(row: Record<string, unknown>): Record<string, unknown> {
  const isDocument = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Date) &&
    !Buffer.isBuffer(value);
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      isDocument(value) ? JSON.stringify(value) : value,
    ]),
  );
}

function stripped(payments: Awaited<ReturnType<typeof loadPayments>>) {
  return payments
    .map(({ events, order, ...payment }) => ({
      ...payment,
      id: null,
      amount: String(payment.amount),
      order: order?.merchantRef,
      state: JSON.stringify(currentState(events), (_key, value: unknown) =>
        typeof value === 'bigint' ? String(value) : value,
      ),
      words: events.length,
    }))
    .sort((one, other) => ((one.gatewayTxnId ?? '') < (other.gatewayTxnId ?? '') ? -1 : 1));
}
