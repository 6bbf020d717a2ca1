// The frame of SWIFT MT940: tags at line starts, envelopes and bank headers around messages.
import { FileRefused } from '../../tables/file-refused.js';

/** One tag with its text, line breaks kept. `line` is where it stands. */
export interface Field {
  readonly tag: string;
  readonly text: string;
  readonly line: number;
}

// Only these are tags: wrapped narratives may well hold a line that starts with `:12:`.
const tagPattern = /^:(20|21|25P?|28C?|60F|60M|61|86|62F|62M|64|65|34F|13D?|90C|90D|NS):([\s\S]*)$/;
const lineCharsMax = 32_768;
const colon = 58;
const hyphen = 45;

/**
 * The fields in order, from the pieces of a text. A `-` or `-}` ends a message: what follows is ignored until the next tag.
 * @param onEnvelope told every line outside of messages
 */
export function* fieldsOf(
  text: Iterable<string>,
  onEnvelope: (line: string) => void = () => undefined,
): Iterable<Field> {
  let field: { tag: string; lines: string[]; line: number } | undefined;
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    if (line.length > lineCharsMax) {
      throw new FileRefused('cell_too_long', 'a line is longer than the limit', number);
    }
    const first = line.charCodeAt(0);
    const match = first === colon ? tagPattern.exec(line) : null;
    // some banks send the end of transmission (ETX) along
    const isEnd = first === hyphen && /^-(\}.*)?\p{Cc}*$/u.test(line.trimEnd());
    if (field && (match || isEnd)) {
      yield { tag: field.tag, text: field.lines.join('\n'), line: field.line };
      field = undefined;
    }
    if (match) field = { tag: match[1] ?? '', lines: [match[2] ?? ''], line: number };
    else if (field) field.lines.push(line);
    if (!match && !field) onEnvelope(line);
  }
  if (field) yield { tag: field.tag, text: field.lines.join('\n'), line: field.line };
}

/** Lines without their ends. One longer than the limit is cut behind it, to be refused. */
function* linesOf(pieces: Iterable<string>): Iterable<string> {
  let rest = '';
  for (const piece of pieces) {
    const text = rest + piece;
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      yield withoutReturn(text.slice(start, end));
      start = end + 1;
    }
    rest = text.slice(start);
    if (rest.length > lineCharsMax + 1) yield rest;
  }
  yield withoutReturn(rest);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}

/** The BIC that a `{2:O940…}` block or a bank header line names, if any. */
export function bicIn(envelopeLine: string): string | undefined {
  const block = /\{2:[OI]94[02](?:\d{10})?(?:\d{6})?([A-Z]{6}[A-Z0-9]{2})/.exec(envelopeLine);
  if (block) return block[1];
  return /(?:^|[^A-Z0-9])([A-Z]{6}[A-Z0-9]{2})/.exec(envelopeLine)?.[1];
}
