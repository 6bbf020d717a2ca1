// What a paper is, by its first bytes alone: its name and what the browser says of it count for
// nothing, so a file that could pass for two kinds is served as exactly one.
import { Refused } from '../problem.js';

export const paperTypes = ['application/pdf', 'image/jpeg', 'image/png'] as const;
export type PaperType = (typeof paperTypes)[number];

export const paperBytesMax = 20 * 1024 * 1024;

const signatures: readonly (readonly [PaperType, Buffer])[] = [
  ['application/pdf', Buffer.from('%PDF-', 'latin1')],
  ['image/jpeg', Buffer.from([0xff, 0xd8, 0xff])],
  ['image/png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
];

/** The type of a paper; undefined for what is none of the three. */
export function paperTypeOf(bytes: Buffer): PaperType | undefined {
  return signatures.find(([, head]) => bytes.subarray(0, head.length).equals(head))?.[0];
}

/**
 * The type of a file that is to be kept.
 * @throws Refused `too_large`; `bad_file` for anything but PDF, JPEG and PNG
 */
export function acceptedPaperType(bytes: Buffer): PaperType {
  if (bytes.length > paperBytesMax) {
    throw new Refused({ code: 'too_large', detail: 'A file has at most 20 MB.' });
  }
  const type = paperTypeOf(bytes);
  if (type !== undefined) return type;
  const detail = 'A file is a PDF, JPEG or PNG by its first bytes; this is none of them.';
  throw new Refused({ code: 'bad_file', detail, errors: [{ pointer: '/file', detail }] });
}
