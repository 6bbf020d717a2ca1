// Lists that a query gives, the latest id first: the cursor is the id of the last item shown.
import { Refused } from '../problem.js';
import { keyOfCursor, type Page, pageFrom } from './cursor.js';

/** The id before which a page begins; null for the first page. */
export function idBefore(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const [id = ''] = keyOfCursor(cursor, 1);
  if (/^\d{1,18}$/.test(id)) return id;
  const detail = 'is not one that this list gave';
  const errors = [{ pointer: '?cursor', detail }];
  throw new Refused({ code: 'invalid_input', detail: `The cursor ${detail}.`, errors });
}

/** A page of rows of which one more than `limit` was asked for. */
export function pageById<Item extends { readonly id: string }>(
  items: readonly Item[],
  limit: number,
): Page<Item> {
  return pageFrom(
    items.map((item) => ({ item, key: [item.id] })),
    limit,
  );
}
