// Fee orders as lists and single reads show them.
import type { Db } from '../db.js';

/** An order as stored: amounts and ids as text. */
export interface StoredOrder {
  readonly id: string;
  /** A gateway account's name, a kind, or null where the order fits any. */
  readonly gateway: string | null;
  readonly merchantRef: string;
  readonly dossierCode: string | null;
  readonly unitCode: string;
  readonly amount: string;
  /** Free text of the portal; it may name the payer. */
  readonly description: string | null;
  readonly feeItems: readonly { readonly purpose: string; readonly amount: string }[];
  readonly procedureCode: string | null;
  readonly toldBankCode: string | null;
  readonly toldAccount: string | null;
  readonly sourceSystem: string | null;
  readonly createdAt: Date | null;
  readonly recordedAt: Date;
}

export interface OrderQuery {
  /** Codes of the units whose orders are wanted. */
  readonly units: readonly string[];
  readonly gateway?: string | undefined;
  /** Part of the reference or the dossier code. */
  readonly q?: string | undefined;
  /** Days on which the portal made them, inclusive; of recording where it does not say. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Only those before this id. */
  readonly before: string | null;
  readonly limit: number;
}

const columns = `
  fee_order.id, nullif(fee_order.gateway, '') as gateway, fee_order.merchant_ref as "merchantRef",
  fee_order.dossier_code as "dossierCode", fee_order.unit_code as "unitCode", fee_order.amount,
  fee_order.description, fee_order.fee_items as "feeItems",
  fee_order.procedure_code as "procedureCode", fee_order.told_bank_code as "toldBankCode",
  fee_order.told_account as "toldAccount", fee_order.source_system as "sourceSystem",
  fee_order.created_at as "createdAt", fee_order.recorded_at as "recordedAt"`;

const madeOn = `(coalesce(fee_order.created_at, fee_order.recorded_at)
       at time zone 'Asia/Ho_Chi_Minh')::date`;

const selectOrders = `
  select ${columns}
    from fee_order
   where fee_order.unit_code = any(:units)
     and fee_order.id < coalesce(:before::bigint, fee_order.id + 1)
     and fee_order.gateway = coalesce(:gateway, fee_order.gateway)
     and ${madeOn} >= coalesce(:from::date, '-infinity')
     and ${madeOn} <= coalesce(:to::date, 'infinity')
     and (:q::text is null or strpos(lower(fee_order.merchant_ref), lower(:q)) > 0
       or strpos(lower(coalesce(fee_order.dossier_code, '')), lower(:q)) > 0)
   order by fee_order.id desc
   limit :limit`;

const selectOrder = `select ${columns} from fee_order where fee_order.id = ?`;

/** Orders of some units, the latest recorded first. */
export async function listOrders(db: Db, query: OrderQuery): Promise<StoredOrder[]> {
  const { units, gateway = null, q = null, from = null, to = null, before, limit } = query;
  const bound = { units: [...units], gateway, q, from, to, before, limit };
  const { rows } = await db.raw<{ rows: StoredOrder[] }>(selectOrders, bound);
  return rows;
}

/** One order. */
export async function findOrder(db: Db, id: string): Promise<StoredOrder | undefined> {
  const { rows } = await db.raw<{ rows: StoredOrder[] }>(selectOrder, [id]);
  return rows[0];
}

/** Ids of the orders that have these keys, in the order of the keys. */
export async function orderIds(
  db: Db,
  keys: readonly { readonly gateway: string | null; readonly merchantRef: string }[],
): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(selectIds, [
    JSON.stringify(keys.map(({ gateway, merchantRef }) => ({ gateway, merchantRef }))),
  ]);
  return rows.map(({ id }) => id);
}

const selectIds = `
  select fee_order.id
    from jsonb_array_elements(?::jsonb) with ordinality as given (key, place)
    join fee_order on fee_order.gateway = coalesce(given.key ->> 'gateway', '')
     and fee_order.merchant_ref = given.key ->> 'merchantRef'
   order by given.place`;
