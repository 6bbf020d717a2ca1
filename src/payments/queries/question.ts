// When a gateway is asked: soon after the payment or order, then ever more rarely, until the answer
// is final or a person has to look. Pure.
import { createHash } from 'node:crypto';

const firstAfterMs = 5 * 60_000;
const growth = 3;
const gapMaxMs = 24 * 3_600_000;
/** Part of a gap by which askings of one moment are spread. */
const jitterShare = 0.25;

/** How long a payment, or an order that nobody paid, is asked about where the profile says nothing. */
export const queryDaysDefault = 3;

/** A number from 0 to 1, the same for the same question and attempt. */
function spreadOf(key: string, attempts: number): number {
  const digest = createHash('sha256')
    .update(`${key} ${String(attempts)}`)
    .digest();
  return digest.readUInt32BE(0) / 0xffffffff;
}

/**
 * The instant of the next asking.
 * @param key what tells this question from others: its account and reference
 * @param attempts how often it has been asked
 * @param after the order's or payment's time for the first asking, else now
 */
export function nextAskAt(key: string, attempts: number, after: Date): Date {
  const gap = Math.min(firstAfterMs * growth ** attempts, gapMaxMs);
  return new Date(after.getTime() + Math.round(gap * (1 + jitterShare * spreadOf(key, attempts))));
}

/** Our id of one asking: 32 hex digits, another one for each attempt and moment. */
export function requestIdOf(key: string, attempts: number, now: Date): string {
  const text = `${key} ${String(attempts)} ${now.toISOString()}`;
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Whether it has been asked for as long as it is worth. */
export function isTooOld(since: Date, days: number, now: Date): boolean {
  return now.getTime() - since.getTime() > days * 24 * 3_600_000;
}
