// The work on discrepancies over HTTP: what runs keep, what officers do, and who may.
import { importPayments } from '../../src/payments/import-payments.js';
import { inTransaction } from '../../src/db.js';
import { keepOne } from '../../src/reconciliation/keep-discrepancies.js';
import { reconcile, type RunPhase } from '../../src/reconciliation/run-reconciliation.js';
import { importStatements } from '../../src/statements/import-statements.js';
import { apiApp, apiClient, type ApiClient, type ApiReply } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { csvFile } from '../support/own-file.js';
import { bearerOf, byTester, loggedIn } from '../support/people.js';
import { mt940OfAccount } from '../support/second-statement.js';
import { fillTwoCommunes, itemsOf, units } from '../support/two-communes.js';
import type { Role } from '../../src/access/roles.js';

let database: TestDatabase;
let clock = new Date('2026-05-20T05:00:00Z');
const now = (): Date => clock;
const atNoonOf = (day: string): void => {
  clock = new Date(`${day}T05:00:00Z`);
};

let finance: ApiClient;
let justice: ApiClient;
let accountant: ApiClient;
const missing = `${units.a}:not_arrived:generic`;
const path = (id = missing): string => `/discrepancies/${encodeURIComponent(id)}`;

beforeAll(async () => {
  database = await cloneDatabase();
  await fillTwoCommunes(database);
  finance = await person('finance_officer', '75', 'Phạm Thị Tài');
  justice = await person('department_of_justice', '75', 'Đỗ Văn Tư');
  accountant = await person('commune_accountant', units.a, 'Lê Thị Bình');
});
afterAll(() => database.close());

async function person(role: Role, scope: string, name: string): Promise<ApiClient> {
  return apiClient(apiApp(database, now), {
    cookie: await loggedIn(database, { role, scope, name }),
  });
}

async function shown(client: ApiClient, id = missing): Promise<ApiReply> {
  const reply = await client.get(path(id));
  expect(reply.status).toBe(200);
  return reply;
}

/** Decides on what the client sees at this moment. */
async function decide(client: ApiClient, body: object, id = missing): Promise<ApiReply> {
  const { headers } = await shown(client, id);
  return client.post(`${path(id)}/decisions`, body, {
    idempotencyKey: null,
    headers: { 'if-match': headers['etag'] ?? '' },
  });
}

const run = (): Promise<unknown> => reconcile({ db: database.db, now, by: byTester });
const count = async (table: string): Promise<number> =>
  Number((await database.db(table).count('* as n'))[0]?.['n']);

test('a run opens a discrepancy with its members once, and a second run writes nothing', async () => {
  const kept = await database.db('discrepancy').orderBy('id').pluck('id');
  expect(kept).toContain(missing);
  expect(
    await database.db('discrepancy_member').where({ discrepancy_id: missing }).pluck('member'),
  ).toEqual([expect.stringMatching(/^payment \d+$/)]);
  const tables = ['discrepancy', 'discrepancy_stay', 'discrepancy_member', 'audit_event'];
  const before = await Promise.all(tables.map(count));
  atNoonOf('2026-05-21');
  await run();
  expect(await Promise.all(tables.map(count))).toEqual(before);
});

test('the queue says owner, severity, age and by when to act, and filters by them', async () => {
  const [one] = await itemsOf(finance, '/discrepancies', { unit: units.a, kind: 'not_arrived' });
  expect(one).toMatchObject({
    ...{ id: missing, state: 'open', owner: 'gateway', amount: '1250000', assignee: null },
    // due at the end of 12/05: seven working days, a million, money that is missing
    ...{ ageDays: 7, ageBucket: '6-10', severity: 'high', overdue: true },
    ...{ openedAt: '2026-05-20T12:00:00+07:00', actBy: '2026-05-21T10:30:00+07:00' },
  });
  const idsOf = async (query: Record<string, string>) =>
    (await itemsOf(finance, '/discrepancies', query)).map(({ id }) => id);
  expect(await idsOf({ owner: 'gateway', overdue: 'true' })).toContain(missing);
  expect(await idsOf({ owner: 'commune' })).not.toContain(missing);
  expect(await idsOf({ unit: units.a, state: 'waiting' })).toEqual([]);
  expect(await idsOf({ assignee: 'me' })).toEqual([]);
});

