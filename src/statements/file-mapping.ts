// By which mapping a file of statements is read: the confirmed one of a name, or the version that
// read a kept file, whatever was confirmed since.
import type { Db } from '../db.js';
import { mappingInForce } from '../mappings/change-mapping.js';
import type { ColumnMapping } from '../mappings/mapping.js';
import { loadMappings } from '../mappings/mapping-store.js';
import type { StatementMapping } from './banks/mapped-sheet.js';

export interface UsedMapping {
  readonly id: string;
  readonly reading: StatementMapping;
}

/**
 * The version in force under a name.
 * @throws Refused `not_found`
 */
export async function statementMapping(db: Db, name: string): Promise<UsedMapping> {
  const isFor = ({ reads }: ColumnMapping['owner']): boolean => reads === 'statement';
  return usedOf(await mappingInForce(db, { name, isFor }));
}

/** The version that read a kept file; undefined for one that was read without. */
export async function mappingOfFile(db: Db, fileId: string): Promise<UsedMapping | undefined> {
  const [id] = await db('statement_file')
    .where('statement_file.id', fileId)
    .whereNotNull('statement_file.mapping_id')
    .pluck<string[]>('statement_file.mapping_id');
  const [mapping] = id === undefined ? [] : await loadMappings(db, { id });
  return mapping && usedOf(mapping);
}

/** What a mapping of statements says to the reader. */
export function readingOf(
  mapping: Pick<ColumnMapping, 'layout' | 'headers' | 'owner'>,
): StatementMapping {
  const { layout, headers, owner } = mapping;
  if (layout.reads !== 'statement' || owner.reads !== 'statement') {
    throw new Error('a mapping of settlement reports reads no statements');
  }
  return { layout, headers, bankHint: owner.bankBin };
}

function usedOf(mapping: ColumnMapping): UsedMapping {
  return { id: mapping.id, reading: readingOf(mapping) };
}
