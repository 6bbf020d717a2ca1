// An account is changed in the middle of a month and a platform goes on paying the old one: what the
// platform was told, whose the money is to explain, and what proves the new account.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { importAccounts } from '../../src/beneficiary-accounts/import-accounts.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { apiApp, apiClient, type ApiClient } from '../support/api-client.js';
import { commandLine } from '../support/command-line.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { decideAccount } from '../support/decided-account.js';
import { csvFile } from '../support/own-file.js';
import { bearerOf, byTester, loggedIn } from '../support/people.js';
import { mt940 } from '../support/two-communes.js';

const unit = '25432';
const oldNumber = '0123456789';
const newNumber = '71009998881';
let at = new Date('2026-05-12T03:00:00Z');
const now = () => at;

let database: TestDatabase;
let app: ReturnType<typeof apiApp>;
let department: ApiClient;
let versionId: string;

beforeAll(async () => {
  database = await cloneDatabase();
  app = apiApp(database, now);
  department = apiClient(app, await bearerOf(database.db, 'department_of_justice'));
  const deps = { db: database.db, secretKey: database.config.secretKey, now, by: byTester };
  await setGateway(deps, {
    name: 'generic',
    document: {
      secrets: { signingSecrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] },
      settlement: { mode: 'per_transaction' },
    },
  });
  await importAccounts(deps, {
    skipBad: false,
    file: csvFile(
      'accounts.csv',
      'unitCode,bankBin,accountNumber,accountName,validFrom',
      `${unit},970436,${oldNumber},UBND PHUONG CHON THANH,2026-01-01`,
    ),
  });
  versionId = await decideAccount(database.db, {
    unitCode: unit,
    accountNumber: newNumber,
    accountName: '=UBND PHUONG CHON THANH',
    validFrom: '2026-05-13',
    decidedAt: new Date('2026-05-11T03:00:00Z'),
  });
});
afterAll(() => database.close());

const changes = async (state: string): Promise<Record<string, unknown>[]> => {
  const reply = await department.get('/platform-changes', {
    query: { platform: 'generic', state },
  });
  expect(reply.status).toBe(200);
  return reply.body.items as Record<string, unknown>[];
};
const say = (word: string, onDay: string, change: object = { versionId, change: 'begins' }) =>
  department.post('/platform-words', { platform: 'generic', word, onDay, changes: [change] });

test('a decided change is one that the platform was not told of, with both accounts', async () => {
  expect(await changes('untold')).toMatchObject([
    {
      versionId,
      change: 'begins',
      unitCode: unit,
      unitName: 'Chơn Thành',
      oldAccount: oldNumber,
      newAccount: newNumber,
      firstOn: '2026-05-13',
      toldOn: null,
    },
  ]);
  const file = await department.get('/exports/platform-changes', {
    query: { platform: 'generic', state: 'untold', format: 'csv' },
  });
  expect(file.bytes.toString('utf8')).toContain("'=UBND PHUONG CHON THANH");
});

test('the file in which the changes left marks them as told; a word stands and is not edited', async () => {
  const { bytes } = await department.get('/exports/platform-changes', {
    query: { platform: 'generic', format: 'xlsx' },
  });
  const fields = { platform: 'generic', word: 'told', onDay: '2026-05-12' };
  const mark = () => department.upload('/platform-words', [{ name: 'told.xlsx', bytes }], fields);
  expect((await mark()).body).toMatchObject({ imported: 1, unchanged: 0, warnings: [] });
  expect((await mark()).body).toMatchObject({ imported: 0, unchanged: 1 });
  expect(await changes('untold')).toEqual([]);
  expect(await changes('told')).toMatchObject([{ toldOn: '2026-05-12', confirmedOn: null }]);
  const refusals = [
    await say('told', '2026-05-11'),
    await say('confirmed', '2026-05-11'),
    await say('confirmed', '2026-05-13'),
    await say('told', '2026-05-12', { versionId, change: 'ends' }),
    await say('told', '2026-05-12', { versionId: '999999', change: 'begins' }),
  ];
  expect(refusals.map(({ status, body }) => [status, body.errors[0].pointer])).toEqual([
    [409, '/changes/0/versionId'],
    [409, '/changes/0/versionId'],
    [400, '/onDay'],
    [422, '/changes/0/change'],
    [422, '/changes/0/versionId'],
  ]);
});

