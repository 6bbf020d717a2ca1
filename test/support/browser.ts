// Chromium from npm, for tests that look at pages as an officer does.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { chromium as playwright, type Browser } from 'playwright-core';

// Root, and a user in a container without user namespaces, can only run it without its sandbox.
// The package's own arguments add --single-process, with which it dies as its first page closes.
const browserArguments = [
  ...['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  // one process draws all pages, which come from one place
  ...['--renderer-process-limit=1', '--disable-site-isolation-trials', '--no-zygote'],
];

/** Starts a headless browser; close it after use. */
export async function openBrowser(): Promise<Browser> {
  const unpacked = JSON.parse(
    execFileSync(process.execPath, [join(__dirname, 'unpack-browser.mjs')], { encoding: 'utf8' }),
  ) as { executablePath: string; env: Record<string, string> };
  return playwright.launch({
    executablePath: unpacked.executablePath,
    env: { ...process.env, ...unpacked.env },
    args: browserArguments,
    headless: true,
  });
}
