// Discrepancies: what does not tie, by a closed list of causes, each with its owner; one per unit,
// kind and gateway account, so that nobody is given five hundred tickets for one missing account.
import { absMoney, sumMoney, type Money } from '../money.js';
import { detailsOf, type MemberSaid } from './discrepancy-details.js';
import type { MemberFindings } from './findings.js';
import { groupBy } from '../group-by.js';
import { byChange, ownerOfNewest } from './old-account.js';
import type { SettledPayment } from './payment-reading.js';
import type { DiscrepancyReading, OldAccountReading, SettlementValue } from './reading.js';
import { differenceAmount } from './report-differences.js';
import { isWrongRoute } from './told-account.js';

type Owner = DiscrepancyReading['owner'];

const owners = {
  not_arrived: 'gateway',
  returned: 'gateway',
  short: 'gateway',
  over: 'gateway',
  fee_variance: 'gateway',
  batch_unbalanced: 'gateway',
  duplicate_payment: 'gateway',
  duplicate_credit: 'gateway',
  refund_not_debited: 'gateway',
  callback_missing: 'gateway',
  status_conflict: 'gateway',
  amount_conflict: 'gateway',
  gateway_silent: 'gateway',
  statement_gap: 'commune',
  no_account: 'commune',
  wrong_route: 'ministry',
  // the ministry's while the platform had not confirmed the change of account: each member says
  old_account: 'department_of_justice',
  wrong_unit: 'department_of_justice',
  unit_unknown: 'department_of_justice',
  ambiguous: 'finance_officer',
  unidentified_credit: 'finance_officer',
} as const satisfies Record<string, Owner>;

export type DiscrepancyKind = keyof typeof owners;

export const discrepancyKinds = Object.keys(owners) as readonly DiscrepancyKind[];

export const discrepancyOwners = [
  'gateway',
  'commune',
  'ministry',
  'department_of_justice',
  'finance_officer',
] as const satisfies readonly Owner[];

/** Whose a kind is where no member says otherwise. */
export function ownerOfKind(kind: string): Owner {
  return owners[kind as DiscrepancyKind];
}

const bySettlement: Partial<Record<SettlementValue, DiscrepancyKind>> = {
  overdue: 'not_arrived',
  returned: 'returned',
  short: 'short',
  over: 'over',
  unverifiable: 'statement_gap',
  no_account: 'no_account',
  wrong_unit: 'wrong_unit',
  old_account: 'old_account',
  unassigned: 'unit_unknown',
};

interface Member extends MemberSaid {
  readonly unitCode: string | null;
  readonly kind: DiscrepancyKind;
  readonly gatewayAccount: string | null;
  readonly dueAt: Date | null;
  readonly amount: Money;
  readonly paymentId?: string;
  readonly lineId?: string;
  /** What tells apart a member that has no id. */
  readonly other?: string;
  readonly paidAt?: Date;
  readonly oldAccount?: OldAccountReading;
}

/** Discrepancies of payments and lines, by unit, kind and gateway account. */
export function discrepanciesOf(findings: MemberFindings): DiscrepancyReading[] {
  return grouped([...paymentMembers(findings), ...lineMembers(findings)]);
}

/**
 * Gateway accounts that have not called for longer than is usual. They concern every unit, and no
 * sum: what a gateway keeps back is not known.
 */
export function silenceDiscrepancies(
  silent: readonly { readonly name: string }[],
): DiscrepancyReading[] {
  return grouped(
    silent.map(({ name }) => ({
      unitCode: null,
      kind: 'gateway_silent',
      gatewayAccount: name,
      dueAt: null,
      amount: 0n,
      other: 'silence',
    })),
  );
}

function grouped(members: readonly Member[]): DiscrepancyReading[] {
  const groups = groupBy(members, ({ unitCode, kind, gatewayAccount }) =>
    [unitCode ?? '-', kind, gatewayAccount ?? '-'].join(':'),
  );
  return [...groups.entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([id, members]) => discrepancy(id, members));
}

function discrepancy(id: string, members: readonly Member[]): DiscrepancyReading[] {
  const [first] = members;
  if (!first) return [];
  const due = members.flatMap((member) => member.dueAt ?? []);
  return [
    {
      id,
      unitCode: first.unitCode,
      kind: first.kind,
      gatewayAccount: first.gatewayAccount,
      owner: ownerOfNewest(members) ?? owners[first.kind],
      dueAt: due.length > 0 ? new Date(Math.min(...due.map((each) => each.getTime()))) : null,
      members: members.length,
      amount: sumMoney(members.map((member) => member.amount)),
      paymentIds: members.flatMap(({ paymentId }) => paymentId ?? []),
      lineIds: members.flatMap(({ lineId }) => lineId ?? []),
      others: members.flatMap(({ other }) => other ?? []),
      ...(first.kind === 'old_account' ? { oldAccounts: byChange(members) } : {}),
      ...detailsOf(members),
    },
  ];
}

function paymentMembers(findings: MemberFindings): Member[] {
  const duplicates = laterPayments(findings.payments);
  return findings.payments.flatMap((payment) =>
    kindsOf(payment, findings, duplicates).map((kind) => ({
      unitCode: payment.unitCode,
      kind,
      gatewayAccount: payment.gatewayAccount,
      dueAt: payment.dueAt,
      amount: amountOf(kind, payment),
      paymentId: payment.paymentId,
      paidAt: payment.paidAt,
      ...(kind === 'old_account' && payment.oldAccount ? { oldAccount: payment.oldAccount } : {}),
      ...saidOf(kind, payment),
    })),
  );
}

function amountOf(kind: DiscrepancyKind, payment: SettledPayment): Money {
  if (kind === 'short') return payment.amount - payment.arrivedAmount;
  if (kind === 'fee_variance' && payment.feeDifference) {
    return differenceAmount(payment.feeDifference);
  }
  return payment.amount;
}

