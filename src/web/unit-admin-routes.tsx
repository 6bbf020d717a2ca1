// Units as an office keeps them: whom to ask, which unit is above, what it was called before.
import { byPrincipal, may, sightOf } from '../access/principal.js';
import { inTransaction } from '../db.js';
import { Refused } from '../problem.js';
import { importUnits } from '../units/import-units.js';
import { foldedName, unitTitle, type Unit } from '../units/unit.js';
import { loadUnits } from '../units/unit-store.js';
import { unitsQuery } from './admin-query.js';
import { queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { UnitAdminPage } from './pages/unit-admin-page.js';
import { UnitsPage } from './pages/units-page.js';
import { unitRefusalText, unitRow, unitToType, unitVersion } from './unit-form.js';

const path = '/quan-tri/don-vi';
const perPage = 50;

export const unitAdminRoutes: readonly PageRoute[] = [
  { method: 'get', path, action: 'unit.import', handle: showAll },
  { method: 'get', path: `${path}/:code`, action: 'unit.import', handle: showOne },
  { method: 'post', path: `${path}/:code`, action: 'unit.import', handle: save },
];

async function showAll({ db }: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const parsed = unitsQuery.safeParse(ask.query);
  const { q, thieu, trang } = parsed.success ? parsed.data : unitsQuery.parse({});
  const { units: codes } = sightOf(principal, 'unit.import');
  const part = foldedName(q);
  const found = (await loadUnits(db, [...codes])).filter(
    (unit) =>
      (q === '' || unit.code.startsWith(q) || (part !== '' && titleOf(unit).includes(part))) &&
      (thieu !== '1' || unit.email === null),
  );
  const pageCount = Math.max(1, Math.ceil(found.length / perPage));
  const page = Math.min(trang, pageCount);
  const units = found.slice((page - 1) * perPage, page * perPage);
  const view = {
    ...{ province: ask.province, who: principal, units, page, pageCount },
    ...{ count: found.length, filter: { q, isMailless: thieu === '1' } },
  };
  return { page: <UnitsPage {...view} /> };
}

function titleOf({ name, type }: Unit): string {
  return foldedName(unitTitle({ unitName: name, type }));
}

async function showOne(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const unit = await unitAsked(deps, ask);
  if (!unit) return noSuch(ask);
  const notice = queryText(ask.query, 'da') === 'luu' ? 'Đã lưu.' : null;
  return detail(ask, unit, { notice, error: null });
}

/** In scope and there; the answer to both is the same. */
async function unitAsked({ db }: PageDeps, ask: PageAsk): Promise<Unit | undefined> {
  const code = ask.params['code'] ?? '';
  if (!may(insiderOf(ask).principal, 'unit.import', code)) return undefined;
  const [unit] = await loadUnits(db, [code]);
  return unit;
}

function detail(
  ask: PageAsk,
  unit: Unit,
  said: { readonly notice: string | null; readonly error: string | null },
): PageAnswer {
  const view = {
    ...{ province: ask.province, who: insiderOf(ask).principal, unit, ...said },
    version: unitVersion(unit),
    isParentSeen: seesParent(ask, unit),
    typed: said.error === null ? unitToType(unit) : ask.form,
  };
  return { status: said.error === null ? 200 : 422, page: <UnitAdminPage {...view} /> };
}

/** A unit above the asker's scope is none of theirs: neither shown nor changed. */
function seesParent(ask: PageAsk, { parentCode }: Unit): boolean {
  return parentCode === null || may(insiderOf(ask).principal, 'unit.import', parentCode);
}

const stale = 'Đơn vị này vừa được người khác thay đổi. Mở lại trang để xem rồi sửa.';

async function save(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const unit = await unitAsked(deps, ask);
  if (!unit) return noSuch(ask);
  const { principal } = insiderOf(ask);
  const refuse = (error: string): PageAnswer => detail(ask, unit, { notice: null, error });
  if (ask.form.get('phien-ban') !== unitVersion(unit)) return refuse(stale);
  const row = unitRow(unit, ask.form, seesParent(ask, unit));
  if ('error' in row) return refuse(row.error);
  const by = byPrincipal(principal, ask.visitor.requestId);
  const within = { ...sightOf(principal, 'unit.import'), province: deps.config.province };
  const file = { name: 'don-vi.csv', bytes: row.bytes };
  try {
    await inTransaction(deps.db, async (trx) => {
      // one row at a time: whoever waited meets what the other saved
      await trx.raw('select from public.unit where unit.code = ? for update', [unit.code]);
      const [standing] = await loadUnits(trx, [unit.code]);
      if (!standing || unitVersion(standing) !== ask.form.get('phien-ban')) {
        throw new Refused({ code: 'stale_version', detail: 'It has another version by now.' });
      }
      await importUnits({ db: trx, by }, { file, skipBad: false, within });
    });
    return { goTo: `${path}/${encodeURIComponent(unit.code)}?da=luu` };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const isStale = error.problem.code === 'stale_version';
    return refuse(isStale ? stale : unitRefusalText(error.problem));
  }
}

function noSuch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy';
  const text = 'Không có đơn vị này trong phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}
