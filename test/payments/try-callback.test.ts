// Trying a gateway: every kind's message is signed, read and forged as the checks say, and leaves
// nothing among the callbacks or the payments.
import { setGateway } from '../../src/payments/set-gateway.js';
import { trialChecks, tryCallback } from '../../src/payments/try-callback.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { byTester } from '../support/people.js';
import { signingSecret } from './callback-client.js';

const now = () => new Date('2026-05-20T03:00:00Z');
let database: TestDatabase;

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.close());

const deps = () => {
  const { db, config } = database;
  return { db, now, by: byTester, secretKey: config.secretKey };
};

async function set(name: string, kind: string, secrets: object, merchantCode?: string) {
  const settlement = { mode: 'per_transaction' };
  const document = { kind, secrets, settlement, ...(merchantCode ? { merchantCode } : {}) };
  await setGateway(deps(), { name, document });
}

// all of one length: jest takes a parameter that a row lacks for its callback
const kinds: [kind: string, secrets: object, merchantCode: string | undefined][] = [
  ['vnpay', { hashSecret: 'throwaway-1' }, 'DSOAT001'],
  ['momo', { accessKey: 'throwaway-2', secretKey: 'throwaway-3' }, 'MOMO01'],
  ['paygov', { secretKey: 'throwaway-4' }, 'BTP'],
  ['zalopay', { key1: 'throwaway-5', key2: 'throwaway-6' }, '2999'],
  ['payos', { checksumKey: 'throwaway-7' }, undefined],
  ['sepay', { apiKey: 'throwaway-8' }, undefined],
  ['sepay', { webhookSecret: 'throwaway-9' }, undefined],
  ['casso', { secureToken: 'throwaway-10' }, undefined],
  ['casso', { checksumKey: 'throwaway-11' }, undefined],
  ['generic', { signingSecrets: [signingSecret] }, undefined],
];

test.each(kinds)(
  'a %s account with its own secrets passes every check',
  async (kind, secrets, merchantCode) => {
    const name = `try-${kind}-${String(kinds.findIndex((one) => one[1] === secrets))}`;
    await set(name, kind, secrets, merchantCode);
    const outcome = await tryCallback(deps(), name);
    expect(outcome?.checks.filter(({ passed }) => !passed)).toEqual([]);
    expect(outcome?.checks.map(({ check }) => check)).toEqual(trialChecks);
  },
);

test('two accounts that one secret opens fail the check of the address', async () => {
  await set('twin', 'generic', { signingSecrets: [signingSecret] });
  const outcome = await tryCallback(deps(), 'twin');
  expect(outcome?.checks.filter(({ passed }) => !passed)).toEqual([
    { check: 'addressed', passed: false },
  ]);
});

test('a kind whose callbacks are not served, and no account at all', async () => {
  await set('onepay', 'onepay', { hashKeyHex: 'aa' });
  const outcome = await tryCallback(deps(), 'onepay');
  expect(outcome?.checks.some(({ passed }) => passed)).toBe(false);
  expect(await tryCallback(deps(), 'nobody')).toBeUndefined();
});

test('a trial leaves an event, and nothing that could be taken for money', async () => {
  const { db } = database;
  for (const table of ['payment_notice', 'payment', 'payment_event', 'bank_notice']) {
    expect(await db(table).select()).toEqual([]);
  }
  const events = await db('audit_event').where({ action: 'gateway.tested' });
  expect(events).toHaveLength(kinds.length + 2);
  expect(JSON.stringify(events)).not.toContain('throwaway');
});
