// Mails the administrators of the system that a webhook was paused because its receiver failed: what
// changes from then on waits here, and nobody else would notice.
import type { By } from '../audit/by.js';
import { htmlOf, textOf, type Block } from '../alerts/mail-body.js';
import { messageDomain } from '../alerts/message-domain.js';
import { openMailer } from '../alerts/mailer.js';
import { sayingOf } from '../alerts/templates.js';
import { recordAudit } from '../audit/record-audit.js';
import { formatInstant } from '../calendar.js';
import type { Config } from '../config.js';
import { type Db, inTransaction } from '../db.js';

// administrators are of the province, which is written to in Vietnamese
const say = sayingOf('webhook', 'vi');

export interface TellPausedDeps {
  readonly db: Db;
  readonly by: By;
  readonly config: Pick<Config, 'baseUrl' | 'dataDir' | 'province' | 'smtpFrom' | 'smtpUrl'>;
}

interface PausedWebhook {
  readonly id: string;
  readonly name: string;
  readonly because: 'gone' | 'failing';
  readonly pausedAt: Date;
}

/** Tells of each pause once; a mail server that is away is tried again with a later pass. */
export async function tellPaused(deps: TellPausedDeps): Promise<void> {
  for (;;) {
    if (!(await inTransaction(deps.db, (trx) => tellOne({ ...deps, db: trx })))) return;
  }
}

async function tellOne({ db, by, config }: TellPausedDeps): Promise<boolean> {
  const paused = await nextUntold(db);
  if (!paused) return false;
  const recipients = await administrators(db, config.province);
  // nobody to write to: the page says it all the same
  const isTold = recipients.length === 0 || (await mail(config, paused, recipients));
  if (!isTold) return false;
  await db('webhook')
    .where({ id: paused.id })
    .update({ told_at: db.raw('clock_timestamp()') });
  await recordAudit(db, by, {
    action: 'webhook.pause_told',
    subject: { kind: 'webhook', id: paused.id },
    after: { recipients: String(recipients.length) },
  });
  return true;
}

async function nextUntold(trx: Db): Promise<PausedWebhook | undefined> {
  return trx('webhook')
    .whereIn('webhook.paused_because', ['gone', 'failing'])
    .whereNull('webhook.told_at')
    .whereNull('webhook.deleted_at')
    .orderBy('webhook.id')
    .forUpdate()
    .skipLocked()
    .first<PausedWebhook | undefined>({
      id: 'webhook.id',
      name: 'webhook.name',
      because: 'webhook.paused_because',
      pausedAt: 'webhook.paused_at',
    });
}

async function administrators(
  db: Db,
  province: string,
): Promise<{ readonly name: string; readonly address: string }[]> {
  return db('officer')
    .whereNull('officer.disabled_at')
    .whereNotNull('officer.email')
    .whereExists(
      db('officer_grant')
        .whereRaw('officer_grant.officer_id = officer.id')
        .where({ 'officer_grant.role': 'system_admin', 'officer_grant.scope': province })
        .whereNull('officer_grant.ended_at'),
    )
    .orderBy('officer.id')
    .select<{ name: string; address: string }[]>({
      name: 'officer.name',
      address: 'officer.email',
    });
}

async function mail(
  config: TellPausedDeps['config'],
  paused: PausedWebhook,
  recipients: readonly { readonly name: string; readonly address: string }[],
): Promise<boolean> {
  const blocks = blocksOf(paused, config.baseUrl);
  const stamp = String(paused.pausedAt.getTime());
  const mailer = openMailer(config);
  try {
    const delivery = await mailer.send({
      name: `webhook-${paused.id}-${stamp}`,
      messageId: `<webhook.${paused.id}.${stamp}@${messageDomain(config)}>`,
      date: paused.pausedAt,
      recipients,
      subject: say('subject', { name: paused.name }),
      text: textOf(blocks),
      html: htmlOf(blocks),
    });
    // refused for good is told as far as it can be
    return delivery.kind !== 'later';
  } finally {
    mailer.close();
  }
}

function blocksOf({ id, name, because, pausedAt }: PausedWebhook, baseUrl: string): Block[] {
  const reason = say(`reason.${because}`);
  return [
    { kind: 'paragraph', text: say('greeting') },
    { kind: 'paragraph', text: say('paused', { name, at: formatInstant(pausedAt), reason }) },
    { kind: 'paragraph', text: say('request') },
    { kind: 'link', text: say('page'), url: `${baseUrl}/quan-tri/webhook/${id}` },
  ];
}
