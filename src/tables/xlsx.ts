// Our own reader of XLSX: workbook, relations, shared strings, date styles and sheets, streamed out
// of the zip under hard limits. Packages inflate first and ask later.
import { StringDecoder } from 'node:string_decoder';
import { FileRefused } from './file-refused.js';
import type { FileContent } from './file-source.js';
import { tableLimits, type Row } from './table.js';
import { sheetReader, type Workbook } from './xlsx-sheet.js';
import { isDateFormat } from './xlsx-styles.js';
import { localName, type XmlAttributes } from './xml-markup.js';
import { xmlReader, type XmlHandler } from './xml-reader.js';
import { openArchive, type ZipArchive } from './zip-archive.js';

interface SheetEntry {
  readonly name: string;
  readonly hidden: boolean;
  readonly relation: string;
}

const ignore = { open: () => undefined, text: () => undefined, close: () => undefined };

/**
 * Opens a workbook; its sheets are read one by one. Formulas give the value that the file stores;
 * nothing is computed.
 * @throws FileRefused for macros, external links, passwords, bombs and damage
 */
export async function openXlsx(content: FileContent): Promise<OpenWorkbook> {
  const archive = await openArchive(content);
  try {
    refuseActiveContent(archive);
    const targets = await readRelations(archive);
    const entries: SheetEntry[] = [];
    const is1904 = await readWorkbook(archive, entries);
    const workbook: Workbook = {
      is1904,
      strings: await readSharedStrings(archive),
      dateStyles: await readDateStyles(archive),
    };
    const sheets = entries.flatMap(({ name, hidden, relation }) => {
      const path = targets.get(relation);
      if (!path || !archive.names.includes(path)) return [];
      return [{ name, hidden, rows: (take: Take) => readSheet(archive, { path, workbook, take }) }];
    });
    return {
      sheets,
      close: () => {
        archive.close();
      },
    };
  } catch (error) {
    archive.close();
    throw error;
  }
}

type Take = (rows: readonly Row[]) => void | Promise<void>;

interface OpenWorkbook {
  readonly sheets: readonly {
    readonly name: string;
    readonly hidden: boolean;
    readonly rows: (take: Take) => Promise<void>;
  }[];
  close(): void;
}

async function readSheet(
  archive: ZipArchive,
  given: { readonly path: string; readonly workbook: Workbook; readonly take: Take },
): Promise<void> {
  let rows: Row[] = [];
  const handler = sheetReader(given.workbook, (row) => rows.push(row));
  await readXml(archive, given.path, handler, async () => {
    const some = rows;
    rows = [];
    if (some.length > 0) await given.take(some);
  });
}

/** True when a zip is a workbook rather than an archive of files. */
export function isWorkbook(archive: ZipArchive): boolean {
  return archive.names.includes('xl/workbook.xml');
}

function refuseActiveContent(archive: ZipArchive): void {
  if (!isWorkbook(archive)) {
    throw new FileRefused('format_not_supported', 'the zip is not an XLSX workbook');
  }
  const active = archive.names.find((name) =>
    /^xl\/(vbaProject|connections|externalLinks\/|macrosheets\/|activeX\/)/i.test(name),
  );
  if (active) {
    throw new FileRefused(
      'active_content',
      `the workbook has macros or outside links (${active}); save it as a plain .xlsx`,
    );
  }
}

/** @param between called after every piece of the document */
async function readXml(
  archive: ZipArchive,
  name: string,
  handler: XmlHandler,
  between?: () => Promise<void>,
): Promise<void> {
  const decoder = new StringDecoder('utf8');
  const reader = xmlReader(handler);
  await archive.read(name, (chunk) => {
    reader.write(decoder.write(chunk));
    return between?.();
  });
  reader.write(decoder.end());
  reader.end();
  await between?.();
}

async function readRelations(archive: ZipArchive): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  await readXml(archive, 'xl/_rels/workbook.xml.rels', {
    ...ignore,
    open(name, { Id, Target }) {
      if (name !== 'Relationship' || Id === undefined || Target === undefined) return;
      const path = Target.startsWith('/') ? Target.slice(1) : `xl/${Target.replace(/^\.\//, '')}`;
      targets.set(Id, path);
    },
  });
  return targets;
}

async function readWorkbook(archive: ZipArchive, entries: SheetEntry[]): Promise<boolean> {
  let is1904 = false;
  await readXml(archive, 'xl/workbook.xml', {
    ...ignore,
    open(name, attributes) {
      if (name === 'workbookPr') is1904 = /^(1|true|on)$/.test(attributes['date1904'] ?? '');
      if (name !== 'sheet') return;
      entries.push({
        name: attributes['name'] ?? '',
        hidden: (attributes['state'] ?? 'visible') !== 'visible',
        relation: relationOf(attributes),
      });
    },
  });
  return is1904;
}

function relationOf(attributes: XmlAttributes): string {
  const key = Object.keys(attributes).find((name) => name !== 'id' && localName(name) === 'id');
  return (key && attributes[key]) ?? '';
}

async function readSharedStrings(archive: ZipArchive): Promise<readonly string[]> {
  const name = archive.names.find((each) => /^xl\/sharedStrings\.xml$/i.test(each));
  if (!name) return [];
  const strings: string[] = [];
  let current = '';
  let isText = false;
  let isPhonetic = false;
  await readXml(archive, name, {
    open(tag) {
      if (tag === 'si') current = '';
      else if (tag === 'rPh') isPhonetic = true;
      else if (tag === 't') isText = !isPhonetic;
    },
    text(text) {
      if (!isText) return;
      current += text;
      if (current.length > tableLimits.cellCharsMax) {
        throw new FileRefused('cell_too_long', 'a text is longer than a cell may be');
      }
    },
    close(tag) {
      if (tag === 't') isText = false;
      else if (tag === 'rPh') isPhonetic = false;
      else if (tag === 'si') strings.push(current);
    },
  });
  return strings;
}

/** Indexes into cellXfs whose number format shows a day. */
async function readDateStyles(archive: ZipArchive): Promise<ReadonlySet<number>> {
  const name = archive.names.find((each) => /^xl\/styles\.xml$/i.test(each));
  const dateStyles = new Set<number>();
  if (!name) return dateStyles;
  const codes = new Map<number, string>();
  let isCellFormat = false;
  let index = 0;
  await readXml(archive, name, {
    ...ignore,
    open(tag, attributes) {
      const id = Number(attributes['numFmtId']);
      if (tag === 'numFmt') codes.set(id, attributes['formatCode'] ?? '');
      else if (tag === 'cellXfs') isCellFormat = true;
      else if (tag === 'xf' && isCellFormat) {
        if (isDateFormat(id, codes.get(id))) dateStyles.add(index);
        index += 1;
      }
    },
    close(tag) {
      if (tag === 'cellXfs') isCellFormat = false;
    },
  });
  return dateStyles;
}
