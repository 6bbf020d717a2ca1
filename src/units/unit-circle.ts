// Units that would stand below themselves. Scopes are cut from the tree, so nobody above such a
// unit, the province included, would see it any more.
import type { RowError } from '../tables/own-file.js';
import type { Unit } from './unit.js';

interface ToldUnit {
  readonly line: number;
  readonly after: Unit;
}

/** Rows by which a unit's parents lead back to itself, given what is stored of the others. */
export function circles(
  file: string,
  rows: readonly ToldUnit[],
  stored: ReadonlyMap<string, Unit>,
): RowError[] {
  const parents = new Map([...stored].map(([code, { parentCode }]) => [code, parentCode]));
  for (const { after } of rows) parents.set(after.code, after.parentCode);
  const isBelowItself = (code: string): boolean => {
    const passed = new Set<string>();
    for (let at = parents.get(code); at && !passed.has(at); at = parents.get(at)) passed.add(at);
    return passed.has(code);
  };
  const detail = 'stands below this unit itself';
  return rows
    .filter(({ after }) => isBelowItself(after.code))
    .map(({ line }) => ({ file, line, column: 'parent', detail }));
}
