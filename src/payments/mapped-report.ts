// A gateway's own settlement report, read through a column mapping into rows of our shape.
import type { HeadedLayout, MappedTable } from '../mappings/mapped-table.js';
import { isHeaderAt, openSheets, tableOf } from '../mappings/mapped-table.js';
import { headerKey } from '../mappings/header.js';
import { namedColumns, type SettlementLayout } from '../mappings/layout.js';
import { previewRowsMax } from '../mappings/preview.js';
import type { OwnFile, RowError } from '../tables/own-file.js';
import type { Cell, Row } from '../tables/table.js';
import { readMappedRow, type RowRecord } from './mapped-row.js';
import { moneyFields, printedTotals, totalLabel } from './report-totals.js';
import { amountWritten } from '../mappings/written.js';
import {
  reportSchema,
  type ReportField,
  type ReportRow,
  type ReportRows,
} from './settlement-report.js';

export interface MappedReport extends ReportRows {
  readonly headerRow: number;
  /** The rows of the table as printed, by header; only the first ones. */
  readonly printed: ReadonlyMap<number, Readonly<Record<string, string>>>;
}

/** Rows whose printed cells are kept to be shown. */
const printedRowsMax = previewRowsMax;

const idFields = ['gatewayTxnId', 'merchantRef'];

/**
 * Reads a report by the layout of a mapping.
 * @throws Refused `bad_file`, or `layout_changed` where the header is another one
 */
export async function readMappedReport(
  file: OwnFile,
  mapping: HeadedLayout<SettlementLayout>,
): Promise<MappedReport> {
  const table = tableOf(file, await openSheets(file), mapping);
  const { layout } = mapping;
  const taken = takeRows(file, table, mapping);
  const rows: ReportRow[] = [];
  const errors = [...taken.errors];
  const columnOf = columnNames(layout);
  for (const { line, record } of inBatches(taken.records, layout)) {
    const parsed = reportSchema.safeParse(record);
    if (parsed.success) rows.push({ line, value: parsed.data });
    else {
      taken.torn.add(record.batch);
      for (const { path, message } of parsed.error.issues) {
        const column = columnOf(path[0] as ReportField);
        errors.push({ file: file.name, line, column, detail: message });
      }
    }
  }
  const refunds = taken.records.filter(({ record }) => record.kind === 'refund');
  const refundLines = new Set(refunds.map(({ line }) => line));
  return {
    ...{ rows, errors, columnOf },
    warnings: [...table.warnings, ...passedOverWarning(file, taken.passedOver)],
    torn: taken.torn,
    isNamedByDays: layout.batchBy === 'file',
    headerRow: table.headerRow,
    totals: printedTotals(table, layout, { ...taken, refundLines }),
    printed: taken.printed,
  };
}

function passedOverWarning(file: OwnFile, count: number): string[] {
  if (count === 0) return [];
  return [`${file.name}: ${String(count)} row(s) without amount and reference were passed over`];
}

/** What a mapping calls a field: the column's header, where it has one. */
function columnNames({ columns }: SettlementLayout): (field: ReportField) => string {
  const money = columns.amount ?? columns.credit ?? columns.netAmount ?? 'amount';
  const names: Partial<Record<ReportField, string | null | undefined>> = {
    ...{ settlementDate: columns.settlementDate, gatewayTxnId: columns.gatewayTxnId },
    ...{ merchantRef: columns.merchantRef, unitCode: columns.unitCode, kind: columns.kind },
    batch: columns.batch.join(' + ') || columns.settlementDate,
    amount: money,
    fee: columns.fee.join(' + '),
    netAmount: columns.netAmount,
  };
  return (field) => names[field] || field;
}

/** What was found below the header. */
interface TakenRows {
  readonly records: { readonly line: number; readonly record: RowRecord }[];
  readonly errors: RowError[];
  readonly printed: Map<number, Readonly<Record<string, string>>>;
  /** Rows of the table, also those that cannot be taken. */
  readonly tableRows: Row[];
  total: Row | null;
  readonly torn: Set<string | null>;
  passedOver: number;
}

