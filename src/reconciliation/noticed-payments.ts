// What the credits of a bank feed are as payments. A credit whose reference names a payment of
// another gateway, or whose text names one that pays in batches, is that money seen early and no
// payment beside it. All derived from the set, so a late order or callback counts as an early one.
import { groupBy } from '../group-by.js';
import type { GatewayAccount } from '../payments/gateway-account.js';
import { currentState, orderFor, type FeeOrder, type PaymentRecord } from '../payments/payment.js';
import { compactText } from '../statements/narrative.js';
import { unitHolding } from './coverage-reading.js';
import type { BankNoticeFact, ProvinceFacts } from './facts.js';
import { namesOf, standsIn } from './printed-narrative.js';
import { isWeakReference, ReferenceIndex } from './references.js';

/** Shorter bank references repeat and say nothing. */
const ownReferenceLength = 8;

/** What one reference stands for. */
interface Known {
  readonly orders: FeeOrder[];
  readonly payments: PaymentRecord[];
}

/** Joins a payment of a bank feed with its notice. */
export function noticeKey(gatewayAccountId: string, noticeId: string | null): string {
  return `${gatewayAccountId} ${noticeId ?? ''}`;
}

/** The facts with the feeds' payments as they are understood. Pure; the same facts without notices. */
export function withNoticedPayments(facts: ProvinceFacts): ProvinceFacts {
  if (facts.notices.length === 0) return facts;
  const notices = new Map(
    facts.notices.map((each) => [noticeKey(each.gatewayAccountId, each.noticeId), each]),
  );
  const noticeOf = (payment: PaymentRecord): BankNoticeFact | undefined =>
    notices.get(noticeKey(payment.gatewayAccountId, payment.gatewayTxnId));
  const orders = [...facts.unpaidOrders, ...facts.payments.flatMap(({ order }) => order ?? [])];
  const others = facts.payments.filter((payment) => !noticeOf(payment));
  const reader = noticeReader(facts, knownNames(orders, others));
  const payments = facts.payments.flatMap((payment) => {
    const notice = noticeOf(payment);
    return notice ? reader(payment, notice) : [payment];
  });
  const answered = new Set(payments.map(({ order }) => order?.id));
  const unpaidOrders = facts.unpaidOrders.filter((order) => !answered.has(order.id));
  return { ...facts, payments, unpaidOrders };
}

function knownNames(
  orders: readonly FeeOrder[],
  payments: readonly PaymentRecord[],
): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>();
  const of = (text: string): Known => {
    const key = compactText(text);
    const found = known.get(key) ?? { orders: [], payments: [] };
    known.set(key, found);
    return found;
  };
  for (const order of orders) of(order.merchantRef).orders.push(order);
  for (const payment of payments) {
    const { merchantRef, gatewayTxnId, dossierCode } = payment;
    for (const text of [merchantRef, gatewayTxnId, dossierCode]) {
      if (text !== null) of(text).payments.push(payment);
    }
  }
  return known;
}

type NoticeReader = (payment: PaymentRecord, notice: BankNoticeFact) => PaymentRecord[];

function noticeReader(facts: ProvinceFacts, known: ReadonlyMap<string, Known>): NoticeReader {
  const index = new ReferenceIndex(known.keys());
  const gateways = new Map(facts.gateways.map((gateway) => [gateway.id, gateway]));
  const ordersByRef = groupBy(
    [...known.values()].flatMap(({ orders }) => orders),
    ({ merchantRef }) => merchantRef,
  );
  const versions = groupBy(facts.accounts, ({ bankAccountId }) => bankAccountId);
  const isOfAnother = namesAnother(facts);
  return (payment, notice) => {
    const gateway = gateways.get(payment.gatewayAccountId);
    const said = namedBy(notice, known, index);
    if (!gateway || said.some(({ payments }) => payments.some(expectsMoney))) return [];
    const merchantRef = referenceOf(payment, notice, known, said);
    if (merchantRef === null && isOfAnother(notice)) return [];
    const order = orderFor(ordersByRef.get(merchantRef ?? '') ?? [], gateway);
    const { terminals, unitCode } = gateway.options;
    const holder = unitHolding(versions.get(notice.bankAccountId ?? '') ?? [], notice.movedOn);
    const noticedUnitCode = terminals?.[notice.subAccount ?? ''] ?? unitCode ?? holder;
    const dossierCode = payment.dossierCode ?? order?.dossierCode ?? null;
    return [{ ...payment, merchantRef, order, dossierCode, noticedUnitCode }];
  };
}

/** An attempt that failed expects no money: a transfer that names it is a payment of its own. */
function expectsMoney(payment: PaymentRecord): boolean {
  const status = currentState(payment.events)?.status;
  return status !== undefined && status !== 'failed' && status !== 'cancelled';
}

/** What the code, the narrative and the bank's reference of a notice name. */
function namedBy(
  notice: BankNoticeFact,
  known: ReadonlyMap<string, Known>,
  index: ReferenceIndex,
): Known[] {
  const own = compactText(notice.bankRef ?? '');
  const texts = [
    ...index.find(notice.narrative).map(({ reference }) => reference),
    ...(notice.code === null ? [] : [compactText(notice.code)]),
    ...(own.length >= ownReferenceLength ? [own] : []),
  ];
  return [...new Set(texts)].flatMap((text) => {
    const found = known.get(text);
    if (!found) return [];
    if (!isWeakReference(text)) return [found];
    const fits = ({ amount }: { readonly amount: bigint }) => amount === notice.amount;
    return [{ orders: found.orders.filter(fits), payments: found.payments.filter(fits) }];
  });
}

/** The code that the feed recognised, spelt as its order spells it; else the one order named. */
function referenceOf(
  payment: PaymentRecord,
  notice: BankNoticeFact,
  known: ReadonlyMap<string, Known>,
  said: readonly Known[],
): string | null {
  if (payment.merchantRef !== null) {
    const orders = known.get(compactText(payment.merchantRef))?.orders ?? [];
    const spelt = new Set(orders.map(({ merchantRef }) => merchantRef));
    const [only] = spelt;
    const isSpelt = only !== undefined && spelt.size === 1 && notice.code !== null;
    return isSpelt ? only : payment.merchantRef;
  }
  const named = new Set(said.flatMap(({ orders }) => orders.map((order) => order.merchantRef)));
  const [only] = named;
  return only !== undefined && named.size === 1 ? only : null;
}

/** Such a gateway's credits carry its name and no payment's reference. */
export function paysInBatches({ terms }: Pick<GatewayAccount, 'terms'>): boolean {
  return terms.some(({ mode }) => mode === 'daily_batch');
}

/** Whether a text names a gateway that pays in batches, or one of its batches. */
function namesAnother(facts: ProvinceFacts): (notice: BankNoticeFact) => boolean {
  const names = facts.gateways.filter(paysInBatches).flatMap(namesOf);
  const batches = new ReferenceIndex(facts.reports.map(({ batch }) => compactText(batch)));
  return ({ narrative }) => {
    const compact = compactText(narrative);
    const isNamed = names.some((name) => standsIn(name, narrative, compact));
    return isNamed || batches.find(narrative).length > 0;
  };
}
