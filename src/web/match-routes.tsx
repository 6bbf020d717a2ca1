// Reviewing matches: what waits, one match and the decision about it.
import { byPrincipal, may } from '../access/principal.js';
import { ambiguityOf, type Ambiguity } from '../oversight/ambiguity.js';
import { readMatches, type MatchReading } from '../oversight/export-matches.js';
import { mayDecideMatch, unitOfMatch } from '../oversight/match-decision-sight.js';
import { matchesInSight } from '../oversight/matches-in-sight.js';
import { reviewSubject } from '../oversight/review-subject.js';
import { Refused } from '../problem.js';
import { attachProof } from '../reconciliation/attach-proof.js';
import { decideMatch, possibleMatchDecisions } from '../reconciliation/decide-match.js';
import {
  loadMatchDecisions,
  loadStanding,
  matchDecisions,
} from '../reconciliation/match-decision-store.js';
import { loadMatchFiles } from '../reconciliation/match-file-store.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import { idIn, reasonIn } from './decision-form.js';
import { handMatchRoutes } from './hand-match-routes.js';
import { noSuchMatch, proofIn, recordRead } from './match-ask.js';
import { queryText } from './page-query.js';
import { readForPage } from './page-reading.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MatchPage } from './pages/match-page.js';
import { reviewActRoutes, reviewNotices } from './review-act-routes.js';
import { reviewAfter } from './review-query.js';
import { reviewRoutes } from './review-routes.js';
import { reviewWorkOf, type ReviewWork } from './review-work.js';

export const matchPageRoutes: readonly PageRoute[] = [
  ...reviewRoutes,
  // before the matches, whose ids stand in the same place
  ...handMatchRoutes,
  { method: 'get', path: '/doi-soat/:id', action: 'match.read', handle: showMatch },
  { method: 'post', path: '/doi-soat/:id/quyet-dinh', action: 'match.decide', handle: decide },
  {
    method: 'post',
    path: '/doi-soat/:id/giay-to',
    action: 'match.decide',
    file: 'tep',
    handle: attach,
  },
  ...reviewActRoutes('match', '/doi-soat/:id', async (deps, ask, error) => {
    const asked = await matchAsked(deps, ask);
    return asked ? matchPage(deps, ask, asked, error) : noSuchMatch(ask);
  }),
];

interface AskedMatch {
  readonly match: MatchReading;
  readonly narratives: ReadonlyMap<string, string>;
  readonly mayDecide: boolean;
  readonly ambiguity: Ambiguity | null;
  /** See `unitOfMatch`; read before the match is cut to what the officer sees. */
  readonly unitCode: string | null;
  /** Notes and parking; null where only a part of the match is in sight. */
  readonly work: ReviewWork | null;
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
  const ambiguity = ambiguityOf(match, seen);
  const reviewer = { principal, whole, seen };
  const subject = await reviewSubject(deps.db, reviewer, { kind: 'match', id });
  const work = subject && (await reviewWorkOf(deps, principal, subject));
  return { match, narratives, mayDecide, ambiguity, unitCode: unitOfMatch(found), work };
}

async function showMatch(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const asked = await matchAsked(deps, ask);
  return asked ? matchPage(deps, ask, asked) : noSuchMatch(ask);
}

const notices: Readonly<Record<string, string>> = {
  ghi: 'Đã ghi quyết định và đối chiếu lại.',
  tep: 'Đã lưu giấy tờ.',
  ...reviewNotices,
};

async function matchPage(
  deps: PageDeps,
  ask: PageAsk,
  { match, narratives, mayDecide, ambiguity, work }: AskedMatch,
  error: string | null = null,
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const { decisions, adjustments } = await loadMatchDecisions(deps.db, match.id);
  const standing = await loadStanding(deps.db, match.id);
  const isWhole = match.masked === undefined;
  const view = {
    ...{ province: ask.province, who: principal, match, narratives, ambiguity, error },
    ...{ work, form: ask.form },
    ...{ decisions: isWhole ? decisions : [], adjustments: isWhole ? adjustments : [] },
    papers: {
      files: isWhole ? await loadMatchFiles(deps.db, match.id) : [],
      mayAttach: mayDecide,
      mayRead: isWhole && may(principal, 'payer.read', unitOfMatch(match)),
    },
    possible: mayDecide && standing ? possibleMatchDecisions(standing) : [],
    notice: notices[queryText(ask.query, 'da') ?? ''] ?? null,
  };
  return { status: error === null ? 200 : 422, page: <MatchPage {...view} /> };
}

const refusedPapers: Readonly<Partial<Record<Refused['problem']['code'], string>>> = {
  bad_file: 'Tệp phải là PDF, JPEG hoặc PNG.',
  too_large: 'Tệp tối đa 20 MB.',
  conflict: 'Mỗi kết quả khớp có tối đa 20 tệp.',
};

async function attach(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const asked = await matchAsked(deps, ask);
  if (!asked?.mayDecide) return noSuchMatch(ask);
  const [file] = ask.files;
  if (!file) return matchPage(deps, ask, asked, 'Chọn tệp cần tải lên.');
  const by = byPrincipal(principal, ask.visitor.requestId);
  const { name, bytes } = file;
  const about = { matchId: asked.match.id, unitCode: asked.unitCode, proof: proofIn(ask) };
  try {
    await attachProof({ db: deps.db, now: deps.now, by }, { ...about, name, bytes });
  } catch (error) {
    const words = error instanceof Refused ? refusedPapers[error.problem.code] : undefined;
    if (words === undefined) throw error;
    return matchPage(deps, ask, asked, words);
  }
  return { goTo: `/doi-soat/${asked.match.id}?da=tep` };
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
  const on = reviewAfter(ask.form, { da: decision, vua: asked.match.id });
  return { goTo: on ?? `/doi-soat/${asked.match.id}?da=ghi` };
}
