// The world of the matrix: a real province, filled through the same doors that people use, in which
// every text says whose it is.
import request from 'supertest';
import { addOfficer } from '../../src/access/add-officer.js';
import { makeToken } from '../../src/access/api-token.js';
import { grantRole } from '../../src/access/grant-role.js';
import type { Role } from '../../src/access/roles.js';
import { tellUnits } from '../../src/alerts/tell-units.js';
import { askVerification } from '../../src/beneficiary-accounts/ask-verification.js';
import { importAccounts } from '../../src/beneficiary-accounts/import-accounts.js';
import { importOrders } from '../../src/payments/import-orders.js';
import { importPayments } from '../../src/payments/import-payments.js';
import { importSettlement } from '../../src/payments/import-settlement.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import { readProvince } from '../../src/reconciliation/read-province.js';
import type { ProvinceReading } from '../../src/reconciliation/reading.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { importUnits } from '../../src/units/import-units.js';
import { signed } from '../payments/callback-client.js';
import { apiApp } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { byTester } from '../support/people.js';
import { newProposal } from './account-objects.js';
import { newMonth } from './month-objects.js';
import { newPaper } from './paper-objects.js';
import {
  accounts,
  codes,
  incomeMark,
  mark,
  nobodys,
  parkedAccount,
  payerMark,
  places,
  type Owner,
  type Place,
} from './places.js';

/** A Wednesday, long after everything was due. */
export const asOf = new Date('2026-05-20T05:00:00Z');

export interface World {
  readonly database: TestDatabase;
  readonly app: ReturnType<typeof apiApp>;
  readonly reading: ProvinceReading;
  readonly close: () => Promise<void>;
}

/** Keys that the two merchant accounts sign with. */
export const secrets: Readonly<Record<'one' | 'batch', string>> = {
  one: 'whsec_dGhyb3dhd2F5LW1hdHJpeC1zZWNyZXQtb25lLTAwMDE=',
  batch: 'whsec_dGhyb3dhd2F5LW1hdHJpeC1zZWNyZXQtdHdvLTAwMDI=',
};

/** Each place's money that went astray came into the account of the one after it. */
const astray: Readonly<Record<Place, Place>> = { A: 'B', A1: 'A', B: 'E', D: 'F', E: 'A', F: 'D' };

/** A database of its own that holds the world. */
export async function buildWorld(): Promise<World> {
  const database = await cloneDatabase({ PORT: '8080' }, { name: 'matrix_world', fill });
  const app = apiApp(database, () => asOf);
  const reading = await readProvince({ db: database.db }, { asOf });
  return { database, app, reading, close: database.close };
}

/** Takes a few seconds, once in a run. */
async function fill(database: TestDatabase): Promise<void> {
  const { db, config } = database;
  const app = apiApp(database, () => asOf);
  const deps = { db, config, secretKey: config.secretKey, now: () => asOf, by: byTester };
  await addGateways(deps);
  await addRegister(deps);
  await addPayments(deps);
  await addCallbacks(app);
  for (const [place, at] of places.map((each, index) => [each, index] as const)) {
    await importStatements(deps, [{ name: `${mark(place)}.sta`, bytes: statementOf(place, at) }]);
  }
  await importStatements(deps, [{ name: `${mark(nobodys)}.sta`, bytes: parkedStatement() }]);
  await reconcile(deps);
  await tellUnits(deps, { asOf });
  await askVerifications(deps);
  await addPeople({ database, deps });
  const token = {
    name: `${mark(nobodys)} monitor`,
    role: 'monitor',
    scope: '75',
    days: 365,
  } as const;
  await makeToken(deps, { asker: 'operator', ...token });
}

type Deps = Parameters<typeof addOfficer>[0] & Parameters<typeof setGateway>[0];

async function addGateways(deps: Deps): Promise<void> {
  await setGateway(deps, {
    name: 'generic',
    document: {
      secrets: { signingSecrets: [secrets.one] },
      settlement: { mode: 'per_transaction' },
    },
  });
  await setGateway(deps, {
    name: 'batchpay',
    document: {
      kind: 'generic',
      merchantCode: mark(nobodys),
      options: { narrativeNames: [`${mark(nobodys)} PAY`] },
      secrets: { signingSecrets: [secrets.batch] },
      settlement: { mode: 'daily_batch' },
    },
  });
}

async function addRegister(deps: Deps): Promise<void> {
  const contact = (place: Place): string => {
    const word = mark(place);
    return `${word.toLowerCase()}@example.test,${word} phone,${word} business,${word} it`;
  };
  const unit = (place: Place, type: string, province: string, parent: string): string =>
    `${codes[place]},${mark(place)} unit,${type},${province},${parent},${contact(place)}`;
  await importUnits(deps, {
    skipBad: false,
    file: csvFile(
      'units.csv',
      'code,name,type,province,parent,email,phone,contactBusiness,contactIt',
      unit('D', 'so', '75', ''),
      unit('A', 'phuong', '75', codes.D),
      unit('B', 'phuong', '75', codes.D),
      unit('A1', 'trung tam', '75', codes.A),
      unit('E', 'phuong', '75', ''),
      unit('F', 'phuong', '01', ''),
    ),
  });
  for (const place of places) {
    const file = csvFile(
      `${mark(place)}-accounts.csv`,
      'unitCode,bankBin,accountNumber,accountName,branch,validFrom',
      `${codes[place]},970436,${accounts[place]},${mark(place)} HOLDER,${mark(place)} branch,2026-01-01`,
    );
    await importAccounts(deps, { skipBad: false, file });
  }
}

