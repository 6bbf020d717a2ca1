// Empties the outbox. A mail counts as sent once the server has taken it over; a crash between that
// and the mark repeats it at most once, under the same Message-ID. Nothing in the outbox is lost.
import type { By } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { type Db, inTransaction } from '../db.js';
import {
  leaseAlert,
  markSent,
  markUndeliverable,
  pendingCount,
  postpone,
  type LeasedAlert,
} from './alert-store.js';
import { sendTimeMaxMs, type Mailer } from './mailer.js';

export interface SendOutcome {
  readonly sent: number;
  readonly postponed: number;
  readonly undeliverable: number;
  /** Still waiting in the outbox: postponed ones, or leased by another machine. */
  readonly pending: number;
  /** Why the pass ended early: the mail server could not be reached. */
  readonly stoppedBecause: string | null;
}

/** Longer than a mail may take, so that no other machine sends it meanwhile. */
const leaseSeconds = (2.5 * sendTimeMaxMs) / 1000;
const mailsPerPassMax = 10_000;

/**
 * Sends what is due, one mail after the other; several machines may do so at once. Ends early when
 * the mail server is away: what was not tried stays due and goes out with a later pass.
 */
export async function sendAlerts(deps: {
  readonly db: Db;
  readonly mailer: Mailer;
  readonly by: By;
}): Promise<SendOutcome> {
  const { db } = deps;
  const counts = { sent: 0, postponed: 0, undeliverable: 0 };
  let stoppedBecause: string | null = null;
  for (let turn = 0; turn < mailsPerPassMax && stoppedBecause === null; turn += 1) {
    const alert = await leaseAlert(db, leaseSeconds);
    if (!alert) break;
    const delivery = await deps.mailer.send(mailOf(alert));
    switch (delivery.kind) {
      case 'sent':
        await settled(deps, alert, 'alert.sent', (trx) => markSent(trx, alert.id, delivery.remark));
        counts.sent += 1;
        break;
      case 'refused':
        await settled(deps, alert, 'alert.undeliverable', (trx) =>
          markUndeliverable(trx, alert.id, delivery.because),
        );
        counts.undeliverable += 1;
        break;
      case 'later':
        await postpone(db, alert.id, delivery.because);
        counts.postponed += 1;
        if (delivery.isServerAway) stoppedBecause = delivery.because;
    }
  }
  return { ...counts, pending: await pendingCount(db), stoppedBecause };
}

/** What became of a mail, and that it is known, in one transaction. */
async function settled(
  { db, by }: { readonly db: Db; readonly by: By },
  { id, unitCode }: LeasedAlert,
  action: 'alert.sent' | 'alert.undeliverable',
  mark: (trx: Db) => Promise<void>,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    await mark(trx);
    await recordAudit(trx, by, { action, subject: { kind: 'alert', id }, unitCode });
  });
}

function mailOf(alert: LeasedAlert) {
  const { unitCode, onDay, messageId, createdAt, recipients, subject, text, html } = alert;
  // of digests there is one a day
  const suffix = alert.kind === 'digest' ? '' : `-${alert.kind}-${alert.id}`;
  return {
    name: `${onDay}-${unitCode}${suffix}`,
    messageId,
    date: createdAt,
    recipients,
    subject,
    text,
    html,
  };
}
