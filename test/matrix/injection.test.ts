// SQL in every place of a request that a route reads: nothing breaks, nothing more is shown, and no
// answer takes as long as the database was told to sleep.
import type { z } from 'zod';
import { apiRoutes } from '../../src/api/index.js';
import type { ApiRoute } from '../../src/api/route.js';
import type { Asker } from './askers.js';
import { apiCalls } from './calls.js';
import { eachOf, type Call, type Reply } from './client.js';
import { codes, leaksFor, within } from './places.js';
import { json, openSetting, type Setting } from './setting.js';

let setting: Setting;
let root: Asker;
let local: Asker;

beforeAll(async () => {
  setting = await openSetting();
  root = await setting.token('system_admin', '75');
  local = await setting.token('system_admin', 'A');
}, 60_000);

afterAll(async () => {
  await setting.close();
});

const closings = [
  "'",
  "')",
  "'))",
  '"',
  '")',
  '1',
  '1)',
  "\\'",
  "%' or",
  '$1',
  '?',
  '??',
  ':a',
  '`',
];
const tails = [
  ' or 1=1 --',
  " or '1'='1",
  ' union select null,null,null --',
  '; select pg_sleep(30) --',
  ' || pg_sleep(30) || ',
  '; drop table fee_order; --',
  ' and (select count(*) from generate_series(1,100000000))>0 --',
];
const others = [
  "'; copy (select '') to program 'sleep 30' --",
  "1;select current_setting('is_superuser')",
  "' or token_hash like '%",
  '(select password_hash from officer limit 1)',
  '$$; select pg_sleep(30); $$',
  "E'\\x27 or 1=1",
  '%27%20or%201=1',
  '\u02bc or 1=1 --',
  '＇ or 1=1 --',
  '{"a":"\' or 1=1"}',
  "' or 1=1 limit 1 offset 1 /*",
  '*/ or 1=1 /*',
  "x' and 1=(select 1 from pg_sleep(30)) and 'x'='x",
  '1 procedure analyse(1)',
  "0'; alter role doisoat_service superuser --",
];
const payloads = [
  ...closings.flatMap((closing, at) =>
    tails.filter((_, which) => (at + which) % 2 === 0).map((tail) => `${closing}${tail}`),
  ),
  ...others,
].slice(0, 64);

const isLong = process.env['DOISOAT_LONG'] === '1';

/** The database was told to sleep twice as long. */
const slowestMs = 15_000;

interface Shot {
  readonly where: string;
  readonly call: Call;
  readonly asker: Asker;
}

async function fire(shots: readonly Shot[]): Promise<string[]> {
  const wrong = await eachOf(
    shots,
    async ({ where, call, asker }) => {
      const reply = await setting.send(asker, call);
      return wrongsOf(reply, asker).map((what) => `${where}: ${what}: ${reply.text.slice(0, 200)}`);
    },
    4,
  );
  return wrong.flat();
}

function wrongsOf(reply: Reply, asker: Asker): string[] {
  const scope = asker === root ? within['75'] : within.A;
  const seen = new Set(scope);
  const isJson = String(reply.headers['content-type']).startsWith('application/json');
  const told = leaksFor(reply.text, { seen, payers: new Set(), income: new Set() });
  return [
    ...(reply.status >= 500 ? [String(reply.status)] : []),
    ...(reply.ms > slowestMs ? [`${reply.ms.toFixed(0)} ms`] : []),
    ...(asker === local ? told : []),
    // what was found by such a word would be found by its effect
    ...(isJson && (json(reply).items?.length ?? 0) > 0 ? ['rows'] : []),
  ];
}

function namesOf(route: ApiRoute): [string, z.ZodType][] {
  const shape = (route.query as { shape?: Record<string, z.ZodType> } | null)?.shape;
  return Object.entries(shape ?? {});
}

function addressOf(route: ApiRoute): string {
  return `/api/v1${route.path.replaceAll(/\{\w+\}/g, '1')}`;
}

const readRoutes = apiRoutes.filter(({ method }) => method === 'get');

/**
 * Places of a query: those whose schema takes a payload get all of them with DOISOAT_LONG=1, else
 * every twelfth, the next place other ones; the others get one, or three.
 */
function queryShots(): Shot[] {
  return readRoutes.flatMap((route, no) =>
    namesOf(route).flatMap(([name, schema], place) => {
      const reaching = payloads
        .filter((payload) => schema.safeParse(payload).success)
        .filter((_payload, at) => isLong || (no + place + at) % 12 === 0);
      const sent = name === 'cursor' ? [] : [...reaching, ...payloads.slice(0, isLong ? 3 : 1)];
      return sent.map((payload, at) => ({
        where: `${route.id}?${name} ${payload}`,
        asker: at % 2 === 0 ? local : root,
        call: {
          method: 'GET',
          path: `${addressOf(route)}?${name}=${encodeURIComponent(payload)}`,
        },
      }));
    }),
  );
}

