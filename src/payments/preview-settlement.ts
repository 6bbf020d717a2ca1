// Shows what an import of a report through a mapping would do, row by row. Nothing is stored.
import type { Db } from '../db.js';
import { fingerprintOf, headerKey } from '../mappings/header.js';
import { columnsInOrder, type SettlementLayout } from '../mappings/layout.js';
import { headersSeen, openSheets, type HeadedLayout } from '../mappings/mapped-table.js';
import type { MappingPreview, PreviewRow } from '../mappings/preview.js';
import { moneyText } from '../money.js';
import type { OwnFile, RowError } from '../tables/own-file.js';
import { loadUnitCodes } from '../units/unit-store.js';
import { loadBatches } from './import-settlement-store.js';
import { judgeReport, type JudgedReport } from './judge-report.js';
import { readMappedReport, type MappedReport } from './mapped-report.js';
import type { ReportRow } from './settlement-report.js';

/** Most refused rows that a preview names; it counts all. */
const listedErrorsMax = 50;

/**
 * @param input.headers those that were confirmed; absent: of the file itself, as for a proposal
 * @throws Refused `bad_file`, `invalid_input`, `layout_changed`
 */
export async function previewSettlement(
  { db }: { readonly db: Db },
  input: {
    readonly gatewayAccountId: string;
    readonly layout: SettlementLayout;
    readonly headers?: readonly string[];
    readonly file: OwnFile;
  },
): Promise<MappingPreview> {
  const { layout, file } = input;
  const headers = input.headers ?? headersSeen(await openSheets(file), layout);
  const mapping: HeadedLayout<SettlementLayout> = { layout, headers };
  const report = await readMappedReport(file, mapping);
  const facts = {
    units: await loadUnitCodes(db),
    stored: await loadBatches(db, input.gatewayAccountId),
  };
  const judged = judgeReport({ ...report, file: file.name }, facts);
  const refused = new Set(judged.errors.map(({ line }) => line));
  const count = (batches: JudgedReport['added']): number =>
    batches.flatMap(({ lines }) => lines).filter(({ rowNumber }) => !refused.has(rowNumber)).length;
  return {
    headerRow: report.headerRow,
    headers,
    fingerprint: fingerprintOf(headers),
    rows: shownRows(report, judged, mapping),
    counts: {
      new: count(judged.added),
      known: count(judged.known),
      refused: refused.size,
    },
    refused: [...judged.errors].sort((a, b) => a.line - b.line).slice(0, listedErrorsMax),
    totals: report.totals.map(({ column, line, printed, summed, agrees }) => {
      const sum = summed === null ? null : moneyText(summed);
      return { column, line, printed: moneyText(printed), summed: sum, agrees };
    }),
    warnings: report.warnings,
    states: [],
  };
}

function shownRows(
  report: MappedReport,
  judged: JudgedReport,
  { layout, headers }: HeadedLayout<SettlementLayout>,
): PreviewRow[] {
  const values = new Map(report.rows.map((row) => [row.line, row.value]));
  const known = new Set(judged.known.flatMap(({ lines }) => lines.map((line) => line.rowNumber)));
  const columns = columnsInOrder(layout, headers);
  return [...report.printed].map(([line, printed]): PreviewRow => {
    const reasons = judged.errors.filter((error) => error.line === line).map(reasonOf);
    const state = reasons.length > 0 ? 'refused' : known.has(line) ? 'known' : 'new';
    const value = values.get(line);
    const cells = columns.map(([field, column]) => ({
      ...{ field, column, printed: printed[column] ?? '' },
      wrong: reasons.some((reason) => headerKey(reason.column ?? '') === headerKey(column)),
    }));
    return { line, state, cells, read: value ? readOf(value) : null, reasons };
  });
}

function reasonOf({ column, detail }: RowError): PreviewRow['reasons'][number] {
  return { ...(column === undefined ? {} : { column }), detail };
}

function readOf(value: ReportRow['value']): Readonly<Record<string, string | null>> {
  const { amount, fee, netAmount, ...rest } = value;
  const money = { amount: moneyText(amount), fee: moneyText(fee) };
  return { ...rest, ...money, netAmount: moneyText(netAmount) };
}