/** A test transfer for each account. */
async function askVerifications(deps: Deps): Promise<void> {
  const versions = await deps.db('beneficiary_account').orderBy('id').pluck<string[]>('id');
  for (const versionId of versions) await askVerification(deps, { versionId });
}

async function addPayments(deps: Deps): Promise<void> {
  const orders = places.map((place, at) => {
    const told = `970436,${accounts[place]}`;
    return `generic,${mark(place)}REF01,${mark(place)}-DOS1,${codes[place]},${String(100_000 + at)},${payerMark(place)} order,${told}`;
  });
  await importOrders(deps, {
    skipBad: false,
    file: csvFile(
      'orders.csv',
      'gateway,merchantRef,dossierCode,unitCode,amount,description,toldBankCode,toldAccount',
      ...orders,
    ),
  });
  await importPayments(deps, {
    skipBad: false,
    file: csvFile(
      'payments.csv',
      'gateway,gatewayTxnId,merchantRef,dossierCode,unitCode,amount,status,paidAt,receiptNumber',
      ...places.flatMap(paymentsOf),
      `generic,${mark(nobodys)}T1,${mark(nobodys)}REF01,${mark(nobodys)}-DOS,,77777,succeeded,2026-05-11T10:00:00+07:00,`,
    ),
  });
  await importReport(deps, 'MIXEDBATCH7001', places);
  // names of batches are told of the import, which is the province's: none of them is of another one
  for (const place of places) {
    await importReport(deps, place === 'F' ? 'FARBATCH7002' : `${mark(place)}BATCH`, [place]);
  }
}

function paymentsOf(place: Place, at: number): string[] {
  const row = (
    kind: { readonly gateway?: string; readonly no: number; readonly ref?: string },
    amount: number,
    status = 'succeeded',
  ): string => {
    const { gateway = 'generic', no } = kind;
    const ref = kind.ref ?? `${mark(place)}REF0${String(no)}`;
    const own = `${mark(place)}-DOS${String(no)},${codes[place]}`;
    const paidAt = `2026-05-11T10:0${String(no)}:00+07:00`;
    return `${gateway},${mark(place)}T${String(no)},${ref},${own},${String(amount)},${status},${paidAt},${mark(place)}RC${String(no)}`;
  };
  return [
    row({ no: 1 }, 100_000 + at), // arrives
    row({ no: 2 }, 210_000 + at), // never does
    row({ no: 3, ref: strayReference(place) }, 320_000 + at), // into another's account
    row({ no: 4, ref: strayReference(place, 'CUTOFF') }, 431_000 + at), // its line is cut: proposed
    row({ no: 5 }, 8_000, 'failed'),
    row({ no: 6, ref: strayReference(place, 'TOGETHER') }, 40_000 + at),
    row({ no: 7, gateway: 'batchpay' }, 50_000 + at),
    row({ no: 8, gateway: 'batchpay' }, 60_000 + at),
  ];
}

/** A reference that does not say whose it is: another's statement prints it rightly. */
function strayReference(place: Place, word = 'ASTRAY'): string {
  return `${word}${String(9001 + places.indexOf(place))}`;
}

async function importReport(deps: Deps, batch: string, of: readonly Place[]): Promise<void> {
  const isMixed = of.length > 1;
  const rows = of.map((place) => {
    const amount = String((isMixed ? 50_000 : 60_000) + places.indexOf(place));
    const no = isMixed ? '7' : '8';
    return `${batch},2026-05-12,${mark(place)}T${no},${mark(place)}REF0${no},${amount},0,${amount},${codes[place]}`;
  });
  const [only] = of;
  const name = isMixed || !only ? mark(nobodys) : mark(only);
  await importSettlement(deps, {
    gateway: 'batchpay',
    skipBad: false,
    file: csvFile(
      `${name}-report.csv`,
      'batch,settlementDate,gatewayTxnId,merchantRef,amount,fee,netAmount,unitCode',
      ...rows,
    ),
  });
}

/** One verified callback a place, with a text that names who paid, and one that is refused. */
async function addCallbacks(app: World['app']): Promise<void> {
  const send = async (owner: Owner, secret: string): Promise<void> => {
    const place = owner === nobodys ? null : owner;
    const body = JSON.stringify({
      type: 'payment.succeeded',
      data: {
        gatewayTxnId: `${mark(owner)}CB1`,
        merchantRef: `${mark(owner)}REF09`,
        unitCode: place ? codes[place] : undefined,
        amount: '91000',
        currency: 'VND',
        paidAt: '2026-05-11T11:00:00+07:00',
        description: `${payerMark(owner)} callback`,
      },
    });
    const headers = { ...signed(body, asOf, secret), 'webhook-id': 'msg_1' };
    await request(app).post('/callbacks/generic').set(headers).send(body);
  };
  for (const place of places) await send(place, secrets.one);
  await send(nobodys, 'whsec_bm90LXRoZS1zZWNyZXQtb2YtYW55Ym9keQ==');
}

