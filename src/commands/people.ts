// What the commands on people share: who is meant, and how set-up links reach them.
import { findOfficerByEmail, loadOfficer } from '../access/officer-store.js';
import type { PeopleDeps } from '../access/managed-officer.js';
import type { Officer } from '../access/officer.js';
import { setupUrl, type Invitation } from '../access/setup-link.js';
import { mailInvitations } from '../alerts/invitation-mail.js';
import { formatInstant, instantText } from '../calendar.js';
import { Refused } from '../problem.js';
import type { z } from 'zod';
import { type Context, wrongUsage } from './command.js';

/** What the verbs on people are handed by a command. */
export function peopleDeps(context: Context): PeopleDeps {
  return { db: context.db(), config: context.config(), now: context.now, by: context.by };
}

/**
 * The officer that an id or an e-mail names.
 * @throws Refused `not_found`
 */
export async function officerNamed(context: Context, name: string): Promise<Officer> {
  const db = context.db();
  const officer = /^\d{1,18}$/.test(name)
    ? await loadOfficer(db, name)
    : await findOfficerByEmail(db, name.trim().toLowerCase());
  if (officer) return officer;
  throw new Refused({ code: 'not_found', detail: 'No officer has this id or e-mail.' });
}

/** An option's value in its stored form; `undefined` stays. */
export function optionAs<Value>(
  schema: z.ZodType<Value>,
  flag: string,
  text: string | undefined,
): Value | undefined {
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data;
  throw wrongUsage(`${flag}: ${parsed.error.issues[0]?.message ?? 'is wrong'}`);
}

/** An option that must be there. */
export function required<Value>(flag: string, value: Value | undefined): Value {
  if (value === undefined) throw wrongUsage(`${flag} is required`);
  return value;
}

export interface HandedOut {
  readonly json: {
    readonly officerId: string;
    readonly email: string | null;
    readonly delivery: 'mailed' | 'printed';
    /** Only where it was not mailed. */
    readonly url?: string;
    readonly expiresAt: string;
  };
  readonly text: string;
}

/**
 * Mails links where mail is configured; prints those that it is not, or that could not be mailed.
 * A link that was mailed is printed nowhere.
 */
export async function handOut(
  context: Context,
  invitations: readonly Invitation[],
): Promise<HandedOut[]> {
  const config = context.config();
  const deliveries =
    config.smtpUrl === null
      ? invitations.map(() => 'printed' as const)
      : await mailInvitations({ ...peopleDeps(context), config }, invitations, null);
  return invitations.map(({ officerId, name, email, link }, at) => {
    const until = formatInstant(link.expiresAt);
    const about = { officerId, email, expiresAt: instantText(link.expiresAt) };
    const who = `${name}${email === null ? '' : ` <${email}>`}`;
    if (deliveries[at] === 'mailed') {
      const text = `${who}: set-up link mailed, valid until ${until}`;
      return { json: { ...about, delivery: 'mailed' }, text };
    }
    if (deliveries[at] === 'failed' && email !== null) {
      context.note(`${who}: the mail server did not take the link over`);
    }
    const url = setupUrl(config, link);
    const text = `${who}: set-up link (liên kết thiết lập), once, until ${until}\n  ${url}`;
    return { json: { ...about, delivery: 'printed', url }, text };
  });
}
