// Where a saved view leads.
import type { SavedView, ViewPage } from './saved-view-store.js';

export const viewPaths: Readonly<Record<ViewPage, string>> = {
  review: '/doi-soat',
  discrepancies: '/sai-lech',
};

export function pathOfView({ page, query }: Pick<SavedView, 'page' | 'query'>): string {
  return query === '' ? viewPaths[page] : `${viewPaths[page]}?${query}`;
}
