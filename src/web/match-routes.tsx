// Reviewing matches: what waits, one match and the decision about it.
import { byPrincipal } from '../access/principal.js';
import { readMatches, type MatchReading } from '../oversight/export-matches.js';
import { mayDecideMatch, unitOfMatch } from '../oversight/match-decision-sight.js';
import { matchesInSight } from '../oversight/matches-in-sight.js';
import { Refused } from '../problem.js';
import { decideMatch, possibleMatchDecisions } from '../reconciliation/decide-match.js';
import {
  loadMatchDecisions,
  loadStanding,
  matchDecisions,
} from '../reconciliation/match-decision-store.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import { idIn, reasonIn } from './decision-form.js';
import { handMatchRoutes } from './hand-match-routes.js';
import { noSuchMatch, proofIn, recordRead } from './match-ask.js';
import { queryText } from './page-query.js';
import { readForPage } from './page-reading.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MatchPage } from './pages/match-page.js';
import { MatchesPage } from './pages/matches-page.js';

export const matchPageRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/doi-soat', action: 'match.read', handle: showMatches },
  // before the matches, whose ids stand in the same place
  ...handMatchRoutes,
  { method: 'get', path: '/doi-soat/:id', action: 'match.read', handle: showMatch },
  { method: 'post', path: '/doi-soat/:id/quyet-dinh', action: 'match.decide', handle: decide },
];

const pageLength = 20;

async function showMatches(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const { whole } = await readForPage(deps, ask);
  const waiting = await readMatches(deps.db, whole, { state: 'proposed' });
  const seen = matchesInSight(waiting, principal);
  const asked = Number(queryText(ask.query, 'trang') ?? '1');
  const page = Number.isSafeInteger(asked) && asked > 0 ? asked : 1;
  const matches = seen.slice((page - 1) * pageLength, page * pageLength);
  const next = seen.length > page * pageLength ? page + 1 : null;
  const view = { province: ask.province, who: principal, matches, count: seen.length, next };
  return { page: <MatchesPage {...view} /> };
}

interface AskedMatch {
  readonly match: MatchReading;
  readonly narratives: ReadonlyMap<string, string>;
  readonly mayDecide: boolean;
  /** See `unitOfMatch`; read before the match is cut to what the officer sees. */
  readonly unitCode: string | null;
}

async function matchAsked(deps: PageDeps, ask: PageAsk): Promise<AskedMatch | null> {
  const id = idIn(ask.params['id']);
  if (id === null) return null;
  const { principal } = insiderOf(ask);
  const { whole, seen } = await readForPage(deps, ask);
  const [found] = await readMatches(deps.db, whole, { ids: [id] });
  const [match] = matchesInSight(found ? [found] : [], principal);
  if (!found || !match) return null;
  const legs = new Set(match.legs.map(({ line }) => line?.lineId));
  const shown = seen.lines.filter(({ lineId }) => legs.has(lineId));
  await recordRead(deps, ask, shown);
  const narratives = new Map(shown.map(({ lineId, narrative }) => [lineId, narrative ?? '']));
  const mayDecide = mayDecideMatch(principal, found);
  return { match, narratives, mayDecide, unitCode: unitOfMatch(found) };
}

async function showMatch(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const asked = await matchAsked(deps, ask);
  return asked ? matchPage(deps, ask, asked) : noSuchMatch(ask);
}

async function matchPage(
  deps: PageDeps,
  ask: PageAsk,
  { match, narratives, mayDecide }: AskedMatch,
  error: string | null = null,
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const { decisions, adjustments } = await loadMatchDecisions(deps.db, match.id);
  const standing = await loadStanding(deps.db, match.id);
  const isWhole = match.masked === undefined;
  const view = {
    ...{ province: ask.province, who: principal, match, narratives, error },
    ...{ decisions: isWhole ? decisions : [], adjustments: isWhole ? adjustments : [] },
    possible: mayDecide && standing ? possibleMatchDecisions(standing) : [],
    notice: queryText(ask.query, 'da') === 'ghi' ? 'Đã ghi quyết định và đối chiếu lại.' : null,
  };
  return { status: error === null ? 200 : 422, page: <MatchPage {...view} /> };
}

async function decide(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const asked = await matchAsked(deps, ask);
  if (!asked?.mayDecide) return noSuchMatch(ask);
  const decision = matchDecisions.find((each) => each === ask.form.get('viec'));
  const reason = reasonIn(ask);
  if (!decision || reason === null) {
    return matchPage(deps, ask, asked, 'Chọn quyết định và ghi lý do.');
  }
  const by = byPrincipal(principal, ask.visitor.requestId);
  const deciding = { db: deps.db, now: deps.now, by };
  const about = { matchId: asked.match.id, unitCode: asked.unitCode };
  const given = { ...about, decision, reason, proof: proofIn(ask) };
  try {
    await decideMatch(deciding, given);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const text =
      'Chưa ghi được: kết quả khớp đã thay đổi, hoặc cần một người khác xác nhận. Vui lòng xem lại.';
    return matchPage(deps, ask, asked, text);
  }
  await reconcile(deciding);
  return { goTo: `/doi-soat/${asked.match.id}?da=ghi` };
}
