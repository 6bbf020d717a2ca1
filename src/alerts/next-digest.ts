// Whether a unit has a mail coming today. At most one a working day, none when nothing changed, the
// same again every fifth working day, and a last word when its flags have gone. Pure.
import type { Calendar, LocalDate } from '../calendar.js';
import type { AlertBefore } from './alert-history-store.js';
import { remindAgainWorkingDays } from './alert-mail.js';
import type { Recipient } from './recipients.js';

export interface DigestNow {
  readonly contentDigest: string;
  readonly recipients: readonly Recipient[];
  readonly hasFlags: boolean;
  /** With a task of the campaign, or with statements. */
  readonly isLate: boolean;
}

/** `nothing`: there is nothing to say; `unchanged`: it has been said. */
export type NextDigest = 'nothing' | 'unchanged' | 'news' | 'reminder' | 'cleared';

export function nextDigest(
  last: AlertBefore | undefined,
  now: DigestNow,
  at: { readonly day: LocalDate; readonly calendar: Calendar },
): NextDigest {
  const wasFlagged = (last?.facts.length ?? 0) > 0;
  if (!now.hasFlags && !now.isLate) {
    // whom no warning reached needs no all-clear
    return wasFlagged && last?.state !== 'undeliverable' ? 'cleared' : 'nothing';
  }
  if (saysTheSame(last, now)) return isReminderDue(last, at) ? 'reminder' : 'unchanged';
  return wasFlagged && !now.hasFlags ? 'cleared' : 'news';
}

/** What could not be delivered was not said, so it is said again once there is another address. */
export function saysTheSame(
  before: AlertBefore | undefined,
  { contentDigest, recipients }: Pick<DigestNow, 'contentDigest' | 'recipients'>,
): before is AlertBefore {
  if (before?.contentDigest !== contentDigest) return false;
  return before.state !== 'undeliverable' || addresses(before.recipients) === addresses(recipients);
}

/** What stands still is told again; what never reached anybody is not repeated into the void. */
export function isReminderDue(
  { state, onDay }: AlertBefore,
  { day, calendar }: { readonly day: LocalDate; readonly calendar: Calendar },
): boolean {
  if (state === 'undeliverable') return false;
  return calendar.workingDaysBetween(onDay, day) >= remindAgainWorkingDays;
}

function addresses(recipients: readonly Recipient[]): string {
  return recipients.map((recipient) => recipient.address).join(' ');
}
