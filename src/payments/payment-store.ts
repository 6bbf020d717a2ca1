// Payments, fee orders and gateway accounts as stored: rows in, nouns out. What callbacks write is
// in callback-store.ts; what files bring, in import-payment-store.ts.
import type { Db } from '../db.js';
import type { FeeOrder, PaymentEvent, PaymentRecord, PaymentStatus } from './payment.js';
import { orderFor } from './payment.js';
import type { GatewayAccount, GatewayOptions, GatewayTerms } from './gateway-account.js';
import { termsFrom } from './profile.js';

interface OrderRow {
  readonly id: string;
  readonly gateway: string;
  readonly merchant_ref: string;
  readonly dossier_code: string | null;
  readonly unit_code: string;
  readonly amount: string;
  readonly fee_items: readonly { readonly purpose: string; readonly amount: string }[];
  readonly procedure_code: string | null;
  readonly told_bank_code: string | null;
  readonly told_account: string | null;
  readonly created_at: Date | null;
}

interface PaymentRow {
  readonly id: string;
  readonly gateway_account_id: string;
  readonly gateway_txn_id: string | null;
  readonly merchant_ref: string | null;
  readonly dossier_code: string | null;
  readonly unit_code: string | null;
  readonly order_info: string | null;
  readonly amount: string;
  readonly receipt_number: string | null;
}

interface EventRow {
  readonly payment_id: string;
  readonly status: PaymentStatus;
  readonly amount: string;
  readonly refunded_amount: string | null;
  readonly paid_at: Date;
  readonly paid_at_stated: boolean;
  readonly occurred_at: Date;
  readonly received_at: Date;
  readonly source: PaymentEvent['source'];
}

interface AccountRow {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  readonly merchant_code: string | null;
  readonly options: GatewayOptions;
  readonly tolerance: string;
}

/** Every gateway account with its terms, oldest terms first, in the order of their names. */
export async function loadGatewayAccounts(db: Db): Promise<GatewayAccount[]> {
  const accounts = await db<AccountRow>('gateway_account').orderBy('name');
  const terms = await db<{ gateway_account_id: string; valid_from: string | null; terms: unknown }>(
    'gateway_terms',
  ).orderByRaw('gateway_terms.valid_from nulls first');
  const byAccount = new Map<string, GatewayTerms[]>();
  for (const row of terms) {
    append(byAccount, row.gateway_account_id, {
      validFrom: row.valid_from,
      ...termsFrom(row.terms),
    });
  }
  return accounts.map((row) => ({
    id: row.id,
    name: row.name,
    kind: row.kind,
    merchantCode: row.merchant_code,
    options: row.options,
    tolerance: BigInt(row.tolerance),
    terms: byAccount.get(row.id) ?? [],
  }));
}

/**
 * Every fee order, paid or not, oldest first.
 * @param answeredBy only those that one of these payments (ids) may answer
 */
export async function loadOrders(db: Db, answeredBy?: readonly number[]): Promise<FeeOrder[]> {
  const query = db('fee_order')
    .select(
      'id',
      'gateway',
      'merchant_ref',
      'dossier_code',
      'unit_code',
      'amount',
      'fee_items',
      'procedure_code',
      'told_bank_code',
      'told_account',
      'created_at',
    )
    .orderBy('id');
  if (answeredBy) {
    const references = db('payment')
      .whereRaw('payment.id = any(?)', [[...answeredBy]])
      .select('payment.merchant_ref');
    void query.whereIn('fee_order.merchant_ref', references);
  }
  const rows = (await query) as OrderRow[];
  return rows.map(orderOf);
}

/**
 * Every payment with its events, receipt and the order it answers, oldest first.
 * @param ids only these
 */
export async function loadPayments(db: Db, ids?: readonly number[]): Promise<PaymentRecord[]> {
  // one after the other: in a transaction they share one connection, which takes one query at a time
  const accounts = await db<AccountRow>('gateway_account').select('id', 'name', 'kind');
  const orders = await loadOrders(db, ids);
  const events = await loadEvents(db, ids);
  const payments = await selectPayments(db, ids);
  const accountById = new Map(accounts.map((account) => [account.id, account]));
  const ordersByRef = new Map<string, FeeOrder[]>();
  for (const order of orders) append(ordersByRef, order.merchantRef, order);
  return payments.map((row) => {
    const account = accountById.get(row.gateway_account_id);
    if (!account) throw new Error(`payment ${row.id} has no gateway account`);
    const order = orderFor(ordersByRef.get(row.merchant_ref ?? '') ?? [], account);
    return paymentOf(row, events.get(row.id) ?? [], order);
  });
}

async function selectPayments(db: Db, ids?: readonly number[]): Promise<PaymentRow[]> {
  const query = db('payment')
    .leftJoin('payment_receipt', 'payment_receipt.payment_id', 'payment.id')
    .select(
      'payment.id',
      'payment.gateway_account_id',
      'payment.gateway_txn_id',
      'payment.merchant_ref',
      'payment.dossier_code',
      'payment.unit_code',
      'payment.order_info',
      'payment.amount',
      'payment_receipt.receipt_number',
    )
    .orderBy('payment.id');
  if (ids) void query.whereRaw('payment.id = any(?)', [[...ids]]);
  return (await query) as PaymentRow[];
}

async function loadEvents(db: Db, ids?: readonly number[]): Promise<Map<string, PaymentEvent[]>> {
  const query = db('payment_event')
    .select(
      'payment_id',
      'status',
      'amount',
      'refunded_amount',
      'paid_at',
      'paid_at_stated',
      'occurred_at',
      'received_at',
      'source',
    )
    .orderBy('id');
  if (ids) void query.whereRaw('payment_event.payment_id = any(?)', [[...ids]]);
  const rows = (await query) as EventRow[];
  const byPayment = new Map<string, PaymentEvent[]>();
  for (const row of rows) append(byPayment, row.payment_id, eventOfRow(row));
  return byPayment;
}

function paymentOf(
  row: PaymentRow,
  events: readonly PaymentEvent[],
  order: FeeOrder | null,
): PaymentRecord {
  return {
    id: row.id,
    gatewayAccountId: row.gateway_account_id,
    gatewayTxnId: row.gateway_txn_id,
    merchantRef: row.merchant_ref,
    dossierCode: row.dossier_code ?? order?.dossierCode ?? null,
    signedUnitCode: row.unit_code,
    orderInfo: row.order_info,
    amount: BigInt(row.amount),
    events,
    receiptNumber: row.receipt_number,
    order,
  };
}

function eventOfRow(row: EventRow): PaymentEvent {
  return {
    status: row.status,
    amount: BigInt(row.amount),
    refundedAmount: row.refunded_amount === null ? null : BigInt(row.refunded_amount),
    paidAt: row.paid_at,
    paidAtStated: row.paid_at_stated,
    occurredAt: row.occurred_at,
    receivedAt: row.received_at,
    source: row.source,
  };
}

function orderOf(row: OrderRow): FeeOrder {
  return {
    id: row.id,
    gateway: row.gateway,
    merchantRef: row.merchant_ref,
    dossierCode: row.dossier_code,
    unitCode: row.unit_code,
    amount: BigInt(row.amount),
    feeItems: row.fee_items.map((item) => ({
      purpose: item.purpose,
      amount: BigInt(item.amount),
    })),
    procedureCode: row.procedure_code,
    toldBankCode: row.told_bank_code,
    toldAccount: row.told_account,
    createdAt: row.created_at,
  };
}

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}
