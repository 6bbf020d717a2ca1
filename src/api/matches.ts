// Matches: which payment is which line, and why. Each reader sees the legs of the own units.
import { z } from 'zod';
import {
  isWantedMatch,
  matchRecord,
  matchStates,
  readMatches,
} from '../oversight/export-matches.js';
import { matchesInSight } from '../oversight/matches-in-sight.js';
import { numberKey, pageOf, pageSchema, paging } from './cursor.js';
import { apiRoute, type ApiRoute } from './route.js';
import {
  asOfMember,
  checks,
  filters,
  idParams,
  masked,
  matchedLine,
  matchedPayment,
  money,
} from './shapes.js';
import { foundOr404, holdToSight, instantAsked } from './sight.js';

export const matchShape = z.strictObject({
  id: z.string(),
  rule: z.string(),
  ruleSet: z.string(),
  status: z.enum(matchStates),
  confidence: z.enum(['certain', 'probable']),
  checks,
  legs: z.array(
    z.strictObject({
      line: matchedLine.optional(),
      payment: matchedPayment.optional(),
      amount: money,
    }),
  ),
  masked,
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
  answers: { 200: matchShape },
  handle: async (deps, { params, query, principal, db }) => {
    const reading = await deps.read(instantAsked(deps, query));
    const [match] = matchesInSight(await readMatches(db, reading, { ids: [params.id] }), principal);
    return { body: matchRecord(foundOr404(match)) };
  },
});

export const matchRoutes: readonly ApiRoute[] = [listMatches, getMatch];
