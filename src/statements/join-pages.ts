// A long statement comes as several messages with intermediate balances (60M, 62M): imports join
// the pages, so that the days between them belong to one statement.
import { addDays, type LocalDate } from '../calendar.js';
import type { CheckedStatement, ReadEvent, StatementHead, TellEvent } from './bank-format.js';
import { amountIn, amountText, plus } from './running-sum.js';

/** A page whose next one may follow. */
interface HeldPage {
  readonly at: number;
  readonly head: StatementHead;
  readonly statement: CheckedStatement;
}

/**
 * Passes on what is told of a file with consecutive pages of equal account and number joined; a
 * joined statement keeps the place of its first page.
 */
export function joinPages(tell: TellEvent): { readonly take: TellEvent; end(): Promise<void> } {
  let held: HeldPage | undefined;
  // whose page they are shows only once the message has said what it is
  let unsure: ReadEvent[] = [];
  const release = async (): Promise<void> => {
    if (!held) return;
    const { at, head, statement } = held;
    held = undefined;
    await tell({ kind: 'statement', at, head, statement: withoutOpenEnds(statement), lines: [] });
  };
  const pass = async (event: Exclude<ReadEvent, { kind: 'again' }>): Promise<void> => {
    const { head } = event;
    if (held && head && !isNextPage(held.statement, head)) await release();
    const place = held && { at: held.at, head: held.head };
    if (event.kind === 'lines') {
      await tell({ ...event, ...place });
      return;
    }
    const statement = held ? joinedPage(held.statement, event.statement) : event.statement;
    const whole = { ...event, ...place, statement };
    if (statement.closingIsIntermediate) {
      const { at, lines } = whole;
      if (lines.length > 0) await tell({ kind: 'lines', at, head: whole.head, lines });
      held = { at, head: whole.head, statement };
    } else {
      held = undefined;
      await tell({ ...whole, statement: withoutOpenEnds(statement) });
    }
  };
  return {
    async take(event) {
      if (event.kind === 'again') {
        held = undefined;
        unsure = [];
        await tell(event);
      } else if (held && event.head === null) unsure.push(event);
      else {
        const waiting = unsure;
        unsure = [];
        for (const each of waiting)
          if (each.kind === 'lines') await pass({ ...each, head: event.head });
        await pass(event);
      }
    },
    end: release,
  };
}

function isNextPage(first: CheckedStatement, next: StatementHead): boolean {
  return (
    first.closingIsIntermediate &&
    next.openingIsIntermediate &&
    first.account === next.account &&
    first.format === next.format &&
    first.sequenceNumber === next.sequenceNumber
  );
}

function joinedPage(first: CheckedStatement, second: CheckedStatement): CheckedStatement {
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
    lineCount: first.lineCount + second.lineCount,
    sumCredits: sumOf(first.sumCredits, second.sumCredits),
    sumDebits: sumOf(first.sumDebits, second.sumDebits),
    state: isWrong ? 'quarantined' : states.has('unproven') ? 'unproven' : 'balanced',
    warnings: agrees ? warnings : [...warnings, { code: 'pages_do_not_join', detail }],
  };
}

function sumOf(one: string, other: string): string {
  return amountText(plus(amountIn(one), amountIn(other)));
}

function earlier(a: LocalDate | null, b: LocalDate | null): LocalDate | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

/** A page whose neighbour is missing states its edge day only in part: that day is not stated. */
function withoutOpenEnds(statement: CheckedStatement): CheckedStatement {
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
