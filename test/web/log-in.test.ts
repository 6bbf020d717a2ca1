// Logging in and out over HTTP: cookies, redirects, and requests that other sites send.
import { actions, roleMay, type Role } from '../../src/access/roles.js';
import { hashPassword } from '../../src/access/password-hash.js';
import { addOfficer } from '../../src/access/add-officer.js';
import type { Config } from '../../src/config.js';
import { openLog } from '../../src/log.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { pageRoutes } from '../../src/web/routes.js';
import { goodPassword } from '../access/door.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { anOfficer, loggedIn } from '../support/people.js';
import { browsing, fromOurPage, type Browsing } from './browsing.js';

const isLong = process.env['DOISOAT_LONG'] === '1';
let database: TestDatabase;
let server: RunningServer;
let nowMs = Date.parse('2026-05-20T01:00:00Z');
const lines: string[] = [];
const log = openLog('trace', { write: (line) => lines.push(line) });
const now = () => new Date(nowMs);

async function serve(overrides: Partial<Config> = {}): Promise<RunningServer> {
  const { db } = database;
  const config = { ...database.config, port: 0, ...overrides };
  return startServer({ db, config, now, log });
}

beforeAll(async () => {
  database = await cloneDatabase({ PORT: '0' });
  server = await serve();
});
afterAll(async () => {
  await server.stop();
  await database.close();
});
beforeEach(() => {
  nowMs += 24 * 3_600_000;
});

let hashed: Promise<string> | undefined;
async function anActiveOfficer() {
  hashed ??= hashPassword(goodPassword);
  return anOfficer(database.db, { role: 'finance_officer', passwordHash: await hashed });
}

/** A browser whose officer has logged in by the form. */
async function inside(): Promise<Browsing & { readonly email: string }> {
  const { email } = await anActiveOfficer();
  const browser = browsing(server.url);
  const visit = await browser.send('/dang-nhap', { ten: email, 'mat-khau': goodPassword });
  expect([visit.status, visit.goTo]).toEqual([303, '/']);
  return { ...browser, email };
}

test('before anybody exists the log-in page says which command adds the first', async () => {
  const { text } = await browsing(server.url).get('/dang-nhap');
  expect(text).toContain('officer add --email');
  await anActiveOfficer();
  const { text: later } = await browsing(server.url).get('/dang-nhap');
  expect(later).not.toContain('officer add');
});

test('a page asks for a log-in and is shown after it', async () => {
  const { email } = await anActiveOfficer();
  const browser = browsing(server.url);
  const asked = await browser.get('/don-vi/25432?trang=2');
  expect(asked.status).toBe(303);
  expect(asked.goTo).toBe('/dang-nhap?ve=%2Fdon-vi%2F25432%3Ftrang%3D2');
  const form = await browser.get(asked.goTo ?? '');
  expect(form.text).toContain('name="ve" value="/don-vi/25432?trang=2"');
  const fields = { ten: email, 'mat-khau': goodPassword, ve: '/don-vi/25432?trang=2' };
  const visit = await browser.send('/dang-nhap', fields);
  expect([visit.status, visit.goTo]).toEqual([303, '/don-vi/25432?trang=2']);
  const page = await browser.get('/');
  expect(page.status).toBe(200);
  expect(page.text).toContain('Trần Thị Thử');
  expect(page.text).toContain('action="/dang-xuat"');
});

test.each([
  'https://evil.example/',
  '//evil.example/',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '/%09/evil.example\n',
  'javascript:alert(1)',
  'http:evil.example',
  '/dang-xuat',
  '/dang-nhap?ve=/',
  '/' + 'x'.repeat(600),
  '',
])('the address to go on to is ours, whatever “%s” says', async (ve) => {
  const { email } = await anActiveOfficer();
  const browser = browsing(server.url);
  const visit = await browser.send('/dang-nhap', { ten: email, 'mat-khau': goodPassword, ve });
  expect(visit.status).toBe(303);
  expect(new URL(visit.goTo ?? '', server.url).origin).toBe(server.url);
  expect(visit.goTo).toMatch(/^\/(%09\/evil\.example)?$/);
});

