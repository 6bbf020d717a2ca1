// Secrets at rest: AES-256-GCM under SECRET_KEY, bound to what they belong to, so that a value
// copied to another row does not open.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts: version, nonce, tag, ciphertext.
 * @param key 32 bytes, `Config.secretKey`
 * @param owner whose it is; the same text opens it
 */
export function sealBytes(key: Buffer, owner: string, plain: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), sealed]);
}

/** Decrypts; undefined when the key or the owner is another one, or the bytes were changed. */
export function openBytes(key: Buffer, owner: string, box: Buffer): Buffer | undefined {
  if (box[0] !== version || box.length < 1 + nonceBytes + tagBytes) return undefined;
  const nonce = box.subarray(1, 1 + nonceBytes);
  const tag = box.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(owner)).setAuthTag(tag);
  try {
    const sealed = box.subarray(1 + nonceBytes + tagBytes);
    return Buffer.concat([decipher.update(sealed), decipher.final()]);
  } catch {
    return undefined;
  }
}
