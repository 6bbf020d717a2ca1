// What officers decide about statements: release, void, restore, and that known lines are others.
import { Refused } from '../../src/problem.js';
import { verifyBooks } from '../../src/oversight/verify-books.js';
import { readProvince } from '../../src/reconciliation/read-province.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { decideStatement } from '../../src/statements/decide-statement.js';
import type { StatementDecision } from '../../src/statements/decision-store.js';
import { importStatements, repostParked } from '../../src/statements/import-statements.js';
import { loadStatementLines } from '../../src/statements/statement-store.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { byTester } from '../support/people.js';
import { accounts, fillTwoCommunes, now, statementOf } from '../support/two-communes.js';
import { camtOf, sheetOf, type Entry } from './files.js';

let database: TestDatabase;
const deps = () => ({ db: database.db, now, by: byTester });

beforeAll(async () => {
  database = await cloneDatabase();
  await fillTwoCommunes(database);
});
afterAll(() => database.close());

afterEach(async () => {
  const { checks } = await verifyBooks({ db: database.db });
  expect(checks.filter(({ broken }) => broken > 0)).toEqual([]);
});

async function importing(...files: (string | Buffer)[]) {
  const named = files.map((bytes, at) => ({ name: `f${String(at)}`, bytes: Buffer.from(bytes) }));
  const { statements, kept } = await importStatements(deps(), named);
  await reconcile(deps());
  return statements.map(({ state, new: fresh, known }, at) => ({
    id: kept[at]?.statementId ?? '',
    is: `${state} new ${String(fresh)} known ${String(known)}`,
  }));
}

async function decide(statementId: string, decision: StatementDecision, reason = 'nhầm tệp') {
  const outcome = await decideStatement(deps(), { statementId, decision, reason });
  await reconcile(deps());
  return `${outcome.state} new ${String(outcome.new)} voided ${String(outcome.voided)}`;
}

async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof Refused) return error.problem.code;
    throw error;
  }
  return 'done';
}

async function read() {
  const { payments, lines } = await readProvince(deps(), { asOf: now() });
  const settlementOf = (txn: string) =>
    payments.find(({ gatewayTxnId }) => gatewayTxnId === txn)?.settlement;
  return { settlementOf, lines };
}

let count = 0;
async function anAccount(): Promise<string> {
  count += 1;
  const number = `7${String(20_000_000 + count)}`;
  const row = { kind: 'bank', bank_bin: '970436', number, number_key: number };
  await database.db('bank_account').insert(row);
  return number;
}

async function amountsOf(account: string): Promise<string[]> {
  const [row] = await database.db('bank_account').where({ number: account }).select('id');
  const lines = await loadStatementLines(database.db);
  return lines
    .filter(({ bankAccountId }) => bankAccountId === row.id)
    .map(({ bookingDate, amount }) => `${bookingDate} ${String(amount)}`)
    .sort();
}

const day = '2026-05-12';
const pay = (amount: bigint, reference: string): Entry => ({
  on: day,
  amount,
  reference,
  text: 'LE PHI',
});
const oneDay = { from: day, to: day } as const;

test('a voided statement takes its lines and their matches with it, and they come back with it', async () => {
  const [same] = await importing(statementOf('a'));
  expect(same?.is).toBe('duplicate new 0 known 3');
  const id = same?.id ?? '';
  expect((await read()).settlementOf('T1')).toBe('arrived');
  const linesBefore = (await read()).lines.length;
  expect(await decide(id, 'voided')).toBe('voided new 0 voided 3');
  const gone = await read();
  // nothing is said to be missing: no statement covers the days any more
  expect(gone.settlementOf('T1')).toBe('unverifiable');
  expect(gone.lines.length).toBe(linesBefore - 3);
  const undone = await database
    .db('match')
    .join('match_leg', 'match_leg.match_id', 'match.id')
    .join('voided_line', 'voided_line.statement_line_id', 'match_leg.statement_line_id')
    .select('match.status', 'match_leg.live');
  expect(undone).toEqual([{ status: 'undone', live: false }]);
  expect((await importing(statementOf('a')))[0]?.is).toBe('duplicate new 0 known 3');
  expect(await refusal(decide(id, 'voided'))).toBe('conflict');
  expect(await decide(id, 'restored', 'đúng tệp')).toBe('balanced new 3 voided 0');
  expect((await read()).settlementOf('T1')).toBe('arrived');
  expect((await read()).lines.length).toBe(linesBefore);
});

test('what somebody had decided about a voided line ends with it', async () => {
  const { db } = database;
  const found = await db('match').whereNull('ended_at').orderBy('id').first('id');
  const id = String(found.id);
  await db('match_leg').where({ match_id: id }).update({ live: false });
  await db('match').where({ id }).update({ status: 'undone', ended_at: now() });
  const copied = (columns: string) => columns.split(' ').join(', ');
  const matches = copied('rule rule_set confidence ambiguous cause checks created_at');
  const legs = copied('leg_no statement_line_id payment_id credit_no amount');
  const { rows } = await db.raw(
    `insert into match (fingerprint, status, decided_by, ${matches})
     select 'by hand', 'confirmed', 'officer 1', ${matches} from match where id = ? returning id`,
    [id],
  );
  const byHand = String(rows[0].id);
  await db.raw(
    `insert into match_leg (match_id, live, ${legs})
     select ?, true, ${legs} from match_leg where match_id = ?`,
    [byHand, id],
  );
  await reconcile(deps());
  const statusOf = async () => (await db('match').where({ id: byHand }).first('status')).status;
  expect(await statusOf()).toBe('confirmed');
  const line = await db('statement_line')
    .join('match_leg', 'match_leg.statement_line_id', 'statement_line.id')
    .where('match_leg.match_id', byHand)
    .first('statement_line.statement_id');
  await decide(line.statement_id, 'voided');
  expect(await statusOf()).toBe('undone');
  await decide(line.statement_id, 'restored');
});

