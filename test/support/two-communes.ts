// Two communes side by side, an office below one of them, and a unit of another province: real
// imports, so that every route has something of each to show or to keep back.
import type { Role } from '../../src/access/roles.js';
import { importAccounts } from '../../src/beneficiary-accounts/import-accounts.js';
import { importOrders } from '../../src/payments/import-orders.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { importSettlement } from '../../src/payments/import-settlement.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { importUnits } from '../../src/units/import-units.js';
import { apiApp, apiClient, type ApiClient } from './api-client.js';
import { cloneDatabase, type TestDatabase } from './database.js';
import { csvFile } from './own-file.js';
import { bearerOf, byTester } from './people.js';

/** A Wednesday, long after every payment was due. */
export const now = (): Date => new Date('2026-05-20T05:00:00Z');

/** Chơn Thành, Tân Hưng, an office below Chơn Thành, and Ba Đình in Hà Nội. */
export const units = { a: '25432', b: '25345', child: 'TT-CT', foreign: '00004' } as const;

export const accounts = {
  a: '0123456789',
  b: '9876543210',
  child: '1112223334',
  foreign: '5555000011',
} as const;

/** What may stand in no answer but those of the people who may read it. */
export const payers = { a: 'NGUYEN VAN NOP', b: 'TRAN THI TRA', child: 'LE VAN CON' } as const;

/**
 * Of A: T1 arrived, T2 never did, T3 came into B's account; rent and wages that are A's own. Of B,
 * the child and the foreign unit one payment each, and one that is nobody's.
 */
export async function fillTwoCommunes({ db, config }: TestDatabase): Promise<void> {
  const deps = { db, secretKey: config.secretKey, now, by: byTester };
  await setGateway(deps, {
    name: 'generic',
    document: {
      secrets: { signingSecrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] },
      settlement: { mode: 'per_transaction' },
    },
  });
  const files = ownFiles();
  await importUnits(deps, { file: files.units, skipBad: false });
  await importAccounts(deps, { file: files.accounts, skipBad: false });
  await importOrders(deps, { file: files.orders, skipBad: false });
  await importPayments(deps, { file: files.payments, skipBad: false });
  await importSettlement(deps, { gateway: 'generic', file: files.settlement, skipBad: false });
  await importStatements(deps, [
    { name: 'a.sta', bytes: statementOf('a') },
    { name: 'b.sta', bytes: statementOf('b') },
    { name: 'child.sta', bytes: statementOf('child') },
  ]);
  await reconcile(deps);
}

/** A service over a database of their own, and clients of it by role and scope. */
export interface TwoCommunes {
  readonly database: TestDatabase;
  as(role: Role, scope?: string): Promise<ApiClient>;
}

export async function openTwoCommunes(): Promise<TwoCommunes> {
  const database = await cloneDatabase();
  await fillTwoCommunes(database);
  const app = apiApp(database, now);
  const as = async (role: Role, scope?: string): Promise<ApiClient> =>
    apiClient(app, await bearerOf(database.db, role, scope));
  return { database, as };
}

/** The items of the first page of a list. */
export async function itemsOf(
  client: ApiClient,
  path: string,
  query: Record<string, string> = {},
): Promise<Record<string, unknown>[]> {
  const reply = await client.get(path, { query });
  expect([path, reply.status]).toEqual([path, 200]);
  return reply.body.items as Record<string, unknown>[];
}

function ownFiles() {
  return {
    units: csvFile(
      'units.csv',
      'code,name,type,parent',
      `${units.child},Trung tâm Chơn Thành,trung_tam,${units.a}`,
    ),
    accounts: csvFile(
      'accounts.csv',
      'unitCode,bankBin,accountNumber,accountName,validFrom',
      `${units.a},970436,${accounts.a},UBND PHUONG CHON THANH,2026-01-01`,
      `${units.b},970436,${accounts.b},UBND XA TAN HUNG,2026-01-01`,
      `${units.child},970436,${accounts.child},TRUNG TAM CHON THANH,2026-01-01`,
      `${units.foreign},970436,${accounts.foreign},UBND PHUONG BA DINH,2026-01-01`,
    ),
    orders: csvFile(
      'orders.csv',
      'merchantRef,unitCode,amount,description,createdAt',
      `CTREF00001,${units.a},100000,${payers.a} nop phi,2026-05-11T09:00:00+07:00`,
      `THREF00001,${units.b},15000,${payers.b} nop phi,2026-05-11T09:00:00+07:00`,
      `TTREF00001,${units.child},20000,${payers.child} nop phi,2026-05-11T09:00:00+07:00`,
    ),
    payments: csvFile(
      'payments.csv',
      'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt',
      `generic,T1,CTREF00001,${units.a},100000,succeeded,2026-05-11T10:00:00+07:00`,
      `generic,T2,CTREF00002,${units.a},1250000,succeeded,2026-05-11T10:05:00+07:00`,
      `generic,T3,CTREF00003,${units.a},8000,succeeded,2026-05-11T10:10:00+07:00`,
      `generic,H1,THREF00001,${units.b},15000,succeeded,2026-05-11T11:00:00+07:00`,
      `generic,C1,TTREF00001,${units.child},20000,succeeded,2026-05-11T11:10:00+07:00`,
      `generic,F1,HNREF00001,${units.foreign},30000,succeeded,2026-05-11T11:20:00+07:00`,
      'generic,U1,NOUNIT0001,,40000,succeeded,2026-05-11T11:30:00+07:00',
    ),
    settlement: csvFile(
      'settlement.csv',
      'batch,settlementDate,gatewayTxnId,merchantRef,amount,fee,netAmount',
      'Q1,2026-05-12,T1,CTREF00001,100000,0,100000',
      'Q1,2026-05-12,H1,THREF00001,15000,0,15000',
    ),
  };
}

const lines: Readonly<Record<'a' | 'b' | 'child', readonly string[]>> = {
  a: [
    ':61:2605120512C100000,NTRFNONREF//FT26132001',
    `:86:CTREF00001 ${payers.a}`,
    ':61:2605130513C3000000,NTRFNONREF//FT26133009',
    ':86:CTY MAT BANG tra tien thue quy 2',
    ':61:2605140514D500000,NTRFNONREF//FT26134010',
    ':86:chi luong thang 5',
  ],
  b: [
    ':61:2605120512C15000,NTRFNONREF//FT26132101',
    `:86:THREF00001 ${payers.b}`,
    ':61:2605120512C8000,NTRFNONREF//FT26132102',
    `:86:CTREF00003 ${payers.a}`,
  ],
  child: [':61:2605120512C20000,NTRFNONREF//FT26132201', `:86:TTREF00001 ${payers.child}`],
};

/** Closing balances of their first statements. */
export const closing = { a: 2_600_000, b: 23_000, child: 20_000 } as const;

/** A unit's statement, which proves 21/04/2026 to 15/05/2026. */
export function statementOf(unit: 'a' | 'b' | 'child'): Buffer {
  return mt940(accounts[unit], lines[unit], closing[unit]);
}

/** An MT940 statement from zero on 20/04/2026 to a closing balance on 15/05/2026. */
export function mt940(account: string, booked: readonly string[], balance: number): Buffer {
  const head = [':20:STMT', `:25:${account}`, ':28C:1/1', ':60F:C260420VND0,'];
  const tail = [`:62F:C260515VND${String(balance)},`, '-', ''];
  return Buffer.from([...head, ...booked, ...tail].join('\r\n'));
}
