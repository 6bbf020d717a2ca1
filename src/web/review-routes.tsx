// The review: what waits on the left, the chosen one with its candidates on the right, a decision that
// goes on to the next, and many of one kind confirmed at once.
import { byPrincipal, may, type Principal } from '../access/principal.js';
import { sumMoney } from '../money.js';
import { ambiguityOf } from '../oversight/ambiguity.js';
import { officerNames } from '../discrepancies/assignable-officers.js';
import { dayBalance } from '../oversight/day-balance.js';
import { readMatches } from '../oversight/export-matches.js';
import { isWantedParking, parkedItems, type ParkedFilter } from '../oversight/parked-items.js';
import {
  dayDifference,
  isForNow,
  reviewed,
  reviewItems,
  type ReviewItem,
} from '../oversight/review-queue.js';
import { reviewSubject } from '../oversight/review-subject.js';
import { rivalsOfPayment } from '../oversight/rivals.js';
import { Refused } from '../problem.js';
import { decideMatch } from '../reconciliation/decide-match.js';
import type { LineReading, ProvinceReading } from '../reconciliation/reading.js';
import { loadParked } from '../reconciliation/review-store.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import type { AccountDay } from './components/account-day.js';
import type { ChosenItem } from './components/review-panel.js';
import { reasonIn } from './decision-form.js';
import { badAddress } from './figure-routes.js';
import { proofIn, recordRead } from './match-ask.js';
import { readForPage } from './page-reading.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { BulkPage, type BulkResult } from './pages/bulk-page.js';
import { ReviewPage } from './pages/review-page.js';
import { reviewPath, reviewQuery, type ReviewQuery } from './review-query.js';
import { loadSavedViews } from './saved-view-store.js';
import { reviewWorkOf } from './review-work.js';

export const reviewRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/doi-soat', action: 'match.read', handle: showReview },
  { method: 'post', path: '/doi-soat/nhieu', action: 'match.decide', handle: decideMany },
];

const pageLength = 20;

async function waiting(deps: PageDeps, ask: PageAsk) {
  const { principal } = insiderOf(ask);
  const { whole, seen } = await readForPage(deps, ask);
  const found = await readMatches(deps.db, whole, { state: 'proposed' });
  const at = deps.now();
  const parked = await loadParked(deps.db);
  const items = reviewItems(found, { principal, parked, at });
  const beside = parkedItems(parked, { seen, principal, at });
  return { principal, whole, seen, items, beside };
}

async function showReview(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  // a form sends what was not chosen as an empty text
  const given = Object.entries(ask.query as Record<string, unknown>).filter(
    ([, one]) => one !== '',
  );
  const asked = reviewQuery.safeParse(Object.fromEntries(given));
  if (!asked.success) return badAddress(ask, asked.error);
  const query = asked.data;
  const { principal, whole, seen, items, beside } = await waiting(deps, ask);
  const owner = query.ai && principal.id;
  const parked = query['de-lai'];
  const filter = {
    ...{ rule: query['quy-tac'], unit: query['don-vi'], shape: query.dang },
    ...{ parked, owner },
  };
  const found = reviewed(items, { ...filter, sort: query.xep });
  const pageCount = Math.max(1, Math.ceil(found.length / pageLength));
  const page = Math.min(query.trang, pageCount);
  const shown = found.slice((page - 1) * pageLength, page * pageLength);
  const chosen = found.find(({ match }) => match.id === query.chon) ?? shown[0];
  const view = {
    ...{ province: ask.province, who: principal, query: { ...query, trang: page }, pageCount },
    ...{ items: shown, count: found.length, all: items },
    units: seen.units.filter(({ unitCode }) => items.some((one) => one.unitCode === unitCode)),
    chosen: chosen ? await chosenItem(deps, ask, { chosen, found, whole, seen }) : null,
    // what is put off until later is shown to whoever asks for it
    beside: beside.filter(({ parking }) => isWantedParking(parking, besideFilter(query, owner))),
    views: await loadSavedViews(deps.db, { principal, page: 'review' }),
    parkedCount: countParked(items, beside),
    names: await officerNames(
      deps.db,
      [...items, ...beside].map(({ parking }) => parking?.ownerId ?? null),
    ),
  };
  return { page: <ReviewPage {...view} /> };
}

/** Lines and payments wait for nobody before their day: without a filter those that have come back. */
function besideFilter({ 'de-lai': parked }: ReviewQuery, owner: string | undefined): ParkedFilter {
  if (parked === undefined) return { isDue: owner === undefined ? true : undefined, owner };
  return { isDue: parked === 'den-han', owner };
}

function countParked(...lists: readonly (readonly Pick<ReviewItem, 'parking'>[])[]): number {
  return lists.flat().filter((item) => !isForNow(item)).length;
}

