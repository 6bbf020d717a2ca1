// Every creating route of the API, one by one: sent again it makes nothing twice, whatever happens.
import { apiRoutes } from '../../src/api/index.js';
import { type Db, openDb } from '../../src/db.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { genericProfile } from '../payments/callback-client.js';
import { type ApiClient, apiApp, apiClient, type ApiReply } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import type { Principal } from '../../src/access/principal.js';
import { suspendAccount } from '../../src/beneficiary-accounts/hold-version.js';
import { proposeClosing } from '../../src/beneficiary-accounts/propose-change.js';
import {
  aPerson,
  approve,
  aPurpose,
  askedBy,
  changeAccount,
  principalOf,
  propose,
  shownAt,
} from '../beneficiary-accounts/two-people.js';
import { proposeMapping } from '../../src/mappings/change-mapping.js';
import { reportsOf, smallLayout, smallReport } from '../support/mapped-report.js';
import { monthExamples, monthMakes } from '../sign-off/month-examples.js';
import { enter, paperOf } from '../statements/papers.js';
import { registerWebhook } from '../../src/webhooks/change-webhook.js';
import { eventKinds } from '../../src/webhooks/webhook.js';
import { loadWebhooks } from '../../src/webhooks/webhook-store.js';
import { anOfficer, bearerOf, byTester, loggedIn } from '../support/people.js';
import { atOnce, inTurn } from './in-turn.js';
import { reviewMakes } from './review-examples.js';

const now = (): Date => new Date('2026-05-20T01:00:00Z');
let database: TestDatabase;
let owner: Db;
let bearer: string;
let officer: string;
/** Who changes accounts: people, since no token does. */
let cookie: { readonly cookie: string };
/** What only a unit's own people do. */
let commune: string;
/** Who types and who checks statements from paper. */
let paperCookies: Readonly<Record<'maker' | 'checker', { readonly cookie: string }>>;
let paperMaker: Principal;
let person: Principal;
let second: Principal;
let units: readonly string[];

beforeAll(async () => {
  database = await cloneDatabase();
  [app, another] = [apiApp(database, now), apiApp(database, now)];
  const { db, config } = database;
  owner = openDb({ databaseUrl: database.ownerUrl, schema: config.schema });
  bearer = await bearerOf(db, 'system_admin');
  commune = await bearerOf(db, 'commune_accountant', '25432');
  const deps = { db, now, secretKey: config.secretKey, by: byTester };
  await setGateway(deps, { name: 'generic', document: genericProfile() });
  officer = (await anOfficer(db, { role: 'commune_accountant', scope: '25432' })).id;
  cookie = { cookie: await loggedIn(database, { role: 'department_of_justice' }) };
  const [id = ''] = await db('officer').orderBy('id', 'desc').limit(1).pluck('id');
  person = await principalOf(database, id, [{ role: 'department_of_justice', scope: '75' }]);
  paperCookies = {
    maker: { cookie: await loggedIn(database, { role: 'commune_accountant', name: 'Người gõ' }) },
    checker: { cookie: await loggedIn(database, { role: 'commune_admin' }) },
  };
  const [makerId = ''] = await db('officer').where({ name: 'Người gõ' }).pluck<string[]>('id');
  paperMaker = await principalOf(database, makerId, [
    { role: 'commune_accountant', scope: '25432' },
  ]);
  second = await aPerson(database, 'department_of_justice', '75');
  units = await db('public.unit').where({ province_code: '75' }).orderBy('code').pluck('code');
});
afterAll(async () => {
  await owner.destroy();
  await database.close();
});

let app: ReturnType<typeof apiApp>, another: ReturnType<typeof apiApp>;
const as = (who: string | { readonly cookie: string }): ApiClient => apiClient(app, who);

interface Sent {
  readonly json?: unknown;
  readonly file?: { readonly name: string; readonly text: string };
  readonly fields?: Record<string, string>;
}

const file = (name: string, ...lines: string[]): Sent => ({
  file: { name, text: `${lines.join('\n')}\n` },
});

/** What a number's request is about, made for it alone. */
interface Made {
  readonly id: string;
  readonly lines?: readonly string[];
  readonly digest?: string;
}

