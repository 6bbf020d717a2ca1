// Payments: finding one by what a citizen's receipt says, and where its money is.
import { byPrincipal, may } from '../access/principal.js';
import { localDateOf } from '../calendar.js';
import { isHot } from '../charts/heat-table.js';
import { matchesOf } from '../api/payment-detail.js';
import { paymentStory } from '../api/payment-story.js';
import { ambiguityOf } from '../oversight/ambiguity.js';
import { isWithin } from '../oversight/export-filter.js';
import { foundPayments } from '../oversight/payment-search.js';
import { reviewSubject } from '../oversight/review-subject.js';
import { rivalsOfPayment } from '../oversight/rivals.js';
import type { PaymentReading, ProvinceReading } from '../reconciliation/reading.js';
import { badAddress } from './figure-routes.js';
import { asOfQuery, noUnit, paymentsQuery, queryText, type PaymentsQuery } from './page-query.js';
import { readForPage } from './page-reading.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { MessagePage } from './pages/message-page.js';
import { PaymentPage } from './pages/payment-page.js';
import { PaymentsPage } from './pages/payments-page.js';
import { reviewActRoutes, reviewNotices } from './review-act-routes.js';
import { reviewWorkOf } from './review-work.js';

export const paymentPageRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/giao-dich', action: 'payment.read', handle: showPayments },
  { method: 'get', path: '/giao-dich/:id', action: 'payment.read', handle: showPayment },
  ...reviewActRoutes('payment', '/giao-dich/:id', paymentPage),
];

async function showPayments(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { province, principal: who } = ask;
  const query = paymentsQuery.safeParse(ask.query);
  if (!query.success) return badAddress(ask, query.error);
  const { seen } = await readForPage(deps, ask, query.data['as-of']);
  const found = foundPayments(wanted(seen, query.data), query.data.q);
  const names = new Map(seen.units.map((unit) => [unit.unitCode, unit]));
  const view = { province, who, query: query.data, found, names, asOf: seen.asOf };
  return { page: <PaymentsPage {...view} /> };
}

/** What the filters leave of the payments in sight. */
function wanted(seen: ProvinceReading, query: PaymentsQuery): PaymentReading[] {
  const unit = query['don-vi'];
  const flag = query['canh-bao'];
  const flagged = seen.flags.filter(
    (one) => one.flag === flag && (unit === undefined || one.unitCode === unit),
  );
  const behind = new Set(flagged.flatMap(({ paymentIds }) => paymentIds));
  return seen.payments.filter(
    (payment) =>
      (flag === undefined ? isOfUnit(payment, unit) : true) &&
      (flag === undefined || behind.has(payment.paymentId)) &&
      (query['tinh-trang'] === undefined || payment.settlement === query['tinh-trang']) &&
      (query.giu === undefined || payment.held !== undefined) &&
      isWithin(localDateOf(payment.paidAt), { from: query.tu, to: query.den }) &&
      (query['chua-ve'] === undefined || isHot(payment)),
  );
}

function isOfUnit({ unitCode }: PaymentReading, wanted: string | undefined): boolean {
  return wanted === undefined || unitCode === (wanted === noUnit ? null : wanted);
}

function showPayment(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  return paymentPage(deps, ask, null);
}

async function paymentPage(
  deps: PageDeps,
  ask: PageAsk,
  error: string | null,
): Promise<PageAnswer> {
  const { province, principal: who } = ask;
  const query = asOfQuery.safeParse(ask.query);
  if (!query.success) return badAddress(ask, query.error);
  const { whole, seen } = await readForPage(deps, ask, query.data['as-of']);
  const payment = seen.payments.find(({ paymentId }) => paymentId === ask.params['id']);
  if (!payment) return unknownPayment(ask);
  const { principal } = insiderOf(ask);
  const by = byPrincipal(principal, ask.visitor.requestId);
  const story = await paymentStory({ by, db: deps.db, principal }, payment, whole);
  const unit = seen.units.find(({ unitCode }) => unitCode === payment.unitCode);
  const asked = query.data['as-of'];
  const mayMatch = may(principal, 'match.decide', payment.unitCode);
  const discrepancies = seen.discrepancies.filter((one) =>
    one.paymentIds.includes(payment.paymentId),
  );
  const rivals = payment.settlement === 'arrived' ? [] : rivalsOfPayment(payment, seen);
  const matches = await matchesOf({ db: deps.db, principal }, payment, whole);
  const ambiguities = matches.flatMap((match) => ambiguityOf(match, seen) ?? []);
  const item = { kind: 'payment', id: payment.paymentId } as const;
  const subject = asked ? null : await reviewSubject(deps.db, { principal, whole, seen }, item);
  const acted = {
    ...{ error, form: ask.form },
    work: subject && (await reviewWorkOf(deps, principal, subject)),
    notice: reviewNotices[queryText(ask.query, 'da') ?? ''] ?? null,
  };
  const told = { ...acted, story, unit, mayMatch, discrepancies, rivals, ambiguities };
  const view = { province, who, ...told, asked, asOf: whole.asOf };
  return { status: error === null ? 200 : 422, page: <PaymentPage {...view} /> };
}

/** One that is not there and one out of sight are told in the same words. */
function unknownPayment({ province, principal: who }: PageAsk): PageAnswer {
  const title = 'Không tìm thấy giao dịch';
  const text = 'Không có giao dịch này trong phạm vi của bạn. Hãy tìm theo mã trên biên nhận.';
  return { status: 404, page: <MessagePage {...{ province, who, title, text }} /> };
}
