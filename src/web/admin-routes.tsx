// Where administering begins: the parts that are open to whoever asks.
import { Refused } from '../problem.js';
import { adminPartsOf } from './admin-parts.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { AdminPage } from './pages/admin-page.js';

export const adminRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/quan-tri', action: 'self', handle: showParts },
];

function showParts(_deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal: who } = insiderOf(ask);
  const parts = adminPartsOf(who.grants);
  if (parts.length === 0) {
    throw new Refused({ code: 'forbidden', detail: 'Vai trò của bạn không bao gồm việc này.' });
  }
  return Promise.resolve({ page: <AdminPage {...{ province: ask.province, who, parts }} /> });
}
