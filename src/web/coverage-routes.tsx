// Which days statements prove: all accounts in sight over a month, and one account day by day.
import { sees, sightOf } from '../access/principal.js';
import { addDays, localDateOf } from '../calendar.js';
import { findAccountSeen, readAccountDays } from '../oversight/account-days.js';
import { daysOf, holdsOn, type DayRange } from '../oversight/coverage.js';
import { bankNames } from '../oversight/name-store.js';
import type { AccountCoverage, ProvinceReading, UnitReading } from '../reconciliation/reading.js';
import { unitTitle } from '../reconciliation/words.js';
import { provingExport } from '../statements/statement-words.js';
import { bankOf } from './components/accounts-table.js';
import { badAddress } from './figure-routes.js';
import { daysOfMonth } from './months.js';
import { coverageQuery } from './page-query.js';
import { readForPage } from './page-reading.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { CoverageListPage, type CoverageRow } from './pages/coverage-list-page.js';
import { CoveragePage } from './pages/coverage-page.js';
import { MessagePage } from './pages/message-page.js';

export const coveragePageRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/sao-ke/lich', action: 'statement.read', handle: showAccounts },
  { method: 'get', path: '/sao-ke/lich/:id', action: 'statement.read', handle: showAccount },
];

async function showAccounts(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal: who } = insiderOf(ask);
  const query = coverageQuery.safeParse(ask.query);
  if (!query.success) return badAddress(ask, query.error);
  const asked = query.data['as-of'];
  const { seen: reading } = await readForPage(deps, ask, asked);
  const month = query.data.thang ?? latestMonth(reading);
  const sight = sightOf(who, 'statement.read');
  const units = reading.units.filter(({ unitCode }) => sees(sight, unitCode));
  const rows = rowsOf(units, endedDays(month, reading), await bankNames(deps.db));
  const view = { province: ask.province, who, asOf: reading.asOf, asked, month, rows };
  return { page: <CoverageListPage {...view} /> };
}

/** Accounts that were a unit's on some day of the window, the most wanting first. */
function rowsOf(
  units: readonly UnitReading[],
  window: DayRange,
  banks: ReadonlyMap<string, string>,
): CoverageRow[] {
  const rows = units.flatMap((unit) =>
    unit.accounts.flatMap((account): CoverageRow[] => {
      const days = daysOf(account, window);
      if (!days.some(({ day }) => holdsOn(account, day))) return [];
      const count = (state: string) => days.filter((each) => each.state === state).length;
      const { versionId, account: number, coveredThrough } = account;
      const about = { versionId, account: number, coveredThrough, bank: bankOf(account, banks) };
      const counts = { coveredCount: count('covered'), uncoveredCount: count('uncovered') };
      return [{ ...about, ...counts, unitTitle: unitTitle(unit) }];
    }),
  );
  return rows.sort((one, other) => other.uncoveredCount - one.uncoveredCount);
}

async function showAccount(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal: who } = insiderOf(ask);
  const query = coverageQuery.safeParse(ask.query);
  if (!query.success) return badAddress(ask, query.error);
  const asked = query.data['as-of'];
  const { seen: reading } = await readForPage(deps, ask, asked);
  const seen = findAccountSeen(reading, who, String(ask.params['id']));
  if (!seen) return noSuchAccount(ask);
  const month = query.data.thang ?? latestMonth(reading);
  const { asOf } = reading;
  const view = await readAccountDays(deps.db, who, { seen, asOf, window: daysOfMonth(month) });
  const unit = reading.units.find(({ unitCode }) => unitCode === view.unitCode);
  const frame = { province: ask.province, who, asOf, asked, month, view };
  return {
    page: (
      <CoveragePage
        {...frame}
        unitTitle={unit ? unitTitle(unit) : view.unitName}
        bank={bankOf(view.account, await bankNames(deps.db))}
        provenBy={provingExportOf(view.account)}
      />
    ),
  };
}

function provingExportOf({ bankBin }: AccountCoverage): string | null {
  const isTreasury = bankBin === null;
  return provingExport({ state: 'unproven', format: 'CSV', bankBin, isTreasury });
}

/** The month of the last day that has ended. */
function latestMonth({ asOf }: ProvinceReading): string {
  return addDays(localDateOf(asOf), -1).slice(0, 7);
}

/** The days of a month that have ended: nothing is missing of those to come. */
function endedDays(month: string, { asOf }: ProvinceReading): DayRange {
  const { from, to } = daysOfMonth(month);
  const last = addDays(localDateOf(asOf), -1);
  return { from, to: to < last ? to : last };
}

function noSuchAccount({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy';
  const text = 'Không có tài khoản này trong phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}
