// 500 account numbers and 500 citizen numbers go through every door of a running service, well
// formed and not. None may come out in a log, a mail, a metric, a problem document or an address.
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { apiRoutes } from '../../src/api/index.js';
import { openLog } from '../../src/log.js';
import { type RunningServer, startServer } from '../../src/server.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import {
  genericBody,
  genericProfile,
  type Reply,
  send,
  signed,
} from '../payments/callback-client.js';
import { apiClient } from '../support/api-client.js';
import { commandLine } from '../support/command-line.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { citizensIn, numbersIn, readableMail } from '../support/numbers-in.mjs';
import { bearerOf, byTester } from '../support/people.js';
import { keepLog, keepNumbers } from '../support/run-folder.js';
import { seededAccounts, seededCitizens } from '../support/seeded.js';

const isLong = process.env['DOISOAT_LONG'] === '1';
const asOf = new Date('2026-05-20T05:00:00Z');
const numbers = new Set([...seededAccounts, ...seededCitizens]);
const logged: string[] = [];
/** Texts that must be clean, with where they came out. */
const cameOut: (readonly [where: string, text: string])[] = [];

let database: TestDatabase;
let server: RunningServer;
let token: string;
let units: readonly string[];

beforeAll(async () => {
  keepNumbers([...numbers]);
  database = await cloneDatabase({ PORT: '0' });
  const { db, config } = database;
  const write = (line: string): void => {
    logged.push(line);
    keepLog(line);
  };
  const deps = { db, config, now: () => asOf, log: openLog('trace', { write }) };
  const gateway = { name: 'generic', document: genericProfile() };
  await setGateway({ db, now: deps.now, secretKey: config.secretKey, by: byTester }, gateway);
  server = await startServer(deps);
  token = await bearerOf(db, 'system_admin');
  units = await db('public.unit').where({ province_code: '75' }).orderBy('code').pluck('code');
  await db('public.unit').whereIn('code', units).update({ email: 'xa@example.vn' });
});
afterAll(async () => {
  await server.stop();
  await database.close();
});

const account = (at: number): string => seededAccounts[at % seededAccounts.length] ?? '';
const citizen = (at: number): string => seededCitizens[at % seededCitizens.length] ?? '';
const unit = (at: number): string => units[at % units.length] ?? '';
const at = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** An answer's headers always; its text when it refuses. */
function keep(door: string, { status, headers, text }: Reply): void {
  cameOut.push([`${door}, headers`, JSON.stringify(headers)]);
  if (status >= 400) cameOut.push([`${door}, problem`, text]);
}

function found(text: string): string[] {
  return [...new Set([...numbersIn(text, numbers), ...citizensIn(text)])];
}

test('the search finds a number however it is written, and takes no id for one', () => {
  const number = account(0);
  const parted = number.replace(/(\d{4})(?=\d)/g, '$1 ');
  for (const text of [number, `x${number}y`, `12${number}34`, parted, `"account":"${number}"`]) {
    expect(found(text)).toEqual([number]);
  }
  expect(found(`c ${citizen(1)}.`)).toEqual([citizen(1)]);
  expect(found(`${randomUUID()} …${number.slice(-4)}`)).toEqual([]);
  expect(found(readableMail(Buffer.from(`tài khoản ${number} nhận`).toString('base64')))).toEqual([
    number,
  ]);
});

