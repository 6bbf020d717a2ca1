// The arithmetic that every statement must stand, whatever its format: opening + lines = closing,
// printed totals = sums. Exact, with no tolerance.
import type { Decimal } from 'decimal.js';
import {
  isIntraday,
  type CheckedStatement,
  type ParsedLine,
  type ParsedStatement,
  type StatementWarning,
} from './bank-format.js';
import { decimalText, exact } from './exact.js';
import { amountIn, amountText, decimalOf, minus, plus } from './running-sum.js';
import { openTally, type SideSums, type Tally } from './tally.js';

/** A statement as read, before it is checked, and without its lines. */
export type StatementFrame = Omit<
  CheckedStatement,
  'state' | 'provenOpening' | 'provenClosing' | 'lineCount' | 'sumCredits' | 'sumDebits'
> & {
  readonly totals?: PrintedTotals;
  /** Rows stand newest first; running balances are then read from the end. */
  readonly isReversed?: boolean;
};

/** The same with its lines. */
export type StatementDraft = StatementFrame & { readonly lines: readonly ParsedLine[] };

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
export function sumsOf(lines: readonly Pick<ParsedLine, 'amount'>[]): StatementSums {
  let credits = amountIn('0.00');
  let debits = amountIn('0.00');
  for (const { amount } of lines) {
    if (amount.startsWith('-')) debits = minus(debits, amountIn(amount));
    else credits = plus(credits, amountIn(amount));
  }
  return { credits: decimalOf(credits), debits: decimalOf(debits) };
}

/** Adds the state and what the checks found. */
export function checkStatement({ lines, ...frame }: StatementDraft): ParsedStatement {
  const tally = openTally();
  for (const line of lines) tally.add(line);
  return { ...checkFrame(frame, tally), lines };
}

/** The same of lines that were counted while they were read. */
export function checkFrame(frame: StatementFrame, tally: Tally): CheckedStatement {
  const { totals = {}, isReversed = false, ...statement } = frame;
  const warnings = [...statement.warnings, ...totalsOrPending(tally, totals)];
  if (isIntraday(statement)) warnings.push(intraday);
  const isContradicted = warnings.some((warning) => contradictions.has(warning.code));
  const running = runningBalance(tally, isReversed);
  warnings.push(...running.warnings);
  const mayDerive = running.isUnbroken && isComplete(totals) && !isContradicted;
  const opening = statement.openingBalance ?? (mayDerive ? running.opening : null);
  const closing = statement.closingBalance ?? (mayDerive ? running.closing : null);
  const difference = balanceDifference(tally.booked, opening, closing);
  if (difference !== undefined && !difference.isZero()) {
    const detail = `opening balance and lines differ from the closing balance by ${decimalText(difference)}`;
    warnings.push({ code: 'balance_mismatch', detail });
  }
  const isWrong = isContradicted || (difference !== undefined && !difference.isZero());
  const state = isWrong ? 'quarantined' : difference === undefined ? 'unproven' : 'balanced';
  if (state === 'unproven' && !isIntraday(statement)) warnings.push(unproven);
  return {
    ...statement,
    lineCount: countOf(tally.all),
    sumCredits: amountText(tally.all.credits),
    sumDebits: amountText(tally.all.debits),
    warnings,
    state,
    provenOpening: opening,
    provenClosing: closing,
  };
}

function countOf({ creditCount, debitCount }: SideSums): number {
  return creditCount + debitCount;
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
function totalsOrPending({ all, booked }: Tally, totals: PrintedTotals): StatementWarning[] {
  const warnings = totalWarnings(booked, totals);
  const isOther = warnings.length > 0 && countOf(booked) < countOf(all);
  return isOther && totalWarnings(all, totals).length === 0 ? [] : warnings;
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
  { credits, debits }: SideSums,
  opening: string | null,
  closing: string | null,
): Decimal | undefined {
  if (opening === null || closing === null) return undefined;
  const due = exact(opening).plus(decimalOf(credits)).minus(decimalOf(debits));
  return exact(closing).minus(due);
}

function totalWarnings(sums: SideSums, totals: PrintedTotals): StatementWarning[] {
  const warnings: StatementWarning[] = [];
  for (const side of ['credits', 'debits'] as const) {
    const printed = totals[side];
    const summed = decimalOf(sums[side]);
    if (printed === undefined || printed.equals(summed)) continue;
    const detail = `the file prints ${decimalText(printed)} as its ${side}, its lines sum up to ${decimalText(summed)}`;
    warnings.push({ code: 'total_mismatch', detail });
  }
  const counts = [
    ['credits', totals.creditCount, sums.creditCount],
    ['debits', totals.debitCount, sums.debitCount],
  ] as const;
  for (const [side, printed, counted] of counts) {
    if (printed === undefined || printed === counted) continue;
    const detail = `the file counts ${String(printed)} ${side}, it has ${String(counted)}`;
    warnings.push({ code: 'count_mismatch', detail });
  }
  return warnings;
}

interface Followed {
  readonly isUnbroken: boolean;
  readonly opening: string | null;
  readonly closing: string | null;
  readonly warnings: readonly StatementWarning[];
}

/** Balances printed per line, oldest first. Rows sorted by request time break honestly: a warning. */
function runningBalance(tally: Tally, isReversed: boolean): Followed {
  const running = tally.running(isReversed);
  if (!running) return { isUnbroken: false, opening: null, closing: null, warnings: [] };
  const { opening, closing, breakCount, printedCount } = running;
  const detail = `${String(breakCount)} of ${String(printedCount)} running balances do not follow from the row before`;
  return {
    isUnbroken: breakCount === 0 && printedCount === countOf(tally.booked),
    opening,
    closing,
    warnings: breakCount === 0 ? [] : [{ code: 'running_balance_mismatch', detail }],
  };
}
