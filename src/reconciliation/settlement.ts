// What the bank says of a payment at an instant: the settlement values of the contract, section 4,
// derived for each expected credit, the first that holds; the payment shows the worst of them.
import type { LocalDate } from '../calendar.js';
import { sumMoney, type Money } from '../money.js';
import { fitOf, isExact, isRightAccount, type Credit, type Line } from './book.js';
import { daysNeeded, holdsWithin, type Coverage } from './coverage-reading.js';
import type { ExpectedPayment } from './expected-credits.js';
import type { AccountFact } from './facts.js';
import type { SettlementValue } from './reading.js';

/** What stands for an expected credit at the as-of: matches whose lines were booked by then. */
export interface Evidence {
  /** Lines of confirmed matches. */
  readonly lines: readonly Line[];
  /** Σ of confirmed legs for this credit. */
  readonly amount: Money;
  /** The matches’ own amount checks agree, and every line of them is booked by the as-of. */
  readonly complete: boolean;
  readonly cause: string | null;
  /** Credited, then debited back. */
  readonly returned: boolean;
  /** A likely match waits for a person. */
  readonly proposed: boolean;
}

export const noEvidence: Evidence = {
  lines: [],
  amount: 0n,
  complete: false,
  cause: null,
  returned: false,
  proposed: false,
};

/** What settlement is read against. */
export interface SettlementContext {
  readonly asOf: Date;
  readonly asOfDay: LocalDate;
  readonly coverage: Coverage;
  readonly accountsOf: (unitCode: string) => readonly AccountFact[];
  /** Versions of any unit on an account. */
  readonly versionsOn: (bankAccountId: string) => readonly AccountFact[];
  readonly evidenceOf: (credit: Credit) => Evidence;
}

/** Worst first: what a payment of several expected credits shows. */
const worstFirst: readonly SettlementValue[] = [
  'overdue',
  'no_account',
  'returned',
  'wrong_unit',
  'old_account',
  'short',
  'unverifiable',
  'proposed',
  'unassigned',
  'over',
  'awaiting',
  'refunded',
  'arrived',
];

/**
 * The settlement of a payment at an as-of.
 * @param refunded whether the gateway had given all of it back by then
 */
export function settlementOf(
  payment: ExpectedPayment,
  refunded: boolean,
  context: SettlementContext,
): SettlementValue {
  if (refunded) return 'refunded';
  const values = payment.credits.map((credit) => valueOf(credit, payment, context));
  return worstFirst.find((value) => values.includes(value)) ?? 'awaiting';
}

function valueOf(
  credit: Credit,
  payment: ExpectedPayment,
  context: SettlementContext,
): SettlementValue {
  const evidence = context.evidenceOf(credit);
  const due = context.asOf > payment.dueAt;
  if (evidence.lines.length > 0) return creditedValue(credit, evidence, due, context);
  if (evidence.returned) return 'returned';
  if (credit.unitCode === null) return evidence.proposed ? 'proposed' : 'unassigned';
  const accounts = context.accountsOf(credit.unitCode);
  const until = due || context.asOfDay > credit.dueOn ? credit.dueOn : context.asOfDay;
  const hasAccount = accounts.some((account) => holdsWithin(account, credit.paidOn, until));
  if (!hasAccount && !evidence.proposed) return 'no_account';
  if (evidence.proposed) return 'proposed';
  if (!due) return 'awaiting';
  const covered = daysNeeded(accounts, credit.paidOn, credit.dueOn).every((days) =>
    context.coverage.covers(days.bankAccountId, days.from, days.to),
  );
  return covered ? 'overdue' : 'unverifiable';
}

function creditedValue(
  credit: Credit,
  evidence: Evidence,
  due: boolean,
  context: SettlementContext,
): SettlementValue {
  const right = evidence.lines.some((line) => isRightAccount(credit, line));
  if (!right) return placeOf(credit, evidence.lines, context);
  const fit = fitOf(credit, evidence.amount);
  if (evidence.complete || isExact(fit)) return 'arrived';
  if (fit === 'more') return 'over';
  return due ? 'short' : 'awaiting';
}

/** Where money that is in none of the unit's accounts went. */
function placeOf(
  credit: Credit,
  lines: readonly Line[],
  context: SettlementContext,
): 'wrong_unit' | 'old_account' {
  const others = lines.some((line) =>
    context
      .versionsOn(line.bankAccountId)
      .some(
        (version) =>
          version.unitCode !== credit.unitCode &&
          holdsWithin(version, line.bookedOn, line.bookedOn),
      ),
  );
  const own = lines.some((line) =>
    credit.rights.some((each) => each.bankAccountId === line.bankAccountId),
  );
  return own && !others ? 'old_account' : 'wrong_unit';
}

/** The last day the statements prove for a payment; null when they prove none. */
export function coveredThroughOf(
  payment: ExpectedPayment,
  context: SettlementContext,
): LocalDate | null {
  const [credit] = payment.credits;
  const accounts = context.accountsOf(credit?.unitCode ?? '');
  const needed = credit ? daysNeeded(accounts, credit.paidOn, credit.dueOn) : [];
  let earliest: LocalDate | null = null;
  for (const days of needed) {
    const through = context.coverage.through(days.bankAccountId, days.from);
    if (through === null) return null;
    if (!days.goesOn && through >= days.to) continue;
    if (earliest === null || through < earliest) earliest = through;
  }
  return earliest;
}

/** Σ of confirmed credit legs of all the payment's expected credits at the as-of. */
export function arrivedAmountOf(payment: ExpectedPayment, context: SettlementContext): Money {
  return sumMoney(payment.credits.map((credit) => context.evidenceOf(credit).amount));
}
