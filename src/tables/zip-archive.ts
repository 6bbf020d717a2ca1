// ZIP files from strangers: sizes are checked as declared and again while inflating, names and
// kinds of entries before anything is read. XLSX files and archives of statements come through here.
import { isNativeError } from 'node:util/types';
import { fromBufferPromise, openPromise, type Entry, type ZipFile } from 'yauzl';
import { FileRefused } from './file-refused.js';
import type { FileContent } from './file-source.js';
import { tableLimits } from './table.js';

const ratioFromBytes = 1024 * 1024;
const symlinkMode = 0o120000;
const fileTypeMask = 0o170000;

/** What is not done at once is waited for. */
type TakeChunk = (chunk: Buffer) => void | Promise<void>;

export interface ZipArchive {
  /** Names of its files (no folders), in the order of the directory. */
  readonly names: readonly string[];
  /** Inflates one entry, telling it chunk by chunk; returns when it ended. */
  read(name: string, take: TakeChunk): Promise<void>;
  /** What the directory says of its size; reading stops there. */
  sizeOf(name: string): number;
  close(): void;
}

/**
 * Opens an archive, in memory or on disk.
 * @param entryCountMax most entries, folders included
 * @throws FileRefused for bombs, paths that leave the archive, symlinks, encryption, damage
 */
export async function openArchive(
  content: FileContent,
  entryCountMax: number = tableLimits.zipEntryCountMax,
): Promise<ZipArchive> {
  const options = { strictFileNames: true, autoClose: false };
  const zip = await damageRefused(() =>
    typeof content === 'string'
      ? openPromise(content, options)
      : fromBufferPromise(content, options),
  );
  if (zip.entryCount > entryCountMax) {
    throw new FileRefused('zip_too_many_entries', `more than ${entryCountMax} entries in the zip`);
  }
  const entries = await damageRefused(() => entriesOf(zip));
  const inflated = new Set<string>();
  let inflatedBytes = 0;
  return {
    names: [...entries.keys()],
    sizeOf: (name) => entries.get(name)?.uncompressedSize ?? 0,
    close: () => {
      zip.close();
    },
    async read(name, take) {
      const entry = entries.get(name);
      if (!entry) throw new FileRefused('zip_entry_missing', `the zip has no entry ${name}`);
      const isAgain = inflated.has(name);
      const left = isAgain ? Infinity : tableLimits.inflatedBytesMax - inflatedBytes;
      const budget = Math.min(entry.uncompressedSize, left);
      const count = await damageRefused(() => inflate(zip, entry, budget, take));
      if (!isAgain) inflatedBytes += count;
      inflated.add(name);
    },
  };
}

/** The whole content of one entry. */
export async function readEntry(archive: ZipArchive, name: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  await archive.read(name, (chunk) => void chunks.push(chunk));
  return Buffer.concat(chunks);
}

async function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let declaredBytes = 0;
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    declaredBytes += entry.uncompressedSize;
    checkEntry(entry, declaredBytes);
    if (entries.has(entry.fileName)) {
      throw new FileRefused('zip_damaged', `the zip has two entries named ${entry.fileName}`);
    }
    entries.set(entry.fileName, entry);
  }
  return entries;
}

function checkEntry(entry: Entry, declaredBytes: number): void {
  const { inflatedBytesMax, inflateRatioMax } = tableLimits;
  const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize);
  const isBomb = entry.uncompressedSize > ratioFromBytes && ratio > inflateRatioMax;
  if (isBomb || declaredBytes > inflatedBytesMax) {
    throw new FileRefused('zip_bomb', 'the zip inflates to more than is read');
  }
  if (entry.isEncrypted()) {
    throw new FileRefused('password_protected', 'the file has a password; remove the password');
  }
  if (((entry.externalFileAttributes >>> 16) & fileTypeMask) === symlinkMode) {
    throw new FileRefused('zip_bad_path', 'the zip contains a symbolic link');
  }
}

async function inflate(
  zip: ZipFile,
  entry: Entry,
  budget: number,
  take: TakeChunk,
): Promise<number> {
  const stream = await zip.openReadStreamPromise(entry);
  let count = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    count += chunk.length;
    if (count > budget) throw new FileRefused('zip_bomb', 'the zip lies about its sizes');
    await take(chunk);
  }
  return count;
}

/** yauzl and zlib report damage, bad paths and wrong sizes as plain errors. */
async function damageRefused<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    // what zlib throws is an Error of another realm where code runs in a context of its own
    if (isOurs(error) || !isNativeError(error)) throw error;
    if (/too many bytes|inflated size/i.test(error.message)) {
      throw new FileRefused('zip_bomb', 'the zip lies about its sizes');
    }
    if (/path|file ?name|characters/i.test(error.message)) {
      throw new FileRefused('zip_bad_path', 'an entry of the zip has a path outside of it');
    }
    throw new FileRefused('zip_damaged', `the file is damaged or cut off (${error.message})`);
  }
}

/** Refusals pass as they are, and so do bugs of the code that takes the chunks. */
function isOurs(error: unknown): boolean {
  return error instanceof FileRefused || error instanceof TypeError;
}
