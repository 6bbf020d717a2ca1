// The figures behind a page: the whole, and what the officer may see of it.
import { readingInSight } from '../oversight/in-sight.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { insiderOf, type PageAsk, type PageDeps } from './page-route.js';

/** @param asked the instant; absent: now, floored to the minute, so that within it nothing is read anew */
export async function readForPage(
  deps: PageDeps,
  ask: PageAsk,
  asked?: Date,
): Promise<{ readonly whole: ProvinceReading; readonly seen: ProvinceReading }> {
  const thisMinute = new Date(Math.floor(deps.now().getTime() / 60_000) * 60_000);
  const whole = await (asked ? deps.read(asked) : deps.readRecent(thisMinute));
  return { whole, seen: readingInSight(whole, insiderOf(ask).principal) };
}