const draft = (): Promise<Made> =>
  propose(database, person, { purpose: aPurpose(), submit: false, at: now() });
const proposed = async (): Promise<Made> => {
  const { id } = await propose(database, second, { purpose: aPurpose(), at: now() });
  return { id, digest: (await shownAt(database, id, now())).digest };
};
const decided = async (daysAgo: number): Promise<Made> => {
  const at = new Date(now().getTime() - daysAgo * 86_400_000);
  const people = { maker: second, checker: person };
  return { id: await changeAccount(database, people, { purpose: aPurpose(), at }) };
};

/** A callback as it was kept: one that nobody signed. */
const notice = async (): Promise<Made> => {
  const [kept] = await database
    .db('payment_notice')
    .insert({
      gateway: 'generic',
      received_at: now(),
      method: 'POST',
      raw_query: '',
      headers: '{}',
      raw_body: Buffer.from('{}'),
      verdict: 'bad-signature',
    })
    .returning<{ id: string }[]>('id');
  return { id: kept?.id ?? '' };
};

/** A statement of an account that is not registered. */
const statement = async (): Promise<Made> => {
  const n = String(number);
  const text = [
    `:20:M${n}`,
    ':25:71002003778',
    ':28C:1/1',
    ':60F:C260501VND0,',
    ':62F:C260502VND0,',
  ];
  const bytes = Buffer.from([...text, '-'].join('\n'));
  const { kept } = await importStatements({ db: database.db, now, by: byTester }, [
    { name: `made-${n}.sta`, bytes },
  ]);
  return { id: kept[0]?.statementId ?? '' };
};

const onPayment = (n: number) => ({ kind: 'payment', item: made.get(n)?.id ?? '' });

const mapping = async (): Promise<Made> => {
  const { db } = database;
  const name = `made-${String((mappingCount += 1))}`;
  const owner = await reportsOf(db, 'generic');
  const given = { name, owner, layout: smallLayout, file: smallReport(name) };
  const { id } = await proposeMapping({ db, now, by: byTester }, given);
  return { id };
};
let mappingCount = 0;

/** A discrepancy that has closed: what is said of it is kept all the same. */
const closedDiscrepancy = async (): Promise<Made> => {
  const made = { kind: 'not_arrived', gateway_account: `made-${String(number)}` };
  const id = `25432:${made.kind}:${made.gateway_account}`;
  await database.db('discrepancy').insert({ id, unit_code: '25432', ...made });
  return { id };
};

/** A paper that waits for its second person. */
const paper = async (): Promise<Made> => {
  const account = { versionId: (await decided(9)).id };
  const entry = paperOf([], { from: '2026-05-01', to: '2026-05-02' });
  return enter(database, paperMaker, { account, entry, at: now() });
};

/** One for all: each call about it leaves its own event. */
const webhook = async (): Promise<Made> => {
  const { db, config } = database;
  const deps = { db, now, by: byTester, secretKey: config.secretKey, networks: [] };
  const settings = { name: 'x', url: 'https://8.8.8.8/', kinds: eventKinds, scope: '75' };
  const [standing] = await loadWebhooks(db);
  return { id: (standing ?? (await registerWebhook(deps, settings)).webhook).id };
};

const makes: Readonly<Record<string, () => Promise<Made>>> = {
  explainDiscrepancy: closedDiscrepancy,
  commentOnDiscrepancy: closedDiscrepancy,
  attachDiscrepancyFile: closedDiscrepancy,
  verifyAccount: () => decided(9),
  recordPlatformWords: () => decided(9),
  redriveNotice: notice,
  redriveNotices: notice,
  decideOnStatement: statement,
  enterPaperStatement: () => decided(9),
  confirmPaperStatement: paper,
  refusePaperStatement: paper,
  withdrawPaperStatement: paper,
  ...reviewMakes(() => ({ database, number, officer })),
  ...monthMakes(() => ({ database, maker: paperMaker, checker: second })),
  confirmMapping: mapping,
  retireMapping: mapping,
  rotateWebhookSecret: webhook,
  testWebhook: webhook,
  replayWebhook: webhook,
  submitAccountProposal: draft,
  withdrawAccountProposal: draft,
  attachAccountPaper: draft,
  approveAccountProposal: proposed,
  rejectAccountProposal: proposed,
  stopAccountChange: () => decided(0),
  suspendAccount: () => decided(9),
  proposeAccountClosing: () => decided(9),
  proposeAccountResuming: async () => {
    const made = await decided(9);
    const about = { asker: person, versionId: made.id, reason: 'x' };
    await suspendAccount(askedBy(database, person, now()), about);
    return made;
  },
  markAccountClosed: async () => {
    const made = await decided(9);
    const ending = { asker: second, versionId: made.id, validFrom: null, reason: 'x' };
    const at = new Date(now().getTime() - 5 * 86_400_000);
    const deps = askedBy(database, second, at);
    const { id } = await proposeClosing(deps, { ...ending, submit: true });
    await approve(database, person, id, at);
    return made;
  },
};
const made = new Map<number, Made>();

