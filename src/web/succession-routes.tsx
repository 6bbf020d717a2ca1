// Mergers and splits of units: what was recorded with which decree, recording one, withdrawing one.
import { byPrincipal, may } from '../access/principal.js';
import { isLocalDate } from '../calendar.js';
import { Refused } from '../problem.js';
import {
  loadSuccessions,
  recordSuccession,
  successionKinds,
  withdrawSuccession,
} from '../units/succession.js';
import { unitTitle } from '../units/unit.js';
import { loadUnits } from '../units/unit-store.js';
import { dayTyped } from './account-form.js';
import { idIn, lineIn } from './decision-form.js';
import { queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { SuccessionsPage } from './pages/successions-page.js';

const path = '/quan-tri/sap-xep';

export const successionRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'unit.import', handle: (deps, ask) => show(deps, ask, null) },
  { method: 'post', path, action: 'unit.import', handle: act },
];

const doneWords: Readonly<Record<string, string>> = { ghi: 'Đã ghi.', rut: 'Đã rút lại.' };

async function show({ db }: PageDeps, ask: PageAsk, error: string | null): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  if (!may(principal, 'unit.import', null)) return noSuch(ask);
  const successions = await loadSuccessions(db);
  const codes = successions.flatMap(({ unitCode, successorCode }) => [unitCode, successorCode]);
  const units = await loadUnits(db, [...new Set(codes)]);
  const done = queryText(ask.query, 'da') ?? '';
  const view = {
    ...{ province: ask.province, who: principal, successions, error, typed: ask.form },
    names: new Map(
      units.map(({ code, name, type }) => [code, unitTitle({ unitName: name, type })]),
    ),
    notice: Object.hasOwn(doneWords, done) ? (doneWords[done] ?? null) : null,
  };
  return { status: error === null ? 200 : 422, page: <SuccessionsPage {...view} /> };
}

async function act(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  if (!may(principal, 'unit.import', null)) return noSuch(ask);
  const { db, now } = deps;
  const by = byPrincipal(principal, ask.visitor.requestId);
  try {
    if (ask.form.get('viec') === 'rut') {
      const id = idIn(ask.form.get('ma'));
      const reason = lineIn(ask, 'ly-do');
      if (id === null || reason === null) return await show(deps, ask, 'Ghi lý do rút lại.');
      await withdrawSuccession({ db, now, by }, { id, reason });
      return { goTo: `${path}?da=rut` };
    }
    const given = typedIn(ask);
    if ('error' in given) return await show(deps, ask, given.error);
    await recordSuccession({ db, now, by }, given);
    return { goTo: `${path}?da=ghi` };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const isUnknown = error.problem.code === 'not_found';
    return show(deps, ask, isUnknown ? 'Không có đơn vị mang mã này.' : 'Việc này đã được ghi.');
  }
}

function typedIn(ask: PageAsk) {
  const kind = successionKinds.find((one) => one === ask.form.get('loai'));
  const unitCode = (ask.form.get('don-vi') ?? '').trim();
  const successorCode = (ask.form.get('ke-thua') ?? '').trim();
  const effectiveOn = dayTyped((ask.form.get('ngay') ?? '').trim());
  const decree = lineIn(ask, 'can-cu')?.slice(0, 500);
  if (!kind) return { error: 'Chọn sáp nhập hoặc chia tách.' };
  if (!/^[\w.-]{1,64}$/.test(unitCode) || !/^[\w.-]{1,64}$/.test(successorCode)) {
    return { error: 'Ghi mã của hai đơn vị.' };
  }
  if (unitCode === successorCode) return { error: 'Hai đơn vị phải khác nhau.' };
  if (effectiveOn === undefined || !isLocalDate(effectiveOn)) {
    return { error: 'Ngày: ghi theo dạng ngày/tháng/năm, ví dụ 01/07/2025.' };
  }
  if (!decree) return { error: 'Ghi căn cứ: nghị quyết, quyết định nào, số, ngày.' };
  return { kind, unitCode, successorCode, effectiveOn, decree };
}

function noSuch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy trang';
  const text = 'Sắp xếp đơn vị thuộc phạm vi toàn tỉnh.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}
