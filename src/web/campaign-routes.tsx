// The campaign for right accounts: where each unit in sight stands, those that are late first.
import { sees, sightOf } from '../access/principal.js';
import { campaignOf, campaignTotals } from '../beneficiary-accounts/campaign.js';
import { loadCampaign } from '../beneficiary-accounts/campaign-store.js';
import { loadCalendar } from '../calendar-store.js';
import { localDateOf } from '../calendar.js';
import { readingInSight } from '../oversight/in-sight.js';
import { strandedSums } from '../oversight/stranded-sums.js';
import { queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { CampaignPage } from './pages/campaign-page.js';

export const campaignPageRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/ra-soat-tai-khoan', action: 'campaign.read', handle: showCampaign },
];

async function showCampaign(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { db } = deps;
  const { principal } = insiderOf(ask);
  const whole = await deps.read(deps.now());
  const day = localDateOf(whole.asOf);
  const { units, deadlines } = await loadCampaign(db);
  const sight = sightOf(principal, 'campaign.read');
  const standings = campaignOf({
    ...{ deadlines, day, calendar: await loadCalendar(db), accounts: whole.units },
    units: units.filter(({ unitCode }) => sees(sight, unitCode)),
  });
  const onlyLate = queryText(ask.query, 'loc') === 'cham';
  const view = {
    ...{ province: ask.province, who: principal, deadlines, onlyLate },
    totals: campaignTotals(standings),
    standings: onlyLate ? standings.filter(({ late }) => late.length > 0) : standings,
    stranded: strandedSums(readingInSight(whole, principal)),
  };
  return { page: <CampaignPage {...view} /> };
}
