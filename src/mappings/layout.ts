// What a column mapping says, validated once when it is proposed: which column is which field, and
// how days, amounts and kinds are written. Columns go by the text of their header.
import { createHash } from 'node:crypto';
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

const statementColumns = z.strictObject({
  bookingDate: header,
  valueDate: oneColumn,
  amount: oneColumn,
  sign: oneColumn.describe('Says of the amount whether it came or went.'),
  credit: oneColumn.describe('With debit, instead of amount.'),
  debit: oneColumn,
  charges: z.array(header).max(2).default([]).describe('Fee and VAT, added with their own sign.'),
  balance: oneColumn,
  description: header,
  reference: oneColumn.describe('May be the column of the day, where a bank prints both in one.'),
  counterparty: oneColumn,
});

const statementDocument = z.strictObject({
  reads: z.literal('statement'),
  ...written,
  columns: statementColumns,
  signWords: z
    .strictObject({ credit: words, debit: words })
    .prefault({})
    .describe('What stands in the sign column.'),
  debits: z.enum(['positive', 'negative']).default('positive').describe('As they are printed.'),
});

/** How a bank's statement is laid out in a sheet. */
const statementLayout = statementDocument.superRefine((layout, context) => {
  for (const [path, message] of statementFaults(layout)) {
    context.addIssue({ code: 'custom', path, message });
  }
});

function statementFaults(
  layout: z.output<typeof statementDocument>,
): [path: string[], message: string][] {
  const { columns, signWords, amounts } = layout;
  const faults: [string[], string][] = [];
  const wrong = (path: string[], message: string): void => void faults.push([path, message]);
  if ((columns.credit === null) !== (columns.debit === null)) {
    wrong(['columns', 'debit'], 'credit and debit are named together');
  }
  if ((columns.amount === null) === (columns.credit === null)) {
    wrong(['columns', 'amount'], 'either one amount, or credit and debit');
  }
  const hasWords = signWords.credit.length > 0 && signWords.debit.length > 0;
  if ((columns.sign !== null) !== hasWords || (columns.sign !== null && columns.amount === null)) {
    wrong(['signWords'], 'a sign column stands beside one amount and needs words for both sides');
  }
  if (new Set([...signWords.credit, ...signWords.debit].map(signKey)).size < wordCount(signWords)) {
    wrong(['signWords'], 'a word means one side only');
  }
  if (columns.charges.length > 0 && columns.credit === null) {
    wrong(['columns', 'charges'], 'charges stand beside credit and debit');
  }
  if (amounts.hundredfold) wrong(['amounts', 'hundredfold'], 'no bank prints it');
  return faults;
}

function wordCount({ credit, debit }: { credit: readonly string[]; debit: readonly string[] }) {
  return credit.length + debit.length;
}

/** A word of the sign column as it is compared; `+` and `-` are words too. */
export function signKey(text: string): string {
  return headerKey(text);
}

/** A layout as somebody proposes it. */
export const layoutSchema = z.discriminatedUnion('reads', [settlementLayout, statementLayout]);

export type Layout = z.output<typeof layoutSchema>;
export type SettlementLayout = Extract<Layout, { reads: 'settlement' }>;
export type StatementLayout = Extract<Layout, { reads: 'statement' }>;

/** Every header that a layout reads, with the member that names it, as they stand in the file. */
export function columnsInOrder(
  { columns }: Pick<Layout, 'columns'>,
  headers: readonly string[],
): [field: string, header: string][] {
  const keys = headers.map(headerKey);
  const placeOf = ([, header]: [string, string]): number => keys.indexOf(headerKey(header));
  return namedColumns(columns).sort((one, other) => placeOf(one) - placeOf(other));
}

/** Equal for two mappings that read the same header in the same way. */
export function layoutDigest(mapping: {
  readonly layout: Layout;
  readonly headers: readonly string[];
}): string {
  const text = JSON.stringify([canonical(mapping.layout), mapping.headers]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** The database keeps the members of a document in an order of its own. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return members.map(([key, member]) => [key, canonical(member)]);
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
