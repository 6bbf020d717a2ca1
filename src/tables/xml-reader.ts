// Strict, streaming XML for uploads. Own code, since a statement of a million entries is read three
// times as fast as by a reader that looks at every character: no entity is expanded, and everything
// that could make a small file large (DOCTYPE, depth, endless text) is refused here.
import { FileRefused } from './file-refused.js';
import {
  checkInstruction,
  contentText,
  illegalAt,
  MarkupError,
  startTag,
  withoutReturns,
  type StartTag,
  type XmlAttributes,
} from './xml-markup.js';

export const xmlLimits = { depthMax: 64, textCharsMax: 1024 * 1024 } as const;

/** What a document is told through. Names are local: `ns:Stmt` arrives as `Stmt`. */
export interface XmlHandler {
  open(name: string, attributes: XmlAttributes, line: number): void;
  text(text: string): void;
  close(name: string): void;
}

export interface XmlReader {
  write(chunk: string): void;
  /** @throws FileRefused when the document is cut off */
  end(): void;
}

/** A reader that tells `handler` the document; malformed input throws FileRefused with the line. */
export function xmlReader(handler: XmlHandler): XmlReader {
  return new Tokens(handler);
}

/** Start tags that come again and again are read once; beyond these, each time. */
const knownTagsMax = 256;
const knownTagCharsMax = 64;
const byteOrderMark = '\ufeff';
const comment = '<!--';
const cdata = '<![CDATA[';
const doctype = '<!DOCTYPE';
const slash = 47;
const bang = 33;
const question = 63;
/** What the text at hand does not complete. */
const notYet = -1;

class Tokens implements XmlReader {
  private readonly handler: XmlHandler;
  private readonly path: StartTag[] = [];
  private readonly known = new Map<string, StartTag>();
  private hasRoot = false;
  private isStart = true;
  private text = '';
  private line = 1;
  /** The first line break that is not counted yet. */
  private breakAt = -1;

  constructor(handler: XmlHandler) {
    this.handler = handler;
  }

  write(chunk: string): void {
    const text = this.text === '' ? chunk : this.text + chunk;
    this.text = text;
    this.breakAt = text.indexOf('\n');
    const end = this.readTokens();
    const illegal = illegalAt(text.slice(0, end));
    if (illegal >= 0) throw badXml('a character that XML cannot hold', this.lineAt(illegal));
    this.lineAt(end);
    this.text = text.slice(end);
    if (this.text.length > xmlLimits.textCharsMax) {
      throw new FileRefused('xml_text_too_long', 'a text is longer than 1 MB', this.line);
    }
  }

  end(): void {
    const isWhole = this.path.length === 0 && this.hasRoot && /^[ \t\r\n]*$/.test(this.text);
    if (!isWhole) throw badXml('the document is cut off', this.line);
  }

  /** @returns where begins what the text does not complete */
  private readTokens(): number {
    const { text } = this;
    let at = 0;
    try {
      for (;;) {
        const tagAt = text.indexOf('<', at);
        if (tagAt < 0) return at;
        if (tagAt > at) this.takeText(text.slice(at, tagAt));
        at = tagAt;
        const end = this.readMarkup(at);
        if (end < 0) return at;
        this.isStart = false;
        at = end;
      }
    } catch (error) {
      if (!(error instanceof MarkupError)) throw error;
      throw badXml(error.message, this.lineAt(at));
    }
  }

  /** Asked from the start of the text to its end. */
  private lineAt(at: number): number {
    while (this.breakAt >= 0 && this.breakAt < at) {
      this.line += 1;
      this.breakAt = this.text.indexOf('\n', this.breakAt + 1);
    }
    return this.line;
  }

  private takeText(raw: string): void {
    if (this.path.length > 0) {
      this.handler.text(contentText(raw));
      return;
    }
    if (this.isStart && raw === byteOrderMark) return;
    this.isStart = false;
    if (/[^ \t\r\n]/.test(raw)) throw new MarkupError('text stands outside of the root');
  }

