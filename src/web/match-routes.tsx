// Reviewing matches: what waits, one match and the decision about it, a payment matched by hand.
import { byPrincipal, may } from '../access/principal.js';
import { recordPayerRead } from '../api/payer-reads.js';
import { readMatches, type MatchReading } from '../oversight/export-matches.js';
import { mayDecideMatch, mayMatch, unitOfMatch } from '../oversight/match-decision-sight.js';
import { matchesInSight } from '../oversight/matches-in-sight.js';
import { localDateOf } from '../calendar.js';
import { type Money, parseMoney } from '../money.js';
import { Refused } from '../problem.js';
import { decideMatch, possibleMatchDecisions } from '../reconciliation/decide-match.js';
import { matchByHand } from '../reconciliation/match-by-hand.js';
import {
  adjustmentKinds,
  loadMatchDecisions,
  loadStanding,
  matchDecisions,
  proofKinds,
  type Adjustment,
  type ProofKind,
} from '../reconciliation/match-decision-store.js';
import type { LineReading, PaymentReading, ProvinceReading } from '../reconciliation/reading.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import { idIn, reasonIn } from './decision-form.js';
import { queryText } from './page-query.js';
import { readForPage } from './page-reading.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { HandMatchPage } from './pages/hand-match-page.js';
import { MatchPage } from './pages/match-page.js';
import { MatchesPage } from './pages/matches-page.js';
import { MessagePage } from './pages/message-page.js';

export const matchPageRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/doi-soat', action: 'match.read', handle: showMatches },
  { method: 'get', path: '/doi-soat/khop-tay/:id', action: 'match.decide', handle: showByHand },
  { method: 'post', path: '/doi-soat/khop-tay/:id', action: 'match.decide', handle: makeByHand },
  { method: 'get', path: '/doi-soat/:id', action: 'match.read', handle: showMatch },
  { method: 'post', path: '/doi-soat/:id/quyet-dinh', action: 'match.decide', handle: decide },
];

const pageLength = 20;
const candidatesMax = 20;

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

/** What the bank printed may name who paid. */
async function recordRead(
  { db }: PageDeps,
  ask: PageAsk,
  lines: readonly LineReading[],
): Promise<void> {
  const by = byPrincipal(insiderOf(ask).principal, ask.visitor.requestId);
  const shown = lines.filter(({ narrative }) => narrative !== null);
  await recordPayerRead(
    { by, db },
    { kind: 'line', shown: shown.map(({ lineId, unitCode }) => ({ id: lineId, unitCode })) },
  );
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

interface AskedPayment {
  readonly whole: ProvinceReading;
  readonly payment: PaymentReading;
  readonly candidates: readonly LineReading[];
}

/** The payment, and the lines in sight that may be its money. */
async function paymentAsked(deps: PageDeps, ask: PageAsk): Promise<AskedPayment | null> {
  const { principal } = insiderOf(ask);
  const { whole, seen } = await readForPage(deps, ask);
  const payment = seen.payments.find(({ paymentId }) => paymentId === ask.params['id']);
  if (!payment || !may(principal, 'match.decide', payment.unitCode)) return null;
  const lines = seen.lines.filter((line) => may(principal, 'match.decide', line.unitCode));
  return { whole, payment, candidates: candidatesFor(payment, lines) };
}

/** Lines without a confirmed match since the payment was made, the nearest sum and day first. */
function candidatesFor(payment: PaymentReading, lines: readonly LineReading[]): LineReading[] {
  const paidOn = localDateOf(payment.paidAt);
  const far = ({ amount }: LineReading): Money => {
    const gap = (amount < 0n ? -amount : amount) - payment.amount;
    return gap < 0n ? -gap : gap;
  };
  const isFree = ({ state, matches }: LineReading): boolean =>
    state === 'unmatched' || matches.every(({ status }) => status === 'proposed');
  return lines
    .filter((line) => line.bookingDate >= paidOn && line.state !== 'ignored' && isFree(line))
    .sort((one, other) => {
      const nearer = far(one) - far(other);
      if (nearer !== 0n) return nearer < 0n ? -1 : 1;
      return one.bookingDate < other.bookingDate ? -1 : 1;
    })
    .slice(0, candidatesMax);
}

async function showByHand(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const asked = await paymentAsked(deps, ask);
  return asked ? byHandPage(deps, ask, asked, null) : noSuchMatch(ask);
}

async function byHandPage(
  deps: PageDeps,
  ask: PageAsk,
  asked: AskedPayment,
  error: string | null,
): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const { payment, candidates } = asked;
  await recordRead(deps, ask, candidates);
  const view = { province: ask.province, who: principal, payment, candidates, error };
  const page = <HandMatchPage {...view} form={ask.form} />;
  return { status: error === null ? 200 : 422, page };
}

async function makeByHand(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const asked = await paymentAsked(deps, ask);
  if (!asked) return noSuchMatch(ask);
  const lines = asked.candidates
    .map(({ lineId }) => lineId)
    .filter((id) => ask.form.get(`dong-${id}`) === '1');
  const reason = reasonIn(ask);
  const adjustments = adjustmentsIn(ask);
  if (lines.length === 0 || reason === null) {
    return byHandPage(deps, ask, asked, 'Chọn ít nhất một dòng sao kê và ghi lý do.');
  }
  if (adjustments === null) {
    return byHandPage(deps, ask, asked, 'Chênh lệch phải là số đồng nguyên, ví dụ 1100 hoặc -500.');
  }
  const { paymentId } = asked.payment;
  const chosen = { lines, payments: [paymentId] };
  if (!mayMatch(principal, asked.whole, chosen)) return noSuchMatch(ask);
  const by = byPrincipal(principal, ask.visitor.requestId);
  const deciding = { db: deps.db, now: deps.now, by };
  try {
    const made = await matchByHand(deciding, {
      ...{ lines, adjustments, reason, proof: proofIn(ask) },
      payments: [{ paymentId, creditNo: 0, amount: null }],
    });
    await reconcile(deciding);
    return { goTo: `/doi-soat/${made.id}?da=ghi` };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return byHandPage(deps, ask, asked, whyNot(error));
  }
}

function whyNot({ problem }: Refused): string {
  return problem.code === 'invalid_input'
    ? 'Tổng các dòng đã chọn không bằng số tiền giao dịch trừ chênh lệch. Kiểm tra lại dòng và chênh lệch.'
    : 'Dòng hoặc giao dịch đã được khớp ở nơi khác: hủy kết quả khớp đó trước.';
}

/** Null where what was typed is no whole sum. */
function adjustmentsIn({ form }: PageAsk): Adjustment[] | null {
  const typed = (form.get('chenh-lech') ?? '').replace(/[\s.]/g, '');
  if (typed === '') return [];
  const isLess = typed.startsWith('-');
  const amount = parseMoney(isLess ? typed.slice(1) : typed);
  const kind = adjustmentKinds.find((each) => each === form.get('loai'));
  if (amount === undefined || amount < 0n || !kind) return null;
  return amount === 0n ? [] : [{ kind, amount: isLess ? -amount : amount }];
}

function proofIn({ form }: PageAsk): ProofKind {
  return proofKinds.find((each) => each === form.get('can-cu')) ?? 'statement';
}

function noSuchMatch({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy';
  const text = 'Không có kết quả khớp hay giao dịch này trong phạm vi của bạn.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}
