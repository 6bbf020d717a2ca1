// Archives of statement files: each entry is a file of its own, named `archive!entry`.
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileKind } from '../tables/file-kind.js';
import { refusalOf, FileRefused, type FileRefusal } from '../tables/file-refused.js';
import { sourceOf, type FileContent } from '../tables/file-source.js';
import { isWorkbook } from '../tables/xlsx.js';
import { openArchive, readEntry, type ZipArchive } from '../tables/zip-archive.js';
import { contentOf, type StatementFile } from './statement-file.js';

export type Expanded =
  | { readonly kind: 'files'; readonly files: AsyncIterable<StatementFile> }
  | { readonly kind: 'refused'; readonly refusal: FileRefusal };

/** A month of a province's statements has some 3,000 files at most. */
const archiveEntryCountMax = 5_000;
/** Larger entries are inflated into a file of their own while they are read. */
const inMemoryBytesMax = 8 * 1024 * 1024;

/**
 * The files of a zip that is no workbook; any other file is itself. Archives inside are refused. The
 * whole archive is looked through before its first file is handed out, so one that is refused leaves
 * nothing of itself; files are then inflated one by one, so that it need not fit into memory.
 */
export async function expandArchive(file: StatementFile): Promise<Expanded> {
  return refusalOf(async () => {
    if (fileKind(sourceOf(contentOf(file)).head) !== 'zip') {
      return { kind: 'files', files: itself(file) };
    }
    for await (const entry of entriesOf(file)) {
      const content = contentOf(entry);
      const isZip = fileKind(sourceOf(content).head) === 'zip' && entry.name !== file.name;
      if (isZip && !(await isWorkbookFile(content))) {
        const name = entry.name.slice(file.name.length + 1);
        throw new FileRefused('nested_archive', `${name} is an archive inside the archive`);
      }
    }
    return { kind: 'files', files: entriesOf(file) };
  });
}

async function* itself(file: StatementFile): AsyncIterable<StatementFile> {
  yield await Promise.resolve(file);
}

async function* entriesOf(file: StatementFile): AsyncIterable<StatementFile> {
  const archive = await openArchive(contentOf(file), archiveEntryCountMax);
  try {
    if (isWorkbook(archive)) {
      yield file;
      return;
    }
    for (const entry of archive.names.filter(isVisible)) {
      const name = `${file.name}!${entry}`;
      if (archive.sizeOf(entry) > inMemoryBytesMax) yield* inflated(archive, entry, name);
      else yield { name, bytes: await readEntry(archive, entry) };
    }
  } finally {
    archive.close();
  }
}

/** The file is there for as long as whoever reads it does not ask for the next one. */
async function* inflated(
  archive: ZipArchive,
  entry: string,
  name: string,
): AsyncIterable<StatementFile> {
  const folder = await mkdtemp(join(tmpdir(), 'doisoat-entry-'));
  try {
    const path = join(folder, 'statement');
    const target = await open(path, 'wx', 0o600);
    await archive.read(entry, async (chunk) => {
      await target.writeFile(chunk);
    });
    await target.close();
    yield { name, path };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Archives made on a Mac carry a shadow of every file. */
function isVisible(entry: string): boolean {
  return !entry.startsWith('__MACOSX/') && !entry.split('/').some((part) => part.startsWith('.'));
}

async function isWorkbookFile(content: FileContent): Promise<boolean> {
  const archive = await openArchive(content);
  archive.close();
  return isWorkbook(archive);
}
