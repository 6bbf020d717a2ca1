// A file as it is read: its first bytes, its pieces one after the other as often as asked, and only
// where a format needs it the whole. Uploads are in memory, what a command is given is on disk.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Bytes in memory, or the path of a file. */
export type FileContent = Buffer | string;

export interface FileSource {
  readonly size: number;
  /** The first 4 KiB: what a file is, they tell. */
  readonly head: Buffer;
  readonly content: FileContent;
  /** The file from its start. A piece is only valid until the next one is asked for. */
  readonly chunks: () => Iterable<Buffer>;
}

const headBytes = 4096;
const chunkBytes = 256 * 1024;

export function sourceOf(content: FileContent): FileSource {
  if (typeof content === 'string') return diskSource(content);
  return {
    size: content.length,
    head: content.subarray(0, headBytes),
    content,
    *chunks() {
      for (let at = 0; at < content.length; at += chunkBytes) {
        yield content.subarray(at, at + chunkBytes);
      }
    },
  };
}

function diskSource(path: string): FileSource {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(headBytes);
    const size = fstatSync(file).size;
    const count = readSync(file, head, 0, headBytes, 0);
    return { size, head: head.subarray(0, count), content: path, chunks: () => piecesOf(path) };
  } finally {
    closeSync(file);
  }
}

function* piecesOf(path: string): Iterable<Buffer> {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      const count = readSync(file, buffer, 0, chunkBytes, null);
      if (count === 0) return;
      yield buffer.subarray(0, count);
    }
  } finally {
    closeSync(file);
  }
}

/** The whole file. */
export function wholeOf({ content, chunks }: FileSource): Buffer {
  if (typeof content !== 'string') return content;
  const pieces: Buffer[] = [];
  for (const chunk of chunks()) pieces.push(Buffer.from(chunk));
  return Buffer.concat(pieces);
}
