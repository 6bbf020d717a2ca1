// Set-up links on pages: mailed where mail is configured. One that was not mailed is shown, once, to
// whoever made it; one that was, nowhere.
import { setupUrl, type Invitation } from '../access/setup-link.js';
import { mailInvitations } from '../alerts/invitation-mail.js';
import { insiderOf, type PageAsk, type PageDeps } from './page-route.js';

export interface HandedLink {
  readonly officerId: string;
  readonly name: string;
  readonly email: string | null;
  readonly expiresAt: Date;
  /** Null when it was mailed. */
  readonly url: string | null;
}

/** Hands out links that stand; not within the transaction that made them. */
export async function handOutLinks(
  { db, config, now }: PageDeps,
  ask: PageAsk,
  invitations: readonly Invitation[],
): Promise<HandedLink[]> {
  const invitedBy = insiderOf(ask).principal.name;
  const deliveries =
    config.smtpUrl === null
      ? invitations.map(() => 'shown' as const)
      : await mailInvitations({ db, config, now }, invitations, invitedBy);
  return invitations.map(({ officerId, name, email, link }, at) => {
    const url = deliveries[at] === 'mailed' ? null : setupUrl(config, link);
    return { officerId, name, email, expiresAt: link.expiresAt, url };
  });
}
