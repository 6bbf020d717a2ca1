// What an event holds as rows to read: each value by the path that leads to it, before beside after.
import type { AuditValue } from '../audit/canonical.js';
import { formatInstant } from '../calendar.js';
import { roles } from '../access/roles.js';
import { roleWords } from './role-words.js';

/** Words of our own that stand as values; what people wrote is shown as it is. */
const valueWords: Readonly<Record<string, string>> = {
  name: 'tên',
  email: 'thư điện tử',
  citizenId: 'số định danh',
  'citizenId removed': 'bỏ số định danh',
};

export interface DetailRow {
  readonly path: readonly string[];
  readonly before: string | null;
  readonly after: string | null;
}

/** Rows of an event's states, or of what is personal in it. */
export function detailRows(before: AuditValue, after: AuditValue): DetailRow[] {
  const [old, now] = [flat(before), flat(after)];
  const keys = [...new Set([...old.keys(), ...now.keys()])];
  return keys.map((key) => ({
    path: JSON.parse(key) as string[],
    before: old.get(key) ?? null,
    after: now.get(key) ?? null,
  }));
}

function flat(value: AuditValue): ReadonlyMap<string, string> {
  const rows = new Map<string, string>();
  const walk = (part: AuditValue, path: readonly string[]): void => {
    if (part !== null && typeof part === 'object' && !isPlainList(part)) {
      for (const [name, inner] of Object.entries(part)) walk(inner, [...path, name]);
      return;
    }
    if (part !== null) rows.set(JSON.stringify(path), textOf(part));
  };
  walk(value, []);
  return rows;
}

function isPlainList(value: object): boolean {
  return Array.isArray(value) && value.every((one) => one === null || typeof one !== 'object');
}

function textOf(value: AuditValue): string {
  if (typeof value === 'boolean') return value ? 'có' : 'không';
  if (Array.isArray(value)) return value.map((one) => textOf(one as AuditValue)).join(', ');
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const role = roles.find((one) => one === text);
  if (role) return roleWords[role];
  if (Object.hasOwn(valueWords, text)) return valueWords[text] ?? text;
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.test(text);
  return isInstant ? formatInstant(new Date(text)) : text;
}