async function chosenItem(
  deps: PageDeps,
  ask: PageAsk,
  about: {
    readonly chosen: ReviewItem;
    readonly found: readonly ReviewItem[];
    readonly whole: ProvinceReading;
    readonly seen: ProvinceReading;
  },
): Promise<ChosenItem> {
  const { chosen, found, whole, seen } = about;
  const { match } = chosen;
  const legs = new Set(match.legs.map(({ line }) => line?.lineId));
  const lines = seen.lines.filter(({ lineId }) => legs.has(lineId));
  await recordRead(deps, ask, lines);
  const ids = new Set(match.legs.flatMap(({ payment }) => payment?.paymentId ?? []));
  const payments = seen.payments.filter(({ paymentId }) => ids.has(paymentId));
  const [only, ...others] = payments;
  const at = found.indexOf(chosen);
  const [line] = lines;
  const { principal } = insiderOf(ask);
  const item = { kind: 'match', id: match.id } as const;
  const subject = await reviewSubject(deps.db, { principal, whole, seen }, item);
  return {
    work: subject && (await reviewWorkOf(deps, principal, subject)),
    ...{ item: chosen, lines, payments },
    // of many payments each would have its own
    rivals: only && others.length === 0 ? rivalsOfPayment(only, seen) : [],
    ambiguity: ambiguityOf(match, seen),
    day: line ? await accountDay(deps, principal, { line, seen }) : null,
    next: (found[at + 1] ?? found[at - 1])?.match.id,
  };
}

/** How an account stands on the day of a line: its credits, and what its statements say. */
async function accountDay(
  { db }: PageDeps,
  principal: Principal,
  { line, seen }: { readonly line: LineReading; readonly seen: ProvinceReading },
): Promise<AccountDay> {
  const { account, bookingDate: day, unitCode, statement: statementId } = line;
  const difference = dayDifference(seen.lines, { account, day });
  if (!may(principal, 'statement.read', unitCode)) return { difference, bank: null };
  const versions = seen.units
    .flatMap((unit) => (unit.unitCode === unitCode ? unit.accounts : []))
    .filter((version) => version.account === account);
  const covered = versions.flatMap((version) => version.covered);
  const isProven = covered.some(({ from, to }) => from <= day && day <= to);
  const balance = await dayBalance(db, { statementId, day });
  return { difference, bank: { isProven, balance: balance ?? null } };
}

async function decideMany(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal, items } = await waiting(deps, ask);
  const back = backOf(ask);
  const named = [...ask.form.keys()].flatMap((name) => /^chon-(\d{1,18})$/.exec(name)?.[1] ?? []);
  const chosen = items.filter(({ match }) => named.includes(match.id));
  const view = { province: ask.province, who: principal, chosen, back, form: ask.form };
  const refuse = (error: string): PageAnswer => ({
    status: 422,
    page: <BulkPage {...view} {...{ error, results: null }} />,
  });
  if (named.length === 0) return refuse('Chưa chọn đề xuất nào: đánh dấu ở cột đầu của danh sách.');
  if (chosen.length < named.length) {
    return refuse('Một số đề xuất đã được quyết định hoặc thay đổi. Hãy xem lại danh sách.');
  }
  if (chosen.some(({ mayAccept }) => !mayAccept)) {
    return refuse('Có đề xuất còn nhiều đáp án hoặc tổng chưa bằng nhau: xem từng đề xuất.');
  }
  if (new Set(chosen.map(({ match }) => match.rule)).size > 1) {
    return refuse('Chỉ xác nhận cùng lúc các đề xuất theo một quy tắc. Lọc theo quy tắc rồi chọn.');
  }
  if (ask.form.get('viec') !== 'xac-nhan') {
    return { page: <BulkPage {...view} error={null} results={null} /> };
  }
  const sum = sumMoney(chosen.map(({ amount }) => amount)).toString();
  if (ask.form.get('tong') !== sum) return refuse('Tổng đã thay đổi. Hãy xem lại rồi xác nhận.');
  if (reasonIn(ask) === null) return refuse('Ghi lý do.');
  const results = await confirmEach(deps, ask, { principal, chosen });
  return { page: <BulkPage {...view} error={null} results={results} /> };
}

/** One by one: what somebody else decided meanwhile is told and keeps none of the others back. */
async function confirmEach(
  deps: PageDeps,
  ask: PageAsk,
  { principal, chosen }: { readonly principal: Principal; readonly chosen: readonly ReviewItem[] },
): Promise<BulkResult[]> {
  const by = byPrincipal(principal, ask.visitor.requestId);
  const deciding = { db: deps.db, now: deps.now, by };
  const given = {
    decision: 'confirmed',
    reason: reasonIn(ask) ?? '',
    proof: proofIn(ask),
  } as const;
  const results: BulkResult[] = [];
  for (const { match, unitCode } of chosen) {
    try {
      await decideMatch(deciding, { matchId: match.id, unitCode, ...given });
      results.push({ matchId: match.id, done: true });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      results.push({ matchId: match.id, done: false });
    }
  }
  await reconcile(deciding);
  return results;
}

/** The review as it was left. */
function backOf({ form }: PageAsk): string {
  const text = form.get('tiep') ?? '';
  const asked = reviewQuery.safeParse(Object.fromEntries(new URLSearchParams(text)));
  return asked.success ? reviewPath(asked.data, { chon: undefined }) : '/doi-soat';
}
