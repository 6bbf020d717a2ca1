// Browsers that an officer has logged in from. Knowing one gives no right at all: it only has a
// count of guesses of its own, so that guessing from elsewhere never locks the owner out.
import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import { cookieNames, cookieOf } from './cookies.js';
import { digestOf, newSecret } from './keys.js';

export const knownDeviceDays = 180;

/** Officers that may share a browser; of more, the first ones are forgotten. */
const secretsPerBrowserMax = 4;

/** The secrets that a browser carries, one for each officer who logged in from it. */
export function deviceSecretsOf(
  config: Pick<Config, 'baseUrl'>,
  headers: IncomingHttpHeaders,
): readonly string[] {
  const value = cookieOf(headers.cookie, cookieNames(config).devices) ?? '';
  return value.split('.').filter(Boolean).slice(-secretsPerBrowserMax);
}

/** The officer's own among a browser's secrets, if it is known and not too old. */
export async function knownDeviceOf(
  db: Db,
  { officerId, secrets, at }: { officerId: string; secrets: readonly string[]; at: Date },
): Promise<{ readonly secret: string; readonly digest: string } | null> {
  const since = new Date(at.getTime() - knownDeviceDays * 86_400_000);
  const byDigest = new Map(secrets.map((secret) => [digestOf(secret), secret]));
  const row = await db('known_device')
    .where({ officer_id: officerId })
    .whereIn('token_hash', [...byDigest.keys()])
    .whereNull('ended_at')
    .where('seen_at', '>', since)
    .first<{ token_hash: string } | undefined>('token_hash');
  const secret = row && byDigest.get(row.token_hash);
  return row && secret !== undefined ? { secret, digest: row.token_hash } : null;
}

/**
 * Remembers the browser after its officer has logged in.
 * @returns the secrets that it carries from now on
 */
export async function rememberDevice(
  trx: Db,
  { officerId, secrets, at }: { officerId: string; secrets: readonly string[]; at: Date },
): Promise<readonly string[]> {
  const known = await knownDeviceOf(trx, { officerId, secrets, at });
  if (known) {
    await trx('known_device')
      .where({ officer_id: officerId, token_hash: known.digest })
      .update({ seen_at: at });
    return secrets;
  }
  const secret = newSecret();
  await trx('known_device').insert({
    officer_id: officerId,
    token_hash: digestOf(secret),
    created_at: at,
    seen_at: at,
  });
  return [...secrets, secret].slice(-secretsPerBrowserMax);
}
