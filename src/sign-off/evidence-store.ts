// The rows that a month rests on, by their ids. Only columns that are written once are read: whatever
// comes later, the same ids give the same cells for ever.
import type { Db } from '../db.js';
import {
  evidenceKinds,
  type EvidenceCells,
  type EvidenceKind,
  type EvidenceRows,
} from './evidence.js';

export type EvidenceIds = Readonly<Record<EvidenceKind, readonly string[]>>;

export async function loadEvidence(db: Db, ids: EvidenceIds): Promise<EvidenceRows> {
  const rows: Partial<Record<EvidenceKind, EvidenceCells[]>> = {};
  for (const kind of evidenceKinds) rows[kind] = await loadCells(db, kind, ids[kind]);
  return rows as EvidenceRows;
}

async function loadCells(
  db: Db,
  kind: EvidenceKind,
  ids: readonly string[],
): Promise<EvidenceCells[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.raw<{ rows: { cells: EvidenceCells }[] }>(selectCells[kind], [
    [...new Set(ids)],
  ]);
  return rows.map(({ cells }) => cells);
}

/** Microseconds, whatever the session's time zone. */
const instant = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

const selectCells: Readonly<Record<EvidenceKind, string>> = {
  account: `
    select array[version.id::text, version.unit_code, version.purpose,
                 version.bank_account_id::text, version.valid_from::text] as cells
      from beneficiary_account version where version.id = any(?::bigint[])`,
  order: `
    select array[fee_order.id::text, fee_order.gateway, fee_order.merchant_ref,
                 fee_order.unit_code, fee_order.amount::text] as cells
      from fee_order where fee_order.id = any(?::bigint[])`,
  payment: `
    select array[payment.id::text, payment.gateway_account_id::text, payment.txn_key,
                 payment.amount::text, ${instant('payment.recorded_at')}] as cells
      from payment where payment.id = any(?::bigint[])`,
  payment_event: `
    select array[event.id::text, event.payment_id::text, event.status, event.amount::text,
                 event.refunded_amount::text, ${instant('event.paid_at')},
                 ${instant('event.occurred_at')}, ${instant('event.received_at')},
                 event.source, event.word_key] as cells
      from payment_event event where event.id = any(?::bigint[])`,
  statement: `
    select array[statement.id::text, statement.bank_account_id::text, file.sha256,
                 statement.statement_index::text, statement.format, statement.period_from::text,
                 statement.period_to::text, statement.opening_balance::text,
                 statement.closing_balance::text, statement.line_count::text,
                 ${instant('statement.made_at')}, ${instant('statement.uploaded_at')}] as cells
      from statement
      join statement_file file on file.id = statement.statement_file_id
     where statement.id = any(?::bigint[])`,
  statement_decision: `
    select array[decided.id::text, decided.statement_id::text, decided.decision, decided.reason,
                 decided.by, ${instant('decided.at')}] as cells
      from statement_decision decided where decided.id = any(?::bigint[])`,
  line: `
    select array[line.id::text, line.bank_account_id::text, line.statement_id::text,
                 line.line_no::text, line.booking_date::text, line.value_date::text,
                 line.amount::text, line.bank_ref, line.narrative, line.counterparty] as cells
      from statement_line line where line.id = any(?::bigint[])`,
  match: `
    select array[match.id::text, match.rule, match.rule_set, match.fingerprint, match.confidence,
                 ${instant('match.created_at')},
                 (select string_agg(concat_ws(' ', coalesce('line ' || leg.statement_line_id,
                           'payment ' || leg.payment_id || '/' || leg.credit_no), leg.amount),
                           ', ' order by leg.leg_no)
                    from match_leg leg where leg.match_id = match.id),
                 (select string_agg(concat_ws(' ', part.kind, part.amount), ', ' order by part.kind)
                    from match_adjustment part where part.match_id = match.id)] as cells
      from match where match.id = any(?::bigint[])`,
  report_row: `
    select array[line.id::text, batch.id::text, batch.gateway_account_id::text, batch.batch,
                 batch.settlement_date::text, line.row_number::text, line.kind, line.gateway_txn_id,
                 line.merchant_ref, line.amount::text, line.fee::text, line.net_amount::text,
                 line.unit_code, ${instant('batch.imported_at')}] as cells
      from settlement_line line
      join settlement_batch batch on batch.id = line.settlement_batch_id
     where line.id = any(?::bigint[])`,
  match_decision: `
    select array[decided.id::text, decided.match_id::text, decided.decision, decided.bars::text,
                 decided.proof, decided.reason, decided.by, ${instant('decided.at')}] as cells
      from match_decision decided where decided.id = any(?::bigint[])`,
};

/** What hangs on payments, matches and statements: found in the snapshot of the month's reading. */
export async function loadAttachedIds(
  db: Db,
  of: {
    readonly paymentIds: readonly string[];
    readonly matchIds: readonly string[];
    readonly statementIds: readonly string[];
    /** The end of the month: what happened to a payment afterwards is not of it. */
    readonly until: Date;
  },
): Promise<Pick<EvidenceIds, 'payment_event' | 'match_decision' | 'statement_decision'>> {
  return {
    payment_event: await eventIds(db, of),
    match_decision: await idsOf(db, 'match_decision', 'match_id', of.matchIds),
    statement_decision: await idsOf(db, 'statement_decision', 'statement_id', of.statementIds),
  };
}

async function eventIds(
  db: Db,
  { paymentIds, until }: { readonly paymentIds: readonly string[]; readonly until: Date },
): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `select event.id
       from payment_event event
      where event.payment_id = any(?::bigint[]) and event.occurred_at <= ?`,
    [[...paymentIds], until],
  );
  return rows.map(({ id }) => id);
}

async function idsOf(
  db: Db,
  table: 'match_decision' | 'statement_decision',
  column: string,
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    'select ??.id from ?? where ?? = any(?::bigint[])',
    [table, table, column, [...ids]],
  );
  return rows.map(({ id }) => id);
}

/** Statements that count for accounts and state days of a range, by id. */
export async function loadStatementIds(
  db: Db,
  asked: {
    readonly bankAccountIds: readonly string[];
    readonly from: string;
    readonly to: string;
  },
): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `select statement.id
       from statement
      where statement.bank_account_id = any(:bankAccountIds::bigint[])
        and statement.state in ('balanced', 'unproven')
        and statement.period_from <= :to::date and statement.period_to >= :from::date`,
    { from: asked.from, to: asked.to, bankAccountIds: [...asked.bankAccountIds] },
  );
  return rows.map(({ id }) => id);
}
