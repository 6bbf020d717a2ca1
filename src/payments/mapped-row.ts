// One row of a gateway's own report as a record of our shape: texts as our own files would have
// them, so that both go through the same checks.
import { headerKey } from '../mappings/header.js';
import type { SettlementLayout } from '../mappings/layout.js';
import { amountWritten, dayWritten, type Written } from '../mappings/written.js';
import { type Money, moneyText, sumMoney } from '../money.js';
import type { Cell } from '../tables/table.js';
import type { ReportField } from './settlement-report.js';

export type RowRecord = Readonly<Record<ReportField, string>>;
export type CellOf = (header: string | null) => Cell | undefined;

interface Wrong {
  readonly column: string;
  readonly because: string;
}

export type MappedRow =
  | { readonly kind: 'read'; readonly record: RowRecord }
  | {
      readonly kind: 'wrong';
      readonly wrongs: readonly Wrong[];
      /** The batch that it leaves incomplete; null where that cannot be told. */
      readonly batch: string | null;
    };

/** Significant digits that a sheet keeps of a number: longer references come rounded. */
const exactDigitsMax = 15;

export function readMappedRow(layout: SettlementLayout, cellOf: CellOf): MappedRow {
  const { columns } = layout;
  const wrongs: Wrong[] = [];
  const read = <Value>(header: string | null, written: Written<Value>): Value | null => {
    if (written.kind === 'read') return written.value;
    wrongs.push({ column: header ?? '', because: written.because });
    return null;
  };
  const amountIn = (header: string | null): Money | null =>
    read(header, amountWritten(cellOf(header), layout.amounts));
  const textIn = (header: string | null): string => read(header, textWritten(cellOf(header))) ?? '';
  const day = read(columns.settlementDate, dayWritten(cellOf(columns.settlementDate), layout.days));
  const money = moneyIn(layout, amountIn, wrongs);
  const kind = kindIn(layout, cellOf, { amount: money?.amount ?? null, wrongs });
  const batch = columns.batch.map(textIn);
  const texts = {
    batch: batch.join('-'),
    gatewayTxnId: textIn(columns.gatewayTxnId),
    merchantRef: textIn(columns.merchantRef),
    unitCode: textIn(columns.unitCode),
  };
  const noBatch = columns.batch.filter((_, at) => batch[at] === '');
  if (wrongs.length === 0) {
    wrongs.push(...noBatch.map(missing));
    if (day === null) wrongs.push(missing(columns.settlementDate));
  }
  if (wrongs.length > 0 || !money || kind === null || day === null) {
    return {
      kind: 'wrong',
      wrongs,
      batch: tornBatch(layout, { batch: texts.batch, noBatch, day }),
    };
  }
  const sign = kind === 'refund' && layout.refunds === 'positive' ? -1n : 1n;
  const inDong = (amount: Money): string => moneyText(sign * amount);
  const { amount, fee, netAmount } = money;
  return {
    kind: 'read',
    record: {
      ...texts,
      ...{ settlementDate: day, kind },
      ...{ amount: inDong(amount), fee: inDong(fee), netAmount: inDong(netAmount) },
    },
  };
}

function tornBatch(
  { batchBy }: SettlementLayout,
  read: {
    readonly batch: string;
    readonly noBatch: readonly string[];
    readonly day: string | null;
  },
): string | null {
  if (batchBy === 'columns') return read.noBatch.length === 0 ? read.batch : null;
  return batchBy === 'day' ? read.day : null;
}

interface RowMoney {
  readonly amount: Money;
  readonly fee: Money;
  readonly netAmount: Money;
}

/** Of amount, fee and net amount the one that no column prints follows from the others. */
function moneyIn(
  layout: SettlementLayout,
  amountIn: (header: string | null) => Money | null,
  wrongs: Wrong[],
): RowMoney | undefined {
  const { columns, pays } = layout;
  const before = wrongs.length;
  const amount = grossIn(layout, amountIn);
  const fees = columns.fee.map(amountIn);
  const net = amountIn(columns.netAmount);
  if (wrongs.length > before) return undefined;
  const hasGross = columns.amount !== null || columns.credit !== null;
  // a fee that is left empty is none; an amount that is left empty is not known
  if (hasGross && amount === null) wrongs.push(missing(columns.amount ?? columns.credit));
  if (columns.netAmount !== null && net === null) wrongs.push(missing(columns.netAmount));
  if (wrongs.length > before) return undefined;
  if (pays === 'gross') return { amount: amount ?? 0n, fee: 0n, netAmount: amount ?? 0n };
  const printed = sumMoney(fees.map((fee) => fee ?? 0n));
  const fee = layout.fees === 'negative' ? -printed : printed;
  if (amount === null) return { amount: (net ?? 0n) + fee, fee, netAmount: net ?? 0n };
  if (columns.fee.length === 0) return { amount, fee: amount - (net ?? 0n), netAmount: net ?? 0n };
  return { amount, fee, netAmount: net ?? amount - fee };
}

function grossIn(
  { columns }: SettlementLayout,
  amountIn: (header: string | null) => Money | null,
): Money | null {
  if (columns.credit === null) return amountIn(columns.amount);
  const credit = amountIn(columns.credit);
  const debit = amountIn(columns.debit);
  if (credit === null && debit === null) return null;
  // some print what is taken back as a negative number
  const taken = debit === null || debit > 0n ? (debit ?? 0n) : -debit;
  return (credit ?? 0n) - taken;
}

function missing(column: string | null): Wrong {
  return { column: column ?? '', because: 'must not be empty' };
}

/** By the words of the kind column; without one a negative amount is a refund. */
function kindIn(
  { columns, kindWords }: SettlementLayout,
  cellOf: CellOf,
  { amount, wrongs }: { readonly amount: Money | null; readonly wrongs: Wrong[] },
): 'payment' | 'refund' | 'adjustment' | null {
  if (columns.kind === null) return amount !== null && amount < 0n ? 'refund' : 'payment';
  const said = headerKey(cellOf(columns.kind)?.text ?? '');
  const kinds = ['payment', 'refund', 'adjustment'] as const;
  const kind = kinds.find((one) => kindWords[one].map(headerKey).includes(said));
  if (kind) return kind;
  wrongs.push({ column: columns.kind, because: 'is none of the words of the mapping' });
  return null;
}

function textWritten(cell: Cell | undefined): Written<string> {
  const text = (cell?.text ?? '').trim().normalize('NFC');
  if (cell?.isNumber && text.replace(/\D/g, '').length > exactDigitsMax) {
    return {
      kind: 'wrong',
      because: 'a number of more digits than a sheet keeps; store it as text',
    };
  }
  return { kind: 'read', value: cell?.date ?? text };
}
