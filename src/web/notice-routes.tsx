// Gateways' callbacks as they came, on a page: what became of each, and reading those again that
// wait.
import { byPrincipal, may } from '../access/principal.js';
import { programVersion } from '../backup/program-version.js';
import {
  findNotice,
  listNotices,
  loadReadings,
  loadStoredNotice,
  noticeStates,
  type NoticeState,
} from '../payments/notice-store.js';
import { redriveMax, redriveNotices, type Redriven } from '../payments/redrive-notices.js';
import { recordPayerRead } from '../api/payer-reads.js';
import { idIn } from './decision-form.js';
import { queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { NoticePage } from './pages/notice-page.js';
import { NoticesPage } from './pages/notices-page.js';

const path = '/quan-tri/thong-bao-cong';
const perPage = 50;

export const noticeRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'gateway.read', handle: (deps, ask) => show(deps, ask, null) },
  { method: 'post', path, action: 'gateway.redrive', handle: readAgain },
  { method: 'get', path: `${path}/:id`, action: 'gateway.read', handle: showOne },
];

function stateAsked(ask: PageAsk): NoticeState {
  const asked = queryText(ask.query, 'tinh-trang');
  return noticeStates.find((state) => state === asked) ?? 'quarantined';
}

async function show(
  { db }: PageDeps,
  ask: PageAsk,
  redriven: readonly Redriven[] | null,
  error: string | null = null,
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  if (!may(principal, 'gateway.read', null)) return noSuch(ask);
  const state = stateAsked(ask);
  const beforeId = idIn(queryText(ask.query, 'truoc'));
  const found = await listNotices(db, { state, beforeId, limit: perPage + 1 });
  const notices = found.slice(0, perPage);
  const view = {
    ...{ province: ask.province, who: principal, state, notices, redriven, error },
    next: found.length > perPage ? (notices.at(-1)?.id ?? null) : null,
    mayRedrive: may(principal, 'gateway.redrive', null),
  };
  return { status: error === null ? 200 : 422, page: <NoticesPage {...view} /> };
}

/** The bytes may name who paid: they are for whoever may see payers, and each look is recorded. */
async function showOne({ db }: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const id = idIn(ask.params['id']);
  const isSeen = may(principal, 'gateway.read', null);
  const notice = isSeen && id !== null ? await findNotice(db, id) : undefined;
  const stored = notice && (await loadStoredNotice(db, notice.id));
  if (!notice || !stored) return noSuch(ask);
  const isClear = may(principal, 'payer.read', null);
  const by = byPrincipal(principal, ask.visitor.requestId);
  const shown = [{ id: notice.id, unitCode: null }];
  if (isClear) await recordPayerRead({ db, by }, { kind: 'payment_notice', shown });
  const view = {
    ...{ province: ask.province, who: principal, notice, method: stored.request.method },
    message: isClear ? stored.request : null,
    readings: await loadReadings(db, notice.id),
    mayRedrive: may(principal, 'gateway.redrive', null),
  };
  return { page: <NoticePage {...view} /> };
}

async function readAgain(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  if (!may(principal, 'gateway.redrive', null)) return noSuch(ask);
  const { db, now, config } = deps;
  const one = idIn(ask.form.get('ma'));
  const isAll = ask.form.get('viec') === 'tat-ca';
  if (one === null && !isAll) return show(deps, ask, null, 'Chọn thông báo cần đọc lại.');
  const by = byPrincipal(principal, ask.visitor.requestId);
  const waiting = { state: 'quarantined', oldestFirst: true, limit: redriveMax } as const;
  const ids = one === null ? (await listNotices(db, waiting)).map(({ id }) => id) : [one];
  const verb = { db, now, by, secretKey: config.secretKey, programVersion: programVersion() };
  return show(deps, ask, await redriveNotices(verb, ids));
}

function noSuch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy trang';
  const text = 'Thông báo của cổng thuộc phạm vi toàn tỉnh.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}
