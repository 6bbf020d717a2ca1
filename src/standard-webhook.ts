// The signature of Standard Webhooks: what we verify of others' messages and put on our own.
import { createHmac } from 'node:crypto';

const secretPrefix = 'whsec_';

/** The key of a secret as people exchange it, `whsec_` and base64. */
export function webhookKey(secret: string): Buffer {
  return Buffer.from(
    secret.startsWith(secretPrefix) ? secret.slice(secretPrefix.length) : secret,
    'base64',
  );
}

export function webhookSecret(key: Buffer): string {
  return `${secretPrefix}${key.toString('base64')}`;
}

export interface SignedMessage {
  readonly id: string;
  /** Seconds since 1970, as the header writes them. */
  readonly timestamp: string;
  readonly body: Buffer;
}

/** `v1,` and the HMAC-SHA256 in base64. */
export function webhookSignature(key: Buffer, { id, timestamp, body }: SignedMessage): string {
  const signed = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}
