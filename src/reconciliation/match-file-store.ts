// Files that prove matches, as stored.
import type { PaperType } from '../beneficiary-accounts/paper-type.js';
import type { Db } from '../db.js';
import type { ProofKind } from './match-decision-store.js';

/** A file as it is listed. */
export interface MatchFile {
  readonly id: string;
  readonly proof: ProofKind;
  readonly name: string;
  readonly mediaType: PaperType;
  readonly sha256: string;
  readonly size: number;
  readonly by: string;
  readonly at: Date;
}

export async function loadMatchFiles(db: Db, matchId: string): Promise<MatchFile[]> {
  const { rows } = await db.raw<{ rows: MatchFile[] }>(
    `select file.id, file.proof, file.name, file.media_type as "mediaType", file.sha256,
            length(file.bytes) as size, file.by, file.at
       from match_file file
      where file.match_id = ?
      order by file.id`,
    [matchId],
  );
  return rows;
}

export async function loadMatchFileBytes(db: Db, fileId: string): Promise<Buffer | undefined> {
  const [bytes] = await db('match_file').where({ id: fileId }).pluck<Buffer[]>('bytes');
  return bytes;
}

/** @returns its id */
export async function addMatchFile(
  trx: Db,
  matchId: string,
  file: Omit<MatchFile, 'id' | 'size'> & { readonly bytes: Buffer },
): Promise<string> {
  const { proof, name, mediaType, sha256, by, at, bytes } = file;
  const rows = await trx('match_file')
    .insert({ match_id: matchId, proof, name, media_type: mediaType, sha256, bytes, by, at })
    .returning<{ id: string }[]>('id');
  return rows[0]?.id ?? '';
}
