// Set-up links: how an officer gets a password without anybody ever issuing one.
import { addOfficer } from '../../src/access/add-officer.js';
import { inviteAgain } from '../../src/access/setup-link.js';
import { openSetupLink, useSetupLink } from '../../src/access/set-up.js';
import type { Role } from '../../src/access/roles.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { codeAt, doorOf, goodPassword, present, secretOf, withApp, type Door } from './door.js';

let database: TestDatabase;
let door: Door;
let people = 0;
const by = { kind: 'command', id: 'tester', requestId: null } as const;
const asker = 'operator' as const;

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.close());
beforeEach(() => {
  door = doorOf(database);
});

async function invite(role: Role = 'finance_officer') {
  people += 1;
  const email = `moi-${String(people)}@dongnai.example`;
  const given = { asker, name: 'Lê Văn Mới', email, citizenId: null, role, scope: '75' };
  const { officerId, link } = await addOfficer({ ...door.deps, by }, given);
  return { officerId, email, secret: link.secret };
}

const use = (secret: string, password = goodPassword) =>
  useSetupLink(door.deps, { visitor: door.visitor(), secret, password });
const open = (secret: string, address = '203.0.113.7') =>
  openSetupLink(door.deps, { visitor: door.visitor({ address }), secret });

test('a link says whom it is for, and sets the password they choose', async () => {
  const { email, secret } = await invite();
  expect(await open(secret)).toMatchObject({ kind: 'open', name: 'Lê Văn Mới', email });
  expect(await use(secret)).toMatchObject({ kind: 'in', stage: 'full' });
  expect((await door.knock(email, goodPassword)).kind).toBe('in');
});

test('a password that is not taken leaves the link as it was', async () => {
  const { secret } = await invite();
  const refused = await use(secret, 'Ab@123456789');
  expect(refused).toMatchObject({ kind: 'refused', because: expect.stringContaining('công bố') });
  expect((await use(secret)).kind).toBe('in');
});

test('a link works once, even when it is used twice at the same moment', async () => {
  const { secret } = await invite();
  const outcomes = await Promise.all([use(secret), use(secret), use(secret)]);
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['gone', 'gone', 'in']);
  expect((await open(secret)).kind).toBe('gone');
});

test('a link holds seventy-two hours', async () => {
  const { secret } = await invite();
  door.wait(72 * 3_600 - 1);
  expect((await open(secret)).kind).toBe('open');
  door.wait(1);
  expect((await open(secret)).kind).toBe('gone');
  expect((await use(secret)).kind).toBe('gone');
});

test('a newer link ends the one before', async () => {
  const { officerId, secret } = await invite();
  const { link } = await inviteAgain({ ...door.deps, by }, { asker, officerId });
  expect((await use(secret)).kind).toBe('gone');
  expect((await use(link.secret)).kind).toBe('in');
});

test('a new password by link logs every other browser out', async () => {
  const { officerId, email, secret } = await invite();
  await use(secret);
  const inside = secretOf(await door.knock(email, goodPassword));
  const { link } = await inviteAgain({ ...door.deps, by }, { asker, officerId });
  await use(link.secret, 'bốn con mèo leo cây cau');
  expect(await door.session(inside)).toBeNull();
  expect((await door.knock(email, goodPassword)).kind).toBe('refused');
});

test('a link never passes a second factor that is set', async () => {
  const { officerId, secret } = await invite('approver');
  expect(await use(secret)).toMatchObject({ kind: 'in', stage: 'enrol' });
  const app = await withApp(door, officerId);
  const { link } = await inviteAgain({ ...door.deps, by }, { asker, officerId });
  const half = await use(link.secret);
  expect(half).toMatchObject({ kind: 'in', stage: 'second_factor' });
  const code = codeAt(app, door.deps.now());
  expect(await present(door, secretOf(half), code)).toMatchObject({ kind: 'in', stage: 'full' });
});

test('an owner who was locked out by guesses is let in by a new link', async () => {
  const { officerId, email, secret } = await invite();
  await use(secret);
  for (let guess = 0; guess < 5; guess += 1) await door.knock(email, 'a guess');
  expect((await door.knock(email, goodPassword)).kind).toBe('wait');
  const { link } = await inviteAgain({ ...door.deps, by }, { asker, officerId });
  await use(link.secret, 'bốn con mèo leo cây cau');
  expect((await door.knock(email, 'bốn con mèo leo cây cau')).kind).toBe('in');
});

test('guessing links is slowed down by address; a colleague elsewhere is not', async () => {
  const { secret } = await invite();
  const kinds: string[] = [];
  for (let guess = 0; guess < 60; guess += 1) kinds.push((await open(`guess-${guess}`)).kind);
  expect(kinds.filter((kind) => kind === 'gone')).toHaveLength(50);
  expect((await open(secret)).kind).toBe('wait');
  expect((await open(secret, '192.0.2.5')).kind).toBe('open');
});

test('the trail says who set a password, and never which', async () => {
  const { officerId, secret } = await invite();
  await use(secret);
  const events = await database.db('audit_event').where({ subject_id: officerId }).orderBy('id');
  expect(events.map(({ action, actor_kind }) => [action, actor_kind] as unknown)).toEqual([
    ['officer.added', 'command'],
    ['password.set', 'officer'],
    ['session.begun', 'officer'],
  ]);
  expect(JSON.stringify(events)).not.toContain('mưa');
});
