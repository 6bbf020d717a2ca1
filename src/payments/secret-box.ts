// Gateway secrets at rest: AES-256-GCM under SECRET_KEY, bound to the account's name, so that a
// row copied to another account does not open.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { misconfigured } from '../config.js';
import type { Secrets } from './profile.js';

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts a set of secrets: version, nonce, tag, ciphertext.
 * @param key 32 bytes, `Config.secretKey`
 */
export function sealSecrets(key: Buffer, accountName: string, secrets: Secrets): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(accountName));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), sealed]);
}

/**
 * Decrypts a set of secrets.
 * @throws Refused `misconfigured` when SECRET_KEY is not the one they were encrypted with
 */
export function openSecrets(key: Buffer, accountName: string, box: Buffer): Secrets {
  const nonce = box.subarray(1, 1 + nonceBytes);
  const tag = box.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  try {
    if (box[0] !== version) throw new Error('unknown version');
    decipher.setAAD(Buffer.from(accountName)).setAuthTag(tag);
    const sealed = box.subarray(1 + nonceBytes + tagBytes);
    const text = Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8');
    return JSON.parse(text) as Secrets;
  } catch {
    throw misconfigured('SECRET_KEY', `does not open the secrets of gateway ${accountName}`);
  }
}
