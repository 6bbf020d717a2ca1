// Imports a gateway's settlement report in our own shape: which transactions it paid out in which
// batch, and what it kept.
import { z } from 'zod';
import type { By } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import type { Db } from '../db.js';
import { inTransaction } from '../db.js';
import { moneyText } from '../money.js';
import { Refused } from '../problem.js';
import { moneyCell, optionalDay, optionalText, requiredText } from '../tables/column.js';
import { oneImportAtATime, withoutErrors } from '../tables/import-outcome.js';
import type { ImportOutcome } from '../tables/import-outcome.js';
import { fileDigest, readOwnFile, refuseRows } from '../tables/own-file.js';
import type { OwnFile, OwnFileShape, OwnRow, RowError } from '../tables/own-file.js';
import { loadUnitCodes } from '../units/unit-store.js';
import type { GatewayAccount } from './gateway-account.js';
import { addBatches, loadBatches } from './import-settlement-store.js';
import type { SettlementBatch, SettlementLine } from './import-settlement-store.js';
import { namedGateway } from './named-gateway.js';
import { loadGatewayAccounts } from './payment-store.js';

const schema = z.object({
  batch: requiredText,
  settlementDate: optionalDay.refine((day) => day !== null, 'must not be empty'),
  gatewayTxnId: optionalText,
  merchantRef: optionalText,
  amount: moneyCell,
  fee: moneyCell,
  netAmount: moneyCell,
  unitCode: optionalText,
  kind: z
    .enum(['', 'payment', 'refund', 'adjustment'], 'payment, refund or adjustment is expected')
    .transform((kind) => (kind === '' ? 'payment' : kind)),
});

const shape = { schema, optional: ['unitCode', 'kind'] } satisfies OwnFileShape<typeof schema>;

type ReportRow = OwnRow<z.output<typeof schema>>;

/**
 * Imports a report; key (gateway account, batch). A batch comes whole or not at all: with
 * `skipBad` one wrong row leaves its batch out, since its sum would be wrong.
 * @param input.gateway an account's name, or a kind that has exactly one account
 * @throws Refused `not_found` for the gateway; `bad_file`, `bad_rows`; `conflict` where a batch
 * that is stored says otherwise
 */
export async function importSettlement(
  deps: { readonly db: Db; readonly now: () => Date; readonly by: By },
  input: { readonly gateway: string; readonly file: OwnFile; readonly skipBad: boolean },
): Promise<ImportOutcome> {
  const { file, skipBad } = input;
  const read = await readOwnFile(file, shape);
  return inTransaction(deps.db, async (trx) => {
    await oneImportAtATime(trx, 'settlement');
    const account = await gatewayNamed(trx, input.gateway);
    const units = await loadUnitCodes(trx);
    const errors = [...read.errors];
    for (const row of read.rows) errors.push(...wrongsOf(file.name, row, units));
    errors.push(...mixedDates(file.name, read.rows));
    const wrong = batchesWithErrors(read.rows, errors);
    const rows = read.rows.filter(({ value }) => !wrong.has(value.batch));
    const stored = await loadBatches(trx, account.id);
    const added: SettlementBatch[] = [];
    let unchanged = 0;
    for (const batch of batchesOf(rows)) {
      const before = stored.get(batch.batch);
      if (!before) added.push(batch);
      else if (sameBatch(before, batch)) unchanged += batch.lines.length;
      else errors.push(conflictOf(file.name, batch));
    }
    errors.push(...leftOutWithTheirBatch(file.name, read.rows, { wrong, errors }));
    const skipped = refuseRows(errors, { skipBad });
    const importedAt = deps.now();
    await addBatches(trx, added, { gatewayAccountId: account.id, fileName: file.name, importedAt });
    const imported = added.reduce((count, batch) => count + batch.lines.length, 0);
    if (added.length > 0) {
      await recordAudit(trx, deps.by, {
        action: 'settlement.imported',
        subject: { kind: 'file', id: fileDigest(file.bytes) },
        after: {
          gatewayAccount: account.name,
          batches: added.map(({ batch }) => batch),
          lines: imported,
          skipped: skipped.length,
        },
      });
    }
    return { imported, updated: 0, unchanged, skipped, warnings: read.warnings };
  });
}