function takeRows(
  file: OwnFile,
  table: MappedTable,
  mapping: HeadedLayout<SettlementLayout>,
): TakenRows {
  const { layout } = mapping;
  const taken: TakenRows = {
    ...{
      records: [],
      errors: [],
      printed: new Map(),
      tableRows: [],
      torn: new Set(),
      total: null,
      passedOver: 0,
    },
  };
  const named = namedColumns(layout.columns);
  const cellOf: CellIn = (row, header) =>
    header === null ? undefined : row.cells[table.places.get(headerKey(header)) ?? -1];
  const hasAny = (row: Row, fields: readonly string[], form: RegExp): boolean =>
    named.some(
      ([field, header]) => fields.includes(field) && form.test(cellOf(row, header)?.text ?? ''),
    );
  for (const [index, row] of table.below.entries()) {
    if (row.cells.every(({ text }) => text.trim() === '')) continue;
    const hasMoney = hasAny(row, moneyFields, /\d/);
    if (totalLabel(row)) {
      if (taken.total !== null && hasMoney) {
        taken.errors.push(refused(file, row, 'a second row of totals'));
      }
      taken.total ??= row;
      taken.errors.push(...unreadableTotals(file, row, { layout, cellOf }));
      continue;
    }
    if (!hasMoney && (!hasAny(row, idFields, /\S/) || isHeaderAt(table.below, index, mapping))) {
      taken.passedOver += 1;
      continue;
    }
    if (taken.total !== null) {
      taken.torn.add(null);
      taken.errors.push(refused(file, row, 'stands below the totals'));
      continue;
    }
    taken.tableRows.push(row);
    if (taken.printed.size < printedRowsMax)
      taken.printed.set(row.number, printedOf(row, named, cellOf));
    const read = readMappedRow(layout, (header) => cellOf(row, header));
    if (read.kind === 'read') taken.records.push({ line: row.number, record: read.record });
    else {
      taken.torn.add(read.batch);
      for (const { column, because } of read.wrongs) {
        taken.errors.push({ ...refused(file, row, because), column });
      }
    }
  }
  return taken;
}

function unreadableTotals(
  file: OwnFile,
  row: Row,
  { layout, cellOf }: Pick<HeadedLayout<SettlementLayout>, 'layout'> & { readonly cellOf: CellIn },
): RowError[] {
  return namedColumns(layout.columns).flatMap(([field, column]) => {
    const cell = cellOf(row, column);
    if (!moneyFields.includes(field) || !/\d/.test(cell?.text ?? '')) return [];
    const written = amountWritten(cell, layout.amounts);
    return written.kind === 'wrong' ? [{ ...refused(file, row, written.because), column }] : [];
  });
}

type CellIn = (row: Row, header: string | null) => Cell | undefined;

function printedOf(
  row: Row,
  named: readonly (readonly [field: string, header: string])[],
  cellOf: CellIn,
): Record<string, string> {
  return Object.fromEntries(
    named.map(([, header]) => {
      const cell = cellOf(row, header);
      return [header, (cell?.date ?? cell?.text ?? '').trim().slice(0, 200)];
    }),
  );
}

function refused(file: OwnFile, row: Row, detail: string): RowError {
  return { file: file.name, line: row.number, detail };
}

/** Names the batches that no column names: by the day, or by the days of the whole file. */
function inBatches(
  records: TakenRows['records'],
  { batchBy }: SettlementLayout,
): TakenRows['records'] {
  if (batchBy === 'columns') return records;
  if (batchBy === 'day') {
    return records.map(({ line, record }) => {
      return { line, record: { ...record, batch: record.settlementDate } };
    });
  }
  const days = records.map(({ record }) => record.settlementDate).sort();
  const first = days[0] ?? '';
  const last = days.at(-1) ?? '';
  const batch = first === last ? last : `${first}..${last}`;
  return records.map(({ line, record }) => {
    return { line, record: { ...record, batch, settlementDate: last } };
  });
}
