// Archives of statement files: each entry is a file of its own, named `archive!entry`.
import { fileKind } from '../tables/file-kind.js';
import { refusalOf, FileRefused, type FileRefusal } from '../tables/file-refused.js';
import { isWorkbook } from '../tables/xlsx.js';
import { openArchive, readEntry } from '../tables/zip-archive.js';

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Buffer;
}

export type Expanded =
  | { readonly kind: 'files'; readonly files: AsyncIterable<NamedBytes> }
  | { readonly kind: 'refused'; readonly refusal: FileRefusal };

/** A month of a province's statements has some 3,000 files at most. */
const archiveEntryCountMax = 5_000;

/**
 * The files of a zip that is no workbook; any other file is itself. Archives inside are refused. The
 * whole archive is looked through before its first file is handed out, so one that is refused leaves
 * nothing of itself; files are then inflated one by one, so that it need not fit into memory.
 */
export async function expandArchive(file: NamedBytes): Promise<Expanded> {
  if (fileKind(file.bytes) !== 'zip') return { kind: 'files', files: itself(file) };
  return refusalOf(async () => {
    for await (const { name, bytes } of entriesOf(file)) {
      if (fileKind(bytes) === 'zip' && name !== file.name && !(await isWorkbookFile(bytes))) {
        const entry = name.slice(file.name.length + 1);
        throw new FileRefused('nested_archive', `${entry} is an archive inside the archive`);
      }
    }
    return { kind: 'files', files: entriesOf(file) };
  });
}

async function* itself(file: NamedBytes): AsyncIterable<NamedBytes> {
  yield await Promise.resolve(file);
}

async function* entriesOf(file: NamedBytes): AsyncIterable<NamedBytes> {
  const archive = await openArchive(file.bytes, archiveEntryCountMax);
  try {
    if (isWorkbook(archive)) {
      yield file;
      return;
    }
    for (const entry of archive.names.filter(isVisible)) {
      yield { name: `${file.name}!${entry}`, bytes: await readEntry(archive, entry) };
    }
  } finally {
    archive.close();
  }
}

/** Archives made on a Mac carry a shadow of every file. */
function isVisible(entry: string): boolean {
  return !entry.startsWith('__MACOSX/') && !entry.split('/').some((part) => part.startsWith('.'));
}

async function isWorkbookFile(bytes: Buffer): Promise<boolean> {
  const archive = await openArchive(bytes);
  archive.close();
  return isWorkbook(archive);
}
