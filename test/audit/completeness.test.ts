// Every verb that changes something leaves exactly its events, in the transaction of the change;
// none when it is rolled back, and none when it changes nothing.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emptyOutbox, tellUnits } from '../../src/alerts/tell-units.js';
import type { By } from '../../src/audit/by.js';
import { setDeadlines } from '../../src/beneficiary-accounts/set-deadlines.js';
import { importAccounts } from '../../src/beneficiary-accounts/import-accounts.js';
import { instantOf } from '../../src/calendar.js';
import { attachFile } from '../../src/discrepancies/attach-file.js';
import { askVerification } from '../../src/beneficiary-accounts/ask-verification.js';
import {
  importPlatformWords,
  recordPlatformWords,
} from '../../src/beneficiary-accounts/record-platform-words.js';
import { recordMovements } from '../../src/payments/bank-notice-store.js';
import { recordMessage } from '../../src/payments/callback-store.js';
import { importOrders } from '../../src/payments/import-orders.js';
import { importPayments } from '../../src/payments/import-payments.js';
import {
  confirmMapping,
  proposeMapping,
  retireMapping,
} from '../../src/mappings/change-mapping.js';
import { loadMappings } from '../../src/mappings/mapping-store.js';
import { reportsOf, smallLayout, smallReport } from '../support/mapped-report.js';
import { importSettlement } from '../../src/payments/import-settlement.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import { attachProof } from '../../src/reconciliation/attach-proof.js';
import { decideMatch } from '../../src/reconciliation/decide-match.js';
import { matchByHand } from '../../src/reconciliation/match-by-hand.js';
import { loadLiveMatches } from '../../src/reconciliation/match-store.js';
import { reconcile } from '../../src/reconciliation/run-reconciliation.js';
import { importStatements, repostParked } from '../../src/statements/import-statements.js';
import { importUnits } from '../../src/units/import-units.js';
import type { Db } from '../../src/db.js';
import { commandLine } from '../support/command-line.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';

interface EventRow {
  readonly id: string;
  readonly xid: string;
  readonly actor_kind: string;
  readonly actor: string;
  readonly request_id: string | null;
  readonly action: string;
  readonly unit_code: string | null;
  readonly subject_kind: string;
  readonly subject_id: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

const by: By = { kind: 'officer', id: '7', requestId: 'request-0001' };
const asOf = instantOf('2026-05-20', '12:00');
const now = () => asOf;
let database: TestDatabase;

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.close());

async function events(db: Db = database.db): Promise<EventRow[]> {
  const { rows } = await db.raw<{ rows: EventRow[] }>(
    'select audit_event.xmin::text as xid, audit_event.* from audit_event order by audit_event.id',
  );
  return rows;
}

/** A statement of the account over a period, with its balances. */
function mt940(
  period: readonly [string, string],
  balances: readonly [number, number],
  lines: string[],
) {
  const [from, to] = period;
  const [opening, closing] = balances.map(String);
  const head = [':20:STMT', `:25:${account}`, ':28C:1/1', `:60F:C${from}VND${opening ?? ''},`];
  const tail = [`:62F:C${to}VND${closing ?? ''},`, '-', ''];
  return Buffer.from([...head, ...lines, ...tail].join('\r\n'));
}

