// The arithmetic that every statement must stand, whatever its format: opening + lines = closing,
// printed totals = sums. Exact, with no tolerance.
import type { Decimal } from 'decimal.js';
import {
  isIntraday,
  type ParsedLine,
  type ParsedStatement,
  type StatementWarning,
} from './bank-format.js';
import { decimalText, exact } from './exact.js';

/** A statement as read, before it is checked. */
export type StatementDraft = Omit<ParsedStatement, 'state' | 'provenOpening' | 'provenClosing'> & {
  readonly totals?: PrintedTotals;
  /** Rows stand newest first; running balances are then read from the end. */
  readonly isReversed?: boolean;
};

/** Totals that the file prints, all positive; undefined where it prints none. */
export interface PrintedTotals {
  readonly credits?: Decimal;
  readonly debits?: Decimal;
  readonly creditCount?: number;
  readonly debitCount?: number;
}

export interface StatementSums {
  readonly credits: Decimal;
  readonly debits: Decimal;
}

/** Both positive totals of lines. */
export function sumsOf(lines: readonly ParsedLine[]): StatementSums {
  // One pass without lists in between: a statement may have a million lines.
  let credits = exact('0');
  let debits = exact('0');
  for (const line of lines) {
    const amount = exact(line.amount);
    if (amount.isNegative()) debits = debits.minus(amount);
    else credits = credits.plus(amount);
  }
  return { credits, debits };
}

/** Adds the state and what the checks found. */
export function checkStatement(draft: StatementDraft): ParsedStatement {
  const { totals = {}, isReversed = false, ...statement } = draft;
  const booked = statement.lines.filter((line) => line.isBooked);
  const warnings = [...statement.warnings, ...totalsOrPending(statement.lines, booked, totals)];
  if (isIntraday(statement)) warnings.push(intraday);
  const isContradicted = warnings.some((warning) => contradictions.has(warning.code));
  const running = runningBalance(isReversed ? [...booked].reverse() : booked);
  warnings.push(...running.warnings);
  const mayDerive = running.isUnbroken && isComplete(totals) && !isContradicted;
  const opening = statement.openingBalance ?? (mayDerive ? running.opening : null);
  const closing = statement.closingBalance ?? (mayDerive ? running.closing : null);
  const difference = balanceDifference(booked, opening, closing);
  if (difference !== undefined && !difference.isZero()) {
    const detail = `opening balance and lines differ from the closing balance by ${decimalText(difference)}`;
    warnings.push({ code: 'balance_mismatch', detail });
  }
  const isWrong = isContradicted || (difference !== undefined && !difference.isZero());
  const state = isWrong ? 'quarantined' : difference === undefined ? 'unproven' : 'balanced';
  if (state === 'unproven' && !isIntraday(statement)) warnings.push(unproven);
  return { ...statement, warnings, state, provenOpening: opening, provenClosing: closing };
}

const intraday: StatementWarning = {
  code: 'intraday',
  detail:
    'a message of a running day: its entries are announced, the statement of the day proves them',
};

const unproven: StatementWarning = {
  code: 'balances_missing',
  detail:
    'no opening and closing balance: its lines match, its days are not covered; the export of ' +
    'the account that prints both balances proves them',
};

/** Totals may count what is announced and not booked. */
function totalsOrPending(
  lines: readonly ParsedLine[],
  booked: readonly ParsedLine[],
  totals: PrintedTotals,
): StatementWarning[] {
  const warnings = totalWarnings(booked, totals);
  const isOther = warnings.length > 0 && booked.length < lines.length;
  return isOther && totalWarnings(lines, totals).length === 0 ? [] : warnings;
}

/** Warnings after which a statement cannot be trusted, even where its balances add up. */
const contradictions = new Set([
  'total_mismatch',
  'count_mismatch',
  'balance_unreadable',
  'currency_mismatch',
  'rows_after_total',
]);

function isComplete(totals: PrintedTotals): boolean {
  return totals.credits !== undefined && totals.debits !== undefined;
}

function balanceDifference(
  lines: readonly ParsedLine[],
  opening: string | null,
  closing: string | null,
): Decimal | undefined {
  if (opening === null || closing === null) return undefined;
  const { credits, debits } = sumsOf(lines);
  return exact(closing).minus(exact(opening).plus(credits).minus(debits));
}

function totalWarnings(lines: readonly ParsedLine[], totals: PrintedTotals): StatementWarning[] {
  const sums = sumsOf(lines);
  const warnings: StatementWarning[] = [];
  for (const side of ['credits', 'debits'] as const) {
    const printed = totals[side];
    if (printed === undefined || printed.equals(sums[side])) continue;
    const detail = `the file prints ${decimalText(printed)} as its ${side}, its lines sum up to ${decimalText(sums[side])}`;
    warnings.push({ code: 'total_mismatch', detail });
  }
  const credits = lines.filter((line) => !line.amount.startsWith('-')).length;
  const counts = [
    ['credits', totals.creditCount, credits],
    ['debits', totals.debitCount, lines.length - credits],
  ] as const;
  for (const [side, printed, counted] of counts) {
    if (printed === undefined || printed === counted) continue;
    const detail = `the file counts ${String(printed)} ${side}, it has ${String(counted)}`;
    warnings.push({ code: 'count_mismatch', detail });
  }
  return warnings;
}

interface Running {
  readonly isUnbroken: boolean;
  readonly opening: string | null;
  readonly closing: string | null;
  readonly warnings: readonly StatementWarning[];
}

/** Balances printed per line, oldest first. Rows sorted by request time break honestly: a warning. */
function runningBalance(lines: readonly ParsedLine[]): Running {
  const first = lines[0];
  const last = lines.at(-1);
  const printed = lines.filter((line) => line.runningBalance !== null);
  if (!first?.runningBalance || !last?.runningBalance) {
    return { isUnbroken: false, opening: null, closing: null, warnings: [] };
  }
  const opening = exact(first.runningBalance).minus(exact(first.amount));
  let balance: Decimal = opening;
  let breakCount = 0;
  for (const line of lines) {
    balance = balance.plus(exact(line.amount));
    if (line.runningBalance === null) continue;
    if (!balance.equals(exact(line.runningBalance))) breakCount += 1;
    balance = exact(line.runningBalance);
  }
  const detail = `${String(breakCount)} of ${String(printed.length)} running balances do not follow from the row before`;
  return {
    isUnbroken: breakCount === 0 && printed.length === lines.length,
    opening: decimalText(opening),
    closing: last.runningBalance,
    warnings: breakCount === 0 ? [] : [{ code: 'running_balance_mismatch', detail }],
  };
}
