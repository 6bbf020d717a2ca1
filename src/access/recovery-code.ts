// Recovery codes: ten, each good once, for an officer whose phone is gone.
import { randomInt } from 'node:crypto';
import type { Db } from '../db.js';
import type { AccessDeps } from './access-deps.js';
import { keyedDigest } from './keys.js';
import { endRecoveryCodesOf } from './officer-store.js';

export const recoveryCodeCount = 10;
const charsPerCode = 10;
// without letters and digits that are read for one another
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

type Keyed = Pick<AccessDeps, 'config'>;

/** Whether what was typed has the form of a recovery code. */
export function isRecoveryCode(typed: string): boolean {
  return plainCode(typed).length === charsPerCode;
}

/**
 * Makes a new set; the one before ends.
 * @returns the codes, to be shown once, as `abcde-23456`
 */
export async function newRecoveryCodes(
  deps: Keyed,
  trx: Db,
  { officerId, at }: { readonly officerId: string; readonly at: Date },
): Promise<readonly string[]> {
  await endRecoveryCodesOf(trx, officerId, at);
  const codes = Array.from({ length: recoveryCodeCount }, newCode);
  await trx('recovery_code').insert(
    codes.map((code) => ({
      officer_id: officerId,
      code_hash: hashOf(deps, officerId, code),
      created_at: at,
    })),
  );
  return codes;
}

/** Uses a code up; false when it is none of theirs, or was used before. */
export async function useRecoveryCode(
  deps: Keyed,
  db: Db,
  given: { readonly officerId: string; readonly typed: string; readonly at: Date },
): Promise<boolean> {
  const { officerId, typed, at } = given;
  const used = await db('recovery_code')
    .where({ officer_id: officerId, code_hash: hashOf(deps, officerId, typed) })
    .whereNull('ended_at')
    .update({ ended_at: at });
  return used > 0;
}

/** How many codes are left. */
export async function recoveryCodesLeft(db: Db, officerId: string): Promise<number> {
  const { rows } = await db.raw<{ rows: { count: number }[] }>(
    `select count(*)::integer as count
       from recovery_code
      where recovery_code.officer_id = ? and recovery_code.ended_at is null`,
    [officerId],
  );
  return rows[0]?.count ?? 0;
}

// Keyed, since fifty bits could be tried out by whoever has a copy of the database.
function hashOf({ config }: Keyed, officerId: string, typed: string): string {
  return keyedDigest(config.secretKey, 'recovery code', `${officerId} ${plainCode(typed)}`);
}

function newCode(): string {
  const chars = Array.from({ length: charsPerCode }, () => alphabet[randomInt(alphabet.length)]);
  return `${chars.slice(0, charsPerCode / 2).join('')}-${chars.slice(charsPerCode / 2).join('')}`;
}

function plainCode(typed: string): string {
  return typed.toLowerCase().replace(/[\s-]/g, '');
}
