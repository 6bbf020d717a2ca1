// Shows what an import of statements through a mapping would do, row by row. Nothing is stored.
import type { Db } from '../db.js';
import { fingerprintOf, headerKey } from '../mappings/header.js';
import { columnsInOrder, type StatementLayout } from '../mappings/layout.js';
import { headersSeen, openTable } from '../mappings/mapped-table.js';
import { type MappingPreview, type PreviewRow, previewRowsMax } from '../mappings/preview.js';
import { Refused } from '../problem.js';
import { FileRefused } from '../tables/file-refused.js';
import { fileRefusedBy, type OwnFile } from '../tables/own-file.js';
import type { ParsedLine, ParsedStatement } from './bank-format.js';
import { refuseFractions } from './banks/index.js';
import type { RowWrong } from './banks/mapped-rows.js';
import { mappedBlocks, type MappedBlock, type StatementMapping } from './banks/mapped-sheet.js';
import { checkStatement, sumsOf, type StatementDraft } from './check-statement.js';
import { decimalText, exact } from './exact.js';
import { judgeStatement } from './judge-statement.js';

/** Most refused rows that a preview names; it counts all. */
const listedErrorsMax = 50;

/** A file read by a mapping, before anybody may see it: whose it is decides that. */
export interface TriedStatements {
  readonly mapping: StatementMapping;
  readonly file: OwnFile;
  readonly headerRow: number;
  readonly tables: readonly {
    readonly block: MappedBlock;
    readonly statement: ParsedStatement;
  }[];
}

/**
 * @param input.headers those that were confirmed; absent: of the file itself, as for a proposal
 * @throws Refused `bad_file`, `invalid_input`, `layout_changed`
 */
export async function tryStatements(input: {
  readonly bankBin: string;
  readonly layout: StatementLayout;
  readonly headers?: readonly string[];
  readonly file: OwnFile;
}): Promise<TriedStatements> {
  const { layout, file, bankBin } = input;
  const { format, sheets } = await openTable(file);
  const headers = input.headers ?? headersSeen(sheets, layout);
  const mapping: StatementMapping = { layout, headers, bankHint: bankBin };
  try {
    const blocks = mappedBlocks(sheets, { format, mapping });
    const tables = blocks.map((block) => ({ block, statement: checkStatement(block.draft) }));
    for (const { statement } of tables) refuseFractions(statement);
    return { mapping, file, tables, headerRow: blocks[0]?.headerRow ?? layout.headerRow };
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    const { code, detail, line } = error.refusal;
    if (code !== 'layout_changed') throw fileRefusedBy(file, line ?? undefined, detail);
    const place = { file: file.name, ...(line === null ? {} : { line }), detail };
    throw new Refused({ code, detail: `${file.name}: ${detail}.`, errors: [place] });
  }
}

/** @param isClear whether names and texts of people who paid may be shown, table by table */
export async function previewStatements(
  db: Db,
  tried: TriedStatements,
  isClear: readonly boolean[],
): Promise<MappingPreview> {
  const { mapping, file, tables } = tried;
  const rows: PreviewRow[] = [];
  const counts = { new: 0, known: 0, refused: 0 };
  const states: string[] = [];
  const warnings: string[] = [];
  for (const [at, { block, statement }] of tables.entries()) {
    const judged = await judgeStatement(db, statement);
    // what is left of a table without its wrong rows is no statement to judge
    const isWhole = block.wrongs.length === 0;
    states.push(isWhole ? judged.state : 'refused');
    if (isWhole) warnings.push(...judged.warnings.map((one) => `${one.code}: ${one.detail}`));
    const { lineRows } = block;
    const isFresh = lineRows.map((_, index) => judged.fresh?.has(index + 1) ?? true);
    const fresh = isFresh.filter(Boolean).length;
    counts.new += fresh;
    counts.known += isFresh.length - fresh;
    counts.refused += new Set(block.wrongs.map(({ line }) => line)).size;
    const lines = new Map(
      lineRows.map((row, index) => [
        row,
        { line: statement.lines[index], isNew: isFresh[index] === true },
      ]),
    );
    rows.push(...shownRows(block, { mapping, lines, isClear: isClear[at] === true }));
  }
  const refused = tables.flatMap(({ block }) => block.wrongs);
  return {
    headerRow: tried.headerRow,
    headers: mapping.headers,
    fingerprint: fingerprintOf(mapping.headers),
    rows: rows.slice(0, previewRowsMax),
    counts,
    refused: refused.slice(0, listedErrorsMax).map(({ line, column, because }) => {
      return { file: file.name, line, column, detail: because };
    }),
    totals: tables.flatMap(({ block }) => totalsOf(block)),
    warnings,
    states,
  };
}

