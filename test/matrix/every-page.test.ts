// Every page as a browser shows it to somebody who may see it: nothing that a policy of the page
// forbids, nothing from elsewhere, nothing that a screen reader or a narrow screen loses.
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { pageRoutes } from '../../src/web/routes.js';
import { openBrowser } from '../support/browser.js';
import type { peopleRoles } from './askers.js';
import { pageRules, type Rule } from './expected.js';
import { pageCalls } from './page-calls.js';
import { openSetting, type Setting } from './setting.js';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** An office's screen, and a phone. */
const widths = [1366, 390] as const;

let setting: Setting;
let browser: Browser;
const contexts = new Map<string, BrowserContext>();
const trouble: string[] = [];

beforeAll(async () => {
  setting = await openSetting();
  browser = await openBrowser();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await setting.close();
});

const pages = pageRoutes
  .filter(({ method, path }) => method === 'get' && !path.includes('ma-qr'))
  .map(({ path }) => [path, pageRules[`get ${path}`]!] as const);

const isLong = process.env['DOISOAT_LONG'] === '1';
const paths = pages.map(([path]) => path);

describe.each(pages)('the page %s', (path, rule) => {
  it('is whole, keeps to itself and can be used without seeing it', async () => {
    const page = await pageOf(rule);
    const wrong: string[] = [];
    try {
      const target = rule.of === 'unit' ? 'A' : null;
      const asker = { name: '', grants: [], headers: {}, byCookie: true } as const;
      const { world, objects } = setting;
      const call = await pageCalls[`get ${path}`]!({ world, objects, asker, target, number: 0 });
      const answer = await page.goto(`${setting.service.url}${call.path}`);
      expect(rule.ok).toContain(answer?.status());
      for (const width of widths) {
        await page.setViewportSize({ width, height: 844 });
        wrong.push(
          ...(await page.evaluate(overflowing)).map((each) => `${String(width)}: ${each}`),
        );
      }
      // the native one shows a day in the browser's language, which may be read the wrong way round
      const isContrast = isLong || paths.indexOf(path) % 4 === 0;
      wrong.push(...(await page.evaluate(nativeDays)), ...(await findings(page, isContrast)));
    } finally {
      await page.close();
    }
    expect(wrong).toEqual([]);
    expect(trouble.splice(0)).toEqual([]);
  });
});

/** A page of somebody over the province who has the first role that may. */
async function pageOf({ roles }: Rule): Promise<Page> {
  const role = roles[0] as (typeof peopleRoles)[number] | undefined;
  const known = contexts.get(role ?? '');
  const context = known ?? (await browser.newContext());
  if (!known && role) {
    const { headers } = await setting.officer(role, '75');
    const [name = '', value = ''] = (headers['cookie'] ?? '').split('=');
    await context.addCookies([{ name, value, url: setting.service.url }]);
  }
  contexts.set(role ?? '', context);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (!/status of (4\d\d)/.test(message.text())) trouble.push(message.text());
  });
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${setting.service.url}/`)) trouble.push(request.url());
  });
  return page;
}

/** What makes the page wider than the screen; a table may be, in a box of its own. */
function overflowing(): string[] {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll('body *')]
    .filter((each) => each.getBoundingClientRect().right > room + 1)
    .slice(0, 3)
    .map((each) => `${each.tagName.toLowerCase()}.${each.className} is wider than the page`);
}

function nativeDays(): string[] {
  return [...document.querySelectorAll('input[type=date], input[type=month]')].map(
    ({ id }) => `${id} is a native input of a day`,
  );
}

/**
 * What would keep somebody from using the page. Contrasts come from one stylesheet and take most of
 * the time: they are measured on one page in four, on all with DOISOAT_LONG=1.
 */
async function findings(page: Page, isContrast: boolean): Promise<string[]> {
  await page.evaluate(axe);
  const rules = { 'color-contrast': { enabled: isContrast } };
  const { violations, passes } = await page.evaluate<AxeResults>(
    `axe.run(${JSON.stringify({ resultTypes: ['violations'], rules })})`,
  );
  expect(passes.length).toBeGreaterThan(10);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ html }) => html.slice(0, 120))
          .slice(0, 3)
          .join(' ')}`,
    );
}
