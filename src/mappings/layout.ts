// What a column mapping says, validated once when it is proposed: which column is which field, and
// how days, amounts and kinds are written. Columns go by the text of their header.
import { z } from 'zod';
import { headerKey } from './header.js';
import { dayForms, groupings } from './written.js';

const textCharsMax = 200;
const columnsMax = 5;
const wordsMax = 20;

const header = z.string().trim().min(1).max(textCharsMax);
const oneColumn = header.nullable().default(null);
const someColumns = z.array(header).max(columnsMax).default([]);
const words = z.array(z.string().trim().min(1).max(64)).max(wordsMax).default([]);

const written = {
  headerRow: z.int().min(1).max(100_000).describe('Where the header was seen, as the file counts.'),
  headerRows: z
    .union([z.literal(1), z.literal(2)])
    .default(1)
    .describe('2 where merged cells stand over the names of columns.'),
  days: z.enum(dayForms),
  amounts: z
    .strictObject({
      decimal: z.enum(['.', ',']),
      grouping: z.enum(groupings),
      hundredfold: z.boolean().default(false),
    })
    .refine(({ decimal, grouping }) => decimal !== grouping, {
      path: ['grouping'],
      error: 'one sign cannot both group and divide',
    }),
};

const settlementColumns = z.strictObject({
  batch: someColumns.describe('Together the batch; none where batchBy says otherwise.'),
  settlementDate: header,
  gatewayTxnId: oneColumn,
  merchantRef: oneColumn,
  amount: oneColumn,
  credit: oneColumn.describe('With debit, instead of amount.'),
  debit: oneColumn,
  fee: someColumns.describe('Added up: a fee and its VAT.'),
  netAmount: oneColumn,
  unitCode: oneColumn,
  kind: oneColumn,
});

/** How a gateway's settlement report is laid out. */
const settlementDocument = z.strictObject({
  reads: z.literal('settlement'),
  ...written,
  pays: z.enum(['net', 'gross']).describe('gross: nothing is kept back, so no fee is read.'),
  batchBy: z
    .enum(['columns', 'day', 'file'])
    .describe('file: the whole file is one batch, named by its days.'),
  columns: settlementColumns,
  kindWords: z
    .strictObject({ payment: words, refund: words, adjustment: words })
    .prefault({})
    .describe('What stands in the kind column.'),
  refunds: z.enum(['negative', 'positive']).default('negative').describe('As they are printed.'),
  fees: z.enum(['positive', 'negative']).default('positive').describe('As they are printed.'),
});

const settlementLayout = settlementDocument.superRefine((layout, context) => {
  for (const [path, message] of settlementFaults(layout)) {
    context.addIssue({ code: 'custom', path, message });
  }
});

function settlementFaults(
  layout: z.output<typeof settlementDocument>,
): [path: string[], message: string][] {
  const { columns, pays, batchBy, kindWords } = layout;
  const faults: [string[], string][] = [];
  const wrong = (path: string[], message: string): void => void faults.push([path, message]);
  const hasAmount = columns.amount !== null || (columns.credit !== null && columns.debit !== null);
  if ((columns.credit === null) !== (columns.debit === null)) {
    wrong(['columns', 'debit'], 'credit and debit are named together');
  }
  if (columns.amount !== null && columns.credit !== null) {
    wrong(['columns', 'amount'], 'either one amount, or credit and debit');
  }
  if (columns.gatewayTxnId === null && columns.merchantRef === null) {
    wrong(['columns', 'gatewayTxnId'], 'a transaction number or a reference is needed');
  }
  const money = [hasAmount, columns.fee.length > 0, columns.netAmount !== null];
  const known = money.filter(Boolean).length;
  if (pays === 'gross' && (!hasAmount || known !== 1)) {
    wrong(['columns', 'fee'], 'what is paid gross has an amount, and no fee is kept back');
  }
  if (pays === 'net' && known < 2) {
    wrong(['columns', 'netAmount'], 'of amount, fee and net amount two are needed');
  }
  if ((batchBy === 'columns') !== columns.batch.length > 0) {
    wrong(['columns', 'batch'], 'batch columns are named when, and only when, they make the batch');
  }
  const said = [...kindWords.payment, ...kindWords.refund, ...kindWords.adjustment];
  if ((columns.kind === null) !== (said.length === 0)) {
    wrong(['kindWords'], 'a kind column and its words are named together');
  }
  if (columns.kind === null && layout.refunds === 'positive') {
    wrong(['refunds'], 'without a kind column only their sign tells refunds');
  }
  if (new Set(said.map(headerKey)).size < said.length) {
    wrong(['kindWords'], 'a word means one kind only');
  }
  return faults;
}

/** A layout as somebody proposes it. */
export const layoutSchema = z.discriminatedUnion('reads', [settlementLayout]);

export type Layout = z.output<typeof layoutSchema>;
export type SettlementLayout = Extract<Layout, { reads: 'settlement' }>;

/** Every header that a layout reads, with the member that names it, as they stand in the file. */
export function columnsInOrder(
  { columns }: Pick<Layout, 'columns'>,
  headers: readonly string[],
): [field: string, header: string][] {
  const keys = headers.map(headerKey);
  const placeOf = ([, header]: [string, string]): number => keys.indexOf(headerKey(header));
  return namedColumns(columns).sort((one, other) => placeOf(one) - placeOf(other));
}

/** Every header that a layout reads, with the member that names it. */
export function namedColumns(
  columns: Readonly<Record<string, string | null | readonly string[]>>,
): [field: string, header: string][] {
  return Object.entries(columns).flatMap(([field, named]) =>
    (typeof named === 'string' ? [named] : (named ?? [])).map((one): [string, string] => [
      field,
      one,
    ]),
  );
}
