// The statement as a workbook: texts in the table of shared strings, amounts as numbers, as banks'
// programs write them. Only its deflated parts are held.
import { writeFile } from 'node:fs/promises';
import { crc32, createDeflateRaw } from 'node:zlib';
import { formatDay } from '../../src/calendar.js';
import { account, closingOf, firstDay, lastDay, linesOf, opening } from './lines.js';

export async function writeWorkbook(path: string, lineCount: number): Promise<void> {
  const parts = [
    await deflated('xl/workbook.xml', [workbook]),
    await deflated('xl/_rels/workbook.xml.rels', [relations]),
    await deflated('xl/sharedStrings.xml', sharedStrings(lineCount)),
    await deflated('xl/worksheets/sheet1.xml', sheet(lineCount)),
  ];
  await writeFile(path, zipOf(parts));
}

const workbook =
  '<workbook xmlns:r="urn:r"><sheets><sheet name="Sao ke" sheetId="1" r:id="rId1"/></sheets></workbook>';
const relations =
  '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>';

function* sharedStrings(lineCount: number): Iterable<string> {
  yield '<sst>';
  for (const { text } of linesOf(lineCount)) yield `<si><t>${text}</t></si>`;
  yield '</sst>';
}

function* sheet(lineCount: number): Iterable<string> {
  yield '<worksheet><sheetData>';
  yield row([word('Số tài khoản'), word(account)]) + row([word('Loại tiền'), word('VND')]);
  yield row(['Từ ngày', formatDay(firstDay), 'Đến ngày', formatDay(lastDay)].map(word));
  yield row([word('Số dư đầu kỳ'), number(opening)]);
  yield row(['Ngày giao dịch', 'Số tham chiếu', 'Ghi nợ', 'Ghi có', 'Số dư', 'Mô tả'].map(word));
  let at = 0;
  for (const { on, amount, reference, balance } of linesOf(lineCount)) {
    const sides = amount < 0 ? [number(-amount), '<c/>'] : ['<c/>', number(amount)];
    const text = `<c t="s"><v>${String(at)}</v></c>`;
    yield row([word(formatDay(on)), word(reference), ...sides, number(balance), text]);
    at += 1;
  }
  yield row([word('Số dư cuối kỳ'), number(closingOf(lineCount))]);
  yield '</sheetData></worksheet>';
}

function row(cells: readonly string[]): string {
  return `<row>${cells.join('')}</row>`;
}

function word(text: string): string {
  return `<c t="str"><v>${text}</v></c>`;
}

function number(value: number): string {
  return `<c><v>${String(value)}</v></c>`;
}

interface Part {
  readonly name: string;
  readonly bytes: Buffer;
  readonly size: number;
  readonly crc: number;
}

const bufferedChars = 256 * 1024;

async function deflated(name: string, pieces: Iterable<string>): Promise<Part> {
  const stream = createDeflateRaw({ level: 6 });
  const chunks: Buffer[] = [];
  const ended = (async () => {
    for await (const chunk of stream) chunks.push(chunk as Buffer);
  })();
  let [size, crc, text] = [0, 0, ''];
  const write = async (): Promise<void> => {
    const bytes = Buffer.from(text);
    text = '';
    size += bytes.length;
    crc = crc32(bytes, crc);
    await new Promise((resolve) => stream.write(bytes, resolve));
  };
  for (const piece of pieces) {
    text += piece;
    if (text.length >= bufferedChars) await write();
  }
  await write();
  stream.end();
  await ended;
  return { name, bytes: Buffer.concat(chunks), size, crc };
}

const zipVersion = 20;
const deflateMethod = 8;

function zipOf(parts: readonly Part[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, size, crc } of parts) {
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(zipVersion, 0);
    shared.writeUInt16LE(deflateMethod, 4);
    shared.writeUInt32LE(crc, 10);
    shared.writeUInt32LE(bytes.length, 14);
    shared.writeUInt32LE(size, 18);
    shared.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), shared, Buffer.from(name), bytes]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    const begin = Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([zipVersion, 3])]);
    directory.push(Buffer.concat([begin, shared, rest, Buffer.from(name)]));
    bodies.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 0, 'latin1');
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, index, end]);
}
