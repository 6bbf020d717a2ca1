// Chromium from npm, for tests that look at pages as an officer does. It unpacks itself once per
// machine and user into a folder of its own.
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium as playwright, type Browser } from 'playwright-core';

// Root, and a user in a container without user namespaces, can only run it without its sandbox.
// The package's own arguments add --single-process, with which it dies as its first page closes.
const browserArguments = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

/** Starts a headless browser; close it after use. */
export async function openBrowser(): Promise<Browser> {
  const folder = join(tmpdir(), `doisoat-browser-${String(process.getuid?.() ?? 0)}`);
  mkdirSync(folder, { recursive: true });
  const before = process.env['TMPDIR'];
  // The package unpacks its libraries only where it believes to be on such a machine.
  process.env['AWS_LAMBDA_JS_RUNTIME'] = 'nodejs20.x';
  process.env['TMPDIR'] = folder;
  try {
    const { default: packed } = await import('@sparticuz/chromium');
    packed.setGraphicsMode = false;
    return await playwright.launch({
      executablePath: await packed.executablePath(),
      args: browserArguments,
      headless: true,
    });
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}
