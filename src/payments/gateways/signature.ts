// Comparing signatures in constant time, and the times and amounts that gateways write.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { instantOf, instantText, isLocalDate } from '../../calendar.js';
import { type Money, parseMoney } from '../../money.js';

/** True when two texts are equal, in a time that does not tell where they differ. */
export function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Compares a lower-case hex digest with what a message carries, without regard to case. */
export function sameHex(digest: string, given: unknown): boolean {
  return typeof given === 'string' && given !== '' && sameText(digest, given.toLowerCase());
}

/** HMAC as lower-case hex; an empty key never fits (an unset secret must not verify). */
export function hmacHex(
  algorithm: 'sha256' | 'sha512',
  key: string,
  signed: string | Buffer,
): string {
  return key === '' ? '' : createHmac(algorithm, key).update(signed).digest('hex');
}

/** A positive amount in digits only: no sign, fraction, exponent or separator. */
export function amountOf(text: string | null | undefined): Money | undefined {
  const amount = /^\d{1,18}$/.test(text ?? '') ? parseMoney(text ?? '') : undefined;
  return amount !== undefined && amount > 0n ? amount : undefined;
}

/** A sum with its sign, in digits only: what a bank saw move, or was left on an account. */
export function signedSumOf(text: string | null | undefined): Money | undefined {
  return /^-?\d{1,18}$/.test(text ?? '') ? BigInt(text ?? '') : undefined;
}

/** `yyyyMMddHHmmss` in Vietnamese time; null where it is absent or no such moment. */
export function localTimeOf(text: string | null | undefined): Date | null {
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text ?? '');
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts as unknown as string[];
  const date = `${String(year)}-${String(month)}-${String(day)}`;
  if (!isLocalDate(date) || Number(hour) > 23 || Number(minute) > 59) return null;
  if (Number(second) > 59) return null;
  const start = instantOf(date, `${String(hour)}:${String(minute)}`);
  return new Date(start.getTime() + Number(second) * 1000);
}

/** `yyyyMMddHHmmss` in Vietnamese time, as gateways write an instant. */
export function localTimeText(instant: Date): string {
  return instantText(instant).replace(/\D/g, '').slice(0, 14);
}

/** `YYYY-MM-DD HH:mm:ss` in Vietnamese time; null where it is absent or no such moment. */
export function printedTimeOf(text: string | null | undefined): Date | null {
  const isPrinted = /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}$/.test(text ?? '');
  return isPrinted ? localTimeOf((text ?? '').replace(/\D/g, '')) : null;
}

/** Epoch milliseconds from 2000 to 2099; null otherwise. */
export function epochMsOf(text: string | null | undefined): Date | null {
  if (!/^\d{12,13}$/.test(text ?? '')) return null;
  const instant = new Date(Number(text));
  return instant.getUTCFullYear() >= 2000 && instant.getUTCFullYear() < 2100 ? instant : null;
}

/** RFC 3339 with an offset; null where it is absent or no such moment. */
export function rfc3339Of(text: string | null | undefined): Date | null {
  const parts =
    /^(\d{4}-\d{2}-\d{2})[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})$/.exec(
      text ?? '',
    );
  if (!parts?.[1] || !isLocalDate(parts[1])) return null;
  const instant = new Date((text ?? '').toUpperCase().replace(' ', 'T'));
  return Number.isNaN(instant.getTime()) ? null : instant;
}
