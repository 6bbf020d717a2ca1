// What a report's rows come to beside what is stored: new batches, known ones, and what is wrong. A
// pure decision, so that a preview says exactly what the import will do.
import { moneyText } from '../money.js';
import { withoutErrors } from '../tables/import-outcome.js';
import type { RowError } from '../tables/own-file.js';
import type { SettlementBatch, SettlementLine } from './import-settlement-store.js';
import type { ReportField, ReportRow, ReportRows } from './settlement-report.js';

export interface JudgedReport {
  readonly added: readonly SettlementBatch[];
  /** Stored before with the same rows. */
  readonly known: readonly SettlementBatch[];
  readonly errors: readonly RowError[];
}

/** A batch comes whole or not at all: one wrong row leaves its batch out, since its sum would lie. */
export function judgeReport(
  report: ReportRows & { readonly file: string },
  facts: {
    readonly units: ReadonlySet<string>;
    readonly stored: ReadonlyMap<string, SettlementBatch>;
  },
): JudgedReport {
  const errors = [...report.errors];
  for (const row of report.rows) errors.push(...wrongsOf(report, row, facts.units));
  errors.push(...mixedDates(report));
  if (report.isNamedByDays) errors.push(...settledElsewhere(report, facts.stored));
  const wrong = batchesWithErrors(report, errors);
  const added: SettlementBatch[] = [];
  const known: SettlementBatch[] = [];
  for (const batch of batchesOf(report.rows.filter(({ value }) => !wrong.has(value.batch)))) {
    const before = facts.stored.get(batch.batch);
    if (!before) added.push(batch);
    else if (sameBatch(before, batch)) known.push(batch);
    else errors.push(conflictOf(report, batch));
  }
  errors.push(...leftOutWithTheirBatch(report, { wrong, errors }));
  return { added, known, errors };
}

type Report = Parameters<typeof judgeReport>[0];

function wrongsOf(report: Report, row: ReportRow, units: ReadonlySet<string>): RowError[] {
  const { line, value } = row;
  const wrongs: [field: ReportField, detail: string][] = [];
  const { amount, fee, netAmount, kind, unitCode } = value;
  if (netAmount !== amount - fee) {
    const expected = moneyText(amount - fee);
    wrongs.push(['netAmount', `must be amount less fee, ${expected}`]);
  }
  if (kind === 'payment' && amount <= 0n) wrongs.push(['amount', 'a payment is above 0']);
  if (kind === 'refund' && amount >= 0n) wrongs.push(['amount', 'a refund is below 0']);
  if (kind !== 'adjustment' && value.gatewayTxnId === null && value.merchantRef === null) {
    const other = report.columnOf('merchantRef');
    wrongs.push(['gatewayTxnId', `must not be empty without a ${other}`]);
  }
  if (unitCode !== null && !units.has(unitCode)) wrongs.push(['unitCode', 'unknown unit code']);
  return wrongs.map(([field, detail]) => ({
    file: report.file,
    line,
    column: report.columnOf(field),
    detail,
  }));
}

function mixedDates({ file, rows, columnOf }: Report): RowError[] {
  const first = new Map<string, string>();
  return rows.flatMap(({ line, value }) => {
    const day = first.get(value.batch) ?? value.settlementDate;
    first.set(value.batch, day);
    if (day === value.settlementDate) return [];
    const detail = `another row of the batch says ${day}`;
    return [{ file, line, column: columnOf('settlementDate'), detail }];
  });
}

/**
 * Files that are one batch each are named by their days; of two that overlap the later one would
 * count again what the earlier one brought.
 */
function settledElsewhere(
  { file, rows, columnOf }: Report,
  stored: ReadonlyMap<string, SettlementBatch>,
): RowError[] {
  const batchOf = new Map<string, string>();
  const keyOf = (row: Pick<SettlementLine, 'kind' | 'gatewayTxnId' | 'merchantRef'>): string =>
    JSON.stringify([row.kind, row.gatewayTxnId, row.gatewayTxnId === null && row.merchantRef]);
  for (const { batch, lines } of stored.values()) {
    for (const line of lines) if (line.kind === 'payment') batchOf.set(keyOf(line), batch);
  }
  return rows.flatMap(({ line, value }) => {
    const before = value.kind === 'payment' ? batchOf.get(keyOf(value)) : undefined;
    if (before === undefined || before === value.batch) return [];
    const column = columnOf(value.gatewayTxnId === null ? 'merchantRef' : 'gatewayTxnId');
    return [{ file, line, column, detail: `stands in batch ${before}, which is stored` }];
  });
}

function batchesWithErrors(
  { rows, torn }: Report,
  errors: readonly RowError[],
): ReadonlySet<string> {
  const isTorn = (batch: string): boolean => torn.has(batch) || torn.has(null);
  const good = new Set(withoutErrors(rows, errors));
  return new Set(
    rows.filter((row) => !good.has(row) || isTorn(row.value.batch)).map(({ value }) => value.batch),
  );
}

function leftOutWithTheirBatch(
  { file, rows, columnOf }: Report,
  given: { readonly wrong: ReadonlySet<string>; readonly errors: readonly RowError[] },
): RowError[] {
  return withoutErrors(rows, given.errors)
    .filter(({ value }) => given.wrong.has(value.batch))
    .map(({ line, value }) => {
      const detail = `left out with batch ${value.batch}, another row of which is wrong`;
      return { file, line, column: columnOf('batch'), detail };
    });
}

function conflictOf({ file, columnOf }: Report, batch: SettlementBatch): RowError {
  const detail = `batch ${batch.batch} of this gateway is stored with other rows`;
  const line = batch.lines[0]?.rowNumber ?? 1;
  return { file, line, column: columnOf('batch'), detail, conflict: true };
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
