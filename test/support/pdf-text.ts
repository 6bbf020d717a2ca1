// The text of a PDF of ours, read as a viewer would: glyphs by the fonts' own tables of letters.
import { inflateSync } from 'node:zlib';

/** Pages one after the other; blanks between pieces of a line are kept as the file has them. */
export function pdfText(bytes: Buffer): string {
  const objects = objectsOf(bytes);
  const fonts = new Map<string, ReadonlyMap<string, string>>();
  for (const { head } of objects.values()) {
    for (const [, name = '', id = ''] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const toUnicode = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id)?.head ?? '')?.[1];
      if (toUnicode) fonts.set(name, lettersOf(objects.get(toUnicode)?.stream ?? ''));
    }
  }
  return [...objects.values()]
    .filter(({ stream }) => stream.includes(' Tf'))
    .map(({ stream }) => shownText(stream, fonts))
    .join('\n')
    .normalize('NFC');
}

interface PdfObject {
  readonly head: string;
  readonly stream: string;
}

function objectsOf(bytes: Buffer): ReadonlyMap<string, PdfObject> {
  const raw = bytes.toString('latin1');
  const found = new Map<string, PdfObject>();
  for (const match of raw.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [, id = '', body = ''] = match;
    const at = body.indexOf('stream\n');
    const head = at < 0 ? body : body.slice(0, at);
    const end = body.lastIndexOf('\nendstream');
    const data = at < 0 ? '' : body.slice(at + 7, end);
    const isFlate = head.includes('/FlateDecode') && !head.includes('/Length1');
    found.set(id, { head, stream: isFlate ? inflated(data) : data });
  }
  return found;
}

function inflated(data: string): string {
  try {
    return inflateSync(Buffer.from(data, 'latin1')).toString('latin1');
  } catch {
    return ''; // a font file, not a text
  }
}

/** `0001` -> "Ủ" from the bfrange tables of a ToUnicode map. */
function lettersOf(map: string): ReadonlyMap<string, string> {
  const letters = new Map<string, string>();
  const range = /<([0-9a-f]+)> <([0-9a-f]+)> \[([^\]]*)\]/gi;
  for (const [, from = '', , listed = ''] of map.matchAll(range)) {
    const texts = [...listed.matchAll(/<([0-9a-f ]*)>/gi)].map(([, hex = '']) => hex);
    texts.forEach((hex, at) => {
      const code = (parseInt(from, 16) + at).toString(16).padStart(4, '0');
      const units = hex.replaceAll(' ', '').match(/.{4}/g) ?? [];
      letters.set(code, units.map((unit) => String.fromCharCode(parseInt(unit, 16))).join(''));
    });
  }
  return letters;
}

function shownText(
  content: string,
  fonts: ReadonlyMap<string, ReadonlyMap<string, string>>,
): string {
  let font: ReadonlyMap<string, string> = new Map();
  let text = '';
  for (const [token, name, hex] of content.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9a-f]+)>|\bET\b/gi)) {
    if (name) font = fonts.get(name) ?? new Map<string, string>();
    else if (hex) {
      for (const code of hex.toLowerCase().match(/.{4}/g) ?? []) text += font.get(code) ?? '\ufffd';
    } else if (token === 'ET') text += ' ';
  }
  return text;
}
