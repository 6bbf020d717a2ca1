// Reads a backup file: first all of it for its digest, then as header and sections, in a stream.
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { Refused } from '../problem.js';
import {
  type BackupHeader,
  formatVersion,
  headerBytesMax,
  lastLine,
  parseHeader,
  sectionEnd,
  sectionLine,
  trailerBytes,
  trailerOf,
} from './backup-format.js';

/** A file whose digest holds, from its first section on. */
export interface OpenBackup {
  readonly header: BackupHeader;
  /** Of the whole file, as `sha256sum` prints it. */
  readonly sha256: string;
  /** The rows of the next section in COPY's text form. Read them to their end. */
  readonly section: (name: string) => AsyncIterable<Buffer>;
  /**
   * Checks that nothing follows the last section.
   * @throws Refused `bad_file`
   */
  readonly end: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Opens a backup.
 * @throws Refused `bad_file` when it is not there, damaged, cut short or no backup of ours
 */
export async function openBackup(path: string): Promise<OpenBackup> {
  const file = await openFile(path);
  try {
    const { size, sha256 } = await checkDigest(file, path);
    const zipped = file.createReadStream({ start: 0, end: size - 1, autoClose: false });
    const text = textOf(zipped.pipe(createGunzip()), path);
    const header = parseHeader(await text.line());
    if (header === null) throw noBackup(path, 'it does not begin as a backup does');
    if (header.format !== formatVersion) {
      const versions = `${String(header.format)}, this program reads ${String(formatVersion)}`;
      throw noBackup(path, `its format is ${versions}: use doisoat ${header.program}`);
    }
    return {
      header,
      sha256,
      section: (name) => sectionOf(text, name, path),
      end: async () => {
        if ((await text.line()) !== lastLine) throw noBackup(path, 'it has more than it should');
      },
      close: async () => {
        zipped.destroy();
        await file.close();
      },
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new Refused({ code: 'bad_file', detail: `${path}: cannot be read (${code})` });
  }
}

/** The length of what lies before the trailer; refuses when the trailer is not that of its digest. */
async function checkDigest(
  file: FileHandle,
  path: string,
): Promise<{ size: number; sha256: string }> {
  const size = (await file.stat()).size - trailerBytes;
  if (size <= 0) throw noBackup(path, 'it is too short');
  const whole = createHash('sha256');
  const content = file.createReadStream({ start: 0, end: size - 1, autoClose: false });
  for await (const chunk of content) whole.update(chunk as Buffer);
  const expected = trailerOf(whole.copy().digest('hex'));
  const { buffer } = await file.read(Buffer.alloc(trailerBytes), 0, trailerBytes, size);
  if (!buffer.equals(expected)) throw noBackup(path, 'its digest does not agree with its bytes');
  return { size, sha256: whole.update(expected).digest('hex') };
}

function noBackup(path: string, because: string): Refused {
  const detail = `${path}: damaged, cut short or no backup (${because}); nothing was restored`;
  return new Refused({ code: 'bad_file', detail });
}

/** A text read line by line at its seams, and in chunks in between. */
interface Text {
  /** Up to the next line feed, with it. */
  readonly line: () => Promise<string>;
  /** Up to the end of the section, which is read and not handed out. */
  readonly rows: () => AsyncGenerator<Buffer>;
}

async function* sectionOf(text: Text, name: string, path: string): AsyncGenerator<Buffer> {
  if ((await text.line()) !== sectionLine(name))
    throw noBackup(path, `${name} is not where it was`);
  yield* text.rows();
}

function textOf(stream: AsyncIterable<Buffer>, path: string): Text {
  const chunks = stream[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const more = async (): Promise<void> => {
    const next = await chunks.next().catch(() => {
      throw noBackup(path, 'it does not unpack');
    });
    if (next.done === true) throw noBackup(path, 'it ends too early');
    held = Buffer.concat([held, next.value]);
  };
  const take = (count: number): Buffer => {
    const taken = held.subarray(0, count);
    held = held.subarray(count);
    return taken;
  };
  const line = async (): Promise<string> => {
    let at = held.indexOf('\n');
    while (at < 0) {
      if (held.length > headerBytesMax) throw noBackup(path, 'a line is too long');
      await more();
      at = held.indexOf('\n');
    }
    return take(at + 1).toString('utf8');
  };
  return { line, rows: () => rowsOf({ more, take, held: () => held }) };
}

interface Held {
  readonly more: () => Promise<void>;
  readonly take: (count: number) => Buffer;
  readonly held: () => Buffer;
}

// The end may be split between chunks: the last bytes are kept back until it is known.
async function* rowsOf({ more, take, held }: Held): AsyncGenerator<Buffer> {
  const end = Buffer.from(sectionEnd);
  const endAfterRow = Buffer.from(`\n${sectionEnd}`);
  while (held().length < end.length) await more();
  if (held().subarray(0, end.length).equals(end)) {
    take(end.length);
    return;
  }
  for (;;) {
    const at = held().indexOf(endAfterRow);
    if (at >= 0) {
      yield take(at + 1);
      take(end.length);
      return;
    }
    const ready = held().length - endAfterRow.length;
    if (ready > 0) yield take(ready);
    await more();
  }
}
