// The file of an export, in deflated pieces of a megabyte: neither who makes it nor who sends it has
// it in memory as a whole.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import type { Db } from '../db.js';
import { Refused } from '../problem.js';

const pieceBytes = 1024 * 1024;
/** Above any export of a province; what is longer is asked for in parts. */
const fileBytesMax = 2048 * pieceBytes;

const deflate = promisify(deflateRaw);
const inflate = promisify(inflateRaw);

/**
 * Keeps a file as it comes.
 * @throws Refused `too_large`
 */
export async function keepPieces(
  trx: Db,
  exportId: string,
  chunks: AsyncIterable<Buffer>,
): Promise<{ readonly byteCount: number; readonly sha256: string }> {
  const hash = createHash('sha256');
  let [byteCount, pieceNo] = [0, 0];
  for await (const piece of piecesOf(chunks)) {
    hash.update(piece);
    byteCount += piece.length;
    if (byteCount > fileBytesMax) {
      throw new Refused({ code: 'too_large', detail: 'The file grows too large; ask for parts.' });
    }
    const deflated = await deflate(piece);
    await trx('export_piece').insert({ export_id: exportId, piece_no: pieceNo, deflated });
    pieceNo += 1;
  }
  return { byteCount, sha256: hash.digest('hex') };
}

async function* piecesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let [waiting, waitingBytes]: [Buffer[], number] = [[], 0];
  for await (const chunk of chunks) {
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes < pieceBytes) continue;
    const whole = Buffer.concat(waiting);
    const end = waitingBytes - (waitingBytes % pieceBytes);
    for (let at = 0; at < end; at += pieceBytes) yield whole.subarray(at, at + pieceBytes);
    [waiting, waitingBytes] = [[whole.subarray(end)], waitingBytes - end];
  }
  if (waitingBytes > 0) yield Buffer.concat(waiting);
}

/** The file as it was made, piece by piece. */
export async function* keptPieces(db: Db, exportId: string): AsyncGenerator<Buffer, void> {
  for (let pieceNo = 0; ; pieceNo += 1) {
    const row = await db('export_piece')
      .where({ export_id: exportId, piece_no: pieceNo })
      .first<{ deflated: Buffer } | undefined>('deflated');
    if (!row) return;
    yield await inflate(row.deflated);
  }
}
