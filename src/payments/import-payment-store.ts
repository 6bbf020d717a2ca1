// Payments as an import reads and adds them: the payment once, its word once, gaps filled in.
import type { Db } from '../db.js';
import { writeRows } from '../tables/import-outcome.js';
import type { PaymentStatus } from './payment.js';

/** One row of an export, ready to be written: amounts and times as text. */
export interface ImportedPayment {
  readonly gatewayAccountId: string;
  readonly txnKey: string;
  readonly gatewayTxnId: string | null;
  readonly merchantRef: string | null;
  readonly dossierCode: string | null;
  readonly unitCode: string | null;
  readonly receiptNumber: string | null;
  readonly sourceSystem: string | null;
  readonly amount: string;
  readonly status: PaymentStatus;
  readonly refundedAmount: string | null;
  readonly paidAt: string;
  readonly occurredAt: string;
  readonly receivedAt: string;
  readonly wordKey: string;
}

/** What is stored of a payment, as far as an import may not contradict it. */
export interface KnownPayment {
  readonly gatewayAccountId: string;
  readonly txnKey: string;
  readonly amount: string;
  readonly merchantRef: string | null;
  readonly unitCode: string | null;
  readonly dossierCode: string | null;
  readonly receiptNumber: string | null;
  readonly wordKeys: readonly string[];
}

/** What identifies a payment. */
export function paymentKey(payment: Pick<KnownPayment, 'gatewayAccountId' | 'txnKey'>): string {
  return `${payment.gatewayAccountId}\n${payment.txnKey}`;
}

/** The stored payments that have the keys of the given ones. */
export async function loadKnownPayments(
  db: Db,
  payments: readonly ImportedPayment[],
): Promise<Map<string, KnownPayment>> {
  const keys = payments.map(({ gatewayAccountId, txnKey }) => ({ gatewayAccountId, txnKey }));
  const rows = await writeRows<KnownPayment>(db, selectPayments, keys);
  return new Map(rows.map((row) => [paymentKey(row), row]));
}

/** Adds payments, words and receipts; what is there already stays as it is. */
export async function addPaymentWords(db: Db, words: readonly ImportedPayment[]): Promise<void> {
  const records = words.map((word) => ({ ...word }));
  await writeRows(db, upsertPayments, records);
  await writeRows(db, insertEvents, records);
  const receipts = records.filter((one) => one.receiptNumber !== null || one.sourceSystem !== null);
  await writeRows(db, upsertReceipts, receipts);
}

const selectPayments = `
  select payment.gateway_account_id as "gatewayAccountId", payment.txn_key as "txnKey",
    payment.amount, payment.merchant_ref as "merchantRef", payment.unit_code as "unitCode",
    payment.dossier_code as "dossierCode", payment_receipt.receipt_number as "receiptNumber",
    array(
      select payment_event.word_key from payment_event
      where payment_event.payment_id = payment.id
    ) as "wordKeys"
  from (
    select distinct keys."gatewayAccountId", keys."txnKey"
    from jsonb_to_recordset(?::jsonb) as keys ("gatewayAccountId" bigint, "txnKey" text)
  ) as given
  join payment on payment.gateway_account_id = given."gatewayAccountId"
    and payment.txn_key = given."txnKey"
  left join payment_receipt on payment_receipt.payment_id = payment.id`;

// One row a payment: a statement may not touch the same row twice. What several rows of a file
// say of one payment does not contradict, so max() finds the one value that is given.
const upsertPayments = `
  insert into payment (gateway_account_id, txn_key, gateway_txn_id, merchant_ref, dossier_code,
    unit_code, amount, recorded_at, last_seen_at)
  select given."gatewayAccountId", given."txnKey", max(given."gatewayTxnId"),
    max(given."merchantRef"), max(given."dossierCode"), max(given."unitCode"),
    max(given.amount::bigint), max(given."receivedAt"), max(given."receivedAt")
  from jsonb_to_recordset(?::jsonb) as given ("gatewayAccountId" bigint, "txnKey" text,
    "gatewayTxnId" text, "merchantRef" text, "dossierCode" text, "unitCode" text, amount text,
    "receivedAt" timestamptz)
  group by given."gatewayAccountId", given."txnKey"
  on conflict on constraint one_payment_per_gateway_transaction do update
    set merchant_ref = coalesce(payment.merchant_ref, excluded.merchant_ref),
      dossier_code = coalesce(payment.dossier_code, excluded.dossier_code),
      unit_code = coalesce(payment.unit_code, excluded.unit_code)`;

const insertEvents = `
  insert into payment_event (payment_id, status, amount, refunded_amount, paid_at, paid_at_stated,
    occurred_at, received_at, source, word_key)
  select payment.id, given.status, given.amount::bigint, given."refundedAmount"::bigint,
    given."paidAt", true, given."occurredAt", given."receivedAt", 'import', given."wordKey"
  from jsonb_to_recordset(?::jsonb) as given ("gatewayAccountId" bigint, "txnKey" text,
    status text, amount text, "refundedAmount" text, "paidAt" timestamptz,
    "occurredAt" timestamptz, "receivedAt" timestamptz, "wordKey" text)
  join payment on payment.gateway_account_id = given."gatewayAccountId"
    and payment.txn_key = given."txnKey"
  on conflict on constraint the_same_word_is_recorded_once do nothing`;

const upsertReceipts = `
  insert into payment_receipt (payment_id, receipt_number, source_system)
  select payment.id, max(given."receiptNumber"), max(given."sourceSystem")
  from jsonb_to_recordset(?::jsonb) as given ("gatewayAccountId" bigint, "txnKey" text,
    "receiptNumber" text, "sourceSystem" text)
  join payment on payment.gateway_account_id = given."gatewayAccountId"
    and payment.txn_key = given."txnKey"
  group by payment.id
  on conflict (payment_id) do update
    set receipt_number = coalesce(payment_receipt.receipt_number, excluded.receipt_number),
      source_system = coalesce(payment_receipt.source_system, excluded.source_system)`;
