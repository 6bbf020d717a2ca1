// The tables of a sheet that is held whole, each with the rows around it.
import type { Row, Sheet } from '../../tables/table.js';
import { headerAt, type TableHeader } from './sheet-header.js';
import { frameLabels } from './sheet-labels.js';

/** Headers stand among the first rows, or after the table before. */
export const headerRowsMax = 60;

/** One table of a sheet with the rows around it. */
export interface Block {
  readonly header: TableHeader;
  readonly above: readonly Row[];
  readonly below: readonly Row[];
}

/**
 * The tables of a sheet.
 * @param find the header that begins at a row, if one does
 */
export function blocksOf(
  { rows, name }: Sheet,
  find: typeof headerAt = headerAt,
): { readonly block: Block; readonly name: string }[] {
  const headers: TableHeader[] = [];
  for (let index = 0; index < rows.length; index += 1) {
    if (headers.length === 0 && index >= headerRowsMax) break;
    const header = find(rows, index);
    if (!header) continue;
    headers.push(header);
    index = header.end - 1;
  }
  const blocks: (Block & { readonly below: Row[] })[] = [];
  let from = 0;
  for (const [index, header] of headers.entries()) {
    const next = headers[index + 1];
    const until = next ? frameStart(rows, header.end, next.start) : rows.length;
    const above = rows.slice(from, header.start);
    const last = blocks.at(-1);
    const below = rows.slice(header.end, until);
    // The header is printed again on a new page of the same statement.
    if (last && !namesAccount(above)) for (const row of [...above, ...below]) last.below.push(row);
    else blocks.push({ header, above: above.slice(-headerRowsMax), below });
    from = until;
  }
  return blocks.map((block) => ({ block, name }));
}

/** Where the frame of the next table begins: at its title, at the latest at its account. */
function frameStart(rows: readonly Row[], from: number, to: number): number {
  for (let index = from; index < to; index += 1) {
    const row = rows[index];
    const isTitle = row?.cells.some((cell) => /^(sao kê|statement of)/i.test(cell.text.trim()));
    if (row && (isTitle || namesAccount([row]))) return index;
  }
  return to;
}

function namesAccount(rows: readonly Row[]): boolean {
  return rows.some((row) =>
    row.cells.some((cell) => frameLabels(cell.text.split(':')[0] ?? '').includes('account')),
  );
}
