// What the thread that parses is asked and what it tells, whether it is a thread of its own or not.
import type { FileRefusal } from '../tables/file-refused.js';
import type { FileContent } from '../tables/file-source.js';
import type { ReadEvent } from './bank-format.js';
import { tellStatements } from './banks/index.js';
import type { StatementMapping } from './banks/mapped-sheet.js';
import { joinPages } from './join-pages.js';
import { rowsOf, type PostEvent } from './line-rows.js';

/** `lines` as read; `rows` with pages joined, to be posted. */
export interface Asked {
  readonly mapping: StatementMapping | undefined;
  readonly as: 'lines' | 'rows';
}

export type ToRead = Asked &
  (
    | { readonly bytes: Uint8Array; readonly path?: undefined }
    | { readonly bytes?: undefined; readonly path: string }
  );

export type FileEvent = ReadEvent | PostEvent;

export type Told =
  | FileEvent
  | { readonly kind: 'read' }
  | { readonly kind: 'refused'; readonly refusal: FileRefusal };

/** Parts that may be on their way before the reader waits. */
export const partsAheadMax = 4;

/** @param tell also told which memory may change its owner */
export async function tellFile(
  content: FileContent,
  { mapping, as }: Asked,
  tell: (event: FileEvent, moved: ArrayBuffer[]) => void | Promise<void>,
): Promise<void> {
  if (as === 'lines') {
    await tellStatements(content, mapping, (event) => tell(event, []));
    return;
  }
  const rows = rowsOf((event) => {
    // small buffers are slices of one that node shares among them
    const moved = event.kind === 'again' ? [] : [event.rows.booked, event.rows.pending];
    const whole = moved.filter(({ buffer, byteLength }) => buffer.byteLength === byteLength);
    return tell(event, [...new Set(whole.map(({ buffer }) => buffer as ArrayBuffer))]);
  });
  const joined = joinPages(rows);
  await tellStatements(content, mapping, joined.take);
  await joined.end();
}