test('a wrong password is told on the page, without saying what is wrong', async () => {
  const { email } = await anActiveOfficer();
  const browser = browsing(server.url);
  const known = await browser.send('/dang-nhap', { ten: email, 'mat-khau': 'wrong' });
  const unknown = await browser.send('/dang-nhap', { ten: 'x@y.example', 'mat-khau': 'wrong' });
  expect(known.status).toBe(422);
  expect(known.text).toContain('Tên đăng nhập hoặc mật khẩu không đúng.');
  expect(known.text.replace(email, '')).toBe(unknown.text.replace('x@y.example', ''));
  expect(browser.cookies.size).toBe(0);
});

test('whoever is locked out reads how long, and a program reads it too', async () => {
  const { email } = await anActiveOfficer();
  const browser = browsing(server.url);
  const guess = () => browser.send('/dang-nhap', { ten: email, 'mat-khau': 'wrong' });
  for (let count = 0; count < 5; count += 1) expect((await guess()).status).toBe(422);
  const locked = await guess();
  expect(locked.status).toBe(429);
  expect(locked.headers.get('retry-after')).toBe('60');
  expect(locked.text).toContain('Hãy đợi 60 giây rồi thử lại.');
});

test('a program that sends the form is told by a problem document', async () => {
  const { email } = await anActiveOfficer();
  const headers = { ...fromOurPage, accept: 'application/json' };
  const browser = browsing(server.url);
  const guess = (more = headers) =>
    browser.send('/dang-nhap', { ten: email, 'mat-khau': 'wrong' }, more);
  for (let count = 0; count < 5; count += 1) await guess();
  const locked = await guess();
  expect([locked.status, locked.headers.get('retry-after')]).toEqual([429, '60']);
  expect(locked.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(JSON.parse(locked.text)).toMatchObject({
    code: 'too_many_attempts',
    title: 'Thử quá nhiều lần, hãy đợi',
  });
  const foreign = await guess({ ...headers, 'sec-fetch-site': 'cross-site' });
  expect([foreign.status, JSON.parse(foreign.text)]).toMatchObject([403, { code: 'cross_site' }]);
});

test('the session’s cookie is for us alone, and its id is a new one', async () => {
  const { email } = await anActiveOfficer();
  const browser = browsing(server.url);
  browser.cookies.set('doisoat', 'planted-by-somebody-who-wants-to-share-it');
  const form = { ten: email, 'mat-khau': goodPassword };
  const { headers } = await browser.send('/dang-nhap', form);
  const [session, device] = headers.getSetCookie();
  expect(session).toMatch(/^doisoat=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(device).toMatch(
    /^doisoat-may=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=15552000$/,
  );
  const other = browsing(server.url);
  other.cookies.set('doisoat', 'planted-by-somebody-who-wants-to-share-it');
  expect((await other.get('/')).status).toBe(303);
});

test('logging in anew over a session of somebody else ends theirs', async () => {
  const browser = await inside();
  const before = browser.cookies.get('doisoat') ?? '';
  const { email } = await anActiveOfficer();
  await browser.send('/dang-nhap', { ten: email, 'mat-khau': goodPassword });
  expect(browser.cookies.get('doisoat')).not.toBe(before);
  // two officers share this browser, and it is known to both
  expect(browser.cookies.get('doisoat-may')?.split('.')).toHaveLength(2);
  const old = browsing(server.url);
  old.cookies.set('doisoat', before);
  expect((await old.get('/')).status).toBe(303);
});

test('after logging out the cookie is gone, worth nothing, and the pages forgotten', async () => {
  const browser = await inside();
  const kept = browser.cookies.get('doisoat') ?? '';
  const out = await browser.send('/dang-xuat');
  expect([out.status, out.goTo]).toEqual([303, '/dang-nhap?da=thoat']);
  expect(out.headers.get('clear-site-data')).toBe('"cache", "storage"');
  expect(browser.cookies.has('doisoat')).toBe(false);
  expect(browser.cookies.has('doisoat-may')).toBe(true);
  const replayed = browsing(server.url);
  replayed.cookies.set('doisoat', kept);
  for (const path of ['/', '/tai-khoan', '/don-vi/25432']) {
    expect((await replayed.get(path)).status).toBe(303);
  }
});

test('an idle browser is asked to log in again', async () => {
  const browser = await inside();
  nowMs += 29 * 60_000;
  expect((await browser.get('/')).status).toBe(200);
  nowMs += 30 * 60_000;
  expect((await browser.get('/')).goTo).toBe('/dang-nhap');
});

/** Guesses that an address is taken to have made, unless there is time: each costs a hash. */
const skipped = isLong ? 0 : 44;

/** After its second guess. */
async function skipGuesses(guess: number): Promise<void> {
  if (guess !== 2) return;
  await database
    .db('login_throttle')
    .where({ guess_count: 2, last_at: new Date(nowMs) })
    .update({ guess_count: 2 + skipped });
}

test('a forged X-Forwarded-For gives nobody more guesses', async () => {
  const browser = browsing(server.url);
  const statuses: number[] = [];
  for (let guess = 0; guess < 60 - skipped; guess += 1) {
    await skipGuesses(guess);
    const headers = { ...fromOurPage, 'x-forwarded-for': `198.51.100.${String(guess)}` };
    const form = { ten: `name-${String(guess)}@x.example`, 'mat-khau': 'one for all' };
    statuses.push((await browser.send('/dang-nhap', form, headers)).status);
  }
  expect(statuses.filter((status) => status === 422)).toHaveLength(50 - skipped);
  expect(statuses.slice(50 - skipped)).toEqual(Array.from({ length: 10 }, () => 429));
});

test('behind a proxy that encrypts, the address it saw counts, and cookies are bound to the host', async () => {
  const behind = await serve({ baseUrl: 'https://doisoat.example' });
  const { email } = await anActiveOfficer();
  const browser = browsing(behind.url);
  const origin = { origin: 'https://doisoat.example' };
  for (let guess = 0; guess < 60 - skipped; guess += 1) {
    await skipGuesses(guess);
    // the visitor forges the first address, the proxy adds the one it saw
    const seen = `203.0.113.${String(guess)}, 192.0.2.1`;
    const form = { ten: `name-${String(guess)}@x.example`, 'mat-khau': 'one for all' };
    await browser.send('/dang-nhap', form, { ...origin, 'x-forwarded-for': seen });
  }
  const form = { ten: email, 'mat-khau': goodPassword };
  const from = (address: string) =>
    browser.send('/dang-nhap', form, { ...origin, 'x-forwarded-for': address });
  expect((await from('203.0.113.9, 192.0.2.1')).status).toBe(429);
  const { status, headers } = await from('192.0.2.2');
  expect(status).toBe(303);
  expect(headers.getSetCookie()[0]).toMatch(
    /^__Host-doisoat=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
  );
  await behind.stop();
});

test('a proxy that nobody named is not believed', async () => {
  const behind = await serve({
    baseUrl: 'https://doisoat.example',
    trustedProxies: ['10.0.0.0/8'],
  });
  const browser = browsing(behind.url);
  const statuses: number[] = [];
  for (let guess = 0; guess < 51 - skipped; guess += 1) {
    await skipGuesses(guess);
    const headers = { ...fromOurPage, 'x-forwarded-for': `198.51.100.${String(guess)}` };
    const form = { ten: `named-${String(guess)}@x.example`, 'mat-khau': 'one for all' };
    statuses.push((await browser.send('/dang-nhap', form, headers)).status);
  }
  expect(statuses.at(-1)).toBe(429);
  await behind.stop();
});

describe('a form that another site sends', () => {
  const foreign: [string, Record<string, string>][] = [
    ['from another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['from a neighbour host', { 'sec-fetch-site': 'same-site' }],
    ['typed into the address bar', { 'sec-fetch-site': 'none' }],
    ['without saying where from', {}],
    ['with a foreign origin', { origin: 'https://evil.example' }],
    ['with an origin that hides', { origin: 'null' }],
  ];
  const posts = pageRoutes.filter(({ method }) => method === 'post').map(({ path }) => path);
  let cookie: string;
  beforeAll(async () => {
    cookie = await loggedIn(database, { role: 'finance_officer' });
  });
  /** Somebody whose role reaches the page: what is refused is then the form. */
  const whoMay = (path: string): Role => {
    const route = pageRoutes.find((one) => one.method === 'post' && one.path === path);
    const action = actions.find((one) => one === route?.action);
    const people = ['department_of_justice', 'finance_officer', 'commune_accountant'] as const;
    return people.find((role) => !action || roleMay(role, action)) ?? 'system_admin';
  };

  // each form in one of the ways, the next one in another, unless there is time
  const sent = posts.flatMap((path, at) =>
    foreign
      .map(([how, headers]) => [path, how, headers] as const)
      .filter((_way, no) => isLong || no === at % foreign.length),
  );
  test.each(sent)('to %s %s is refused and changes nothing', async (path, _how, headers) => {
    const { db } = database;
    const before = await db('audit_event').count();
    const visit = await browsing(server.url).send(path.replace(':secret', 'x'), allFields, {
      ...headers,
      cookie,
    });
    expect(visit.status).toBe(403);
    expect(visit.text).toContain('Yêu cầu đến từ trang web khác');
    expect(visit.headers.getSetCookie()).toEqual([]);
    expect(await db('audit_event').count()).toEqual(before);
    expect((await browsing(server.url).get('/tai-khoan', { cookie })).status).toBe(200);
  });

  test.each(posts)('as plain text, or by GET, does nothing at %s', async (path) => {
    const cookie = await loggedIn(database, { role: whoMay(path) });
    const at = `${server.url}${path.replace(':secret', 'x')}`;
    const headers = { ...fromOurPage, cookie, 'content-type': 'text/plain' };
    const body = new URLSearchParams(allFields).toString();
    const plain = await fetch(at, { method: 'POST', headers, body, redirect: 'manual' });
    expect(plain.status).toBe(415);
    await fetch(`${at}?${body}`, { headers: { cookie }, redirect: 'manual' });
    expect((await browsing(server.url).get('/tai-khoan', { cookie })).status).toBe(200);
  });

  const allFields = {
    'mat-khau': goodPassword,
    'mat-khau-moi': 'bốn con mèo leo cây cau',
    'nhap-lai': 'bốn con mèo leo cây cau',
    ten: 'x@y.example',
    ma: '123456',
    phien: '1',
  };
});

test('a form with a field twice, or far too long, is refused', async () => {
  const at = `${server.url}/dang-nhap`;
  const send = (body: string) =>
    fetch(at, {
      method: 'POST',
      headers: { ...fromOurPage, 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
  expect((await send('ten=a&ten=b')).status).toBe(400);
  expect((await send(`ten=${'a'.repeat(20_000)}`)).status).toBe(413);
  expect((await send('')).status).toBe(422);
});

test('what was typed, links, codes and cookies are nowhere in the log', async () => {
  const by = { kind: 'command', id: 'tester', requestId: null } as const;
  const { db, config } = database;
  const { link } = await addOfficer(
    { db, config, now, by },
    {
      asker: 'operator',
      name: 'Đỗ Thị Kín',
      email: 'kin@dongnai.example',
      citizenId: null,
      role: 'auditor',
      scope: '75',
    },
  );
  const browser = browsing(server.url);
  await browser.get(`/thiet-lap/${link.secret}`);
  const form = { 'mat-khau-moi': goodPassword, 'nhap-lai': goodPassword };
  await browser.send(`/thiet-lap/${link.secret}`, form);
  await browser.send('/dang-nhap', { ten: '075300000123', 'mat-khau': goodPassword });
  const text = lines.join('');
  expect(text).toContain('"route":"/thiet-lap/:secret"');
  const secrets = [link.secret, '075300000123', 'kin@', 'Kín', goodPassword, 'mat-khau='];
  for (const secret of [...secrets, browser.cookies.get('doisoat') ?? 'none']) {
    expect(text).not.toContain(secret);
  }
});
