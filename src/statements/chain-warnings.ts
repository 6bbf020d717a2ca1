// What does not hold between a statement and its neighbours in the account: balances that do not
// join, numbers or days that nobody brought. Told, never a reason to refuse: many banks restart their
// numbers or print none. Derived, so a neighbour that comes later changes what is said.
import { addDays } from '../calendar.js';
import type { Db } from '../db.js';
import type { StatementWarning } from './bank-format.js';
import { chainAround, coveredDays, touches, type Stretch } from './coverage.js';
import type { CoverageStatement, DayRange } from './coverage.js';
import { loadStatementsAround } from './statement-store.js';

/**
 * Warnings between one statement and those before and after it.
 * @param all the posted statements of its account, itself among them
 */
export function chainWarnings(
  statement: CoverageStatement,
  all: readonly CoverageStatement[],
): StatementWarning[] {
  const around = chainAround(statement, all);
  if (!around) return [];
  const { self, before, after } = around;
  const covered = coveredDays(all);
  const warnings: StatementWarning[] = [];
  const [last] = before;
  if (last && touches(self, last)) {
    if (before.every((each) => each.closing !== self.opening)) {
      const detail = `the statement before it, to ${last.to}, closes with another balance`;
      warnings.push({ code: 'opening_differs', detail });
    }
  } else if (last) warnings.push(...missingBetween(last, self, covered));
  const [next] = after;
  if (next && touches(next, self)) {
    if (after.every((each) => each.opening !== self.closing)) {
      const detail = `the statement after it, from ${next.from}, opens with another balance`;
      warnings.push({ code: 'closing_differs', detail });
    }
  } else if (next) warnings.push(...missingBetween(self, next, covered));
  return warnings;
}

/** Days between two statements of which nothing is proven, with the numbers left out if they tell. */
function missingBetween(
  earlier: Stretch,
  later: Stretch,
  covered: readonly DayRange[],
): StatementWarning[] {
  const [from, to] = [addDays(earlier.to, 1), addDays(later.from, -1)];
  if (covered.some((range) => range.from <= from && to <= range.to)) return [];
  const days = from === to ? from : `${from} to ${to}`;
  const numbers = numbersBetween(earlier, later);
  return numbers === null
    ? [{ code: 'days_missing', detail: `no statement proves ${days}` }]
    : [{ code: 'numbers_missing', detail: `${numbers}, ${days}` }];
}

/** Null where numbers tell nothing: not printed, always the same, begun anew. */
function numbersBetween(earlier: Stretch, later: Stretch): string | null {
  if (earlier.kind !== 'numbered' || later.kind !== 'numbered') return null;
  if (earlier.sequenceNumber === null || later.sequenceNumber === null) return null;
  const [first, last] = [earlier.sequenceNumber + 1, later.sequenceNumber - 1];
  if (first > last) return null;
  return first === last
    ? `number ${String(first)} is missing`
    : `numbers ${String(first)} to ${String(last)} are missing`;
}

/** What does not hold around stored statements, by their ids; only where there is something to tell. */
export async function loadChainWarnings(
  db: Db,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly StatementWarning[]>> {
  const asked = new Set(ids);
  const told = new Map<string, readonly StatementWarning[]>();
  for (const statements of (await loadStatementsAround(db, ids)).values()) {
    for (const statement of statements.filter(({ id }) => asked.has(id))) {
      const warnings = chainWarnings(statement, statements);
      if (warnings.length > 0) told.set(statement.id, warnings);
    }
  }
  return told;
}
