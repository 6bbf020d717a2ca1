// The same files in any order, and again, give the same answer: parked statements included.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandLine } from '../support/command-line.js';
import { cloneDatabase } from '../support/database.js';

let folder: string;
const paths: Record<string, string> = {};

const files = {
  units: ['code,name,type,province', 'TT-01,Trung tâm A,trung_tam,Đồng Nai'],
  accounts: [
    'unitCode,bankBin,accountNumber,accountName,validFrom,validTo',
    '25432,970436,0071001234567,UBND PHUONG CHON THANH,,',
    'TT-01,970418,65010000123456,TRUNG TAM A,2026-01-01,',
  ],
  orders: [
    'merchantRef,dossierCode,unitCode,amount',
    'DN260504A001,H19.113-260504-0001,25432,150000',
    'DN260504A002,,TT-01,8000',
  ],
  payments: [
    'gateway,gatewayTxnId,merchantRef,amount,status,paidAt',
    'portal,TX-1,DN260504A001,150000,succeeded,2026-05-04T09:00:00+07:00',
    'portal,TX-2,DN260504A002,8000,succeeded,2026-05-04T10:00:00+07:00',
  ],
  settlement: [
    'batch,settlementDate,gatewayTxnId,merchantRef,amount,fee,netAmount',
    'B1,2026-05-05,TX-2,DN260504A002,8000,0,8000',
  ],
};

const mt940 = [
  ':20:STMT',
  ':25:0071001234567',
  ':28C:1/1',
  ':60F:C260503VND1000000,',
  ':61:2605050505C150000,NTRFNONREF//FT26125001',
  ':86:THANH TOAN DN260504A001',
  ':62F:C260514VND1150000,',
  '-',
  '',
].join('\r\n');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doisoat-order-'));
  for (const [name, lines] of Object.entries(files)) {
    paths[name] = join(folder, `${name}.csv`);
    await writeFile(paths[name], `${lines.join('\n')}\n`);
  }
  paths['statements'] = join(folder, 'statements.sta');
  await writeFile(paths['statements'], mt940);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const kinds = ['payments', 'lines', 'matches', 'discrepancies', 'flags', 'accounts'];

/** Every export after importing in this order, with what counts and clocks say left out. */
async function exportsAfter(order: readonly string[]): Promise<string> {
  const database = await cloneDatabase();
  try {
    const type = commandLine(database);
    const profile = join(folder, 'profile.json');
    const document = {
      kind: 'generic',
      secrets: { signingSecrets: [`whsec_${Buffer.alloc(24, 7).toString('base64')}`] },
      settlement: { mode: 'per_transaction' },
    };
    await writeFile(profile, JSON.stringify(document));
    await type('gateway', 'set', 'portal', '--profile', profile);
    for (const what of order) {
      const options = what === 'settlement' ? ['--gateway', 'portal'] : [];
      const typed = await type('import', what, ...options, paths[what] ?? '', '--json');
      expect([what, typed.exitCode, typed.stderr]).toEqual([what, 0, expect.anything()]);
    }
    const outputs: string[] = [];
    for (const kind of kinds) {
      const typed = await type('export', kind, '--as-of', '2026-05-15T08:00:00+07:00');
      outputs.push(...typed.stdout.split('\n').sort());
    }
    expect((await type('verify', 'books')).exitCode).toBe(0);
    return outputs.join('\n').replace(/"id":"\d+",/g, '');
  } finally {
    await database.close();
  }
}

test('files in another order, and twice, change nothing', async () => {
  const straight = ['units', 'accounts', 'orders', 'payments', 'statements', 'settlement'];
  const answer = await exportsAfter(straight);
  expect(answer).toContain('"settlement":"arrived"');
  const turned = ['statements', 'units', 'payments', 'settlement', 'orders', 'accounts'];
  expect(await exportsAfter(turned)).toBe(answer);
  expect(await exportsAfter([...straight, ...turned])).toBe(answer);
});
