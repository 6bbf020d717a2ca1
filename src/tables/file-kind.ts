// What a file is, decided by its first bytes and never by its name: bank portals save HTML as .xls.

export type FileKind = 'empty' | 'zip' | 'ole2' | 'pdf' | 'xml' | 'html' | 'text' | 'binary';

const byteOrderMarks = [
  [0xef, 0xbb, 0xbf],
  [0xff, 0xfe],
  [0xfe, 0xff],
] as const;

/** Length of a UTF-8 or UTF-16 byte order mark, 0 without one. */
export function byteOrderMarkLength(bytes: Buffer): number {
  const mark = byteOrderMarks.find((each) => each.every((byte, index) => bytes[index] === byte));
  return mark ? mark.length : 0;
}

/** Kind by content of the first 4 KiB. `text` is everything that a CSV or MT940 reader may try. */
export function fileKind(bytes: Buffer): FileKind {
  if (bytes.length === 0) return 'empty';
  const head = bytes.subarray(0, 4096);
  if (head.length >= 4) {
    const magic = head.readUInt32BE(0);
    if (magic === 0x504b0304 || magic === 0x504b0506) return 'zip';
    if (magic === 0xd0cf11e0) return 'ole2';
    if (magic === 0x25504446) return 'pdf';
  }
  const markLength = byteOrderMarkLength(head);
  const isWide = markLength === 2;
  const text = isWide ? wideText(head) : head.subarray(markLength).toString('latin1');
  if (!isWide && text.includes('\0')) return 'binary';
  const start = text.trimStart().toLowerCase();
  if (!start.startsWith('<')) return 'text';
  return isHtml(start) ? 'html' : 'xml';
}

function isHtml(start: string): boolean {
  // a comment must not swallow the next one, or a file of comments is tried in every division
  return /^(<!--(?:(?!-->).)*-->\s*|<\?xml[^>]*\?>\s*)*<(!doctype\s+html|html|head|meta|body|table|style|div|center)\b/s.test(
    start,
  );
}

function wideText(head: Buffer): string {
  const body = Buffer.from(head.subarray(2, head.length - (head.length % 2)));
  return (head[0] === 0xff ? body : body.swap16()).toString('utf16le');
}
