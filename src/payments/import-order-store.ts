// Fee orders as an import reads and adds them; orders are facts, nothing here changes one.
import type { Db } from '../db.js';
import { writeRows } from '../tables/import-outcome.js';

/** An order as stored and compared: amounts and times as text. */
export interface OrderRecord {
  /** A gateway account's name, a kind, or '' where the order fits any. */
  readonly gateway: string;
  readonly merchantRef: string;
  readonly dossierCode: string | null;
  readonly unitCode: string;
  readonly amount: string;
  readonly description: string | null;
  readonly feeItems: readonly { readonly purpose: string; readonly amount: string }[];
  readonly toldBankCode: string | null;
  readonly toldAccount: string | null;
  readonly procedureCode: string | null;
  readonly sourceSystem: string | null;
  /** ISO 8601 in UTC with milliseconds. */
  readonly createdAt: string | null;
}

/** What identifies an order. */
export function orderKey(order: Pick<OrderRecord, 'gateway' | 'merchantRef'>): string {
  return `${order.gateway}\n${order.merchantRef}`;
}

type StoredOrder = Omit<OrderRecord, 'createdAt'> & { readonly createdAt: Date | null };

/** The stored orders that have the keys of the given ones. */
export async function loadOrdersByKey(
  db: Db,
  orders: readonly OrderRecord[],
): Promise<Map<string, OrderRecord>> {
  const keys = orders.map(({ gateway, merchantRef }) => ({ gateway, merchantRef }));
  const rows = await writeRows<StoredOrder>(db, selectOrders, keys);
  return new Map(
    rows.map((row) => [
      orderKey(row),
      { ...row, createdAt: row.createdAt?.toISOString() ?? null } satisfies OrderRecord,
    ]),
  );
}

/** Adds orders that are not stored yet. */
export async function addOrders(db: Db, orders: readonly OrderRecord[]): Promise<void> {
  await writeRows(
    db,
    insertOrders,
    orders.map((order) => ({ ...order })),
  );
}

const selectOrders = `
  select fee_order.gateway, fee_order.merchant_ref as "merchantRef",
    fee_order.dossier_code as "dossierCode", fee_order.unit_code as "unitCode", fee_order.amount,
    fee_order.description, fee_order.fee_items as "feeItems",
    fee_order.told_bank_code as "toldBankCode", fee_order.told_account as "toldAccount",
    fee_order.procedure_code as "procedureCode", fee_order.source_system as "sourceSystem",
    fee_order.created_at as "createdAt"
  from jsonb_to_recordset(?::jsonb) as given (gateway text, "merchantRef" text)
  join fee_order on fee_order.gateway = given.gateway
    and fee_order.merchant_ref = given."merchantRef"`;

const insertOrders = `
  insert into fee_order (gateway, merchant_ref, dossier_code, unit_code, amount, description,
    fee_items, told_bank_code, told_account, procedure_code, source_system, created_at)
  select given.gateway, given."merchantRef", given."dossierCode", given."unitCode",
    given.amount::bigint, given.description, given."feeItems", given."toldBankCode",
    given."toldAccount", given."procedureCode", given."sourceSystem", given."createdAt"
  from jsonb_to_recordset(?::jsonb) as given (gateway text, "merchantRef" text, "dossierCode" text,
    "unitCode" text, amount text, description text, "feeItems" jsonb, "toldBankCode" text,
    "toldAccount" text, "procedureCode" text, "sourceSystem" text, "createdAt" timestamptz)`;