interface Shown {
  readonly mapping: StatementMapping;
  readonly lines: ReadonlyMap<number, { readonly line: ParsedLine | undefined; isNew: boolean }>;
  readonly isClear: boolean;
}

const hiddenFields = ['description', 'counterparty'];

function shownRows(
  { printed, wrongs }: MappedBlock,
  { mapping, lines, isClear }: Shown,
): PreviewRow[] {
  const columns = columnsInOrder(mapping.layout, mapping.headers);
  const keys = mapping.headers.map(headerKey);
  const wrongOf = new Map<number, RowWrong[]>();
  for (const wrong of wrongs) wrongOf.set(wrong.line, [...(wrongOf.get(wrong.line) ?? []), wrong]);
  const shown = printed.filter(({ number }) => lines.has(number) || wrongOf.has(number));
  return shown.slice(0, previewRowsMax).map((row): PreviewRow => {
    const found = wrongOf.get(row.number) ?? [];
    const taken = lines.get(row.number);
    return {
      line: row.number,
      state: found.length > 0 ? 'refused' : taken?.isNew === true ? 'new' : 'known',
      cells: columns.map(([field, column]) => {
        const cell = row.cells[keys.indexOf(headerKey(column))];
        const isHidden = !isClear && hiddenFields.includes(field);
        const text = isHidden ? '…' : (cell?.date ?? cell?.text ?? '').trim().slice(0, 200);
        const wrong = found.some((one) => headerKey(one.column) === headerKey(column));
        return { field, column, printed: text, wrong };
      }),
      read: taken?.line ? readOf(taken.line, isClear) : null,
      reasons: found.map(({ column, because }) => ({ column, detail: because })),
    };
  });
}

function readOf(line: ParsedLine, isClear: boolean): Readonly<Record<string, string | null>> {
  return {
    bookingDate: line.bookingDate,
    valueDate: line.valueDate,
    amount: whole(line.amount),
    balance: line.runningBalance === null ? null : whole(line.runningBalance),
    bankReference: line.bankReference,
    narrative: isClear ? line.narrative : null,
    counterparty: isClear ? line.counterparty : null,
  };
}

/** Mapped amounts are whole đồng. */
function whole(amount: string): string {
  return exact(amount).toFixed(0);
}

/** The file's own figures beside its lines; nothing is compared while rows cannot be read. */
function totalsOf({ draft, wrongs }: MappedBlock): MappingPreview['totals'] {
  const { openingBalance, closingBalance, totals = {} } = draft;
  const { credits, debits } = sumsOf(draft.lines);
  const compared: [string, string | undefined, string][] = [
    ['credits', textOf(totals.credits), decimalText(credits)],
    ['debits', textOf(totals.debits), decimalText(debits)],
  ];
  if (openingBalance !== null && closingBalance !== null) {
    const due = exact(openingBalance).plus(credits).minus(debits);
    compared.push(['closing', closingBalance, decimalText(due)]);
  }
  return compared.flatMap(([column, printed, summed]) => {
    if (printed === undefined) return [];
    const sum = wrongs.length > 0 ? null : whole(summed);
    const agrees = sum !== null && exact(printed).equals(exact(summed));
    return [{ column, line: null, printed: whole(printed), summed: sum, agrees }];
  });
}

function textOf(total: NonNullable<StatementDraft['totals']>['credits']): string | undefined {
  return total && decimalText(total);
}