test('a line that another statement shows too stays when one of them is voided', async () => {
  const account = await anAccount();
  const first = sheetOf({ ...oneDay, account, entries: [pay(1n, 'R1')] });
  const month = sheetOf({ ...oneDay, account, entries: [pay(1n, 'R1'), pay(2n, 'R2')] });
  const [early, late] = await importing(first, month);
  expect(await decide(early?.id ?? '', 'voided')).toBe('voided new 0 voided 0');
  expect(await amountsOf(account)).toEqual([`${day} 1`, `${day} 2`]);
  expect(await decide(late?.id ?? '', 'voided')).toBe('voided new 0 voided 2');
  expect(await amountsOf(account)).toEqual([]);
  const again = sheetOf({ ...oneDay, account, title: 'SAO KÊ', entries: [pay(1n, 'R1')] });
  expect((await importing(again))[0]?.is).toBe('balanced new 1 known 0');
  expect(await decide(early?.id ?? '', 'restored')).toBe('balanced new 0 voided 0');
  expect(await decide(late?.id ?? '', 'restored')).toBe('balanced new 1 voided 0');
  expect(await amountsOf(account)).toEqual([`${day} 1`, `${day} 2`]);
});

test('a wrong statement that is voided makes room for the one that overlapped with it', async () => {
  const account = await anAccount();
  const wrong = sheetOf({ ...oneDay, account, entries: [pay(1n, 'R1'), pay(5n, 'R5')] });
  const right = sheetOf({ ...oneDay, account, entries: [pay(1n, 'R1'), pay(2n, 'R2')] });
  const [first, second] = await importing(wrong, right);
  expect(second?.is).toBe('overlap new 0 known 0');
  await decide(first?.id ?? '', 'voided');
  expect(await amountsOf(account)).toEqual([`${day} 1`, `${day} 2`]);
});

test('a quarantined statement posts once it is released, and proves no day', async () => {
  const account = await anAccount();
  const text = sheetOf({ ...oneDay, account, entries: [pay(8_000n, 'R1')] });
  const [kept] = await importing(text.replace('kỳ;8000', 'kỳ;8001'));
  expect(kept?.is).toBe('quarantined new 0 known 0');
  expect(await decide(kept?.id ?? '', 'released', 'ngân hàng in sai số dư')).toBe(
    'unproven new 1 voided 0',
  );
  expect(await amountsOf(account)).toEqual([`${day} 8000`]);
  expect(await refusal(decide(kept?.id ?? '', 'released'))).toBe('conflict');
});

test('a released statement of an unknown account waits for it and posts then', async () => {
  const account = '7299999999';
  const text = sheetOf({ ...oneDay, account, entries: [pay(8_000n, 'R1')] });
  const [kept] = await importing(text.replace('kỳ;8000', 'kỳ;8001'));
  expect(await decide(kept?.id ?? '', 'released')).toBe('parked new 0 voided 0');
  const row = { kind: 'bank', bank_bin: '970436', number: account, number_key: account };
  await database.db('bank_account').insert(row);
  await repostParked(deps());
  expect(await amountsOf(account)).toEqual([`${day} 8000`]);
});

test('a copy whose lines are known is a duplicate, and an officer may say that it is none', async () => {
  const account = await anAccount();
  const given = { kind: '053', account, days: [day, day], entries: [pay(8_000n, 'R1')] } as const;
  const copy = camtOf({ ...given, more: '<CpyDplctInd>DUPL</CpyDplctInd>' });
  const [original, second] = await importing(camtOf(given), copy);
  expect([original?.is, second?.is]).toEqual(['balanced new 1 known 0', 'duplicate new 0 known 1']);
  expect(await decide(second?.id ?? '', 'separated')).toBe('balanced new 1 voided 0');
  expect(await amountsOf(account)).toEqual([`${day} 8000`, `${day} 8000`]);
  expect(await decide(second?.id ?? '', 'voided')).toBe('voided new 0 voided 1');
  expect(await amountsOf(account)).toEqual([`${day} 8000`]);
  expect(await decide(second?.id ?? '', 'restored')).toBe('balanced new 1 voided 0');
});

test('an announcement is taken back with its message', async () => {
  const early = { ...pay(1_250_000n, 'FT1'), on: '2026-05-19', text: 'CTREF00002' };
  const [report] = await importing(camtOf({ kind: '052', account: accounts.a, entries: [early] }));
  expect((await read()).settlementOf('T2')).toBe('proposed');
  await decide(report?.id ?? '', 'voided');
  expect((await read()).settlementOf('T2')).toBe('overdue');
});

test('every decision is in the trail with its reason', async () => {
  const { rows } = await database.db.raw(
    `select action, count(*)::integer as count from audit_event
      where action in ('statement.released', 'statement.voided', 'statement.restored',
                       'statement.separated') and after ->> 'reason' <> ''
      group by action order by action`,
  );
  const { rows: decided } = await database.db.raw(
    `select 'statement.' || decision as action, count(*)::integer as count
       from statement_decision group by decision order by 1`,
  );
  expect(rows).toEqual(decided);
  expect(rows.length).toBe(4);
});

test('a statement that is not there cannot be decided about', async () => {
  expect(await refusal(decide('999999999', 'voided'))).toBe('not_found');
});
