// The calendar of working days: what the official list says, what was entered since, and entering more.
// It is everybody's to read; a day that is entered moves due days, so few may.
import { byPrincipal, may } from '../access/principal.js';
import { isLocalDate, localDateOf, type LocalDate } from '../calendar.js';
import {
  enteredKinds,
  loadCalendarEntries,
  loadListedDays,
  type CalendarDay,
} from '../calendar-store.js';
import { enterDays } from '../enter-day.js';
import { errorFields } from '../log.js';
import { Refused } from '../problem.js';
import { askForRun, runAsked } from '../reconciliation/watch-run.js';
import { dayTyped } from './account-form.js';
import { idIn, lineIn } from './decision-form.js';
import { queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { CalendarPage } from './pages/calendar-page.js';
import { MessagePage } from './pages/message-page.js';

const path = '/quan-tri/lich';

export const calendarRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'self', handle: (deps, ask) => show(deps, ask, null) },
  { method: 'post', path, action: 'calendar.set', handle: enter },
];

async function show(
  { db, now }: PageDeps,
  ask: PageAsk,
  error: string | null,
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const asked = queryText(ask.query, 'nam') ?? '';
  const year = Number(/^20\d\d$/.test(asked) ? asked : localDateOf(now()).slice(0, 4));
  const view = {
    ...{ province: ask.province, who: principal, year, error, typed: ask.form },
    listed: await loadListedDays(db, year),
    entries: await loadCalendarEntries(db),
    isEntered: queryText(ask.query, 'da') === 'ghi',
    maySet: may(principal, 'calendar.set', null),
  };
  return { status: error === null ? 200 : 422, page: <CalendarPage {...view} /> };
}

async function enter(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  if (!may(principal, 'calendar.set', null)) return noSuch(ask);
  const read = daysTyped(ask);
  if ('error' in read) return show(deps, ask, read.error);
  const { db, now, log } = deps;
  const by = byPrincipal(principal, ask.visitor.requestId);
  try {
    const seen = idIn(ask.form.get('phien-ban'));
    await enterDays({ db, now, by }, { days: read.days, seen });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return show(deps, ask, 'Người khác vừa ghi một ngày. Xem lại lịch bên dưới rồi ghi lại.');
  }
  // sessions may have other ends now: what waits for one is matched again
  const runId = await askForRun(db, { by, now: now() });
  runAsked({ db, now, by }, runId).catch((error: unknown) => {
    log.error({ run: runId, ...errorFields(error) }, 'run failed');
  });
  return { goTo: `${path}?nam=${read.days[0]?.day.slice(0, 4) ?? ''}&da=ghi` };
}

type Read = { readonly days: readonly CalendarDay[] } | { readonly error: string };

function daysTyped(ask: PageAsk): Read {
  const kind = enteredKinds.find((one) => one === ask.form.get('loai'));
  const day = knownDay(ask.form.get('ngay'));
  const other = (ask.form.get('ngay-doi') ?? '').trim();
  const pair = other === '' ? null : knownDay(other);
  const name = lineIn(ask, 'ten')?.slice(0, 200);
  const source = lineIn(ask, 'can-cu')?.slice(0, 500);
  if (!kind) return { error: 'Chọn loại ngày.' };
  if (day === undefined) return { error: 'Ngày: ghi theo dạng ngày/tháng/năm, ví dụ 02/09/2026.' };
  if (pair === undefined) return { error: 'Ngày đổi: ghi theo dạng ngày/tháng/năm.' };
  if (!name) return { error: 'Ghi tên của ngày, ví dụ “Nghỉ hoán đổi dịp Quốc khánh”.' };
  if (!source) return { error: 'Ghi căn cứ: quyết định, thông báo nào, số, ngày.' };
  if (kind === 'compensatory' && pair === null) {
    return { error: 'Ngày nghỉ hoán đổi cần ngày làm bù.' };
  }
  if (pair === day) return { error: 'Ngày đổi phải là ngày khác.' };
  const given = { day, kind, name, pair, source };
  if (kind !== 'compensatory' || pair === null) return { days: [given] };
  // a swap is two days: what is off, and what is worked instead
  const made = { kind: 'make-up-working-day', name: `Làm bù: ${name}`, source } as const;
  return { days: [given, { ...made, day: pair, pair: day }] };
}

function knownDay(text: string | undefined): LocalDate | undefined {
  const day = dayTyped((text ?? '').trim());
  return day !== undefined && isLocalDate(day) ? day : undefined;
}

function noSuch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy trang';
  const text = 'Sửa lịch thuộc phạm vi toàn tỉnh.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}
