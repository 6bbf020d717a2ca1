// Secrets that people and machines carry - links, sessions, devices, tokens - and how the database
// knows them again: by digest, never in the clear.
import { createHash, createHmac, randomBytes } from 'node:crypto';

/** A new secret of 256 bits, in letters, digits, `-` and `_`. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** The digest by which a random secret of ours is stored. It needs no salt: nobody can guess one. */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

/**
 * The digest of something that could be guessed (a citizen number, an address), under a key made
 * from SECRET_KEY for one purpose.
 * @param secretKey 32 bytes, `Config.secretKey`
 */
export function keyedDigest(secretKey: Buffer, purpose: string, text: string): string {
  const key = createHmac('sha256', secretKey).update(`doisoat ${purpose}`).digest();
  return createHmac('sha256', key).update(text, 'utf8').digest('hex');
}
