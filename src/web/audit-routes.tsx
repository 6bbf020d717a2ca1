// The audit trail on pages: what was done to the units in scope, one event with all it holds, and
// whether the chain still stands.
import { byPrincipal, may, type Principal } from '../access/principal.js';
import { loadOfficers } from '../access/officer-store.js';
import { officerInSight } from '../api/officer-shape.js';
import { unitsOf } from '../api/sight.js';
import { loadAuditEvent, loadAuditEvents, loadPersonal } from '../audit/audit-store.js';
import type { AuditEvent, AuditFilter } from '../audit/audit-store.js';
import type { AuditValue } from '../audit/canonical.js';
import { recordAudit } from '../audit/record-audit.js';
import type { Db } from '../db.js';
import { namesByScope } from '../oversight/name-store.js';
import { dayTyped } from './account-form.js';
import { auditCheckRoutes } from './audit-check-routes.js';
import { auditQuery, type AuditQuery } from './admin-query.js';
import { idIn } from './decision-form.js';
import { addressOf } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { AuditEventPage } from './pages/audit-event-page.js';
import { AuditPage } from './pages/audit-page.js';
import { MessagePage } from './pages/message-page.js';

const path = '/quan-tri/nhat-ky';
const perPage = 50;

export const auditPageRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'audit.read', handle: showList },
  // before the events, whose ids stand in the same place
  ...auditCheckRoutes,
  { method: 'get', path: `${path}/:id`, action: 'audit.read', handle: showEvent },
];

async function showList(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const parsed = auditQuery.safeParse(ask.query);
  const query = parsed.success ? parsed.data : auditQuery.parse({});
  const { filter, errors } = filterOf(principal, query);
  if (!parsed.success) errors.push('Địa chỉ có điều kiện lọc không dùng được; đã bỏ qua.');
  const found = await loadAuditEvents(deps.db, unitsOf(principal, 'audit.read'), {
    filter,
    before: idIn(query.truoc),
    limit: perPage + 1,
  });
  const events = found.slice(0, perPage);
  const last = found.length > perPage ? events.at(-1)?.id : undefined;
  const view = {
    ...{ province: ask.province, who: principal, events, query, errors },
    officers: await officersInSight(deps.db, principal),
    unitNames: await unitNames(deps.db, events),
    next: last === undefined ? null : addressOf(path, { ...query, truoc: last }),
    newest: query.truoc === undefined ? null : addressOf(path, { ...query, truoc: undefined }),
    mayCheck: may(principal, 'audit.read', null),
  };
  return { status: errors.length > 0 ? 422 : 200, page: <AuditPage {...view} /> };
}

function filterOf(
  principal: Principal,
  query: AuditQuery,
): { readonly filter: AuditFilter; readonly errors: string[] } {
  const errors: string[] = [];
  const dayIn = (text: string, which: string) => {
    const day = text === '' ? undefined : dayTyped(text);
    if (text !== '' && day === undefined) {
      errors.push(`${which}: ngày ghi theo dạng ngày/tháng/năm, ví dụ 05/03/2026.`);
    }
    return day;
  };
  const unit = query['don-vi'].trim();
  // one that is not there and one out of sight are told in the same words
  if (unit !== '' && !may(principal, 'audit.read', unit)) {
    errors.push('Không có đơn vị này trong phạm vi của bạn.');
  }
  const or = (text: string): string | undefined => (text === '' ? undefined : text);
  const filter = {
    action: or(query.viec),
    ...(query.nguoi === '' ? {} : { actorKind: 'officer', actor: query.nguoi }),
    unit: or(unit),
    subjectKind: or(query.loai),
    subjectId: or(query.ma.trim()),
    from: dayIn(query['tu-ngay'].trim(), 'Từ ngày'),
    to: dayIn(query['den-ngay'].trim(), 'Đến ngày'),
  };
  if (filter.from !== undefined && filter.to !== undefined && filter.from > filter.to) {
    errors.push('Từ ngày phải trước hoặc bằng đến ngày.');
  }
  return { filter, errors };
}

/** Names of officers whom the reader may see, by id; the others are numbers to them. */
async function officersInSight(db: Db, principal: Principal): Promise<ReadonlyMap<string, string>> {
  const seen = (await loadOfficers(db)).filter((one) => officerInSight(principal, one));
  return new Map(seen.map(({ id, name }) => [id, name]));
}

function unitNames(db: Db, events: readonly AuditEvent[]): Promise<ReadonlyMap<string, string>> {
  return namesByScope(
    db,
    events.flatMap(({ unitCode }) => unitCode ?? []),
  );
}

async function showEvent(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const id = idIn(ask.params['id']);
  const sight = unitsOf(principal, 'audit.read');
  const event = id === null ? undefined : await loadAuditEvent(deps.db, sight, id);
  if (!event) return noSuch(ask);
  const view = {
    ...{ province: ask.province, who: principal, event },
    officers: await officersInSight(deps.db, principal),
    unitNames: await unitNames(deps.db, [event]),
    ...(await personalOf(deps, ask, event)),
  };
  return { page: <AuditEventPage {...view} /> };
}

/** As the API shows it: over the province only, and that is an event too. */
async function personalOf(
  { db }: PageDeps,
  ask: PageAsk,
  event: AuditEvent,
): Promise<{ readonly personal: AuditValue; readonly isMasked: boolean }> {
  const { principal } = insiderOf(ask);
  if (event.personalState !== 'kept') return { personal: null, isMasked: false };
  if (!may(principal, 'audit.read', null)) return { personal: null, isMasked: true };
  const personal = await loadPersonal(db, event.id);
  await recordAudit(db, byPrincipal(principal, ask.visitor.requestId), {
    action: 'audit.personal_read',
    subject: { kind: 'audit_event', id: event.id },
    unitCode: event.unitCode,
  });
  return { personal, isMasked: false };
}

function noSuch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy';
  const text = 'Không có sự kiện này trong phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}
