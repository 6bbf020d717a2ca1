// Serves the routes of the JSON API: who asks, whether they may, what they sent, and one
// transaction for whatever changes something. Handlers see only what passed all of it.
import { type Request, type RequestHandler, Router } from 'express';
import { authenticate } from '../access/authenticate.js';
import { refuseCrossSite } from '../access/cross-site.js';
import { byPrincipal, mayAnywhere, type Principal } from '../access/principal.js';
import { inTransaction } from '../db.js';
import { requestIdOf, sendProblem } from '../http.js';
import { errorFields } from '../log.js';
import { Refused } from '../problem.js';
import {
  digestOfRequest,
  type IdempotentRequest,
  keepAnswer,
  type KeptAnswer,
  keptAnswer,
  readIdempotencyKey,
} from './idempotency.js';
import { readBody } from './request-body.js';
import { queryOf, readPart } from './request-input.js';
import type { ApiAnswer, ApiDeps, ApiRoute, Ask, Method } from './route.js';
import { rendered, sendAnswer, sendKept } from './send-answer.js';
import { readPrecondition } from './versions.js';

/** The routes, below `/api/v1`. Every one of them is in the list; nothing else is served here. */
export function apiRouter(deps: ApiDeps, routes: readonly ApiRoute[]): Router {
  const router = Router({ caseSensitive: true });
  for (const [path, group] of byPath(routes)) {
    const place = router.route(path);
    for (const route of group) place[route.method](serve(deps, route));
    place.all(otherMethod(group.map(({ method }) => method)));
  }
  return router;
}

/** Express's paths with their routes; a word stands before a parameter in its place. */
function byPath(routes: readonly ApiRoute[]): [string, ApiRoute[]][] {
  const groups = new Map<string, ApiRoute[]>();
  for (const route of routes) groups.set(route.path, [...(groups.get(route.path) ?? []), route]);
  const sorted = [...groups].sort(([one], [other]) =>
    one.replaceAll('{', '~') < other.replaceAll('{', '~') ? -1 : 1,
  );
  return sorted.map(([path, group]) => [`/api/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, group]);
}

function otherMethod(methods: readonly Method[]): RequestHandler {
  const known = methods.map((method) => method.toUpperCase());
  const allow = [...known, ...(known.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ');
  return (request, response) => {
    response.set('Allow', allow);
    if (request.method === 'OPTIONS') response.status(204).end();
    else sendProblem(response, { code: 'method_not_allowed', detail: `Allowed here: ${allow}.` });
  };
}

function serve(deps: ApiDeps, route: ApiRoute): RequestHandler {
  return async (request, response) => {
    const principal = await admit(deps, route, request);
    const means = route.edits
      ? readPrecondition(route.method, request.get('if-match'), request.get('if-none-match'))
      : { ifMatch: null, mustBeNew: false };
    const key = route.creates ? readIdempotencyKey(request.get('idempotency-key')) : null;
    const params = readPart('path', route.params, { ...request.params });
    const query = readPart('query', route.query, queryOf(request.originalUrl));
    const { json, files, digest } = await readBody(request, route);
    const body = readPart('body', route.body, json);
    const by = byPrincipal(principal, requestIdOf(response));
    const ask: Ask = { principal, by, params, query, body, files, ...means, db: deps.db };
    if (route.method === 'get') {
      await sendAnswer(request, response, await route.handle(deps, ask));
      return;
    }
    const repeat = key === null ? null : repeatOf({ route, principal, key, request, digest });
    const answer = await changeOnce(deps, { route, ask, repeat });
    if (answer.kept) sendKept(response, answer.kept);
    else await sendAnswer(request, response, await finished(deps, answer.made, ask));
  };
}

/** Who asks, if they may ask this at all. */
async function admit(deps: ApiDeps, route: ApiRoute, request: Request): Promise<Principal> {
  const principal = await authenticate(deps, request.headers);
  if (!principal) {
    const detail = 'Log in, or send a token that holds: Authorization: Bearer …';
    throw new Refused({ code: 'unauthenticated', detail });
  }
  if (principal.byCookie) refuseCrossSite(request, deps.config.baseUrl);
  if (route.action !== 'self' && !mayAnywhere(principal, route.action)) {
    throw new Refused({ code: 'forbidden', detail: `This needs the right ${route.action}.` });
  }
  return principal;
}

interface Repeat {
  readonly route: ApiRoute;
  readonly principal: Principal;
  readonly key: string;
  readonly request: Request;
  readonly digest: string;
}

function repeatOf({ route, principal, key, request, digest }: Repeat): IdempotentRequest {
  const whole = digestOfRequest(route.method, request.originalUrl, digest);
  return { principal, action: route.action, key, digest: whole };
}

type Changed =
  | { readonly kept: KeptAnswer; readonly made?: never }
  | { readonly kept?: never; readonly made: ApiAnswer };

/** Changes and keeps the answer in one transaction, or finds that it was done before. */
async function changeOnce(
  deps: ApiDeps,
  input: { route: ApiRoute; ask: Ask; repeat: IdempotentRequest | null },
): Promise<Changed> {
  const { route, ask, repeat } = input;
  return inTransaction(deps.db, async (trx): Promise<Changed> => {
    const kept = repeat && (await keptAnswer(trx, repeat));
    if (kept) return { kept };
    const made = await route.handle(deps, { ...ask, db: trx });
    if (repeat) await keepAnswer(trx, repeat, { ...rendered(made), at: deps.now() });
    return { made };
  });
}

/** What is done once the change stands. It stands whatever becomes of this, so it is answered so. */
async function finished(deps: ApiDeps, answer: ApiAnswer, { by }: Ask): Promise<ApiAnswer> {
  const more = await answer.afterCommit?.().catch((error: unknown) => {
    deps.log.error({ id: by.requestId, ...errorFields(error) }, 'work after a change failed');
    return undefined;
  });
  if (!more && !answer.once) return answer;
  return { ...answer, body: { ...(answer.body as object), ...answer.once, ...more } };
}
