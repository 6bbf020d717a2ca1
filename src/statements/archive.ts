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
  | { readonly kind: 'files'; readonly files: readonly NamedBytes[] }
  | { readonly kind: 'refused'; readonly refusal: FileRefusal };

/** A month of a province's statements has some 3,000 files at most. */
const archiveEntryCountMax = 5_000;

/** The files of a zip that is no workbook; any other file is itself. Archives inside are refused. */
export async function expandArchive(file: NamedBytes): Promise<Expanded> {
  if (fileKind(file.bytes) !== 'zip') return { kind: 'files', files: [file] };
  return refusalOf(async () => {
    const archive = await openArchive(file.bytes, archiveEntryCountMax);
    try {
      if (isWorkbook(archive)) return { kind: 'files', files: [file] };
      const files: NamedBytes[] = [];
      for (const entry of archive.names.filter(isVisible)) {
        const bytes = await readEntry(archive, entry);
        if (fileKind(bytes) === 'zip' && !(await isWorkbookFile(bytes))) {
          throw new FileRefused('nested_archive', `${entry} is an archive inside the archive`);
        }
        files.push({ name: `${file.name}!${entry}`, bytes });
      }
      return { kind: 'files', files };
    } finally {
      archive.close();
    }
  });
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
