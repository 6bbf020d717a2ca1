// A long statement comes as several messages with intermediate balances (60M, 62M): imports join
// the pages, so that the days between them belong to one statement.
import { addDays, type LocalDate } from '../calendar.js';
import type { ParsedStatement } from './bank-format.js';

/** A statement of the file; joined ones keep the index of their first page. */
export interface IndexedStatement {
  readonly statementIndex: number;
  readonly statement: ParsedStatement;
}

/** Joins consecutive pages of equal account and number, checking 62M = next 60M. */
export function joinPages(statements: readonly ParsedStatement[]): IndexedStatement[] {
  const joined: IndexedStatement[] = [];
  for (const [statementIndex, statement] of statements.entries()) {
    const last = joined.at(-1);
    if (last && isNextPage(last.statement, statement)) {
      const whole = joinedPage(last.statement, statement);
      joined[joined.length - 1] = { statementIndex: last.statementIndex, statement: whole };
    } else joined.push({ statementIndex, statement });
  }
  return joined.map((each) => ({ ...each, statement: withoutOpenEnds(each.statement) }));
}

function isNextPage(first: ParsedStatement, second: ParsedStatement): boolean {
  return (
    first.closingIsIntermediate &&
    second.openingIsIntermediate &&
    first.account === second.account &&
    first.format === second.format &&
    first.sequenceNumber === second.sequenceNumber
  );
}

function joinedPage(first: ParsedStatement, second: ParsedStatement): ParsedStatement {
  const agrees = first.closingBalance === second.openingBalance;
  const detail = 'the closing balance of a page differs from the opening balance of the next';
  const warnings = [...first.warnings, ...second.warnings];
  const states = new Set([first.state, second.state]);
  const isWrong = !agrees || states.has('quarantined');
  return {
    ...second,
    statementId: first.statementId,
    page: first.page,
    bankHints: [...first.bankHints, ...second.bankHints],
    openingIsIntermediate: first.openingIsIntermediate,
    openingBalance: first.openingBalance,
    provenOpening: first.provenOpening,
    periodFrom: earlier(first.periodFrom, second.periodFrom),
    periodTo: second.periodTo ?? first.periodTo,
    lines: [...first.lines, ...second.lines],
    state: isWrong ? 'quarantined' : states.has('unproven') ? 'unproven' : 'balanced',
    warnings: agrees ? warnings : [...warnings, { code: 'pages_do_not_join', detail }],
  };
}

function earlier(a: LocalDate | null, b: LocalDate | null): LocalDate | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

/** A page whose neighbour is missing states its edge day only in part: that day is not stated. */
function withoutOpenEnds(statement: ParsedStatement): ParsedStatement {
  const { openingIsIntermediate, closingIsIntermediate, periodFrom, periodTo } = statement;
  if (!openingIsIntermediate && !closingIsIntermediate) return statement;
  const warnings = [
    ...statement.warnings,
    { code: 'page_missing', detail: 'the file lacks a page of this statement' },
  ];
  if (periodFrom === null || periodTo === null) return { ...statement, warnings };
  const from = openingIsIntermediate ? addDays(periodFrom, 1) : periodFrom;
  const to = closingIsIntermediate ? addDays(periodTo, -1) : periodTo;
  const isEmpty = from > to;
  return {
    ...statement,
    warnings,
    periodFrom: isEmpty ? null : from,
    periodTo: isEmpty ? null : to,
  };
}
