// Gateways that pay one sum per unit and session: builds each credit from its session's payments
// and its plan, writes the settlement reports that exist, and says what must be found.
import { addDays } from '../../src/calendar.js';
import type { LocalDate, Session } from '../../src/calendar.js';
import { sumMoney } from '../../src/money.js';
import type { Money } from '../../src/money.js';
import type { Draft, SessionPlan } from './draft.js';
import { accountOn, book, compactDay } from './draft.js';
import { dueOf, feeOf, payoutOf } from './gateways.js';
import { batchNarrative, reversalNarrative } from './narratives.js';
import { withoutCredit } from './settle-transactions.js';
import { absent, ifShown } from './truth.js';
import type { GatewayName, LedgerLine, Settlement, WorldAccount, WorldPayment } from './world.js';

/** The payments of one unit and gateway in one session. */
interface Batch {
  readonly unitCode: string;
  readonly gateway: GatewayName;
  readonly session: Session;
  readonly dueOn: LocalDate;
  readonly members: WorldPayment[];
}

/** Key of a session's plan. */
export function sessionKey(unitCode: string, gateway: GatewayName, lastOn: LocalDate): string {
  return `${unitCode} ${gateway} ${lastOn}`;
}

/** Credits every batch by its plan. */
export function settleBatches(draft: Draft): void {
  let carried: Carried = { payments: [], undated: false };
  for (const batch of batchesOf(draft)) {
    const { unitCode, gateway, session, members } = batch;
    const plan = draft.sessionPlans.get(sessionKey(unitCode, gateway, session.lastOn));
    if (plan === 'with-next' || plan === 'with-next-undated') {
      const payments = [...carried.payments, ...members];
      carried = { payments, undated: plan === 'with-next-undated' };
      continue;
    }
    settleBatch(draft, batch, { plan, carried });
    carried = { payments: [], undated: false };
  }
}

/** Payments of the sessions before, to be paid out together with the next. */
interface Carried {
  readonly payments: readonly WorldPayment[];
  /** The credit prints no day. */
  readonly undated: boolean;
}

function batchesOf(draft: Draft): readonly Batch[] {
  const batches = new Map<string, Batch>();
  for (const payment of draft.ordinary) {
    const { unitCode, gateway } = payment;
    if (draft.terms[gateway].mode !== 'daily_batch' || unitCode === null) continue;
    const decided = withoutCredit(payment);
    if (decided) {
      payment.expected = decided;
      continue;
    }
    const { session, dueOn } = dueOf(draft, payment);
    const key = sessionKey(unitCode, gateway, session.lastOn);
    const batch = batches.get(key) ?? { unitCode, gateway, session, dueOn, members: [] };
    batch.members.push(payment);
    batches.set(key, batch);
  }
  return [...batches.entries()].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, b]) => b);
}

interface Course {
  readonly plan: SessionPlan | undefined;
  readonly carried: Carried;
}

function settleBatch(draft: Draft, batch: Batch, { plan, carried }: Course): void {
  const members = [...carried.payments, ...batch.members];
  const place = placeOf(draft, batch, plan);
  if (plan === 'held' || !place) {
    const why = place ? 'the gateway holds the whole session back' : 'no account to pay to';
    for (const member of members) member.expected = absent(draft, member, why);
    return;
  }
  const left = leftOut(batch, plan);
  const paid = members.filter((member) => member !== left);
  const batchId = reportsOn(plan) ? `${batchPrefix(batch)}-${batch.unitCode}` : undefined;
  const line = book(draft, {
    ...place,
    amount: creditOf(draft, paid, plan),
    narrative: batchNarrative(draft.random, {
      ...batch,
      session: carried.undated || plan === 'undated' ? null : batch.session,
      ...(batchId ? { batchId } : {}),
    }),
    counterparty: batch.gateway === 'vnpay' ? 'CTY CP VNPAY' : 'CTY CP DV DI DONG TRUC TUYEN',
  });
  if (plan === 'taken-back') takeBack(draft, line);
  if (batchId) report(draft, { batchId, settledOn: line.bookedOn, payments: paid });
  decide(draft, { members, left, line, plan });
}

