// Moves a file out of the inbox without ever replacing another: a free name is reserved first.
import { lstat, mkdir, open, rename, unlink, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { isUnchanged, type SeenFile } from './seen-files.js';

/** Names that are tried: the file's own, then `name (2).csv` and on. */
const nameCountMax = 10_000;
/** Bytes of a name, so that what is added to it still fits a disk's 255. */
const nameBytesMax = 200;
const noteEnding = '.reason.txt';

/**
 * Moves a file into a folder, with a note beside it when there is one.
 * @returns false when the file changed since it was seen: then it stays and is looked at anew
 */
export async function putAway(
  inbox: { readonly folder: string },
  file: SeenFile,
  to: { readonly folder: string; readonly note?: string },
): Promise<boolean> {
  const reserved = await reserve(to.folder, file.name, to.note);
  try {
    if (!(await isUnchanged(inbox.folder, file))) {
      await release(reserved);
      return false;
    }
    await rename(file.path, reserved.path);
    return true;
  } catch (error) {
    await release(reserved);
    throw error;
  }
}

/** A folder of ours; a link that somebody put in its place is not followed. */
export async function ownFolder(...parts: readonly string[]): Promise<string> {
  const folder = join(...parts);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (!(await lstat(folder)).isDirectory()) throw new Error('a folder of the inbox is none');
  return folder;
}

interface Reserved {
  readonly path: string;
  readonly notePath: string | null;
}

async function reserve(folder: string, name: string, note?: string): Promise<Reserved> {
  const { name: stem, ext } = parse(name);
  for (let number = 1; number <= nameCountMax; number += 1) {
    const added = number === 1 ? ext : ` (${String(number)})${ext}`;
    const path = join(folder, `${cut(stem, nameBytesMax - Buffer.byteLength(added))}${added}`);
    if (!(await isMade(path, ''))) continue;
    if (note === undefined) return { path, notePath: null };
    const notePath = `${path}${noteEnding}`;
    if (await isMade(notePath, note)) return { path, notePath };
    await unlink(path);
  }
  throw new Error('no free name is left in a folder of the inbox');
}

/** Makes a file that was not there; false where one is. */
async function isMade(path: string, text: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx', 0o600);
    try {
      await writeFile(handle, text);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function release({ path, notePath }: Reserved): Promise<void> {
  await unlink(path);
  if (notePath !== null) await unlink(notePath);
}

/** As many whole letters as fit. */
function cut(text: string, bytesMax: number): string {
  const letters = [...text];
  while (Buffer.byteLength(letters.join('')) > Math.max(1, bytesMax)) letters.pop();
  return letters.join('');
}
