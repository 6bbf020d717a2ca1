// The figures behind a page: the whole, and what the officer may see of it.
import { sees, sightOf } from '../access/principal.js';
import { readingInSight } from '../oversight/in-sight.js';
import type { Totals } from '../oversight/rollup.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { insiderOf, type PageAsk, type PageDeps } from './page-route.js';

/** @param asked the instant; absent: now, floored to the minute, so that within it nothing is read anew */
export async function readForPage(
  deps: PageDeps,
  ask: PageAsk,
  asked?: Date,
): Promise<{ readonly whole: ProvinceReading; readonly seen: ProvinceReading }> {
  const whole = await (asked ? deps.read(asked) : deps.readRecent(thisMinute(deps)));
  return { whole, seen: readingInSight(whole, insiderOf(ask).principal) };
}

export interface BesideYesterdaySeen {
  readonly whole: ProvinceReading;
  readonly seen: ProvinceReading;
  /** By unit in sight. */
  readonly dayBefore: ReadonlyMap<string | null, Totals>;
}

/** The same beside what stood a day before. */
export async function readBesideYesterday(
  deps: PageDeps,
  ask: PageAsk,
  asked?: Date,
): Promise<BesideYesterdaySeen> {
  const { reading, dayBefore } = await (asked
    ? deps.read.besideYesterday(asked)
    : deps.readRecent.besideYesterday(thisMinute(deps)));
  const { principal } = insiderOf(ask);
  const sight = sightOf(principal, 'payment.read');
  const inSight = [...dayBefore].filter(([unitCode]) => sees(sight, unitCode));
  return {
    whole: reading,
    seen: readingInSight(reading, principal),
    dayBefore: new Map(inSight),
  };
}

function thisMinute({ now }: PageDeps): Date {
  return new Date(Math.floor(now().getTime() / 60_000) * 60_000);
}
