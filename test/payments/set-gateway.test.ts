// `gateway set`: secrets encrypted, terms dated, every wrong field named by its JSON pointer.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommandLine } from '../../src/commands/command-line.js';
import { gatewaySetCommand } from '../../src/commands/gateway.js';
import { termsOn } from '../../src/payments/gateway-account.js';
import { loadMerchants } from '../../src/payments/gateway-account-store.js';
import { loadGatewayAccounts } from '../../src/payments/payment-store.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import { Refused } from '../../src/problem.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { byTester } from '../support/people.js';

const now = new Date('2026-05-04T09:00:00+07:00');
let database: TestDatabase;

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.close());

function aProfile(overrides: Record<string, unknown> = {}) {
  return {
    kind: 'vnpay',
    merchantCode: 'DSOAT001',
    secrets: { hashSecret: 'throwaway-vnpay-hash-secret-0001' },
    settlement: { mode: 'daily_batch', basis: 'net', fee: { percent: '1.1' }, workingDays: 1 },
    ...overrides,
  };
}

function set(name: string, document: unknown, key = database.config.secretKey) {
  const deps = { db: database.db, now: () => now, secretKey: key, by: byTester };
  return setGateway(deps, { name, document });
}

async function problemOf(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refused)) throw new Error('a refusal is expected');
  return error.problem;
}

test('the same profile again changes nothing', async () => {
  const first = await set('cong-1', aProfile({ merchantCode: 'C1' }));
  expect(first).toMatchObject({ changed: ['account', 'secrets', 'terms'], callbacks: true });
  const again = await set('cong-1', aProfile({ merchantCode: 'C1' }));
  expect(again.changed).toEqual([]);
  expect(await database.db('gateway_secret').count().first()).toMatchObject({ count: '1' });
});

test('what a profile leaves out is filled in as the contract says', async () => {
  await set('cong-2', { ...genericProfile(), kind: 'generic' });
  const account = (await loadGatewayAccounts(database.db)).find(({ name }) => name === 'cong-2');
  expect(account).toMatchObject({ kind: 'generic', merchantCode: null, tolerance: 0n });
  expect(account?.terms).toEqual([
    {
      validFrom: null,
      mode: 'per_transaction',
      basis: 'gross',
      fee: {
        percent: '0',
        fixed: 0n,
        min: 0n,
        max: 0n,
        tiers: [],
        vatPercent: '0',
        per: 'payment',
        rounding: 'half_up',
      },
      cutoff: '23:59',
      workingDays: 1,
      graceHours: 0,
    },
  ]);
});

function genericProfile() {
  const signingSecrets = ['whsec_dGhyb3dhd2F5LWdlbmVyaWMtc2VjcmV0LTAwMDEteHg='];
  return { secrets: { signingSecrets }, settlement: { mode: 'per_transaction' } };
}

test('new terms say from when they hold, and what was agreed for earlier days stays', async () => {
  await set('cong-3', aProfile({ merchantCode: 'C3' }));
  const later = (validFrom?: string, workingDays = 2) =>
    aProfile({
      merchantCode: 'C3',
      settlement: {
        mode: 'daily_batch',
        basis: 'net',
        fee: { percent: '1.1' },
        workingDays,
        validFrom,
      },
    });
  expect(await problemOf(set('cong-3', later()))).toMatchObject({
    code: 'conflict',
    errors: [{ pointer: '/settlement/validFrom' }],
  });
  expect((await set('cong-3', later('2026-05-15'))).changed).toEqual(['terms']);
  expect((await set('cong-3', later('2026-05-15'))).changed).toEqual([]);
  expect(await problemOf(set('cong-3', later('2026-05-15', 3)))).toMatchObject({
    code: 'conflict',
  });
  const account = (await loadGatewayAccounts(database.db)).find(({ name }) => name === 'cong-3');
  if (!account) throw new Error('the account was set');
  expect(termsOn(account, '2026-05-14').workingDays).toBe(1);
  expect(termsOn(account, '2026-05-15').workingDays).toBe(2);
});

test('secrets are stored so that only SECRET_KEY and the account’s own row open them', async () => {
  await set('cong-4', aProfile({ merchantCode: 'C4' }));
  const rows = await database.db<{ ciphertext: Buffer }>('gateway_secret').select('ciphertext');
  for (const { ciphertext } of rows)
    expect(ciphertext.toString('latin1')).not.toContain('throwaway');
  const load = (secretKey: Buffer) => loadMerchants(database.db, { now, secretKey });
  const merchant = (await load(database.config.secretKey)).find(({ name }) => name === 'cong-4');
  expect(merchant?.secrets[0]?.secrets).toEqual({ hashSecret: 'throwaway-vnpay-hash-secret-0001' });
  const problem = await problemOf(load(Buffer.alloc(32, 1)));
  expect(problem).toMatchObject({ code: 'misconfigured' });
  expect(problem.detail).toContain('SECRET_KEY');
});

