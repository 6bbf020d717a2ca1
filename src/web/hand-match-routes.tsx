// Matching by hand: a payment, the lines that may be its money, and others that they may pay too.
import { byPrincipal, may } from '../access/principal.js';
import { localDateOf } from '../calendar.js';
import type { Money } from '../money.js';
import { mayMatch } from '../oversight/match-decision-sight.js';
import { Refused } from '../problem.js';
import { matchByHand } from '../reconciliation/match-by-hand.js';
import type { LineReading, PaymentReading, ProvinceReading } from '../reconciliation/reading.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import { reasonIn } from './decision-form.js';
import {
  adjustmentsIn,
  chosenIn,
  partsOf,
  paymentsGiven,
  sumsOf,
  type Choosable,
  type PaymentPart,
} from './hand-match-form.js';
import { noSuchMatch, proofIn, recordRead } from './match-ask.js';
import { readForPage } from './page-reading.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { HandMatchPage } from './pages/hand-match-page.js';

export const handMatchRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/doi-soat/khop-tay/:id', action: 'match.decide', handle: showByHand },
  { method: 'post', path: '/doi-soat/khop-tay/:id', action: 'match.decide', handle: makeByHand },
];

const candidatesMax = 20;

interface AskedPayment extends Choosable {
  readonly whole: ProvinceReading;
}

/** The payment, and the lines in sight that may be its money. */
async function paymentAsked(deps: PageDeps, ask: PageAsk): Promise<AskedPayment | null> {
  const { principal } = insiderOf(ask);
  const { whole, seen } = await readForPage(deps, ask);
  const payment = seen.payments.find(({ paymentId }) => paymentId === ask.params['id']);
  if (!payment || !may(principal, 'match.decide', payment.unitCode)) return null;
  const lines = seen.lines.filter((line) => may(principal, 'match.decide', line.unitCode));
  const others = seen.payments.filter((one) => may(principal, 'match.decide', one.unitCode));
  return {
    ...{ whole, payment, candidates: candidatesFor(payment, lines) },
    others: othersBeside(payment, others),
  };
}

/** What of the unit's payments is not there, of those made nearest to it first. */
function othersBeside(payment: PaymentReading, all: readonly PaymentReading[]): PaymentPart[] {
  const far = ({ paidAt }: PaymentReading) => Math.abs(paidAt.getTime() - payment.paidAt.getTime());
  return all
    .filter((one) => one.paymentId !== payment.paymentId && one.unitCode === payment.unitCode)
    .filter(({ settlement }) => settlement !== null)
    .sort((one, other) => far(one) - far(other) || (one.paymentId < other.paymentId ? -1 : 1))
    .flatMap(partsOf)
    .filter(({ isMatched }) => !isMatched)
    .slice(0, candidatesMax);
}

/** Lines without a confirmed match since the payment was made, the nearest sum and day first. */
function candidatesFor(payment: PaymentReading, lines: readonly LineReading[]): LineReading[] {
  const paidOn = localDateOf(payment.paidAt);
  const sums = [payment.amount, ...partsOf(payment).map(({ expected }) => expected)];
  const far = ({ amount }: LineReading): Money => {
    const gaps = sums.map((sum) => (amount < 0n ? -amount : amount) - sum);
    return gaps
      .map((gap) => (gap < 0n ? -gap : gap))
      .reduce((least, gap) => (gap < least ? gap : least));
  };
  const isFree = ({ state, matches }: LineReading): boolean =>
    state === 'unmatched' || matches.every(({ status }) => status === 'proposed');
  return lines
    .filter((line) => line.bookingDate >= paidOn && line.state !== 'ignored' && isFree(line))
    .map((line) => ({ line, gap: far(line) }))
    .sort((one, other) => {
      if (one.gap !== other.gap) return one.gap < other.gap ? -1 : 1;
      return one.line.bookingDate < other.line.bookingDate ? -1 : 1;
    })
    .slice(0, candidatesMax)
    .map(({ line }) => line);
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
  const { payment, candidates, others } = asked;
  await recordRead(deps, ask, candidates);
  const sums = sumsOf(asked, ask.form);
  const view = { province: ask.province, who: principal, payment, candidates, others, sums, error };
  const page = <HandMatchPage {...view} form={ask.form} />;
  return { status: error === null ? 200 : 422, page };
}

async function makeByHand(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const asked = await paymentAsked(deps, ask);
  if (!asked) return noSuchMatch(ask);
  const chosenNow = chosenIn(asked, ask.form);
  const lines = chosenNow.lines.map(({ lineId }) => lineId);
  const reason = reasonIn(ask);
  const adjustments = adjustmentsIn(ask.form);
  if (ask.form.get('viec') === 'tinh' && adjustments !== null) {
    return byHandPage(deps, ask, asked, null);
  }
  if (chosenNow.ownCount === 0) {
    return byHandPage(deps, ask, asked, 'Chọn ít nhất một phần chưa khớp của giao dịch này.');
  }
  if (lines.length === 0 || reason === null) {
    return byHandPage(deps, ask, asked, 'Chọn ít nhất một dòng sao kê và ghi lý do.');
  }
  if (adjustments === null) {
    return byHandPage(deps, ask, asked, 'Chênh lệch phải là số đồng nguyên, ví dụ 1100 hoặc -500.');
  }
  const payments = chosenNow.parts.map(({ payment }) => payment.paymentId);
  const chosen = { lines, payments };
  if (!mayMatch(principal, asked.whole, chosen)) return noSuchMatch(ask);
  const by = byPrincipal(principal, ask.visitor.requestId);
  const deciding = { db: deps.db, now: deps.now, by };
  try {
    const made = await matchByHand(deciding, {
      ...{ lines, adjustments, reason, proof: proofIn(ask) },
      payments: paymentsGiven(chosenNow),
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
