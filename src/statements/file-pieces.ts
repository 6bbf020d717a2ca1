// Files as received, kept in deflated pieces of a megabyte: none is in memory as a whole.
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { Db } from '../db.js';
import { FileRefused } from '../tables/file-refused.js';
import type { FileContent } from '../tables/file-source.js';

const pieceBytes = 1024 * 1024;
/** Kept files up to this size are read again in memory, larger ones from a file of their own. */
const inMemoryBytesMax = 8 * pieceBytes;
/** What is compared and sums up fast; a smaller piece is not worth a second of an import. */
const deflateLevel = 1;

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/** SHA-256 of a file in hexadecimal digits, as `sha256sum` prints it. */
export async function digestOf(content: FileContent): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of piecesOf(content)) hash.update(piece);
  return hash.digest('hex');
}

/** Keeps a file piece by piece, beside other work on it. */
export interface PieceKeeper {
  /** Keeps the next piece, if there is one left. */
  step(): Promise<void>;
  /** What was kept was rolled back: it is kept from its start again. */
  restart(): Promise<void>;
  /**
   * Keeps what is left.
   * @throws FileRefused `file_changed` when it is no longer the one of this digest
   */
  end(): Promise<void>;
}

/** Call inside the file's transaction, after its row. */
export function openPieces(
  trx: Db,
  file: { readonly id: string; readonly sha256: string },
  content: FileContent,
): PieceKeeper {
  let hash = createHash('sha256');
  let pieces = piecesOf(content);
  let pieceNo = 0;
  const next = async (): Promise<boolean> => {
    const { value: piece, done } = await pieces.next();
    if (done === true) return false;
    hash.update(piece);
    await trx('statement_file_piece').insert({
      statement_file_id: file.id,
      piece_no: pieceNo,
      deflated: await deflate(piece, { level: deflateLevel }),
    });
    pieceNo += 1;
    return true;
  };
  return {
    async step() {
      await next();
    },
    async restart() {
      await pieces.return();
      hash = createHash('sha256');
      pieces = piecesOf(content);
      pieceNo = 0;
    },
    async end() {
      while (await next());
      if (hash.digest('hex') === file.sha256) return;
      throw new FileRefused('file_changed', 'the file changed while it was read; import it again');
    },
  };
}

async function* piecesOf(content: FileContent): AsyncGenerator<Buffer, void> {
  if (typeof content !== 'string') {
    for (let at = 0; at < content.length; at += pieceBytes) {
      yield content.subarray(at, at + pieceBytes);
    }
    return;
  }
  const file = await open(content);
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(pieceBytes), 0, pieceBytes);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Hands out a kept file for as long as `work` needs it. */
export async function withKeptFile<T>(
  db: Db,
  fileId: string,
  work: (content: FileContent) => Promise<T>,
): Promise<T> {
  const { pieceCount, whole } = await keptAs(db, fileId);
  if (whole !== null) return work(whole);
  if (pieceCount * pieceBytes <= inMemoryBytesMax) {
    const pieces: Buffer[] = [];
    for await (const piece of keptPieces(db, { fileId, pieceCount })) pieces.push(piece);
    return work(Buffer.concat(pieces));
  }
  const folder = await mkdtemp(join(tmpdir(), 'doisoat-kept-'));
  try {
    const path = join(folder, 'statement');
    const target = createWriteStream(path, { mode: 0o600 });
    await pipeline(keptPieces(db, { fileId, pieceCount }), target);
    return await work(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function keptAs(
  db: Db,
  fileId: string,
): Promise<{ readonly pieceCount: number; readonly whole: Buffer | null }> {
  interface Row {
    readonly pieceCount: number;
    readonly whole: Buffer | null;
  }
  const { rows } = await db.raw<{ rows: Row[] }>(
    `select file.bytes as whole,
            (select count(*)::integer from statement_file_piece piece
              where piece.statement_file_id = file.id) as "pieceCount"
       from statement_file file
      where file.id = ?`,
    [fileId],
  );
  const [row] = rows;
  if (!row) throw new Error(`file ${fileId} is not kept`);
  return row;
}

async function* keptPieces(
  db: Db,
  { fileId, pieceCount }: { readonly fileId: string; readonly pieceCount: number },
): AsyncIterable<Buffer> {
  for (let pieceNo = 0; pieceNo < pieceCount; pieceNo += 1) {
    const row = await db('statement_file_piece')
      .where({ statement_file_id: fileId, piece_no: pieceNo })
      .first<{ deflated: Buffer } | undefined>('deflated');
    if (!row) throw new Error(`file ${fileId} lacks its piece ${String(pieceNo)}`);
    yield await inflate(row.deflated);
  }
}
