// A browser that another site makes send something: with the cookie of somebody who may do
// everything, on every route and page that changes anything. Nothing is obeyed, nothing changes.
import { apiRoutes } from '../../src/api/index.js';
import { pageRoutes } from '../../src/web/routes.js';
import type { Asker } from './askers.js';
import { apiCalls } from './calls.js';
import type { Call } from './client.js';
import { json, openSetting, type Setting } from './setting.js';

const isLong = process.env['DOISOAT_LONG'] === '1';
let calls = 0;
let setting: Setting;
let cookie: string;

beforeAll(async () => {
  setting = await openSetting();
  const root = await setting.officer('system_admin', '75');
  cookie = root.headers['cookie']!;
}, 60_000);

afterAll(async () => {
  await setting.close();
});

/** What a browser says of where a request comes from, when it does not come from us. */
const origins: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'cross-site': { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
  'cross-site that claims our origin': {
    'sec-fetch-site': 'cross-site',
    origin: 'http://127.0.0.1:8080',
  },
  'same-site, a neighbour host': {
    'sec-fetch-site': 'same-site',
    origin: 'http://neighbour.127.0.0.1',
  },
  'typed or bookmarked': { 'sec-fetch-site': 'none' },
  'said twice': { 'sec-fetch-site': 'same-origin, cross-site' },
  nothing: {},
  'a foreign origin': { origin: 'https://evil.example' },
  'another port': { origin: 'http://127.0.0.1:1' },
  'an origin that begins like ours': { origin: 'http://127.0.0.1:8080.evil.example' },
  'no origin to speak of': { origin: 'null' },
  'only where it was': { referer: 'http://127.0.0.1:8080/' },
};

const bodies: Readonly<Record<string, Readonly<Partial<Call>>>> = {
  'as it is meant': {},
  'as plain text': { headers: { 'content-type': 'text/plain' } },
  'as a form': {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    raw: 'name=x&email=x%40example.test',
  },
};

const changing = apiRoutes.filter(({ method }) => method !== 'get');
const forms = pageRoutes.filter(({ method }) => method === 'post');

function sentWith(call: Call, origin: Readonly<Record<string, string>>, body: Partial<Call>): Call {
  const raw = body.headers && !body.raw ? { raw: JSON.stringify(call.json ?? {}) } : {};
  return { ...call, ...raw, ...body, headers: { ...call.headers, ...origin, ...body.headers } };
}

/**
 * Every way of sending a call from elsewhere with DOISOAT_LONG=1; else a third of the origins, each with one
 * kind of body, and others for the next call.
 */
function waysOf(call: Call): { readonly way: string; readonly call: Call }[] {
  calls += 1;
  const ways = Object.entries(origins).flatMap(([from, origin], at) =>
    Object.entries(bodies).map(([how, body], no) => ({
      isDrawn: (at + calls) % 3 === 0 && (no + Math.floor((at + calls) / 3)) % 3 === 0,
      way: `${from}, ${how}`,
      call: sentWith(call, origin, body),
    })),
  );
  return ways.filter(({ isDrawn }) => isLong || isDrawn);
}

async function refusedAll(
  asker: Pick<Asker, 'headers'>,
  call: Call,
  code: string | null,
): Promise<string[]> {
  const before = await setting.rows();
  const wrong: string[] = [];
  for (const { way, call: sent } of waysOf(call)) {
    const reply = await setting.send(asker, sent);
    const isRefused = reply.status === 403 && (code === null || json(reply).code === code);
    const setsCookie = reply.headers['set-cookie'] !== undefined;
    if (!isRefused || setsCookie)
      wrong.push(`${way}: ${String(reply.status)} ${reply.text.slice(0, 200)}`);
  }
  expect(await setting.rows()).toEqual(before);
  return wrong;
}

describe('a request that another site made a browser send', () => {
  it.each(changing.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'is refused on %s, wherever it says that it comes from',
    async (_name, route) => {
      const { world, objects } = setting;
      const asker = await setting.officer('system_admin', '75');
      const call = await apiCalls[route.id]!({ world, objects, asker, target: 'A', number: 7000 });
      expect(await refusedAll({ headers: { cookie } }, call, 'cross_site')).toEqual([]);
    },
    30_000,
  );

  it.each(forms.map(({ path }) => [path] as const))(
    'is refused on the form %s, with and without a session',
    async (path) => {
      const form = { 'content-type': 'application/x-www-form-urlencoded' };
      const address = path.replaceAll(/:\w+/g, '1');
      const call = { method: 'POST', path: address, headers: form, raw: 'a=b' };
      expect(await refusedAll({ headers: { cookie } }, call, null)).toEqual([]);
      expect(await refusedAll({ headers: {} }, call, null)).toEqual([]);
    },
    30_000,
  );

  it('leaves the session as it was: from our own pages it goes on', async () => {
    const own = { cookie, 'sec-fetch-site': 'same-origin' };
    const reply = await setting.send(
      { headers: own },
      { method: 'POST', path: '/api/v1/reconciliations' },
    );
    expect(reply.status).toBe(202);
    const byOrigin = { cookie, origin: 'http://127.0.0.1:8080' };
    const again = await setting.send(
      { headers: byOrigin },
      { method: 'POST', path: '/api/v1/reconciliations' },
    );
    expect(again.status).toBe(202);
  });

  it('changes nothing by GET: no page and no route does anything when it is only opened', async () => {
    const before = await setting.rows();
    for (const { method, path, id } of apiRoutes) {
      if (method === 'get') continue;
      const address = `/api/v1${path.replaceAll(/\{\w+\}/g, '1')}`;
      for (const override of [{}, { 'x-http-method-override': method.toUpperCase() }]) {
        const headers = { cookie, 'sec-fetch-site': 'cross-site', ...override };
        const query = `?_method=${method}`;
        const reply = await setting.send(
          { headers },
          { method: 'GET', path: `${address}${query}` },
        );
        expect({ id, isServerError: reply.status >= 500 }).toEqual({ id, isServerError: false });
      }
    }
    expect(await setting.rows()).toEqual(before);
  });

  it('is nobody’s concern with a bearer token, which no browser adds by itself', async () => {
    const token = await setting.token('system_admin', '75');
    const call = {
      method: 'POST',
      path: '/api/v1/reconciliations',
      headers: origins['cross-site']!,
    };
    expect((await setting.send(token, call)).status).toBe(202);
    // but a cookie beside it does not make it a page of ours
    const both = { ...token.headers, cookie };
    expect((await setting.send({ headers: both }, call)).status).toBe(202);
  });
});
