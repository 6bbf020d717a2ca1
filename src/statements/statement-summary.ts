// A statement in figures, as `inspect`, imports and pages print it (contract section 5).
import type { LocalDate } from '../calendar.js';
import type { CheckedStatement, DecimalText, StatementWarning } from './bank-format.js';
import { decimalText, exact } from './exact.js';
import type { FileStatement } from './import-store.js';

export interface StatementSummary {
  readonly format: string;
  readonly account: string | null;
  readonly currency: string | null;
  readonly statementId: string | null;
  readonly periodFrom: LocalDate | null;
  readonly periodTo: LocalDate | null;
  readonly openingBalance: DecimalText | null;
  readonly closingBalance: DecimalText | null;
  /** Counts and sums include entries that are announced but not booked. */
  readonly lineCount: number;
  readonly sumCredits: DecimalText;
  readonly sumDebits: DecimalText;
  readonly warnings: readonly StatementWarning[];
}

export function summaryOf(statement: CheckedStatement): StatementSummary {
  const { format, account, currency, statementId, periodFrom, periodTo } = statement;
  return {
    format,
    account,
    currency,
    statementId,
    periodFrom,
    periodTo,
    openingBalance: statement.openingBalance,
    closingBalance: statement.closingBalance,
    lineCount: statement.lineCount,
    sumCredits: statement.sumCredits,
    sumDebits: statement.sumDebits,
    warnings: statement.warnings,
  };
}

const voided: StatementWarning = {
  code: 'voided',
  detail: 'an officer voided it; it can be restored, and is not posted by itself',
};

/** The figures of a statement that is stored already. */
export function storedSummary(statement: FileStatement): StatementSummary {
  const { format, account, currency, statementId, periodFrom, periodTo, lineCount } = statement;
  const printed = (amount: string | null): string | null =>
    amount === null ? null : decimalText(exact(amount));
  return {
    format,
    account,
    currency,
    statementId,
    periodFrom,
    periodTo,
    openingBalance: printed(statement.opening),
    closingBalance: printed(statement.closing),
    lineCount,
    sumCredits: printed(statement.credits) ?? '0.00',
    sumDebits: printed(statement.debits) ?? '0.00',
    warnings: statement.state === 'voided' ? [...statement.warnings, voided] : statement.warnings,
  };
}
