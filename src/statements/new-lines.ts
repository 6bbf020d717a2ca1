// How a numbered statement stands to the stored ones of its account. Officers export "this month" every
// day, in whichever layout is at hand; two people paying the same fee with the same text are
// nevertheless two lines. The comparison itself is made where the lines are: `staged-lines.ts`.
import type { Money } from '../money.js';

/** A stored statement, as far as its place in the chain of numbers goes. */
export interface ChainStatement {
  readonly id: string;
  readonly layout: string;
  readonly sequenceNumber: number | null;
  readonly page: number | null;
  readonly opening: Money | null;
  readonly closing: Money | null;
}

/**
 * Stored statements before and after one in an unbroken chain of numbers and balances: another
 * stretch of the same days, whose lines are other lines although they may look the same.
 */
export function chainOf(
  statement: Omit<ChainStatement, 'id'>,
  stored: readonly ChainStatement[],
): Set<string> {
  const numbered = stored.filter(
    (each) => each.sequenceNumber !== null && each.layout === statement.layout,
  );
  const ids = new Set<string>();
  const walk = (isNext: (a: Omit<ChainStatement, 'id'>, b: ChainStatement) => boolean): void => {
    let current: Omit<ChainStatement, 'id'> | undefined = statement;
    while (current) {
      const from: Omit<ChainStatement, 'id'> = current;
      const next = numbered.find((each) => !ids.has(each.id) && isNext(from, each));
      if (next) ids.add(next.id);
      current = next;
    }
  };
  walk((later, earlier) => follows(later, earlier));
  walk((earlier, later) => follows(later, earlier));
  return ids;
}

/**
 * Stored statements of the same numbering that lie further away: a bank does not print an entry
 * under two numbers, but what is missing between them cannot be known.
 */
export function distantFrom(
  statement: Omit<ChainStatement, 'id'>,
  stored: readonly ChainStatement[],
): Set<string> {
  const number = statement.sequenceNumber;
  const distant = stored.filter(
    (each) =>
      each.layout === statement.layout &&
      number !== null &&
      each.sequenceNumber !== null &&
      Math.abs(each.sequenceNumber - number) > 1,
  );
  return new Set(distant.map((each) => each.id));
}

function follows(later: Omit<ChainStatement, 'id'>, earlier: Omit<ChainStatement, 'id'>): boolean {
  if (later.sequenceNumber === null || earlier.sequenceNumber === null) return false;
  if (later.opening === null || later.opening !== earlier.closing) return false;
  const isNextNumber = later.sequenceNumber === earlier.sequenceNumber + 1;
  const isNextPage =
    later.sequenceNumber === earlier.sequenceNumber &&
    later.page !== null &&
    later.page === (earlier.page ?? 0) + 1;
  return isNextNumber || isNextPage;
}
