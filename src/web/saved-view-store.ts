// Views of lists that an officer saved, as stored and as changed. Each sees the own ones alone.
import { byPrincipal, type Principal } from '../access/principal.js';
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction, type Db } from '../db.js';
import { Refused } from '../problem.js';

export const viewPages = ['review', 'discrepancies'] as const;
export type ViewPage = (typeof viewPages)[number];

export interface SavedView {
  readonly id: string;
  readonly page: ViewPage;
  readonly name: string;
  /** What follows the question mark; empty: the list without a filter. */
  readonly query: string;
}

/** Of one list. */
export const savedViewsMax = 36;

const columns = ['id', 'page', 'name', 'query'] as const;

/** An officer's views of a list, by name. */
export async function loadSavedViews(
  db: Db,
  { principal, page }: { readonly principal: Principal; readonly page: ViewPage },
): Promise<SavedView[]> {
  if (principal.kind !== 'officer') return [];
  return db('saved_view')
    .where({ officer_id: principal.id, page, removed_at: null })
    .orderBy('name')
    .select<SavedView[]>(...columns);
}

interface ViewDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly principal: Principal;
  readonly requestId: string;
}

/** @throws Refused `conflict` where the name is taken, or there are enough */
export async function saveView(
  { db, now, principal, requestId }: ViewDeps,
  view: Omit<SavedView, 'id'>,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    // two windows of one officer come one after the other
    await trx.raw('select from officer where id = ? for update', [principal.id]);
    const known = await loadSavedViews(trx, { principal, page: view.page });
    if (known.length >= savedViewsMax || known.some(({ name }) => name === view.name)) {
      throw new Refused({ code: 'conflict', detail: 'The name is taken, or there are enough.' });
    }
    const [made] = await trx('saved_view')
      .insert({ ...view, officer_id: principal.id, created_at: now() })
      .returning<{ id: string }[]>('id');
    await recordAudit(trx, byPrincipal(principal, requestId), {
      action: 'saved_view.made',
      subject: { kind: 'saved_view', id: made?.id ?? null },
      after: { page: view.page },
    });
  });
}

/** @returns the list that it was of; null where the officer has no such view */
export async function removeView(
  { db, now, principal, requestId }: ViewDeps,
  id: string,
): Promise<ViewPage | null> {
  return inTransaction(db, async (trx) => {
    const [removed] = await trx('saved_view')
      .where({ id, officer_id: principal.id, removed_at: null })
      .update({ removed_at: now() })
      .returning<Pick<SavedView, 'page'>[]>('page');
    if (!removed) return null;
    await recordAudit(trx, byPrincipal(principal, requestId), {
      action: 'saved_view.removed',
      subject: { kind: 'saved_view', id },
      before: { page: removed.page },
    });
    return removed.page;
  });
}
