// The link by which an alert is acknowledged. Its secret follows from SECRET_KEY and the Message-ID,
// so a mail that is sent twice carries the same one, and neither the outbox nor a backup holds it.
import { digestOf, keyedDigest } from '../access/keys.js';
import type { Config } from '../config.js';

/** Stands in a stored mail where the secret goes when it is sent. */
const place = '{ack-secret}';

/** Where the link of a stored mail leads. */
export function ackUrl({ baseUrl }: Pick<Config, 'baseUrl'>): string {
  return `${baseUrl}/ack/${place}`;
}

/** The secret of the alert with this Message-ID. */
export function ackSecretOf({ secretKey }: Pick<Config, 'secretKey'>, messageId: string): string {
  const digest = keyedDigest(secretKey, 'acknowledgement of an alert', messageId);
  return Buffer.from(digest, 'hex').toString('base64url');
}

/** What the alert's row keeps of the secret. */
export function ackHashOf(config: Pick<Config, 'secretKey'>, messageId: string): string {
  return digestOf(ackSecretOf(config, messageId));
}

/** A stored body as it is sent. */
export function withAckSecret(body: string, secret: string): string {
  return body.replaceAll(place, secret);
}
