// Other systems are told of each change once, by a message they can verify; a receiver that fails,
// hangs or leads elsewhere gets it later, again or never, and holds nobody else.
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { byJob } from '../../src/audit/by.js';
import { openDb, type Db } from '../../src/db.js';
import { registerWebhook, replayEvents, rotateSecret } from '../../src/webhooks/change-webhook.js';
import { leaseDelivery, writeDeliveries } from '../../src/webhooks/delivery-store.js';
import { relayWebhooks, type RelayDeps } from '../../src/webhooks/relay-webhooks.js';
import { tellChanges } from '../../src/webhooks/tell-changes.js';
import { tellPaused } from '../../src/webhooks/tell-paused.js';
import { eventKinds, retryAfterOf, verdictOf } from '../../src/webhooks/webhook.js';
import { eventMessages } from '../../src/api/webhook-shape.js';
import { partsOf } from '../alerts/smtp-listener.js';
import { apiApp, apiClient, type ApiClient } from '../support/api-client.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { anOfficer, bearerOf, byTester } from '../support/people.js';
import { asOf, fillProvince } from '../web/small-province.js';
import { expectedSignature, openReceiver, status, type StandingReceiver } from './receiver.js';

const networks = ['127.0.0.1'];
let database: TestDatabase;
let owner: Db;
let receiver: StandingReceiver;
let admin: ApiClient;
let clock = asOf;
const now = (): Date => clock;

beforeAll(async () => {
  database = await cloneDatabase({ WEBHOOK_NETWORKS: networks.join(',') });
  owner = openDb({ databaseUrl: database.ownerUrl, schema: database.config.schema });
  await fillProvince(database);
  admin = apiClient(apiApp(database, now), await bearerOf(database.db, 'system_admin'));
});
afterAll(async () => {
  await owner.destroy();
  await database.close();
});
beforeEach(async () => {
  clock = asOf;
  receiver = await openReceiver();
  await owner.raw('truncate webhook, webhook_told_payment, webhook_told_flag, unit_flag cascade');
  await owner('webhook_telling').update({ as_of: null, run_finished_at: null, next_due_at: null });
});
afterEach(() => receiver.close());

const hookDeps = () => ({
  ...{ db: database.db, now, by: byTester, networks },
  secretKey: database.config.secretKey,
});
const register = async (given: { scope?: string; path?: string; url?: string } = {}) => {
  const { scope = '75', path = '/hook', url = receiver.url + path } = given;
  const settings = { name: 'Một cửa', url, kinds: eventKinds, scope };
  const { webhook, secret } = await registerWebhook(hookDeps(), settings);
  return { id: webhook.id, secret };
};
const tell = () => tellChanges({ db: database.db, now, province: '75' });
const relay = (more: Partial<RelayDeps> = {}) =>
  relayWebhooks({ ...hookDeps(), by: byJob('webhooks'), ...more });

/** An event in the outbox. */
async function waiting(webhookId: string, count = 1): Promise<void> {
  const events = Array.from({ length: count }, (_, at) => ({
    webhookId,
    eventId: `evt_${randomBytes(9).toString('base64url')}`,
    kind: 'unit.flagged',
    unitCode: '25432',
    occurredAt: new Date(asOf.getTime() + at),
    body: JSON.stringify({ type: 'unit.flagged', timestamp: '', data: {} }),
  }));
  await writeDeliveries(database.db, events, asOf);
}
const dueNow = () =>
  owner('webhook_delivery')
    .where({ state: 'pending' })
    .update({ next_attempt_at: owner.raw('now()'), leased_until: null });
const rows = () => owner('webhook_delivery').orderBy('id');
const hook = (id: string) => owner('webhook').where({ id }).first();
const types = () => receiver.received.map(({ message }) => message.type);

