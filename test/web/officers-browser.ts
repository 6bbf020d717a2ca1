// A small province, its server and a browser in which officers are logged in: for tests that look at
// pages as they do.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Role } from '../../src/access/roles.js';
import { startServer, type RunningServer } from '../../src/server.js';
import { openBrowser } from '../support/browser.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import { loggedIn } from '../support/people.js';
import { runLog } from '../support/run-folder.js';
import { asOf, fillProvince } from './small-province.js';

export interface OfficersBrowser {
  readonly database: TestDatabase;
  readonly server: RunningServer;
  /** Everything that the browser complained about or asked of somebody else. */
  readonly trouble: string[];
  readonly contextOf: (role: Role, name: string, scope?: string) => Promise<BrowserContext>;
  /** A page of an officer's, empty or at an address of ours. */
  readonly pageIn: (context: BrowserContext, path?: string) => Promise<Page>;
  readonly close: () => Promise<void>;
}

export async function openOfficersBrowser(
  overrides: Record<string, string> = {},
): Promise<OfficersBrowser> {
  const database = await cloneDatabase({ PORT: '0', ...overrides });
  await fillProvince(database);
  const { db, config } = database;
  const server = await startServer({ db, config, now: () => asOf, log: runLog() });
  const browser = await openBrowser();
  const trouble: string[] = [];
  return {
    ...{ database, server, trouble },
    contextOf: (role, name, scope = '25432') =>
      contextOf({ browser, database, url: server.url }, { role, name, scope }),
    pageIn: async (context, path) => {
      const page = await context.newPage();
      page.on('console', (message) => trouble.push(message.text()));
      page.on('pageerror', (error) => trouble.push(String(error)));
      page.on('request', (request) => {
        if (!request.url().startsWith(`${server.url}/`)) trouble.push(request.url());
      });
      if (path !== undefined) await page.goto(`${server.url}${path}`);
      return page;
    },
    close: async () => {
      await browser.close();
      await server.stop();
      await database.close();
    },
  };
}

async function contextOf(
  { browser, database, url }: { browser: Browser; database: TestDatabase; url: string },
  officer: { readonly role: Role; readonly name: string; readonly scope: string },
): Promise<BrowserContext> {
  const cookie = await loggedIn(database, officer);
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
  const [name = '', value = ''] = cookie.split('=');
  await context.addCookies([{ name, value, url }]);
  return context;
}

export const textOf = async (page: Page, selector = 'main'): Promise<string> =>
  (await page.locator(selector).innerText()).replace(/\s+/g, ' ');

/**
 * For whoever wants to look, as an office's screen and a phone show it:
 * `DOISOAT_LOOK=/tmp/look npx jest test/web/accounts.test.ts`.
 */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['DOISOAT_LOOK'];
  if (!folder) return;
  for (const [width, height] of [
    [390, 844],
    [1366, 768],
  ] as const) {
    await page.setViewportSize({ width, height });
    const clip = { x: 0, y: 0, width, height: 2 * height };
    const path = `${folder}/${name}-${String(width)}.png`;
    await page.screenshot({ path, fullPage: true, clip });
  }
}
