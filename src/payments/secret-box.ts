// Gateway secrets at rest, bound to the account's name.
import { misconfigured } from '../config.js';
import { openBytes, sealBytes } from '../secret-box.js';
import type { Secrets } from './profile.js';

/**
 * Encrypts a set of secrets.
 * @param key 32 bytes, `Config.secretKey`
 */
export function sealSecrets(key: Buffer, accountName: string, secrets: Secrets): Buffer {
  return sealBytes(key, accountName, Buffer.from(JSON.stringify(secrets), 'utf8'));
}

/**
 * Decrypts a set of secrets.
 * @throws Refused `misconfigured` when SECRET_KEY is not the one they were encrypted with
 */
export function openSecrets(key: Buffer, accountName: string, box: Buffer): Secrets {
  const plain = openBytes(key, accountName, box);
  if (plain) return JSON.parse(plain.toString('utf8')) as Secrets;
  throw misconfigured('SECRET_KEY', `does not open the secrets of gateway ${accountName}`);
}
