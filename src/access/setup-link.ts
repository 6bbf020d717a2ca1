// One-time set-up links (72 h): how an officer gets to choose a password. None is ever issued, and
// only the newest link holds.
import { nameOf, type By } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { instantText } from '../calendar.js';
import type { Config } from '../config.js';
import { inTransaction, type Db } from '../db.js';
import { Refused } from '../problem.js';
import { digestOf, newSecret } from './keys.js';
import { managedOfficer, type AboutOfficer, type PeopleDeps } from './managed-officer.js';
import { unitOfGrants } from './officer.js';
import { updateOfficer } from './officer-store.js';

/** How long a set-up link holds. */
export const setupLinkHours = 72;

/** A link as it was made; the secret is known to nobody else, the database included. */
export interface SetupLink {
  readonly id: string;
  readonly secret: string;
  readonly expiresAt: Date;
}

/** A link with whom it is for, ready to be mailed or printed. */
export interface Invitation {
  readonly officerId: string;
  readonly name: string;
  readonly email: string | null;
  readonly link: SetupLink;
}

/** Where the link leads. */
export function setupUrl(config: Pick<Config, 'baseUrl'>, link: Pick<SetupLink, 'secret'>): string {
  return `${config.baseUrl}/thiet-lap/${link.secret}`;
}

/** Makes a link and ends those before it. */
export async function issueSetupLink(
  trx: Db,
  { officerId, at, by }: { readonly officerId: string; readonly at: Date; readonly by: By },
): Promise<SetupLink> {
  await endSetupLinksOf(trx, officerId, at);
  const secret = newSecret();
  const expiresAt = new Date(at.getTime() + setupLinkHours * 3_600_000);
  const [row] = await trx('setup_link')
    .insert({
      officer_id: officerId,
      token_hash: digestOf(secret),
      created_at: at,
      created_by: nameOf(by),
      expires_at: expiresAt,
    })
    .returning<{ id: string }[]>('id');
  if (!row) throw new Error('an insert without conflict returned no row');
  return { id: row.id, secret, expiresAt };
}

/** Ends an officer's open links; with `except` not those that this maker made. */
export async function endSetupLinksOf(
  trx: Db,
  officerId: string,
  at: Date,
  except?: By,
): Promise<void> {
  const open = trx('setup_link').where({ officer_id: officerId }).whereNull('ended_at');
  if (except) void open.whereNot({ created_by: nameOf(except) });
  await open.update({ ended_at: at });
}

/**
 * A new set-up link for an officer who has none or lost theirs.
 * @throws Refused `forbidden`, `not_found`; `conflict` for a disabled officer
 */
export async function inviteAgain(
  deps: PeopleDeps,
  { asker, officerId, mustHaveEmail = false }: AboutOfficer & { readonly mustHaveEmail?: boolean },
): Promise<Invitation> {
  return inTransaction(deps.db, async (trx) => {
    const officer = await managedOfficer(deps, trx, { asker, officerId, reach: 'identity' });
    if (officer.disabledAt) {
      throw new Refused({
        code: 'conflict',
        detail: 'The officer is disabled; enable them first.',
      });
    }
    if (mustHaveEmail && officer.email === null) {
      const detail = 'The officer has no e-mail; a page or the command line can hand a link out.';
      throw new Refused({ code: 'conflict', detail });
    }
    const link = await issueSetupLink(trx, { officerId, at: deps.now(), by: deps.by });
    await updateOfficer(trx, officerId);
    await recordAudit(trx, deps.by, {
      action: 'setup_link.issued',
      subject: { kind: 'officer', id: officerId },
      unitCode: unitOfGrants(officer.grants, deps.config.province),
      after: { setupLink: link.id, expiresAt: instantText(link.expiresAt) },
    });
    return { officerId, name: officer.name, email: officer.email, link };
  });
}
