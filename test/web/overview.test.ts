// Tổng quan as officers see it: its figures are those of the export, its charts lead to what they
// count, and what waits is what waits behind each link.
import type { BrowserContext, Page } from 'playwright-core';
import { parseMoney, sumMoney } from '../../src/money.js';
import type { Tally } from '../../src/oversight/rollup.js';
import { movedWords } from '../../src/web/components/totals-bar.js';
import { bearerOf } from '../support/people.js';
import { look, openOfficersBrowser, textOf, type OfficersBrowser } from './officers-browser.js';

let officers: OfficersBrowser;
let finance: BrowserContext;
let page: Page;

beforeAll(async () => {
  officers = await openOfficersBrowser();
  finance = await officers.contextOf('finance_officer', 'Phạm Thu Ngân', '75');
  page = await officers.pageIn(finance);
});
afterAll(() => officers.close());

const visit = async (path: string): Promise<void> => {
  await page.goto(`${officers.server.url}${path}`);
};

/** "1.253.000 đ" */
const moneyIn = (text: string): bigint => parseMoney(text.replace(/[^0-9-]/g, '')) ?? -1n;

interface Exported {
  readonly amount: string;
  readonly arrivedAmount: string;
  readonly settlement: string | null;
}

async function exported(asOf: string): Promise<Exported[]> {
  const token = await bearerOf(officers.database.db, 'finance_officer');
  const path = `/api/v1/payments?limit=200&as-of=${encodeURIComponent(asOf)}`;
  const answer = await fetch(`${officers.server.url}${path}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(200);
  const { items } = (await answer.json()) as { items: Exported[] };
  return items.filter(({ settlement }) => settlement !== null);
}

describe('the figures of the overview', () => {
  it.each(['2026-05-20T12:00:00+07:00', '2026-05-12T12:00:00+07:00'])(
    'are the sums of what the API says, at %s',
    async (asOf) => {
      const payments = await exported(asOf);
      await visit(`/?as-of=${encodeURIComponent(asOf)}`);
      const paid = await textOf(page, '.totals .paid');
      expect(moneyIn(paid.split(' đ')[0] ?? '')).toBe(
        sumMoney(payments.map(({ amount }) => BigInt(amount))),
      );
      expect(paid).toContain(`${String(payments.length)} giao dịch`);
      const open = payments.filter(({ settlement }) => settlement !== 'arrived');
      // what came in part is told once the rest is due
      const came = open.filter(({ settlement }) => settlement === 'short');
      const left =
        sumMoney(open.map(({ amount }) => BigInt(amount))) -
        sumMoney(came.map(({ arrivedAmount }) => BigInt(arrivedAmount)));
      const rows = page.locator('section[aria-labelledby="tuoi-no"] tr.sum td');
      const sum = (await rows.last().textContent()) ?? '';
      expect(moneyIn(sum.split('đ')[0] ?? '')).toBe(left);
    },
  );

  it('say in words how they moved within a day', async () => {
    // due at the end of 12/05: by noon of the 13th two are overdue that were awaited a day before
    await visit('/?as-of=2026-05-13T12:00:00%2B07:00');
    expect(await textOf(page)).toContain('Tăng, giảm so với 12/05/2026 12:00');
    const totals = await textOf(page, '.totals');
    expect(totals).toMatch(/Quá hạn.{0,60}tăng 1\.253\.000 đ, 2 giao dịch/);
    expect(totals).toMatch(/Chờ tiền về.{0,60}giảm [0-9.]+ đ, \d+ giao dịch/);
  });

  it.each<[Tally, Tally, string]>([
    [{ count: 3, amount: 50n }, { count: 3, amount: 50n }, 'không đổi'],
    [{ count: 1, amount: 10_000n }, { count: 3, amount: 50n }, 'tăng 9.950 đ, giảm 2 giao dịch'],
    [{ count: 4, amount: 50n }, { count: 3, amount: 50n }, 'tăng 1 giao dịch'],
    [{ count: 3, amount: 40n }, { count: 3, amount: 50n }, 'giảm 10 đ'],
  ])('from %j, a day before %j, they are told as “%s”', (now, before, words) => {
    expect(movedWords(now, before)).toBe(words);
  });
});

describe('the charts of the overview', () => {
  it('have a title and a sentence for whoever cannot see them, and their figures as a table', async () => {
    await visit('/');
    const charts = page.locator('.drawn svg[role="img"]');
    expect(await charts.count()).toBe(1);
    const chart = charts.first();
    expect(await chart.locator('title').textContent()).toContain('kể từ hạn');
    expect(await chart.locator('desc').textContent()).toContain(
      'Đã rõ là chưa về: 1.253.000 đ · 2 giao dịch.',
    );
    await look(page, 'overview');
  });

  it('show how fast money came once payments are ten working days old', async () => {
    await visit('/?as-of=2026-06-10T12:00:00%2B07:00');
    const curve = page.locator('section[aria-labelledby="toc-do"]');
    await curve.locator('summary').click();
    const text = (await curve.innerText()).replace(/\s+/g, ' ');
    // all of Tân Hưng's and two of Chơn Thành's on the first working day, of 1.733.000 đ
    expect(text).toContain('1 26 480.000 đ 27,7 %');
    expect(text).toContain('Đã thanh toán 28 1.733.000 đ 100 %');
    await look(page, 'overview-later');
  });

  it('lead from each cell by unit and week to the payments that it counts', async () => {
    await visit('/');
    const cells = page.locator('.heat tbody a');
    const links = await cells.evaluateAll((found) =>
      found.map((one) => ({
        href: (one as unknown as { href: string }).href,
        text: one.textContent.replace(/\s+/g, ' '),
      })),
    );
    expect(links.length).toBeGreaterThan(2);
    for (const { href, text } of links) {
      const count = /(\d+) giao dịch/.exec(text)?.[1] ?? '';
      await page.goto(href);
      expect(await textOf(page, 'h2')).toBe(`Giao dịch (${count})`);
      expect(await textOf(page, '.filter')).toContain('Chưa về, không kể chưa đến hạn');
    }
  });

  it('scroll within their own boxes on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await visit('/?as-of=2026-06-10T12:00:00%2B07:00');
    const wide = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      ...[...document.querySelectorAll('.drawn')].map((box) => box.scrollWidth - box.clientWidth),
    ]);
    expect(wide[0]).toBe(390);
    for (const beyond of wide.slice(1)) expect(beyond).toBeGreaterThan(0);
    await page.setViewportSize({ width: 1366, height: 768 });
  });
});

describe('what waits for an officer', () => {
  it('leads an accountant to the discrepancies of their unit that are theirs to explain', async () => {
    const accountant = await officers.contextOf('commune_accountant', 'Lê Thị Toán');
    const own = await officers.pageIn(accountant, '/');
    const tasks = await own
      .locator('.my-work a')
      .evaluateAll((found) =>
        found.map((one) => [one.getAttribute('href') ?? '', one.textContent] as const),
      );
    const toDiscrepancies = tasks.filter(([to]) => to.startsWith('/sai-lech'));
    expect(toDiscrepancies.length).toBeGreaterThan(0);
    for (const [href, text] of toDiscrepancies) {
      await own.goto(`${officers.server.url}${href}`);
      expect(await own.locator('table tbody tr').count()).toBe(Number.parseInt(text, 10));
    }
    expect(await textOf(own)).not.toContain('Phạm Thu Ngân');
    await own.goto(`${officers.server.url}/`);
    expect(await own.locator('#cong').count()).toBe(0);
    await own.close();
  });

  it('is told of the present alone', async () => {
    await visit('/');
    expect(await page.locator('.my-work').count()).toBe(1);
    await visit('/?as-of=2026-05-20T12:00:00%2B07:00');
    expect(await page.locator('.my-work').count()).toBe(0);
  });
});

describe('the gateways of the overview', () => {
  it('are told by their last callback, and nothing is made up where none came', async () => {
    await visit('/');
    expect(await textOf(page, 'table.gateways tbody')).toBe('generic – Chưa có thông báo nào 0');
  });
});

it('shows units alone where they are searched', async () => {
  await visit('/?q=chon%20thanh');
  expect(await page.locator('.drawn, .heat, .my-work, table.gateways').count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Phường Chơn Thành' }).count()).toBe(1);
});

it('gives a unit its own totals, differences and charts', async () => {
  await visit('/don-vi/25432?as-of=2026-06-10T12:00:00%2B07:00');
  expect(await page.locator('.drawn svg[role="img"]').count()).toBe(2);
  expect(await textOf(page, '.totals')).toContain('không đổi');
  await look(page, 'unit-later');
  expect(officers.trouble).toEqual([]);
});
