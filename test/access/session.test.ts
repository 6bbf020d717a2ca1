// How long somebody is logged in, and what ends it.
import { authenticate } from '../../src/access/authenticate.js';
import { isCrossSite } from '../../src/access/cross-site.js';
import { grantRole } from '../../src/access/grant-role.js';
import { logOut } from '../../src/access/log-in.js';
import { changePassword, endOwnSession, renewRecoveryCodes } from '../../src/access/own-account.js';
import { cookieNames, cookieOf, setCookie } from '../../src/access/cookies.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
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

async function anOfficerInside() {
  const officer = await anActiveOfficer(door);
  const secret = secretOf(await door.knock(officer.email, goodPassword));
  const session = await door.session(secret);
  if (!session) throw new Error('not inside');
  return { ...officer, secret, session };
}

const principal = (secret: string) =>
  authenticate(door.deps, { cookie: `other=1; ${cookieNames(database.config).session}=${secret}` });

test('a cookie says who it is, with the grants as they are now', async () => {
  const { id, secret } = await anOfficerInside();
  expect(await principal(secret)).toMatchObject({
    kind: 'officer',
    id,
    byCookie: true,
    grants: [{ role: 'finance_officer', scope: '75', isProvince: true }],
  });
  await database.db('officer_grant').where({ officer_id: id }).update({
    ended_at: door.deps.now(),
    ended_by: 'command tester',
  });
  expect(await principal(secret)).toMatchObject({ grants: [] });
});

test('the database holds nothing that a cookie could be made of', async () => {
  const { secret } = await anOfficerInside();
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  const stored = JSON.stringify(await database.db('session'));
  expect(stored).not.toContain(secret);
});

test('an id that a browser brings along is never adopted', async () => {
  const planted = 'planted-planted-planted-planted-planted-pla';
  expect(await principal(planted)).toBeNull();
  const { secret } = await anOfficerInside();
  expect(secret).not.toBe(planted);
  expect(await principal(planted)).toBeNull();
});

test('thirty minutes without a request end a session; each request begins them anew', async () => {
  const { secret } = await anOfficerInside();
  for (let visit = 0; visit < 5; visit += 1) {
    door.wait(29 * 60);
    expect(await principal(secret)).not.toBeNull();
  }
  door.wait(30 * 60);
  expect(await principal(secret)).toBeNull();
});

test('twelve hours end a session whatever happens', async () => {
  const { secret } = await anOfficerInside();
  for (let visit = 0; visit < 71; visit += 1) {
    door.wait(10 * 60);
    expect(await principal(secret)).not.toBeNull();
  }
  door.wait(10 * 60);
  expect(await principal(secret)).toBeNull();
});

test('when it was last seen is written once a minute, not with every request', async () => {
  const { secret, session } = await anOfficerInside();
  const seenAt = async () =>
    (await database.db('session').where({ id: session.id }).first<{ seen_at: Date }>()).seen_at;
  const begun = door.deps.now();
  door.wait(59);
  await principal(secret);
  expect(await seenAt()).toEqual(begun);
  door.wait(1);
  await principal(secret);
  expect(await seenAt()).toEqual(door.deps.now());
});

test('of six browsers the first is logged out', async () => {
  const { email } = await anActiveOfficer(door);
  const secrets: string[] = [];
  for (let browser = 0; browser < 6; browser += 1) {
    secrets.push(secretOf(await door.knock(email, goodPassword)));
  }
  const alive = await Promise.all(secrets.map(principal));
  expect(alive.map((each) => each !== null)).toEqual([false, true, true, true, true, true]);
});

test('after logging out the cookie is worth nothing', async () => {
  const { secret, session } = await anOfficerInside();
  await logOut(door.deps, { session, requestId: 'request-of-test' });
  expect(await principal(secret)).toBeNull();
});

test('an officer who is disabled is out at once', async () => {
  const { id, secret } = await anOfficerInside();
  await database.db('officer').where({ id }).update({ disabled_at: door.deps.now() });
  expect(await principal(secret)).toBeNull();
});

test('a new grant ends every session', async () => {
  const { id, secret } = await anOfficerInside();
  const by = { kind: 'command', id: 'tester', requestId: null } as const;
  await grantRole(
    { ...door.deps, by },
    { asker: 'operator', officerId: id, role: 'auditor', scope: '75' },
  );
  expect(await principal(secret)).toBeNull();
});

test('a role that needs a second factor is nobody until it is set up', async () => {
  const { id, secret } = await anOfficerInside();
  await database.db('officer_grant').insert({
    officer_id: id,
    role: 'approver',
    scope: '75',
    granted_at: door.deps.now(),
    granted_by: 'command tester',
  });
  expect(await principal(secret)).toBeNull();
});

