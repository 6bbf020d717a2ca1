// An anchor: where the chain stood at an instant, naming the anchor before it and signed under
// SECRET_KEY. Whoever rewrites the chain afterwards cannot make one that fits.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson, sha256 } from './canonical.js';

const digest = z.string().regex(/^[0-9a-f]{64}$/);
const number = z.string().regex(/^[1-9]\d{0,18}$/);

const anchorSchema = z.object({
  no: number,
  seq: number,
  chain: digest,
  at: z.string(),
  previous: z.union([digest, z.literal('')]),
  signature: digest,
});

/** Digits as text: they may grow beyond what a number keeps. */
export type Anchor = z.output<typeof anchorSchema>;

/** Its line in the file. */
export function anchorLine(anchor: Anchor): string {
  return `${canonicalJson({ ...anchor })}\n`;
}

/** Reads a line of the file; null when it is no anchor. */
export function readAnchorLine(line: string): Anchor | null {
  try {
    return anchorSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/** By which the next anchor names this one. */
export function anchorDigest(anchor: Anchor): string {
  return sha256(canonicalJson({ ...anchor }));
}

/** The signature of an anchor's other fields. */
export function signatureOf(secretKey: Buffer, anchor: Omit<Anchor, 'signature'>): string {
  const { no, seq, chain, at, previous } = anchor;
  const key = createHmac('sha256', secretKey).update('doisoat audit anchor').digest();
  const text = canonicalJson({ no, seq, chain, at, previous });
  return createHmac('sha256', key).update(text, 'utf8').digest('hex');
}

/** Whether it was signed with this key. */
export function isSigned(secretKey: Buffer, anchor: Anchor): boolean {
  const expected = Buffer.from(signatureOf(secretKey, anchor), 'hex');
  const found = Buffer.from(anchor.signature, 'hex');
  return expected.length === found.length && timingSafeEqual(expected, found);
}