describe('what is told', () => {
  test('nothing of the past, then each change once, by clock alone too, and without the payer', async () => {
    clock = new Date('2026-05-11T05:00:00Z');
    const { secret } = await register();
    expect(await tell()).toEqual({ events: 0, deliveries: 0 });
    clock = asOf;
    expect(await tell()).toEqual({ events: 27, deliveries: 27 });
    expect(await tell()).toEqual({ events: 0, deliveries: 0 });
    expect(await relay()).toEqual({ delivered: 27, postponed: 0, failed: 0 });
    expect(types().filter((type) => type === 'payment.arrived')).toHaveLength(26);
    for (const each of receiver.received) {
      expect(each.signatures).toEqual([expectedSignature(secret, each)]);
      const { message } = eventMessages[each.message.type as keyof typeof eventMessages];
      message.parse(each.message);
    }
    expect(new Set(receiver.received.map(({ id }) => id)).size).toBe(27);
    const overdue = receiver.received.find(({ message }) => message.type === 'payment.overdue');
    expect(overdue?.message).toEqual({
      type: 'payment.overdue',
      timestamp: '2026-05-20T12:00:00+07:00',
      data: {
        gateway: 'generic',
        gatewayTxnId: 'T2',
        merchantRef: 'CTREF00002',
        dossierCode: 'H19.31-260511-0002',
        unitCode: '25432',
        amount: '1250000',
        settlement: 'overdue',
        dueAt: '2026-05-13T00:00:00+07:00',
        coveredThrough: '2026-05-15',
        occurredAt: '2026-05-20T12:00:00+07:00',
      },
    });
  });

  test('only of units in the scope, and of nothing while nobody listens', async () => {
    expect(await tell()).toEqual({ events: 0, deliveries: 0 });
    expect(await owner('webhook_told_payment')).toEqual([]);
    clock = new Date('2026-05-11T05:00:00Z');
    await register({ scope: '25432' });
    await tell();
    clock = asOf;
    expect(await tell()).toEqual({ events: 27, deliveries: 2 });
    await relay();
    const told = receiver.received.map(({ message }) => message.data);
    expect(told.map(({ unitCode }) => unitCode)).toEqual(['25432', '25432']);
  });

  test('a payment that leaves a word and comes back to it is told again', async () => {
    clock = new Date('2026-05-11T05:00:00Z');
    await register();
    await tell();
    clock = asOf;
    await tell();
    const [{ payment_id: paymentId }] = await owner('webhook_told_payment').where({
      told: 'overdue',
    });
    await owner('webhook_told_payment')
      .where({ payment_id: paymentId })
      .update({ told: 'arrived' });
    await owner('webhook_telling').update({ run_finished_at: null });
    clock = new Date(asOf.getTime() + 60_000);
    expect(await tell()).toEqual({ events: 1, deliveries: 1 });
    // a reading of an earlier instant says nothing about now
    clock = asOf;
    await owner('webhook_telling').update({ run_finished_at: null });
    expect(await tell()).toEqual({ events: 0, deliveries: 0 });
  });

  test('the beginning and the end of a flag, from the history of flags', async () => {
    await register();
    await tell();
    const flag = { unit_code: '25432', flag: 'money_missing', raised_at: asOf };
    const [stay] = await owner('unit_flag').insert(flag).returning('id');
    expect((await tell()).events).toBe(1);
    const clearedAt = new Date(asOf.getTime() + 3_600_000);
    await owner('unit_flag').where({ id: stay.id }).update({ cleared_at: clearedAt });
    expect((await tell()).events).toBe(1);
    // one that came and went between two looks has both
    await owner('unit_flag').insert({ ...flag, flag: 'wrong_account', cleared_at: clearedAt });
    expect((await tell()).events).toBe(2);
    expect((await tell()).events).toBe(0);
    await relay();
    expect(types().sort()).toEqual([
      ...['unit.cleared', 'unit.cleared', 'unit.flagged', 'unit.flagged'],
    ]);
    const ended = receiver.received.find(({ message }) => message.type === 'unit.cleared');
    eventMessages['unit.cleared'].message.parse(ended?.message);
    expect(ended?.message.data.clearedAt).toBe('2026-05-20T13:00:00+07:00');
  });

  test('three machines at once tell everything once', async () => {
    clock = new Date('2026-05-11T05:00:00Z');
    await register();
    await tell();
    clock = asOf;
    const outcomes = await Promise.all([tell(), tell(), tell()]);
    expect(outcomes.map(({ events }) => events).sort()).toEqual([0, 0, 27]);
  });
});

