// A statement that was only read and checked: its figures with every line, as `inspect` and the
// preview of an upload show it (contract section 5).
import type { ParsedStatement } from './bank-format.js';
import { candidateReferences } from './narrative.js';
import { summaryOf } from './statement-summary.js';

export type InspectedStatement = ReturnType<typeof inspected>;

/** Figures, state and lines of a parsed statement; `file` is its name as given. */
export function inspected(file: string, statementIndex: number, statement: ParsedStatement) {
  const { warnings, ...figures } = summaryOf(statement);
  const lines = statement.lines.map((line) => ({
    valueDate: line.valueDate,
    bookingDate: line.bookingDate,
    amount: line.amount,
    bankReference: line.bankReference,
    narrative: line.narrative,
    references: candidateReferences(line.narrative),
  }));
  return { file, statementIndex, ...figures, state: statement.state, warnings, lines };
}
