// Hands one SMS to a brandname gateway over HTTP. The same id goes with every attempt, so a gateway
// that knows it sends the message once. Nothing of its answer is kept but the status.
import type { Config } from '../config.js';
import type { Delivery } from './mailer.js';
import { receiptUrl } from './sms-receipt-token.js';

export interface OutgoingSms {
  /** The same each time it is tried. */
  readonly id: string;
  /** `+84912345678` */
  readonly to: string;
  readonly text: string;
}

export interface Texter {
  readonly send: (sms: OutgoingSms) => Promise<Delivery>;
}

/** How long an SMS may take, in milliseconds: far shorter than the lease on it. */
const smsTimeMaxMs = 15_000;
/** The gateway's way of saying that it can never be sent: wrong number, refused words. */
const refusing: readonly number[] = [400, 410, 413, 422];

/** The texter that the configuration asks for; null: SMS are off. */
export function openTexter(
  config: Pick<Config, 'smsUrl' | 'baseUrl' | 'secretKey'>,
  timeMaxMs = smsTimeMaxMs,
): Texter | null {
  if (config.smsUrl === null) return null;
  const { address, authorization } = gatewayOf(config.smsUrl);
  const receipts = receiptUrl(config);
  return {
    send: async ({ id, to, text }) => {
      try {
        const answer = await fetch(address, {
          method: 'POST',
          redirect: 'manual',
          signal: AbortSignal.timeout(timeMaxMs),
          headers: {
            'content-type': 'application/json; charset=utf-8',
            'idempotency-key': id,
            ...authorization,
          },
          body: JSON.stringify({ id, to, text, receiptUrl: receipts }),
        });
        await answer.body?.cancel();
        return deliveryOf(answer.status);
      } catch {
        // what a gateway's fault says may repeat what was sent
        return later('the SMS gateway cannot be reached');
      }
    },
  };
}

/** Name and password leave the address: they go in a header. */
function gatewayOf(smsUrl: string) {
  const url = new URL(smsUrl);
  const [name, password] = [url.username, url.password].map(decodeURIComponent);
  url.username = '';
  url.password = '';
  if (!name && !password) return { address: url.href, authorization: {} };
  const word = Buffer.from(`${name ?? ''}:${password ?? ''}`).toString('base64');
  return { address: url.href, authorization: { authorization: `Basic ${word}` } };
}

function deliveryOf(status: number): Delivery {
  const because = `the SMS gateway answered ${String(status)}`;
  // it has it already: an attempt whose answer we did not live to see
  if ((status >= 200 && status < 300) || status === 409) {
    return { kind: 'sent', remark: null, bounces: [] };
  }
  return refusing.includes(status) ? { kind: 'refused', because, bounces: [] } : later(because);
}

/** Keys that are wrong, too many messages, a fault: nothing else would get through either. */
function later(because: string): Delivery {
  return { kind: 'later', because, isServerAway: true };
}
