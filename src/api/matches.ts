// Matches: which payment is which line, and why. Each reader sees the legs of the own units.
import { z } from 'zod';
import {
  isWantedMatch,
  matchRecord,
  matchStates,
  readMatches,
} from '../oversight/export-matches.js';
import { readingInSight } from '../oversight/in-sight.js';
import { matchesInSight } from '../oversight/matches-in-sight.js';
import { loadMatchDecisions, matchDecisions } from '../reconciliation/match-decision-store.js';
import { loadMatchFiles } from '../reconciliation/match-file-store.js';
import { instantText } from '../calendar.js';
import { moneyText } from '../money.js';
import { numberKey, pageOf, pageSchema, paging } from './cursor.js';
import { ambiguities, ambiguitiesOf } from './ambiguities.js';
import { matchDecisionRoutes } from './match-decisions.js';
import { matchFile, matchFileBody, matchFileRoutes } from './match-files.js';
import { matchShape } from './match-shape.js';
import { apiRoute, type ApiRoute } from './route.js';
import { asOfMember, filters, idParams, instant, money } from './shapes.js';
import { foundOr404, holdToSight, instantAsked } from './sight.js';

const decidedMatchShape = matchShape.extend({
  /** What people decided about it, oldest first; `by` as the audit trail names them. */
  decisions: z.array(
    z.strictObject({
      decision: z.enum(['matched', ...matchDecisions]),
      proof: z.string().nullable(),
      reason: z.string().nullable().describe('Null where the match is shown in part.'),
      by: z.string(),
      at: instant,
    }),
  ),
  adjustments: z.array(z.strictObject({ kind: z.string(), amount: money })),
  files: z.array(matchFile).describe('Papers that prove it; empty where it is shown in part.'),
  ambiguities,
});

const listMatches = apiRoute({
  method: 'get',
  path: '/matches',
  id: 'listMatches',
  tag: 'matches',
  summary: 'Matches with their legs and checks; live ones unless a state is asked for',
  action: 'match.read',
  query: z.strictObject({
    ...paging,
    ...asOfMember,
    unit: filters.unit,
    gateway: filters.gateway,
    state: z.enum(matchStates).optional(),
    from: filters.from,
    to: filters.to,
  }),
  answers: { 200: pageSchema(matchShape) },
  handle: async (deps, { query, principal, db }) => {
    holdToSight(principal, 'match.read', query.unit, '?unit');
    const reading = await deps.read(instantAsked(deps, query));
    const matches = await readMatches(db, reading, { state: query.state });
    const seen = matchesInSight(matches, principal).filter((one) => isWantedMatch(one, query));
    const page = pageOf(seen, { ...query, keyOf: ({ id }) => [numberKey(id)] });
    return { body: { ...page, items: page.items.map(matchRecord) } };
  },
});

const getMatch = apiRoute({
  method: 'get',
  path: '/matches/{id}',
  id: 'getMatch',
  tag: 'matches',
  summary: 'One match, whatever became of it',
  action: 'match.read',
  params: idParams,
  query: z.strictObject(asOfMember),
  answers: { 200: decidedMatchShape },
  handle: async (deps, { params, query, principal, db }) => {
    const reading = await deps.read(instantAsked(deps, query));
    const seen = readingInSight(reading, principal);
    const [match] = matchesInSight(await readMatches(db, reading, { ids: [params.id] }), principal);
    const found = foundOr404(match);
    const record = matchRecord(found);
    const { decisions, adjustments } = await loadMatchDecisions(db, params.id);
    const files = await loadMatchFiles(db, params.id);
    return {
      body: {
        ...record,
        decisions: decisions.map(({ reason, at, ...each }) => ({
          ...each,
          reason: record['masked'] === undefined ? reason : null,
          at: instantText(at),
        })),
        files: found.masked === undefined ? files.map(matchFileBody) : [],
        ambiguities: ambiguitiesOf([found], seen),
        adjustments: adjustments.map(({ kind, amount }) => ({ kind, amount: moneyText(amount) })),
      },
    };
  },
});

export const matchRoutes: readonly ApiRoute[] = [
  listMatches,
  getMatch,
  ...matchDecisionRoutes,
  ...matchFileRoutes,
];