describe('sending', () => {
  test('a failure comes again under its id with a signature of its own time', async () => {
    const { id, secret } = await register();
    await waiting(id);
    receiver.answer = status(500);
    expect(await relay()).toMatchObject({ postponed: 1 });
    const [row] = await rows();
    expect([row.state, row.attempts, row.last_status]).toEqual(['pending', 1, 500]);
    expect((await hook(id)).failing_since).not.toBeNull();
    clock = new Date(asOf.getTime() + 5_000);
    receiver.answer = status(200);
    await dueNow();
    expect(await relay()).toMatchObject({ delivered: 1 });
    const [first, second] = receiver.received;
    expect(second?.id).toBe(first?.id);
    expect(Number(second?.timestamp) - Number(first?.timestamp)).toBe(5);
    expect(second?.signatures).toEqual([expectedSignature(secret, second!)]);
    expect((await hook(id)).failing_since).toBeNull();
  });

  test('a redirect is a failure and is not followed', async () => {
    const elsewhere = await openReceiver();
    const { id } = await register();
    for (const code of [301, 302, 303, 307, 308]) {
      receiver.answer = status(code, { location: `${elsewhere.url}/stolen` });
      await waiting(id);
      await relay();
    }
    expect(elsewhere.received).toEqual([]);
    expect((await rows()).map((row) => row.last_status)).toEqual([301, 302, 303, 307, 308]);
    await elsewhere.close();
  });

  test('Retry-After is heeded for all that waits for the receiver', async () => {
    const { id } = await register();
    await waiting(id, 3);
    receiver.answer = status(429, { 'retry-after': '600' });
    await relay();
    const tried = receiver.received.length;
    expect(tried).toBeLessThanOrEqual(2);
    await dueNow();
    await relay();
    expect(receiver.received).toHaveLength(tried);
    const wait = (await hook(id)).not_before.getTime() - Date.now();
    expect(Math.abs(wait - 600_000)).toBeLessThan(30_000);
  });

  test('410 pauses the webhook at once, and the administrators are mailed once', async () => {
    await anOfficer(database.db, { role: 'system_admin', email: 'root@dongnai.example' });
    const { id } = await register();
    await waiting(id, 3);
    receiver.answer = status(410);
    await relay();
    expect(await hook(id)).toMatchObject({ paused_because: 'gone', version: 2 });
    const tried = receiver.received.length;
    await relay();
    expect(receiver.received).toHaveLength(tried);
    const telling = { db: database.db, by: byTester, config: database.config };
    await tellPaused(telling);
    await tellPaused(telling);
    const told = await owner('audit_event').where({ action: 'webhook.pause_told', subject_id: id });
    expect(told.map(({ after }) => after)).toEqual([{ recipients: '1' }]);
    const outbox = join(database.config.dataDir, 'outbox');
    const [mail = '', ...others] = await readdir(outbox);
    expect(others).toEqual([]);
    const [text] = partsOf(await readFile(join(outbox, mail), 'utf8'));
    expect(text).toContain('Hệ thống nhận trả lời 410 (không nhận nữa).');
    expect(text).toContain(`/quan-tri/webhook/${id}`);
  });

  test('five days without a success pause it; what waits goes out once it is resumed', async () => {
    const { id } = await register();
    await owner('webhook').update({ failing_since: owner.raw(`now() - interval '121 hours'`) });
    await waiting(id);
    receiver.answer = status(503);
    await relay();
    expect(await hook(id)).toMatchObject({ paused_because: 'failing' });
    receiver.answer = status(200);
    await dueNow();
    expect(await relay()).toEqual({ delivered: 0, postponed: 0, failed: 0 });
    const resumed = await admin.patch(`/webhooks/${id}`, { paused: false }, { ifMatch: '2' });
    expect(resumed.body).toMatchObject({ state: 'active', failingSince: null });
    expect(await relay()).toMatchObject({ delivered: 1 });
  });

  test('a receiver that hangs costs its time and holds nobody else', async () => {
    const other = await openReceiver();
    const slow = await register();
    const quick = await register({ url: `${other.url}/hook` });
    receiver.answer = () => undefined;
    await waiting(slow.id, 12);
    await waiting(quick.id, 20);
    const started = Date.now();
    const passing = relay({ timeoutMs: 3_000 });
    while (other.received.length < 20 && Date.now() - started < 2_500) await sleep(50);
    expect(other.received).toHaveLength(20);
    expect(receiver.received.length).toBeLessThanOrEqual(2);
    await owner('webhook')
      .where({ id: slow.id })
      .update({ paused_at: asOf, paused_because: 'officer' });
    expect(await passing).toMatchObject({ delivered: 20, postponed: 2 });
    expect((await rows()).filter((row) => row.last_error === 'timeout')).toHaveLength(2);
    await other.close();
  });

  test('of an endless answer only the beginning is read, and none of it is kept', async () => {
    const { id } = await register();
    await waiting(id);
    let sent = 0;
    receiver.answer = (_request, response) => {
      response.writeHead(200);
      const more = (): void => {
        if (response.destroyed || sent > 50_000_000) return;
        sent += 65_536;
        if (response.write(Buffer.alloc(65_536, 'secret '))) setImmediate(more);
        else response.once('drain', more);
      };
      more();
    };
    expect(await relay()).toMatchObject({ delivered: 1 });
    expect(sent).toBeLessThan(20_000_000);
    expect(JSON.stringify(await rows())).not.toContain('secret');
  });

  test('a name that leads inside by the time of sending is not followed there', async () => {
    const { id } = await register();
    await owner('webhook').where({ id }).update({ url: 'https://hook.example/' });
    await waiting(id);
    let asked = 0;
    const resolve = () => {
      asked += 1;
      return Promise.resolve([{ address: '10.0.0.7', family: 4 }]);
    };
    await relay({ resolve });
    expect((await rows())[0]).toMatchObject({ last_error: 'forbidden_address', last_status: null });
    expect(asked).toBe(1);
  });

  test('the connection goes to the address that was judged, whatever the name says next', async () => {
    const port = new URL(receiver.url).port;
    const { id } = await register();
    await owner('webhook')
      .where({ id })
      .update({ url: `http://rebound.example:${port}/hook` });
    await waiting(id);
    const answers = ['127.0.0.1', '10.0.0.7'];
    const resolve = () => Promise.resolve([{ address: answers.shift() ?? '10.0.0.7', family: 4 }]);
    expect(await relay({ resolve })).toMatchObject({ delivered: 1 });
    expect(receiver.received).toHaveLength(1);
    expect(answers).toEqual(['10.0.0.7']);
  });

  test('three relays at once skip nothing and double nothing', async () => {
    const { id } = await register();
    const other = await register({ path: '/other' });
    await waiting(id, 60);
    await waiting(other.id, 60);
    const passes = await Promise.all([relay(), relay(), relay()]);
    expect(passes.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(120);
    expect(new Set(receiver.received.map((each) => each.path + each.id)).size).toBe(120);
    expect(receiver.received).toHaveLength(120);
  });

  test('what a killed machine had taken is sent once its lease is over', async () => {
    const { id } = await register();
    await waiting(id, 2);
    await leaseDelivery(database.db, 30);
    expect(await relay()).toMatchObject({ delivered: 1 });
    await owner('webhook_delivery').update({ leased_until: owner.raw('now()') });
    expect(await relay()).toMatchObject({ delivered: 1 });
    expect(new Set(receiver.received.map((each) => each.id)).size).toBe(2);
  });

  test('a service that goes down gives back what it had not heard the answer of', async () => {
    const { id } = await register();
    await waiting(id);
    const leaving = new AbortController();
    receiver.answer = () => {
      leaving.abort();
    };
    await relay({ signal: leaving.signal });
    expect((await rows())[0]).toMatchObject({ state: 'pending', attempts: 0, leased_until: null });
    receiver.answer = status(204);
    expect(await relay()).toMatchObject({ delivered: 1 });
    expect(receiver.received[0]?.id).toBe(receiver.received[1]?.id);
  });
});

describe('secrets and replays', () => {
  test('for a day the secret before signs beside the new one, then it no longer does', async () => {
    const { id, secret } = await register();
    const { secret: next } = await rotateSecret(hookDeps(), id);
    await waiting(id);
    await relay();
    const [both] = receiver.received;
    expect(both?.signatures).toEqual([next, secret].map((each) => expectedSignature(each, both!)));
    clock = new Date(asOf.getTime() + 24 * 3_600_000 + 1_000);
    await waiting(id);
    await relay();
    expect(receiver.received[1]?.signatures).toHaveLength(1);
    const kept = await owner('webhook_secret').where({ webhook_id: id });
    expect(kept).toHaveLength(2);
    const box = Buffer.concat(kept.map(({ ciphertext }) => ciphertext));
    expect(box.includes(Buffer.from(secret.slice(6), 'base64'))).toBe(false);
  });

  test('an event that is sent again keeps its id and its words', async () => {
    const { id } = await register();
    await waiting(id, 3);
    await relay();
    const [first] = await rows();
    expect(await replayEvents(hookDeps(), { id, asked: { deliveryId: first.id } })).toBe(1);
    await relay();
    const [original] = receiver.received.filter((each) => each.id === first.event_id);
    expect(receiver.received.at(-1)).toMatchObject({ id: original?.id, body: original?.body });
    const span = { from: asOf, to: new Date(asOf.getTime() + 2) };
    expect(await replayEvents(hookDeps(), { id, asked: span })).toBe(2);
    // asked twice before it went out, it goes out once
    expect(await replayEvents(hookDeps(), { id, asked: span })).toBe(2);
    await relay();
    expect(receiver.received).toHaveLength(6);
  });
});

test('the waits grow to a day and end after the third one; a test is tried once', () => {
  const failed = { kind: 'answered', status: 500, retryAfterSeconds: 0 } as const;
  const waits = Array.from({ length: 10 }, (_, at) => {
    const verdict = verdictOf(failed, { attempts: at + 1, kind: 'unit.flagged' });
    return verdict.kind === 'later' ? verdict.afterSeconds : verdict.kind;
  });
  const [minute, hour] = [60, 3_600];
  const steps = [5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour];
  expect(waits).toEqual([...steps, 24 * hour, 24 * hour, 24 * hour, 'given up']);
  expect(verdictOf(failed, { attempts: 1, kind: 'webhook.test' })).toEqual({ kind: 'given up' });
  const at = new Date('2026-05-20T00:00:00Z');
  expect(retryAfterOf('120', at)).toBe(120);
  expect(retryAfterOf('Wed, 20 May 2026 00:02:00 GMT', at)).toBe(120);
  for (const said of [undefined, '', 'soon', '-5', '1e9']) expect(retryAfterOf(said, at)).toBe(0);
  const long = verdictOf({ ...failed, retryAfterSeconds: 999_999_999 }, { attempts: 1, kind: 'x' });
  expect(long).toEqual({ kind: 'later', afterSeconds: 24 * hour, forAll: true });
});

describe('over HTTP', () => {
  const given = () => ({
    name: 'Một cửa',
    url: `${receiver.url}/hook`,
    events: ['payment.arrived'],
    scope: '75',
  });

  test('a secret is shown once; a change names its version; a deleted one is gone', async () => {
    const idempotencyKey = randomBytes(8).toString('hex');
    const made = await admin.post('/webhooks', given(), { idempotencyKey });
    expect([made.status, made.body.secret]).toEqual([201, expect.stringMatching(/^whsec_.{44}$/)]);
    const again = await admin.post('/webhooks', given(), { idempotencyKey });
    expect(again.body).toEqual({ ...made.body, secret: undefined });
    const { id } = made.body;
    const stale = await admin.patch(`/webhooks/${id}`, { name: 'Khác' }, { ifMatch: '7' });
    expect(stale.status).toBe(412);
    const paused = await admin.patch(`/webhooks/${id}`, { paused: true }, { ifMatch: '1' });
    expect(paused.body).toMatchObject({ state: 'paused', pausedBecause: 'officer', version: 2 });
    expect((await admin.post(`/webhooks/${id}/tests`)).status).toBe(409);
    const justice = await bearerOf(database.db, 'department_of_justice');
    const reader = apiClient(apiApp(database, now), justice);
    const seen = await reader.get(`/webhooks/${id}`);
    expect([seen.status, JSON.stringify(seen.body).includes('whsec')]).toEqual([200, false]);
    expect((await reader.post('/webhooks', given())).status).toBe(403);
    expect((await admin.delete(`/webhooks/${id}`)).status).toBe(204);
    expect((await admin.get(`/webhooks/${id}`)).status).toBe(404);
    expect((await admin.post(`/webhooks/${id}/secrets`)).status).toBe(404);
    const events = await owner('audit_event').where({ subject_kind: 'webhook', subject_id: id });
    expect(events.map(({ action }) => action)).toEqual([
      'webhook.registered',
      'webhook.paused',
      'webhook.deleted',
    ]);
    expect(JSON.stringify(events)).not.toMatch(/whsec|\/hook/);
  });

  test('a test event is sent and its answer listed', async () => {
    const { id } = await register();
    const { body } = await admin.post(`/webhooks/${id}/tests`);
    receiver.answer = status(418);
    await relay();
    eventMessages['webhook.test'].message.parse(receiver.received[0]?.message);
    const list = await admin.get(`/webhooks/${id}/deliveries`, { query: { state: 'failed' } });
    expect(list.body.items).toMatchObject([{ id: body.delivery, lastStatus: 418, attempts: 1 }]);
    expect((await admin.post(`/webhooks/${id}/replays`, {})).status).toBe(400);
    const replay = await admin.post(`/webhooks/${id}/replays`, { delivery: body.delivery });
    expect(replay.body).toEqual({ events: 1 });
    const none = await admin.post(`/webhooks/${id}/replays`, { delivery: '999999' });
    expect(none.status).toBe(404);
  });

  test('an address that leads inside is refused when it is registered, and when it is changed', async () => {
    const inside = { ...given(), url: 'https://169.254.169.254/latest' };
    const refused = await admin.post('/webhooks', inside);
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([400, '/url']);
    const { id } = await register();
    const moved = await admin.patch(`/webhooks/${id}`, { url: 'https://[::1]/' }, { ifMatch: '1' });
    expect(moved.status).toBe(400);
  });
});

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
