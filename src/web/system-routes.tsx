// How the service itself stands, for whoever reads the trail of the province: the last backup, what
// retention would erase, whether the books add up.
import { byPrincipal, may } from '../access/principal.js';
import { loadAuditEvents } from '../audit/audit-store.js';
import { keepRetention, type Erased } from '../audit/retention.js';
import { daysBetween, localDateOf } from '../calendar.js';
import { verifyBooks, type BooksOutcome } from '../oversight/verify-books.js';
import { Refused } from '../problem.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { SystemPage } from './pages/system-page.js';

const path = '/quan-tri/he-thong';

export const systemRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'audit.read', handle: (deps, ask) => show(deps, ask, {}) },
  { method: 'post', path, action: 'audit.read', handle: act },
];

interface Said {
  readonly books?: BooksOutcome;
  /** What was just erased. */
  readonly erased?: readonly Erased[];
}

async function show(deps: PageDeps, ask: PageAsk, said: Said): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  if (!may(principal, 'audit.read', null)) return noSuch(ask);
  const { db } = deps;
  const at = deps.now();
  const [backup] = await loadAuditEvents(
    db,
    { units: [], isProvince: true },
    { filter: { action: 'province.backed_up' }, before: null, limit: 1 },
  );
  const by = byPrincipal(principal, ask.visitor.requestId);
  const view = {
    ...{ province: ask.province, who: principal },
    ...{ books: said.books ?? null, erased: said.erased ?? null },
    mayErase: may(principal, 'personal.erase', null),
    backup: backup
      ? { at: backup.at, days: Math.max(0, daysBetween(localDateOf(backup.at), localDateOf(at))) }
      : null,
    pastTime: await keepRetention({ db, by }, { asOf: at, dryRun: true }),
  };
  return { page: <SystemPage {...view} /> };
}

async function act(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  if (!may(principal, 'audit.read', null)) return noSuch(ask);
  if (ask.form.get('viec') !== 'xoa-qua-han') {
    return show(deps, ask, { books: await verifyBooks({ db: deps.db }) });
  }
  if (!may(principal, 'personal.erase', null)) {
    throw new Refused({ code: 'forbidden', detail: 'Vai trò của bạn không bao gồm việc này.' });
  }
  const by = byPrincipal(principal, ask.visitor.requestId);
  const erased = await keepRetention({ db: deps.db, by }, { asOf: deps.now(), dryRun: false });
  return show(deps, ask, { erased });
}

function noSuch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy trang';
  const text = 'Tình trạng hệ thống thuộc phạm vi toàn tỉnh.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}
