// Matching by hand: a payment, the lines that may be its money, and others that they may pay too.
import { byPrincipal, may } from '../access/principal.js';
import { localDateOf } from '../calendar.js';
import { type Money, parseMoney, sumMoney } from '../money.js';
import { mayMatch } from '../oversight/match-decision-sight.js';
import { Refused } from '../problem.js';
import { matchByHand } from '../reconciliation/match-by-hand.js';
import { adjustmentKinds, type Adjustment } from '../reconciliation/match-decision-store.js';
import type { LineReading, PaymentReading, ProvinceReading } from '../reconciliation/reading.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import { reasonIn } from './decision-form.js';
import { noSuchMatch, proofIn, recordRead } from './match-ask.js';
import { readForPage } from './page-reading.js';
import { insiderOf, type PageAnswer, type PageAsk, type PageDeps } from './page-route.js';
import type { PageRoute } from './page-route.js';
import { type ChosenSums, HandMatchPage } from './pages/hand-match-page.js';

export const handMatchRoutes: readonly PageRoute[] = [
  { method: 'get', path: '/doi-soat/khop-tay/:id', action: 'match.decide', handle: showByHand },
  { method: 'post', path: '/doi-soat/khop-tay/:id', action: 'match.decide', handle: makeByHand },
];

const candidatesMax = 20;

interface AskedPayment {
  readonly whole: ProvinceReading;
  readonly payment: PaymentReading;
  readonly candidates: readonly LineReading[];
  /** Others that the same lines may pay. */
  readonly others: readonly PaymentReading[];
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

/** Payments of the unit whose money is not there, those made nearest to it first. */
function othersBeside(payment: PaymentReading, all: readonly PaymentReading[]): PaymentReading[] {
  const far = ({ paidAt }: PaymentReading) => Math.abs(paidAt.getTime() - payment.paidAt.getTime());
  const isOpen = ({ settlement, matches }: PaymentReading): boolean =>
    settlement !== null && matches.every(({ status }) => status === 'proposed');
  return all
    .filter((one) => one.paymentId !== payment.paymentId && one.unitCode === payment.unitCode)
    .filter(isOpen)
    .sort((one, other) => far(one) - far(other) || (one.paymentId < other.paymentId ? -1 : 1))
    .slice(0, candidatesMax);
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
  const { payment, candidates, others } = asked;
  await recordRead(deps, ask, candidates);
  const sums = sumsOf(asked, ask);
  const view = { province: ask.province, who: principal, payment, candidates, others, sums, error };
  const page = <HandMatchPage {...view} form={ask.form} />;
  return { status: error === null ? 200 : 422, page };
}

/** What is chosen: ids of lines, and of payments with the page's own first. */
function chosenIn({ payment, candidates, others }: AskedPayment, { form }: PageAsk) {
  const isChosen = (name: string): boolean => form.get(name) === '1';
  return {
    lines: candidates.filter(({ lineId }) => isChosen(`dong-${lineId}`)),
    payments: [payment, ...others.filter(({ paymentId }) => isChosen(`giao-dich-${paymentId}`))],
  };
}

/** How the chosen sums stand, once there is a form; null before, and where a difference is no sum. */
function sumsOf(asked: AskedPayment, ask: PageAsk): ChosenSums | null {
  const adjustments = adjustmentsIn(ask);
  if (ask.form.size === 0 || adjustments === null) return null;
  const { lines, payments } = chosenIn(asked, ask);
  const adjusted = sumMoney(adjustments.map(({ amount }) => amount));
  return {
    payments: sumMoney(payments.map(({ amount }) => amount)) - adjusted,
    lines: sumMoney(lines.map(({ amount }) => amount)),
  };
}

async function makeByHand(deps: PageDeps, ask: PageAsk): Promise<PageAnswer> {
  const { principal } = insiderOf(ask);
  const asked = await paymentAsked(deps, ask);
  if (!asked) return noSuchMatch(ask);
  const chosenNow = chosenIn(asked, ask);
  const lines = chosenNow.lines.map(({ lineId }) => lineId);
  const payments = chosenNow.payments.map(({ paymentId }) => paymentId);
  const reason = reasonIn(ask);
  const adjustments = adjustmentsIn(ask);
  if (ask.form.get('viec') === 'tinh' && adjustments !== null) {
    return byHandPage(deps, ask, asked, null);
  }
  if (lines.length === 0 || reason === null) {
    return byHandPage(deps, ask, asked, 'Chọn ít nhất một dòng sao kê và ghi lý do.');
  }
  if (adjustments === null) {
    return byHandPage(deps, ask, asked, 'Chênh lệch phải là số đồng nguyên, ví dụ 1100 hoặc -500.');
  }
  const chosen = { lines, payments };
  if (!mayMatch(principal, asked.whole, chosen)) return noSuchMatch(ask);
  const by = byPrincipal(principal, ask.visitor.requestId);
  const deciding = { db: deps.db, now: deps.now, by };
  try {
    const made = await matchByHand(deciding, {
      ...{ lines, adjustments, reason, proof: proofIn(ask) },
      payments: payments.map((paymentId) => ({
        ...{ paymentId, creditNo: 0, amount: null },
        // whoever has several that differ opens the one that does
        bears: paymentId === asked.payment.paymentId,
      })),
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
