import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { importAccounts } from '../../src/beneficiary-accounts/import-accounts.js';
import { commandsFor } from '../../src/commands/index.js';
import { runCommandLine } from '../../src/commands/command-line.js';
import { openDb } from '../../src/db.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';

let database: TestDatabase;
const asOf = '2026-05-20T12:00:00+07:00';
const now = () => new Date(asOf);

beforeAll(async () => {
  database = await cloneDatabase();
  const { db, config, ownerUrl } = database;
  const deps = { db, secretKey: config.secretKey, now, by: byTester };
  await setGateway(deps, {
    name: 'generic',
    document: {
      secrets: { signingSecrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] },
      settlement: { mode: 'per_transaction' },
    },
  });
  const accounts = csvFile(
    'accounts.csv',
    'unitCode,bankBin,accountNumber,accountName',
    '25432,970436,0123456789,UBND PHUONG CHON THANH',
  );
  await importAccounts(deps, { skipBad: false, file: accounts });
  const payments = csvFile(
    'payments.csv',
    'gateway,gatewayTxnId,merchantRef,dossierCode,unitCode,amount,status,paidAt',
    'generic,T1,R00000001,H19.31-260511-0001,25432,100000,succeeded,2026-05-11T10:00:00+07:00',
  );
  await importPayments(deps, { skipBad: false, file: payments });
  const owner = openDb({ databaseUrl: ownerUrl, schema: 'p75' });
  const email = 'chonthanh@dongnai.example.vn';
  await owner('public.unit').where({ code: '25432' }).update({ email });
  await owner.destroy();
});

afterAll(() => database.close());

/** Runs a command line on the test's database. */
async function run(...argv: string[]): Promise<{ exitCode: number; printed: string }> {
  let printed = '';
  const stdout = new Writable({
    write(chunk: Buffer, _encoding, done) {
      printed += chunk.toString();
      done();
    },
  });
  const stderr = new Writable({
    write(_chunk, _encoding, done) {
      done();
    },
  });
  const env = {
    DATABASE_URL: database.url,
    MIGRATE_DATABASE_URL: database.ownerUrl,
    SECRET_KEY: 'only for tests, never a secret',
    DATA_DIR: database.config.dataDir,
  };
  const exitCode = await runCommandLine(await commandsFor(argv[0]), argv, {
    env,
    stdout,
    stderr,
    now,
    actor: 'test',
  });
  return { exitCode, printed };
}

describe('alerts send', () => {
  it('flags units as of an instant, mails them once and says what it did', async () => {
    const first = await run('alerts', 'send', '--as-of', asOf, '--json');
    expect(first.exitCode).toBe(0);
    expect(JSON.parse(first.printed)).toMatchObject({
      asOf,
      day: '2026-05-20',
      isWorkingDay: true,
      unitsFlagged: 1,
      alertsWritten: 1,
      sent: 1,
      pending: 0,
    });
    const files = await readdir(join(database.config.dataDir, 'outbox'));
    expect(files).toEqual(['2026-05-20-25432.eml']);
    const second = await run('alerts', 'send', '--as-of', asOf, '--json');
    expect(JSON.parse(second.printed)).toMatchObject({ unitsFlagged: 1, unchanged: 1, sent: 0 });
  });

  it('tells a person the same in words', async () => {
    const { printed } = await run('alerts', 'send', '--as-of', asOf);
    expect(printed).toContain('20/05/2026: units flagged (đơn vị có cảnh báo) 1');
    expect(printed).toContain('mails: 0 sent, 1 not needed (nothing new)');
  });

  it('finds nobody to tell at an instant when nothing was due', async () => {
    const { printed } = await run('alerts', 'send', '--as-of', '2026-05-12T12:00:00+07:00');
    expect(printed).toContain('units flagged (đơn vị có cảnh báo) 0');
  });
});