test('a new password ends all other sessions and goes on under a new id', async () => {
  const { email, secret, session } = await anOfficerInside();
  const elsewhere = secretOf(await door.knock(email, goodPassword));
  const visitor = door.visitor();
  const given = { visitor, session, present: goodPassword };
  const password = 'bốn con mèo leo cây cau';
  const wrong = await changePassword(door.deps, { ...given, present: 'a guess', password });
  expect(wrong.kind).toBe('wrong');
  const weak = await changePassword(door.deps, { ...given, password: 'Ab@123456789' });
  expect(weak).toMatchObject({ kind: 'refused', because: expect.stringContaining('công bố') });
  const same = await changePassword(door.deps, { ...given, password: goodPassword });
  expect(same.kind).toBe('refused');
  const outcome = await changePassword(door.deps, { ...given, password });
  const next = secretOf(outcome);
  expect(await principal(secret)).toBeNull();
  expect(await principal(elsewhere)).toBeNull();
  expect(await principal(next)).not.toBeNull();
  expect((await door.knock(email, goodPassword)).kind).toBe('refused');
  expect((await door.knock(email, password)).kind).toBe('in');
});

test('whoever finds a browser left open has ten guesses at the password, too', async () => {
  const { session } = await anOfficerInside();
  let judged = 0;
  for (let second = 0; second < 900; second += 10) {
    const given = { visitor: door.visitor(), session, present: `guess ${String(second)}` };
    if ((await renewRecoveryCodes(door.deps, given)).kind === 'wrong') judged += 1;
    door.wait(10);
  }
  expect(judged).toBeLessThanOrEqual(10);
});

test('an officer ends their own sessions and nobody else’s', async () => {
  const { email, session } = await anOfficerInside();
  const other = await anOfficerInside();
  const elsewhere = secretOf(await door.knock(email, goodPassword));
  const visitor = door.visitor();
  const ending = await door.session(elsewhere);
  await endOwnSession(door.deps, { visitor, session, sessionId: ending?.id ?? '' });
  expect(await principal(elsewhere)).toBeNull();
  await endOwnSession(door.deps, { visitor, session, sessionId: other.session.id });
  expect(await principal(other.secret)).not.toBeNull();
});

describe('cookies', () => {
  test('behind https are bound to the host and never sent in the clear', () => {
    const config = { baseUrl: 'https://doisoat.example' };
    const header = setCookie(config, cookieNames(config).session, 'abc');
    expect(header).toBe('__Host-doisoat=abc; Path=/; HttpOnly; SameSite=Lax; Secure');
  });

  test('on loopback without https lack only what needs it', () => {
    const config = { baseUrl: 'http://127.0.0.1:8080' };
    const header = setCookie(config, cookieNames(config).session, 'abc', 60);
    expect(header).toBe('doisoat=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60');
  });

  test.each([
    ['doisoat=abc', 'abc'],
    ['x=1; doisoat=abc; doisoat=planted', 'abc'],
    ['xdoisoat=abc', undefined],
    ['doisoat', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%s carries %s', (header, value) => {
    expect(cookieOf(header, 'doisoat')).toBe(value);
  });
});

describe('a request that changes something', () => {
  const baseUrl = 'https://doisoat.example';
  const crosses = (headers: Record<string, string>, method = 'POST') =>
    isCrossSite({ method, headers }, baseUrl);

  test.each([
    [{ 'sec-fetch-site': 'same-origin' }],
    [{ 'sec-fetch-site': 'same-origin', origin: 'null' }],
    [{ origin: 'https://doisoat.example' }],
    [{ origin: 'http://127.0.0.1:8080', host: '127.0.0.1:8080' }],
  ])('is obeyed with %j', (headers) => {
    expect(crosses(headers)).toBe(false);
  });

  test.each([
    [{}],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'none' }],
    [{ 'sec-fetch-site': 'cross-site', origin: 'https://doisoat.example' }],
    [{ origin: 'null' }],
    [{ origin: 'https://evil.example', host: 'doisoat.example' }],
    [{ origin: 'http://doisoat.example' }],
    [{ origin: 'https://doisoat.example.evil.example' }],
    [{ referer: 'https://doisoat.example/' }],
  ])('is refused with %j', (headers: Record<string, string>) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'post', 'QUERY']) {
      expect(crosses(headers, method)).toBe(true);
    }
    for (const method of ['GET', 'HEAD', 'OPTIONS']) expect(crosses(headers, method)).toBe(false);
  });
});
