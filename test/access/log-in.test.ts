// Who gets in by a name and a password, who is locked out, and who is not.
import { hash } from '@node-rs/argon2';
import { keyedDigest } from '../../src/access/keys.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { anOfficer } from '../support/people.js';
import { anActiveOfficer, doorOf, goodPassword, secretOf, type Door } from './door.js';

let database: TestDatabase;
let door: Door;

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.close());
beforeEach(() => {
  door = doorOf(database);
});

/** Addresses that nobody else uses. */
const addressOf = (number: number) => `198.51.${String(number >> 8)}.${String(number & 255)}`;

test('an officer logs in by e-mail, in any case, or by citizen number', async () => {
  const citizenId = '075300000001';
  const { config } = database;
  const citizenIdHash = keyedDigest(config.secretKey, 'citizen id', citizenId);
  const { email, id } = await anActiveOfficer(door, { citizenIdHash });
  for (const name of [email, ` ${email.toUpperCase()} `, citizenId, '075 300 000 001']) {
    const outcome = await door.knock(name, goodPassword);
    expect(outcome).toMatchObject({ kind: 'in', stage: 'full' });
    expect(await door.session(secretOf(outcome))).toMatchObject({ officerId: id });
  }
});

test('a password is the same however its marks were typed', async () => {
  const { email } = await anActiveOfficer(door);
  const outcome = await door.knock(email, goodPassword.normalize('NFD'));
  expect(outcome.kind).toBe('in');
});

test('whatever is wrong, the answer is the same', async () => {
  const { email } = await anActiveOfficer(door);
  const invited = await anOfficer(database.db, { role: 'auditor' });
  const disabled = await anActiveOfficer(door);
  await database.db('officer').where({ id: disabled.id }).update({ disabled_at: door.deps.now() });
  const tries = [
    [email, 'not the password'],
    ['nobody@dongnai.example', goodPassword],
    ['075300000999', goodPassword],
    [invited.email, goodPassword],
    [disabled.email, goodPassword],
    ['', ''],
  ] as const;
  for (const [name, password] of tries) {
    expect(await door.knock(name, password)).toEqual({ kind: 'refused' });
  }
});

test('an unknown name takes as long as a known one', async () => {
  const { email } = await anActiveOfficer(door);
  const took = async (name: string, from: string) => {
    const begun = performance.now();
    await door.knock(name, 'not the password', door.visitor({ address: from }));
    return performance.now() - begun;
  };
  const known: number[] = [];
  const unknown: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    known.push(await took(email, addressOf(round)));
    unknown.push(await took(`nobody-${String(round)}@dongnai.example`, addressOf(round)));
  }
  // hashing is most of it on either side
  expect(Math.min(...unknown)).toBeGreaterThan(Math.min(...known) / 2);
  expect(Math.min(...unknown)).toBeLessThan(Math.min(...known) * 2);
});

const isLong = process.env['DOISOAT_LONG'] === '1';
const [batches, atOnce] = isLong ? [10, 100] : [4, 25];
/** Guesses that an address is taken to have made after its second, unless there is time: each costs a hash. */
const skipped = isLong ? 0 : 44;

async function skipGuesses(guess: number): Promise<void> {
  if (guess !== 2) return;
  await database
    .db('login_throttle')
    .where({ guess_count: 2 })
    .whereRaw('login_throttle.last_at = (select max(last_at) from login_throttle)')
    .update({ guess_count: 2 + skipped });
}

test(`${String(batches * atOnce)} guesses at one account stay locked out; another logs in, and its owner too`, async () => {
  const victim = await anActiveOfficer(door);
  const other = await anActiveOfficer(door);
  const home = door.visitor({ address: '192.0.2.1' });
  const first = await door.knock(victim.email, goodPassword, home);
  const devices = first.kind === 'in' ? (first.devices ?? []) : [];
  const knock = (guess: number) =>
    door.knock(
      victim.email,
      // one of them is right, when it is too late
      guess === 0.7 * batches * atOnce ? goodPassword : `guess number ${String(guess)}`,
      door.visitor({ address: addressOf(guess) }),
    );
  const outcomes: string[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    const numbers = Array.from({ length: atOnce }, (_, at) => batch * atOnce + at);
    outcomes.push(...(await Promise.all(numbers.map(knock))).map(({ kind }) => kind));
    door.wait(1);
  }
  expect(outcomes.filter((kind) => kind === 'refused')).toHaveLength(5);
  expect(outcomes.filter((kind) => kind === 'wait')).toHaveLength(batches * atOnce - 5);
  expect(await door.knock(other.email, goodPassword)).toMatchObject({ kind: 'in' });
  const owner = { ...home, devices };
  expect(await door.knock(victim.email, goodPassword, owner)).toMatchObject({ kind: 'in' });
  // a stranger with the right password still waits, whatever the owner does
  expect(await door.knock(victim.email, goodPassword)).toMatchObject({ kind: 'wait' });
  // somebody else's known browser is a stranger's
  const theirs = { ...home, devices: ['A'.repeat(43)] };
  expect(await door.knock(victim.email, goodPassword, theirs)).toMatchObject({ kind: 'wait' });
});

