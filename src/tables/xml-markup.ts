// The small grammar inside of XML markup: names, attributes, references, the declaration. Strict, for
// well-formed XML 1.0 without a document type; what is not is told by throwing a `MarkupError`.

export type XmlAttributes = Readonly<Record<string, string>>;

/** Not well-formed; whoever reads knows the line. */
export class MarkupError extends Error {}

const nameStart =
  ':A-Z_a-z\\u{c0}-\\u{d6}\\u{d8}-\\u{f6}\\u{f8}-\\u{2ff}\\u{370}-\\u{37d}\\u{37f}-\\u{1fff}' +
  '\\u{200c}-\\u{200d}\\u{2070}-\\u{218f}\\u{2c00}-\\u{2fef}\\u{3001}-\\u{d7ff}\\u{f900}-\\u{fdcf}' +
  '\\u{fdf0}-\\u{fffd}\\u{10000}-\\u{effff}';
const nameRest = `\\u{300}-\\u{36f}${nameStart}.0-9\\u{b7}\\u{203f}-\\u{2040}-`;
const wholeName = new RegExp(`^[${nameStart}][${nameRest}]*$`, 'u');
const blanks = '[ \\t\\r\\n]';

/** @throws MarkupError */
export function checkName(name: string): string {
  if (wholeName.test(name)) return name;
  throw new MarkupError(`"${name.slice(0, 40)}" is not a name`);
}

/** The name without its namespace prefix. */
export function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** What stands between `<` and `>` of a start tag. */
export interface StartTag {
  readonly name: string;
  readonly local: string;
  readonly attributes: XmlAttributes;
  readonly isEmpty: boolean;
}

const noAttributes: XmlAttributes = Object.freeze({});
const attribute = new RegExp(
  `${blanks}+([^\\s=<>"'/]+)${blanks}*=${blanks}*(?:"([^"<]*)"|'([^'<]*)')`,
  'y',
);

/** @throws MarkupError */
export function startTag(markup: string): StartTag {
  const isEmpty = markup.endsWith('/');
  const body = isEmpty ? markup.slice(0, -1) : markup;
  const nameEnd = body.search(/[ \t\r\n]/);
  const name = checkName(nameEnd < 0 ? body : body.slice(0, nameEnd));
  const attributes = nameEnd < 0 ? noAttributes : attributesOf(body, nameEnd);
  return { name, local: localName(name), attributes, isEmpty };
}

function attributesOf(body: string, from: number): XmlAttributes {
  const found = Object.create(null) as Record<string, string>;
  let at = from;
  for (;;) {
    attribute.lastIndex = at;
    const match = attribute.exec(body);
    if (!match) break;
    const name = checkName(match[1] ?? '');
    if (name in found) throw new MarkupError(`the attribute ${name} stands twice`);
    found[name] = attributeText(match[2] ?? match[3] ?? '');
    at = attribute.lastIndex;
  }
  if (/[^ \t\r\n]/.test(body.slice(at))) throw new MarkupError('a tag cannot be read');
  return found;
}

function attributeText(raw: string): string {
  const text = /[\t\r\n]/.test(raw) ? raw.replace(/\r\n|[\t\r\n]/g, ' ') : raw;
  return text.includes('&') ? resolved(text) : text;
}

/** Text between tags as it is meant. */
export function contentText(raw: string): string {
  if (raw.includes(']]>')) throw new MarkupError('"]]>" stands in a text');
  const text = withoutReturns(raw);
  return text.includes('&') ? resolved(text) : text;
}

/** Line ends are one character, however they were written. */
export function withoutReturns(raw: string): string {
  return raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function resolved(text: string): string {
  return text.replace(/&([^;&]*);?/g, (whole, name: string) => {
    const character = whole.endsWith(';') ? (entities[name] ?? characterOf(name)) : undefined;
    if (character !== undefined) return character;
    throw new MarkupError(`"${whole.slice(0, 40)}" is not an entity that is read`);
  });
}

function characterOf(reference: string): string | undefined {
  const match = /^#(?:x([0-9a-fA-F]{1,8})|(\d{1,8}))$/.exec(reference);
  if (!match) return undefined;
  const code = match[1] === undefined ? Number(match[2]) : parseInt(match[1], 16);
  if (code > 0x10ffff) return undefined;
  const character = String.fromCodePoint(code);
  return illegalAt(character) < 0 ? character : undefined;
}

// what XML cannot hold
const illegal = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\p{Cs}]/u;

/** Where a character stands that XML cannot hold; -1 for none. */
export function illegalAt(text: string): number {
  return text.search(illegal);
}

const declaration = new RegExp(
  `^xml${blanks}+version${blanks}*=${blanks}*(["'])1\\.[01]\\1` +
    `(${blanks}+encoding${blanks}*=${blanks}*(["'])[A-Za-z][\\w.-]*\\3)?` +
    `(${blanks}+standalone${blanks}*=${blanks}*(["'])(yes|no)\\5)?${blanks}*$`,
);

/**
 * A processing instruction, which says nothing to us.
 * @throws MarkupError
 */
export function checkInstruction(body: string, isFirst: boolean): void {
  const target = /^[^ \t\r\n]*/.exec(body)?.[0] ?? '';
  if (checkName(target).toLowerCase() !== 'xml') return;
  if (!isFirst) throw new MarkupError('the declaration of XML stands elsewhere than at its start');
  if (!declaration.test(body)) throw new MarkupError('the declaration of XML cannot be read');
}
