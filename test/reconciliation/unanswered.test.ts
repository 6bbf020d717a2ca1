// What was not searched is told as that: by the run, of the line and of the payments it may concern.
// Nobody is told "no match" where nobody looked; and it is taken back when there is an answer.
import { importPayments } from '../../src/payments/import-payments.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { importStatements } from '../../src/statements/import-statements.js';
import type { ApiClient } from '../support/api-client.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';
import { mt940OfAccount, type BookedEntry } from '../support/second-statement.js';
import { itemsOf, now, openTwoCommunes, type TwoCommunes, units } from '../support/two-communes.js';

const booked: readonly BookedEntry[] = [
  ['C5000', 'N01', 'nop gop'],
  ['C777', 'N02', 'tien dien'],
];

let communes: TwoCommunes;
let accountant: ApiClient;
const deps = () => ({ db: communes.database.db, now, by: byTester });

beforeAll(async () => {
  communes = await openTwoCommunes();
  accountant = await communes.as('commune_accountant', units.a);
  // powers of two: every sum is the sum of one set only
  const rows = Array.from({ length: 25 }, (_each, place) => {
    const [ref, amount] = [`MNREF${String(place).padStart(5, '0')}`, 1000 * 2 ** (place % 13)];
    const sum = place < 13 ? amount : 10_000_000 + amount;
    return `generic,M${String(place)},${ref},${units.a},${String(sum)},succeeded,2026-05-14T09:00:00+07:00`;
  });
  const head = 'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt';
  await importPayments(deps(), { file: csvFile('m.csv', head, ...rows), skipBad: false });
  const bytes = mt940OfAccount('a', booked);
  await importStatements(deps(), [{ name: 'a2.sta', bytes }]);
});
afterAll(() => communes.database.close());

const open = () => communes.database.db('unanswered_search').whereNull('ended_at').orderBy('id');

async function lineOf(bankRef: string) {
  const lines = await itemsOf(accountant, '/lines', { limit: '200' });
  const id = String(lines.find((line) => line['bankRef'] === bankRef)?.['id']);
  return (await accountant.get(`/lines/${id}`)).body;
}

async function paymentOf(q: string) {
  const [item] = await itemsOf(accountant, '/payments', { q });
  return (await accountant.get(`/payments/${String(item?.['id'])}`)).body;
}

test('more payments than are searched: the run counts the line, and line and payments say so', async () => {
  const outcome = await reconcile(deps());
  expect(outcome.notSearched).toBe(1);
  const officer = await communes.as('finance_officer');
  const [run] = await itemsOf(officer, '/reconciliations');
  expect(run).toMatchObject({ linesNotSearched: 1 });
  const said = { rule: 'unique-cover', because: 'payments', most: 24 };
  const { unanswered, state } = await lineOf('N01');
  expect(state).toBe('unmatched');
  expect(unanswered).toEqual([
    {
      ...said,
      text:
        'Chưa dò hết: có hơn 24 giao dịch đang chờ có thể là của khoản này. Chưa khớp không có ' +
        'nghĩa là không có giao dịch nào.',
    },
  ]);
  // no sum of such fees ends in 777 đ: that is known without a search
  expect((await lineOf('N02')).unanswered).toEqual([]);
  expect((await paymentOf('MNREF00002')).unanswered).toMatchObject([said]);
  expect((await paymentOf('CTREF00001')).unanswered).toEqual([]);
});

test('a second run says the same and writes nothing', async () => {
  const before = await open();
  expect(await reconcile(deps())).toMatchObject({ added: 0, ended: 0, notSearched: 1 });
  expect(await open()).toEqual(before);
});

test('once there are few enough the line is searched, and its only set is proposed', async () => {
  // the day comes again with more in it
  const bytes = mt940OfAccount('a', [
    ...booked,
    ['C4096000', 'N03', 'MNREF00012'],
    ['C12048000', 'N04', 'MNREF00024'],
  ]);
  await importStatements(deps(), [{ name: 'a3.sta', bytes }]);
  const outcome = await reconcile(deps());
  expect(outcome.notSearched).toBe(0);
  expect(await open()).toEqual([]);
  const line = await lineOf('N01');
  expect(line.unanswered).toEqual([]);
  expect(line.matches.map((match: { rule: string }) => match.rule)).toEqual([
    'unique-cover',
    'unique-cover',
  ]);
  expect((await paymentOf('MNREF00002')).unanswered).toEqual([]);
});