/** What of a payment's gateway belongs to a finding of this kind. */
function saidOf(kind: DiscrepancyKind, payment: SettledPayment): MemberSaid {
  const { held, feeDifference, givenUpAt } = payment;
  if (kind === 'not_arrived' && held) return { held };
  if (kind === 'fee_variance' && feeDifference) return { feeDifference };
  return kind === 'status_conflict' && givenUpAt ? { givenUpAt } : {};
}

function kindsOf(
  payment: SettledPayment,
  findings: MemberFindings,
  duplicates: ReadonlySet<string>,
): DiscrepancyKind[] {
  const expected = findings.paymentOf(payment.paymentId);
  if (!expected) return [];
  if (payment.settlement === null) return isDoubted(payment, findings) ? ['status_conflict'] : [];
  const kinds = new Set<DiscrepancyKind>();
  const settled = bySettlement[payment.settlement];
  if (settled) kinds.add(settled);
  if (payment.unitCode === null) kinds.add('unit_unknown');
  const evidence = expected.credits.map((credit) => findings.context.evidenceOf(credit));
  if (evidence.some((each) => each.cause === 'fee_variance')) kinds.add('fee_variance');
  if (payment.feeDifference) kinds.add('fee_variance');
  if (payment.status === 'refunded' && evidence.some((each) => each.lines.length > 0)) {
    kinds.add('refund_not_debited');
  }
  const matches = findings.evidence.byPayment.get(payment.paymentId) ?? [];
  if (matches.some((match) => match.ambiguous)) kinds.add('ambiguous');
  if (matches.some((match) => match.cause === 'batch_unbalanced')) kinds.add('batch_unbalanced');
  if (duplicates.has(payment.paymentId)) kinds.add('duplicate_payment');
  const { amounts } = findings.differences;
  const isConflict = hasAmountConflict(expected.record) || amounts.has(payment.paymentId);
  if (isConflict) kinds.add('amount_conflict');
  if (isWrongRoute(payment, findings)) kinds.add('wrong_route');
  return [...kinds];
}

/** The gateway pays it out although it never said that it was made, or says nothing final at all. */
function isDoubted(
  { paymentId, givenUpAt }: SettledPayment,
  { differences }: MemberFindings,
): boolean {
  return givenUpAt !== undefined || differences.unpaid.has(paymentId);
}

function hasAmountConflict(record: {
  readonly amount: Money;
  readonly order: { readonly amount: Money } | null;
  readonly events: readonly { readonly amount: Money }[];
}): boolean {
  const ordered = record.order !== null && record.order.amount !== record.amount;
  return ordered || record.events.some((event) => event.amount !== record.amount);
}

/** Payments after the first one of the same reference: a refund is owed for them. */
function laterPayments(payments: readonly SettledPayment[]): Set<string> {
  const kept = payments.filter(
    ({ settlement, merchantRef }) =>
      settlement !== null && settlement !== 'refunded' && merchantRef !== null,
  );
  const byOrder = groupBy(
    kept,
    ({ gatewayAccount, merchantRef }) => `${gatewayAccount} ${merchantRef ?? ''}`,
  );
  return new Set(
    [...byOrder.values()].flatMap((same) =>
      same
        .sort((one, other) => one.paidAt.getTime() - other.paidAt.getTime())
        .slice(1)
        .map((payment) => payment.paymentId),
    ),
  );
}

function lineMembers(findings: MemberFindings): Member[] {
  const names = new Map(findings.ledger.facts.gateways.map((each) => [each.id, each.name]));
  const lines = findings.lineFindings.map((finding) => ({
    unitCode: finding.unitCode,
    kind: finding.kind,
    gatewayAccount: names.get(finding.gatewayAccountId ?? '') ?? null,
    dueAt: null,
    amount: finding.line.amount,
    lineId: finding.line.id,
  }));
  return [...lines, ...unannouncedMembers(findings, names)];
}

/** What concerns no payment and no line: rows of reports, fees of batches, gaps between notices. */
function unannouncedMembers(
  findings: MemberFindings,
  names: ReadonlyMap<string, string>,
): Member[] {
  const nameOf = (gatewayAccountId: string) => names.get(gatewayAccountId) ?? null;
  // the money of rows without a payment of ours is among a matched credit
  const rows = [...findings.ledger.units.values()].flatMap(({ unitCode, batches }) =>
    batches
      .filter((batch) => batch.unknownCount > 0)
      .map((batch) => ({
        unitCode,
        kind: 'callback_missing' as const,
        gatewayAccount: nameOf(batch.gatewayAccountId),
        dueAt: null,
        amount: batch.netTotal - sumMoney(batch.members.map(({ net }) => net)),
        other: `batch ${batch.batch}`,
      })),
  );
  const fees = findings.differences.batchFees.map((each) => ({
    unitCode: each.unitCode,
    kind: 'fee_variance' as const,
    gatewayAccount: nameOf(each.gatewayAccountId),
    dueAt: null,
    amount: differenceAmount(each.difference),
    feeDifference: each.difference,
    other: `fee ${each.difference.batch}`,
  }));
  const gaps = [...findings.gaps.values()].flat().filter(({ isCovered }) => !isCovered);
  const notices = gaps.map(({ gatewayAccountId, unitCode, gap }) => ({
    unitCode,
    kind: 'callback_missing' as const,
    gatewayAccount: nameOf(gatewayAccountId),
    dueAt: null,
    amount: absMoney(gap.missing),
    missingNotices: gap,
    other: `notices ${gap.after.toISOString()}`,
  }));
  return [...rows, ...fees, ...notices];
}
