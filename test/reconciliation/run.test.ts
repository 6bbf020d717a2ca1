// Runs against a real database: what a run writes, what a second one does not, and that the order
// in which the same files come does not matter.
import { importAccounts } from '../../src/beneficiary-accounts/import-accounts.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import { readProvince } from '../../src/reconciliation/read-province.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { importStatements, repostParked } from '../../src/statements/import-statements.js';
import { importUnits } from '../../src/units/import-units.js';
import { clock } from '../support/facts.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { byTester } from '../support/people.js';

const now = () => clock('2026-05-20 12:00');
const open: TestDatabase[] = [];

afterAll(async () => {
  for (const database of open) await database.close();
});

const units = `code,name,type,province
90001,Xã Mẫu Một,xa,75
90002,Xã Mẫu Hai,xa,75
`;
const accounts = `unitCode,bankBin,accountNumber,accountName,validFrom
90001,970405,5900205123456,UBND XA MAU MOT,2026-01-01
90002,970405,5900205999999,UBND XA MAU HAI,2026-01-01
`;
const payments = `gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt
cong,TX0001,DN260511A001,90001,100000,succeeded,2026-05-11T10:00:00+07:00
cong,TX0002,DN260511A002,90001,8000,succeeded,2026-05-11T10:05:00+07:00
cong,TX0003,DN260511A003,90001,8000,succeeded,2026-05-11T10:06:00+07:00
lo,TX0004,DN260511B001,90001,5000,succeeded,2026-05-11T11:00:00+07:00
lo,TX0005,DN260511B002,90001,8000,succeeded,2026-05-11T11:05:00+07:00
`;
const late = `gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt
lo,TX0006,DN260511B003,90001,15000,succeeded,2026-05-11T12:05:00+07:00
`;

function sheet(account: string, rows: readonly string[], closing: string): string {
  return [
    'SAO KÊ TÀI KHOẢN',
    `Số tài khoản/A/C No;${account}`,
    'Loại tiền/Ccy;VND',
    'Từ ngày;01/05/2026;Đến ngày;15/05/2026',
    'Số dư đầu kỳ/Prior Statement;0',
    '',
    'Ngày/Date;Ghi chú/Remark;Nợ/Dr;Có/Cr;Số dư/Balance;Số tham chiếu/Ref. no',
    ...rows,
    `Số dư cuối ngày/Ending balance;${closing}`,
    '',
  ].join('\n');
}

const statement = sheet(
  '5900205123456',
  [
    '12/05/2026;NOP PHI DN260511A001;;100.000;100.000;AGR000001',
    '12/05/2026;NOP PHI DN260511A002;;8.000;108.000;AGR000002',
    '12/05/2026;CONGLO TT PHIEN 11/05/2026;;13.000;121.000;AGR000003',
  ],
  '121.000',
);

const mt940 = [
  ':20:STARTUMS',
  ':25:5900205123456',
  ':28C:00007/001',
  ':60F:C260511VND0,',
  ':61:2605120512C100000,NTRFNONREF//MT0001',
  ':86:NOP PHI DN260511A001',
  ':61:2605120512C8000,NTRFNONREF//MT0002',
  ':86:NOP PHI DN260511A002',
  ':61:2605120512C13000,NTRFNONREF//MT0003',
  ':86:CONGLO TT PHIEN 11/05/2026',
  ':62F:C260515VND121000,',
  '-',
  '',
].join('\n');

const file = (name: string, text: string) => ({ name, bytes: Buffer.from(text) });

type Step = (database: TestDatabase) => Promise<unknown>;

const steps = {
  units: ({ db }) =>
    importUnits({ db, by: byTester }, { file: file('units.csv', units), skipBad: false }),
  accounts: ({ db }) =>
    importAccounts(
      { db, by: byTester },
      { file: file('accounts.csv', accounts), skipBad: false },
    ).then(() => repostParked({ db, now, by: byTester })),
  payments: ({ db }) =>
    importPayments(
      { db, now, by: byTester },
      { file: file('payments.csv', payments), skipBad: false },
    ),
  statement: ({ db }) =>
    importStatements({ db, now, by: byTester }, [file('sao-ke.csv', statement)]),
  run: ({ db }) => reconcile({ db, now, by: byTester }),
} satisfies Record<string, Step>;

async function province(order: readonly Step[]): Promise<TestDatabase> {
  const database = await cloneDatabase();
  open.push(database);
  const { db, config } = database;
  const profile = (mode: string, more: object = {}) => ({
    kind: 'generic',
    secrets: { signingSecrets: ['whsec_dGhyb3dhd2F5LWdlbmVyaWMtc2VjcmV0LTAwMDEteHg='] },
    settlement: { mode },
    ...more,
  });
  const deps = { db, now, secretKey: config.secretKey, by: byTester };
  await setGateway(deps, { name: 'cong', document: profile('per_transaction') });
  const batch = profile('daily_batch', { options: { narrativeNames: ['CONGLO'] } });
  await setGateway(deps, { name: 'lo', document: batch });
  for (const step of order) await step(database);
  return database;
}

