// The reader of XML beside a slower one that looks at every character.
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { FileRefused } from '../../src/tables/file-refused.js';
import { localName } from '../../src/tables/xml-markup.js';
import { xmlReader } from '../../src/tables/xml-reader.js';

type Told = readonly string[];

function told(chunks: readonly string[]): Told | 'refused' {
  const events: string[] = [];
  const reader = xmlReader({
    open: (name, attributes) => events.push(`<${name} ${JSON.stringify({ ...attributes })}`),
    text: (text) => events.push(text),
    close: (name) => events.push(`>${name}`),
  });
  try {
    for (const chunk of chunks) reader.write(chunk);
    reader.end();
    return joined(events);
  } catch (error) {
    if (error instanceof FileRefused) return 'refused';
    throw error;
  }
}

function toldBySaxes(document: string): Told | 'refused' {
  const events: string[] = [];
  const parser = new SaxesParser({});
  let depth = 0;
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw new Error('doctype');
  });
  parser.on('opentag', ({ name, attributes }) => {
    depth += 1;
    events.push(`<${localName(name)} ${JSON.stringify(attributes)}`);
  });
  parser.on('text', (text) => depth > 0 && events.push(text));
  parser.on('cdata', (text) => events.push(text));
  parser.on('closetag', ({ name }) => {
    depth -= 1;
    events.push(`>${localName(name)}`);
  });
  try {
    parser.write(document).close();
    return joined(events);
  } catch {
    return 'refused';
  }
}

/** Texts that follow one another are one. */
function joined(events: readonly string[]): Told {
  const whole: string[] = [];
  for (const event of events) {
    const last = whole.at(-1) ?? '<';
    if (/^[<>]/.test(event) || /^[<>]/.test(last)) whole.push(event);
    else whole[whole.length - 1] = last + event;
  }
  return whole.filter((event) => event !== '');
}

const pieces = [
  ...['<a>', '</a>', '<b>', '</b>', '<n:c>', '</n:c >', '<d/>', '<e x="1"/>', "<f\ny = '2 > 1' >"],
  ...[
    '</f>',
    '<g x="1" x="2">',
    '<h x="&lt;&#65;&#x110;\t">',
    '</h>',
    '<i x=1>',
    '<1>',
    '< a>',
    '</ a>',
  ],
  ...['chữ', ' ', '\n', '\r\n', '&amp;', '&#0;', '&nbsp;', '&', ']]>', ']', '>', '"', '\u0001'],
  ...['<!-- x -->', '<!-- -- -->', '<![CDATA[ <x> & ]]>', '<![CDATA[', '<!DOCTYPE a>', '<!x>'],
  ...['<?pi x?>', '<?xml version="1.0"?>', '<?xml version="1.0" encoding="UTF-8"?>', '<?xml?>'],
  ...['\ufeff', '\ufffe', '😀', '<j x="a<b">', '<k x="1"y="2">', '<đ>', '</đ>', '<'],
];
const wellFormed = fc.letrec<{ node: string }>((tie) => ({
  node: fc
    .tuple(
      fc.constantFrom('Stmt', 'n:Ntry', 'Amt', 'đ'),
      fc.constantFrom('', ' Ccy="VND"', ' a="1" b=\'&quot;\'', '\r\n c="x"'),
      fc.array(
        fc.oneof(
          { depthSize: 'small' },
          fc.constantFrom('a', '\r\n', '&#272;', ' ', '<![CDATA[<]]>', '<!--x-->', '<?p?>', '😀'),
          tie('node'),
        ),
        { maxLength: 4 },
      ),
    )
    .map(([name, attributes, inside]) => `<${name}${attributes}>${inside.join('')}</${name}>`),
})).node;
const scrap = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((all) => all.join(''));
const document = fc.oneof(
  scrap,
  scrap.map((inside) => `<a>${inside}</a>`),
  fc.tuple(fc.constantFrom('', '<?xml version="1.0"?>\n'), wellFormed).map((all) => all.join('')),
);

function cut(text: string, at: readonly number[]): string[] {
  const places = [...new Set(at.map((each) => each % (text.length + 1)))].sort((a, b) => a - b);
  const ends = [...places, text.length];
  return ends.map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}

test('XML is told as a slower reader tells it, and refused where that refuses it, however it comes', () => {
  const examples = pieces.map((piece): [string, number[]] => [`<a>${piece}</a>`, [4]]);
  fc.assert(
    fc.property(document, fc.array(fc.nat(200), { maxLength: 4 }), (text, at) => {
      expect(told(cut(text, at))).toEqual(toldBySaxes(text));
    }),
    { numRuns: 1000, examples },
  );
});
