// Which lines of a statement are new. Officers export "this month" every day, in whichever layout
// is at hand; two people paying the same fee with the same text are nevertheless two lines.
import { groupBy } from '../group-by.js';
import { createHash } from 'node:crypto';
import type { LocalDate } from '../calendar.js';
import type { Money } from '../money.js';
import { compactText } from './narrative.js';

/** What makes two lines of one layout the same: they are then told apart by their count only. */
export function lineKey(line: {
  readonly bookingDate: LocalDate;
  readonly amount: Money;
  readonly bankRef: string | null;
  readonly narrative: string;
}): string {
  const parts = [line.bookingDate, line.amount.toString(), line.bankRef ?? ''];
  const text = [...parts, compactText(line.narrative)].join('|');
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

interface ComparedLine {
  readonly bookingDate: LocalDate;
  readonly amount: Money;
  readonly lineKey: string;
}

export interface KnownLine extends ComparedLine {
  readonly id: string;
  readonly layout: string;
  /** Of a numbered statement that neither is this one nor borders on it: only its key can agree. */
  readonly onlyByKey?: boolean;
}

export type Comparison<Line> =
  | { readonly kind: 'compared'; readonly fresh: readonly Line[]; readonly knownIds: string[] }
  | { readonly kind: 'overlap'; readonly day: LocalDate };

/**
 * Compares day by day: equal keys within a layout, then equal amounts whatever the layout. Where
 * both sides keep lines of a day, nobody can say which are the same: an overlap.
 * @param known stored lines of the same account and days
 */
export function compareLines<Line extends ComparedLine>(
  incoming: readonly Line[],
  known: readonly KnownLine[],
  layout: string,
): Comparison<Line> {
  const knownByDay = groupBy(known, (line) => line.bookingDate);
  const fresh: Line[] = [];
  const knownIds: string[] = [];
  for (const [day, lines] of groupBy(incoming, (line) => line.bookingDate)) {
    const stored = knownByDay.get(day) ?? [];
    const sameLayout = stored.filter((line) => line.layout === layout);
    const byKey = takeEqual(lines, sameLayout, (line) => line.lineKey);
    const taken = new Set(byKey.ids);
    const rest = stored.filter((line) => !taken.has(line.id) && !line.onlyByKey);
    const byAmount = takeEqual(byKey.left, rest, (line) => line.amount.toString());
    if (byAmount.left.length > 0 && byAmount.ids.length < rest.length) {
      return { kind: 'overlap', day };
    }
    knownIds.push(...byKey.ids, ...byAmount.ids);
    fresh.push(...byAmount.left);
  }
  return { kind: 'compared', fresh, knownIds };
}

/** Pairs incoming with stored lines of an equal key, each stored line once. */
function takeEqual<Line extends ComparedLine>(
  incoming: readonly Line[],
  stored: readonly KnownLine[],
  keyOf: (line: ComparedLine) => string,
): { readonly left: Line[]; readonly ids: string[] } {
  const waiting = groupBy([...stored].reverse(), keyOf);
  const ids: string[] = [];
  const left = incoming.filter((line) => {
    const found = waiting.get(keyOf(line))?.pop();
    if (found) ids.push(found.id);
    return !found;
  });
  return { left, ids };
}

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