async function gatewayNamed(db: Db, name: string): Promise<GatewayAccount> {
  const found = namedGateway(await loadGatewayAccounts(db), name);
  if (found.kind === 'found') return found.account;
  throw new Refused({ code: 'not_found', detail: `--gateway ${name}: ${found.because}` });
}

function wrongsOf(file: string, row: ReportRow, units: ReadonlySet<string>): RowError[] {
  const { line, value } = row;
  const wrongs: [column: string, detail: string][] = [];
  const { amount, fee, netAmount, kind, unitCode } = value;
  if (netAmount !== amount - fee) {
    const expected = moneyText(amount - fee);
    wrongs.push(['netAmount', `must be amount less fee, ${expected}`]);
  }
  if (kind === 'payment' && amount <= 0n) wrongs.push(['amount', 'a payment is above 0']);
  if (kind === 'refund' && amount >= 0n) wrongs.push(['amount', 'a refund is below 0']);
  if (kind !== 'adjustment' && value.gatewayTxnId === null && value.merchantRef === null) {
    wrongs.push(['gatewayTxnId', 'must not be empty without a merchantRef']);
  }
  if (unitCode !== null && !units.has(unitCode)) wrongs.push(['unitCode', 'unknown unit code']);
  return wrongs.map(([column, detail]) => ({ file, line, column, detail }));
}

function mixedDates(file: string, rows: readonly ReportRow[]): RowError[] {
  const first = new Map<string, string>();
  return rows.flatMap(({ line, value }) => {
    const day = first.get(value.batch) ?? value.settlementDate;
    first.set(value.batch, day);
    if (day === value.settlementDate) return [];
    const detail = `another row of the batch says ${day}`;
    return [{ file, line, column: 'settlementDate', detail }];
  });
}

function batchesWithErrors(
  rows: readonly ReportRow[],
  errors: readonly RowError[],
): ReadonlySet<string> {
  const good = new Set(withoutErrors(rows, errors));
  return new Set(rows.filter((row) => !good.has(row)).map(({ value }) => value.batch));
}

function leftOutWithTheirBatch(
  file: string,
  rows: readonly ReportRow[],
  given: { readonly wrong: ReadonlySet<string>; readonly errors: readonly RowError[] },
): RowError[] {
  return withoutErrors(rows, given.errors)
    .filter(({ value }) => given.wrong.has(value.batch))
    .map(({ line, value }) => {
      const detail = `left out with batch ${value.batch}, another row of which is wrong`;
      return { file, line, column: 'batch', detail };
    });
}

function conflictOf(file: string, batch: SettlementBatch): RowError {
  const detail = `batch ${batch.batch} of this gateway is stored with other rows`;
  const line = batch.lines[0]?.rowNumber ?? 1;
  return { file, line, column: 'batch', detail, conflict: true };
}

function batchesOf(rows: readonly ReportRow[]): readonly SettlementBatch[] {
  const batches = new Map<
    string,
    { batch: string; settlementDate: string; lines: SettlementLine[] }
  >();
  for (const { line, value } of rows) {
    const { batch, settlementDate, amount, fee, netAmount, ...rest } = value;
    const known = batches.get(batch) ?? { batch, settlementDate, lines: [] };
    batches.set(batch, known);
    known.lines.push({
      ...rest,
      rowNumber: line,
      amount: moneyText(amount),
      fee: moneyText(fee),
      netAmount: moneyText(netAmount),
    });
  }
  return [...batches.values()];
}

/** Equal as sets of rows: their order in a file says nothing. */
function sameBatch(one: SettlementBatch, other: SettlementBatch): boolean {
  const rowsOf = (batch: SettlementBatch): string =>
    batch.lines
      .map(({ kind, gatewayTxnId, merchantRef, amount, fee, unitCode }) =>
        JSON.stringify([kind, gatewayTxnId, merchantRef, amount, fee, unitCode]),
      )
      .sort()
      .join('\n');
  return one.settlementDate === other.settlementDate && rowsOf(one) === rowsOf(other);
}
