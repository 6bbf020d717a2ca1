// A rehearsal: what other rules would make of everything stored, and not a row written.
import { ruleSet } from '../../reconcilers/index.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { decideMatch } from '../../src/reconciliation/decide-match.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { commandLine, type Typed } from '../support/command-line.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';
import { mt940OfAccount } from '../support/second-statement.js';
import { fillTwoCommunes, now, units } from '../support/two-communes.js';

let database: TestDatabase;
let type: (...argv: string[]) => Promise<Typed>;

beforeAll(async () => {
  database = await cloneDatabase();
  await fillTwoCommunes(database);
  const deps = { db: database.db, now, by: byTester };
  const file = csvFile(
    'p.csv',
    'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt',
    `generic,D1,DMREF0000001A,${units.a},61000,succeeded,2026-05-13T09:00:00+07:00`,
    `generic,D2,DMREF0000002B,${units.a},62000,succeeded,2026-05-13T09:00:00+07:00`,
    `generic,D3,DMREF0000003C,${units.a},63000,succeeded,2026-05-13T09:00:00+07:00`,
  );
  await importPayments(deps, { file, skipBad: false });
  const bytes = mt940OfAccount('a', [
    ['C61000', 'L01', 'nop phi'],
    ['C62000', 'L02', 'DMREF0000002X nop phi'],
    ['C63000', 'L03', 'DMREF0000003X nop phi'],
  ]);
  await importStatements(deps, [{ name: 'a2.sta', bytes }]);
  await reconcile(deps);
  const [held] = await database.db('match_leg').where({ amount: 63000 }).pluck('match_id');
  const decision = {
    matchId: String(held),
    unitCode: null,
    decision: 'confirmed',
    reason: 'đã xem',
  } as const;
  await decideMatch(deps, decision);
  type = commandLine(database, now());
});
afterAll(() => database.close());

const rehearsal = async (asked: string, ...more: string[]) => {
  const typed = await type('reconcile', '--rehearse', asked, '--json', ...more);
  expect([asked, typed.stderr, typed.exitCode]).toEqual([asked, '', 0]);
  return typed.json() as Record<string, unknown> & { rules: { rule: string }[] };
};

/** Everything a run could touch, to the row. */
async function stored(): Promise<unknown> {
  const tables = ['match', 'match_leg', 'reconciliation_run', 'audit_event'];
  const { db } = database;
  return Promise.all(tables.map((table) => db(table).select('*').orderBy(1)));
}

test('the present rules would change nothing of what they found', async () => {
  const said = await rehearsal(ruleSet);
  expect(said).toMatchObject({
    ...{ written: false, kept: { matches: 6 }, decided: { matches: 1, amount: '63000' } },
    ...{ added: { matches: 0 }, ended: { matches: 0 }, changed: { matches: 0 } },
    ...{ settlement: [], lines: [], payments: [] },
  });
});

test('without a rule its matches would end, and their payments be missing again', async () => {
  const before = await stored();
  const said = await rehearsal(`${ruleSet},-sole-candidate`);
  expect(said).toMatchObject({
    ...{ ended: { matches: 1, amount: '61000' }, added: { matches: 0 } },
    settlement: [{ before: 'proposed', after: 'overdue', count: 1, amount: '61000' }],
    endedMatches: [{ rule: 'sole-candidate', amount: '61000', payments: [{ unitCode: units.a }] }],
    payments: [{ merchantRef: 'DMREF0000001A', before: 'proposed' }],
  });
  expect(said.rules.find(({ rule }) => rule === 'sole-candidate')).toMatchObject({
    standing: { matches: 1, amount: '61000' },
    rehearsed: { matches: 0, amount: '0' },
    ended: { matches: 1 },
  });
  expect(await stored()).toEqual(before);
});

test('what one rule leaves another may find: the same money by another rule is a change', async () => {
  const said = await rehearsal(`${ruleSet},payment-reference,reference-elsewhere,sole-candidate`);
  expect(said['rehearsed']).toEqual(['payment-reference', 'reference-elsewhere', 'sole-candidate']);
  expect(said).toMatchObject({
    changed: { matches: 1, amount: '62000' },
    changedMatches: [
      {
        before: { rule: 'damaged-reference', status: 'proposed' },
        after: { id: null, rule: 'sole-candidate', status: 'proposed' },
      },
    ],
    settlement: [],
  });
});

test('rules named alone run alone, and a person’s decision stays all the same', async () => {
  const said = await rehearsal(`${ruleSet},sole-candidate`, '--unit', units.b);
  // of the other unit: its own payment, and the line that belongs to the first
  expect(said).toMatchObject({
    unitCode: units.b,
    ended: { matches: 2 },
    settlement: [{ before: 'arrived', count: 1, amount: '15000' }],
    decided: { matches: 0 },
  });
  const text = (await type('reconcile', '--rehearse', `${ruleSet},-sole-candidate`)).stdout;
  expect(text).toContain('nothing written (chạy thử, không ghi gì)');
  expect(text).toContain('no longer (không còn khớp) 1 (61.000 đ)');
  expect(text).toContain('decided by people (người đã quyết định) 1 (63.000 đ)');
  expect(text).toContain('1 payments: proposed -> overdue, 61.000 đ');
});

test.each([
  ['2025-01-01', 1, `this program has the rule set ${ruleSet}`],
  [`${ruleSet},-no-such-rule`, 2, 'there is no rule -no-such-rule'],
  [`${ruleSet},-reversal,sole-candidate`, 2, 'name the rules to run, or those to leave out'],
  [`${ruleSet},reversal,reversal`, 2, 'reversal runs 1 times at most'],
])('%s is refused, saying why', async (asked, exitCode, because) => {
  const typed = await type('reconcile', '--rehearse', asked, '--json');
  expect(typed.exitCode).toBe(exitCode);
  expect(typed.json()['detail']).toContain(because);
});
