// Versions of what can be edited: `ETag` says which one was shown, `If-Match` which one is meant.
import { Refused } from '../problem.js';
import type { Ask } from './route.js';

/**
 * Holds an edit to the version that its sender saw. Call it with the row locked.
 * @param current the version that stands, null when there is nothing yet
 * @throws Refused `stale_version`
 */
export function refuseStale(
  ask: Pick<Ask, 'ifMatch' | 'mustBeNew'>,
  current: string | number | null,
): void {
  if (ask.mustBeNew ? current === null : matches(ask.ifMatch, current)) return;
  const detail = ask.mustBeNew
    ? 'There is something at this address already; name its version in If-Match.'
    : 'It has another version by now; read it again and repeat the change.';
  throw new Refused({ code: 'stale_version', detail });
}

function matches(ifMatch: string | null, current: string | number | null): boolean {
  return current !== null && (ifMatch === '*' || ifMatch === String(current));
}

/** What an edit says of the version it means. */
export interface Precondition {
  readonly ifMatch: string | null;
  readonly mustBeNew: boolean;
}

/**
 * Reads `If-Match`, and on a PUT `If-None-Match: *`.
 * @throws Refused `precondition_required` without either, `invalid_input` for anything else
 */
export function readPrecondition(
  method: string,
  ifMatch: string | undefined,
  ifNoneMatch: string | undefined,
): Precondition {
  if (ifMatch === undefined && method === 'put' && ifNoneMatch !== undefined) {
    if (ifNoneMatch.trim() === '*') return { ifMatch: null, mustBeNew: true };
    throw badHeader('If-None-Match', 'is * on a PUT');
  }
  if (ifMatch === undefined) {
    const detail = 'Name the version that this changes, as its ETag gave it, in If-Match.';
    throw new Refused({ code: 'precondition_required', detail });
  }
  const tag = /^\s*(?:(\*)|"([\x21\x23-\x7e]{1,100})")\s*$/.exec(ifMatch);
  const version = tag?.[1] ?? tag?.[2];
  if (version === undefined) throw badHeader('If-Match', 'is one quoted version, or *');
  return { ifMatch: version, mustBeNew: false };
}

function badHeader(name: string, detail: string): Refused {
  return new Refused({ code: 'invalid_input', detail: `${name} ${detail}.` });
}
