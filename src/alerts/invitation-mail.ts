// Mails set-up links. It is the only mail that opens a door, so it names who invites and until when
// the link holds, carries no password, and is never kept in the outbox table.
import type { Config } from '../config.js';
import { formatInstant } from '../calendar.js';
import type { Db } from '../db.js';
import { setupUrl, type Invitation } from '../access/setup-link.js';
import { htmlOf, textOf, type Block } from './mail-body.js';
import { openMailer, type Delivery, type Mailer } from './mailer.js';
import { sayingOf, type Language, type Say } from './templates.js';

export interface InvitationDeps {
  readonly db: Db;
  readonly config: Pick<Config, 'baseUrl' | 'dataDir' | 'smtpFrom' | 'smtpUrl'>;
  readonly now: () => Date;
}

/** Whether the mail server took the link over; one that it did not is to be handed out otherwise. */
export type InvitationDelivery = 'mailed' | 'failed';

/**
 * Mails invitations one after the other; once the server is away the rest is not tried.
 * @param invitedBy a person's name, as the mail tells it; null for the system's administrator
 * @returns what became of each, in order
 */
export async function mailInvitations(
  { db, config, now }: InvitationDeps,
  invitations: readonly Invitation[],
  invitedBy: string | null,
): Promise<InvitationDelivery[]> {
  const mailer = openMailer(config);
  const deliveries: InvitationDelivery[] = [];
  let isAway = false;
  try {
    for (const invitation of invitations) {
      const sent: Delivery | undefined = isAway
        ? undefined
        : await mailOne(mailer, invitation, { db, config, at: now(), invitedBy });
      isAway ||= sent?.kind === 'later' && sent.isServerAway;
      // a remark says that the one address was not accepted
      const isMailed = sent?.kind === 'sent' && sent.remark === null;
      deliveries.push(isMailed ? 'mailed' : 'failed');
    }
  } finally {
    mailer.close();
  }
  return deliveries;
}

interface Mailing {
  readonly db: Db;
  readonly config: InvitationDeps['config'];
  readonly at: Date;
  readonly invitedBy: string | null;
}

async function mailOne(
  mailer: Mailer,
  invitation: Invitation,
  { db, config, at, invitedBy }: Mailing,
): Promise<Delivery | undefined> {
  const { officerId, name, email, link } = invitation;
  if (email === null) return undefined;
  const language = await languageOf(db, officerId);
  const say = sayingOf('invitation', language);
  const domain = config.smtpFrom.slice(config.smtpFrom.lastIndexOf('@') + 1);
  const blocks = blocksOf(invitation, { say, url: setupUrl(config, link), invitedBy });
  return mailer.send({
    name: `thiet-lap-${link.id}`,
    messageId: `<setup.${link.id}.${String(link.expiresAt.getTime())}@${domain}>`,
    date: at,
    recipients: [{ name, address: email }],
    subject: say('subject'),
    text: textOf(blocks),
    html: htmlOf(blocks, language),
  });
}

/** That of the unit where the officer works; the province is written to in Vietnamese. */
async function languageOf(db: Db, officerId: string): Promise<Language> {
  const unit = await db('officer_grant')
    .join('public.unit', 'unit.code', 'officer_grant.scope')
    .where('officer_grant.officer_id', officerId)
    .whereNull('officer_grant.ended_at')
    .orderBy('officer_grant.id')
    .first<{ language: Language } | undefined>('unit.language');
  return unit?.language ?? 'vi';
}

interface Saying {
  readonly say: Say;
  readonly url: string;
  readonly invitedBy: string | null;
}

function blocksOf({ name, link }: Invitation, { say, url, invitedBy }: Saying): Block[] {
  return [
    { kind: 'paragraph', text: say('greeting', { name }) },
    { kind: 'paragraph', text: say('introduction', { by: invitedBy ?? say('system') }) },
    { kind: 'link', text: say('link'), url },
    { kind: 'paragraph', text: say('until', { until: formatInstant(link.expiresAt) }) },
    { kind: 'small', text: say('footer') },
  ];
}
