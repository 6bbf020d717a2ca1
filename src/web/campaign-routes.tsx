// The campaign for right accounts: where each unit in sight stands, by when what is to be done, and a
// list from elsewhere beside ours.
import { byPrincipal, may, sees, sightOf } from '../access/principal.js';
import { holdToProvince } from '../api/sight.js';
import { campaignOf, campaignTotals } from '../beneficiary-accounts/campaign.js';
import { deadlinesVersion, loadCampaign } from '../beneficiary-accounts/campaign-store.js';
import { setDeadlines } from '../beneficiary-accounts/set-deadlines.js';
import { loadCalendar } from '../calendar-store.js';
import { localDateOf } from '../calendar.js';
import { compareWithRegister } from '../oversight/compare-with-register.js';
import { readingInSight } from '../oversight/in-sight.js';
import { strandedSums } from '../oversight/stranded-sums.js';
import { Refused } from '../problem.js';
import type { DeadlinesFormProps } from './components/deadlines-form.js';
import { deadlinesToType, deadlinesTyped, readDeadlines } from './deadlines-form.js';
import { queryText } from './page-query.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { CampaignPage } from './pages/campaign-page.js';
import { ComparePage, type ComparePageProps } from './pages/compare-page.js';
import { tableRefusedWords } from './table-refused-words.js';

const campaign = '/ra-soat-tai-khoan';
const comparing = `${campaign}/so-sanh`;

export const campaignPageRoutes: readonly PageRoute[] = [
  { method: 'get', path: campaign, action: 'campaign.read', handle: showCampaign },
  { method: 'post', path: `${campaign}/han`, action: 'campaign.set', handle: setDays },
  { method: 'get', path: comparing, action: 'campaign.read', handle: showComparing },
  { method: 'post', path: comparing, action: 'campaign.read', file: 'tep', handle: compare },
];

/** What was typed into the deadlines and did not become theirs. */
type Said = Partial<Omit<DeadlinesFormProps, 'deadlines'>>;

async function showCampaign(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  return campaignPage(deps, ask, null);
}

async function campaignPage(deps: PageDeps, ask: PageAsk, said: Said | null): Promise<PageAnswer> {
  const { db } = deps;
  const { principal } = insiderOf(ask);
  const whole = await deps.read(deps.now());
  const day = localDateOf(whole.asOf);
  // before the list: what is set in between makes the form stale, never a list nobody was shown
  const version = await deadlinesVersion(db);
  const { units, deadlines } = await loadCampaign(db);
  const sight = sightOf(principal, 'campaign.read');
  const standings = campaignOf({
    ...{ deadlines, day, calendar: await loadCalendar(db), accounts: whole.units },
    units: units.filter(({ unitCode }) => sees(sight, unitCode)),
  });
  const onlyLate = queryText(ask.query, 'loc') === 'cham';
  const typed = deadlinesToType(deadlines);
  const form = { deadlines, version, typed, errors: new Map(), isStale: false, ...said };
  const view = {
    ...{ province: ask.province, who: principal, deadlines, onlyLate },
    totals: campaignTotals(standings),
    standings: onlyLate ? standings.filter(({ late }) => late.length > 0) : standings,
    stranded: strandedSums(readingInSight(whole, principal)),
    form: may(principal, 'campaign.set', null) ? form : null,
    notice: said === null && queryText(ask.query, 'da') === 'han' ? 'Đã lưu hạn.' : null,
  };
  return { status: said === null ? 200 : 422, page: <CampaignPage {...view} /> };
}

async function setDays(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  holdToProvince(principal, 'campaign.set');
  const seen = (ask.form.get('phien-ban') ?? '').slice(0, 20);
  const typed = deadlinesTyped(ask.form);
  const read = readDeadlines(typed);
  if ('errors' in read) return campaignPage(deps, ask, { ...read, typed, version: seen });
  const by = byPrincipal(principal, ask.visitor.requestId);
  const expect = (version: string): void => {
    if (version === seen) return;
    throw new Refused({ code: 'stale_version', detail: 'They were set in the meantime.' });
  };
  try {
    await setDeadlines({ db: deps.db, now: deps.now, by }, { ...read, expect });
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.code !== 'stale_version') throw error;
    return campaignPage(deps, ask, { typed, isStale: true });
  }
  return { goTo: `${campaign}?da=han` };
}

async function showComparing(_deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  return Promise.resolve(comparePage(ask, { compared: null, error: null }));
}

function comparePage(ask: PageAsk, said: Pick<ComparePageProps, 'compared' | 'error'>): PageAnswer {
  const view = { province: ask.province, who: insiderOf(ask).principal, ...said };
  return { status: said.error === null ? 200 : 422, page: <ComparePage {...view} /> };
}

async function compare(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { files } = ask;
  if (files.length === 0) {
    return comparePage(ask, { compared: null, error: 'Chưa chọn tệp. Đề nghị chọn tệp rồi gửi.' });
  }
  const units = [...sightOf(insiderOf(ask).principal, 'campaign.read').units];
  const outcome = await compareWithRegister(deps.db, { files, units, asOf: deps.now() });
  return outcome.kind === 'refused'
    ? comparePage(ask, { compared: null, error: tableRefusedWords(outcome.refusal) })
    : comparePage(ask, { compared: outcome, error: null });
}
