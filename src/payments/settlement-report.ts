// A settlement report as rows, whoever laid it out: our own shape is read here, others through a
// column mapping that ends in the same rows.
import { z } from 'zod';
import { moneyCell, optionalDay, optionalText, requiredText } from '../tables/column.js';
import { readOwnFile } from '../tables/own-file.js';
import type { PrintedTotal } from './report-totals.js';
import type { OwnFile, OwnFileShape, OwnRow, RowError } from '../tables/own-file.js';

export const reportSchema = z.object({
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
export type ReportField = keyof typeof reportSchema.shape;

const shape = {
  schema: reportSchema,
  optional: ['unitCode', 'kind'],
} satisfies OwnFileShape<typeof reportSchema>;

export type ReportRow = OwnRow<z.output<typeof reportSchema>>;

export interface ReportRows {
  readonly rows: readonly ReportRow[];
  readonly errors: readonly RowError[];
  readonly warnings: readonly string[];
  /** What the file calls a field. */
  readonly columnOf: (field: ReportField) => string;
  /** The file is one batch, named by its days. */
  readonly isNamedByDays: boolean;
  /**
   * Batches of rows that cannot be read: they are not whole. Null stands for a row of which not even
   * the batch is known, so that none is.
   */
  readonly torn: ReadonlySet<string | null>;
  /** What the file prints as its totals, beside what its rows come to. */
  readonly totals: readonly PrintedTotal[];
}

/**
 * Reads a report of our own shape.
 * @throws Refused `bad_file`
 */
export async function readOwnReport(file: OwnFile): Promise<ReportRows> {
  const { rows, errors, warnings } = await readOwnFile(file, shape);
  return {
    rows,
    errors,
    warnings,
    columnOf: (field) => field,
    isNamedByDays: false,
    torn: new Set(),
    totals: [],
  };
}
