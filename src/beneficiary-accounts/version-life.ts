// The life of an account version, derived from its days and from what happened to it; nothing here
// is stored as a status. Of what is legal when, this table is the only one.
import { localDateOf, type LocalDate } from '../calendar.js';

/** In the order of a life. */
export const versionStatuses = [
  // proposals: nothing has changed yet
  'draft',
  'pending_approval',
  'withdrawn',
  'rejected',
  // versions: what two people decided, or a take-over brought
  'approved',
  'active',
  'vouched',
  'suspended',
  'watch',
  'closed',
] as const;
export type VersionStatus = (typeof versionStatuses)[number];

/** Vietnamese words of each status, as pages and mails print them. */
export const versionStatusWords: Readonly<Record<VersionStatus, string>> = {
  draft: 'Nháp',
  pending_approval: 'Chờ duyệt',
  withdrawn: 'Đã rút lại',
  rejected: 'Bị trả lại',
  approved: 'Đã duyệt, chờ hiệu lực',
  active: 'Đang hiệu lực',
  vouched: 'Tiếp nhận ban đầu',
  suspended: 'Tạm dừng',
  watch: 'Theo dõi sau thay đổi',
  closed: 'Đã đóng',
};

/** Something that happened to a version besides its days. */
export interface VersionEvent {
  readonly event: 'suspended' | 'resumed' | 'closed';
  readonly at: Date;
  /** closed: the day on which the bank closed it. */
  readonly onDay: LocalDate | null;
}

/** What a version's status follows from. */
export interface VersionLife {
  /** Brought by the take-over of a register, or decided by two people. */
  readonly origin: 'vouched' | 'approved';
  readonly validFrom: LocalDate | null;
  readonly validTo: LocalDate | null;
  /** Of what was decided: until then the change can be stopped by one person. */
  readonly activatesAt: Date | null;
  readonly stoppedAt: Date | null;
  /** Oldest first. */
  readonly events: readonly VersionEvent[];
}

/**
 * What a version is at an instant. A register that was taken over has no waiting time: what it
 * brings is vouched for until its last day has passed.
 */
export function versionStatusAt(version: VersionLife, at: Date): VersionStatus {
  const today = localDateOf(at);
  const { validFrom, validTo, activatesAt, stoppedAt } = version;
  if (stoppedAt !== null && stoppedAt <= at) return 'rejected';
  if (version.events.some(({ onDay }) => onDay !== null && onDay <= today)) return 'closed';
  if (validTo !== null && validTo <= today) return 'watch';
  if (isSuspended(version, at)) return 'suspended';
  if (version.origin === 'vouched') return 'vouched';
  const waits = (activatesAt !== null && at < activatesAt) || (validFrom ?? '') > today;
  return waits ? 'approved' : 'active';
}

function isSuspended({ events }: VersionLife, at: Date): boolean {
  const last = events.filter((each) => each.event !== 'closed' && each.at <= at).at(-1);
  return last?.event === 'suspended';
}

/** What is done to a version; `replace`, `close` and `resume` take two people. */
export const versionActs = [
  'replace',
  'close',
  'resume',
  'stop',
  'suspend',
  'mark_closed',
] as const;
export type VersionAct = (typeof versionActs)[number];

/** What a version must be for an act. */
const versionMoves: Readonly<Record<VersionAct, readonly VersionStatus[]>> = {
  replace: ['active', 'vouched', 'suspended'],
  close: ['active', 'vouched', 'suspended'],
  resume: ['suspended'],
  // what is not active yet ends as if it had never been approved; it needs no suspension
  stop: ['approved'],
  suspend: ['active', 'vouched'],
  mark_closed: ['watch'],
};

export function isLegalForVersion(act: VersionAct, status: VersionStatus): boolean {
  return versionMoves[act].includes(status);
}
