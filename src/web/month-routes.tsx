// Signing units' months on pages: where every unit stands, and one unit's month with what is done to it.
import { byPrincipal, may, sightOf } from '../access/principal.js';
import { whyNotSecond } from '../beneficiary-accounts/decider-store.js';
import { localDateOf } from '../calendar.js';
import { namesByScope } from '../oversight/name-store.js';
import { Refused } from '../problem.js';
import { parsePeriod, type Period } from '../reports/period.js';
import { compareMonths, differenceNow, type ComparedMonth } from '../sign-off/compare-month.js';
import { refuseMonth, signMonth, withdrawMonth } from '../sign-off/decide-month.js';
import { monthDepsOf, type MonthDeps } from '../sign-off/month-deps.js';
import { findMonth, listMonths, type ProposedMonth } from '../sign-off/month-store.js';
import { isOver, proposeMonth } from '../sign-off/propose-month.js';
import { readMonthSheet } from '../sign-off/read-sheet.js';
import { reopenMonth } from '../sign-off/reopen-month.js';
import { standingOf } from '../sign-off/standing.js';
import { loadUnits } from '../units/unit-store.js';
import { idIn, lineIn, reasonIn } from './decision-form.js';
import { monthFrom } from './months.js';
import { monthPath, queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { MonthPage } from './pages/month-page.js';
import { MonthsPage, type MonthsRow } from './pages/months-page.js';

const ofUnit = '/don-vi/:code/chot-thang/:month';

export const monthPageRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/chot-thang', action: 'month.read', handle: showMonths },
  { method: 'get', path: ofUnit, action: 'month.read', handle: showMonth },
  { method: 'post', path: ofUnit, action: 'month.propose', handle: propose },
  { method: 'post', path: '/chot-thang/:id/ky', action: 'month.sign', handle: decide },
  { method: 'post', path: '/chot-thang/:id/rut-lai', action: 'month.propose', handle: withdraw },
  { method: 'post', path: '/chot-thang/:id/mo-lai', action: 'month.sign', handle: reopen },
];

/** Months that the table of units shows side by side. */
const monthsShown = 3;

async function showMonths(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal: who } = insiderOf(ask);
  const asOf = deps.now();
  const thisMonth = localDateOf(asOf).slice(0, 7);
  const last = parsePeriod(queryText(ask.query, 'ky') ?? '')?.month ?? monthFrom(thisMonth, -1);
  const months = Array.from({ length: monthsShown }, (_, at) =>
    monthFrom(last, at - monthsShown + 1),
  );
  const units = await loadUnits(deps.db, [...sightOf(who, 'month.read').units]);
  const codes = units.map(({ code }) => code);
  const names = await namesByScope(deps.db, codes);
  const columns: (readonly ComparedMonth[])[] = [];
  for (const month of months) {
    const period = parsePeriod(month);
    columns.push(period ? await compareMonths(deps.db, { units: codes, period, asOf }) : []);
  }
  const rows = codes.map((unitCode, at): MonthsRow => ({
    unitCode,
    title: names.get(unitCode) ?? unitCode,
    months: columns.flatMap((compared) => compared[at] ?? []),
  }));
  return { page: <MonthsPage {...{ province: ask.province, who, months, thisMonth, rows }} /> };
}

const notices: Readonly<Record<string, string>> = {
  'de-nghi': 'Đã lập đề nghị ký chốt. Người thứ hai ký; đến lúc đó tháng chưa được chốt.',
  ky: 'Đã ký chốt. Bằng chứng đến sau sẽ hiện thành khác biệt, bản đã ký giữ nguyên.',
  'tu-choi': 'Đã trả lại. Người lập đã được báo và có thể lập lại.',
  'rut-lai': 'Đã rút lại đề nghị.',
  'mo-lai': 'Đã mở lại tháng. Bản đã ký vẫn được lưu; lần ký sau là phiên bản tiếp theo.',
};

async function showMonth(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const period = parsePeriod(String(ask.params['month']));
  if (!period) return noSuchMonth(ask);
  return monthPage(deps, ask, { unitCode: String(ask.params['code']), period, error: null });
}

interface Shown {
  readonly unitCode: string;
  readonly period: Period;
  readonly error: string | null;
}

async function monthPage(
  deps: PageDeps,
  ask: PageAsk,
  { unitCode, period, error }: Shown,
): Promise<PageAnswer> {
  const { db } = deps;
  const { principal: who } = insiderOf(ask);
  const title = (await namesByScope(db, [unitCode])).get(unitCode);
  if (title === undefined || !may(who, 'month.read', unitCode)) return noSuchMonth(ask);
  const asOf = deps.now();
  const sheet = await readMonthSheet(db, { unitCode, period, asOf });
  const proposals = await listMonths(db, { units: [unitCode], months: [period.month] });
  const standing = standingOf(proposals);
  const { signed, waiting } = standing;
  const maySign = may(who, 'month.sign', unitCode);
  const view = {
    ...{ province: ask.province, who, title, sheet, standing, proposals, error },
    difference: signed && (await differenceNow(db, signed, sheet)),
    isOver: isOver(period, asOf),
    mayPropose: may(who, 'month.propose', unitCode),
    ...{ maySign, mayReport: may(who, 'report.read', unitCode) },
    whyNot:
      waiting && maySign ? await whyNotSecond(db, { asker: who, made: waiting, at: asOf }) : null,
    notice: notices[queryText(ask.query, 'da') ?? ''] ?? null,
  };
  return { status: error === null ? 200 : 422, page: <MonthPage {...view} /> };
}

