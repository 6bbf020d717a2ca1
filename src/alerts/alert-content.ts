// What of an alert makes it news: by a digest of it a mail that would say the same again is known.
import { createHash } from 'node:crypto';
import { moneyText } from '../money.js';
import type { FlagKind, FlagReading } from '../reconciliation/reading.js';
import { bySeverity } from '../reconciliation/words.js';
import type { Late } from './alert-mail.js';
import { lateStatementContent } from './late-statements.js';
import { lateContent } from './late-tasks.js';

/**
 * Digest of what a mail says, without its date: flags, since when each has stood, payments,
 * amounts. Equal digests mean that nothing changed, so nothing is sent.
 * @param raisedAt when each open flag of the unit was raised: a flag that went and came back is news
 * @param late tasks of the campaign whose day has passed, statements that are late
 */
export function contentDigest(
  flags: readonly FlagReading[],
  raisedAt: ReadonlyMap<FlagKind, Date>,
  late: Late,
): string {
  const content: unknown[] = [...flags]
    .sort(bySeverity)
    .map((flag) => [
      flag.flag,
      raisedAt.get(flag.flag)?.toISOString() ?? '',
      flag.payments,
      moneyText(flag.amount),
      [...flag.paymentIds].sort(),
    ]);
  if (late.tasks.length > 0) content.push(lateContent(late.tasks));
  if (late.statements.length > 0) {
    content.push(['statements', ...lateStatementContent(late.statements)]);
  }
  return digestOfContent(content);
}

/** Digest of any content. */
export function digestOfContent(content: unknown): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
