// What handlers ask before they show or take anything: whether a unit is in scope, and the reading
// as this asker may see it. What is out of scope and what is not there get the same answer.
import { may, sees, sightOf, type Principal, type Sight } from '../access/principal.js';
import type { Action } from '../access/roles.js';
import { readingInSight } from '../oversight/in-sight.js';
import { Refused } from '../problem.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import type { ApiDeps, Ask } from './route.js';

/** The one answer for what is absent and for what is not in scope. */
export function notFound(pointer?: string): Refused {
  const detail = 'There is no such thing, or it is outside the scope of your grants.';
  return new Refused({
    code: 'not_found',
    detail,
    ...(pointer === undefined ? {} : { errors: [{ pointer, detail: 'not found' }] }),
  });
}

/** What was found, else 404. */
export function foundOr404<Thing>(thing: Thing | undefined | null): Thing {
  if (thing === undefined || thing === null) throw notFound();
  return thing;
}

/**
 * Holds a filter or a path that names a unit to the asker's scope.
 * @throws Refused `not_found`
 */
export function holdToSight(
  principal: Principal,
  action: Action,
  unitCode: string | undefined,
  pointer?: string,
): void {
  if (unitCode !== undefined && !may(principal, action, unitCode)) throw notFound(pointer);
}

/** For what belongs to no unit, such as a gateway's files: needs a grant over the province. */
export function holdToProvince(principal: Principal, action: Action): void {
  if (!may(principal, action, null)) throw notFound();
}

/** The part of a list that an action reaches. */
export function keepSeen<Item extends { readonly unitCode: string | null }>(
  items: readonly Item[],
  sight: Sight,
): Item[] {
  return items.filter(({ unitCode }) => sees(sight, unitCode));
}

/** Units that an action reaches, as SQL takes them, with whether it reaches what has none. */
export function unitsOf(
  principal: Principal,
  action: Action,
): { readonly units: readonly string[]; readonly isProvince: boolean } {
  const { units, isProvince } = sightOf(principal, action);
  return { units: [...units], isProvince };
}

/** The instant asked for; now floored to the minute, so that within it nothing is read anew. */
export function instantAsked(deps: ApiDeps, query: { readonly 'as-of'?: Date | undefined }): Date {
  const asked = query['as-of'];
  return asked ?? new Date(Math.floor(deps.now().getTime() / 60_000) * 60_000);
}

/** The reading that was asked for, whole and as the asker may see it. */
export async function readAsked(
  deps: ApiDeps,
  ask: Pick<Ask, 'principal'> & { readonly query: { readonly 'as-of'?: Date | undefined } },
): Promise<{ readonly whole: ProvinceReading; readonly seen: ProvinceReading }> {
  const whole = await deps.read(instantAsked(deps, ask.query));
  return { whole, seen: readingInSight(whole, ask.principal) };
}
