// The pages with figures: the province, and one unit, each cut to what the officer may see.
import { flagHistory } from '../alerts/flag-history-store.js';
import type { z } from 'zod';
import { byPrincipal, sees, sightOf } from '../access/principal.js';
import { recordPayerRead } from '../api/payer-reads.js';
import { bankNames } from '../oversight/name-store.js';
import { loadUnits } from '../units/unit-store.js';
import { provinceQuery, unitQuery } from './page-query.js';
import { readForPage } from './page-reading.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { ProvincePage } from './pages/province-page.js';
import { openCreditsOf, UnitPage } from './pages/unit-page.js';

export const figureRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/', action: 'unit.read', handle: showProvince },
  { method: 'get', path: '/don-vi/:code', action: 'unit.read', handle: showUnit },
];

async function showProvince(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { province, principal: who } = ask;
  const query = provinceQuery.safeParse(ask.query);
  if (!query.success) return badAddress(ask, query.error);
  const asked = query.data['as-of'];
  const { seen: reading } = await readForPage(deps, ask, asked);
  const isWhole = sightOf(insiderOf(ask).principal, 'unit.read').isProvince;
  const view = { province, who, reading, asked, isWhole, search: query.data.q };
  return { page: <ProvincePage {...view} /> };
}

const historyLength = 20;

async function showUnit(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { province, principal: who } = ask;
  const query = unitQuery.safeParse(ask.query);
  if (!query.success) return badAddress(ask, query.error);
  const code = String(ask.params['code']);
  const { principal } = insiderOf(ask);
  // a unit that is not there and one out of sight are told in the same words
  if (!sees(sightOf(principal, 'unit.read'), code)) return unknownUnit(ask);
  const asked = query.data['as-of'];
  const { seen: reading } = await readForPage(deps, ask, asked);
  const unit = reading.units.find((each) => each.unitCode === code);
  if (!unit) return unknownUnit(ask);
  await recordPayerRead(
    { by: byPrincipal(principal, ask.visitor.requestId), db: deps.db },
    {
      kind: 'line',
      shown: openCreditsOf(reading, unit)
        .shown.filter((line) => line.narrative !== null)
        .map((line) => ({ id: line.lineId, unitCode: line.unitCode })),
    },
  );
  const banks = await bankNames(deps.db);
  const [focalPoints] = await loadUnits(deps.db, [code]);
  const { trang: pageNumber, 'tinh-trang': settlement } = query.data;
  const seesStatements = sees(sightOf(principal, 'statement.read'), code);
  const view = { province, who, reading, unit, banks, asked, pageNumber, settlement };
  const history = sees(sightOf(principal, 'alert.read'), code)
    ? await flagHistory(deps.db, code, { limit: historyLength, through: reading.asOf })
    : null;
  return { page: <UnitPage {...view} {...{ seesStatements, focalPoints, history }} /> };
}

/** An address whose query nobody could have been given by us. */
export function badAddress({ province, principal: who }: PageAsk, error: z.ZodError): PageAnswer {
  const field = error.issues[0]?.path.join('.') ?? '';
  const text = `Giá trị của “${field}” trong địa chỉ không đúng. Hãy bỏ phần đó hoặc về trang chủ.`;
  const title = 'Địa chỉ trang không hợp lệ';
  return { status: 400, page: <MessagePage {...{ province, who, title, text }} /> };
}

function unknownUnit({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy đơn vị';
  const text =
    'Không có đơn vị mang mã này trong phạm vi của bạn. Hãy tìm đơn vị theo tên hoặc mã.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}
