// Statement files named on the command line: files, folders (with what is in them) and zips.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expandArchive } from '../statements/archive.js';
import type { RefusedFile } from '../statements/import-statements.js';
import type { StatementFile } from '../statements/statement-file.js';
import type { Context } from './command.js';

/** Most bytes a file may have here (reference: 2 GB for commands). */
const fileBytesMax = 2 * 1024 * 1024 * 1024 - 1;

/**
 * Reads the files one by one, so that a folder need not fit into memory.
 * @param refused takes what cannot be opened; reading goes on with the next file
 * @param progress draws how many of the files have been read
 */
export async function* statementFiles(
  paths: readonly string[],
  refused: RefusedFile[],
  progress: Context['progress'],
): AsyncIterable<StatementFile> {
  const files: string[] = [];
  for (const given of paths) files.push(...(await filesAt(given, refused)));
  const bar = progress('statements', files.length);
  try {
    for (const [done, path] of files.entries()) {
      bar.update(done);
      const expanded = await expandArchive({ name: path, path });
      if (expanded.kind === 'refused') refused.push({ file: path, ...expanded.refusal });
      else yield* expanded.files;
    }
    bar.update(files.length);
  } finally {
    bar.stop();
  }
}

/** The files below a folder in the order of their names; hidden ones are left out. */
async function filesAt(path: string, refused: RefusedFile[]): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found) {
    refused.push({ file: path, code: 'not_found', detail: 'there is no such file', line: null });
    return [];
  }
  if (found.isDirectory()) {
    const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort();
    const below = [];
    for (const name of names) below.push(...(await filesAt(join(path, name), refused)));
    return below;
  }
  if (found.isFile() && found.size <= fileBytesMax) return [path];
  const detail = found.isFile() ? 'the file is larger than 2 GB' : 'not a file';
  refused.push({ file: path, code: 'file_too_large', detail, line: null });
  return [];
}

/** One line a refused file, for people. */
export function refusedText(refused: readonly RefusedFile[]): string[] {
  return refused.map(({ file, code, detail, line }) => {
    const where = line === null ? file : `${file}:${String(line)}`;
    return `${where}: refused (từ chối), ${code}: ${detail}`;
  });
}