test.each([
  ['an unknown kind', { kind: 'vnpai' }, '/kind'],
  ['a secret of another name', { secrets: { secret: 'x' } }, '/secrets/hashSecret'],
  ['an empty secret', { secrets: { hashSecret: '' } }, '/secrets/hashSecret'],
  ['no mode', { settlement: {} }, '/settlement/mode'],
  ['an unknown field', { settlment: {} }, '/settlment'],
  [
    'a cut-off that is no time',
    { settlement: { mode: 'daily_batch', cutoff: '24:00' } },
    '/settlement/cutoff',
  ],
  ['an amount with separators', { tolerance: '1.000' }, '/tolerance'],
  [
    'a negative fee',
    { settlement: { mode: 'daily_batch', fee: { fixed: '-1' } } },
    '/settlement/fee/fixed',
  ],
  [
    'a day that does not exist',
    { settlement: { mode: 'daily_batch', validFrom: '2026-02-30' } },
    '/settlement/validFrom',
  ],
  ['a unit that does not exist', { options: { unitCode: '00000' } }, '/options/unitCode'],
  [
    'tiers that fall',
    { settlement: { mode: 'daily_batch', fee: { tiers: [{ upTo: '2' }, { upTo: '1' }] } } },
    '/settlement/fee/tiers',
  ],
])('%s is refused and named', async (_title, overrides, pointer) => {
  const problem = await problemOf(set('cong-5', aProfile({ merchantCode: 'C5', ...overrides })));
  expect(problem.errors?.map((error) => error.pointer)).toContain(pointer);
  const accounts = await loadGatewayAccounts(database.db);
  expect(accounts.some(({ name }) => name === 'cong-5')).toBe(false);
});

test('an account may not carry another kind’s name, change its kind or share a merchant code', async () => {
  expect(await problemOf(set('momo', aProfile()))).toMatchObject({ code: 'conflict' });
  await set('cong-6', aProfile({ merchantCode: 'C6' }));
  expect(await problemOf(set('cong-6', { kind: 'generic', ...genericProfile() }))).toMatchObject({
    code: 'conflict',
  });
  expect(await problemOf(set('cong-7', aProfile({ merchantCode: 'C6' })))).toMatchObject({
    code: 'conflict',
    errors: [{ pointer: '/merchantCode' }],
  });
});

test('every profile of the vectors is accepted', async () => {
  const path = join(__dirname, '../golden/gateway-vectors.json');
  const { profiles } = JSON.parse(readFileSync(path, 'utf8')) as {
    profiles: Record<string, { profile: { options?: object } }>;
  };
  await database
    .db('public.unit')
    .insert(['90001', '90002'].map((code) => ({ code, name: code, type: 'xa', source: 'import' })));
  for (const [name, { profile }] of Object.entries(profiles)) {
    expect((await set(name, profile)).changed).toContain('account');
  }
});

test('the command names the file, and never prints what is in it', async () => {
  const file = join(database.config.dataDir, 'profile.json');
  const run = async (text: string) => {
    writeFileSync(file, text);
    let stdout = '';
    let stderr = '';
    const sink = (keep: (text: string) => void) =>
      ({ write: (chunk: string, done?: () => void) => (keep(chunk), done?.(), true) }) as never;
    const code = await runCommandLine(
      [gatewaySetCommand],
      ['gateway', 'set', 'g', '--profile', file, '--json'],
      {
        env: {
          DATABASE_URL: database.url,
          MIGRATE_DATABASE_URL: database.ownerUrl,
          SECRET_KEY: 'only for tests, never a secret',
        },
        stdout: sink((chunk) => (stdout += chunk)),
        stderr: sink((chunk) => (stderr += chunk)),
        now: () => now,
        actor: 'test',
      },
    );
    return { code, stderr, document: JSON.parse(stdout) as Record<string, unknown> };
  };
  const set = await run(JSON.stringify(aProfile({ merchantCode: 'CLI' })));
  expect(set).toMatchObject({ code: 0, document: { name: 'g', kind: 'vnpay' } });
  const broken = await run('{\n"secrets": {"hashSecret": "throwaway-1" "x"}}');
  expect(broken).toMatchObject({ code: 1, document: { code: 'bad_file' } });
  expect(JSON.stringify(broken)).toContain('line 2');
  expect(JSON.stringify(broken)).not.toContain('throwaway-1');
  const wrong = await run(JSON.stringify(aProfile({ secrets: { hashSecret: ['throwaway-2'] } })));
  expect(wrong).toMatchObject({
    code: 1,
    document: { errors: [{ file, pointer: '/secrets/hashSecret' }] },
  });
  expect(JSON.stringify(wrong)).not.toContain('throwaway-2');
});

test('what is confirmed by query needs an address to ask at, and a kind that can be asked', async () => {
  const settlement = { mode: 'per_transaction' };
  const secrets = { secretKey: 'x' };
  const asked = (options: object, kind = 'paygov', more: object = { secrets }) =>
    set('hoi-lai', { kind, merchantCode: 'HOI', settlement, options, ...more });
  await expect(asked({ confirmByQuery: true })).rejects.toThrow('/options/confirmByQuery');
  await expect(asked({ queryUrl: 'http://pay.example.vn/' })).rejects.toThrow('/options/queryUrl');
  const generic = { secrets: { signingSecrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] } };
  await expect(asked({ queryUrl: 'https://pay.example.vn/' }, 'generic', generic)).rejects.toThrow(
    'no query API of generic',
  );
  await expect(set('notices', { kind: 'paygov', secrets, settlement })).rejects.toThrow('reserved');
});
