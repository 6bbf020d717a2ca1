// Payments due to accounts that nothing has proven: neither the code of a test transfer nor a first
// confirmed credit was ever seen in them.
import { holdsWithin } from './coverage-reading.js';
import type { Credit } from './items.js';
import type { AccountFact } from './facts.js';
import type { Findings } from './findings.js';
import type { PaymentReading, SettlementValue } from './reading.js';

/**
 * The canary of a new version: its first credit must be confirmed by this many working days after
 * its first payment was due. A likely match may wait two for a person (`review_waiting`); on the
 * third, money that still goes elsewhere is no accident, and the payments of a week are not lost yet.
 */
export const firstCreditWorkingDays = 3;

/** Money that is not there, or cannot be shown to be: the flag is up once it is due. */
const missing: ReadonlySet<SettlementValue> = new Set(['overdue', 'unverifiable']);

/** Money that is somewhere, but not in the account: only a new version's canary tells of it. */
const elsewhere: ReadonlySet<SettlementValue> = new Set([
  'returned',
  'wrong_unit',
  'old_account',
  'proposed',
]);

export interface UnprovenPayment {
  readonly unitCode: string;
  readonly payment: PaymentReading;
  readonly since: Date;
}

interface DuePayment extends UnprovenPayment {
  readonly credit: Credit;
  readonly settlement: SettlementValue;
  /** Accounts that were to receive it; none is proven. */
  readonly accounts: readonly AccountFact[];
}

/** Payments behind the flag `account_unverified`, each with the instant from which it counts. */
export function unprovenPayments(findings: Findings): UnprovenPayment[] {
  const due = findings.payments.flatMap((payment) => dueToUnproven(payment, findings));
  const canaries = canariesOf(due, findings);
  const { asOf } = findings.context;
  return due.flatMap(({ unitCode, payment, since, settlement, accounts }) => {
    if (missing.has(settlement)) return [{ unitCode, payment, since }];
    const ends = accounts.flatMap(({ versionId }) => canaries.get(versionId) ?? []);
    if (!elsewhere.has(settlement) || ends.length < accounts.length) return [];
    const last = new Date(Math.max(...ends.map((end) => end.getTime())));
    if (asOf <= last) return [];
    return [{ unitCode, payment, since: last > since ? last : since }];
  });
}

function dueToUnproven(payment: PaymentReading, findings: Findings): DuePayment[] {
  const { unitCode, dueAt, settlement } = payment;
  const [credit] = findings.paymentOf(payment.paymentId)?.credits ?? [];
  if (unitCode === null || dueAt === null || settlement === null || !credit) return [];
  if (findings.context.asOf <= dueAt || settlement === 'refunded') return [];
  const accounts = findings.context
    .accountsOf(unitCode)
    .filter((account) => holdsWithin(account, credit.paidOn, credit.dueOn));
  const isUnproven = accounts.every(({ versionId }) => !findings.proofs.has(versionId));
  if (accounts.length === 0 || !isUnproven) return [];
  return [{ unitCode, payment, since: dueAt, credit, settlement, accounts }];
}

/** When the patience with each new version ends: working days after its first payment was due. */
function canariesOf(due: readonly DuePayment[], findings: Findings): Map<string, Date> {
  const { calendar } = findings.ledger.facts;
  const canaries = new Map<string, Date>();
  for (const { payment, credit, accounts } of due) {
    const terms = findings.paymentOf(payment.paymentId)?.terms;
    const day = calendar.workingDayAfter(credit.dueOn, firstCreditWorkingDays);
    const ends = calendar.dueAt(day, terms?.graceHours ?? 0);
    for (const { versionId, isTakenOver } of accounts) {
      const known = canaries.get(versionId);
      if (!isTakenOver && (known === undefined || ends < known)) canaries.set(versionId, ends);
    }
  }
  return canaries;
}
