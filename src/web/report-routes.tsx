// The reports of a month on a page: the same model as the files, with links to them.
import { may, sees, sightOf } from '../access/principal.js';
import { reportSight } from '../reports/report-sight.js';
import { localDateOf } from '../calendar.js';
import { loadUnits } from '../units/unit-store.js';
import { parsePeriod, periodOf } from '../reports/period.js';
import { readReport } from '../reports/read-report.js';
import { reportKinds } from '../reports/report.js';
import { reportQuery } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { ReportPage } from './pages/report-page.js';

export const reportPageRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/bao-cao', action: 'report.read', handle: showReport },
];

async function showReport(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { province } = ask;
  const { principal } = insiderOf(ask);
  const query = reportQuery.safeParse(ask.query);
  if (!query.success) return unreadable(ask);
  const { loai, ky, 'as-of': asked } = query.data;
  const unitCode = query.data['don-vi'] === '' ? undefined : query.data['don-vi'];
  const mayLetter = may(principal, 'letter.read', null);
  const sight = sightOf(principal, 'report.read');
  const now = new Date(Math.floor(deps.now().getTime() / 60_000) * 60_000);
  const period = parsePeriod(ky ?? '') ?? periodOf(localDateOf(asked ?? now));
  const kinds = reportKinds.filter((kind) => mayLetter || kind !== 'letter');
  const isSeen = unitCode === undefined || sees(sight, unitCode);
  const isAllowed = loai === undefined || kinds.includes(loai);
  if (!isSeen || !isAllowed) return notThere(ask);
  const units = (await loadUnits(deps.db, [...sight.units])).map((unit) => ({
    ...{ unitCode: unit.code, unitName: unit.name, type: unit.type },
  }));
  const report =
    loai === undefined
      ? null
      : await readReport(
          { db: deps.db, province: deps.config.province },
          {
            ...{ kind: loai, period, unitCode },
            asOf: asked ?? now,
            sight: reportSight(principal),
          },
        );
  const view = { province, who: principal, kinds, units, asked, report };
  return { page: <ReportPage {...view} chosen={{ kind: loai, month: period.month, unitCode }} /> };
}

function unreadable({ province, principal: who }: PageAsk): PageAnswer {
  const text =
    'Địa chỉ này không đọc được. Hãy chọn lại báo cáo; kỳ ghi theo dạng tháng/năm, ví dụ 05/2026.';
  return { status: 400, page: <MessagePage {...{ province, who, title: 'Địa chỉ sai', text }} /> };
}

function notThere({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy báo cáo';
  const text = 'Không có báo cáo này, hoặc đơn vị nằm ngoài phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}