function depsOf({ db, now, config }: PageDeps, ask: PageAsk): MonthDeps {
  const by = byPrincipal(insiderOf(ask).principal, ask.visitor.requestId);
  return monthDepsOf({ db, pool: db, now, by, config });
}

async function propose(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal: asker } = insiderOf(ask);
  const period = parsePeriod(String(ask.params['month']));
  const unitCode = String(ask.params['code']);
  if (!period || !may(asker, 'month.propose', unitCode)) return noSuchMonth(ask);
  return acted(deps, ask, { unitCode, period, word: 'de-nghi' }, () =>
    proposeMonth(depsOf(deps, ask), {
      ...{ asker, unitCode, period, digest: ask.form.get('ma-bam') ?? '' },
      acceptsGaps: ask.form.get('thieu-sao-ke') === 'chap-nhan',
      remark: lineIn(ask, 'ghi-chu'),
    }),
  );
}

async function decide(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const found = await monthAsked(deps, ask, 'month.sign');
  if (!found) return noSuchMonth(ask);
  const { principal: asker } = insiderOf(ask);
  const given = { asker, proposalId: found.month.id, digest: ask.form.get('ma-bam') ?? '' };
  const deciding = depsOf(deps, ask);
  const reason = reasonIn(ask);
  if (ask.form.get('viec') === 'ky') {
    return acted(deps, ask, { ...found, word: 'ky' }, () => signMonth(deciding, given));
  }
  if (ask.form.get('viec') !== 'tu-choi' || reason === null) {
    return monthPage(deps, ask, { ...found, error: 'Nêu lý do trả lại.' });
  }
  return acted(deps, ask, { ...found, word: 'tu-choi' }, () =>
    refuseMonth(deciding, { ...given, reason }),
  );
}

async function withdraw(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const found = await monthAsked(deps, ask, 'month.propose');
  return withReason(deps, ask, { found, word: 'rut-lai', verb: withdrawMonth });
}

async function reopen(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const found = await monthAsked(deps, ask, 'month.sign');
  return withReason(deps, ask, { found, word: 'mo-lai', verb: reopenMonth });
}

async function withReason(
  deps: PageDeps,
  ask: PageAsk,
  given: {
    readonly found: Found | undefined;
    readonly word: string;
    readonly verb: typeof reopenMonth;
  },
): Promise<PageAnswer> {
  const { found, word, verb } = given;
  if (!found) return noSuchMonth(ask);
  const reason = reasonIn(ask);
  if (reason === null) return monthPage(deps, ask, { ...found, error: 'Nêu lý do.' });
  const { principal: asker } = insiderOf(ask);
  return acted(deps, ask, { ...found, word }, () =>
    verb(depsOf(deps, ask), { asker, proposalId: found.month.id, reason }),
  );
}

interface Found {
  readonly month: ProposedMonth;
  readonly unitCode: string;
  readonly period: Period;
}

async function monthAsked(
  { db }: PageDeps,
  ask: PageAsk,
  action: 'month.sign' | 'month.propose',
): Promise<Found | undefined> {
  const id = idIn(String(ask.params['id']));
  const month = id === null ? undefined : await findMonth(db, id);
  const period = month && parsePeriod(month.month);
  if (!month || !period) return undefined;
  const { unitCode } = month;
  return may(insiderOf(ask).principal, action, unitCode) ? { month, unitCode, period } : undefined;
}

/** What an officer is told where an act is refused, by the code of its problem. */
const refusals: Readonly<Record<string, string>> = {
  stale_version:
    'Chưa ghi: số liệu hoặc bằng chứng đã thay đổi so với lúc hiển thị. Xem lại số liệu dưới đây; ' +
    'nếu đã có đề nghị thì trả lại để lập lại.',
  conflict:
    'Chưa ghi: tháng chưa kết thúc, đã có người đề nghị hoặc ký trước, hoặc còn ngày thiếu sao kê ' +
    'mà chưa được chấp nhận.',
  forbidden: 'Chưa ghi: bạn không được làm việc này với đề nghị này.',
  unavailable: 'Hệ thống đang đọc số liệu của các tháng khác. Vui lòng thử lại sau ít giây.',
};

async function acted(
  deps: PageDeps,
  ask: PageAsk,
  about: Omit<Shown, 'error'> & { readonly word: string },
  act: () => Promise<unknown>,
): Promise<PageAnswer> {
  const { unitCode, period, word } = about;
  try {
    await act();
  } catch (error) {
    const words = error instanceof Refused ? refusals[error.problem.code] : undefined;
    if (words === undefined) throw error;
    return monthPage(deps, ask, { unitCode, period, error: words });
  }
  return { goTo: `${monthPath(unitCode, period.month)}?da=${word}` };
}

function noSuchMonth({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy';
  const text = 'Không có tháng này, hoặc đơn vị nằm ngoài phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}