function takeBack(draft: Draft, credit: LedgerLine): void {
  const { account, bankRef } = credit;
  const bookedOn = addDays(credit.bookedOn, 1);
  const narrative = reversalNarrative(bankRef, account);
  book(draft, { account, bookedOn, amount: -credit.amount, narrative });
}

function decide(
  draft: Draft,
  settled: {
    readonly members: readonly WorldPayment[];
    readonly left: WorldPayment | undefined;
    readonly line: LedgerLine;
    readonly plan: SessionPlan | undefined;
  },
): void {
  const { members, left, line, plan } = settled;
  const [settlement, why] = outcomes[plan ?? 'paid'];
  for (const member of members) {
    member.expected =
      plan === 'reported-but-one' && member === left
        ? absent(draft, member, 'the report of its session leaves it out, and so does the credit')
        : ifShown(draft, member, line, { settlement, why });
  }
}

const outcomes: Record<SessionPlan | 'paid', readonly [Settlement, string]> = {
  paid: ['arrived', 'its session was credited in one sum'],
  held: ['overdue', 'held'],
  'with-next': ['arrived', 'its session was credited together with the next ones'],
  'with-next-undated': ['arrived', 'its session was credited together with the next ones'],
  'member-missing': ['proposed', 'one payment of its session is missing from the credit'],
  gross: ['arrived', 'its session was credited without the fee taken off'],
  'to-old-account': ['old_account', 'its session was credited to the account given up before'],
  reported: ['arrived', 'its session was credited as the report says'],
  'reported-but-one': ['arrived', 'the report names it and the credit agrees'],
  'report-unbalanced': ['proposed', 'the credit is less than the report of its session says'],
  'taken-back': ['returned', 'the bank took the credit of its session back'],
  undated: ['proposed', 'its credit prints no day and fits another session as well'],
  doubtful: ['proposed', 'another payment of its session is still pending'],
};

/** Where and when a batch is credited; undefined when there is no account by its due day. */
function placeOf(
  draft: Draft,
  batch: Batch,
  plan: SessionPlan | undefined,
): { readonly account: WorldAccount; readonly bookedOn: LocalDate } | undefined {
  const { unitCode, session, dueOn } = batch;
  if (plan === 'to-old-account') {
    const old = draft.places.accounts.find(
      (account) => account.unitCode === unitCode && account.validTo !== null,
    );
    return old && { account: old, bookedOn: dueOn };
  }
  if (plan === 'undated') {
    const account = accountOn(draft, unitCode, dueOn);
    return account && { account, bookedOn: dueOn };
  }
  // A day before the due day where the gateway has two and the session is over by then.
  const earliest = draft.calendar.workingDayAfter(session.lastOn, 1);
  for (const bookedOn of draft.random.chance(0.4) ? [earliest, dueOn] : [dueOn]) {
    const account = accountOn(draft, unitCode, bookedOn);
    if (account) return { account, bookedOn };
  }
  return undefined;
}

function leftOut({ members }: Batch, plan: SessionPlan | undefined): WorldPayment | undefined {
  return plan === 'member-missing' || plan === 'reported-but-one' ? members.at(-1) : undefined;
}

/** How much less than the report the credit of an unbalanced batch is. */
const shortfall = 1_300n;

function creditOf(
  draft: Draft,
  paid: readonly WorldPayment[],
  plan: SessionPlan | undefined,
): Money {
  if (plan === 'gross') return sumMoney(paid.map((payment) => payment.amount));
  const whole = sumMoney(paid.map((payment) => payoutOf(draft, payment)));
  return plan === 'report-unbalanced' ? whole - shortfall : whole;
}

function reportsOn(plan: SessionPlan | undefined): boolean {
  return plan === 'reported' || plan === 'reported-but-one' || plan === 'report-unbalanced';
}

function batchPrefix({ gateway, session }: Batch): string {
  return `${gateway === 'vnpay' ? 'VNP' : 'MMO'}${compactDay(session.lastOn)}`;
}

function report(
  draft: Draft,
  given: {
    readonly batchId: string;
    readonly settledOn: LocalDate;
    readonly payments: readonly WorldPayment[];
  },
): void {
  for (const payment of given.payments) {
    draft.reports.push({
      gateway: payment.gateway,
      batch: given.batchId,
      settledOn: given.settledOn,
      payment,
      fee: feeOf(draft, payment),
    });
  }
}
