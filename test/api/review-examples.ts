// What the creating routes of the review are about: another line or payment for each request.
import { importPayments } from '../../src/payments/import-payments.js';
import { matchByHand } from '../../src/reconciliation/match-by-hand.js';
import { reviewAct } from '../../src/reconciliation/review-act.js';
import { importStatements } from '../../src/statements/import-statements.js';
import type { TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';

interface Setting {
  readonly database: TestDatabase;
  /** Of the request. */
  readonly number: number;
  readonly officer: string;
}

interface Made {
  readonly id: string;
  readonly lines?: readonly string[];
}

const now = (): Date => new Date('2026-05-20T01:00:00Z');

/** A credit and the debit that took it back, in an account of nobody. */
async function twoLines({ database: { db }, number }: Setting): Promise<Required<Made>> {
  const account = String(81_000_000 + number);
  const row = { kind: 'bank', bank_bin: '970436', number: account, number_key: account };
  await db('bank_account').insert(row);
  const entries = ['C', 'D'].map(
    (mark) => `:61:2605020502${mark}1000,NTRFNONREF//${account}${mark}`,
  );
  const text = [':20:M', `:25:${account}`, ':28C:1/1', ':60F:C260501VND0,', ...entries];
  const bytes = Buffer.from([...text, ':62F:C260502VND0,', '-'].join('\n'));
  await importStatements({ db, now, by: byTester }, [{ name: `${account}.sta`, bytes }]);
  const lines = await db('statement_line')
    .whereLike('bank_ref', `${account}%`)
    .orderBy('id')
    .pluck<string[]>('id');
  return { id: '', lines };
}

async function handMade(setting: Setting): Promise<Made> {
  const { lines } = await twoLines(setting);
  return matchByHand(
    { db: setting.database.db, now, by: byTester },
    { lines, payments: [], adjustments: [], proof: 'statement', reason: 'x' },
  );
}

/** A payment whose money is still to come. */
async function openPayment({ database: { db }, number }: Setting): Promise<Made> {
  const name = `OPEN${String(number)}`;
  const rows = csvFile(
    'p.csv',
    'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt',
    `generic,${name},${name},25432,1000,succeeded,2026-05-19T10:00:00+07:00`,
  );
  await importPayments({ db, now, by: byTester }, { file: rows, skipBad: false });
  const [id = ''] = await db('payment').where({ merchant_ref: name }).pluck<string[]>('id');
  return { id };
}

async function parked(setting: Setting): Promise<Made> {
  const { id } = await openPayment(setting);
  const act = {
    act: 'parked',
    text: 'x',
    untilOn: '2026-06-01',
    ownerId: setting.officer,
    seen: null,
  } as const;
  const about = { item: { kind: 'payment', id }, unitCode: '25432', isOpen: true } as const;
  const deps = { db: setting.database.db, now, by: byTester };
  return { id: await reviewAct(deps, { ...about, act }) };
}

export function reviewMakes(setting: () => Setting): Readonly<Record<string, () => Promise<Made>>> {
  return {
    matchByHand: () => twoLines(setting()),
    decideOnMatch: () => handMade(setting()),
    attachMatchProof: () => handMade(setting()),
    park: () => openPayment(setting()),
    endParking: () => parked(setting()),
    addReviewNote: () => openPayment(setting()),
  };
}
