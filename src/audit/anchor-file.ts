// The anchors outside the database: one line each in DATA_DIR, so that a database put back to an
// older state, anchors and all, is found out.
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Anchor, anchorLine, readAnchorLine } from './anchor.js';

/** Where the anchors of a data directory stand. */
export function anchorFile(dataDir: string): string {
  return join(dataDir, 'audit-anchors.ndjson');
}

export interface FileAnchors {
  readonly anchors: readonly Anchor[];
  /** Numbers of lines that are no anchors. */
  readonly unreadable: readonly number[];
}

/** Reads the file; null when there is none. */
export async function readAnchorFile(path: string): Promise<FileAnchors | null> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (isNoSuchFile(error)) return null;
    throw error;
  });
  if (text === null) return null;
  const anchors: Anchor[] = [];
  const unreadable: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const anchor = readAnchorLine(line);
    if (anchor) anchors.push(anchor);
    else unreadable.push(index + 1);
  }
  return { anchors, unreadable };
}

/** Appends lines, on the disk when the promise resolves; readable by the service's user only. */
export async function appendAnchors(path: string, anchors: readonly Anchor[]): Promise<void> {
  if (anchors.length === 0) return;
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'a', 0o600);
  try {
    await file.write(anchors.map(anchorLine).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Puts the file aside when a backup is restored: the chain goes on from an older place, and what
 * came after it is kept for whoever asks.
 * @returns its new path; null when there was none
 */
export async function setAnchorsAside(dataDir: string, now: Date): Promise<string | null> {
  const path = anchorFile(dataDir);
  const aside = `${path}.before-${now.toISOString().replaceAll(/[:.]/g, '-')}`;
  try {
    await rename(path, aside);
    return aside;
  } catch (error) {
    if (isNoSuchFile(error)) return null;
    throw error;
  }
}

function isNoSuchFile(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
