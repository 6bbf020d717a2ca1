// Strict, streaming XML for uploads: saxes expands no entities, and everything that could make a
// small file large (DOCTYPE, depth, endless text) is refused here.
import { SaxesParser } from 'saxes';
import { FileRefused } from './file-refused.js';

export const xmlLimits = { depthMax: 64, textCharsMax: 1024 * 1024 } as const;

export type XmlAttributes = Readonly<Record<string, string>>;

/** What a document is told through. Names are local: `ns:Stmt` arrives as `Stmt`. */
export interface XmlHandler {
  open(name: string, attributes: XmlAttributes, line: number): void;
  text(text: string): void;
  close(name: string, line: number): void;
}

export interface XmlReader {
  write(chunk: string): void;
  /** @throws FileRefused when the document is cut off */
  end(): void;
}

/** The name without its namespace prefix. */
export function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}

/** A reader that tells `handler` the document; malformed input throws FileRefused with the line. */
export function xmlReader(handler: XmlHandler): XmlReader {
  const parser = new SaxesParser({});
  let depth = 0;
  let pending = 0;
  parser.on('error', (error) => {
    throw new FileRefused('bad_xml', `not well-formed XML: ${error.message}`, parser.line);
  });
  parser.on('doctype', () => {
    throw new FileRefused('doctype_refused', 'the XML carries a DOCTYPE', parser.line);
  });
  parser.on('opentag', (tag) => {
    depth += 1;
    if (depth > xmlLimits.depthMax) {
      throw new FileRefused(
        'xml_too_deep',
        `nested deeper than ${xmlLimits.depthMax}`,
        parser.line,
      );
    }
    handler.open(localName(tag.name), tag.attributes, parser.line);
  });
  parser.on('text', (text) => {
    handler.text(text);
  });
  parser.on('cdata', (text) => {
    handler.text(text);
  });
  parser.on('closetag', (tag) => {
    depth -= 1;
    handler.close(localName(tag.name), parser.line);
  });
  return {
    write(chunk) {
      const tagAt = chunk.lastIndexOf('<');
      pending = tagAt < 0 ? pending + chunk.length : chunk.length - tagAt;
      if (pending > xmlLimits.textCharsMax) {
        throw new FileRefused('xml_text_too_long', 'a text is longer than 1 MB', parser.line);
      }
      parser.write(chunk);
    },
    end() {
      parser.close();
    },
  };
}