/** What each route takes: another thing for each number; null where it takes nothing. */
const examples: Readonly<Record<string, (n: number) => Sent | null>> = {
  startReconciliation: () => null,
  registerWebhook: (n) => ({
    json: {
      name: `x ${String(n)}`,
      url: 'https://8.8.8.8/',
      events: ['unit.flagged'],
      scope: '75',
    },
  }),
  rotateWebhookSecret: () => null,
  testWebhook: () => null,
  replayWebhook: (n) => ({
    json: { from: '2026-05-01T00:00:00Z', to: new Date(now().getTime() + n).toISOString() },
  }),
  verifyAccount: () => null,
  recordPlatformWords: (n) => ({
    json: {
      platform: 'generic',
      word: 'told',
      onDay: '2026-05-20',
      changes: [{ versionId: made.get(n)?.id, change: 'begins' }],
    },
  }),
  redriveNotice: () => null,
  redriveNotices: (n) => ({ json: { ids: [made.get(n)?.id] } }),
  proposeAccountSheet: (n) =>
    file(
      'accounts.csv',
      'unitCode,bankBin,accountNumber,accountName,purpose',
      `25432,970436,82${String(n).padStart(8, '0')},UBND PHUONG CHON THANH,s${String(n)}`,
    ),
  sendSetupLink: () => null,
  resetSecondFactor: () => null,
  importUnits: (n) =>
    file('units.csv', 'code,name,type,parent', `T${String(n)},Đơn vị ${String(n)},so,25432`),
  takeOverAccounts: (n) =>
    file(
      'accounts.csv',
      'unitCode,bankBin,accountNumber,accountName,purpose,validFrom',
      `25432,970436,80${String(n).padStart(8, '0')},UBND,p${String(n)},2031-01-01`,
    ),
  proposeAccount: (n) => ({
    json: {
      kind: 'bank',
      bankBin: '970436',
      accountNumber: `81${String(n).padStart(8, '0')}`,
      accountName: 'UBND PHUONG CHON THANH',
      purpose: `p${String(n)}`,
      reason: 'x',
    },
  }),
  submitAccountProposal: () => null,
  withdrawAccountProposal: () => null,
  attachAccountPaper: (n) => file('paper.pdf', `%PDF-1.7 ${String(n)}`),
  approveAccountProposal: (n) => ({ json: { digest: made.get(n)?.digest } }),
  rejectAccountProposal: (n) => ({ json: { digest: made.get(n)?.digest, reason: 'x' } }),
  stopAccountChange: () => ({ json: { reason: 'x' } }),
  suspendAccount: () => ({ json: { reason: 'x' } }),
  proposeAccountClosing: () => ({ json: { reason: 'x' } }),
  proposeAccountResuming: () => ({ json: { reason: 'x' } }),
  markAccountClosed: () => ({ json: { onDay: '2026-05-20' } }),
  askForExport: (n) => ({
    json: { of: 'export', kind: 'payments', format: 'csv', gateway: `g${String(n)}` },
  }),
  createOrders: (n) => ({
    json: { merchantRef: `ORDER${String(n)}`, unitCode: '25432', amount: '10000' },
  }),
  importPayments: (n) =>
    file(
      'payments.csv',
      'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt',
      `generic,TXN${String(n)},REF${String(n)},25432,1000,succeeded,2026-05-11T10:00:00+07:00`,
    ),
  importSettlements: (n) => ({
    ...file(
      'report.csv',
      'batch,settlementDate,gatewayTxnId,merchantRef,amount,fee,netAmount',
      `B${String(n)},2026-05-12,TXN${String(n)},REF${String(n)},1000,0,1000`,
    ),
    fields: { gateway: 'generic' },
  }),
  explainDiscrepancy: (n) => ({ json: { text: `x ${String(n)}` } }),
  commentOnDiscrepancy: (n) => ({ json: { text: `x ${String(n)}` } }),
  attachDiscrepancyFile: (n) => file('paper.pdf', `%PDF-1.7 ${String(n)}`),
  enterPaperStatement: (n) => ({
    file: { name: 'scan.pdf', text: `%PDF-1.7 scan ${String(n)}` },
    fields: {
      ...{ account: made.get(n)?.id ?? '', periodFrom: '2026-05-01', periodTo: '2026-05-02' },
      ...{ openingBalance: '5', closingBalance: '4' },
      lines: '[{"valueDate":"2026-05-02","amount":"-1","narrative":"phi"}]',
    },
  }),
  confirmPaperStatement: () => null,
  refusePaperStatement: () => ({ json: { reason: 'x' } }),
  withdrawPaperStatement: () => ({ json: { reason: 'x' } }),
  ...monthExamples((n) => made.get(n)?.digest),
  decideOnStatement: () => ({ json: { decision: 'voided', reason: 'x' } }),
  matchByHand: (n) => ({
    json: { lines: made.get(n)?.lines ?? [], payments: [], proof: 'statement', reason: 'x' },
  }),
  attachMatchProof: (n) => ({
    ...file('paper.pdf', `%PDF-1.7 ${String(n)}`),
    fields: { proof: 'credit_advice' },
  }),
  park: (n) => ({ json: { ...onPayment(n), until: '2026-06-01', owner: officer, reason: 'x' } }),
  endParking: () => null,
  addReviewNote: (n) => ({ json: { ...onPayment(n), text: 'x' } }),
  decideOnMatch: () => ({ json: { decision: 'undone', reason: 'x' } }),
  proposeMapping: (n) => ({
    file: { name: 'report.csv', text: smallReport(`R${String(n)}`).bytes.toString('utf8') },
    fields: {
      ...{ name: `mapping-${String(n)}`, gateway: 'generic' },
      layout: JSON.stringify(smallLayout),
    },
  }),
  confirmMapping: () => null,
  retireMapping: () => ({ json: { reason: 'x' } }),
  uploadStatements: (n) => {
    const day = new Date(Date.UTC(2026, 0, n)).toISOString().slice(2, 10).replaceAll('-', '');
    const balances = [`:60F:C${day}VND0,`, `:62F:C${day}VND0,`];
    return file('day.sta', `:20:S${day}`, ':25:71002003777', ':28C:1/1', ...balances, '-');
  },
  addOfficer: (n) => ({
    json: {
      name: 'Trần Văn Thử',
      email: `new-${String(n)}@dongnai.example`,
      role: 'commune_accountant',
      scope: '25432',
    },
  }),
  grantRole: (n) => ({
    json: {
      role: (['commune_admin', 'auditor', 'finance_officer'] as const)[n % 3],
      scope: units[n % units.length],
    },
  }),
  makeToken: (n) => ({
    json: { name: `token ${String(n)}`, role: 'monitor', scope: '75', days: 1 },
  }),
};

