// Unit flags at an instant (contract, section 4). Derived, so a flag clears itself with its cause;
// `since` is the instant from which the reading would first have shown it.
import { instantOf, type LocalDate } from '../calendar.js';
import { sumMoney, type Money } from '../money.js';
import type { Findings } from './findings.js';
import { groupBy } from '../group-by.js';
import { unitOfLine } from './line-reading.js';
import type { FlagKind, FlagReading, PaymentReading } from './reading.js';
import { isWrongRoute } from './told-account.js';
import { unprovenPayments } from './unproven-accounts.js';

/** A proposed payment waits this many working days after it was due before its unit is flagged. */
const reviewWorkingDays = 2;

interface Cause {
  readonly unitCode: string;
  readonly flag: FlagKind;
  readonly since: Date;
  readonly amount: Money;
  readonly payment: PaymentReading | null;
  readonly isOrder?: true;
}

/** All flags of a reading, by unit and kind. */
export function flagsOf(findings: Findings): FlagReading[] {
  const causes = [
    ...findings.payments.flatMap((payment) => paymentCauses(payment, findings)),
    ...unprovenPayments(findings).map((each): Cause => ({
      ...each,
      flag: 'account_unverified',
      amount: each.payment.amount,
    })),
    ...orderCauses(findings),
    ...lineCauses(findings),
  ];
  const groups = groupBy(causes, ({ unitCode, flag }) => `${unitCode} ${flag}`);
  const names = new Map(findings.ledger.facts.units.map((unit) => [unit.code, unit.name]));
  return [...groups.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, group]) => flagOf(group, names, findings));
}

function flagOf(
  causes: readonly Cause[],
  names: ReadonlyMap<string, string>,
  findings: Findings,
): FlagReading[] {
  const [first] = causes;
  if (!first) return [];
  const payments = [...new Set(causes.flatMap((cause) => cause.payment ?? []))].sort(
    (one, other) => one.paidAt.getTime() - other.paidAt.getTime(),
  );
  const due = payments.flatMap((payment) => payment.dueAt ?? []);
  return [
    {
      unitCode: first.unitCode,
      unitName: names.get(first.unitCode) ?? first.unitCode,
      flag: first.flag,
      since: earliest(causes.map((cause) => cause.since)) ?? first.since,
      payments: payments.length,
      orders: causes.filter(({ isOrder }) => isOrder).length,
      amount: sumMoney(causes.map((cause) => cause.amount)),
      oldestDueAt: earliest(due),
      coveredThrough:
        payments.length > 0
          ? lowest(payments.map((payment) => payment.coveredThrough))
          : unitCoveredThrough(first.unitCode, findings),
      paymentIds: payments.map((payment) => payment.paymentId),
    },
  ];
}

function earliest(instants: readonly Date[]): Date | null {
  if (instants.length === 0) return null;
  return instants.reduce((least, instant) => (instant < least ? instant : least));
}

function lowest(days: readonly (LocalDate | null)[]): LocalDate | null {
  const known = days.flatMap((day) => day ?? []);
  return known.length === days.length ? ([...known].sort()[0] ?? null) : null;
}

/** The last day up to which every present account of the unit is proven. */
function unitCoveredThrough(unitCode: string, findings: Findings): LocalDate | null {
  const { coverage, accountsOf, asOfDay } = findings.context;
  const present = accountsOf(unitCode).filter(
    (each) => each.validTo === null || each.validTo > asOfDay,
  );
  return lowest(present.map((each) => coverage.of(each.bankAccountId).at(-1)?.to ?? null));
}

