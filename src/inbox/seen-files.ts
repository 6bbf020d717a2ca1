// What lies in the inbox: plain files with an ordinary name, and whether one is whole. Links,
// folders, devices and hidden files are nobody's statements and are neither followed nor touched.
import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface SeenFile {
  readonly name: string;
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly inode: number;
}

/** As in an upload: what is larger is imported by the command, outside of the service's memory. */
export const inboxFileBytesMax = 50 * 1024 * 1024;

/** Names that copying programs give to what they have not finished. */
const unfinished =
  /^[.~]|~$|\.(part|partial|filepart|crdownload|opdownload|download|tmp|temp|swp|lock)$/i;

/** The files that may be statements, in the order of their names. */
export async function filesIn(folder: string): Promise<SeenFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((each) => each.isFile()).map(({ name }) => name);
  const found: SeenFile[] = [];
  for (const name of names.filter((each) => !unfinished.test(each)).sort()) {
    const file = await seeFile(folder, name);
    if (file) found.push(file);
  }
  return found;
}

/** Undefined for one that went away meanwhile, or is no plain file any longer. */
async function seeFile(folder: string, name: string): Promise<SeenFile | undefined> {
  const path = join(folder, name);
  const facts = await lstat(path).catch(() => undefined);
  if (!facts?.isFile()) return undefined;
  return { name, path, size: facts.size, mtimeMs: facts.mtimeMs, inode: facts.ino };
}

/** Whether a file still is what it was at an earlier look. */
export async function isUnchanged(folder: string, file: SeenFile): Promise<boolean> {
  return isSame(file, await seeFile(folder, file.name));
}

/** The same file with the same content, as far as that can be seen from outside. */
export function isSame(one: SeenFile | undefined, other: SeenFile | undefined): boolean {
  return (
    one !== undefined &&
    one.inode === other?.inode &&
    one.size === other.size &&
    one.mtimeMs === other.mtimeMs
  );
}

export type ReadFile =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  /** It went away or is being written: another look will tell. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'refused'; readonly code: 'file_too_large' | 'not_readable' };

/** Reads what was seen and nothing else: a link or a pipe put in its place is not opened. */
export async function readSeen(file: SeenFile): Promise<ReadFile> {
  if (file.size > inboxFileBytesMax) return { kind: 'refused', code: 'file_too_large' };
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  try {
    const handle = await open(file.path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const facts = await handle.stat();
      if (!facts.isFile() || facts.ino !== file.inode) return { kind: 'changed' };
      const bytes = await handle.readFile();
      const { size, mtimeMs } = await handle.stat();
      const isWhole = bytes.length === file.size && size === file.size && mtimeMs === file.mtimeMs;
      return isWhole ? { kind: 'read', bytes } : { kind: 'changed' };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (code === 'EACCES' || code === 'EPERM') return { kind: 'refused', code: 'not_readable' };
    if (code === 'ENOENT' || code === 'ELOOP') return { kind: 'changed' };
    throw error;
  }
}
