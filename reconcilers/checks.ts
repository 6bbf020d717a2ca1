// The comparisons that several rules share, worded for the officer who reads them.
import { expectedOf, fitOf, isExact, type Credit, type Line } from '../src/reconciliation/book.js';
import type {
  Check,
  NamedChecks,
  NamedCredit,
  NamingLine,
  Proposal,
} from '../src/reconciliation/reconciler.js';
import { moneyText, sumMoney, type Money } from '../src/money.js';

/** The reference stands in the line. */
export function referenceCheck(
  credits: readonly Pick<Credit, 'label'>[],
  line: Pick<Line, 'bankRef' | 'bookedOn'>,
): Check {
  return {
    name: 'reference',
    expected: credits.map((credit) => credit.label).join(', '),
    found: line.bankRef ?? line.bookedOn,
    agrees: true,
  };
}

/** The sum booked against the sum expected. */
export function amountCheck(expected: Money, found: Money, agrees: boolean): Check {
  return { name: 'amount', expected: moneyText(expected), found: moneyText(found), agrees };
}

/** Booked no earlier than paid: the rules only look at such pairs, the check records the days. */
export function timeCheck(
  credits: readonly Pick<Credit, 'paidOn'>[],
  lines: readonly Pick<Line, 'bookedOn'>[],
): Check {
  const paid = credits.map((credit) => credit.paidOn).sort();
  const booked = lines.map((line) => line.bookedOn).sort();
  return {
    name: 'time',
    expected: paid[0] ?? '',
    found: booked[0] ?? '',
    agrees: (booked[0] ?? '') >= (paid[0] ?? ''),
  };
}

/** The comparisons of a payment with the lines that name it. */
export function namedChecks(credit: NamedCredit, lines: readonly NamingLine[]): NamedChecks {
  const total = sumMoney(lines.map((line) => line.amount));
  const fit = fitOf(credit, total);
  return {
    total,
    checks: [
      ...lines.map((line) => referenceCheck([credit], line)),
      amountCheck(expectedOf(credit), total, isExact(fit)),
      timeCheck([credit], lines),
    ],
    ...(fit === 'other_basis' ? { cause: 'fee_variance' } : {}),
  };
}

/** One payment credited by one or more lines that name it. */
export function namedProposal(credit: Credit, lines: readonly Line[]): Proposal {
  const { total, ...said } = namedChecks(credit, lines);
  return {
    lines: lines.map((line) => ({ line, amount: line.amount })),
    credits: [{ credit, amount: total }],
    ...said,
    confidence: 'certain',
  };
}
