// Settlement reports as an import reads and adds them; a batch is never changed once stored.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import { writeRows } from '../tables/import-outcome.js';

/** One row of a report; amounts as text. */
export interface SettlementLine {
  readonly rowNumber: number;
  readonly kind: 'payment' | 'refund' | 'adjustment';
  readonly gatewayTxnId: string | null;
  readonly merchantRef: string | null;
  readonly amount: string;
  readonly fee: string;
  readonly netAmount: string;
  readonly unitCode: string | null;
}

export interface SettlementBatch {
  readonly batch: string;
  readonly settlementDate: LocalDate;
  readonly lines: readonly SettlementLine[];
}

type StoredLine = SettlementLine & { readonly batch: string; readonly settlementDate: LocalDate };

/** The batches of a gateway account, by their id. */
export async function loadBatches(
  db: Db,
  gatewayAccountId: string,
): Promise<Map<string, SettlementBatch>> {
  const rows = await db('settlement_line')
    .join('settlement_batch', 'settlement_batch.id', 'settlement_line.settlement_batch_id')
    .where('settlement_batch.gateway_account_id', gatewayAccountId)
    .select<StoredLine[]>({
      batch: 'settlement_batch.batch',
      settlementDate: 'settlement_batch.settlement_date',
      rowNumber: 'settlement_line.row_number',
      kind: 'settlement_line.kind',
      gatewayTxnId: 'settlement_line.gateway_txn_id',
      merchantRef: 'settlement_line.merchant_ref',
      amount: 'settlement_line.amount',
      fee: 'settlement_line.fee',
      netAmount: 'settlement_line.net_amount',
      unitCode: 'settlement_line.unit_code',
    });
  const batches = new Map<string, SettlementBatch & { readonly lines: SettlementLine[] }>();
  for (const row of rows) {
    const { batch, settlementDate } = row;
    const known = batches.get(batch) ?? { batch, settlementDate, lines: [] };
    known.lines.push(row);
    batches.set(batch, known);
  }
  return batches;
}

/** Adds batches that are not stored yet. */
export async function addBatches(
  db: Db,
  batches: readonly SettlementBatch[],
  report: {
    readonly gatewayAccountId: string;
    /** Version of the mapping by which it was read; null for our own shape. */
    readonly mappingId: string | null;
    readonly fileName: string;
    readonly importedAt: Date;
  },
): Promise<void> {
  const heads = batches.map(({ batch, settlementDate }) => ({ ...report, batch, settlementDate }));
  await writeRows(db, insertBatches, heads);
  const { gatewayAccountId } = report;
  const lines = batches.flatMap(({ batch, lines: rows }) =>
    rows.map((row) => ({ ...row, batch, gatewayAccountId })),
  );
  await writeRows(db, insertLines, lines);
}

const insertBatches = `
  insert into settlement_batch (gateway_account_id, batch, settlement_date, file_name, imported_at,
    mapping_id)
  select given."gatewayAccountId", given.batch, given."settlementDate", given."fileName",
    given."importedAt", given."mappingId"
  from jsonb_to_recordset(?::jsonb) as given ("gatewayAccountId" bigint, batch text,
    "settlementDate" date, "fileName" text, "importedAt" timestamptz, "mappingId" bigint)`;

const insertLines = `
  insert into settlement_line (settlement_batch_id, row_number, kind, gateway_txn_id, merchant_ref,
    amount, fee, net_amount, unit_code)
  select settlement_batch.id, given."rowNumber", given.kind, given."gatewayTxnId",
    given."merchantRef", given.amount::bigint, given.fee::bigint, given."netAmount"::bigint,
    given."unitCode"
  from jsonb_to_recordset(?::jsonb) as given ("gatewayAccountId" bigint, batch text,
    "rowNumber" integer, kind text, "gatewayTxnId" text, "merchantRef" text, amount text, fee text,
    "netAmount" text, "unitCode" text)
  join settlement_batch on settlement_batch.gateway_account_id = given."gatewayAccountId"
    and settlement_batch.batch = given.batch`;
