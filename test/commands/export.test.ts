// Exports in the shapes of the contract, their filters and formats; and the books that add up.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDb } from '../../src/db.js';
import type { Db } from '../../src/db.js';
import { readTable } from '../../src/tables/read-table.js';
import { commandLine } from '../support/command-line.js';
import { cloneDatabase } from '../support/database.js';
import type { TestDatabase } from '../support/database.js';

let database: TestDatabase;
let folder: string;
const type = (...argv: string[]) => commandLine(database)(...argv);

beforeAll(async () => {
  database = await cloneDatabase();
  folder = await mkdtemp(join(tmpdir(), 'doisoat-export-'));
  await fillTheBooks();
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function done(...argv: string[]): Promise<void> {
  const typed = await type(...argv, '--json');
  if (typed.exitCode !== 0) throw new Error(typed.stderr);
}

async function fileOf(name: string, ...lines: string[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `${lines.join('\n')}\n`);
  return path;
}

/** Two communes: the money of one arrived, that of the other did not, statements prove both. */
async function fillTheBooks(): Promise<void> {
  const profile = JSON.stringify({
    kind: 'generic',
    secrets: { signingSecrets: [`whsec_${Buffer.alloc(24, 7).toString('base64')}`] },
    settlement: { mode: 'per_transaction', fee: { fixed: '1100' } },
  });
  await done('gateway', 'set', 'portal', '--profile', await fileOf('profile.json', profile));
  const accounts = await fileOf(
    'accounts.csv',
    'unitCode,bankBin,accountNumber,accountName',
    '25432,970436,0071001234567,UBND PHUONG CHON THANH',
    '25345,970436,0071007654321,UBND XA TAN HUNG',
  );
  await done('import', 'accounts', accounts);
  const payments = await fileOf(
    'payments.csv',
    'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt,receiptNumber',
    'portal,TX-1,DN260504A001,25432,150000,succeeded,2026-05-04T09:00:00+07:00,BL-1',
    'portal,TX-2,DN260504A002,25345,8000,succeeded,2026-05-04T10:00:00+07:00,',
    'portal,TX-3,DN260504A003,25345,8000,failed,2026-05-04T11:00:00+07:00,',
  );
  await storeStatement(database.db, '0071001234567', [
    ['2026-05-05', '150000', 'FT1', 'THANH TOAN DN260504A001'],
    ['2026-05-05', '-20000', 'FT2', '=HYPERLINK("http://x")'],
  ]);
  await storeStatement(database.db, '0071007654321', []);
  await done('import', 'payments', payments);
}

async function storeStatement(db: Db, number: string, lines: string[][]): Promise<void> {
  const [account] = await db('bank_account').where({ number }).select<{ id: string }[]>('id');
  const [file] = await db('statement_file')
    .insert({
      sha256: number,
      name: `${number}.csv`,
      bytes: Buffer.from('x'),
      uploaded_at: '2026-05-15T00:00:00Z',
    })
    .returning<{ id: string }[]>('id');
  const closing = 1000000 + lines.reduce((sum, [, amount]) => sum + Number(amount), 0);
  const [statement] = await db('statement')
    .insert({
      statement_file_id: file?.id,
      statement_index: 0,
      bank_account_id: account?.id,
      format: 'CSV',
      layout: 'CSV:1',
      period_from: '2026-05-01',
      period_to: '2026-05-14',
      opening_balance: 1000000,
      closing_balance: closing,
      line_count: lines.length,
      new_count: lines.length,
      made_at: '2026-05-15T00:00:00Z',
      uploaded_at: '2026-05-15T00:00:00Z',
      state: 'balanced',
    })
    .returning<{ id: string }[]>('id');
  for (const [at, [day, amount, ref, narrative]] of lines.entries()) {
    await db('statement_line').insert({
      bank_account_id: account?.id,
      statement_id: statement?.id,
      line_no: at + 1,
      layout: 'CSV:1',
      booking_date: day,
      value_date: day,
      amount,
      bank_ref: ref,
      narrative,
      line_key: String(at),
      occurrence: 1,
    });
  }
}

const asOf = ['--as-of', '2026-05-15T08:00:00+07:00'];

async function ndjson(...argv: string[]): Promise<Record<string, unknown>[]> {
  const typed = await type('export', ...argv, ...asOf);
  expect(typed.stderr).toBe('');
  expect(typed.exitCode).toBe(0);
  const lines = typed.stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('payments are exported one JSON object a line, in the contract’s shape', async () => {
  const payments = await ndjson('payments');
  expect(payments).toHaveLength(3);
  expect(payments[0]).toEqual({
    gateway: 'generic',
    gatewayAccount: 'portal',
    gatewayTxnId: 'TX-1',
    merchantRef: 'DN260504A001',
    dossierCode: null,
    unitCode: '25432',
    amount: '150000',
    fee: '1100',
    status: 'succeeded',
    paidAt: '2026-05-04T09:00:00+07:00',
    receivedAt: '2026-05-20T08:00:00+07:00',
    dueAt: '2026-05-06T00:00:00+07:00',
    settlement: 'arrived',
    arrivedAmount: '150000',
    coveredThrough: '2026-05-14',
    receiptNumber: 'BL-1',
    matches: [
      {
        rule: 'payment-reference',
        confidence: 'certain',
        status: 'confirmed',
        amount: '150000',
        line: {
          account: '0071001234567',
          bookingDate: '2026-05-05',
          amount: '150000',
          bankRef: 'FT1',
          statement: expect.any(String) as string,
          lineNo: 1,
        },
      },
    ],
  });
  expect(payments.map(({ settlement }) => settlement)).toEqual(['arrived', 'overdue', null]);
});

test('lines, matches, flags, discrepancies and accounts have the contract’s fields', async () => {
  const [line] = await ndjson('lines', '--state', 'matched');
  expect(line).toEqual({
    account: '0071001234567',
    unitCode: '25432',
    bookingDate: '2026-05-05',
    valueDate: '2026-05-05',
    amount: '150000',
    currency: 'VND',
    bankRef: 'FT1',
    narrative: 'THANH TOAN DN260504A001',
    counterparty: null,
    statement: expect.any(String) as string,
    lineNo: 1,
    state: 'matched',
    matches: [
      {
        rule: 'payment-reference',
        confidence: 'certain',
        status: 'confirmed',
        amount: '150000',
        payment: { gateway: 'generic', gatewayTxnId: 'TX-1', merchantRef: 'DN260504A001' },
      },
    ],
    recognisedAs: null,
  });
  const [match] = await ndjson('matches');
  expect(Object.keys(match ?? {})).toEqual(
    'id rule ruleSet status confidence checks legs'.split(' '),
  );
  expect(match?.['legs']).toEqual([
    {
      payment: { gateway: 'generic', gatewayTxnId: 'TX-1', merchantRef: 'DN260504A001' },
      amount: '150000',
    },
    { line: expect.objectContaining({ bankRef: 'FT1' }) as object, amount: '150000' },
  ]);
  const flags = await ndjson('flags', '--unit', '25345');
  expect(flags).toContainEqual({
    unitCode: '25345',
    unitName: 'Tân Hưng',
    flag: 'money_missing',
    since: expect.stringContaining('+07:00') as string,
    payments: 1,
    amount: '8000',
    oldestDueAt: '2026-05-06T00:00:00+07:00',
    coveredThrough: '2026-05-14',
  });
  const discrepancies = await ndjson('discrepancies', '--gateway', 'generic');
  expect(discrepancies).toContainEqual({
    id: expect.any(String) as string,
    unitCode: '25345',
    kind: 'not_arrived',
    gatewayAccount: 'portal',
    state: 'open',
    owner: 'gateway',
    dueAt: expect.anything() as unknown,
    members: 1,
    amount: '8000',
    detail: null,
  });
  expect(await ndjson('accounts')).toEqual([
    {
      unitCode: '25345',
      bankBin: '970436',
      accountNumber: '0071007654321',
      accountName: 'UBND XA TAN HUNG',
      purpose: 'default',
      validFrom: null,
      validTo: null,
      status: 'vouched',
      verified: false,
      verifiedBy: null,
      verifiedOn: null,
    },
    expect.objectContaining({ unitCode: '25432', verified: true, verifiedBy: 'credit' }),
  ]);
});

test('filters narrow by unit, gateway, day, settlement and state', async () => {
  const references = async (...filter: string[]) =>
    (await ndjson('payments', ...filter)).map((one) => one['gatewayTxnId']);
  expect(await references('--unit', '25345')).toEqual(['TX-2', 'TX-3']);
  expect(await references('--gateway', 'portal', '--state', 'failed')).toEqual(['TX-3']);
  expect(await references('--gateway', 'momo')).toEqual([]);
  expect(await references('--settlement', 'overdue')).toEqual(['TX-2']);
  expect(await references('--from', '2026-05-05')).toEqual([]);
  expect(await references('--from', '2026-05-04', '--to', '2026-05-04')).toHaveLength(3);
  expect(await ndjson('lines', '--gateway', 'portal')).toHaveLength(1);
  expect(await ndjson('lines', '--to', '2026-05-04')).toEqual([]);
  expect(await ndjson('matches', '--unit', '25345')).toEqual([]);
});

test('CSV carries a byte-order mark and disarms what Excel would run, but not amounts', async () => {
  const out = join(folder, 'lines.csv');
  const typed = await type('export', 'lines', '--format', 'csv', '--out', out, '--json', ...asOf);
  expect(typed.json()).toMatchObject({ rows: 2, out });
  const text = await readFile(out, 'utf8');
  expect(text.startsWith('\ufeffaccount,unitCode,bookingDate')).toBe(true);
  expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
  expect(text).toContain(',-20000,VND,');
});

test('XLSX holds amounts as numbers and days as dates, and reads back as the CSV does', async () => {
  const out = join(folder, 'lines.xlsx');
  await done('export', 'lines', '--format', 'xlsx', '--out', out, ...asOf);
  const outcome = await readTable(await readFile(out));
  if (outcome.kind !== 'table') throw new Error(outcome.refusal.detail);
  const [header, first, second] = outcome.sheets[0]?.rows ?? [];
  const column = (name: string) => header?.cells.findIndex((cell) => cell.text === name) ?? -1;
  expect(first?.cells[column('amount')]).toMatchObject({ text: '150000', isNumber: true });
  expect(first?.cells[column('bookingDate')]?.date).toMatch(/^2026-05-05/);
  expect(first?.cells[column('account')]?.text).toBe('0071001234567');
  expect(second?.cells[column('amount')]?.text).toBe('-20000');
});

test('--json without a file is for NDJSON only', async () => {
  const typed = await type('export', 'lines', '--format', 'csv', '--json');
  expect(typed.exitCode).toBe(2);
  expect(typed.json()).toMatchObject({ code: 'usage' });
});

test('reconcile says how payments and lines stand; again it changes nothing', async () => {
  const typed = await type('reconcile', '--json', ...asOf);
  expect(typed.json()).toMatchObject({
    confirmed: 1,
    added: 0,
    ended: 0,
    settlement: { arrived: { payments: 1, amount: '150000' }, overdue: { payments: 1 } },
    lines: { matched: 1 },
  });
  const unit = await type('reconcile', '--unit', '25345', '--json', ...asOf);
  expect(Object.keys(unit.json()['settlement'] as object)).toEqual(['overdue']);
});

test('the books add up, and a broken promise is named with exit code 1', async () => {
  const sound = await type('verify', 'books', '--json');
  expect(sound.exitCode).toBe(0);
  expect(sound.json()).toMatchObject({
    ok: true,
    accounts: [{ account: '0071001234567', total: '130000', matched: '150000', open: '-20000' }],
  });
  const owner = openDb({ databaseUrl: database.ownerUrl, schema: database.config.schema });
  try {
    await owner('statement_line').where({ bank_ref: 'FT2' }).update({ amount: -20001 });
    await owner('payment_event').where({ status: 'failed' }).delete();
  } finally {
    await owner.destroy();
  }
  const broken = await type('verify', 'books', '--json');
  expect(broken.exitCode).toBe(1);
  const { checks } = broken.json() as { checks: { name: string; broken: number }[] };
  expect(checks.filter((check) => check.broken > 0).map((check) => check.name)).toEqual([
    'each statement: opening + lines = closing',
    'each payment has a word that made it',
  ]);
});