test('a code is made for the new account, three at a time', async () => {
  const ask = () => department.post(`/accounts/${versionId}/verifications`);
  const first = await ask();
  expect(first.status).toBe(201);
  expect(first.body).toMatchObject({ versionId, unitCode: unit, expiresOn: '2026-05-26' });
  expect(Number(first.body.amount)).toBeGreaterThan(1000);
  expect(first.body.qrText).toContain(first.body.code);
  const svg = await department.get(`/accounts/${versionId}/verifications/${first.body.id}/qr`);
  expect([svg.status, svg.bytes.toString('utf8')]).toEqual([200, expect.stringContaining('<svg')]);
  expect([(await ask()).status, (await ask()).status]).toEqual([201, 201]);
  const fourth = await ask();
  expect([fourth.status, fourth.body.code]).toEqual([429, 'too_many_attempts']);
});

test('half of the money goes to the old account: both are named, and it is the platform’s to explain until it had confirmed', async () => {
  const deps = { db: database.db, now, by: byTester };
  const list = await department.get(`/accounts/${versionId}/verifications`);
  const { code } = list.body.items[0] as { code: string };
  at = new Date('2026-05-20T05:00:00Z');
  const row = (no: number) =>
    `generic,T${String(no)},CTREF0000${String(no)},${unit},${String(no)}0000,succeeded,2026-05-14T10:0${String(no)}:00+07:00`;
  await importPayments(deps, {
    skipBad: false,
    file: csvFile(
      'payments.csv',
      'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt',
      ...[1, 2, 3, 4].map(row),
    ),
  });
  const line = (no: number, amount: number, text: string) => [
    `:61:2605150515C${String(amount)},NTRFNONREF//FT26135${String(100 + no)}`,
    `:86:${text}`,
  ];
  const paid = (no: number) => line(no, no * 10_000, `CTREF0000${String(no)} nop phi`);
  await importStatements(deps, [
    { name: 'old.sta', bytes: mt940(oldNumber, [...paid(1), ...paid(2)], 30_000) },
    {
      name: 'new.sta',
      bytes: mt940(
        newNumber,
        [...paid(3), ...paid(4), ...line(9, 3_210, `IBFT ${code} xac minh TK`)],
        73_210,
      ),
    },
  ]);
  await reconcile(deps);

  const found = await theDiscrepancy();
  expect(found).toMatchObject({ owner: 'ministry', members: 2, amount: '30000' });
  expect(found.oldAccounts).toMatchObject([
    {
      owner: 'ministry',
      oldAccount: { account: oldNumber, validTo: '2026-05-13' },
      rightAccount: { account: newNumber, validFrom: '2026-05-13' },
      platform: 'generic',
      platformWord: 'told',
      platformWordOn: '2026-05-12',
      members: 2,
    },
  ]);
  for (const number of [oldNumber, newNumber]) expect(found.detail).toContain(number);
  expect(found.detail).toContain('chưa xác nhận');
  const cookie = await loggedIn(database, { role: 'department_of_justice' });
  const page = await request(app).get(`/don-vi/${unit}`).set('Cookie', cookie);
  expect(page.text).toContain(found.detail);

  // confirmed only after the payments: still the platform's
  expect((await say('confirmed', '2026-05-15')).status).toBe(201);
  expect((await theDiscrepancy()).owner).toBe('ministry');
  // the end of the old account was confirmed on the very day of payment
  const [former] = await database.db('beneficiary_account').orderBy('id').pluck<string[]>('id');
  const ending = { versionId: former, change: 'ends' };
  expect((await say('confirmed', '2026-05-14', ending)).status).toBe(201);
  expect((await theDiscrepancy()).owner).toBe('department_of_justice');
});

