// What an import of units may touch when somebody with a scope runs it: units of the scope, which
// stay in it, and new ones below them.
import type { RowError } from '../tables/own-file.js';
import type { Unit } from './unit.js';

/** The units that somebody may import, and whether over the whole province. */
export interface UnitScope {
  readonly units: ReadonlySet<string>;
  readonly isProvince: boolean;
  readonly province: string;
}

interface ToldUnit {
  readonly line: number;
  readonly before: Unit | undefined;
  readonly after: Unit;
}

/** Rows that name a unit, or a parent, outside the scope. They look like codes that are unknown. */
export function outsideScope(
  file: string,
  rows: readonly ToldUnit[],
  scope: UnitScope,
): RowError[] {
  const inside = new Set(scope.units);
  let left = rows.filter(({ before }) => before === undefined || inside.has(before.code));
  const foreign = rows.filter((row) => !left.includes(row));
  // new units may stand below one another in any order
  for (;;) {
    const settled = left.filter((row) => staysInside(row, inside, scope));
    if (settled.length === 0) break;
    for (const { after } of settled) inside.add(after.code);
    left = left.filter((row) => !settled.includes(row));
  }
  const detail = 'is not in your scope; a new unit names its parent in it';
  return [
    ...foreign.map(({ line }) => ({ file, line, column: 'code', detail })),
    ...left.map(({ line }) => ({ file, line, column: 'parent', detail })),
  ];
}

function staysInside(
  { before, after }: ToldUnit,
  inside: ReadonlySet<string>,
  { isProvince, province }: UnitScope,
): boolean {
  const parent = after.parentCode;
  const isMoved = parent !== before?.parentCode || after.provinceCode !== before.provinceCode;
  if (!isMoved) return true;
  if (parent !== null) return inside.has(parent);
  return isProvince && (after.provinceCode === null || after.provinceCode === province);
}
