// A browser on an office's old machine: a quarter of this one's speed, on a line of 10 Mbit/s.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type CDPSession,
  type Page,
} from 'playwright-core';

const unpack = new URL('../../../test/support/unpack-browser.mjs', import.meta.url);
const slowness = 4;
const bytesPerSecond = 10_000_000 / 8;
const latencyMs = 20;

export async function openBrowser(): Promise<Browser> {
  const told = execFileSync(process.execPath, [fileURLToPath(unpack)], { encoding: 'utf8' });
  const { executablePath, env } = JSON.parse(told) as {
    readonly executablePath: string;
    readonly env: Readonly<Record<string, string>>;
  };
  return chromium.launch({
    executablePath,
    env: { ...(process.env as Record<string, string>), ...env },
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

/** A page of that machine. */
export async function slowPage(
  context: BrowserContext,
): Promise<{ readonly page: Page; readonly session: CDPSession }> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: latencyMs,
    downloadThroughput: bytesPerSecond,
    uploadThroughput: bytesPerSecond,
  });
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
  return { page, session };
}

/** Bytes on the wire until a page is there, all that it loads included. */
export async function bytesOf(session: CDPSession, go: () => Promise<unknown>): Promise<number> {
  let bytes = 0;
  const count = ({ encodedDataLength }: { readonly encodedDataLength: number }): void => {
    bytes += encodedDataLength;
  };
  session.on('Network.loadingFinished', count);
  await go();
  session.off('Network.loadingFinished', count);
  return bytes;
}

/** Milliseconds of one step. */
export async function msOf(step: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await step();
  return performance.now() - began;
}
