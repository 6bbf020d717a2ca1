// Column mappings and the files they were tried on: rows in, nouns out, no decisions.
import type { Db } from '../db.js';
import type { Layout } from './layout.js';
import type { ColumnMapping, MappingOwner } from './mapping.js';

type MappingRow = Omit<ColumnMapping, 'owner'> & {
  readonly reads: 'settlement' | 'statement';
  readonly gatewayAccountId: string | null;
  readonly bankBin: string | null;
};

/** Mappings, the latest proposed first; of one name or id where asked for. */
export async function loadMappings(
  db: Db,
  query: { readonly name?: string; readonly id?: string } = {},
): Promise<ColumnMapping[]> {
  const { name = null, id = null } = query;
  const { rows } = await db.raw<{ rows: MappingRow[] }>(selectMappings, { name, id });
  return rows.map(({ reads, gatewayAccountId, bankBin, ...rest }) => {
    return { ...rest, owner: { reads, gatewayAccountId, bankBin } as MappingOwner };
  });
}

const selectMappings = `
  select mapping.id, mapping.name, mapping.version, mapping.reads,
         mapping.gateway_account_id as "gatewayAccountId", mapping.bank_bin as "bankBin",
         coalesce(account.name, bank.short_name) as "ownerName", mapping.fingerprint,
         mapping.headers, mapping.layout, mapping.sample_sha256 as "sampleSha256",
         mapping.proposed_at as "proposedAt", mapping.proposed_by as "proposedBy",
         confirmed.decided_at as "confirmedAt", confirmed.decided_by as "confirmedBy",
         retired.decided_at as "retiredAt", retired.decided_by as "retiredBy",
         retired.reason as "retiredBecause", latest.version as "latestConfirmed"
    from column_mapping mapping
    left join gateway_account account on account.id = mapping.gateway_account_id
    left join public.bank on bank.bin = mapping.bank_bin
    left join column_mapping_decision confirmed
      on confirmed.mapping_id = mapping.id and confirmed.decision = 'confirmed'
    left join column_mapping_decision retired
      on retired.mapping_id = mapping.id and retired.decision = 'retired'
    left join (
      select other.name, max(other.version) as version
        from column_mapping other
        join column_mapping_decision decided
          on decided.mapping_id = other.id and decided.decision = 'confirmed'
       group by other.name
    ) latest on latest.name = mapping.name
   where mapping.name = coalesce(:name::text, mapping.name)
     and mapping.id = coalesce(:id::bigint, mapping.id)
   order by mapping.id desc`;

export interface NewMapping {
  readonly name: string;
  readonly version: number;
  readonly owner: MappingOwner;
  readonly fingerprint: string;
  readonly headers: readonly string[];
  readonly layout: Layout;
  readonly sampleSha256: string;
  readonly proposedAt: Date;
  readonly proposedBy: string;
}

export async function addMapping(db: Db, mapping: NewMapping): Promise<string> {
  const rows = await db('column_mapping')
    .insert({
      name: mapping.name,
      version: mapping.version,
      reads: mapping.owner.reads,
      gateway_account_id: mapping.owner.gatewayAccountId,
      bank_bin: mapping.owner.bankBin,
      fingerprint: mapping.fingerprint,
      headers: JSON.stringify(mapping.headers),
      layout: JSON.stringify(mapping.layout),
      sample_sha256: mapping.sampleSha256,
      proposed_at: mapping.proposedAt,
      proposed_by: mapping.proposedBy,
    })
    .returning<{ id: string }[]>('id');
  return firstId(rows);
}

export async function addDecision(
  db: Db,
  decision: {
    readonly mappingId: string;
    readonly decision: 'confirmed' | 'retired';
    readonly reason: string | null;
    readonly decidedAt: Date;
    readonly decidedBy: string;
  },
): Promise<void> {
  await db('column_mapping_decision').insert({
    mapping_id: decision.mappingId,
    decision: decision.decision,
    reason: decision.reason,
    decided_at: decision.decidedAt,
    decided_by: decision.decidedBy,
  });
}

/** Until the transaction ends nobody else decides about mappings of this name. */
export async function holdMappingName(trx: Db, name: string): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtextextended(current_schema() || ?, 0))`, [
    `:column mapping ${name}`,
  ]);
}

function firstId(rows: readonly { readonly id: string }[]): string {
  const [row] = rows;
  if (!row) throw new Error('an insert returned no row');
  return row.id;
}
