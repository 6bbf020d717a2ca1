// The statement formats, in the order in which a file is tried. Adding one is one file and one line.
import { fileKind } from '../../tables/file-kind.js';
import { FileRefused, refusalOf } from '../../tables/file-refused.js';
import type { BankFormat, ParsedStatement, ReadOutcome } from '../bank-format.js';
import { exact } from '../exact.js';
import { camt } from './camt.js';
import { readMappedStatements, type StatementMapping } from './mapped-sheet.js';
import { mt940 } from './mt940.js';
import { sheet } from './sheet.js';

// The sheet reader takes everything that is left and refuses what is no table.
const bankFormats: readonly BankFormat[] = [mt940, camt, sheet];

const headBytes = 4096;

/** Formats that are told from tables, so that the refusal can name them. */
const unsupported = [
  { name: 'OFX', pattern: /^\s*(<\?xml[^>]*>\s*)?(OFXHEADER|<\?OFX|<OFX>)/i },
  { name: 'BAI2', pattern: /^\s*01,[^,\n]*,[^,\n]*,\d{6},/ },
] as const;

/**
 * Reads the statements of one file; its format is decided by its content. Nothing is stored.
 * @param mapping how sheets are read; messages between banks are read as what they are
 * @returns the statements in the order of the file, or why the file is refused
 */
export async function readStatements(
  bytes: Buffer,
  mapping?: StatementMapping,
): Promise<ReadOutcome> {
  const head = headText(bytes);
  const other = unsupported.find(({ pattern }) => pattern.test(head));
  if (other) {
    const detail = `${other.name} is not read; ask for MT940, camt.053, Excel or CSV`;
    return { kind: 'refused', refusal: { code: 'format_not_supported', detail, line: 1 } };
  }
  const format = bankFormats.find((each) => each.recognises(head)) ?? sheet;
  return refusalOf(async () => {
    const isMapped = mapping !== undefined && format === sheet;
    const outcome = await (isMapped ? readMappedStatements(bytes, mapping) : format.read(bytes));
    if (outcome.kind === 'read') outcome.statements.forEach(refuseFractions);
    return outcome;
  });
}

/**
 * There is no fraction of a đồng: such a file was read or made wrongly.
 * @throws FileRefused `fraction_of_dong`
 */
export function refuseFractions(statement: ParsedStatement): void {
  if (statement.currency !== 'VND') return;
  const { openingBalance, closingBalance, lines } = statement;
  for (const amount of [openingBalance, closingBalance, ...lines.map((line) => line.amount)]) {
    if (amount === null || exact(amount).isInteger()) continue;
    throw new FileRefused('fraction_of_dong', `${amount} VND has a fraction of a đồng`);
  }
}

/** The first 4 KiB as text where the file is text; `''` for zips and binaries. */
function headText(bytes: Buffer): string {
  const kind = fileKind(bytes);
  if (kind !== 'text' && kind !== 'xml' && kind !== 'html') return '';
  const head = bytes.subarray(0, headBytes);
  const isWide = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (!isWide) return head.toString('latin1').replace(/^\u00ef\u00bb\u00bf/, '');
  const even = Buffer.from(head.subarray(2, head.length - (head.length % 2)));
  return (head[0] === 0xff ? even : even.swap16()).toString('utf16le');
}
