// Narratives are cut at 35 columns, stripped of marks and dots, upper-cased: what every comparison
// of text works on is the compact copy made here. The raw narrative is never changed.

// most texts of banks are: nothing to decompose, and five times as fast
const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

/** Upper case without marks, `đ` as `d`, everything else kept. */
export function plainText(text: string): string {
  if (isAscii(text)) return text.toUpperCase();
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đĐÐð]/g, 'D')
    .toUpperCase();
}

/** Compact form: plain text, letters and digits only. `H19.12-26 05` and `h191226 05` are equal. */
export function compactText(text: string): string {
  if (isAscii(text)) return text.toUpperCase().replace(/[^A-Z0-9]+/g, '');
  return plainText(text).replace(/[^\p{L}\p{N}]+/gu, '');
}

/** A text without its blanks; `breaks` holds the indexes before which a blank stood. */
interface JoinedText {
  readonly text: string;
  readonly breaks: ReadonlySet<number>;
}

const sequenceMin = 4;
const sequenceMax = 7;
const agencyDigitsMax = 16;

// Agency, date and number, Circular 03/2025/TT-VPCP; the reversed agency is the older form.
const printedCode =
  /(\d{3}\.\d{2}\.\d{2}\.[GH]\d{2}|[GH]\d{2}(?:\.\d{1,4}){0,4})-(\d{6})-(\d{4,7})/g;
const strippedCode = /[GH](\d{12,31})/g;
const gatewayReference = /(?<![A-Z0-9])(?=[A-Z0-9]*[0-9]{8})[A-Z]{2,10}[A-Z0-9]{8,40}(?![A-Z0-9])/g;

/**
 * Strings of a narrative that have the form of a reference: dossier codes in their printed form
 * (also where blanks cut them or separators were dropped) and gateways' order numbers such as
 * `DVCQG2026052065246271`. A code of which only a beginning is left is not one.
 */
export function candidateReferences(narrative: string): string[] {
  const plain = plainText(narrative);
  const joined = joinedText(plain);
  const found = new Set<string>();
  for (const code of printedCodes(joined)) found.add(code);
  for (const code of strippedCodes(joined)) found.add(code);
  const known = [...found].map(compactText);
  for (const [reference] of plain.matchAll(gatewayReference)) {
    if (!known.some((code) => reference.includes(code))) found.add(reference);
  }
  return [...found];
}

function joinedText(text: string): JoinedText {
  const breaks = new Set<number>();
  let joined = '';
  for (const piece of text.split(/\s+/)) {
    if (joined !== '') breaks.add(joined.length);
    joined += piece;
  }
  return { text: joined, breaks };
}

function* printedCodes({ text, breaks }: JoinedText): Iterable<string> {
  for (const match of text.matchAll(printedCode)) {
    const [whole, agency = '', date = '', number = ''] = match;
    if (!isDay(date) || isDigit(text[match.index - 1])) continue;
    const numberAt = match.index + whole.length - number.length;
    yield `${agency}-${date}-${cutAtBreak(number, numberAt, breaks)}`;
  }
}

/** A blank inside the number is a wrap, but after its fourth digit the next word begins there. */
function cutAtBreak(digits: string, at: number, breaks: ReadonlySet<number>): string {
  for (let length = sequenceMin; length < digits.length; length += 1) {
    if (breaks.has(at + length)) return digits.slice(0, length);
  }
  return digits;
}

function* strippedCodes({ text, breaks }: JoinedText): Iterable<string> {
  for (const match of text.matchAll(strippedCode)) {
    const digits = match[1] ?? '';
    const at = match.index + 1;
    const ends = Array.from(digits, (_, end) => end).filter((end) => breaks.has(at + end));
    for (const end of [...ends, digits.length]) {
      const code = withSeparators(match[0].slice(0, 1), digits.slice(0, end));
      if (!code) continue;
      yield code;
      break;
    }
  }
}

/** The date anchors the split: two-digit agency parts first, then any place with a real day. */
function withSeparators(letter: string, digits: string): string | undefined {
  const lengths = Array.from({ length: agencyDigitsMax + 1 }, (_, index) => index);
  const evenFirst = [...lengths.filter(isEven), ...lengths.filter((length) => !isEven(length))];
  for (const length of evenFirst) {
    const agency = digits.slice(2, 2 + length);
    const date = digits.slice(2 + length, 8 + length);
    const number = digits.slice(8 + length);
    const fits = number.length >= sequenceMin && number.length <= sequenceMax;
    if (!fits || !isDay(date)) continue;
    const parts = [letter + digits.slice(0, 2), ...(agency.match(/\d{1,2}/g) ?? [])];
    return `${parts.join('.')}-${date}-${number}`;
  }
  return undefined;
}

function isEven(length: number): boolean {
  return length % 2 === 0;
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && /\d/.test(character);
}

/** `yymmdd` that exists, 2015 to 2049: dossier codes of this kind are not older. */
function isDay(text: string): boolean {
  const year = Number(text.slice(0, 2));
  if (year < 15 || year > 49) return false;
  const iso = `20${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}`;
  const time = Date.parse(`${iso}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso);
}
