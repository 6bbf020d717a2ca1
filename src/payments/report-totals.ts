// Totals that a report prints below its rows, compared with what the rows come to.
import { headerKey } from '../mappings/header.js';
import { namedColumns, type SettlementLayout } from '../mappings/layout.js';
import type { MappedTable } from '../mappings/mapped-table.js';
import { amountWritten } from '../mappings/written.js';
import { type Money, sumMoney } from '../money.js';
import type { Row } from '../tables/table.js';

export interface PrintedTotal {
  readonly column: string;
  readonly line: number;
  readonly printed: Money;
  /** Null where a row's amount cannot be read, so that nothing can be said. */
  readonly summed: Money | null;
  readonly agrees: boolean;
}

/** Fields of a layout that are amounts. */
export const moneyFields: readonly string[] = ['amount', 'credit', 'debit', 'fee', 'netAmount'];

const totalWords =
  /^(TONG( (CONG|SO|TIEN|SO TIEN))?|CONG|(GRAND )?TOTAL|SUM)( \d+( (GIAO DICH|GD|MON|DONG|ROWS))?)?$/;

/** Whether a row says that it holds totals. */
export function totalLabel(row: Row): boolean {
  return row.cells.some(({ text, isNumber }) => !isNumber && totalWords.test(headerKey(text)));
}

export interface TableRows {
  readonly total: Row | null;
  readonly tableRows: readonly Row[];
  /** Rows that say that they are refunds. */
  readonly refundLines: ReadonlySet<number>;
}

/** Each column of amounts whose total is printed; refunds may be summed with or without a sign. */
export function printedTotals(
  table: Pick<MappedTable, 'places'>,
  layout: SettlementLayout,
  { total, tableRows, refundLines }: TableRows,
): PrintedTotal[] {
  if (total === null) return [];
  return namedColumns(layout.columns).flatMap(([field, column]): PrintedTotal[] => {
    if (!moneyFields.includes(field)) return [];
    const place = table.places.get(headerKey(column)) ?? -1;
    const printed = amountWritten(total.cells[place], layout.amounts);
    if (printed.kind === 'wrong' || printed.value === null) return [];
    const amounts = tableRows.flatMap((row) => {
      const written = amountWritten(row.cells[place], layout.amounts);
      return written.kind === 'read' ? [{ line: row.number, amount: written.value ?? 0n }] : [];
    });
    const about = { column, line: total.number, printed: printed.value };
    if (amounts.length < tableRows.length) return [{ ...about, summed: null, agrees: false }];
    const summed = sumMoney(amounts.map(({ amount }) => amount));
    const signed = sumMoney(
      amounts.map(({ line, amount }) => (refundLines.has(line) && amount > 0n ? -amount : amount)),
    );
    return [{ ...about, summed, agrees: [summed, signed].includes(printed.value) }];
  });
}