function paymentCauses(payment: PaymentReading, findings: Findings): Cause[] {
  const { unitCode, dueAt, settlement } = payment;
  if (settlement === null || dueAt === null) return [];
  const cause = (flag: FlagKind, since: Date, amount = payment.amount): Cause[] =>
    unitCode === null ? [] : [{ unitCode, flag, since, amount, payment }];
  const route = isWrongRoute(payment, findings) ? cause('wrong_account', payment.paidAt) : [];
  switch (settlement) {
    case 'overdue':
    case 'short':
      return [...cause('money_missing', dueAt, payment.amount - payment.arrivedAmount), ...route];
    case 'returned':
      return [...cause('money_missing', returnedAt(payment, findings)), ...route];
    case 'wrong_unit':
    case 'old_account':
      return misrouted(payment, findings);
    case 'no_account':
      return [...cause('no_account', payment.paidAt), ...route];
    case 'unverifiable':
      return [...cause('statement_missing', dueAt), ...route];
    case 'proposed':
      return [...reviewCause(payment, findings), ...route];
    default:
      return route;
  }
}

/** Both the unit that was paid and the one whose account the money is in are told. */
function misrouted(payment: PaymentReading, findings: Findings): Cause[] {
  const confirmed = payment.matches.filter((match) => match.status === 'confirmed');
  const booked = confirmed.map((match) => match.line.bookingDate).sort()[0];
  const since = booked ? instantOf(booked) : payment.paidAt;
  const holders = linesOfPayment(payment, findings).map((line) => unitOfLine(line, findings));
  const units = new Set([
    payment.unitCode,
    ...(payment.settlement === 'wrong_unit' ? holders : []),
  ]);
  return [...units].flatMap((unitCode) =>
    unitCode === null
      ? []
      : [{ unitCode, flag: 'wrong_account' as const, since, amount: payment.amount, payment }],
  );
}

function linesOfPayment(payment: PaymentReading, findings: Findings) {
  const matches = findings.evidence.byPayment.get(payment.paymentId) ?? [];
  return matches
    .flatMap((match) => match.legs)
    .flatMap((leg) => findings.statementLines.get(leg.lineId ?? '') ?? []);
}

/** The day on which the bank took the credit back. */
function returnedAt(payment: PaymentReading, findings: Findings): Date {
  const debits = linesOfPayment(payment, findings).filter((line) => line.amount < 0n);
  const booked = debits
    .map((line) => line.bookingDate)
    .sort()
    .at(-1);
  return booked ? instantOf(booked) : payment.paidAt;
}

function reviewCause(payment: PaymentReading, findings: Findings): Cause[] {
  const { calendar } = findings.ledger.facts;
  const expected = findings.paymentOf(payment.paymentId);
  const [credit] = expected?.credits ?? [];
  if (!expected || !credit || payment.unitCode === null) return [];
  const limit = calendar.workingDayAfter(credit.dueOn, reviewWorkingDays);
  const since = calendar.dueAt(limit, expected.terms.graceHours);
  if (findings.context.asOf <= since) return [];
  const { unitCode, amount } = payment;
  return [{ unitCode, flag: 'review_waiting', since, amount, payment }];
}

/** Orders announced for a unit that has no account for their money to go to. */
function orderCauses(findings: Findings): Cause[] {
  const { asOf, asOfDay, accountsOf } = findings.context;
  return findings.ledger.facts.unpaidOrders.flatMap((order): Cause[] => {
    if (order.createdAt === null || order.createdAt > asOf) return [];
    const has = accountsOf(order.unitCode).some(
      (each) => each.validTo === null || each.validTo > asOfDay,
    );
    const { unitCode, amount } = order;
    return has
      ? []
      : [
          {
            unitCode,
            flag: 'no_account',
            since: order.createdAt,
            amount,
            payment: null,
            isOrder: true,
          },
        ];
  });
}

const unidentifiedKinds: ReadonlySet<string> = new Set([
  'batch_unbalanced',
  'callback_missing',
  'unidentified_credit',
]);

function lineCauses(findings: Findings): Cause[] {
  return findings.lineFindings.flatMap(({ kind, unitCode, line }): Cause[] =>
    unitCode === null || !unidentifiedKinds.has(kind)
      ? []
      : [
          {
            unitCode,
            flag: 'unidentified_credit',
            since: instantOf(line.bookedOn),
            amount: line.amount,
            payment: null,
          },
        ],
  );
}
