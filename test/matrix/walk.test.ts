// Every role, on every route, at every place: what comes back is what the table of this folder
// says, and never a word of somebody out of sight.
import { roles } from '../../src/access/roles.js';
import { groupBy } from '../../src/group-by.js';
import { apiRoutes } from '../../src/api/index.js';
import { pageRoutes } from '../../src/web/routes.js';
import {
  everyRole,
  hasRole,
  knownAskers,
  peopleRoles,
  reachOf,
  unknownAskers,
  type Asker,
} from './askers.js';
import { apiCalls, type Draw } from './calls.js';
import { type Call, eachOf, serve, type Reply, type Service } from './client.js';
import { apiRules, type Expected, expectedOf, pageRules, type Rule } from './expected.js';
import { incomeReaders, payerReaders } from './role-lists.js';
import { findObjects, type Objects } from './objects.js';
import { pageCalls } from './page-calls.js';
import { leaksFor, targets, type Target } from './places.js';
import { buildWorld, type World } from './world.js';

const isLong = process.env['DOISOAT_LONG'] === '1';

let world: World;
let service: Service;
let objects: Objects;
let known: Asker[];
let unknown: Asker[];

beforeAll(async () => {
  world = await buildWorld();
  service = await serve(world.app as never);
  known = await knownAskers(world);
  unknown = await unknownAskers(world);
  objects = await findObjects(world);
}, 180_000);

afterAll(async () => {
  await service.close();
  await world.close();
});

interface Walked {
  readonly id: string;
  readonly rule: Rule;
  readonly draw: Draw;
  readonly isPage: boolean;
  readonly isChange: boolean;
}

function walked(): Walked[] {
  const api = apiRoutes.map(({ id, method }): Walked => {
    const isChange = method !== 'get';
    return { id, rule: apiRules[id]!, draw: apiCalls[id]!, isPage: false, isChange };
  });
  const pages = pageRoutes.map(({ method, path }): Walked => {
    const id = `${method} ${path}`;
    const isChange = method !== 'get';
    return { id, rule: pageRules[id]!, draw: pageCalls[id]!, isPage: true, isChange };
  });
  // what is there is looked at before anything changes it
  return [...api, ...pages].sort((one, other) => Number(one.isChange) - Number(other.isChange));
}

/** Statuses that each outcome may have; a page sends strangers to the log-in page. */
function statusesOf({ rule, isPage }: Walked): Record<Expected, readonly number[]> {
  return {
    unknown: isPage ? [303] : [401],
    forbidden: [403],
    hidden: rule.refusedRow ? [404, 422] : [404],
    allowed: rule.ok,
  };
}

/** Pages know people by their session alone. */
function isStranger(asker: Asker, { isPage }: Walked): boolean {
  return isPage && !asker.byCookie;
}

function expectedFor(asker: Asker, route: Walked, target: Target | null): Expected {
  if (route.rule.of === 'pending' && asker.isPending) return 'allowed';
  const who = isStranger(asker, route) ? { ...asker, grants: [] } : asker;
  return expectedOf(route.rule, who, target);
}

interface Wrong {
  /** What is wrong alike is told once, with how often. */
  readonly like: string;
  readonly example: string;
}

async function walk(askers: readonly Asker[], routes: readonly Walked[]) {
  const steps = routes.flatMap((route, routeNo) =>
    askers.flatMap((asker, askerNo) =>
      targetsFor(asker, route)
        .map((target) => ({ asker, route, target }))
        .filter((step, targetNo) =>
          isWalked(step, { routeNo, turn: routeNo + askerNo + targetNo }),
        ),
    ),
  );
  const wrong = await eachOf(steps, async ({ asker, route, target }, number): Promise<Wrong[]> => {
    const call = await route.draw({ world, objects, asker, target, number });
    const reply = await service.send(asker, call);
    const expected = expectedFor(asker, route, target);
    const statuses = statusesOf(route)[expected];
    const step = `${asker.name} ${call.method} ${call.path} (${target ?? 'no unit'})`;
    const got = `got ${String(reply.status)}, ${expected} expected`;
    const asked = statuses.includes(reply.status)
      ? []
      : [{ like: `${route.id}: ${got}`, example: `${step}: ${reply.text.slice(0, 400)}` }];
    const told = leaks(asker, route, reply, call).map((leak) => ({
      like: `${route.id}: tells of ${leak.split(':')[0] ?? ''}`,
      example: `${step}: ${leak}`,
    }));
    return [...asked, ...told];
  });
  return { count: steps.length, wrong: summed(wrong.flat()) };
}

interface Step {
  readonly asker: Asker;
  readonly route: Walked;
  readonly target: Target | null;
}

