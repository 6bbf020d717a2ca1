// A browser window in which an officer is logged in, and what tests ask of it.
import type { Browser, Page } from 'playwright-core';
import type { Role } from '../../src/access/roles.js';
import type { RunningServer } from '../../src/server.js';
import type { TestDatabase } from './database.js';
import { loggedIn } from './people.js';

export const wide = { width: 1366, height: 768 };
export const narrow = { width: 390, height: 844 };

export interface Desk {
  readonly browser: Browser;
  readonly server: RunningServer;
  readonly database: TestDatabase;
  /** Told of what a browser complains about or asks of somebody else; refusals are no trouble. */
  readonly trouble: string[];
}

export interface AtDesk {
  readonly role: Role;
  readonly scope?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly javaScriptEnabled?: boolean;
}

/** Opens a window; nobody's browser but this one has its session. */
export async function officerPage(desk: Desk, asked: AtDesk): Promise<Page> {
  const { browser, server, database, trouble } = desk;
  const { role, scope = '25432', viewport = wide, javaScriptEnabled = true } = asked;
  const cookie = await loggedIn(database, { role, scope, name: 'Lê Thị Bình' });
  const [name = '', value = ''] = cookie.split('=');
  const context = await browser.newContext({ viewport, javaScriptEnabled });
  await context.addCookies([{ name, value, url: server.url }]);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (!/status of 4\d\d/.test(message.text())) trouble.push(message.text());
  });
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${server.url}/`)) trouble.push(request.url());
  });
  return page;
}

/** For whoever wants to look: `DOISOAT_LOOK=/tmp/look npx jest test/web/…`. */
export async function look(page: Page, name: string): Promise<void> {
  const folder = process.env['DOISOAT_LOOK'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

export const textOf = async (page: Page, selector = 'main'): Promise<string> =>
  (await page.locator(selector).innerText()).replace(/\s+/g, ' ');

export const isWithinWidth = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth');
