// Bytes to text. Vietnamese offices still send windows-1258 and TCVN3 files; which of the two is
// decided by known words, because statistical detectors call TCVN3 "windows-1258".
import { isUtf8 } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import iconv from 'iconv-lite';
import { byteOrderMarkLength } from './file-kind.js';
import { FileRefused } from './file-refused.js';
import { sourceOf, type FileSource } from './file-source.js';

/** A JavaScript string holds at most 2^29 characters; stay well below. */
const textBytesMax = 400 * 1024 * 1024;
const sampleBytes = 256 * 1024;

// Words of headers and titles, with the diacritics that a wrong code page destroys.
const knownWords =
  /ngày|số|tiền|nợ|có|dư|diễn giải|nội dung|mô tả|tài khoản|giao dịch|xã|phường|tỉnh|đơn vị|lệ phí|hồ sơ|chứng từ|sao kê|thanh toán|đồng/giu;

/**
 * How a text is decoded:
 * - `table`: by byte order mark, strict UTF-8, then windows-1258 or TCVN3; the result is NFC for the
 *   two code pages because windows-1258 writes tones as separate marks.
 * - `message` between banks: UTF-8 where it is valid, else ISO-8859-1, in which every byte is a
 *   character.
 * - `xml`: in the encoding that the document declares, UTF-8, UTF-16, ISO-8859-1 or a Windows code
 *   page.
 */
export type TextKind = 'table' | 'message' | 'xml';

/**
 * The whole text of a file.
 * @throws FileRefused `not_text` for NUL bytes, `encoding_not_recognised` when nothing fits
 */
export function decodeText(bytes: Buffer): string {
  if (bytes.length > textBytesMax) {
    throw new FileRefused('file_too_large', 'text files are read up to 400 MB');
  }
  return [...textOf(sourceOf(bytes), 'table')].join('');
}

/** The same piece by piece, for files of any size; the encoding is decided before the first. */
export function* textOf(source: FileSource, kind: TextKind): Iterable<string> {
  let lineCount = 1;
  for (const piece of decoded(source, kind)) {
    const nul = piece.indexOf('\0');
    if (nul >= 0) {
      const line = lineCount + breaksIn(piece.slice(0, nul));
      throw new FileRefused('not_text', 'the file contains NUL bytes', line);
    }
    lineCount += breaksIn(piece);
    yield piece;
  }
}

function breaksIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function* decoded(source: FileSource, kind: TextKind): Iterable<string> {
  const declared = kind === 'xml' ? declaredEncoding(source.head) : undefined;
  const mark = byteOrderMarkLength(source.head);
  if (mark === 2) yield* wideText(source, source.head[0] === 0xff ? 'utf-16le' : 'utf-16be');
  else if (mark === 0 && declared !== undefined) yield* codePageText(source, declared);
  else if (isAllUtf8(source)) yield* utf8Text(source, mark);
  else if (mark > 0) throw notInItsMark('utf-8');
  else if (kind === 'message') yield* latin1Text(source);
  else if (kind === 'table') yield* normalisedText(source, byKnownWords(source));
  else throw new FileRefused('encoding_not_recognised', 'the XML is not valid UTF-8');
}

/** Undefined for what is UTF-8 unless a mark says otherwise. */
function declaredEncoding(head: Buffer): string | undefined {
  const declared = /^<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(
    head.subarray(0, 200).toString('latin1'),
  )?.[1];
  if (declared === undefined || /^(utf-?8|utf-?16|us-ascii)$/i.test(declared)) return undefined;
  if (!/^(iso-8859-\d+|latin1|windows-125\d)$/i.test(declared)) {
    throw new FileRefused('encoding_not_recognised', `XML in ${declared} is not read`);
  }
  return declared;
}

function isAllUtf8(source: FileSource): boolean {
  let rest: Buffer = Buffer.alloc(0);
  for (const chunk of source.chunks()) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = lastCharacterStart(bytes);
    if (!isUtf8(bytes.subarray(0, end))) return false;
    rest = Buffer.from(bytes.subarray(end));
  }
  return isUtf8(rest);
}

/** Where a character begins whose last bytes may stand in the next piece. */
function lastCharacterStart(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return bytes.length - back;
    if (byte < 0x80) break;
  }
  return bytes.length;
}

function* utf8Text(source: FileSource, mark: number): Iterable<string> {
  const decoder = new StringDecoder('utf8');
  let skip = mark;
  for (const chunk of source.chunks()) {
    yield decoder.write(chunk.subarray(skip));
    skip = 0;
  }
  yield decoder.end();
}

function* latin1Text(source: FileSource): Iterable<string> {
  for (const chunk of source.chunks()) yield chunk.toString('latin1');
}

function* wideText(source: FileSource, encoding: 'utf-16le' | 'utf-16be'): Iterable<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = (bytes?: Buffer): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      throw notInItsMark(encoding);
    }
  };
  for (const chunk of source.chunks()) yield decode(chunk);
  yield decode();
}

function notInItsMark(encoding: string): FileRefused {
  return new FileRefused(
    'encoding_not_recognised',
    `the file begins as ${encoding.toUpperCase()} but is not valid in it`,
  );
}

function* codePageText(source: FileSource, encoding: string): Iterable<string> {
  const decoder = iconv.getDecoder(encoding);
  for (const chunk of source.chunks()) yield decoder.write(chunk);
  yield decoder.end() ?? '';
}

/** Whole lines at a time: a tone may stand in the next piece. */
function* normalisedText(source: FileSource, encoding: string): Iterable<string> {
  let rest = '';
  for (const piece of codePageText(source, encoding)) {
    const text = rest + piece;
    const end = text.lastIndexOf('\n') + 1;
    rest = text.slice(end);
    yield text.slice(0, end).normalize('NFC');
  }
  yield rest.normalize('NFC');
}

function byKnownWords(source: FileSource): string {
  const [first = source.head] = source.chunks();
  const sample = Buffer.from(first.subarray(0, sampleBytes));
  if (wordCount(sample.toString('utf8')) > 0) {
    throw new FileRefused(
      'encoding_mixed',
      'the file is UTF-8 in part and something else in another; save it again as UTF-8',
    );
  }
  const best = ['win1258', 'tcvn']
    .map((encoding) => ({ encoding, words: wordCount(iconv.decode(sample, encoding)) }))
    .sort((a, b) => b.words - a.words)[0];
  if (!best || best.words === 0) {
    throw new FileRefused(
      'encoding_not_recognised',
      'the text is neither UTF-8, UTF-16, windows-1258 nor TCVN3 (VNI cannot be read); ' +
        'save the file as UTF-8',
    );
  }
  return best.encoding;
}

function wordCount(text: string): number {
  return text.normalize('NFC').match(knownWords)?.length ?? 0;
}
