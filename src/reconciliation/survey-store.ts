// What a run looks over before it reads anything as objects: every payment, line and report row, as
// few columns of each as telling them apart takes.
import { copyOut } from '../copy-rows.js';
import type { Db } from '../db.js';
import type { LocalDate } from '../calendar.js';

export interface SurveyedPayment {
  readonly id: string;
  readonly gatewayAccountId: string;
  readonly gatewayTxnId: string | null;
  readonly merchantRef: string | null;
  /** Its own, else its order's. */
  readonly dossierCode: string | null;
  readonly signedUnitCode: string | null;
  readonly orderInfo: string | null;
  readonly orderUnitCode: string | null;
  readonly feeItems: number;
  /** What the platform was told of the account by its order. */
  readonly toldBankCode: string | null;
  readonly toldAccount: string | null;
  /** Order, first word and its events do not all state the same sum. */
  readonly isDisputed: boolean;
  readonly events: number;
  /** These of its only event; of several they say nothing. */
  readonly status: string;
  readonly amount: string;
  readonly paidAtMs: number;
}

export interface SurveyedLine {
  readonly id: string;
  readonly bankAccountId: string;
  readonly bookedOn: LocalDate;
  readonly amount: string;
  readonly bankRef: string | null;
  readonly narrative: string;
}

export interface SurveyedRow {
  readonly id: string;
  readonly batchId: string;
  readonly gatewayAccountId: string;
  readonly gatewayTxnId: string | null;
  readonly merchantRef: string | null;
  readonly unitCode: string | null;
}

export async function surveyPayments(
  trx: Db,
  onPayment: (payment: SurveyedPayment) => void,
): Promise<void> {
  await copyOut(trx, paymentsSql, (row) => {
    const [id, gatewayAccountId, gatewayTxnId, merchantRef, dossierCode, signedUnitCode] = row;
    const [orderInfo, orderUnitCode, feeItems, toldBankCode, toldAccount] = row.slice(6);
    const [isDisputed, events, status, amount, paidAtMs] = row.slice(11);
    onPayment({
      id: id ?? '',
      gatewayAccountId: gatewayAccountId ?? '',
      gatewayTxnId: gatewayTxnId ?? null,
      merchantRef: merchantRef ?? null,
      dossierCode: dossierCode ?? null,
      signedUnitCode: signedUnitCode ?? null,
      orderInfo: orderInfo ?? null,
      orderUnitCode: orderUnitCode ?? null,
      feeItems: Number(feeItems),
      toldBankCode: toldBankCode ?? null,
      toldAccount: toldAccount ?? null,
      isDisputed: isDisputed === 't',
      events: Number(events),
      status: status ?? '',
      amount: amount ?? '',
      paidAtMs: Number(paidAtMs),
    });
  });
}

// the order that a payment answers is chosen as `orderFor` does
const paymentsSql = `copy (
  select payment.id, payment.gateway_account_id, payment.gateway_txn_id, payment.merchant_ref,
         coalesce(payment.dossier_code, answered.dossier_code), payment.unit_code,
         payment.order_info, answered.unit_code, coalesce(answered.fee_items, 0),
         answered.told_bank_code, answered.told_account,
         event.amount <> payment.amount or coalesce(answered.amount <> payment.amount, false),
         event.count, event.status, event.amount, floor(extract(epoch from event.paid_at) * 1000)
    from payment
    join gateway_account gateway on gateway.id = payment.gateway_account_id
    join (select payment_event.payment_id, count(*), min(payment_event.status) as status,
                 min(payment_event.amount) as amount, min(payment_event.paid_at) as paid_at
            from payment_event
           group by payment_event.payment_id) event on event.payment_id = payment.id
    left join lateral (
      select fee_order.unit_code, fee_order.dossier_code, fee_order.amount,
             fee_order.told_bank_code, fee_order.told_account,
             jsonb_array_length(fee_order.fee_items) as fee_items
        from fee_order
       where fee_order.merchant_ref = payment.merchant_ref
         and fee_order.gateway in (gateway.name, gateway.kind, '')
       order by fee_order.gateway = gateway.name desc, fee_order.gateway = gateway.kind desc,
                fee_order.id
       limit 1) answered on true
) to stdout`;

export async function surveyLines(trx: Db, onLine: (line: SurveyedLine) => void): Promise<void> {
  await copyOut(trx, linesSql, ([id, bankAccountId, bookedOn, amount, bankRef, narrative]) => {
    onLine({
      id: id ?? '',
      bankAccountId: bankAccountId ?? '',
      bookedOn: bookedOn ?? '',
      amount: amount ?? '',
      bankRef: bankRef ?? null,
      narrative: narrative ?? '',
    });
  });
}

const linesSql = `copy (
  select line.id, line.bank_account_id, line.booking_date, line.amount, line.bank_ref,
         line.narrative
    from statement_line line
   where not exists (select from voided_line voided where voided.statement_line_id = line.id)
) to stdout`;

/** Rows of reports, those of one batch together. */
export async function surveyRows(trx: Db, onRow: (row: SurveyedRow) => void): Promise<void> {
  await copyOut(trx, rowsSql, (row) => {
    const [id, batchId, gatewayAccountId, gatewayTxnId, merchantRef, unitCode] = row;
    onRow({
      id: id ?? '',
      batchId: batchId ?? '',
      gatewayAccountId: gatewayAccountId ?? '',
      gatewayTxnId: gatewayTxnId ?? null,
      merchantRef: merchantRef ?? null,
      unitCode: unitCode ?? null,
    });
  });
}

const rowsSql = `copy (
  select line.id, batch.id, batch.gateway_account_id, line.gateway_txn_id, line.merchant_ref,
         line.unit_code
    from settlement_batch batch
    join settlement_line line on line.settlement_batch_id = batch.id
   order by batch.id
) to stdout`;

/** Lines and payments that people decided about, whatever became of it: their ids. */
export async function loadTouchedByPeople(
  trx: Db,
): Promise<{ readonly lines: ReadonlySet<string>; readonly payments: ReadonlySet<string> }> {
  const { rows } = await trx.raw<{ rows: { line: string | null; payment: string | null }[] }>(
    `select leg.statement_line_id as line, leg.payment_id as payment
       from match_leg leg
      where leg.match_id in (select decided.match_id from match_decision decided
                             union
                             select match.id from match where match.decided_by is not null)`,
  );
  return {
    lines: new Set(rows.flatMap(({ line }) => line ?? [])),
    payments: new Set(rows.flatMap(({ payment }) => payment ?? [])),
  };
}

/** Those of some lines that belong to a voided statement. */
export async function voidedAmong(trx: Db, lines: readonly string[]): Promise<Set<string>> {
  if (lines.length === 0) return new Set();
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `select voided.statement_line_id as id
       from voided_line voided
      where voided.statement_line_id = any(?::bigint[])`,
    [[...lines]],
  );
  return new Set(rows.map(({ id }) => id));
}
