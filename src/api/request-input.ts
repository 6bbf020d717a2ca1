// A request's parameters, query and body as their schemas see them. What is wrong is named by a
// pointer; what was sent is never repeated, since it may be anybody's account or citizen number.
import type { z } from 'zod';
import { type ProblemPlace, Refused } from '../problem.js';

type Pointer = (path: readonly string[]) => string;

/** How each part of a request is pointed at: `/{id}`, `?limit`, `/orders/0/amount`. */
const pointers = {
  path: ([name = '']: readonly string[]): string => `/{${name}}`,
  query: ([name = '']: readonly string[]): string => `?${name}`,
  body: (path: readonly string[]): string =>
    path.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''),
} as const satisfies Record<string, Pointer>;

const nestingMax = 32;

/**
 * One part of a request by its schema; a part without a schema must be empty.
 * @throws Refused `invalid_input`, every fault with its pointer
 */
export function readPart(
  part: keyof typeof pointers,
  schema: z.ZodType | null,
  given: unknown,
): unknown {
  const pointer = pointers[part];
  const unsound = unsoundPlaces(given, []);
  if (unsound.length > 0) throw invalid(part, unsound.map(at(pointer)));
  if (schema === null) {
    const names = typeof given === 'object' && given !== null ? Object.keys(given) : [];
    if (names.length === 0) return null;
    throw invalid(
      part,
      names.slice(0, errorsMax).map((name) => at(pointer)({ path: [name], detail: unknownName })),
    );
  }
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw invalid(part, parsed.error.issues.flatMap(placesOf).slice(0, errorsMax).map(at(pointer)));
}

/**
 * The query as an object of texts.
 * @throws Refused `invalid_input` for a name given twice
 */
export function queryOf(url: string): Record<string, string> {
  const at = url.indexOf('?');
  const pairs = [...new URLSearchParams(at < 0 ? '' : url.slice(at + 1))];
  const query = Object.fromEntries(pairs);
  const names = pairs.map(([name]) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length === 0) return query;
  const detail = 'is given more than once';
  throw invalid(
    'query',
    [...new Set(twice)].map((name) => pointAt(pointers.query, { path: [name], detail })),
  );
}

const errorsMax = 50;
const unknownName = 'is not known here';

interface Fault {
  readonly path: readonly string[];
  readonly detail: string;
}

const at =
  (pointer: Pointer) =>
  (fault: Fault): ProblemPlace =>
    pointAt(pointer, fault);

/** A name that we did not choose may be a number of somebody's: long digits are not repeated. */
function pointAt(pointer: Pointer, { path, detail }: Fault): ProblemPlace {
  const shown = path.map((part) => (/^[\p{L}\p{N}_.-]{1,64}$/u.test(part) ? part : '…'));
  return { pointer: pointer(shown.map((part) => part.replaceAll(/\d{6,}/g, '…'))), detail };
}

function placesOf(issue: z.core.$ZodIssue): Fault[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], detail: unknownName }));
  }
  if (issue.code === 'invalid_union') {
    const best = nearest(issue.errors);
    if (best)
      return best.flatMap(placesOf).map((fault) => ({ ...fault, path: [...path, ...fault.path] }));
  }
  return [{ path, detail: issue.message }];
}

/** The branch of a union that fits furthest: what its sender most likely meant. */
function nearest(
  branches: readonly (readonly z.core.$ZodIssue[])[],
): readonly z.core.$ZodIssue[] | undefined {
  const depth = (issues: readonly z.core.$ZodIssue[]): number =>
    Math.max(0, ...issues.map((issue) => issue.path.length));
  return [...branches].sort(
    (one, other) => depth(other) - depth(one) || one.length - other.length,
  )[0];
}

/** What no field may carry: names that reach into objects, text that no database keeps. */
function unsoundPlaces(value: unknown, path: readonly string[]): Fault[] {
  if (path.length > nestingMax) return [{ path: [], detail: 'is nested too deep' }];
  if (typeof value === 'string') {
    return /[\0\p{Surrogate}]/u.test(value) ? [{ path, detail: 'is not plain text' }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
    name === '__proto__' || /[\0\p{Surrogate}]/u.test(name)
      ? [{ path: [...path, name], detail: unknownName }]
      : unsoundPlaces(member, [...path, name]),
  );
}

function invalid(part: keyof typeof pointers, errors: readonly ProblemPlace[]): Refused {
  const detail = `Wrong in the ${part}: ${errors
    .map((error) => `${error.pointer || 'the whole'} ${error.detail}`)
    .join('; ')}`;
  return new Refused({ code: 'invalid_input', detail, errors });
}