test('of two people who decide about the same version one is told, and nothing is lost', async () => {
  const { headers, body } = await shown(finance);
  expect(body.possible).toEqual(['commented', 'attached', 'assigned', 'waiting', 'resolved']);
  const seen = { idempotencyKey: null, headers: { 'if-match': headers['etag'] ?? '' } };
  const take = { decision: 'assign', officer: 'me' };
  const taken = await finance.post(`${path()}/decisions`, take, seen);
  expect([taken.status, taken.body.assignee.name]).toEqual([200, 'Phạm Thị Tài']);
  const other = await justice.post(`${path()}/decisions`, take, seen);
  expect([other.status, other.body.code]).toEqual([412, 'stale_version']);
  expect((await finance.post(`${path()}/decisions`, take, { idempotencyKey: null })).status).toBe(
    428,
  );
  expect(await itemsOf(finance, '/discrepancies', { assignee: 'me' })).toHaveLength(1);
});

test('a decision that lacks something, or takes what it does not, is refused by its pointer', async () => {
  const pointersOf = async (body: object) => {
    const reply = await decide(finance, body);
    expect(reply.status).toBe(400);
    return (reply.body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
  };
  expect(await pointersOf({ decision: 'wait', reason: 'x' })).toEqual(['/ticket', '/until']);
  expect(await pointersOf({ decision: 'resolve', resolution: 'settled' })).toEqual(['/reason']);
  expect(await pointersOf({ decision: 'reopen', reason: 'x', ticket: 'y' })).toEqual(['/ticket']);
  const past = { decision: 'wait', ticket: 'HT-1', until: '2026-05-20', reason: 'x' };
  expect(await pointersOf(past)).toEqual(['/until']);
  expect(await pointersOf({ decision: 'assign', officer: '999999' })).toEqual(['/officer']);
  expect((await decide(finance, { decision: 'reopen', reason: 'x' })).body.code).toBe('conflict');
});

test('waiting for the service desk keeps its ticket, and is over when its day has passed', async () => {
  const wait = {
    decision: 'wait',
    ticket: 'HT-2026-77',
    until: '2026-05-25',
    reason: 'đã gửi cổng',
  };
  const reply = await decide(finance, wait);
  expect(reply.body).toMatchObject({
    ...{ state: 'waiting', ticket: 'HT-2026-77', waitsUntil: '2026-05-25', overdue: false },
    actBy: '2026-05-25T17:00:00+07:00',
  });
  const text = String(reply.body.helpDeskText);
  for (const part of [
    'Kính gửi: Bộ phận hỗ trợ cổng thanh toán generic',
    `Phường Chơn Thành (mã ${units.a})`,
    'Số phiếu hỗ trợ: HT-2026-77',
    'mã giao dịch của cổng T2; mã tham chiếu CTREF00002; thanh toán 11/05/2026 10:05; 1.250.000 đ',
    'Sao kê chứng minh đến ngày 15/05/2026.',
  ]) {
    expect(text).toContain(part);
  }
  atNoonOf('2026-05-26');
  expect((await shown(finance)).body).toMatchObject({ state: 'open', overdue: true });
});

test('the unit explains and proposes by when; another unit is told that there is nothing', async () => {
  const given = {
    text: 'Đơn vị đã nhắc cổng',
    proposal: 'Đối chiếu lại',
    proposalOn: '2026-05-29',
  };
  expect((await accountant.post(`${path()}/explanations`, given)).status).toBe(201);
  const half = { text: 'x', proposal: 'y' };
  expect((await accountant.post(`${path()}/explanations`, half)).status).toBe(400);
  expect((await accountant.post(`${path()}/comments`, { text: 'Nhờ Sở hỗ trợ' })).status).toBe(201);
  const { body } = await shown(accountant);
  expect(body.possible).toEqual(['commented', 'attached', 'explained']);
  expect(body.events.slice(-2)).toMatchObject([
    { act: 'explained', proposalOn: '2026-05-29', byName: 'Lê Thị Bình' },
    { act: 'commented', text: 'Nhờ Sở hỗ trợ' },
  ]);
  const other = await person('commune_accountant', units.b, 'Người khác');
  expect((await other.get(path())).status).toBe(404);
  expect((await other.post(`${path()}/comments`, { text: 'x' })).status).toBe(404);
  expect((await finance.post(`${path()}/explanations`, given)).status).toBe(403);
  expect((await accountant.post(`${path()}/decisions`, {}, { ifMatch: '*' })).status).toBe(403);
});

test('a file is told by its bytes, kept once, and downloaded by whoever sees the unit', async () => {
  const send = (bytes: string) =>
    accountant.upload(`${path()}/files`, [{ name: 'giay bao.pdf', bytes }]);
  const kept = await send('%PDF-1.7 x');
  expect([kept.status, kept.body.mediaType]).toEqual([201, 'application/pdf']);
  expect((await send('%PDF-1.7 x')).body.id).toBe(kept.body.id);
  expect((await send('<html>')).status).toBe(422);
  const file = `${path()}/files/${String(kept.body.id)}`;
  const loaded = await justice.get(file);
  expect([loaded.status, loaded.text]).toEqual([200, '%PDF-1.7 x']);
  expect(loaded.headers['content-disposition']).toContain('attachment');
  const other = await person('commune_accountant', units.b, 'Người khác');
  expect((await other.get(file)).status).toBe(404);
  expect((await finance.get(`${path()}/files/999999`)).status).toBe(404);
});

test('a write-off waits for a second person, who is never the first and never a token', async () => {
  const writeOff = { decision: 'resolve', resolution: 'write_off', reason: 'không thu hồi được' };
  const token = apiClient(apiApp(database, now), await bearerOf(database.db, 'finance_officer'));
  expect((await decide(token, writeOff)).status).toBe(403);
  expect((await decide(finance, writeOff)).body.state).toBe('write_off_proposed');
  const confirm = { decision: 'confirm_write_off', reason: 'đồng ý' };
  expect((await decide(finance, confirm)).status).toBe(409);
  expect((await shown(finance)).body.possible).not.toContain('write_off_confirmed');
  const confirmed = await decide(justice, confirm);
  expect(confirmed.body).toMatchObject({ state: 'resolved', resolution: 'write_off', actBy: null });
  const row = { discrepancy_id: missing, member_seen: 0, act: 'write_off_confirmed', text: 'x' };
  await expect(
    database
      .db('discrepancy_event')
      .insert({ ...row, by: 'officer 1', first_by: 'officer 1', at: clock }),
  ).rejects.toThrow('a_write_off_takes_two_people');
  await expect(
    database.db('discrepancy_event').where({ discrepancy_id: missing }).update({ text: 'y' }),
  ).rejects.toThrow('permission denied');
});

test('a new member opens again what people had resolved', async () => {
  atNoonOf('2026-05-27');
  const file = csvFile(
    'late.csv',
    'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt',
    `generic,T9,CTREF00009,${units.a},70000,succeeded,2026-05-11T10:00:00+07:00`,
  );
  await importPayments({ db: database.db, now, by: byTester }, { file, skipBad: false });
  await run();
  expect((await shown(finance)).body).toMatchObject({ state: 'open', members: 2, returns: 0 });
  const then = await finance.get(path(), { query: { 'as-of': '2026-05-26T23:00:00+07:00' } });
  expect(then.body).toMatchObject({ state: 'resolved', members: 2 });
});

test('it closes by itself with its last member, tells when the money came, and opens again', async () => {
  atNoonOf('2026-05-28');
  const bytes = mt940OfAccount('a', [
    ['C1250000', 'L01', 'CTREF00002'],
    ['C70000', 'L02', 'CTREF00009'],
  ]);
  await importStatements({ db: database.db, now, by: byTester }, [{ name: 'a2.sta', bytes }]);
  await run();
  expect(await itemsOf(finance, '/discrepancies', { kind: 'not_arrived', unit: units.a })).toEqual(
    [],
  );
  const [closed] = await itemsOf(finance, '/discrepancies', { state: 'closed', unit: units.a });
  expect(closed).toMatchObject({ id: missing, state: 'closed', members: 0, amount: '0' });
  const { body } = await shown(accountant);
  expect(body.stays).toEqual([
    { openedAt: '2026-05-20T12:00:00+07:00', closedAt: '2026-05-28T12:00:00+07:00' },
  ]);
  expect(body.memberStays).toHaveLength(2);
  expect(body.memberStays[0]).toMatchObject({ leftAs: 'arrived', arrivedOn: '2026-05-15' });
  expect((await decide(finance, { decision: 'assign', officer: 'me' })).status).toBe(409);
  expect((await accountant.post(`${path()}/comments`, { text: 'đã về' })).status).toBe(201);
  const again = csvFile(
    'again.csv',
    'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt',
    `generic,T10,CTREF00010,${units.a},50000,succeeded,2026-05-11T10:00:00+07:00`,
  );
  atNoonOf('2026-05-29');
  await importPayments({ db: database.db, now, by: byTester }, { file: again, skipBad: false });
  // before a run has kept it, somebody acts on it
  const taken = await decide(finance, { decision: 'assign', officer: 'me' });
  expect(taken.body).toMatchObject({ state: 'open', returns: 1 });
  await run();
  expect((await shown(finance)).body).toMatchObject({ state: 'open', returns: 1, members: 1 });
});

test('an export says the state of the work; a run of an earlier instant changes no history', async () => {
  const lines = async (query: Record<string, string>) =>
    (await finance.get('/exports/discrepancies', { query })).text.split('\n').filter(Boolean);
  await decide(finance, { decision: 'resolve', resolution: 'no_loss', reason: 'đã rõ' });
  expect(await lines({ state: 'resolved' })).toEqual([expect.stringContaining(missing)]);
  expect((await lines({ state: 'open' })).join()).not.toContain(missing);
  const before = await count('discrepancy_member');
  atNoonOf('2026-05-12');
  await run();
  expect(await count('discrepancy_member')).toBe(before);
  expect(
    await database.db('discrepancy_stay').whereNull('closed_at').pluck('discrepancy_id'),
  ).toContain(missing);
});

test('what somebody acts on while a run is at it is not closed by that run, but by the next', async () => {
  const acted = { id: '-:ambiguous:-', unitCode: null, kind: 'ambiguous', gatewayAccount: null };
  const nothing = { dueAt: null, members: 0, amount: 0n, paymentIds: [], lineIds: [] };
  const discrepancy = { ...acted, ...nothing, owner: 'finance_officer', others: ['seen'] } as const;
  const keep = async (): Promise<void> => {
    clock = new Date(clock.getTime() + 1000);
    const found = { discrepancy, at: clock, by: byTester };
    await inTransaction(database.db, (trx) => keepOne(trx, found));
    clock = new Date(clock.getTime() + 1000);
  };
  const isOpen = async (): Promise<boolean> => {
    const stays = database.db('discrepancy_stay').where({ discrepancy_id: acted.id });
    return (await stays.whereNull('closed_at')).length === 1;
  };
  const onPhase = (phase: RunPhase) => (phase === 'matching' ? keep() : Promise.resolve());
  atNoonOf('2026-07-01');
  await reconcile({ db: database.db, now, by: byTester, onPhase });
  expect(await isOpen()).toBe(true);
  clock = new Date(clock.getTime() + 1000);
  await run();
  expect(await isOpen()).toBe(false);
});

test('each act leaves its event in the trail: reasons, and nothing of what people said', async () => {
  const events = await database
    .db('audit_event')
    .whereLike('action', 'discrepanc%')
    .select<{ action: string; unit_code: string | null; why: string | null; after: unknown }[]>(
      ...['action', 'unit_code', 'why', 'after'],
    );
  expect([...new Set(events.map(({ action }) => action))].sort()).toEqual([
    ...['discrepancies.closed', 'discrepancies.opened', 'discrepancy.assigned'],
    ...['discrepancy.commented', 'discrepancy.explained', 'discrepancy.file_attached'],
    ...['discrepancy.resolved', 'discrepancy.set_waiting', 'discrepancy.write_off_confirmed'],
  ]);
  const text = JSON.stringify(events);
  expect(text).toContain('không thu hồi được');
  for (const said of ['Nhờ Sở hỗ trợ', 'Đơn vị đã nhắc cổng', 'giay bao']) {
    expect(text).not.toContain(said);
  }
});