/** Every list gets a twelfth of the payloads, the next one others; all with DOISOAT_LONG=1. */
function cursorShots(): Shot[] {
  return readRoutes.flatMap((route, no) => {
    if (!namesOf(route).some(([name]) => name === 'cursor')) return [];
    const shapes = [(word: string) => [word], (word: string) => ['1', word]];
    const keys = payloads.map((payload, at) =>
      at % 5 === 0 ? ['1', '1', payload] : shapes[at % 2]!(payload),
    );
    const sent = keys.filter((_key, at) => isLong || (no + at) % 12 === 0);
    return sent.map((key, at) => ({
      where: `${route.id}?cursor ${JSON.stringify(key)}`,
      asker: at % 2 === 0 ? local : root,
      call: {
        method: 'GET',
        path: `${addressOf(route)}?cursor=${Buffer.from(JSON.stringify(key)).toString('base64url')}`,
      },
    }));
  });
}

/** Every route gets a sixteenth of the payloads, the next one another; all with DOISOAT_LONG=1. */
function pathShots(): Shot[] {
  return apiRoutes.flatMap((route, no) => {
    if (!route.path.includes('{')) return [];
    const sent = payloads.filter((_payload, at) => isLong || (no + at) % 16 === 0);
    return sent.map((payload, at) => ({
      where: `${route.id} ${payload}`,
      asker: at % 2 === 0 ? local : root,
      call: {
        method: route.method.toUpperCase(),
        path: `/api/v1${route.path.replaceAll(/\{\w+\}/g, encodeURIComponent(payload))}`,
        headers: { 'if-match': '*' },
      },
    }));
  });
}

describe('SQL in a request', () => {
  it('is told in at least sixty forms', () => {
    expect(new Set(payloads).size).toBeGreaterThanOrEqual(60);
  });

  it('in every filter and search is a word and nothing else', async () => {
    const shots = queryShots();
    expect(shots.length).toBeGreaterThan(isLong ? 3_000 : 100);
    expect(await fire(shots)).toEqual([]);
  }, 120_000);

  it('in every cursor is a place in the list at most', async () => {
    const wrong = (await fire(cursorShots())).filter((text) => !text.includes(': rows:'));
    expect(wrong).toEqual([]);
  }, 120_000);

  it('in every path is something that is not there', async () => {
    expect(await fire(pathShots())).toEqual([]);
  }, 120_000);

  it('in headers, and in the texts of bodies and files, is a text', async () => {
    const { world, objects } = setting;
    const shots: Shot[] = [];
    for (const [number, payload] of payloads.entries()) {
      const plain = payload.replaceAll(/[^\x21-\x7e]/g, '_');
      const order = apiCalls['createOrders']!;
      const call = await order({ world, objects, asker: root, target: 'A', number: 9000 + number });
      shots.push(
        {
          where: 'key',
          asker: root,
          call: { ...call, json: {}, headers: { 'idempotency-key': plain } },
        },
        {
          where: 'unit',
          asker: root,
          call: { ...call, json: { ...(call.json as object), unitCode: payload } },
        },
        {
          where: 'token',
          asker: { ...root, headers: { authorization: `Bearer ${plain}` } },
          call: { method: 'GET', path: '/api/v1/me' },
        },
        {
          where: 'session',
          asker: { ...root, headers: { cookie: `doisoat=${encodeURIComponent(payload)}` } },
          call: { method: 'GET', path: '/api/v1/me' },
        },
        {
          where: 'callback',
          asker: { ...root, headers: {} },
          call: { method: 'POST', path: `/callbacks/${encodeURIComponent(payload)}`, raw: payload },
        },
      );
    }
    const orders = payloads.map((payload, at) => ({
      merchantRef: `${payload} ${String(at)}`,
      dossierCode: payload,
      description: payload,
      unitCode: codes.A,
      amount: '1000',
    }));
    shots.push({
      where: 'orders',
      asker: root,
      call: { method: 'POST', path: '/api/v1/orders', json: { orders } },
    });
    const before = (await setting.rows())['fee_order'];
    expect(await fire(shots)).toEqual([]);
    expect((await setting.rows())['fee_order']).toBe(before! + payloads.length);
  }, 120_000);
});
