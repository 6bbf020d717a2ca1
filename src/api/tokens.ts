// Tokens for machines: shown once when they are made, then only by name. They belong to no unit, so
// they are the province's.
import { z } from 'zod';
import { makeToken, revokeToken, tokenDaysDefault, tokenDaysMax } from '../access/api-token.js';
import { loadToken, loadTokens, stateOfToken, tokenStates } from '../access/api-token-store.js';
import type { ApiToken } from '../access/api-token-store.js';
import { personName } from '../access/officer.js';
import { roles } from '../access/roles.js';
import { instantText } from '../calendar.js';
import { numberKey, pageOf, pageSchema, paging } from './cursor.js';
import { peopleDeps, scope } from './officer-shape.js';
import { apiRoute, type ApiRoute } from './route.js';
import { idParams, instant } from './shapes.js';
import { foundOr404, holdToProvince } from './sight.js';

const tokenShown = z.strictObject({
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  scope: z.string(),
  state: z.enum(tokenStates),
  createdAt: instant,
  createdBy: z.string(),
  expiresAt: instant,
  seenAt: instant.nullable().describe('When it was last used, to the minute.'),
  revokedAt: instant.nullable(),
});

const listTokens = apiRoute({
  method: 'get',
  path: '/tokens',
  id: 'listTokens',
  summary: 'Tokens, without what opens the door',
  tag: 'tokens',
  action: 'token.read',
  query: z.strictObject({ ...paging, state: z.enum(tokenStates).optional() }),
  answers: { 200: pageSchema(tokenShown) },
  handle: async ({ db, now }, { principal, query }) => {
    holdToProvince(principal, 'token.read');
    const shown = (await loadTokens(db)).map((token) => shownToken(token, now()));
    const wanted = shown.filter(({ state }) => query.state === undefined || state === query.state);
    return { body: pageOf(wanted, { ...query, keyOf: (one) => [numberKey(one.id)] }) };
  },
});

const getToken = apiRoute({
  method: 'get',
  path: '/tokens/{id}',
  id: 'getToken',
  summary: 'A token, without what opens the door',
  tag: 'tokens',
  action: 'token.read',
  params: idParams,
  answers: { 200: tokenShown },
  handle: async ({ db, now }, { principal, params }) => {
    holdToProvince(principal, 'token.read');
    return { body: shownToken(foundOr404(await loadToken(db, params.id)), now()) };
  },
});

const createToken = apiRoute({
  method: 'post',
  path: '/tokens',
  id: 'makeToken',
  summary: 'Makes a token; only this answer shows it, a repeated one does not',
  tag: 'tokens',
  action: 'token.manage',
  creates: true,
  body: z.strictObject({
    name: personName,
    role: z.enum(roles),
    scope,
    days: z.int().min(1).max(tokenDaysMax).default(tokenDaysDefault),
  }),
  answers: { 201: tokenShown.extend({ token: z.string().optional() }) },
  handle: async (deps, ask) => {
    const made = await makeToken(peopleDeps(deps, ask), { asker: ask.principal, ...ask.body });
    return {
      status: 201,
      body: shownToken(made.token, deps.now()),
      once: { token: made.secret },
      location: `/api/v1/tokens/${made.token.id}`,
    };
  },
});

const deleteToken = apiRoute({
  method: 'delete',
  path: '/tokens/{id}',
  id: 'revokeToken',
  summary: 'Revokes a token and those that were made with it',
  tag: 'tokens',
  action: 'token.manage',
  params: idParams,
  answers: { 200: z.strictObject({ revoked: z.array(z.string()) }) },
  handle: async (deps, ask) => {
    const given = { asker: ask.principal, tokenId: ask.params.id };
    return { body: { revoked: await revokeToken(peopleDeps(deps, ask), given) } };
  },
});

function shownToken(token: ApiToken, at: Date): z.output<typeof tokenShown> {
  const { id, name, role, scope: where, createdBy, seenAt, revokedAt } = token;
  return {
    id,
    name,
    role,
    scope: where,
    state: stateOfToken(token, at),
    createdAt: instantText(token.createdAt),
    createdBy,
    expiresAt: instantText(token.expiresAt),
    seenAt: seenAt && instantText(seenAt),
    revokedAt: revokedAt && instantText(revokedAt),
  };
}

export const tokenRoutes: readonly ApiRoute[] = [listTokens, getToken, createToken, deleteToken];
