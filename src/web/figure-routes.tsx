// The pages with figures: the province, and one unit, each cut to what the officer may see.
import { flagHistory } from '../alerts/flag-history-store.js';
import type { z } from 'zod';
import { byPrincipal, may, mayAnywhere, sees, sightOf } from '../access/principal.js';
import { loadCalendar } from '../calendar-store.js';
import { recordPayerRead } from '../audit/payer-reads.js';
import { bankNames } from '../oversight/name-store.js';
import { ownWork, type OwnWork } from '../oversight/own-work.js';
import { totalsOf, totalsTogether } from '../oversight/rollup.js';
import { loadGatewayHealth } from '../payments/gateway-health-store.js';
import { loadUnits } from '../units/unit-store.js';
import { provinceQuery, unitQuery } from './page-query.js';
import { readBesideYesterday, readForPage, type BesideYesterdaySeen } from './page-reading.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { ProvincePage, type Overview } from './pages/province-page.js';
import { openCreditsOf, UnitPage } from './pages/unit-page.js';

export const figureRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/', action: 'unit.read', handle: showProvince },
  { method: 'get', path: '/don-vi/:code', action: 'unit.read', handle: showUnit },
];

async function showProvince(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { province, principal: who } = ask;
  const query = provinceQuery.safeParse(ask.query);
  if (!query.success) return badAddress(ask, query.error);
  const { 'as-of': asked, q: search } = query.data;
  const isWhole = sightOf(insiderOf(ask).principal, 'unit.read').isProvince;
  const view = { province, who, asked, isWhole, search };
  if (search !== '') {
    const { seen: reading } = await readForPage(deps, ask, asked);
    return { page: <ProvincePage {...view} {...{ reading, overview: null }} /> };
  }
  const read = await readBesideYesterday(deps, ask, asked);
  const overview = await overviewOf(deps, ask, { ...read, asked });
  return { page: <ProvincePage {...view} {...{ reading: read.seen, overview }} /> };
}

async function overviewOf(
  deps: PageDeps,
  ask: PageAsk,
  read: BesideYesterdaySeen & { readonly asked: Date | undefined },
): Promise<Overview> {
  const { db } = deps;
  const { principal } = insiderOf(ask);
  const { whole, seen, dayBefore, asked } = read;
  const calendar = await loadCalendar(db);
  const seesGateways = may(principal, 'gateway.read', null);
  return {
    calendar,
    dayBefore: totalsTogether(dayBefore.values()),
    work: asked ? null : await workOf(deps, ask, { whole, seen }),
    gateways: seesGateways ? await loadGatewayHealth(db, calendar, seen.asOf) : null,
    seesMatches: mayAnywhere(principal, 'match.read'),
  };
}

/** What waits now; of a past instant nothing waits any more. */
async function workOf(
  { db, config, now }: PageDeps,
  ask: PageAsk,
  read: Pick<BesideYesterdaySeen, 'whole' | 'seen'>,
): Promise<OwnWork> {
  const { principal } = insiderOf(ask);
  return ownWork(db, { principal, ...read, province: config.province, at: now() });
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
  const { seen: reading, dayBefore } = await readBesideYesterday(deps, ask, asked);
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
  const charts = {
    calendar: await loadCalendar(deps.db),
    dayBefore: dayBefore.get(code) ?? totalsOf([]),
    seesMatches: sees(sightOf(principal, 'match.read'), code),
  };
  return { page: <UnitPage {...view} {...{ seesStatements, focalPoints, history, charts }} /> };
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
