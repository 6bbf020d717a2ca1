// What officers decide about matches: proposals confirmed and rejected, matches undone and made by
// hand; runs change none of it, and the books still add up.
import fc from 'fast-check';
import type { By } from '../../src/audit/by.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { Refused } from '../../src/problem.js';
import { verifyBooks } from '../../src/oversight/verify-books.js';
import { decideMatch } from '../../src/reconciliation/decide-match.js';
import { matchByHand, type MatchGiven } from '../../src/reconciliation/match-by-hand.js';
import type { Adjustment, MatchDecision } from '../../src/reconciliation/match-decision-store.js';
import { readProvince } from '../../src/reconciliation/read-province.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';
import { mt940OfAccount, type BookedEntry } from '../support/second-statement.js';
import { fillTwoCommunes, now, units } from '../support/two-communes.js';

let database: TestDatabase;
const deps = () => ({ db: database.db, now, by: byTester });
const another: By = { kind: 'officer', id: '99', requestId: null };

const payments = [
  'D1,DMREF0000001A,a,61000',
  'D2,DMREF0000002B,a,62000',
  'E1,EEREF0000001,a,71000',
  'E2,EEREF0000002,a,72000',
  'E3,EEREF0000003,b,73000',
  'E4,EEREF0000004,a,74000',
  'E5,EEREF0000005,a,75000',
  'E6,EEREF0000006,a,76000',
];

/** What is booked after the first statements, by account. */
const booked: Readonly<Record<'a' | 'b', readonly BookedEntry[]>> = {
  a: [
    ['C61000', 'L01', 'DMREF0000001X nop phi'],
    ['C62000', 'L02', 'DMREF0000002X nop phi'],
    ['C69900', 'L03', 'nop le phi ho tich'],
    ['C147000', 'L04', 'nop gop hai ho so'],
    ['C73000', 'L05', 'nop phi'],
    ['D73000', 'L06', 'chuyen tra don vi ban'],
    ['C74000', 'L07', 'nop phi tai quay'],
    ['C75000', 'L08', 'EEREF0000005'],
    ['C76000', 'L09', 'nop phi chung thuc'],
  ],
  b: [['C73000', 'L10', 'chuyen lai tien phi']],
};

beforeAll(async () => {
  database = await cloneDatabase();
  await fillTwoCommunes(database);
  const rows = payments.map((row) => {
    const [id, reference, unit, amount] = row.split(',');
    const code = units[unit as 'a' | 'b'];
    return `generic,${id},${reference},${code},${amount},succeeded,2026-05-13T09:00:00+07:00`;
  });
  const head = 'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt';
  await importPayments(deps(), { file: csvFile('p.csv', head, ...rows), skipBad: false });
  for (const unit of ['a', 'b'] as const) {
    const bytes = mt940OfAccount(unit, booked[unit]);
    await importStatements(deps(), [{ name: `${unit}2.sta`, bytes }]);
  }
  await reconcile(deps());
});
afterAll(() => database.close());

afterEach(async () => {
  const { checks } = await verifyBooks({ db: database.db });
  expect(checks.filter(({ broken }) => broken > 0)).toEqual([]);
  // nothing that a person decided is moved by a run
  const before = await live();
  await reconcile(deps());
  expect(await live()).toEqual(before);
});

async function read() {
  const { payments: all, lines } = await readProvince(deps(), { asOf: now() });
  return { all, lines };
}

async function live(): Promise<string[]> {
  const { all } = await read();
  return all.flatMap(({ gatewayTxnId, settlement, matches }) => [
    `${gatewayTxnId ?? ''} ${settlement ?? ''}`,
    ...matches.map(
      ({ rule, status, amount, line }) =>
        `${gatewayTxnId ?? ''} ${rule} ${status} ${String(amount)} ${line.bankRef ?? ''}`,
    ),
  ]);
}

async function paymentOf(txn: string) {
  const found = (await read()).all.find(({ gatewayTxnId }) => gatewayTxnId === txn);
  if (!found) throw new Error(`no payment ${txn}`);
  return found;
}

async function isOf(txn: string): Promise<string> {
  const { settlement, arrivedAmount, matches } = await paymentOf(txn);
  const by = matches.map(({ rule, status, line }) => `${rule} ${status} ${line.bankRef ?? ''}`);
  return [settlement, String(arrivedAmount), ...by].join(', ');
}

async function lineId(bankRef: string): Promise<string> {
  const found = (await read()).lines.find((line) => line.bankRef === bankRef);
  if (!found) throw new Error(`no line ${bankRef}`);
  return found.lineId;
}

