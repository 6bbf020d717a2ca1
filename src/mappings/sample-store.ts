// Files that mappings are tried on, kept so that whoever confirms sees what was proposed from. They
// are erased after some weeks; the mapping stands without them.
import { type By, nameOf } from '../audit/by.js';
import type { Db } from '../db.js';
import { Refused } from '../problem.js';
import { fileDigest, type OwnFile } from '../tables/own-file.js';
import type { MappingOwner } from './mapping.js';

/** A report of a day or a month; larger ones are no better to try a mapping on. */
const sampleBytesMax = 10 * 1024 * 1024;

export interface MappingSample {
  readonly id: string;
  /** Of the mapping that is to be. */
  readonly name: string;
  readonly owner: MappingOwner;
  readonly file: OwnFile;
  readonly uploadedBy: string;
}

/**
 * Keeps a file to try a mapping on; the same content for the same name once.
 * @throws Refused `too_large`
 */
export async function keepSample(
  deps: { readonly db: Db; readonly now: () => Date; readonly by: By },
  { name, owner, file }: Pick<MappingSample, 'name' | 'owner' | 'file'>,
): Promise<string> {
  if (file.bytes.length > sampleBytesMax) {
    const detail = `A mapping is tried on a file of at most ${String(sampleBytesMax / 1024 / 1024)} MB.`;
    throw new Refused({ code: 'too_large', detail });
  }
  const row = {
    name,
    reads: owner.reads,
    gateway_account_id: owner.gatewayAccountId,
    bank_bin: owner.bankBin,
    sha256: fileDigest(file.bytes),
    uploaded_by: nameOf(deps.by),
  };
  const [known] = await deps.db('mapping_sample').where(row).pluck<string[]>('id');
  if (known !== undefined) return known;
  const added = await deps
    .db('mapping_sample')
    .insert({ ...row, file_name: file.name, bytes: file.bytes, uploaded_at: deps.now() })
    .returning<{ id: string }[]>('id');
  return added[0]?.id ?? '';
}

/** A sample by its id, or the latest of a content; undefined once it is erased. */
export async function findSample(
  db: Db,
  query: { readonly id: string } | { readonly sha256: string },
): Promise<MappingSample | undefined> {
  const row = await db('mapping_sample')
    .where(query)
    .orderBy('id', 'desc')
    .first<SampleRow | undefined>();
  if (!row) return undefined;
  const { reads, gateway_account_id: gatewayAccountId, bank_bin: bankBin } = row;
  return {
    id: row.id,
    name: row.name,
    owner: { reads, gatewayAccountId, bankBin } as MappingOwner,
    file: { name: row.file_name, bytes: row.bytes },
    uploadedBy: row.uploaded_by,
  };
}

interface SampleRow {
  readonly id: string;
  readonly name: string;
  readonly reads: string;
  readonly gateway_account_id: string | null;
  readonly bank_bin: string | null;
  readonly file_name: string;
  readonly bytes: Buffer;
  readonly uploaded_by: string;
}
