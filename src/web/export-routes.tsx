// Files that an officer asked for and does not wait for: reports and data, how far each is, the file.
import { byPrincipal, mayAnywhere, sightOf } from '../access/principal.js';
import { localDateOf } from '../calendar.js';
import { inTransaction } from '../db.js';
import { askForExport, takeExportBack, type AskDeps } from '../exports/ask-for-export.js';
import { actionOf, type ExportContent } from '../exports/asked-export.js';
import { selectExports } from '../exports/export-store.js';
import { exportKinds, filtersOf } from '../oversight/export-columns.js';
import { exportFormats } from '../oversight/export-formats.js';
import { namesByScope } from '../oversight/name-store.js';
import { Refused } from '../problem.js';
import { reportKinds } from '../reports/report.js';
import { reportFormats } from '../reports/write-report.js';
import { unitTitle } from '../units/unit.js';
import { loadUnits } from '../units/unit-store.js';
import { dayTyped } from './account-form.js';
import { idIn } from './decision-form.js';
import { monthTyped } from './months.js';
import { reportQuery } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { ExportsPage } from './pages/exports-page.js';

const path = '/bao-cao/tep';

export const exportPageRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'report.read', handle: (deps, ask) => show(deps, ask, null) },
  { method: 'post', path, action: 'report.read', handle: askFor },
  { method: 'post', path: `${path}/:id/huy`, action: 'report.read', handle: cancel },
];

const shownCountMax = 50;

async function show(
  { db, now }: PageDeps,
  ask: PageAsk,
  error: string | null,
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const { form, province } = ask;
  const asked = await selectExports(db, { asker: principal, before: null, limit: shownCountMax });
  const units = await loadUnits(db, [...sightOf(principal, 'report.read').units]);
  const codes = asked.flatMap(({ content }) => unitOf(content) ?? []);
  const view = {
    ...{ province, who: principal, asked, error, today: localDateOf(now()) },
    kinds: exportKinds.filter((kind) => mayAnywhere(principal, actionOf({ of: 'export', kind }))),
    units: units.map(({ code, name, type }) => ({
      code,
      title: unitTitle({ unitName: name, type }),
    })),
    unitNames: await namesByScope(db, [...new Set(codes)]),
    typed: (name: string) => form.get(name) ?? '',
  };
  return { status: error === null ? 200 : 422, page: <ExportsPage {...view} /> };
}

function unitOf(content: ExportContent): string | undefined {
  return content.of === 'export' ? content.filter.unit : content.unit;
}

const depsOf = ({ now }: PageDeps, ask: PageAsk, db: AskDeps['db']): AskDeps => {
  const { principal } = insiderOf(ask);
  return { db, now, principal, by: byPrincipal(principal, ask.visitor.requestId) };
};

async function askFor(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { form } = ask;
  const content = form.has('loai') ? reportIn(form) : recordsIn(form);
  if (typeof content === 'string') return show(deps, ask, content);
  const instant = reportQuery.shape['as-of'].safeParse(given(form, 'as-of'));
  if (!instant.success) return show(deps, ask, 'Thời điểm số liệu không đọc được.');
  return refusedInWords(deps, ask, () =>
    inTransaction(deps.db, (trx) =>
      askForExport(depsOf(deps, ask, trx), { content, asOf: instant.data }),
    ),
  );
}

async function cancel(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const id = idIn(ask.params['id']) ?? '0';
  return refusedInWords(deps, ask, () =>
    inTransaction(deps.db, (trx) => takeExportBack(depsOf(deps, ask, trx), id)),
  );
}

async function refusedInWords(
  deps: PageDeps,
  ask: PageAsk,
  act: () => Promise<unknown>,
): Promise<PageAnswer> {
  try {
    await act();
    return { goTo: path };
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.code !== 'conflict') throw error;
    const isCancel = ask.params['id'] !== undefined;
    const text = isCancel
      ? 'Tệp này đã lập xong hoặc đã dừng.'
      : 'Bạn đang có quá nhiều tệp chờ lập. Hãy chờ, hoặc hủy bớt.';
    return show(deps, ask, text);
  }
}

type Form = PageAsk['form'];

/** A field that was filled in. */
function given(form: Form, name: string): string | undefined {
  const text = form.get(name) ?? '';
  return text === '' ? undefined : text;
}

/** A report from the form, or what is wrong. */
function reportIn(form: Form): ExportContent | string {
  const kind = reportKinds.find((one) => one === form.get('loai'));
  const format = reportFormats.find((one) => one === form.get('dang'));
  const period = monthTyped(form.get('ky') ?? '');
  if (!kind || !format || period === undefined) return 'Hãy chọn lại báo cáo, kỳ và dạng tệp.';
  return { of: 'report', kind, format, period, unit: given(form, 'don-vi') };
}

/** Data from the form, or what is wrong. */
function recordsIn(form: Form): ExportContent | string {
  const kind = exportKinds.find((one) => one === form.get('du-lieu'));
  const format = exportFormats.find((one) => one === form.get('dang'));
  if (!kind || !format) return 'Hãy chọn dữ liệu và dạng tệp.';
  const days = ['tu', 'den'].map((name) => (form.get(name) ?? '').trim());
  const [from, to] = days.map((text) => (text === '' ? undefined : dayTyped(text)));
  const isRead = days.every((text, at) => text === '' || [from, to][at] !== undefined);
  if (!isRead) return 'Ngày ghi theo dạng ngày/tháng/năm, ví dụ 05/05/2026.';
  if (from !== undefined && to !== undefined && from > to) return 'Từ ngày phải trước đến ngày.';
  if ((from ?? to) !== undefined && !filtersOf[kind].includes('from')) {
    return 'Dữ liệu này không lọc theo ngày. Hãy để trống hai ô ngày.';
  }
  const unit = given(form, 'don-vi');
  const filters = Object.entries({ unit, from, to }).filter(([, value]) => value !== undefined);
  return { of: 'export', kind, format, filter: Object.fromEntries(filters) };
}
