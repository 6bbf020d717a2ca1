// The officers' pages in a real browser beside an unstyled page of the same rows: what goes over the
// wire, when a page can be used, how long leafing and opening take, and how the lists answer.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { cookieNames } from '../../src/access/cookies.js';
import { digestOf, newSecret } from '../../src/access/keys.js';
import { median, type Bench, type BenchInput, type Figure } from '../bench.js';
import { quantile } from '../callbacks/load.js';
import { fillDays, fillRegister, ownerOf } from '../matching/fill-world.js';
import { oneRun } from '../matching/rounds.js';
import { perDay } from '../matching/world.js';
import { aPlace, startService, type Place } from '../place.js';
import { bytesOf, msOf, openBrowser, slowPage } from './browser.js';

/** Readings hold all of a province: a million take more memory than an office has. */
const wholeSize = 20_000;
const rounds = { whole: 9, quick: 3 } as const;
const asked = { whole: 200, quick: 40 } as const;
const list = '/giao-dich';
const lists = [list, '/', '/sai-lech', '/doi-soat'] as const;

export const pages: Bench = {
  name: 'pages',
  run: async (input) => {
    const place = await aPlace('bench_pages');
    const days = Math.ceil((input.size ?? (input.quick ? perDay : wholeSize)) / perDay);
    try {
      const client = await ownerOf(place);
      await fillRegister(client);
      await fillDays(client, 0, days);
      const cookie = await logIn(place);
      await client.end();
      await oneRun(place);
      input.note(`${String(days * perDay)} payments and lines are there`);
      return await measured(place, cookie, input);
    } finally {
      await place.close();
    }
  },
};

/** An officer of the province whose session stands, as `name=value`. */
async function logIn({ db, config }: Place): Promise<string> {
  const at = new Date();
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `insert into officer (name, email, totp_secret, totp_confirmed_at, created_at, created_by)
     values ('Bench', 'bench@dongnai.example', 'never opened', ?, ?, 'command bench')
     returning id`,
    [at, at],
  );
  const id = rows[0]?.id ?? '';
  await db('officer_grant').insert(
    ['finance_officer', 'department_of_justice'].map((role) => ({
      ...{ officer_id: id, role, scope: '75', granted_at: at, granted_by: 'command bench' },
    })),
  );
  const secret = newSecret();
  await db('session').insert({
    token_hash: digestOf(secret),
    ...{ officer_id: id, stage: 'full', created_at: at, seen_at: at },
    expires_at: new Date(at.getTime() + 86_400_000),
  });
  return `${cookieNames(config).session}=${secret}`;
}

async function measured(place: Place, cookie: string, input: BenchInput): Promise<Figure[]> {
  const service = await startService(place);
  const browser = await openBrowser();
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url: service.url }]);
  let bare: Server | undefined;
  try {
    const answers = await answerTimes(service.url, cookie, input);
    const { page, session } = await slowPage(context);
    const at = (path: string) => `${service.url}${path}`;
    const bytes = await bytesOf(session, () => page.goto(at(list), { waitUntil: 'networkidle' }));
    bare = await bareServer(await page.locator('table').first().evaluate(plainRows));
    const bareUrl = `http://127.0.0.1:${String((bare.address() as AddressInfo).port)}/`;
    const times: Record<'usable' | 'bare' | 'next' | 'open', number[]> = {
      ...{ usable: [], bare: [], next: [], open: [] },
    };
    for (let round = 0; round < (input.quick ? rounds.quick : rounds.whole); round += 1) {
      times.bare.push(await usableAfter(page, bareUrl));
      times.usable.push(await usableAfter(page, at(list)));
      times.next.push(await msOf(() => page.locator('a[rel=next]').first().click()));
      await page.goto(at('/doi-soat'));
      times.open.push(
        await msOf(async () => {
          await page.keyboard.press('j');
          await page.waitForURL(/chon=/, { waitUntil: 'domcontentloaded' });
        }),
      );
    }
    return figuresOf({ bytes, times, answers });
  } finally {
    bare?.close();
    await browser.close();
    await service.stop();
  }
}

/** Milliseconds from asking for a page until its script has run, with nothing kept from before. */
async function usableAfter(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: 'load' });
  return page.evaluate(() => {
    const [entry] = performance.getEntriesByType('navigation');
    return (entry as PerformanceNavigationTiming).domContentLoadedEventEnd;
  });
}

/** Runs in the page: the same rows as a table without a class. */
function plainRows(table: Element): string {
  const rows = [...table.querySelectorAll('tr')].map((row) =>
    [...row.children].map(({ textContent }) => `<td>${textContent}</td>`).join(''),
  );
  return `<table>${rows.map((row) => `<tr>${row}</tr>`).join('')}</table>`;
}

async function bareServer(table: string): Promise<Server> {
  const html = `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Bare</title>${table}`;
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

/** Of list pages asked for one after the other, the first of each left out: it reads the province. */
async function answerTimes(url: string, cookie: string, { quick, note }: BenchInput) {
  const times: number[] = [];
  const ask = async (path: string): Promise<void> => {
    const answer = await fetch(`${url}${path}`, { headers: { cookie, accept: 'text/html' } });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${path}: ${String(answer.status)} ${text}`);
  };
  note(`the first page took ${(await msOf(() => ask(list))).toFixed(0)} ms`);
  for (const path of lists) await ask(path);
  for (let each = 0; each < (quick ? asked.quick : asked.whole); each += 1) {
    times.push(await msOf(() => ask(lists[each % lists.length] ?? list)));
  }
  return times.sort((one, other) => one - other);
}

function figuresOf(found: {
  readonly bytes: number;
  readonly times: Readonly<Record<'usable' | 'bare' | 'next' | 'open', readonly number[]>>;
  readonly answers: readonly number[];
}): Figure[] {
  const { bytes, times, answers } = found;
  const bare = median(times.bare);
  const ms = (what: string, each: readonly number[], atMost: number): Figure => ({
    ...{ what, unit: 'ms', measured: median(each), baseline: bare },
    bar: { of: 'measured', atMost },
    rounds: { measured: each, bare: times.bare },
  });
  return [
    {
      ...{ what: 'the first page, all that it loads', unit: 'kB', measured: bytes / 1000 },
      ...{ baseline: null, bar: { of: 'measured', atMost: 60 } },
    },
    ms('a page can be used, beside its rows unstyled', times.usable, 800),
    ms('the next page of the list', times.next, 150),
    ms('the next proposal is open', times.open, 80),
    {
      ...{ what: '95 of 100 list pages are answered within', unit: 'ms', baseline: null },
      ...{ measured: quantile(answers, 0.95), bar: { of: 'measured', atMost: 100 } },
    },
  ];
}