describe('the doors', () => {
  const client = () => apiClient(server.url, token);
  const bytes = (...lines: string[]): Buffer => Buffer.from(`${lines.join('\n')}\n`);

  async function upload(path: string, name: string, ...lines: string[]): Promise<number> {
    const reply = await client().upload(path, [{ name, bytes: bytes(...lines) }]);
    keep(path, reply);
    return reply.status;
  }

  test('the register of accounts, right and wrong', async () => {
    const head = 'unitCode,bankBin,accountNumber,accountName,purpose,validFrom';
    const rows = at(500).map(
      (index) =>
        `${unit(index)},970436,${account(index)},UBND ${citizen(index)},P${String(index)},`,
    );
    expect(await upload('/accounts/take-over', 'accounts.csv', head, ...rows)).toBe(201);
    const wrong = at(60).flatMap((index) => [
      `${account(index)},970436,${account(index)},A,,`,
      `${unit(index)},${account(index)},${account(index)},A,,`,
      `${unit(index)},970436,${account(index)}!!,${citizen(index)},${citizen(index)},${citizen(index)}`,
      `${unit(index)},970436,${account(index)},A,P${String(index)},2026-01-01`,
      `${unit(index)},970436,,A,,`,
    ]);
    expect(await upload('/accounts/take-over', 'bad.csv', head, ...wrong)).toBe(422);
    const odd = `${account(3)},${citizen(3)}`;
    expect(await upload('/accounts/take-over', `${account(4)}.csv`, odd, odd)).toBe(422);
    expect(await upload('/accounts/take-over', `${account(5)}.xlsx`, account(5))).toBe(422);
  });

  test('orders and payments, as files and as JSON', async () => {
    const orders = at(100).map((index) => ({
      merchantRef: `REF${String(index)}`,
      unitCode: unit(index),
      amount: '150000',
      description: `Nguyen Van A CCCD ${citizen(index)} TK ${account(index)}`,
      toldAccount: account(index),
    }));
    for (const body of [
      { orders },
      orders,
      orders[0],
      { orders: [{ [account(1)]: citizen(1) }] },
    ]) {
      keep('orders', await client().post('/orders', body));
    }
    for (const index of at(isLong ? 10 : 4)) {
      const number = index % 2 === 0 ? account(index) : citizen(index);
      const order = { ...orders[0], merchantRef: `W${String(index)}` };
      const wrong = [
        { ...order, unitCode: number },
        { ...order, amount: `-${number}` },
        { ...order, gateway: number },
        { ...order, createdAt: number },
        { ...order, [number]: number },
      ];
      for (const one of wrong) {
        keep('orders', await client().post('/orders', { orders: [one] }));
        keep('orders', await client().post('/orders', one));
      }
    }
    const head = 'gateway,gatewayTxnId,merchantRef,unitCode,amount,status,paidAt';
    const rows = at(100).map(
      (index) =>
        `generic,TX${String(index)},REF${String(index)},${unit(index)},150000,succeeded,` +
        `2026-05-11T10:00:00+07:00`,
    );
    await upload('/payments', 'payments.csv', head, ...rows);
    const wrong = at(40).map(
      (index) =>
        `${account(index)},${citizen(index)},${citizen(index)},${account(index)},` +
        `${citizen(index)}x,${account(index)},${citizen(index)}`,
    );
    expect(await upload('/payments', `${citizen(8)}.csv`, head, ...wrong)).toBe(422);
  });

  test('callbacks, verified and refused', async () => {
    for (const index of at(isLong ? 35 : 15)) {
      const data = {
        gatewayTxnId: `CB-${String(index)}`,
        merchantRef: `REF${String(index)}`,
        description: `${citizen(index)} chuyen tu ${account(index)}`,
        ...(index % 3 === 0 ? { dossierCode: citizen(index) } : {}),
        ...(index % 5 === 0 ? { unitCode: account(index) } : {}),
        ...(index % 7 === 0 ? { amount: `${account(index)}.5` } : {}),
      };
      const body = genericBody(data);
      const good = signed(body, asOf);
      const bad = { ...good, 'webhook-signature': `v1,${account(index)}` };
      for (const headers of [good, bad, {}]) {
        keep('callback', await send(server.url, { path: '/callbacks/generic', headers, body }));
      }
      for (const path of [`/callbacks/${account(index)}`, `/callbacks/vnpay?a=${citizen(index)}`]) {
        keep('callback', await send(server.url, { path, body: `x=${account(index)}` }));
      }
    }
  });

  test('statements, in order and broken', async () => {
    const statement = (number: string, ...lines: string[]): string[] => [
      `:20:${number.slice(0, 4)}`,
      `:25:${number}`,
      ':28C:1/1',
      ':60F:C260511VND0,',
      ...lines,
      ':62F:C260512VND150000,',
      '-',
    ];
    for (const index of at(isLong ? 12 : 4)) {
      const credit = [
        ':61:2605120512C150000,NTRFNONREF//FT1',
        `:86:REF${String(index)} tu ${account(index + 200)} CCCD ${citizen(index)}`,
      ];
      const number = account(index);
      await upload('/statements', `SK_${number}.sta`, ...statement(number, ...credit));
      await upload('/statements', `SK_${number}.sta`, ...statement(number, ...credit, ':61:oops'));
      await upload('/statements', `${number}.csv`, `So tai khoan,${number}`, citizen(index));
      await upload('/statements/preview', `${number}.xml`, `<Document>${number}</Document>`);
      const unbalanced = statement(number, `:61:2605120512C7,N//${number}`, `:86:${number}`);
      await upload('/statements', `${number}.mt940`, ...unbalanced);
    }
  });

  test('officers with their citizen numbers, and log-ins with the wrong thing typed', async () => {
    for (const index of at(isLong ? 12 : 4)) {
      const officer = {
        name: `Cán bộ ${String(index)}`,
        email: `cb${String(index)}@example.vn`,
        citizenId: citizen(index),
        role: 'commune_accountant',
        scope: unit(index),
      };
      const wrong = [
        { ...officer, email: citizen(index) },
        { ...officer, citizenId: account(index) },
        { ...officer, citizenId: `${citizen(index)}9` },
        { ...officer, scope: citizen(index), email: `x${officer.email}` },
        { ...officer, role: citizen(index) },
        { ...officer, [citizen(index)]: citizen(index) },
      ];
      for (const body of [officer, officer, ...wrong]) {
        keep('officers', await client().post('/officers', body));
      }
      for (const typed of [citizen(index), `${account(index)}@example.vn`, account(index)]) {
        const body = new URLSearchParams({ ten: typed, 'mat-khau': citizen(index) }).toString();
        const headers = {
          'content-type': 'application/x-www-form-urlencoded',
          origin: server.url,
          'sec-fetch-site': 'same-origin',
        };
        // the form gives back to whoever typed what was typed; nothing else of the answer may
        const reply = await send(server.url, { path: '/dang-nhap', headers, body });
        keep('log-in', { ...reply, text: reply.text.replaceAll(/value="[^"]*"/g, '') });
        const back = { ...headers, cookie: `session=${citizen(index)}; ${account(index)}=1` };
        keep('log-in', await send(server.url, { path: `/dang-nhap?ve=/${typed}`, headers: back }));
      }
    }
  });

  test('every route of the API, with them in the path, the query and the headers', async () => {
    for (const [index, { method, path }] of apiRoutes.entries()) {
      if (path.endsWith('/events')) continue;
      for (const number of [account(index), citizen(index)]) {
        const filled = `/api/v1${path.replace(/\{\w+\}/g, number)}`;
        const query = new URLSearchParams(
          ['q', 'account', 'unit', 'cursor', 'limit', 'from', number].map((name) => [name, number]),
        ).toString();
        const headers = {
          'idempotency-key': number.padEnd(20, '0'),
          'if-match': `"${number}"`,
          'x-request-id': number,
          'content-type': 'application/json',
          'accept-language': number,
          'user-agent': number,
          referer: `${server.url}/${number}`,
        };
        const ways = [token, number].flatMap((bearer) =>
          [filled, `${filled}?${query}`].map((address) => ({ bearer, address })),
        );
        for (const [no, { bearer, address }] of ways.entries()) {
          // one way for a route and kind of number, another for the next
          if (!isLong && (no + index + Number(number === citizen(index))) % 4 > 0) continue;
          const message = { method: method.toUpperCase(), path: address };
          const body = method === 'get' ? '' : `{"${number}":"${number}"`;
          const own = { ...headers, authorization: `Bearer ${bearer}` };
          keep(`${method} ${path}`, await send(server.url, { ...message, headers: own, body }));
        }
      }
    }
  });

  test('the pages, with them in the address', async () => {
    for (const index of at(isLong ? 8 : 3)) {
      for (const number of [account(index), citizen(index)]) {
        for (const path of [
          `/?q=${number}`,
          `/don-vi/${number}`,
          `/thiet-lap/${number}`,
          `/${number}`,
        ]) {
          keep(path.replace(number, '…'), await send(server.url, { method: 'GET', path }));
        }
      }
    }
  });

  test('a run, its mails and the metrics', async () => {
    keep('run', await client().post('/reconciliations', {}));
    const typed = await commandLine(database, asOf)('alerts', 'send', '--json');
    expect(typed.exitCode).toBe(0);
    const metrics = await send(server.url, {
      method: 'GET',
      path: '/metrics',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(metrics.status).toBe(200);
    cameOut.push(['metrics', metrics.text]);
    const outbox = join(database.config.dataDir, 'outbox');
    const mails = readdirSync(outbox);
    expect(mails.length).toBeGreaterThan(10);
    for (const name of mails) {
      cameOut.push(['mail', readableMail(readFileSync(join(outbox, name), 'utf8'))]);
    }
  });
});

test('no test keeps a log of the service to itself: all are searched after the run', () => {
  const root = resolve(__dirname, '..');
  const silent = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && name !== join('journeys', 'leaks.test.ts'))
    .filter((name) => readFileSync(join(root, name), 'utf8').includes("openLog('silent')"));
  expect(silent).toEqual([]);
});

test('none of them came out in clear', () => {
  expect(logged.length).toBeGreaterThan(500);
  expect(cameOut.length).toBeGreaterThan(800);
  const leaks = [...cameOut, ...logged.map((line) => ['log', line] as const)]
    .filter(([, text]) => found(text).length > 0)
    .map(([where, text]) => `${where}: ${text.slice(0, 300)}`);
  expect([...new Set(leaks.map((leak) => leak.split(':')[0]))]).toEqual([]);
  expect(leaks).toEqual([]);
});