  private readMarkup(at: number): number {
    const { text } = this;
    if (at + 1 >= text.length) return notYet;
    const sign = text.charCodeAt(at + 1);
    if (sign === slash) return this.readEnd(at);
    if (sign === bang) return this.readBang(at);
    return sign === question ? this.readInstruction(at) : this.readStart(at);
  }

  private readStart(at: number): number {
    const end = tagEnd(this.text, at + 1);
    if (end < 0) return notYet;
    const tag = this.tagOf(this.text.slice(at + 1, end));
    if (this.path.length === 0 && this.hasRoot) throw new MarkupError('there is a second root');
    this.hasRoot = true;
    this.path.push(tag);
    if (this.path.length > xmlLimits.depthMax) {
      const detail = `nested deeper than ${xmlLimits.depthMax}`;
      throw new FileRefused('xml_too_deep', detail, this.lineAt(at));
    }
    this.handler.open(tag.local, tag.attributes, this.lineAt(at));
    if (tag.isEmpty) this.close(tag);
    return end + 1;
  }

  private tagOf(markup: string): StartTag {
    const known = this.known.get(markup);
    if (known) return known;
    const tag = startTag(markup);
    if (this.known.size < knownTagsMax && markup.length <= knownTagCharsMax) {
      this.known.set(markup, tag);
    }
    return tag;
  }

  private readEnd(at: number): number {
    const end = this.text.indexOf('>', at);
    if (end < 0) return notYet;
    const tag = this.path.at(-1);
    const name = this.text.slice(at + 2, end);
    if (!tag || (name !== tag.name && name.replace(/[ \t\r\n]+$/, '') !== tag.name)) {
      throw new MarkupError(`"</${name.slice(0, 40)}>" closes nothing`);
    }
    this.close(tag);
    return end + 1;
  }

  private close(tag: StartTag): void {
    this.path.pop();
    this.handler.close(tag.local);
  }

  private readInstruction(at: number): number {
    const end = this.text.indexOf('?>', at + 2);
    if (end < 0) return notYet;
    checkInstruction(this.text.slice(at + 2, end), this.isStart);
    return end + 2;
  }

  private readBang(at: number): number {
    const { text } = this;
    const markup = text.slice(at, at + doctype.length);
    if (markup.startsWith(comment)) {
      const end = text.indexOf('--', at + comment.length);
      if (end < 0 || end + 2 >= text.length) return notYet;
      if (text[end + 2] !== '>') throw new MarkupError('"--" stands in a comment');
      return end + 3;
    }
    if (markup === cdata && this.path.length > 0) {
      const end = text.indexOf(']]>', at + cdata.length);
      if (end < 0) return notYet;
      this.handler.text(withoutReturns(text.slice(at + cdata.length, end)));
      return end + 3;
    }
    if (markup.toUpperCase() === doctype) {
      throw new FileRefused('doctype_refused', 'the XML carries a DOCTYPE', this.lineAt(at));
    }
    const isBegun = [comment, cdata, doctype].some((each) => each.startsWith(markup.toUpperCase()));
    if (isBegun && markup !== cdata) return notYet;
    throw new MarkupError('a "<!" means nothing');
  }
}

function badXml(detail: string, line: number): FileRefused {
  return new FileRefused('bad_xml', `not well-formed XML: ${detail}`, line);
}

const doubleQuote = 34;
const singleQuote = 39;

/** Where a tag ends: at the first `>` outside of quotes. */
function tagEnd(text: string, from: number): number {
  let at = from;
  for (;;) {
    const end = text.indexOf('>', at);
    if (end < 0) return notYet;
    const quote = quoteIn(text, at, end);
    if (quote < 0) return end;
    at = text.indexOf(text.charAt(quote), quote + 1) + 1;
    if (at === 0) return notYet;
  }
}

function quoteIn(text: string, from: number, to: number): number {
  for (let at = from; at < to; at += 1) {
    const code = text.charCodeAt(at);
    if (code === doubleQuote || code === singleQuote) return at;
  }
  return notYet;
}
