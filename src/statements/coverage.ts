// Which days of an account its statements prove (contract section 4, "Coverage"). Everything that
// is said to be missing rests on this, so a day counts only where the chain of balances holds.
import { addDays, instantOf, type LocalDate } from '../calendar.js';
import type { Money } from '../money.js';

/** What coverage needs to know of one statement of one account. */
export interface CoverageStatement {
  /** Only `balanced` statements prove days. */
  readonly state: string;
  /** `numbered`: MT940 and camt, whose numbers follow each other; `sheet`: an export of a range. */
  readonly kind: 'numbered' | 'sheet';
  readonly sequenceNumber: number | null;
  /** The stated days, both inclusive; null where the statement states none. */
  readonly periodFrom: LocalDate | null;
  readonly periodTo: LocalDate | null;
  readonly opening: Money | null;
  readonly closing: Money | null;
  /** When the bank made it, else when it was uploaded. */
  readonly madeAt: Date;
}

/** Days, both inclusive. */
export interface DayRange {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** A balanced statement that states its days. */
export interface Stretch extends DayRange {
  readonly kind: 'numbered' | 'sheet';
  readonly sequenceNumber: number | null;
  readonly opening: Money;
  readonly closing: Money;
  readonly madeAt: Date;
}

/**
 * The covered days of one account, merged and oldest first.
 * @param statements all posted statements of that account, in any order
 */
export function coveredDays(statements: readonly CoverageStatement[]): DayRange[] {
  const chain = statements.flatMap(stretchOf).sort(inOrder);
  const quiet = statements.filter((each) => isProof(each) && each.periodFrom === null);
  const ranges: DayRange[] = [];
  for (const [index, stretch] of chain.entries()) {
    const later = chain.slice(index + 1).filter((each) => comesAfter(each, stretch));
    const earlier = chain.slice(0, index).filter((each) => comesAfter(stretch, each));
    const from = isBroken(earlier, stretch) ? addDays(stretch.from, 1) : stretch.from;
    const to = lastDayCounts(stretch, later) ? stretch.to : addDays(stretch.to, -1);
    if (from <= to) ranges.push({ from, to });
    ranges.push(...unstatedDays(stretch, later, quiet));
  }
  return merged(ranges);
}

/** A statement with its nearest neighbours in the chain of its account. */
interface ChainPlace {
  readonly self: Stretch;
  /** Those that end last before it. */
  readonly before: readonly Stretch[];
  /** Those that begin first after it. */
  readonly after: readonly Stretch[];
}

/**
 * Where a statement stands among those of its account; undefined for one that proves no days.
 * @param all the posted statements of its account, itself among them
 */
export function chainAround(
  statement: CoverageStatement,
  all: readonly CoverageStatement[],
): ChainPlace | undefined {
  const [self] = stretchOf(statement);
  if (!self) return undefined;
  const others = all.filter((each) => each !== statement).flatMap(stretchOf);
  const earlier = others.filter((each) => comesAfter(self, each));
  const later = others.filter((each) => comesAfter(each, self));
  const [last] = earlier
    .map(({ to }) => to)
    .sort(compare)
    .reverse();
  const [next] = later.map(({ from }) => from).sort(compare);
  return {
    self,
    before: earlier.filter(({ to }) => to === last),
    after: later.filter(({ from }) => from === next),
  };
}

function stretchOf(statement: CoverageStatement): Stretch[] {
  const { periodFrom, periodTo, opening, closing } = statement;
  if (!isProof(statement) || opening === null || closing === null) return [];
  if (periodFrom === null || periodTo === null || periodFrom > periodTo) return [];
  const { kind, sequenceNumber, madeAt } = statement;
  return [{ kind, sequenceNumber, madeAt, opening, closing, from: periodFrom, to: periodTo }];
}

function isProof({ state, opening, closing }: CoverageStatement): boolean {
  return state === 'balanced' && opening !== null && closing !== null;
}

function inOrder(a: Stretch, b: Stretch): number {
  return (
    compare(a.from, b.from) ||
    compare(a.to, b.to) ||
    (a.sequenceNumber ?? 0) - (b.sequenceNumber ?? 0) ||
    a.madeAt.getTime() - b.madeAt.getTime()
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * A statement that starts before the previous one ends is not its next. Numbered statements may
 * share a day (two a day are usual): the later number then begins where the earlier one stopped.
 */
function comesAfter(next: Stretch, previous: Stretch): boolean {
  if (next.from > previous.to) return true;
  const sharesDay = next.from === previous.to && next.kind === 'numbered';
  return (
    sharesDay &&
    previous.kind === 'numbered' &&
    next.sequenceNumber !== null &&
    previous.sequenceNumber !== null &&
    next.sequenceNumber > previous.sequenceNumber
  );
}

/** Whether no day stands between two statements. */
export function touches(next: Stretch, previous: Stretch): boolean {
  return next.from <= addDays(previous.to, 1);
}

/** True when earlier statements reach up to this one and none of them closes with its opening. */
function isBroken(earlier: readonly Stretch[], stretch: Stretch): boolean {
  const neighbours = earlier.filter((each) => touches(stretch, each));
  return neighbours.length > 0 && neighbours.every((each) => each.closing !== stretch.opening);
}

function lastDayCounts(stretch: Stretch, later: readonly Stretch[]): boolean {
  const nextFrom = later.reduce<LocalDate | undefined>(
    (first, each) => (first === undefined || each.from < first ? each.from : first),
    undefined,
  );
  const next = later.filter((each) => each.from === nextFrom);
  const agrees = next.some((each) => each.opening === stretch.closing);
  if (agrees) return true;
  if (next.some((each) => touches(each, stretch))) return false;
  return stretch.madeAt >= instantOf(addDays(stretch.to, 1));
}

/**
 * Days between two statements whose numbers follow and whose balances agree had no entries; numbers
 * in between may belong to statements of a quiet day, which have no entries and state no day.
 */
function unstatedDays(
  stretch: Stretch,
  later: readonly Stretch[],
  quiet: readonly CoverageStatement[],
): DayRange[] {
  if (stretch.kind !== 'numbered' || stretch.sequenceNumber === null) return [];
  const { closing } = stretch;
  const follows = (each: CoverageStatement | Stretch, number: number): boolean =>
    each.kind === 'numbered' && each.sequenceNumber === number && each.opening === closing;
  let number = stretch.sequenceNumber + 1;
  while (quiet.some((each) => follows(each, number) && each.closing === closing)) number += 1;
  return later
    .filter((next) => follows(next, number) && !touches(next, stretch))
    .map((next) => ({ from: addDays(stretch.to, 1), to: addDays(next.from, -1) }));
}

function merged(ranges: readonly DayRange[]): DayRange[] {
  const result: DayRange[] = [];
  for (const range of [...ranges].sort((a, b) => compare(a.from, b.from))) {
    const last = result.at(-1);
    if (!last || range.from > addDays(last.to, 1)) result.push(range);
    else if (range.to > last.to) result[result.length - 1] = { from: last.from, to: range.to };
  }
  return result;
}
