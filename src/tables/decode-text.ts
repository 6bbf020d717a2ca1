// Bytes to text. Vietnamese offices still send windows-1258 and TCVN3 files; which of the two is
// decided by known words, because statistical detectors call TCVN3 "windows-1258".
import iconv from 'iconv-lite';
import { byteOrderMarkLength } from './file-kind.js';
import { FileRefused } from './file-refused.js';

/** A JavaScript string holds at most 2^29 characters; stay well below. */
const textBytesMax = 400 * 1024 * 1024;

// Words of headers and titles, with the diacritics that a wrong code page destroys.
const knownWords =
  /ngày|số|tiền|nợ|có|dư|diễn giải|nội dung|mô tả|tài khoản|giao dịch|xã|phường|tỉnh|đơn vị|lệ phí|hồ sơ|chứng từ|sao kê|thanh toán|đồng/giu;

/**
 * Decodes by byte order mark, strict UTF-8, then windows-1258 or TCVN3; the result is NFC for the
 * two code pages because windows-1258 writes tones as separate marks.
 * @throws FileRefused `not_text` for NUL bytes, `encoding_not_recognised` when nothing fits
 */
export function decodeText(bytes: Buffer): string {
  refuseTooLarge(bytes);
  return checked(withoutMark(bytes) ?? strictUtf8(bytes) ?? byKnownWords(bytes));
}

/**
 * Text of messages between banks: UTF-8 where it is valid, else ISO-8859-1, in which every byte is
 * a character. NUL bytes are refused.
 */
export function decodeMessage(bytes: Buffer): string {
  refuseTooLarge(bytes);
  return checked(withoutMark(bytes) ?? strictUtf8(bytes) ?? bytes.toString('latin1'));
}

/**
 * Text of an XML document in the encoding that it declares: UTF-8, UTF-16, ISO-8859-1 or a
 * Windows code page.
 */
export function decodeXml(bytes: Buffer): string {
  refuseTooLarge(bytes);
  const declared = /^<\?xml[^>]*encoding=["']([\w-]+)["']/.exec(
    bytes.subarray(0, 200).toString('latin1'),
  )?.[1];
  const isOther = declared !== undefined && !/^(utf-?8|utf-?16|us-ascii)$/i.test(declared);
  if (isOther && !/^(iso-8859-\d+|latin1|windows-125\d)$/i.test(declared)) {
    throw new FileRefused('encoding_not_recognised', `XML in ${declared} is not read`);
  }
  const text = withoutMark(bytes) ?? (isOther ? iconv.decode(bytes, declared) : strictUtf8(bytes));
  if (text === undefined) {
    throw new FileRefused('encoding_not_recognised', 'the XML is not valid UTF-8');
  }
  return checked(text);
}

function refuseTooLarge(bytes: Buffer): void {
  if (bytes.length > textBytesMax) {
    throw new FileRefused('file_too_large', 'text files are read up to 400 MB');
  }
}

function checked(text: string): string {
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    throw new FileRefused('not_text', 'the file contains NUL bytes', lineAt(text, nul));
  }
  return text;
}

function withoutMark(bytes: Buffer): string | undefined {
  const length = byteOrderMarkLength(bytes);
  if (length === 0) return undefined;
  const encoding = length === 3 ? 'utf-8' : bytes[0] === 0xff ? 'utf-16le' : 'utf-16be';
  const text = strictly(encoding, bytes.subarray(length));
  if (text === undefined) {
    throw new FileRefused(
      'encoding_not_recognised',
      `the file begins as ${encoding.toUpperCase()} but is not valid in it`,
    );
  }
  return text;
}

function strictUtf8(bytes: Buffer): string | undefined {
  return strictly('utf-8', bytes);
}

function strictly(encoding: string, bytes: Buffer): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function byKnownWords(bytes: Buffer): string {
  const sample = bytes.subarray(0, 256 * 1024);
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
  return iconv.decode(bytes, best.encoding).normalize('NFC');
}

function wordCount(text: string): number {
  return text.normalize('NFC').match(knownWords)?.length ?? 0;
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}