/** What a place's bank says: its own money, another's, one batch, and business of its own. */
function statementOf(place: Place, at: number): Buffer {
  const strays = places.filter((from) => astray[from] === place);
  const pairs = strays.map((from) => ({ from, at: places.indexOf(from) }));
  const lines = [
    credit(1, 100_000 + at, `${mark(place)}REF01 nop phi`, place),
    credit(2, 431_000 + at, `${strayReference(place, 'UTOFF')} nop phi`, place),
    credit(3, 50_000 + at, 'MIXEDBATCH7001', place),
    credit(4, 60_000 + at, `${mark(place)}BATCH`, place),
    credit(5, 66_000 + at, `H19.31-260511-000${String(at)} nop phi`, place),
    ...pairs.map((stray) =>
      credit(6 + stray.at, 320_000 + stray.at, `${strayReference(stray.from)} nop phi`, place),
    ),
    together(place, at),
    credit(20, 3_000_000 + at, `${incomeMark(place)} tien thue nha`, null),
    debit(21, 500_000 + at, `${incomeMark(place)} chi luong`),
  ].flatMap((each) => (each ? [each] : []));
  return mt940(accounts[place], lines);
}

interface StatementLine {
  readonly amount: number;
  readonly text: readonly string[];
}

/** A's bank writes A's and B's payments in one line; the others' come alone. */
function together(place: Place, at: number): StatementLine | null {
  if (place === 'B') return null;
  const own = strayReference(place, 'TOGETHER');
  if (place !== 'A') return credit(15, 40_000 + at, own, place);
  const others = places.indexOf('B');
  return credit(15, 80_000 + at + others, `${own} ${strayReference('B', 'TOGETHER')}`, place);
}

function credit(no: number, amount: number, words: string, payer: Place | null): StatementLine {
  const name = payer ? `?32${payerMark(payer)} NGUYEN VAN` : '';
  const text = [
    `:61:2605120512C${String(amount)},NTRFNONREF//FT26132${String(100 + no)}`,
    `:86:166?20${words}${name}`,
  ];
  return { amount, text };
}

function debit(no: number, amount: number, words: string): StatementLine {
  const text = [
    `:61:2605130513D${String(amount)},NTRFNONREF//FT26132${String(100 + no)}`,
    `:86:166?20${words}`,
  ];
  return { amount: -amount, text };
}

function parkedStatement(): Buffer {
  return mt940(parkedAccount, [credit(30, 1_000, `${mark(nobodys)} ${payerMark(nobodys)}`, null)]);
}

/** A statement that proves 21/04/2026 to 15/05/2026. */
function mt940(account: string, lines: readonly StatementLine[]): Buffer {
  const closing = lines.reduce((sum, { amount }) => sum + amount, 0);
  const text = [
    ':20:STMT',
    `:25:${account}`,
    ':28C:1/1',
    ':60F:C260420VND0,',
    ...lines.flatMap((line) => line.text),
    `:62F:C260515VND${String(closing)},`,
    '-',
    '',
  ];
  return Buffer.from(text.join('\r\n'));
}

/** A statement of one day on which nothing was booked. */
export function emptyStatement(account: string, day: string): Buffer {
  const balances = [`:60F:C${day}VND0,`, `:62F:C${day}VND0,`];
  return Buffer.from(
    [`:20:STMT${day}`, `:25:${account}`, ':28C:1/1', ...balances, '-', ''].join('\r\n'),
  );
}

async function addPeople({
  database,
  deps,
}: Pick<World, 'database'> & { readonly deps: Deps }): Promise<void> {
  const add = (
    name: string,
    role: Role,
    scope: string,
    no: string,
  ): Promise<{ officerId: string }> => {
    const email = `${name.toLowerCase()}-${no}@example.test`;
    return addOfficer(deps, {
      asker: 'operator',
      name: `${name} ${no}`,
      email,
      citizenId: null,
      role,
      scope,
    });
  };
  for (const place of places) {
    await add(mark(place), 'commune_accountant', codes[place], 'accountant');
    await add(mark(place), 'approver', codes[place], 'approver');
    await add(mark(place), 'commune_admin', codes[place], 'admin');
    await newProposal({ database }, place, { submit: false });
    await newPaper(database, place);
    await newMonth(database, place);
  }
  await add(mark(nobodys), 'auditor', '75', 'auditor');
  const both = await add('two-places', 'commune_accountant', codes.A, 'both');
  const more = {
    asker: 'operator',
    officerId: both.officerId,
    role: 'commune_accountant',
  } as const;
  await grantRole(deps, { ...more, scope: codes.B });
}
