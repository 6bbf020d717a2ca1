// Everything that one payment's page and its answer of the API say, read once for both: what each
// source said, hop by hop where the money is, free texts only for those who may read payers.
import { may } from '../access/principal.js';
import { moneyHops, type MoneyHop } from '../oversight/money-hops.js';
import { timelineOf, type TimelineEntry } from '../oversight/payment-timeline.js';
import {
  knownFacts,
  settlementSentence,
  type KnownFacts,
} from '../oversight/settlement-sentence.js';
import {
  historyUntil,
  loadPaymentHistory,
  type PaymentHistory,
} from '../payments/payment-history-store.js';
import type { PaymentReading, ProvinceReading } from '../reconciliation/reading.js';
import { loadStatementNames } from '../statements/statement-list-store.js';
import { recordPayerRead } from '../audit/payer-reads.js';
import type { Ask } from './route.js';

export interface PaymentStory {
  /** As it may be seen, with the names of what is kept back. */
  readonly payment: PaymentReading;
  readonly history: PaymentHistory;
  /** Free texts of gateway and portal; null where there are none, or not for this reader. */
  readonly orderInfo: string | null;
  readonly description: string | null;
  readonly sentence: string;
  readonly known: KnownFacts;
  readonly hops: readonly MoneyHop[];
  readonly timeline: readonly TimelineEntry[];
}

/**
 * Reads a payment's story, and leaves the event that payer data was shown.
 * @param payment as this reader may see it
 * @param whole the reading that it was taken from, before it was cut
 */
export async function paymentStory(
  ask: Pick<Ask, 'by' | 'db' | 'principal'>,
  payment: PaymentReading,
  whole: ProvinceReading,
): Promise<PaymentStory> {
  const { paymentId, unitCode } = payment;
  const { asOf } = whole;
  const history = historyUntil(await loadPaymentHistory(ask.db, payment), asOf);
  const texts = textsFor(payment, history, may(ask.principal, 'payer.read', unitCode));
  const shown = texts.isShown ? [{ id: paymentId, unitCode }] : [];
  await recordPayerRead(ask, { kind: 'payment', shown });
  // what is true does not depend on the reader
  const read = whole.payments.find((one) => one.paymentId === paymentId) ?? payment;
  const batches = [
    ...new Set(history.reported.flatMap((row) => (row.kind === 'payment' ? row.batch : []))),
  ];
  const known = knownFacts(read, batches, { namesDays: payment.masked === undefined });
  const statements = payment.matches.flatMap(({ line }) => line.statement ?? []);
  const shownIn = await loadStatementNames(ask.db, [...new Set(statements)]);
  return {
    payment: { ...payment, masked: texts.masked },
    history,
    orderInfo: texts.orderInfo,
    description: texts.description,
    sentence: settlementSentence(payment),
    known,
    hops: moneyHops({ payment, known, history, shownIn, asOf }),
    timeline: timelineOf(payment, history, asOf),
  };
}

interface Texts {
  readonly orderInfo: string | null;
  readonly description: string | null;
  readonly masked: readonly string[];
  /** Whether something of the payer is shown in the clear. */
  readonly isShown: boolean;
}

function textsFor(payment: PaymentReading, history: PaymentHistory, mayRead: boolean): Texts {
  const given = { orderInfo: history.orderInfo, description: history.order?.description ?? null };
  const there = Object.entries(given).flatMap(([name, text]) => (text === null ? [] : [name]));
  const before = payment.masked ?? [];
  if (mayRead) return { ...given, masked: before, isShown: there.length > 0 };
  return { orderInfo: null, description: null, masked: [...before, ...there], isShown: false };
}
