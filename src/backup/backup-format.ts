// What a backup file looks like: gzip of one header line, one section a table in COPY's text form,
// and `end`. A last gzip member of our own making carries the SHA-256 of every byte before it, so
// that damage anywhere is seen before anything is read; `zcat` still shows the whole.
import { crc32 } from 'node:zlib';
import { z } from 'zod';

export const formatVersion = 1;

/** Closes a section. COPY doubles every backslash, so no row can look like it. */
export const sectionEnd = '\\.\n';
export const lastLine = 'end\n';

/** How many bytes of a header line are read before the file is taken for another kind. */
export const headerBytesMax = 4_000_000;

const digest = z.string().regex(/^[0-9a-f]{64}$/);

const table = z.object({
  /** In the province's schema; the shared `public.unit` with its schema. */
  name: z.string(),
  columns: z.array(z.string()),
  rows: z.int().min(0),
});

const header = z.object({
  doisoat: z.literal('backup'),
  format: z.int(),
  /** Version of the program that wrote it. */
  program: z.string(),
  madeAt: z.iso.datetime(),
  province: z.string().regex(/^\d{2}$/),
  /** Names of the migrations that made its tables, in order. */
  migrations: z.array(z.string()),
  /** Tells whether a SECRET_KEY is the one that what is sealed inside was sealed under. */
  keyCheck: digest,
  /** Where the audit chain stood; null before the first seal. */
  auditHead: z.object({ seq: z.string(), chain: z.string() }).nullable(),
  /** In the order in which they are stored, each after those it refers to. */
  tables: z.array(table),
});

export type BackupHeader = z.infer<typeof header>;
export type BackupTable = z.infer<typeof table>;

/** The first line of the file. */
export function headerLine(given: BackupHeader): string {
  return `${JSON.stringify(given)}\n`;
}

/** Reads the first line; null when it is none of ours. */
export function parseHeader(line: string): BackupHeader | null {
  try {
    return header.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/** First line of a table's section. */
export function sectionLine(name: string): string {
  return `table ${name}\n`;
}

/** How long the last member is, whatever the digest. */
export const trailerBytes = trailerOf('0'.repeat(64)).length;

/**
 * The last gzip member: `sha256 <digest>`, stored uncompressed, so that every byte of it is known
 * from the digest. (What a compressor leaves unused could be changed without being seen.)
 */
export function trailerOf(sha256: string): Buffer {
  const text = Buffer.from(`sha256 ${sha256}\n`, 'latin1');
  const unknownSystem = 255;
  const head = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, unknownSystem]);
  const block = Buffer.alloc(5);
  // the last block, stored: its length and the length's complement (RFC 1951, 3.2.4)
  block.writeUInt8(1, 0);
  block.writeUInt16LE(text.length, 1);
  block.writeUInt16LE(0xffff ^ text.length, 3);
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(text), 0);
  tail.writeUInt32LE(text.length, 4);
  return Buffer.concat([head, block, text, tail]);
}