const creating = apiRoutes.filter(({ creates }) => creates);
let number = 0;
const fresh = async (id: string): Promise<number> => {
  const n = (number += 1);
  const make = makes[id];
  if (make) made.set(n, await make());
  return n;
};
const whoFor = (id: string): string | { readonly cookie: string } => {
  if (id === 'explainDiscrepancy') return commune;
  if (id.includes('PaperStatement') || id.endsWith('UnitMonth')) {
    return paperCookies[/^(enter|propose|withdraw)/.test(id) ? 'maker' : 'checker'];
  }
  const byToken = [
    'redrive',
    'decideOn',
    'matchByHand',
    'commentOn',
    'attachDiscrepancy',
    'attachMatch',
    'park',
    'endParking',
    'addReviewNote',
  ].some((start) => id.startsWith(start));
  if (byToken || id.endsWith('Mapping') || id.includes('Webhook')) return bearer;
  return id in makes || id.startsWith('proposeAccount') ? cookie : bearer;
};

function send(id: string, client: ApiClient, n: number, key: string): Promise<ApiReply> {
  const route = creating.find((one) => one.id === id);
  const path = (route?.path ?? '')
    .replace('{code}', '25432')
    .replaceAll(/\{\w+\}/g, made.get(n)?.id ?? officer);
  const sent = examples[id]?.(n) ?? null;
  const ask = { idempotencyKey: key };
  if (!sent?.file) return client.post(path, sent?.json, ask);
  const files = [{ name: sent.file.name, bytes: sent.file.text }];
  return client.upload(path, files, sent.fields ?? {}, ask);
}

