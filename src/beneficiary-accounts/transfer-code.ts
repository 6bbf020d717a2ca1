// The short code of a test transfer: seen on an account's own statement it proves that the account is
// there and can be read. Banks upper-case narratives, strip marks and points and break lines, so it
// is letters and digits only, of a fixed length, with a character that checks the others.
import { foldedName } from '../units/unit.js';

const prefix = 'DSXM';
/** No I, L, O, 0 and 1: people copy codes by hand. 31 is prime, which the check relies on. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const drawnCount = 7;
const randomBytesMin = 8;

/**
 * A code such as `DSXM7KQ2M9TB`.
 * @param randomBytes at least 8: the bias of the remainder is then below one in 500 million
 */
export function transferCodeOf(randomBytes: Uint8Array): string {
  if (randomBytes.length < randomBytesMin) {
    throw new RangeError(`a transfer code takes ${randomBytesMin} random bytes`);
  }
  let left = 0n;
  for (const byte of randomBytes) left = left * 256n + BigInt(byte);
  let drawn = '';
  for (let count = 0; count < drawnCount; count += 1) {
    drawn += alphabet.charAt(Number(left % 31n));
    left /= 31n;
  }
  return prefix + drawn + checkOf(drawn);
}

/** Weights 1 to 7 modulo a prime: one wrong character, or two that changed places, never pass. */
function checkOf(drawn: string): string {
  const sum = [...drawn].reduce((total, one, at) => total + (at + 1) * alphabet.indexOf(one), 0);
  return alphabet.charAt(sum % alphabet.length);
}

/** A code as somebody typed it, in its own form; undefined when it is none. */
export function parseTransferCode(typed: string): string | undefined {
  const compact = foldedName(typed).replaceAll(' ', '');
  const [only] = transferCodesIn(compact);
  return only === compact ? only : undefined;
}

const codeForm = new RegExp(`(?=(${prefix}([${alphabet}]{${drawnCount}})([${alphabet}])))`, 'g');

/** The codes that stand in a narrative, however it was folded, whatever is glued to them. */
export function transferCodesIn(narrative: string): string[] {
  const compact = foldedName(narrative).replaceAll(' ', '');
  const found = new Set<string>();
  for (const [, code = '', drawn = '', check] of compact.matchAll(codeForm)) {
    if (checkOf(drawn) === check) found.add(code);
  }
  return [...found];
}

/** What the payer of a test transfer writes: the code first, since banks cut the tail. */
export function transferPurpose(code: string): string {
  return `${code} xac minh TK`;
}
