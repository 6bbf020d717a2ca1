// Units that are flagged, with reasons, as a reading of one instant has them.
import { z } from 'zod';
import { adviceOn } from '../alerts/flag-advice.js';
import { isWanted } from '../oversight/export-filter.js';
import { flagRecord } from '../oversight/records.js';
import { flagWords } from '../reconciliation/words.js';
import { pageOf, pageSchema, paging } from './cursor.js';
import { apiRoute, type ApiRoute } from './route.js';
import { asOfMember, day, filters, instant, money } from './shapes.js';
import { holdToSight, readAsked } from './sight.js';
import type { FlagKind } from '../reconciliation/reading.js';

export const flagKinds = Object.keys(flagWords) as [FlagKind, ...FlagKind[]];

export const flagShape = z.strictObject({
  unitCode: z.string(),
  unitName: z.string(),
  flag: z.enum(flagKinds),
  since: instant,
  payments: z.number().int(),
  amount: money,
  oldestDueAt: instant.nullable(),
  coveredThrough: day.nullable(),
  finding: z.string(),
  request: z.string(),
});

const listFlags = apiRoute({
  method: 'get',
  path: '/flags',
  id: 'listFlags',
  tag: 'flags',
  summary: 'Units flagged at an instant: since when, how much, and why in words',
  action: 'flag.read',
  query: z.strictObject({
    ...paging,
    ...asOfMember,
    unit: filters.unit,
    flag: z.enum(flagKinds).optional(),
  }),
  answers: { 200: pageSchema(flagShape) },
  handle: async (deps, ask) => {
    const { query, principal } = ask;
    holdToSight(principal, 'flag.read', query.unit, '?unit');
    const { seen } = await readAsked(deps, ask);
    const flags = seen.flags
      .filter((one) => isWanted.flag(one, query))
      .filter(({ flag }) => query.flag === undefined || flag === query.flag);
    const page = pageOf(flags, { ...query, keyOf: ({ unitCode, flag }) => [unitCode, flag] });
    return { body: { ...page, items: page.items.map(flagAnswer) } };
  },
});

/** A flag with the two sentences that pages and mails say of it. */
export function flagAnswer(flag: Parameters<typeof flagRecord>[0]): Record<string, unknown> {
  return { ...flagRecord(flag), ...adviceOn(flag) };
}

export const flagRoutes: readonly ApiRoute[] = [listFlags];