test('the code on its own statement proved the new account; the line is known by its name', async () => {
  const { body } = await department.get(`/accounts/${versionId}/verifications`);
  expect(body.items).toMatchObject([
    { state: 'seen', seenOn: '2026-05-15', seenElsewhere: [] },
    { state: 'open', seenOn: null },
    { state: 'open', seenOn: null },
  ]);
  const accounts = await department.get('/exports/accounts', { query: { unit } });
  const proofs = accounts.bytes
    .toString('utf8')
    .trim()
    .split('\n')
    .map((record) => JSON.parse(record) as Record<string, unknown>)
    .map(({ accountNumber, verified, verifiedBy, verifiedOn }) => [
      accountNumber,
      verified,
      verifiedBy,
      verifiedOn,
    ]);
  expect(proofs).toEqual([
    [oldNumber, true, 'credit', '2026-05-15'],
    [newNumber, true, 'code', '2026-05-15'],
  ]);
  const accountant = apiClient(app, await bearerOf(database.db, 'commune_accountant', unit));
  const lines = await accountant.get('/lines', { query: { state: 'ignored' } });
  expect(lines.body.items).toMatchObject([
    { account: newNumber, amount: '3210', recognisedAs: 'account_verification' },
  ]);
});

test('the command line does the same: what is not told, as a file, and words by file or by list', async () => {
  const type = commandLine(database);
  const second = await decideAccount(database.db, {
    unitCode: '25345',
    accountNumber: '71009998882',
    accountName: 'UBND XA TAN HUNG',
    validFrom: '2026-05-18',
    decidedAt: new Date('2026-05-15T03:00:00Z'),
  });
  // one that can still be stopped is told to nobody
  const stoppable = await decideAccount(database.db, {
    unitCode: '25210',
    accountNumber: '71009998883',
    accountName: 'UBND XA KHAC',
    validFrom: '2026-05-21',
    decidedAt: new Date('2026-05-20T00:00:00Z'),
    activatesAt: new Date('2026-05-21T00:00:00Z'),
  });
  const untold = ['account', 'untold', '--platform', 'generic', '--json'];
  const records = (await type(...untold)).stdout.trim().split('\n');
  expect(records.map((record) => JSON.parse(record) as unknown)).toMatchObject([
    { versionId: second, oldAccount: null, newAccount: '71009998882' },
  ]);
  const file = join(await mkdtemp(join(tmpdir(), 'doisoat-words-')), 'changes.xlsx');
  await type('account', 'untold', '--platform', 'generic', '--format', 'xlsx', '--out', file);
  const on = ['--platform', 'generic', '--on', '2026-05-19', '--json'];
  expect((await type('account', 'told', file, ...on)).json()).toMatchObject({ imported: 1 });
  expect((await type(...untold)).stdout).toBe('');
  const listed = ['--changes', `${second}:begins`];
  const confirmed = await type('account', 'confirmed', ...listed, ...on);
  expect(confirmed.json()).toMatchObject({ imported: 1 });
  const early = await type('account', 'told', '--changes', `${stoppable}:begins`, ...on);
  expect([early.exitCode, early.json()['code']]).toEqual([1, 'conflict']);
  const unknown = await type('account', 'untold', '--platform', 'nobody', '--json');
  expect(unknown.exitCode).toBe(1);
  expect((await type('account', 'told', ...on)).exitCode).toBe(2);
});

async function theDiscrepancy() {
  const id = `${unit}:old_account:generic`;
  const reply = await department.get(`/discrepancies/${encodeURIComponent(id)}`);
  expect(reply.status).toBe(200);
  return reply.body as {
    owner: string;
    detail: string;
    oldAccounts: unknown[];
  };
}
