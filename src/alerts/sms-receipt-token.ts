// Where the SMS gateway reports what became of a message. The address is its key: it is made from
// SECRET_KEY, told with each message and kept nowhere.
import { timingSafeEqual } from 'node:crypto';
import { keyedDigest } from '../access/keys.js';
import type { Config } from '../config.js';

type Keys = Pick<Config, 'secretKey'>;

function tokenOf({ secretKey }: Keys): string {
  return keyedDigest(secretKey, 'receipts of the SMS gateway', '');
}

export function receiptUrl(config: Keys & Pick<Config, 'baseUrl'>): string {
  return `${config.baseUrl}/sms-receipts/${tokenOf(config)}`;
}

export function isReceiptToken(config: Keys, given: string): boolean {
  const [known, other] = [Buffer.from(tokenOf(config)), Buffer.from(given)];
  return known.length === other.length && timingSafeEqual(known, other);
}