test('a known browser that was stolen has ten guesses in a quarter of an hour', async () => {
  const { email } = await anActiveOfficer(door);
  const first = await door.knock(email, goodPassword);
  const devices = first.kind === 'in' ? (first.devices ?? []) : [];
  let judged = 0;
  for (let second = 0; second < 900; second += 10) {
    const thief = door.visitor({ devices, address: addressOf(second) });
    if ((await door.knock(email, 'a guess', thief)).kind === 'refused') judged += 1;
    door.wait(10);
  }
  expect(judged).toBeGreaterThan(5);
  expect(judged).toBeLessThanOrEqual(10);
});

test('one address that tries many accounts has a hundred guesses in a quarter of an hour', async () => {
  const officers = [await anActiveOfficer(door), await anActiveOfficer(door)];
  const kinds: string[] = [];
  const seconds = isLong ? 900 : 300;
  for (let second = 0; second < seconds; second += 6) {
    await skipGuesses(second / 6);
    const name = second % 100 === 0 ? officers[0]!.email : `name-${String(second)}@x.example`;
    kinds.push((await door.knock(name, 'one password for all')).kind);
    door.wait(6);
  }
  const judgedMax = 50 - skipped + seconds / 18;
  expect(kinds.filter((kind) => kind === 'refused').length).toBeLessThanOrEqual(judgedMax);
  expect(kinds.filter((kind) => kind === 'wait').length).toBeGreaterThan(seconds / 18);
  const elsewhere = door.visitor({ address: '192.0.2.99' });
  expect(await door.knock(officers[1]!.email, goodPassword, elsewhere)).toMatchObject({
    kind: 'in',
  });
});

test('addresses of one IPv6 network count as one', async () => {
  const kinds: string[] = [];
  for (let host = 0; host < 60 - skipped; host += 1) {
    await skipGuesses(host);
    const visitor = door.visitor({ address: `2001:db8:1:2:${host.toString(16)}::1` });
    kinds.push((await door.knock(`v6-${String(host)}@x.example`, 'a guess', visitor)).kind);
  }
  expect(kinds.filter((kind) => kind === 'refused')).toHaveLength(50 - skipped);
  const neighbour = door.visitor({ address: '2001:db8:1:3::1' });
  expect((await door.knock('v6@x.example', 'a guess', neighbour)).kind).toBe('refused');
});

test('two names of one officer share one count', async () => {
  const citizenIdHash = keyedDigest(database.config.secretKey, 'citizen id', '075300000002');
  const { email } = await anActiveOfficer(door, { citizenIdHash });
  for (const name of [email, '075300000002', email, '075300000002', email]) {
    expect((await door.knock(name, 'a guess')).kind).toBe('refused');
  }
  expect((await door.knock('075300000002', goodPassword)).kind).toBe('wait');
});

test('after five mistakes the owner waits a minute, gets in, and starts anew', async () => {
  const { email } = await anActiveOfficer(door);
  for (let mistake = 0; mistake < 5; mistake += 1) await door.knock(email, 'a mistake');
  expect(await door.knock(email, goodPassword)).toEqual({ kind: 'wait', seconds: 60 });
  door.wait(60);
  expect((await door.knock(email, goodPassword)).kind).toBe('in');
  expect((await door.knock(email, 'a mistake')).kind).toBe('refused');
});

test('every attempt is noted and every lock is in the audit trail, names nowhere', async () => {
  const { db } = database;
  const { email, id } = await anActiveOfficer(door);
  for (let mistake = 0; mistake < 6; mistake += 1) await door.knock(email, 'a mistake');
  door.wait(60);
  await door.knock(email, goodPassword);
  const attempts = await db('login_attempt').where({ officer_id: id }).orderBy('id');
  expect(attempts.map(({ outcome }) => outcome as string)).toEqual([
    ...Array.from({ length: 5 }, () => 'refused'),
    'locked',
    'let in',
  ]);
  const events = await db('audit_event').where({ subject_id: id }).orderBy('id');
  expect(events).toMatchObject([
    { action: 'log_in.locked', actor_kind: 'visitor', subject_kind: 'officer' },
    { action: 'session.begun', actor_kind: 'officer', actor: id, request_id: 'request-of-test' },
  ]);
  for (const rows of [attempts, events, await db('login_throttle')]) {
    expect(JSON.stringify(rows)).not.toContain(email);
    expect(JSON.stringify(rows)).not.toContain('203.0.113.7');
  }
});

test('a hash with parameters of yesterday is made anew when its owner logs in', async () => {
  const old = await hash(goodPassword, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
  const { email, id } = await anOfficer(database.db, { role: 'auditor', passwordHash: old });
  expect((await door.knock(email, goodPassword)).kind).toBe('in');
  const row = await database.db('officer').where({ id }).first<{ password_hash: string }>();
  expect(row.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect((await door.knock(email, goodPassword)).kind).toBe('in');
});

test('a flood of log-ins is turned away before it fills the memory', async () => {
  const knocks = Array.from({ length: isLong ? 150 : 80 }, (_, at) =>
    door
      .knock(`flood-${String(at)}@x.example`, 'a guess', door.visitor({ address: addressOf(at) }))
      .then(
        ({ kind }) => kind,
        (error: unknown) => (error as { problem: { code: string } }).problem.code,
      ),
  );
  const kinds = await Promise.all(knocks);
  expect(new Set(kinds)).toEqual(new Set(['refused', 'unavailable']));
});