async function outcome({ db }: TestDatabase): Promise<string[]> {
  const reading = await readProvince({ db }, { asOf: now() });
  return [
    ...reading.payments.map(
      (payment) =>
        `${payment.gatewayTxnId ?? ''} ${payment.settlement ?? ''} ${payment.arrivedAmount} ` +
        payment.matches.map((match) => `${match.rule} ${match.line.bankRef ?? ''}`).join(),
    ),
    ...reading.lines.map((line) => `${line.bankRef ?? ''} ${line.state}`),
    ...reading.flags.map((flag) => `${flag.unitCode} ${flag.flag} ${flag.amount}`),
  ].sort();
}

const usual: Step[] = [steps.units, steps.accounts, steps.payments, steps.statement, steps.run];

test('a run matches what the statement shows and leaves the rest overdue', async () => {
  const database = await province(usual);
  const reading = await readProvince({ db: database.db }, { asOf: now() });
  const byId = new Map(reading.payments.map((each) => [each.gatewayTxnId, each.settlement]));
  expect(Object.fromEntries(byId)).toEqual({
    TX0001: 'arrived',
    TX0002: 'arrived',
    TX0003: 'overdue',
    TX0004: 'arrived',
    TX0005: 'arrived',
  });
  expect(reading.flags).toMatchObject([
    { unitCode: '90001', flag: 'money_missing', payments: 1, amount: 8000n },
  ]);
});

test('a second run, and the same files again, change nothing', async () => {
  const database = await province(usual);
  const before = await outcome(database);
  for (const step of usual.slice(0, -1)) await step(database);
  const again = await reconcile({ db: database.db, now, by: byTester });
  expect(again).toMatchObject({ added: 0, ended: 0 });
  expect(await outcome(database)).toEqual(before);
});

test('the same files in another order give the same, a parked statement posting by itself', async () => {
  const expected = await outcome(await province(usual));
  const others: Step[][] = [
    [steps.units, steps.statement, steps.run, steps.accounts, steps.payments, steps.run],
    [steps.units, steps.payments, steps.run, steps.statement, steps.accounts, steps.run],
  ];
  for (const order of others) expect(await outcome(await province(order))).toEqual(expected);
});

test('a late member proves its session anew: what was confirmed waits for a person', async () => {
  const database = await province(usual);
  const { db } = database;
  await importPayments({ db, now, by: byTester }, { file: file('late.csv', late), skipBad: false });
  const run = await reconcile({ db, now, by: byTester });
  expect(run.ended).toBe(1);
  const reading = await readProvince({ db }, { asOf: now() });
  const batch = reading.payments.filter((payment) => payment.gatewayAccount === 'lo');
  expect(batch.map((payment) => payment.settlement)).toEqual(['proposed', 'proposed', 'proposed']);
  const ended = await db('match').where({ status: 'undone' }).select('rule');
  expect(ended).toEqual([{ rule: 'settlement-window' }]);
});

test('what was proposed for a line gives way to the payment that it turns out to name', async () => {
  const shown = sheet(
    '5900205123456',
    ['13/05/2026;NOP PHI DN260511A009;;8.000;8.000;AGR000004'],
    '8.000',
  );
  const database = await province([
    ...[steps.units, steps.accounts, steps.payments],
    ({ db }) => importStatements({ db, now, by: byTester }, [file('sao-ke.csv', shown)]),
    steps.run,
  ]);
  const { db } = database;
  const matched = async (): Promise<string[]> =>
    (await outcome(database)).filter((each) => each.includes('AGR000004'));
  expect(await matched()).toContain('TX0003 proposed 0 sole-candidate AGR000004');
  const named = `${late.split('\n')[0] ?? ''}
cong,TX0009,DN260511A009,90001,8000,succeeded,2026-05-11T16:00:00+07:00
`;
  await importPayments(
    { db, now, by: byTester },
    { file: file('named.csv', named), skipBad: false },
  );
  const run = await reconcile({ db, now, by: byTester });
  expect(run).toMatchObject({ added: 1, ended: 1 });
  expect(await matched()).toEqual([
    'AGR000004 matched',
    'TX0009 arrived 8000 payment-reference AGR000004',
  ]);
});

test('36: an MT940 of days a sheet had covered brings no line twice', async () => {
  const database = await province(usual);
  const before = await outcome(database);
  const imported = await importStatements({ db: database.db, now, by: byTester }, [
    file('a.sta', mt940),
  ]);
  expect(imported.statements).toMatchObject([{ state: 'balanced', new: 0, known: 3 }]);
  await reconcile({ db: database.db, now, by: byTester });
  expect(await outcome(database)).toEqual(before);
});

test('the database refuses a line in two live matches', async () => {
  const { db } = await province(usual);
  const leg = await db('match_leg')
    .whereNotNull('statement_line_id')
    .first<Record<string, unknown>>();
  const again = db('match_leg').insert({ ...leg, leg_no: 99 });
  await expect(again).rejects.toThrow('a_line_is_in_one_live_match');
});