interface Wish {
  readonly lines: readonly string[];
  readonly payments: readonly string[];
  readonly adjustments?: readonly Adjustment[];
  /** Which payment they are of. */
  readonly bears?: string;
}

async function byHand(wish: Wish) {
  const given: MatchGiven = {
    lines: await Promise.all(wish.lines.map(lineId)),
    payments: await Promise.all(
      wish.payments.map(async (text) => {
        const [txn = '', amount] = text.split(' ');
        const { paymentId } = await paymentOf(txn);
        const gets = amount === undefined ? null : BigInt(amount);
        return { paymentId, creditNo: 0, amount: gets, bears: txn === wish.bears };
      }),
    ),
    adjustments: wish.adjustments ?? [],
    proof: 'credit_advice',
    reason: 'theo giấy báo có',
  };
  return matchByHand(deps(), given);
}

async function decide(txn: string, decision: MatchDecision, by: By = byTester) {
  const [match] = (await paymentOf(txn)).matches;
  const about = { matchId: match?.matchId ?? '0', unitCode: units.a };
  const given = { ...about, decision, reason: 'đã xem sao kê' };
  const { status } = await decideMatch({ ...deps(), by }, given);
  await reconcile(deps());
  return status;
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

test('a proposal that is confirmed has arrived, and stays so', async () => {
  expect(await isOf('D1')).toBe('proposed, 0, damaged-reference proposed L01');
  expect(await decide('D1', 'confirmed')).toBe('confirmed');
  expect(await isOf('D1')).toBe('arrived, 61000, damaged-reference confirmed L01');
  expect(await refusal(decide('D1', 'rejected'))).toBe('conflict');
});

test('a rejected pair does not come back, and may still be matched by hand', async () => {
  expect(await decide('D2', 'rejected')).toBe('rejected');
  expect(await isOf('D2')).not.toContain('L02');
  await byHand({ lines: ['L02'], payments: ['D2'] });
  expect(await isOf('D2')).toBe('arrived, 62000, by-hand confirmed L02');
  expect(await decide('D2', 'undone')).toBe('undone');
  expect(await isOf('D2')).not.toContain('L02');
});

test("a rule's own match that is undone does not come back; a pinned one stands", async () => {
  expect(await isOf('E5')).toBe('arrived, 75000, payment-reference confirmed L08');
  expect(await decide('E5', 'confirmed')).toBe('confirmed');
  expect(await refusal(decide('E5', 'confirmed'))).toBe('conflict');
  expect(await decide('E5', 'undone')).toBe('undone');
  // somebody had pinned it, so it is the rule's again
  expect(await isOf('E5')).toBe('arrived, 75000, payment-reference confirmed L08');
  expect(await decide('E5', 'undone')).toBe('undone');
  expect(await isOf('E5')).not.toContain('L08');
});

test('a fee that was kept back is named, and the payment has arrived', async () => {
  const wish = { lines: ['L03'], payments: ['E1'] };
  expect(await refusal(byHand(wish))).toBe('invalid_input');
  await byHand({ ...wish, adjustments: [{ kind: 'fee', amount: 1_100n }] });
  expect(await isOf('E1')).toBe('arrived, 69900, by-hand confirmed L03');
  const taken = { lines: ['L03'], payments: ['E6'] };
  const kept: Adjustment[] = [{ kind: 'fee', amount: 6_100n }];
  expect(await refusal(byHand({ ...taken, adjustments: kept }))).toBe('conflict');
  await decide('E1', 'undone');
  await byHand({ ...wish, adjustments: [{ kind: 'difference', amount: 1_100n }] });
  expect(await isOf('E1')).toBe('short, 69900, by-hand confirmed L03');
});

test('one line is divided among several payments', async () => {
  const wish = { lines: ['L04'], payments: ['E2 72000', 'E5 75000'] };
  expect(await refusal(byHand({ ...wish, payments: ['E2 70000', 'E5 75000'] }))).toBe(
    'invalid_input',
  );
  await byHand(wish);
  expect(await isOf('E2')).toBe('arrived, 72000, by-hand confirmed L04');
  expect(await isOf('E5')).toBe('arrived, 75000, by-hand confirmed L04');
});

test('of several payments of one credit the one that came short is named, and by what', async () => {
  await decide('E2', 'undone');
  const wish = { lines: ['L04', 'L03'], payments: ['E1', 'E2', 'E5'] };
  const adjustments: Adjustment[] = [{ kind: 'fee', amount: 1_100n }];
  await decide('E1', 'undone');
  expect(await refusal(byHand({ ...wish, adjustments }))).toBe('invalid_input');
  await byHand({ ...wish, adjustments, bears: 'E1' });
  expect(await isOf('E1')).toMatch(/^arrived, 69900, by-hand confirmed/);
  expect(await isOf('E5')).toMatch(/^arrived, 75000, by-hand confirmed/);
  await decide('E1', 'undone');
  await byHand({ lines: ['L04'], payments: ['E2', 'E5'] });
});

test('money in the wrong unit that was passed on has arrived', async () => {
  const [wrong, passedOn, right] = ['L05', 'L06', 'L10'];
  expect(await refusal(byHand({ lines: [wrong, right], payments: ['E3'] }))).toBe('invalid_input');
  await byHand({ lines: [wrong, passedOn, right], payments: ['E3'] });
  expect(await isOf('E3')).toMatch(/^arrived, 73000, /);
  const { lines } = await read();
  const states = [wrong, passedOn, right].map(
    (ref) => lines.find(({ bankRef }) => bankRef === ref)?.state,
  );
  expect(states).toEqual(['matched', 'matched', 'matched']);
});

test('a large write-off waits for a second person', async () => {
  const adjustments: Adjustment[] = [{ kind: 'write_off', amount: -50_001n }];
  const given = { lines: ['L07'], payments: ['E4 74000'] };
  expect(await refusal(byHand({ ...given, adjustments }))).toBe('invalid_input');
  const big = { lines: ['L09'], payments: ['T2'] };
  const { status } = await byHand({
    ...big,
    adjustments: [{ kind: 'write_off', amount: 1_174_000n }],
  });
  expect(status).toBe('proposed');
  expect(await isOf('T2')).toBe('proposed, 0, by-hand proposed L09');
  // its maker may not confirm it
  expect(await refusal(decide('T2', 'confirmed'))).toBe('conflict');
  expect(await decide('T2', 'confirmed', another)).toBe('confirmed');
  expect(await isOf('T2')).toBe('arrived, 76000, by-hand confirmed L09');
});

test('twenty officers who match one line at once: one of them does', async () => {
  const all = Array.from({ length: 20 }, () =>
    refusal(byHand({ lines: ['L07'], payments: ['E4'] })),
  );
  const ended = (await Promise.all(all)).sort();
  expect(ended).toEqual([...Array.from({ length: 19 }, () => 'conflict'), 'done']);
  expect(await isOf('E4')).toBe('arrived, 74000, by-hand confirmed L07');
});

test('whatever is matched and undone in any order, the books add up', async () => {
  const lines = ['L02', 'L03', 'L04', 'L05', 'L06', 'L07', 'L08', 'L09', 'L10'];
  const txns = ['D2', 'E1', 'E2', 'E3', 'E4', 'E5', 'E6', 'T2'];
  const step = fc.record({
    lines: fc.subarray(lines, { minLength: 1, maxLength: 3 }),
    payments: fc.subarray(txns, { maxLength: 3 }),
    kind: fc.constantFrom(...(['fee', 'rounding', 'write_off', 'difference'] as const)),
    undo: fc.constantFrom(...txns),
    names: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 4 }), async (steps) => {
      for (const { lines: refs, payments: ids, kind, undo, names } of steps) {
        const { all, lines: stored } = await read();
        const came = stored
          .filter(({ bankRef }) => refs.includes(bankRef ?? ''))
          .reduce((sum, { amount }) => sum + amount, 0n);
        const chosen = all.filter(({ gatewayTxnId }) => ids.includes(gatewayTxnId ?? ''));
        const gap = chosen.reduce((sum, { amount }) => sum + amount, 0n) - came;
        const [first, ...rest] = ids;
        const others = chosen
          .filter(({ gatewayTxnId }) => gatewayTxnId !== first)
          .reduce((sum, { amount }) => sum + amount, 0n);
        const amounts = first === undefined ? [] : [`${first} ${String(came - others)}`, ...rest];
        const adjustments = gap === 0n ? [] : [{ kind, amount: gap }];
        // what the first one gets is worked out here, or by the service
        const wish = names && first !== undefined ? { payments: ids, bears: first } : {};
        await refusal(byHand({ lines: refs, payments: amounts, adjustments, ...wish }));
        const [match] = (await paymentOf(undo)).matches;
        if (match) await refusal(decide(undo, 'undone'));
      }
      const { checks } = await verifyBooks({ db: database.db });
      expect(checks.filter(({ broken }) => broken > 0)).toEqual([]);
    }),
    { numRuns: process.env['DOISOAT_LONG'] === '1' ? 100 : 3 },
  );
  // what people took or gave back may leave one answer where there were several
  await reconcile(deps());
}, 300_000);
