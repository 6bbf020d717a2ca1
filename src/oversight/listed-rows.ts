// The rows of a sheet of units that somebody else made: no columns are agreed, so the header is
// looked for by its words, and where there is none the columns by what stands in them.
import { readTable } from '../tables/read-table.js';
import type { Row, TableRefusal } from '../tables/table.js';
import { foldedName } from '../units/unit.js';
import type { ListedRow } from './compare-lists.js';

const headerRowsMax = 40;
/** More units than the country has. */
export const listedCountMax = 10_000;
const cellCharsMax = 300;

const codeHeaders =
  /^(UNITCODE|CODE|MA|MA DON VI|MA XA|MA DVHC|MA DON VI HANH CHINH|MA XA PHUONG|MA SO|MA DINH DANH|MA DON VI HC)( \w+)?$/;
const nameHeaders =
  /^(UNIT|UNITNAME|NAME|TEN|TEN DON VI|DON VI|TEN XA|TEN XA PHUONG|XA PHUONG|XA|PHUONG|TEN PHUONG|UBND|TEN DON VI HANH CHINH|DON VI HANH CHINH|DIA PHUONG|CO QUAN|CO QUAN DON VI|TEN CO QUAN)( (XA|PHUONG|DAC KHU|CAP|HANH CHINH|THU PHI|THU HUONG))*$/;

interface Columns {
  readonly header: number;
  readonly code: number | null;
  readonly name: number | null;
}

export type ListedUnits =
  | { readonly kind: 'listed'; readonly rows: readonly ListedRow[] }
  | { readonly kind: 'refused'; readonly refusal: TableRefusal };

/** Reads a list of units: CSV, XLSX or HTML, the first visible sheet in which one is found. */
export async function readListedUnits(bytes: Buffer): Promise<ListedUnits> {
  const outcome = await readTable(bytes);
  if (outcome.kind === 'refused') return outcome;
  for (const sheet of outcome.sheets.filter(({ hidden }) => !hidden)) {
    const columns = columnsByHeader(sheet.rows) ?? columnsByContent(sheet.rows);
    if (!columns) continue;
    const all = sheet.rows.slice(columns.header + 1).map((row) => listedRow(row, columns));
    const rows = all.filter(({ code, name }) => code !== null || name !== null);
    if (rows.length <= listedCountMax) return { kind: 'listed', rows };
    return refused('too_many_units', `more than ${String(listedCountMax)} units`);
  }
  const detail = 'No column of unit codes or names was found; name it "Mã đơn vị" or "Tên đơn vị".';
  return refused('no_unit_column', detail);
}

function refused(code: string, detail: string): ListedUnits {
  return { kind: 'refused', refusal: { code, detail, line: null } };
}

function columnsByHeader(rows: readonly Row[]): Columns | undefined {
  for (const [header, row] of rows.slice(0, headerRowsMax).entries()) {
    const words = row.cells.map(({ text }) => foldedName(text));
    const code = words.findIndex((word) => codeHeaders.test(word));
    const name = words.findIndex((word) => nameHeaders.test(word));
    if (code < 0 && name < 0) continue;
    // a title over the table is one cell; a header of one column stands over cells of its own
    if (words.filter((word) => word !== '').length === 1 && name >= 0 && !hasColumn(rows, header)) {
      continue;
    }
    return { header, code: code < 0 ? null : code, name: name < 0 ? null : name };
  }
  return undefined;
}

/** Whether the rows below a header of one column have no more than that column. */
function hasColumn(rows: readonly Row[], header: number): boolean {
  return rows
    .slice(header + 1)
    .every(({ cells }) => cells.filter(({ text }) => text.trim() !== '').length <= 1);
}

const codeForm = /^\d{5}$/;
const nameForm = /^(UBND|UY BAN NHAN DAN|XA|PHUONG|DAC KHU|THI TRAN|P|X) \w/;

/** Without a header: the column in which most cells look like codes, and that of names. */
function columnsByContent(rows: readonly Row[]): Columns | undefined {
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const best = (form: RegExp): number | null => {
    const counts = Array.from(
      { length: width },
      (_, at) => rows.filter(({ cells }) => form.test(foldedName(cells[at]?.text ?? ''))).length,
    );
    const most = Math.max(0, ...counts);
    return most > 0 && most * 2 >= rows.length ? counts.indexOf(most) : null;
  };
  const [code, name] = [best(codeForm), best(nameForm)];
  return code === null && name === null ? undefined : { header: -1, code, name };
}

function listedRow({ number, cells }: Row, { code, name }: Columns): ListedRow {
  const textAt = (at: number | null): string | null => {
    const text = at === null ? '' : (cells[at]?.text ?? '');
    const plain = text.normalize('NFC').replace(/\s+/g, ' ').trim().slice(0, cellCharsMax);
    return plain === '' ? null : plain;
  };
  return { line: number, code: textAt(code), name: textAt(name) };
}
