// Whether a unit can take payments at an instant, and why not: for officers a sentence, for portals
// codes that their programs act on.
import {
  versionStatusAt,
  type VersionLife,
  type VersionStatus,
} from '../beneficiary-accounts/version-life.js';
import { formatDay, localDateOf, type LocalDate } from '../calendar.js';

interface AnswerWithReason {
  readonly answer: boolean;
  readonly because: string;
}

/** Where a purpose's money may go, or why it may not; then how sure the account is. */
export const readinessReasons = [
  'active',
  'suspended',
  'not_yet_active',
  'closed',
  'expired',
  'awaiting_approval',
  'not_declared',
  'proven',
  'verified',
  'unverified',
] as const;
export type ReadinessReason = (typeof readinessReasons)[number];

/** A version of the register as far as taking payments goes. */
export interface VersionState extends VersionLife {
  readonly purpose: string;
  /** A code was seen in its statement. */
  readonly isVerified: boolean;
  /** A confirmed credit came into it. */
  readonly isProven: boolean;
}

export interface ReadinessFacts {
  readonly versions: readonly VersionState[];
  /** Purposes for which a change was handed in and not decided. */
  readonly awaiting: readonly string[];
}

export interface PurposeReadiness extends AnswerWithReason {
  readonly purpose: string;
  readonly reasons: readonly ReadinessReason[];
  /** From when a payment may be taken, where that is known and still to come. */
  readonly from: LocalDate | null;
}

export interface Readiness extends AnswerWithReason {
  readonly reasons: readonly ReadinessReason[];
  readonly purposes: readonly PurposeReadiness[];
}

export const nothingDeclared: ReadinessFacts = { versions: [], awaiting: [] };

/** A unit can take payments while an account of some purpose is active; proven or not is told too. */
export function canTakePayments(facts: ReadinessFacts, asOf: Date): Readiness {
  const versions = facts.versions.filter((version) => stateOf(version, asOf) !== null);
  const names = [...versions.map(({ purpose }) => purpose), ...facts.awaiting];
  const purposes = [...new Set(names)].sort().map((purpose) =>
    purposeReadiness(
      purpose,
      {
        versions: versions.filter((version) => version.purpose === purpose),
        awaiting: facts.awaiting.filter((one) => one === purpose),
      },
      asOf,
    ),
  );
  const able = purposes.filter(({ answer }) => answer);
  const told = able.length > 0 ? able : purposes;
  const reasons = readinessReasons.filter((reason) =>
    told.some((purpose) => purpose.reasons.includes(reason)),
  );
  if (purposes.length === 0) {
    return { answer: false, because: sentences.not_declared, reasons: ['not_declared'], purposes };
  }
  const [first] = told;
  const day = formatDay(localDateOf(asOf));
  const because =
    able.length > 0 ? activeSentence(able.length, day, reasons) : (first?.because ?? '');
  return { answer: able.length > 0, because, reasons, purposes };
}

type State = Exclude<ReadinessReason, 'proven' | 'verified' | 'unverified'>;

const sentences: Readonly<Record<Exclude<State, 'active' | 'not_yet_active'>, string>> = {
  suspended: 'Tài khoản thụ hưởng đang tạm dừng.',
  closed: 'Tài khoản thụ hưởng đã đóng.',
  expired: 'Tài khoản thụ hưởng đã hết hiệu lực.',
  awaiting_approval: 'Tài khoản thụ hưởng đã khai báo, đang chờ duyệt.',
  not_declared: 'Đơn vị chưa khai báo tài khoản thụ hưởng.',
};

function purposeReadiness(
  purpose: string,
  { versions, awaiting }: ReadinessFacts,
  asOf: Date,
): PurposeReadiness {
  const states = versions.map((version) => ({ version, state: stateOf(version, asOf) }));
  const inState = (state: State) => states.filter((one) => one.state === state);
  const day = formatDay(localDateOf(asOf));
  const [active] = inState('active');
  if (active) {
    const reasons: ReadinessReason[] = ['active', proofOf(active.version)];
    const because = activeSentence(1, day, reasons);
    return { purpose, answer: true, because, reasons, from: null };
  }
  const from = inState('not_yet_active').map(({ version }) => firstDay(version, asOf));
  const next = from.sort()[0] ?? null;
  const reasons = readinessReasons.filter((reason) =>
    reason === 'awaiting_approval'
      ? awaiting.length > 0
      : states.some(({ state }) => state === reason),
  );
  return { purpose, answer: false, because: becauseOf(reasons, next), reasons, from: next };
}

/** The gravest that stands in the way is said; what is to come takes it over from what was. */
function becauseOf(reasons: readonly ReadinessReason[], next: LocalDate | null): string {
  if (reasons.includes('suspended')) return sentences.suspended;
  if (next !== null) {
    return `Tài khoản thụ hưởng đã được duyệt, có hiệu lực từ ngày ${formatDay(next)}.`;
  }
  const order = ['awaiting_approval', 'closed', 'expired'] as const;
  return sentences[order.find((reason) => reasons.includes(reason)) ?? 'not_declared'];
}

/** What each status means to whoever wants to pay; null: as if it had never been declared. */
const states: Readonly<Record<VersionStatus, State | null>> = {
  draft: null,
  pending_approval: null,
  withdrawn: null,
  rejected: null,
  approved: 'not_yet_active',
  active: 'active',
  vouched: 'active',
  suspended: 'suspended',
  watch: 'expired',
  closed: 'closed',
};

function stateOf(version: VersionState, asOf: Date): State | null {
  const status = versionStatusAt(version, asOf);
  // what a take-over brings is vouched for before its first day too
  const isToCome = status === 'vouched' && (version.validFrom ?? '') > localDateOf(asOf);
  return isToCome ? 'not_yet_active' : states[status];
}

function firstDay({ validFrom, activatesAt }: VersionState, asOf: Date): LocalDate {
  const activatesOn = activatesAt ? localDateOf(activatesAt) : localDateOf(asOf);
  return validFrom !== null && validFrom > activatesOn ? validFrom : activatesOn;
}

function proofOf({ isProven, isVerified }: VersionState): ReadinessReason {
  if (isProven) return 'proven';
  return isVerified ? 'verified' : 'unverified';
}

function activeSentence(count: number, day: string, reasons: readonly ReadinessReason[]): string {
  const verified = reasons.includes('verified') ? 'đã được xác minh' : undefined;
  const proof = reasons.includes('proven') ? 'đã có tiền về' : verified;
  const said = proof ?? 'chưa được xác minh và chưa có khoản tiền nào về';
  return `Có ${String(count)} tài khoản thụ hưởng có hiệu lực ngày ${day}, ${said}.`;
}
