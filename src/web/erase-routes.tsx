// Personal values of the trail erased on somebody's request, in two steps: first what would go and why,
// then just that. The events stay and the chain holds.
import { byPrincipal, may } from '../access/principal.js';
import { countPersonal, erasePersonal } from '../audit/erase-personal.js';
import { Refused } from '../problem.js';
import { subjectWords } from './audit-words.js';
import { lineIn } from './decision-form.js';
import { queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { ErasePage, type EraseSaid } from './pages/erase-page.js';
import { MessagePage } from './pages/message-page.js';

const path = '/quan-tri/xoa-ca-nhan';

export const eraseRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'personal.erase', handle: (_deps, ask) => show(ask, doneOf(ask)) },
  { method: 'post', path, action: 'personal.erase', handle: erase },
];

function doneOf(ask: PageAsk): EraseSaid {
  const count = queryText(ask.query, 'da-xoa') ?? '';
  return /^\d{1,9}$/.test(count) ? { done: Number(count) } : {};
}

function show(ask: PageAsk, said: EraseSaid): Promise<PageAnswer> {
  const { principal: who } = insiderOf(ask);
  if (!may(who, 'personal.erase', null)) return Promise.resolve(noSuch(ask));
  const typed = {
    kind: ask.form.get('loai') ?? 'officer',
    id: (ask.form.get('ma') ?? '').trim().slice(0, 100),
    why: lineIn(ask, 'ly-do') ?? '',
  };
  const view = { province: ask.province, who, said, typed };
  const status = said.error === undefined ? 200 : 422;
  return Promise.resolve({ status, page: <ErasePage {...view} /> });
}

async function erase(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  if (!may(principal, 'personal.erase', null)) return noSuch(ask);
  const { db } = deps;
  const kind = ask.form.get('loai') ?? '';
  const id = (ask.form.get('ma') ?? '').trim().slice(0, 100);
  const why = lineIn(ask, 'ly-do');
  if (!Object.hasOwn(subjectWords, kind) || id === '') {
    return show(ask, { error: 'Chọn loại và ghi mã của người hoặc đơn vị.' });
  }
  if (why === null) return show(ask, { error: 'Ghi lý do trên một dòng: yêu cầu nào, số, ngày.' });
  const subject = { kind, id };
  const seen = ask.form.get('so-su-kien') ?? '';
  if (ask.form.get('viec') !== 'xoa' || !/^\d{1,9}$/.test(seen)) {
    const count = await countPersonal(db, subject);
    return show(ask, count === 0 ? { error: nothing } : { count });
  }
  const by = byPrincipal(principal, ask.visitor.requestId);
  try {
    const done = await erasePersonal({ db, by }, { subject, why, expected: Number(seen) });
    return { goTo: `${path}?da-xoa=${String(done)}` };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return show(ask, { error: changed });
  }
}

const nothing = 'Nhật ký không giữ thông tin cá nhân nào về mã này, hoặc đã xóa rồi.';
const changed = 'Từ lúc bạn xem, nhật ký đã có thêm sự kiện hoặc người khác đã xóa. Hãy xem lại.';

function noSuch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy trang';
  const text = 'Xóa thông tin cá nhân thuộc phạm vi toàn tỉnh.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}
