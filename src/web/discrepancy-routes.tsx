// Discrepancies: the queue, one of them, and what an officer does about it.
import { byPrincipal, may, sees, sightOf } from '../access/principal.js';
import { assignableOfficers, officerNames } from '../discrepancies/assignable-officers.js';
import { attachFile } from '../discrepancies/attach-file.js';
import { severities } from '../discrepancies/urgency.js';
import { workOnDiscrepancy, type Act } from '../discrepancies/work-on-discrepancy.js';
import type { WorkedDiscrepancy } from '../discrepancies/worked-discrepancy.js';
import {
  actsOpenTo,
  courseOf,
  discrepanciesAtWork,
  discrepancyAtWork,
  membersOf,
} from '../oversight/discrepancy-work.js';
import { helpDeskText } from '../oversight/help-desk-text.js';
import { Refused } from '../problem.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { unitTitle } from '../units/unit.js';
import { loadUnits } from '../units/unit-store.js';
import { decisionIn, explanationIn, type ActTyped } from './discrepancy-form.js';
import { lineIn } from './decision-form.js';
import { badAddress } from './figure-routes.js';
import { asOfQuery, discrepanciesQuery, discrepancyPath, queryText } from './page-query.js';
import { readForPage } from './page-reading.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { DiscrepanciesPage } from './pages/discrepancies-page.js';
import { DiscrepancyPage } from './pages/discrepancy-page.js';
import { MessagePage } from './pages/message-page.js';
import { loadSavedViews } from './saved-view-store.js';

const at = '/sai-lech/:id';

async function showQueue(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { province, principal: who } = ask;
  // a form sends what was not chosen as an empty text
  const given = Object.entries(ask.query as Record<string, unknown>).filter(
    ([, one]) => one !== '',
  );
  const query = discrepanciesQuery.safeParse(Object.fromEntries(given));
  if (!query.success) return badAddress(ask, query.error);
  const { principal } = insiderOf(ask);
  const since = query.data['as-of'];
  const { seen } = await readForPage(deps, ask, since);
  const found = await discrepanciesAtWork(
    deps.db,
    { principal, seen, since },
    {
      unit: query.data['don-vi'],
      kind: query.data.loai,
      state: query.data['trang-thai'],
      owner: query.data.cua,
      assignee: query.data.giao && principal.id,
      overdue: query.data['qua-han'] && true,
    },
  );
  const assignees = found.map(({ standing }) => standing.assigneeId);
  const view = {
    ...{ province, who, query: query.data, found: found.sort(urgentFirst), asOf: seen.asOf },
    units: new Map(seen.units.map((unit) => [unit.unitCode, unit])),
    names: await officerNames(deps.db, assignees),
    views: await loadSavedViews(deps.db, { principal, page: 'discrepancies' }),
  };
  return { page: <DiscrepanciesPage {...view} /> };
}

