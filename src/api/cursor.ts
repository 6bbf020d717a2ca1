// Lists by cursor: a page begins after the key of the last item shown, so what is added or removed
// meanwhile neither repeats nor hides an item.
import { z } from 'zod';
import { Refused } from '../problem.js';

/** What orders a list: texts, compared in order. The last one is the item's own id. */
export type SortKey = readonly string[];

/** Query members of every list; spread it into the route's strict query schema. */
export const paging = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'a number from 1 to 200')
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 200, 'a number from 1 to 200')
    .default(50),
  cursor: z.string().max(2000).optional(),
};

export interface PageAsked {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface Page<Item> {
  readonly items: Item[];
  /** Cursor of the page after; null on the last. */
  readonly next: string | null;
}

/** The answer schema of a list. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), next: z.string().nullable() });
}

/** The opaque text of a place in a list. */
export function cursorOf(key: SortKey): string {
  return Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');
}

/**
 * The place that a cursor names.
 * @param length how many parts the list's key has
 * @throws Refused `invalid_input` when it is none of this list's cursors
 */
export function keyOfCursor(cursor: string, length: number): SortKey {
  const key = decoded(cursor);
  if (Array.isArray(key) && key.length === length && key.every(isPlainText)) return key;
  const detail = 'The cursor is not one that this list gave.';
  throw new Refused({
    code: 'invalid_input',
    detail,
    errors: [{ pointer: '?cursor', detail: 'is not one that this list gave' }],
  });
}

function decoded(cursor: string): unknown {
  if (!/^[\w-]+$/.test(cursor)) return undefined;
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

function isPlainText(part: unknown): part is string {
  return typeof part === 'string' && !/[\0\p{Surrogate}]/u.test(part);
}

/**
 * A page of what is in memory, in any order. Parts of a key compare as texts: number an id with
 * `numberKey`, a time by its ISO form.
 */
export function pageOf<Item>(
  items: readonly Item[],
  asked: PageAsked & { readonly keyOf: (item: Item) => SortKey },
): Page<Item> {
  const keyed = items.map((item) => ({ item, key: asked.keyOf(item) }));
  const length = keyed[0]?.key.length;
  if (length === undefined) return { items: [], next: null };
  keyed.sort((one, other) => compareKeys(one.key, other.key));
  const after = asked.cursor === undefined ? undefined : keyOfCursor(asked.cursor, length);
  const rest = after ? keyed.filter(({ key }) => compareKeys(key, after) > 0) : keyed;
  return pageFrom(rest.slice(0, asked.limit + 1), asked.limit);
}

/**
 * A page of rows that a query gave: one more than `limit`, to know whether there are others.
 */
export function pageFrom<Item>(
  rows: readonly { readonly item: Item; readonly key: SortKey }[],
  limit: number,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const next = rows.length > limit && last ? cursorOf(last.key) : null;
  return { items: shown.map(({ item }) => item), next };
}

/** A whole number (an id) as text that sorts as the number does. */
export function numberKey(number: string | number | bigint): string {
  return String(number).padStart(20, '0');
}

/** The same for a list with the greatest first. */
export function reverseNumberKey(number: string | number | bigint): string {
  return numberKey(10n ** 20n - 1n - BigInt(number));
}

function compareKeys(one: SortKey, other: SortKey): number {
  for (let index = 0; index < Math.max(one.length, other.length); index += 1) {
    const [mine, theirs] = [one[index] ?? '', other[index] ?? ''];
    if (mine !== theirs) return mine < theirs ? -1 : 1;
  }
  return 0;
}
