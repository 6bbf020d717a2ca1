// Saving the present filters and order of a list under a name, and taking such a view away.
import { sees, sightOf } from '../access/principal.js';
import { hasLongNumber } from '../long-numbers.js';
import { Refused } from '../problem.js';
import { idIn, lineIn } from './decision-form.js';
import { addressOf, discrepanciesQuery } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { SaveViewPage } from './pages/save-view-page.js';
import { reviewPath, reviewQuery } from './review-query.js';
import { pathOfView, viewPaths } from './saved-view-path.js';
import {
  removeView,
  savedViewsMax,
  saveView,
  viewPages,
  type SavedView,
  type ViewPage,
} from './saved-view-store.js';

export const savedViewRoutes: readonly PageRoute[] = [
  { method: 'post', path: '/che-do-xem', action: 'self', handle: save },
  { method: 'post', path: '/che-do-xem/:id/xoa', action: 'self', handle: remove },
];

const nameCharsMax = 40;

async function save(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const page = viewPages.find((each) => each === ask.form.get('trang')) ?? 'review';
  const view = viewIn(ask, page);
  if (typeof view === 'string') return refused(ask, page, view);
  const { requestId } = ask.visitor;
  try {
    await saveView({ db: deps.db, now: deps.now, principal, requestId }, view);
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.code !== 'conflict') throw error;
    const most = `mỗi danh sách có tối đa ${String(savedViewsMax)} chế độ xem`;
    return refused(ask, page, `Tên này đã có, hoặc đã đủ số lượng (${most}).`);
  }
  return { goTo: pathOfView(view) };
}

/** The view as it was typed, or what is wrong with it. */
function viewIn(ask: PageAsk, page: ViewPage): Omit<SavedView, 'id'> | string {
  const name = lineIn(ask, 'ten');
  if (name === null || name.length > nameCharsMax) {
    return `Ghi tên chế độ xem, tối đa ${String(nameCharsMax)} ký tự.`;
  }
  if (hasLongNumber(name)) return 'Tên không được chứa số tài khoản hoặc số định danh.';
  const kept = keptOf(page, ask.form.get('loc') ?? '');
  if (kept === null || hasLongNumber(kept.query)) return 'Bộ lọc này không lưu được.';
  const sight = sightOf(insiderOf(ask).principal, 'unit.read');
  if (kept.unit !== undefined && !sees(sight, kept.unit)) return 'Bộ lọc này không lưu được.';
  return { page, name, query: kept.query };
}

/** Filters and order as they are kept: no page, no chosen row, no instant; null for anything else. */
function keptOf(
  page: ViewPage,
  text: string,
): { readonly query: string; readonly unit: string | undefined } | null {
  const given = Object.fromEntries(new URLSearchParams(text));
  if (page === 'review') {
    const asked = reviewQuery.safeParse(given);
    if (!asked.success) return null;
    const path = reviewPath(asked.data, { chon: undefined, trang: 1 });
    return { query: path.split('?')[1] ?? '', unit: asked.data['don-vi'] };
  }
  const asked = discrepanciesQuery.safeParse(given);
  if (!asked.success) return null;
  const filters = { ...asked.data, 'as-of': undefined, trang: undefined };
  return { query: addressOf('', filters).slice(1), unit: filters['don-vi'] };
}

/** The form again, with what was typed. */
function refused(ask: PageAsk, page: ViewPage, error: string): PageAnswer {
  const view = { province: ask.province, who: ask.principal, page, form: ask.form, error };
  return { status: 422, page: <SaveViewPage {...view} /> };
}

async function remove(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const id = idIn(ask.params['id']);
  const { requestId } = ask.visitor;
  const asked = { db: deps.db, now: deps.now, principal, requestId };
  const page = id === null ? null : await removeView(asked, id);
  if (page !== null) return { goTo: viewPaths[page] };
  const title = 'Không tìm thấy';
  const text = 'Bạn không có chế độ xem này, hoặc đã xóa rồi.';
  const { province } = ask;
  return { status: 404, page: <MessagePage {...{ province, title, text, who: ask.principal }} /> };
}