/** Overdue ones first, then the gravest, then whose time ends first. */
function urgentFirst(one: WorkedDiscrepancy, other: WorkedDiscrepancy): number {
  const late = Number(other.isOverdue) - Number(one.isOverdue);
  if (late !== 0) return late;
  const grave = severities.indexOf(one.severity) - severities.indexOf(other.severity);
  if (grave !== 0) return grave;
  const ends = ({ actBy }: WorkedDiscrepancy): number => actBy?.getTime() ?? Infinity;
  if (ends(one) !== ends(other)) return ends(one) < ends(other) ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

interface Asked {
  readonly one: WorkedDiscrepancy;
  readonly seen: ProvinceReading;
  readonly since: Date | undefined;
}

/** Null where there is none in sight. */
async function discrepancyAsked(deps: PageDeps, ask: PageAsk, since?: Date): Promise<Asked | null> {
  const { principal } = insiderOf(ask);
  const { seen } = await readForPage(deps, ask, since);
  const id = ask.params['id'] ?? '';
  if (id.includes('\0')) return null;
  const one = await discrepancyAtWork(deps.db, { principal, seen, since }, id);
  return one ? { one, seen, since } : null;
}

const notices: Readonly<Record<string, string>> = {
  ghi: 'Đã ghi.',
  tep: 'Đã đính kèm tệp.',
};

async function showOne(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const query = asOfQuery.safeParse(ask.query);
  if (!query.success) return badAddress(ask, query.error);
  const asked = await discrepancyAsked(deps, ask, query.data['as-of']);
  return asked ? onePage(deps, ask, asked, null) : noSuchDiscrepancy(ask);
}

async function onePage(
  deps: PageDeps,
  ask: PageAsk,
  { one, seen, since }: Asked,
  error: string | null,
): Promise<PageAnswer> {
  const { db, config } = deps;
  const { principal } = insiderOf(ask);
  const [unit] = one.unitCode === null ? [] : await loadUnits(db, [one.unitCode]);
  const members = membersOf(one, seen);
  const by = byPrincipal(principal, ask.visitor.requestId);
  const possible = since === undefined ? actsOpenTo(principal, one, by) : [];
  const course = await courseOf(db, one.id, since);
  const title = unit && `${unitTitle({ unitName: unit.name, type: unit.type })} (mã ${unit.code})`;
  const about = { one, unit: title ?? null, province: ask.province, asOf: seen.asOf };
  const view = {
    ...{ province: ask.province, who: principal, one, unit, possible, error, course },
    ...members,
    ...{ form: ask.form, asked: since, asOf: seen.asOf },
    officers: possible.includes('assigned')
      ? await assignableOfficers(db, { unitCode: one.unitCode, province: config.province })
      : [],
    helpDesk: helpDeskText({ ...about, ...members }),
    seesStatements: sees(sightOf(principal, 'statement.read'), one.unitCode),
    notice: notices[queryText(ask.query, 'da') ?? ''] ?? null,
  };
  return { status: error === null ? 200 : 422, page: <DiscrepancyPage {...view} /> };
}

const decide = acting('discrepancy.work', (ask) => decisionIn(ask, insiderOf(ask).principal.id));
const explain = acting('discrepancy.explain', explanationIn);
const comment = acting('discrepancy.comment', (ask) => {
  const text = lineIn(ask, 'y-kien');
  return text === null ? { error: 'Ghi nội dung ý kiến.' } : { act: { act: 'commented', text } };
});

/** A form's act; what is refused is said on the page, with what was typed. */
function acting(
  action: 'discrepancy.work' | 'discrepancy.explain' | 'discrepancy.comment',
  typedIn: (ask: PageAsk) => ActTyped,
): PageRoute['handle'] {
  return async (deps, ask) => {
    const asked = await discrepancyAsked(deps, ask);
    const { principal } = insiderOf(ask);
    if (!asked || !may(principal, action, asked.one.unitCode)) return noSuchDiscrepancy(ask);
    const typed = typedIn(ask);
    if (typed.error !== undefined) return onePage(deps, ask, asked, typed.error);
    const seen = action === 'discrepancy.work' ? (ask.form.get('phien-ban') ?? '') : null;
    return tried(deps, ask, async () => {
      await act(deps, ask, asked.one, { act: typed.act, seen });
      return 'ghi';
    });
  };
}

/** @param about.seen the version that a decision is about; null for what is only said */
async function act(
  deps: PageDeps,
  ask: PageAsk,
  one: WorkedDiscrepancy,
  about: { readonly act: Act; readonly seen: string | null },
): Promise<void> {
  const { principal } = insiderOf(ask);
  const { assigneeId } = about.act;
  if (assigneeId !== undefined && assigneeId !== null) {
    const asked = { unitCode: one.unitCode, province: deps.config.province };
    const able = await assignableOfficers(deps.db, asked);
    if (!able.some(({ id }) => id === assigneeId)) {
      throw new Refused({ code: 'invalid_input', detail: 'No officer of this unit.' });
    }
  }
  const by = byPrincipal(principal, ask.visitor.requestId);
  await workOnDiscrepancy(
    { db: deps.db, now: deps.now, by },
    {
      ...{ discrepancyId: one.id, found: one.reading ?? undefined, act: about.act },
      expect: (version) => {
        if (about.seen === null || about.seen === version) return;
        throw new Refused({ code: 'stale_version', detail: 'It has another version by now.' });
      },
    },
  );
}

async function attach(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const asked = await discrepancyAsked(deps, ask);
  const { principal } = insiderOf(ask);
  if (!asked || !may(principal, 'discrepancy.comment', asked.one.unitCode)) {
    return noSuchDiscrepancy(ask);
  }
  const [file] = ask.files;
  if (!file) return onePage(deps, ask, asked, 'Chọn tệp cần đính kèm.');
  const by = byPrincipal(principal, ask.visitor.requestId);
  const { one } = asked;
  const given = { discrepancyId: one.id, found: one.reading ?? undefined };
  return tried(deps, ask, async () => {
    const { name, bytes } = file;
    await attachFile({ db: deps.db, now: deps.now, by }, { ...given, name, bytes });
    return 'tep';
  });
}

const refusedWords: Readonly<Partial<Record<Refused['problem']['code'], string>>> = {
  stale_version:
    'Vụ việc vừa thay đổi: hãy xem lại diễn biến bên dưới. Nội dung bạn nhập vẫn còn; gửi lại nếu vẫn đúng.',
  conflict:
    'Chưa ghi được: trạng thái hiện tại không cho phép việc này, hoặc phải do người thứ hai thực hiện.',
  invalid_input:
    'Ngày chờ phải từ hôm nay đến 180 ngày tới; người được giao phải thuộc phạm vi này.',
  bad_file: 'Tệp phải là PDF, JPEG hoặc PNG.',
  too_large: 'Tệp tối đa 20 MB.',
};

async function tried(
  deps: PageDeps,
  ask: PageAsk,
  work: () => Promise<keyof typeof notices>,
): Promise<PageAnswer> {
  try {
    const done = await work();
    return { goTo: `${discrepancyPath(ask.params['id'] ?? '')}?da=${done}` };
  } catch (error) {
    const words = error instanceof Refused ? refusedWords[error.problem.code] : undefined;
    const now = words === undefined ? null : await discrepancyAsked(deps, ask);
    if (words === undefined || !now) throw error;
    return onePage(deps, ask, now, words);
  }
}

function noSuchDiscrepancy({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy';
  const text = 'Không có sai lệch này trong phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}

export const discrepancyPageRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/sai-lech', action: 'discrepancy.read', handle: showQueue },
  { method: 'get', path: at, action: 'discrepancy.read', handle: showOne },
  { method: 'post', path: `${at}/quyet-dinh`, action: 'discrepancy.work', handle: decide },
  { method: 'post', path: `${at}/giai-trinh`, action: 'discrepancy.explain', handle: explain },
  { method: 'post', path: `${at}/y-kien`, action: 'discrepancy.comment', handle: comment },
  {
    method: 'post',
    path: `${at}/tep`,
    action: 'discrepancy.comment',
    file: 'tep',
    handle: attach,
  },
];
