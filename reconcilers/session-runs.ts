// Consecutive open sessions of one gateway, and what each of their payments brings to a batch credit:
// the search of settlement-window, whose runs batch-residual starts from too.
import type { LocalDate } from '../src/calendar.js';
import {
  endedBefore,
  type Line,
  type OpenSession,
  type UnitBook,
} from '../src/reconciliation/book.js';
import { sumMoney, type Money } from '../src/money.js';
import type { CreditLeg } from '../src/reconciliation/reconciler.js';

/** Arrears of more sessions than this are not searched. */
export const runLengthMax = 31;

/** A run whose members add up to the line. */
export interface Solution {
  readonly sessions: readonly OpenSession[];
  readonly legs: readonly CreditLeg[];
  readonly otherBasis: boolean;
}

/**
 * What each payment of a run contributes. One fully refunded before the line is left out; of one
 * partly refunded either the whole or the rest may have come (`deduct`).
 */
export function contributions(run: readonly OpenSession[], line: Line, deduct: boolean) {
  return run
    .flatMap((session) => session.open)
    .flatMap((credit) => {
      const { refund } = credit;
      const unsure = refund !== null && (refund.on === null || refund.on === line.bookedOn);
      const before = unsure ? deduct : (refund?.on ?? line.bookedOn) < line.bookedOn;
      if (refund?.full && before) return [];
      const given = before && deduct ? (refund?.amount ?? 0n) : 0n;
      return [{ credit, gross: credit.gross - given, net: credit.net - given }];
    });
}

/** The members whose gross or net sum is exactly the line, if this run's are. */
function fittingRun(book: UnitBook, run: readonly OpenSession[], line: Line): Solution | undefined {
  for (const deduct of [true, false]) {
    const parts = contributions(run, line, deduct);
    const [first] = parts;
    if (!first) continue;
    const gross = sumMoney(parts.map((part) => part.gross));
    const members = parts.map((part) => part.credit);
    const net =
      book.batchNet(first.credit.gatewayAccountId, members) ??
      sumMoney(parts.map((part) => part.net));
    const sums: readonly [Money, Money] = [gross, net];
    const position = sums.indexOf(line.amount);
    if (position < 0) continue;
    const basis = position === 0 ? 'gross' : 'net';
    return {
      sessions: run,
      legs: parts.map((part) => ({ credit: part.credit, amount: part[basis] })),
      otherBasis: gross !== net && basis !== first.credit.basis,
    };
  }
  return undefined;
}

/** What was found of one line, and whether longer runs were left out. */
interface Searched {
  readonly solutions: readonly Solution[];
  readonly cut: boolean;
}

/** Every run of consecutive sessions of one gateway that ended before the line and adds up. */
export function fittingRuns(book: UnitBook, line: Line): Searched {
  const found = new Map<string, Solution>();
  let cut = false;
  for (const gatewayAccountId of line.gateways) {
    const ended = book.sessions.filter(
      (each) => each.gatewayAccountId === gatewayAccountId && endedBefore(each, line),
    );
    for (let start = 0; start < ended.length; start += 1) {
      for (let end = start + 1; end <= ended.length && end - start <= runLengthMax; end += 1) {
        const run = ended.slice(start, end);
        const last = run.at(-1);
        // a credited session in between parts what was not settled together
        if (!last || last.doubtful || last.open.length === 0) break;
        const solution = fittingRun(book, run, line);
        const key = solution?.legs
          .map(({ credit }) => credit.key)
          .sort()
          .join(' ');
        if (solution && key !== undefined && !found.has(key)) found.set(key, solution);
        if (least(run, line) > line.amount) break;
        cut ||= run.length === runLengthMax && goesOn(ended[end]);
      }
    }
  }
  return { solutions: datedAsPrinted([...found.values()], line), cut };
}

/** A session that could have come in the same credit. */
function goesOn(next: OpenSession | undefined): boolean {
  return next !== undefined && !next.doubtful && next.open.length > 0;
}

function least(run: readonly OpenSession[], line: Line): Money {
  return sumMoney(
    contributions(run, line, true).map((part) => (part.net < part.gross ? part.net : part.gross)),
  );
}

/** A date in the narrative lies inside the set; the booking day itself is the bank's, not one. */
export function datedAsPrinted<T extends Pick<Solution, 'sessions'>>(
  solutions: readonly T[],
  line: Line,
): T[] {
  const inside = (solution: T, day: LocalDate) =>
    (solution.sessions[0]?.session.firstOn ?? '') <= day &&
    day <= (solution.sessions.at(-1)?.session.lastOn ?? '');
  const anyInside = (days: readonly LocalDate[]) =>
    solutions.filter((solution) => days.some((day) => inside(solution, day)));
  const printed = line.dates.filter(
    (day) => day !== line.bookedOn || solutions.some((solution) => inside(solution, day)),
  );
  if (printed.length > 0) {
    const all = solutions.filter((solution) => printed.every((day) => inside(solution, day)));
    return all.length > 0 ? all : anyInside(printed);
  }
  const loose = anyInside(line.looseDates);
  return loose.length > 0 ? loose : [...solutions];
}