/**
 * With DOISOAT_LONG=1 everybody walks every route to every place. Else every role over A, who have an office
 * above, beside and below them and one elsewhere, walks to their own place every route that it may not call and
 * every second that it may, as a token or as an officer in turn, and to every twelfth of the others. Everybody
 * else walks one step in 120, and those whom the service does not know every sixth, other ones than the next.
 */
function isWalked(
  { asker, route, target }: Step,
  { routeNo, turn }: { readonly routeNo: number; readonly turn: number },
): boolean {
  if (isLong) return true;
  if (asker.grants.length === 0) return turn % 6 === 0;
  if (asker.grants.some(({ scope }) => scope !== 'A') || isStranger(asker, route)) {
    return turn % 120 === 0;
  }
  if (target !== null && target !== 'A') return turn % 12 === 0;
  const role = everyRole.indexOf(asker.grants[0]!.role);
  const pair = routeNo + role;
  if (hasRole(asker, route.rule.roles) && pair % 2 > 0) return false;
  const isMachine = role >= peopleRoles.length;
  return route.isPage || isMachine || (Math.floor(pair / 2) % 2 === 0) === asker.byCookie;
}

function summed(wrongs: readonly Wrong[]): string[] {
  const groups = groupBy(wrongs, ({ like }) => like);
  return [...groups].map(
    ([like, group]) => `${like} (${String(group.length)} times): ${group[0]!.example}`,
  );
}

function leaks(asker: Asker, { rule }: Walked, { status, text }: Reply, call: Call): string[] {
  // on the way to the log-in page the address that was asked for goes along
  const told = status === 303 ? text.replaceAll(encodeURIComponent(call.path), '') : text;
  // whoever proposed or decided something about an office's account is named to that office
  const acted = rule.namesActors ? told.replaceAll(/MK\w+ [a-z]+(_[a-z]+)*/g, '') : told;
  const others = asker.ownName === undefined ? acted : acted.replaceAll(asker.ownName, '');
  return leaksFor(others, {
    seen: reachOf(asker, rule.roles),
    payers: reachOf(asker, payerReaders),
    income: reachOf(asker, incomeReaders),
  });
}

/**
 * All places for whoever may call a route at all; who may not is asked for one that is there and, with
 * DOISOAT_LONG=1, for one that is not. What is changed is changed at two places of a scope and tried at all others;
 * filters, and officers' changes, are tried in the scope, beside it and nowhere: officers are told
 * from tokens before any route is reached, and read everything at every place.
 */
function targetsFor(asker: Asker, { rule, isChange }: Walked): readonly (Target | null)[] {
  if (rule.of !== 'unit' && (rule.of !== 'list' || rule.unfiltered)) return [null];
  if (!hasRole(asker, rule.roles)) return isLong ? ['A', 'absent'] : ['A'];
  const some: readonly Target[] = ['A', 'B', 'absent'];
  if (asker.byCookie && rule.of === 'list') return [null, ...some];
  if (asker.byCookie && isChange) return some;
  if (rule.of === 'list') return [null, ...targets];
  const reach = reachOf(asker, rule.roles);
  const inScope = targets.filter((target) => target !== 'absent' && reach.has(target));
  const kept = isChange ? inScope.slice(0, 2) : inScope;
  return targets.filter((target) => kept.includes(target) || !inScope.includes(target));
}

describe('the matrix', () => {
  it('knows every route, every page and every role, and nothing besides', () => {
    expect(apiRoutes.map(({ id }) => id).sort()).toEqual(Object.keys(apiRules).sort());
    expect(Object.keys(apiCalls).sort()).toEqual(Object.keys(apiRules).sort());
    const pages = pageRoutes.map(({ method, path }) => `${method} ${path}`).sort();
    expect(pages).toEqual(Object.keys(pageRules).sort());
    expect(Object.keys(pageCalls).sort()).toEqual(Object.keys(pageRules).sort());
    expect([...everyRole].sort()).toEqual([...roles].sort());
  });

  it('answers 65 askers on every route and for every place as the table says', async () => {
    const { count, wrong } = await walk(known, walked());
    expect(wrong).toEqual([]);
    expect(known.length).toBe(everyRole.length * 4 + peopleRoles.length * 4 + 1);
    expect(count).toBeGreaterThan(isLong ? 10_000 : 1_000);
    // under a minute where nothing else runs; a machine that many share may need ten times that
  }, 900_000);

  it('answers nobody whom it does not know', async () => {
    const { wrong } = await walk(unknown, walked());
    expect(wrong).toEqual([]);
  }, 180_000);
});