/** Everything that was ever done, as far as the trail and the list of runs tell. */
async function done(): Promise<number> {
  const { rows } = await database.db.raw<{ rows: { count: string }[] }>(
    `select (select count(*) from audit_event) + (select count(*) from reconciliation_run)
              as count`,
  );
  return Number(rows[0]?.count);
}

const isReplay = ({ headers }: ApiReply): boolean => headers['idempotent-replayed'] === 'true';

test('every creating route has an example here', () => {
  expect(Object.keys(examples).sort()).toEqual(creating.map(({ id }) => id).sort());
});

describe.each(creating.map(({ id }, place) => [id, place] as const))('%s', (id, place) => {
  test('sent again, after a restart too, gives the same answer and does nothing', async () => {
    const n = await fresh(id);
    const key = `again-${id}`;
    const first = await send(id, as(whoFor(id)), n, key);
    expect([first.status < 300, isReplay(first)]).toEqual([true, false]);
    const before = await done();
    const again = await send(id, apiClient(another, whoFor(id)), n, key);
    expect([again.status, isReplay(again)]).toEqual([first.status, true]);
    expect(first.body).toMatchObject(again.body as object);
    expect(await done()).toBe(before);
  });

  inTurn(place, 0)('with the key of another request is refused and does nothing', async () => {
    if (examples[id]?.(1) === null) return;
    const key = `other-${id}`;
    expect((await send(id, as(whoFor(id)), await fresh(id), key)).status).toBeLessThan(300);
    const another = await fresh(id);
    const before = await done();
    const other = await send(id, as(whoFor(id)), another, key);
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_key_reused']);
    expect(await done()).toBe(before);
  });

  inTurn(place, 1)(`${String(atOnce)} at once are one`, async () => {
    const n = await fresh(id);
    const replies = await Promise.all(
      Array.from({ length: atOnce }, () => send(id, as(whoFor(id)), n, `at-once-${id}`)),
    );
    const firsts = replies.filter((reply) => reply.status < 300 && !isReplay(reply));
    expect(firsts).toHaveLength(1);
    for (const reply of replies) {
      expect(reply.status < 300 || reply.body.code === 'in_progress').toBe(true);
    }
  });

  inTurn(place, 2)('after a fault it left nothing and may be sent again', async () => {
    const n = await fresh(id);
    const before = await done();
    await owner.raw('alter table idempotency_key add constraint broken check (false) not valid');
    const broken = await send(id, as(whoFor(id)), n, `fault-${id}`);
    await owner.raw('alter table idempotency_key drop constraint broken');
    expect(broken.status).toBe(500);
    expect(await done()).toBe(before);
    const again = await send(id, as(whoFor(id)), n, `fault-${id}`);
    expect([again.status < 300, isReplay(again)]).toEqual([true, false]);
  });

  inTurn(place, 3)('of another asker with the same key is another request', async () => {
    const key = `theirs-${id}`;
    const n = await fresh(id);
    expect((await send(id, as(whoFor(id)), n, key)).status).toBeLessThan(300);
    const other = await send(id, as(await bearerOf(database.db, 'system_admin')), n, key);
    expect(isReplay(other)).toBe(false);
    const auditor = await send(id, as(await bearerOf(database.db, 'auditor')), n, key);
    // who only reads may have a file made of it
    const isForReaders = id === 'askForExport';
    expect([auditor.status, auditor.body.code]).toEqual(
      isForReaders ? [202, undefined] : [403, 'forbidden'],
    );
  });
});
