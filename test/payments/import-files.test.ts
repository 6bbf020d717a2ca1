// Orders, payments and settlement reports from files: keys, conflicts, forward-only status.
import { setGateway } from '../../src/payments/set-gateway.js';
import type { Db } from '../../src/db.js';
import { importOrders } from '../../src/payments/import-orders.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { importSettlement } from '../../src/payments/import-settlement.js';
import { currentState } from '../../src/payments/payment.js';
import { loadOrders, loadPayments } from '../../src/payments/payment-store.js';
import { Refused } from '../../src/problem.js';
import type { OwnFile } from '../../src/tables/own-file.js';
import { cloneDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';
import { csvFile, xlsxFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';

let database: TestDatabase;
let db: Db;
const receivedAt = new Date('2026-05-20T01:00:00Z');
const now = () => receivedAt;

beforeEach(async () => {
  database = await cloneDatabase();
  db = database.db;
  for (const name of ['portal', 'momo-a', 'momo-b']) {
    const kind = name === 'portal' ? 'generic' : 'momo';
    const secrets =
      kind === 'generic'
        ? { signingSecrets: [`whsec_${Buffer.alloc(24, 7).toString('base64')}`] }
        : { accessKey: 'a', secretKey: 'b' };
    await setGateway(
      { db, now, secretKey: database.config.secretKey, by: byTester },
      {
        name,
        document: {
          kind,
          ...(kind === 'momo' ? { merchantCode: name } : {}),
          secrets,
          settlement: { mode: 'per_transaction' },
        },
      },
    );
  }
});
afterEach(() => database.close());

const orders = (file: OwnFile, skipBad = false) =>
  importOrders({ db, by: byTester }, { file, skipBad });
const payments = (file: OwnFile, skipBad = false) =>
  importPayments({ db, now, by: byTester }, { file, skipBad });
const report = (file: OwnFile, skipBad = false) =>
  importSettlement({ db, now, by: byTester }, { gateway: 'portal', file, skipBad });

async function placesOf(work: Promise<unknown>): Promise<unknown[]> {
  const refused: unknown = await work.then(
    () => new Error('was accepted'),
    (error: unknown) => error,
  );
  if (!(refused instanceof Refused)) throw refused;
  const { code, errors = [] } = refused.problem;
  return [code, ...errors.map(({ line, column }) => `${String(line)} ${String(column)}`)];
}

const orderHeader = 'gateway,merchantRef,dossierCode,unitCode,amount,feeItems,createdAt';
const orderRows = [
  'portal,R-1,H19.1-260504-0001,25432,150000,phi:100000;le_phi:50000,2026-05-04T08:00:00+07:00',
  ',R-2,,25345,8000,,',
];

test('orders are taken with their fee items; the same file again changes nothing', async () => {
  const first = await orders(csvFile('orders.csv', orderHeader, ...orderRows));
  expect(first).toMatchObject({ imported: 2, unchanged: 0 });
  const again = await orders(await xlsxFile('o.xlsx', orderHeader, ...orderRows.toReversed()));
  expect(again).toMatchObject({ imported: 0, unchanged: 2 });
  expect(await loadOrders(db)).toEqual([
    expect.objectContaining({
      gateway: 'portal',
      merchantRef: 'R-1',
      amount: 150000n,
      feeItems: [
        { purpose: 'phi', amount: 100000n },
        { purpose: 'le_phi', amount: 50000n },
      ],
      createdAt: new Date('2026-05-04T01:00:00Z'),
    }),
    expect.objectContaining({ gateway: '', merchantRef: 'R-2', feeItems: [], amount: 8000n }),
  ]);
});

test('an order that says otherwise than the stored one is a conflict', async () => {
  await orders(csvFile('orders.csv', orderHeader, ...orderRows));
  const other = csvFile('o.csv', orderHeader, ',R-2,,25345,9000,,', 'vnpay,R-2,,25345,9000,,');
  expect(await placesOf(orders(other))).toEqual(['conflict', '2 amount']);
  expect(await orders(other, true)).toMatchObject({ imported: 1, skipped: [{ line: 2 }] });
});

test('wrong orders name their column and nothing is stored', async () => {
  const file = csvFile(
    'orders.csv',
    orderHeader,
    'portal,R-1,,25432,150000,,',
    ',R-3,,99999,8000,,',
    ',R-4,,25432,8000.5,,',
    ',R-5,,25432,1e5,,',
    ',R-6,,25432,-8000,,',
    ',R-7,,25432,8000,phi:7000;le_phi:999,',
    ',R-8,,25432,8000,phi=8000,',
    ',R-9,,25432,8000,,04/05/2026',
    ',,,25432,8000,,',
    ',R-10,,25432,1234567890123456789,,',
  );
  expect(await placesOf(orders(file))).toEqual([
    'bad_rows',
    '3 unitCode',
    '4 amount',
    '5 amount',
    '6 amount',
    '7 feeItems',
    '8 feeItems',
    '9 createdAt',
    '10 merchantRef',
    '11 amount',
  ]);
  expect(await loadOrders(db)).toEqual([]);
});

test('an order may come before its gateway is configured, with a warning', async () => {
  const outcome = await orders(csvFile('o.csv', orderHeader, 'later,R-1,,25432,8000,,'));
  expect(outcome.imported).toBe(1);
  expect(outcome.warnings.join()).toContain('"later"');
});

const paymentHeader =
  'gateway,gatewayTxnId,merchantRef,dossierCode,unitCode,amount,status,paidAt,receiptNumber';

async function stateOf(gatewayTxnId: string) {
  const found = (await loadPayments(db)).find((one) => one.gatewayTxnId === gatewayTxnId);
  return found && { ...found, state: currentState(found.events) };
}

test('a portal’s payments are stored once, by account name or by a kind with one account', async () => {
  const rows = [
    'portal,T-1,R-1,,25432,150000,succeeded,2026-05-04T18:00:00+07:00,BL-1',
    'generic,T-2,R-2,,,8000,failed,2026-05-04 18:00:00,',
  ];
  const file = csvFile('payments.csv', paymentHeader, ...rows);
  expect(await payments(file)).toMatchObject({ imported: 2, updated: 0, unchanged: 0 });
  expect(await payments(file)).toMatchObject({ imported: 0, updated: 0, unchanged: 2 });
  expect(await stateOf('T-1')).toMatchObject({
    signedUnitCode: '25432',
    receiptNumber: 'BL-1',
    state: { status: 'succeeded', paidAt: new Date('2026-05-04T11:00:00Z'), receivedAt },
  });
  expect(await stateOf('T-2')).toMatchObject({
    state: { status: 'failed', paidAt: new Date('2026-05-04T11:00:00Z') },
  });
});

test('a later word moves the status forward, an earlier one never back, in any order of files', async () => {
  const pending = 'portal,T-1,R-1,,,150000,pending,2026-05-04T17:59:00+07:00,';
  const paid = 'portal,T-1,R-1,,25432,150000,succeeded,2026-05-04T18:00:00+07:00,BL-1';
  await payments(csvFile('2.csv', paymentHeader, paid));
  const late = await payments(csvFile('1.csv', paymentHeader, pending));
  expect(late).toMatchObject({ imported: 0, updated: 1 });
  expect(await stateOf('T-1')).toMatchObject({ state: { status: 'succeeded' } });
  const refund = csvFile(
    '3.csv',
    `${paymentHeader},refundedAmount,refundedAt`,
    'portal,T-1,R-1,,,150000,partly_refunded,2026-05-04T18:00:00+07:00,,50000,2026-05-06 09:00:00',
  );
  expect(await payments(refund)).toMatchObject({ updated: 1 });
  expect(await stateOf('T-1')).toMatchObject({
    receiptNumber: 'BL-1',
    state: { status: 'partly_refunded', refundedAmount: 50000n },
  });
});

test('a payment whose amount, reference or unit differs is a conflict and stays as it was', async () => {
  const paid = 'portal,T-1,R-1,,25432,150000,succeeded,2026-05-04T18:00:00+07:00,';
  await payments(csvFile('p.csv', paymentHeader, paid));
  const before = await loadPayments(db);
  const file = csvFile(
    'q.csv',
    paymentHeader,
    paid.replace('150000', '150001'),
    paid.replace('R-1', 'R-9'),
    paid.replace('25432', '25345'),
  );
  expect(await placesOf(payments(file))).toEqual([
    'conflict',
    '2 amount',
    '3 merchantRef',
    '4 unitCode',
  ]);
  expect(await loadPayments(db)).toEqual(before);
});

test('wrong payments name their column and nothing is stored', async () => {
  const file = csvFile(
    'payments.csv',
    paymentHeader,
    'portal,T-1,R-1,,,150000,succeeded,2026-05-04T18:00:00+07:00,',
    'nobody,T-2,R-1,,,150000,succeeded,2026-05-04T18:00:00+07:00,',
    'momo,T-3,R-1,,,150000,succeeded,2026-05-04T18:00:00+07:00,',
    'portal,T-4,R-1,,99999,150000,succeeded,2026-05-04T18:00:00+07:00,',
    'portal,T-5,R-1,,,0,succeeded,2026-05-04T18:00:00+07:00,',
    'portal,T-6,R-1,,,150000,paid,2026-05-04T18:00:00+07:00,',
    'portal,T-7,R-1,,,150000,succeeded,2026-05-04,',
    'portal,,,,,150000,succeeded,2026-05-04T18:00:00+07:00,',
  );
  expect(await placesOf(payments(file))).toEqual([
    'bad_rows',
    '3 gateway',
    '4 gateway',
    '5 unitCode',
    '6 amount',
    '7 status',
    '8 paidAt',
    '9 gatewayTxnId',
  ]);
  expect(await loadPayments(db)).toEqual([]);
});

const reportHeader =
  'batch,settlementDate,gatewayTxnId,merchantRef,amount,fee,netAmount,unitCode,kind';

test('a settlement report is taken once; the same batch with other rows is a conflict', async () => {
  const rows = [
    'B1,2026-05-05,T-1,R-1,150000,1500,148500,25432,',
    'B1,2026-05-05,T-2,R-2,-8000,0,-8000,25432,refund',
    'B2,2026-05-06,,,-5000,0,-5000,,adjustment',
  ];
  expect(await report(csvFile('r.csv', reportHeader, ...rows))).toMatchObject({ imported: 3 });
  const again = await report(csvFile('s.csv', reportHeader, ...rows.toReversed()));
  expect(again).toMatchObject({ imported: 0, unchanged: 3 });
  const other = csvFile('t.csv', reportHeader, ...rows.slice(1));
  expect(await placesOf(report(other))).toEqual(['conflict', '2 batch']);
  expect(await db('settlement_line').count({ count: '*' })).toEqual([{ count: '3' }]);
});

test('in a report net is amount less fee, refunds are negative, a wrong row takes its batch along', async () => {
  const file = csvFile(
    'r.csv',
    reportHeader,
    'B1,2026-05-05,T-1,R-1,150000,1500,148500,25432,',
    'B1,2026-05-05,T-2,R-2,150000,1500,150000,25432,',
    'B2,2026-05-05,T-3,R-3,8000,0,8000,,refund',
    'B3,2026-05-05,T-4,R-4,8000,0,8000,,',
    'B4,2026-05-05,T-5,R-5,8000,0,8000,,',
    'B4,2026-05-06,T-6,R-6,8000,0,8000,,',
    'B5,,T-7,R-7,8000,0,8000,,',
  );
  expect(await placesOf(report(file))).toEqual([
    'bad_rows',
    '2 batch',
    '3 netAmount',
    '4 amount',
    '6 batch',
    '7 settlementDate',
    '8 settlementDate',
  ]);
  expect(await report(file, true)).toMatchObject({ imported: 1 });
  expect(await db('settlement_batch').pluck('batch')).toEqual(['B3']);
});

test('a refund without its time counts from the payment on, whenever the file is imported', async () => {
  const row = 'portal,T-1,R-1,,,150000,refunded,2026-05-04T18:00:00+07:00,';
  await payments(csvFile('refunded.csv', paymentHeader, row));
  const [record] = await loadPayments(db);
  const beforeTheImport = new Date('2026-05-10T12:00:00+07:00');
  expect(beforeTheImport < receivedAt).toBe(true);
  expect(currentState(record?.events ?? [], beforeTheImport)?.status).toBe('refunded');
});

test('every row of a large file is stored', async () => {
  const count = process.env['DOISOAT_LONG'] === '1' ? 100_000 : 2_500;
  const rows = Array.from(
    { length: count },
    (_, at) => `portal,T-${String(at)},R-${String(at)},,,8000,succeeded,2026-05-04T18:00:00+07:00,`,
  );
  const file = csvFile('many.csv', paymentHeader, ...rows);
  expect(await payments(file)).toMatchObject({ imported: count });
  expect(await loadPayments(db)).toHaveLength(count);
});
