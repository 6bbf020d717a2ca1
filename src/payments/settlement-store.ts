// Settlement batches as gateways reported them, with the unit each row belongs to: the one it
// names, else the one of the payment that it pays out.
import type { Db } from '../db.js';
import type { SettlementLine } from './import-settlement-store.js';

export interface StoredBatch {
  readonly id: string;
  readonly gateway: string;
  readonly gatewayAccount: string;
  readonly batch: string;
  readonly settlementDate: string;
  readonly importedAt: Date;
  readonly rows: readonly SettlementLine[];
}

export interface BatchQuery {
  /** A gateway's kind or the name of its account. */
  readonly gateway?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly id?: string;
}

const selectBatches = `
  select batch.id, account.kind as gateway, account.name as "gatewayAccount", batch.batch,
         batch.settlement_date as "settlementDate", batch.imported_at as "importedAt",
         coalesce(lines.rows, '[]') as rows
    from settlement_batch batch
    join gateway_account account on account.id = batch.gateway_account_id
    left join lateral (
      select json_agg(json_build_object(
               'rowNumber', line.row_number, 'kind', line.kind,
               'gatewayTxnId', line.gateway_txn_id, 'merchantRef', line.merchant_ref,
               'amount', line.amount::text, 'fee', line.fee::text,
               'netAmount', line.net_amount::text, 'unitCode', line.unit_code)
               order by line.row_number) as rows
        from settlement_line line
       where line.settlement_batch_id = batch.id
    ) lines on true
   where (:gateway::text is null or :gateway in (account.name, account.kind))
     and batch.settlement_date >= coalesce(:from::date, '-infinity')
     and batch.settlement_date <= coalesce(:to::date, 'infinity')
     and batch.id = coalesce(:id::bigint, batch.id)
   order by batch.id desc`;

/** Batches with their rows, the latest imported first. */
export async function loadSettlementBatches(db: Db, query: BatchQuery): Promise<StoredBatch[]> {
  const { gateway = null, from = null, to = null, id = null } = query;
  const bound = { gateway, from, to, id };
  const { rows } = await db.raw<{ rows: StoredBatch[] }>(selectBatches, bound);
  return rows;
}
