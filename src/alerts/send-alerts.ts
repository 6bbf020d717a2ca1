// Empties the outbox, mails first, then SMS. A mail counts as sent once the server has taken it over; a crash between that
// and the mark repeats it at most once, under the same Message-ID. Nothing in the outbox is lost.
import type { By } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import type { Config } from '../config.js';
import { type Db, inTransaction } from '../db.js';
import { ackSecretOf, withAckSecret } from './ack-link.js';
import {
  leaseAlert,
  markSent,
  markUndeliverable,
  pendingCount,
  postpone,
  type Channel,
  type LeasedAlert,
} from './alert-store.js';
import { bouncesOf, writeBounces } from './bounce-store.js';
import { sendTimeMaxMs, type Delivery, type Mailer } from './mailer.js';
import type { Texter } from './texter.js';

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

export interface SendDeps {
  readonly db: Db;
  readonly mailer: Mailer;
  /** Left out or null: SMS are off, and what waits goes on waiting. */
  readonly texter?: Texter | null;
  readonly by: By;
  readonly config: Pick<Config, 'secretKey'>;
}

/**
 * Sends what is due, one mail after the other; several machines may do so at once. Ends early when
 * the mail server is away: what was not tried stays due and goes out with a later pass.
 */
export async function sendAlerts(deps: SendDeps): Promise<SendOutcome> {
  const { db, mailer, texter, config } = deps;
  const mails = await sendChannel(deps, 'mail', (alert) => mailer.send(mailOf(alert, config)));
  const texts = texter ? await sendChannel(deps, 'sms', (alert) => text(texter, alert)) : undefined;
  return {
    sent: mails.sent + (texts?.sent ?? 0),
    postponed: mails.postponed + (texts?.postponed ?? 0),
    undeliverable: mails.undeliverable + (texts?.undeliverable ?? 0),
    pending: await pendingCount(db),
    stoppedBecause: mails.stoppedBecause ?? texts?.stoppedBecause ?? null,
  };
}

async function sendChannel(
  deps: SendDeps,
  channel: Channel,
  hand: (alert: LeasedAlert) => Promise<Delivery>,
): Promise<Omit<SendOutcome, 'pending'>> {
  const { db } = deps;
  const counts = { sent: 0, postponed: 0, undeliverable: 0 };
  let stoppedBecause: string | null = null;
  for (let turn = 0; turn < mailsPerPassMax && stoppedBecause === null; turn += 1) {
    const alert = await leaseAlert(db, channel, leaseSeconds);
    if (!alert) break;
    const delivery = await hand(alert);
    switch (delivery.kind) {
      case 'sent':
        await settled(deps, alert, delivery, (trx) => markSent(trx, alert.id, delivery.remark));
        counts.sent += 1;
        break;
      case 'refused':
        await settled(deps, alert, delivery, (trx) => markRefused(trx, alert, delivery.because));
        counts.undeliverable += 1;
        break;
      case 'later':
        await waits(db, alert.id, delivery);
        counts.postponed += 1;
        if (delivery.isServerAway) stoppedBecause = delivery.because;
    }
  }
  return { ...counts, stoppedBecause };
}

const tooOld: Delivery = { kind: 'refused', because: 'it waited for two days', bounces: [] };

function text(texter: Texter, alert: LeasedAlert): Promise<Delivery> {
  const { isStale, messageId, recipients } = alert;
  if (isStale) return Promise.resolve(tooOld);
  const to = recipients[0]?.address ?? '';
  return texter.send({ id: messageId, to, text: alert.text });
}

/** A mail that some of its recipients have was not in vain. */
async function markRefused(trx: Db, alert: LeasedAlert, because: string): Promise<void> {
  const bounced = await bouncesOf(trx, alert.id);
  const isIn = alert.settledAddresses.some((address) => !bounced.includes(address));
  if (isIn) await markSent(trx, alert.id, because);
  else await markUndeliverable(trx, alert.id, because);
}

async function waits(
  db: Db,
  id: string,
  delivery: Extract<Delivery, { readonly kind: 'later' }>,
): Promise<void> {
  const { because, accepted = [], bounces = [] } = delivery;
  const settled = [...accepted, ...bounces.map(({ address }) => address)];
  await inTransaction(db, async (trx) => {
    await postpone(trx, id, { because, settled });
    await writeBounces(trx, id, bounces);
  });
}

/** What became of a mail, and that it is known, in one transaction. */
async function settled(
  { db, by }: { readonly db: Db; readonly by: By },
  { id, unitCode }: LeasedAlert,
  { kind, bounces }: Exclude<Delivery, { readonly kind: 'later' }>,
  mark: (trx: Db) => Promise<void>,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    await mark(trx);
    await writeBounces(trx, id, bounces);
    await recordAudit(trx, by, {
      action: kind === 'sent' ? 'alert.sent' : 'alert.undeliverable',
      subject: { kind: 'alert', id },
      unitCode,
      // how many; whose addresses they are stands with the alert
      ...(bounces.length > 0 ? { after: { bounced: bounces.length } } : {}),
    });
  });
}

function mailOf(alert: LeasedAlert, config: Pick<Config, 'secretKey'>) {
  const { unitCode, onDay, messageId, createdAt, subject } = alert;
  const recipients = alert.recipients.filter(
    ({ address }) => !alert.settledAddresses.includes(address),
  );
  // of digests there is one a day
  const suffix = alert.kind === 'digest' ? '' : `-${alert.kind}-${alert.id}`;
  return {
    name: `${onDay}-${unitCode ?? 'province'}${suffix}`,
    messageId,
    date: createdAt,
    recipients,
    subject,
    ...bodiesOf(alert, config),
  };
}

function bodiesOf({ text, html, messageId }: LeasedAlert, config: Pick<Config, 'secretKey'>) {
  const secret = ackSecretOf(config, messageId);
  return { text: withAckSecret(text, secret), html: withAckSecret(html, secret) };
}
