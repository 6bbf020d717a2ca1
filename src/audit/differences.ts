// What an audit event says of a change: the fields that differ, as they were and as they are.
import { isDeepStrictEqual } from 'node:util';
import type { AuditValue } from './canonical.js';

type Fields = Readonly<Record<string, AuditValue>>;

/** State before and after, of what differs only; `before` is null for something new. */
export interface Differences {
  readonly before: Fields | null;
  readonly after: Fields;
}

/**
 * Compares two states field by field.
 * @returns null when nothing differs
 */
export function differences(before: Fields | null, after: Fields): Differences | null {
  if (before === null) return { before, after };
  const names = Object.keys(after).filter((name) => !isDeepStrictEqual(before[name], after[name]));
  if (names.length === 0) return null;
  const only = (fields: Fields): Fields =>
    Object.fromEntries(names.map((name) => [name, fields[name] ?? null]));
  return { before: only(before), after: only(after) };
}

/** The one value that all have; null when there is none or more than one. */
export function theOnly(values: Iterable<string>): string | null {
  const distinct = new Set(values);
  const [first] = distinct;
  return distinct.size === 1 ? (first ?? null) : null;
}
