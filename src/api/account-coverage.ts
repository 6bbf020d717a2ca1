// One account day by day: covered, or why not. The ranges of all accounts are in statements.ts.
import { z } from 'zod';
import { addDays, localDateOf } from '../calendar.js';
import { findAccountSeen, readAccountDays } from '../oversight/account-days.js';
import { dayKinds, dayReasons, dayStates } from '../oversight/day-proof.js';
import { apiRoute, type ApiRoute } from './route.js';
import { asOfMember, day, filters, idParams } from './shapes.js';
import { foundOr404, readAsked } from './sight.js';
import { windowDays, windowOf } from './statements.js';

const dayShape = z.strictObject({
  day,
  kind: z.enum(dayKinds).describe('Of the calendar: swapped days off count as holidays.'),
  state: z.enum(dayStates).describe('outside: not the account of the unit on that day.'),
  reason: z.enum(dayReasons).nullable().describe('Why it is not covered; null where it is.'),
  statementIds: z.array(z.string()).describe('The statements that the reason is about.'),
});

const getAccountCoverage = apiRoute({
  method: 'get',
  path: '/accounts/{id}/coverage',
  id: 'getAccountCoverage',
  tag: 'accounts',
  summary: 'Each day of an account: covered by its statements, or why not',
  action: 'statement.read',
  params: idParams,
  query: z.strictObject({
    ...asOfMember,
    /** The last 31 ended days unless said otherwise; at most 400. */
    from: filters.from,
    to: filters.to,
  }),
  answers: {
    200: z.strictObject({
      id: z.string(),
      unitCode: z.string(),
      account: z.string(),
      bankBin: z.string().nullable(),
      purpose: z.string(),
      validFrom: day.nullable(),
      validTo: day.nullable(),
      coveredThrough: day.nullable(),
      from: day,
      to: day,
      days: z.array(dayShape),
    }),
  },
  handle: async (deps, ask) => {
    const { query, principal, params } = ask;
    const { seen: reading } = await readAsked(deps, ask);
    const seen = foundOr404(findAccountSeen(reading, principal, params.id));
    const to = query.to ?? addDays(localDateOf(reading.asOf), -1);
    const window = windowOf(query.from ?? addDays(to, 1 - windowDays), to);
    const asked = { seen, asOf: reading.asOf, window };
    const { unitCode, days, account: version } = await readAccountDays(ask.db, principal, asked);
    const { versionId: id, account, bankBin, purpose, ...rest } = version;
    const { validFrom, validTo, coveredThrough } = rest;
    const about = { id, unitCode, account, bankBin, purpose, validFrom, validTo, coveredThrough };
    return { body: { ...about, ...window, days } };
  },
});

export const accountCoverageRoutes: readonly ApiRoute[] = [getAccountCoverage];