const account = '0123456789';
const unit = '25432';
const units = csvFile(
  'units.csv',
  'code,name,type,email,contactBusiness',
  `${unit},Chơn Thành,phuong,chonthanh@dongnai.example.vn,Nguyễn Thị An`,
  'SO-TP,Sở Tư pháp,so,stp@dongnai.example.vn,',
);
const accounts = csvFile(
  'accounts.csv',
  'unitCode,bankBin,accountNumber,accountName',
  `${unit},970436,${account},UBND PHUONG CHON THANH`,
);
const orders = csvFile(
  'orders.csv',
  'gateway,merchantRef,unitCode,amount',
  `generic,CTREF00001,${unit},100000`,
);
const payments = csvFile(
  'payments.csv',
  'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt',
  `generic,T1,CTREF00001,${unit},100000,succeeded,2026-05-11T10:00:00+07:00`,
  `generic,T2,CTREF00002,${unit},1250000,succeeded,2026-05-11T10:05:00+07:00`,
);
const report = csvFile(
  'report.csv',
  'batch,settlementDate,gatewayTxnId,merchantRef,amount,fee,netAmount',
  'B1,2026-05-12,T1,CTREF00001,100000,0,100000',
);
const statement = {
  name: 'chon-thanh.sta',
  bytes: mt940(
    ['260420', '260515'],
    [0, 100_000],
    [':61:2605120512C100000,NTRFNONREF//FT1', ':86:CTREF00001 nop'],
  ),
};
const document = {
  secrets: { signingSecrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'] },
  settlement: { mode: 'per_transaction' },
};

async function bankFeed(db: Db): Promise<void> {
  const [gateway] = await db('gateway_account').pluck<string[]>('id');
  const request = { method: 'POST', rawQuery: '', headers: {}, body: Buffer.from('{}') };
  const about = { gatewayAccountId: gateway ?? null, gateway: 'sepay', receivedAt: asOf };
  const movement = {
    noticeId: '990001',
    accountNumber: '0123499999',
    subAccount: null,
    bankName: 'Vietcombank',
    amount: 25_000n,
    movedAt: asOf,
    narrative: 'NGUYEN VAN B chuyen tien',
    code: null,
    bankRef: 'FT990001',
    runningBalance: null,
  };
  const debit = { ...movement, noticeId: '990002', amount: -25_000n };
  await recordMovements(db, { ...about, request, requestId: 'request-0003' }, [movement, debit]);
}

async function callback(db: Db): Promise<void> {
  const [gateway] = await db('gateway_account').pluck<string[]>('id');
  await recordMessage(db, {
    notice: {
      gatewayAccountId: gateway ?? null,
      gateway: 'generic',
      receivedAt: asOf,
      request: { method: 'POST', rawQuery: '', headers: {}, body: Buffer.from('{}') },
      requestId: 'request-0002',
    },
    message: {
      gatewayTxnId: 'T9',
      merchantRef: 'CTREF00009',
      dossierCode: null,
      unitCode: unit,
      orderInfo: 'Nguyễn Văn Bình nộp phí',
      word: {
        status: 'succeeded',
        amount: 50_000n,
        refundedAmount: null,
        paidAt: asOf,
        refundedAt: null,
      },
    },
  });
}

interface Step {
  readonly what: string;
  readonly run: (db: Db) => Promise<unknown>;
  /** Its events: action, unit, subject. */
  readonly leaves: readonly string[];
  /** A table whose rows it wrote in the same transaction. */
  readonly table: string;
}

async function theVersion(db: Db): Promise<string> {
  const [version] = await db('beneficiary_account').pluck<string[]>('id');
  return version ?? '';
}

const skipBad = false;
const steps: readonly Step[] = [
  {
    what: 'an import of units',
    run: (db) => importUnits({ db, by }, { file: units, skipBad }),
    leaves: ['units.imported 25432 unit', 'units.imported SO-TP unit'],
    table: 'public.unit',
  },
  {
    what: 'a gateway that is set',
    run: (db) => {
      const { secretKey } = database.config;
      return setGateway({ db, now, secretKey, by }, { name: 'generic', document });
    },
    leaves: ['gateway.set - gateway_account'],
    table: 'gateway_account',
  },
  {
    what: 'an import of orders',
    run: (db) => importOrders({ db, by }, { file: orders, skipBad }),
    leaves: ['orders.imported 25432 file'],
    table: 'fee_order',
  },
  {
    what: 'an import of payments',
    run: (db) => importPayments({ db, now, by }, { file: payments, skipBad }),
    leaves: ['payments.imported 25432 file'],
    table: 'payment',
  },
  {
    what: 'a statement of an account that is not registered',
    run: (db) => importStatements({ db, now, by }, [statement]),
    leaves: ['statement.imported - statement'],
    table: 'statement',
  },
  {
    what: 'a take-over of accounts',
    run: (db) => importAccounts({ db, by }, { file: accounts, skipBad }),
    leaves: ['accounts.taken_over 25432 file'],
    table: 'beneficiary_account',
  },
  {
    what: 'a parked statement that posts',
    run: (db) => repostParked({ db, now, by }),
    leaves: ['statement.posted 25432 statement'],
    table: 'statement_line',
  },
  {
    what: 'a settlement report',
    run: (db) => importSettlement({ db, now, by }, { gateway: 'generic', file: report, skipBad }),
    leaves: ['settlement.imported - file'],
    table: 'settlement_batch',
  },
  {
    what: 'a mapping that is proposed',
    run: async (db) => {
      const owner = await reportsOf(db, 'generic');
      const given = { name: 'mau', owner, layout: smallLayout, file: smallReport('SMALL') };
      return proposeMapping({ db, now, by }, given);
    },
    leaves: ['mapping.proposed - column_mapping'],
    table: 'column_mapping',
  },
  {
    what: 'a mapping that is confirmed',
    run: async (db) => {
      const [waiting] = (await loadMappings(db)).filter((one) => one.confirmedAt === null);
      return waiting && confirmMapping({ db, now, by }, waiting.id);
    },
    leaves: ['mapping.confirmed - column_mapping'],
    table: 'column_mapping_decision',
  },
  {
    what: 'a mapping that is retired',
    run: async (db) => {
      const [standing] = (await loadMappings(db)).filter((one) => one.retiredAt === null);
      return standing && retireMapping({ db, now, by }, { id: standing.id, reason: 'đổi mẫu' });
    },
    leaves: ['mapping.retired - column_mapping'],
    table: 'column_mapping_decision',
  },
  {
    what: 'a run that matches something',
    run: (db) => reconcile({ db, now, by }),
    leaves: ['discrepancies.opened 25432 unit', 'reconciliation.run - reconciliation_run'],
    table: 'match',
  },
  {
    what: 'a file about a discrepancy',
    run: async (db) => {
      const [discrepancyId = ''] = await db('discrepancy').pluck<string[]>('id');
      const file = { name: 'giay.pdf', bytes: Buffer.from('%PDF-1.7') };
      return attachFile({ db, now, by }, { discrepancyId, found: undefined, ...file });
    },
    leaves: ['discrepancy.file_attached 25432 discrepancy'],
    table: 'discrepancy_file',
  },
  {
    what: 'a match that is undone, and made again by hand',
    run: async (db) => {
      const live = await loadLiveMatches(db);
      // once: what is matched by hand already stays so
      if (live.some(({ decidedBy }) => decidedBy !== null)) return;
      const [match] = live;
      const deciding = { db, now, by };
      const reason = 'đã xem sao kê';
      await decideMatch(deciding, {
        ...{ matchId: match?.id ?? '', unitCode: '25432' },
        ...{ decision: 'undone', reason },
      });
      const lines = match?.legs.flatMap(({ lineId }) => lineId ?? []) ?? [];
      const credits = match?.legs.filter(({ paymentId }) => paymentId !== null) ?? [];
      await matchByHand(deciding, {
        lines,
        payments: credits.map(({ paymentId, creditNo, amount }) => {
          return { paymentId: paymentId ?? '', creditNo: creditNo ?? 0, amount };
        }),
        ...{ adjustments: [], proof: 'statement', reason },
      });
    },
    leaves: ['match.undone 25432 match', 'match.made 25432 match'],
    table: 'match_decision',
  },
  {
    what: 'a paper that proves a match',
    run: async (db) => {
      const [match] = await loadLiveMatches(db);
      return attachProof(
        { db, now, by },
        {
          ...{ matchId: match?.id ?? '', unitCode: '25432', proof: 'credit_advice' },
          ...{ name: 'giay.pdf', bytes: Buffer.from('%PDF-1.7') },
        },
      );
    },
    leaves: ['match.proof_attached 25432 match'],
    table: 'match_file',
  },
  {
    what: 'a platform that was told of an account',
    run: async (db) =>
      recordPlatformWords(
        { db, now, by },
        {
          platform: 'generic',
          word: 'told',
          onDay: '2026-05-20',
          name: 'changes',
          rows: [{ line: 1, value: { versionId: await theVersion(db), change: 'begins' } }],
        },
      ),
    leaves: ['account.platform_told 25432 beneficiary_account'],
    table: 'platform_word',
  },
  {
    what: 'a platform that confirmed it, by the file',
    run: async (db) =>
      importPlatformWords(
        { db, now, by },
        {
          platform: 'generic',
          word: 'confirmed',
          onDay: '2026-05-20',
          file: csvFile('words.csv', 'versionId,change', `${await theVersion(db)},begins`),
        },
      ),
    leaves: ['account.platform_confirmed 25432 beneficiary_account'],
    table: 'platform_word',
  },
  {
    what: 'a deadline of the campaign',
    run: (db) => {
      const deadline = { task: 'declared', dueOn: '2099-12-31', note: 'Công văn 1150' } as const;
      return setDeadlines({ db, now, by }, { deadlines: [deadline], expect: () => undefined });
    },
    leaves: ['campaign.deadlines_set - campaign'],
    table: 'campaign_deadline',
  },
  {
    what: 'a callback with a new word',
    run: callback,
    leaves: ['payment.recorded 25432 payment'],
    table: 'payment_event',
  },
  {
    what: 'a bank feed’s call with a new credit and a debit',
    run: bankFeed,
    leaves: ['payment.recorded - payment'],
    table: 'bank_notice',
  },
];

const short = ({ action, unit_code, subject_kind }: EventRow): string =>
  `${action} ${unit_code ?? '-'} ${subject_kind}`;

test.each(steps)('$what leaves exactly its events', async ({ run, leaves, table }) => {
  const before = await events();
  const trx = await database.db.transaction();
  try {
    await run(trx);
    expect((await events(trx)).length).toBeGreaterThan(before.length);
  } finally {
    await trx.rollback();
  }
  expect(await events()).toEqual(before);

  await run(database.db);
  const added = (await events()).slice(before.length);
  expect(added.map(short)).toEqual(leaves);
  for (const event of added) {
    expect(event.subject_id).not.toBeNull();
    // a savepoint's rows carry a number of their own, later than that of their transaction
    const rows = await database.db.raw<{ rows: unknown[] }>(
      'select 1 from ?? as written where written.xmin::text::bigint >= ?::bigint',
      [table, event.xid],
    );
    expect(rows.rows.length).toBeGreaterThan(0);
  }

  await run(database.db);
  expect(await events()).toHaveLength(before.length + added.length);
});

test('each code for a test transfer leaves its event', async () => {
  const before = (await events()).length;
  const versionId = await theVersion(database.db);
  await askVerification({ db: database.db, now, by }, { versionId });
  const added = (await events()).slice(before);
  expect(added.map(short)).toEqual(['account.verification_asked 25432 beneficiary_account']);
});

test('flags and mails: raised, sent, and nothing when nothing is new', async () => {
  const tell = (at: Date) => tellUnits({ ...database, by }, { asOf: at });
  const before = (await events()).length;
  await tell(asOf);
  const told = (await events()).slice(before);
  expect(told.map(short)).toEqual([
    'flags.raised 25432 unit',
    'alerts.raised 25432 alert',
    'alert.sent 25432 alert',
  ]);
  await tell(asOf);
  await emptyOutbox({ ...database, by });
  expect(await events()).toHaveLength(before + told.length);
});

test('a flag whose cause is gone leaves an event too', async () => {
  const lines = [':61:2605210521C1250000,NTRFNONREF//FT2', ':86:CTREF00002 nop'];
  const bytes = mt940(['260515', '260521'], [100_000, 1_350_000], lines);
  const late = { name: 'late.sta', bytes };
  const before = (await events()).length;
  await importStatements({ db: database.db, now, by }, [late]);
  await reconcile({ db: database.db, now, by });
  await tellUnits({ ...database, by }, { asOf: instantOf('2026-05-22', '12:00') });
  const actions = (await events()).slice(before).map(({ action }) => action);
  expect(actions).toContain('flags.cleared');
});

test('an export of lines by command is noted with who ran it, one of flags is not', async () => {
  const type = commandLine(database, asOf);
  const before = (await events()).length;
  const out = join(database.config.dataDir, 'lines.ndjson');
  await writeFile(out, '');
  await type('export', 'flags');
  await type('export', 'lines', '--unit', unit, '--out', out);
  const added = (await events()).slice(before);
  expect(added.map(short)).toEqual(['payer_data.exported 25432 export']);
  expect(added[0]).toMatchObject({ actor_kind: 'command', actor: 'tester' });
});

test('events name who acted and what differs; people, secrets and payers stand nowhere in them', async () => {
  const all = await events();
  const gateway = all.find(({ action }) => action === 'gateway.set');
  expect(gateway).toMatchObject({
    actor_kind: 'officer',
    actor: '7',
    request_id: 'request-0001',
    after: { kind: 'generic', secrets: 'replaced', terms: { mode: 'per_transaction' } },
  });
  expect(all.find(({ action }) => action === 'payment.recorded')).toMatchObject({
    actor_kind: 'gateway',
    actor: 'generic',
    request_id: 'request-0002',
    after: { status: 'succeeded', amount: '50000' },
  });
  const text = JSON.stringify(all);
  for (const secret of ['whsec', 'Nguyễn', 'example.vn', 'CTREF', account, 'UBND PHUONG']) {
    expect(text).not.toContain(secret);
  }
  const personal = await database.db('audit_personal').pluck<unknown[]>('personal');
  expect(JSON.stringify(personal)).toContain('Nguyễn Thị An');
});

test('an event keeps texts that no database keeps: NUL and half a character', async () => {
  const name = 'a\0b\ud800c';
  const file = csvFile('u.csv', 'code,name,type', 'X-1,tên,so');
  await importUnits({ db: database.db, by: { ...by, id: name } }, { file, skipBad });
  expect((await events()).at(-1)).toMatchObject({ actor: 'a\ufffdb\ufffdc' });
});
