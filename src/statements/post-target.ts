// Where a statement of a file goes: it is new, or one that is stored and was decided about or waited.
import type { StoredFile } from './import-store.js';

/** What people decided about a statement, as far as posting it goes. */
export interface Standing {
  /** Its lines count although its figures contradict each other. */
  readonly isReleased: boolean;
  /** Its lines are other lines, although they look like known ones. */
  readonly isSeparate: boolean;
}

export const undecided: Standing = { isReleased: false, isSeparate: false };

/** A stored statement, with what was decided about it. */
export interface StatementToPost extends Standing {
  readonly id: string;
  readonly state: string;
}

/** A statement of a file, new or stored before. */
export type PostTarget =
  | { readonly kind: 'new'; readonly file: StoredFile; readonly index: number }
  | { readonly kind: 'stored'; readonly statement: StatementToPost };
