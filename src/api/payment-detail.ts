// One payment in full: its record, what each source said of it in order, its matches with their
// checks, and in words where the money is.
import { z } from 'zod';
import { may } from '../access/principal.js';
import { instantText } from '../calendar.js';
import { matchRecord, readMatches } from '../oversight/export-matches.js';
import { matchesInSight } from '../oversight/matches-in-sight.js';
import { timelineKinds, timelineOf } from '../oversight/payment-timeline.js';
import { paymentRecord } from '../oversight/records.js';
import { knownFacts, settlementSentence } from '../oversight/settlement-sentence.js';
import { loadPaymentHistory, type PaymentHistory } from '../payments/payment-history-store.js';
import { paymentStatuses } from '../payments/payment.js';
import type { PaymentReading, ProvinceReading } from '../reconciliation/reading.js';
import { matchShape } from './matches.js';
import { recordPayerRead } from './payer-reads.js';
import type { Ask } from './route.js';
import { day, instant, masked, matchOnPayment, money, settlement } from './shapes.js';

/** A payment as lists show it. */
export const paymentShape = z.strictObject({
  id: z.string(),
  gateway: z.string(),
  gatewayAccount: z.string(),
  gatewayTxnId: z.string().nullable(),
  merchantRef: z.string().nullable(),
  dossierCode: z.string().nullable(),
  unitCode: z.string().nullable(),
  amount: money,
  fee: money,
  status: z.enum(paymentStatuses),
  paidAt: instant,
  receivedAt: instant,
  dueAt: instant.nullable(),
  settlement: settlement.nullable(),
  arrivedAmount: money,
  coveredThrough: day.nullable(),
  receiptNumber: z.string().nullable(),
  matches: z.array(matchOnPayment),
  masked,
});

const fact = z.strictObject({ answer: z.boolean(), because: z.string() });

export const paymentDetailShape = paymentShape.extend({
  timeSuspect: z
    .boolean()
    .describe('Whether a callback stated a time twelve hours or more from its reception.'),
  orderInfo: z.string().nullable(),
  order: z
    .strictObject({
      id: z.string(),
      amount: money,
      description: z.string().nullable(),
      sourceSystem: z.string().nullable(),
      toldBankCode: z.string().nullable(),
      toldAccount: z.string().nullable(),
      createdAt: instant.nullable(),
    })
    .nullable(),
  settlementText: z.string(),
  known: z.strictObject({ payerPaid: fact, gatewaySettled: fact, accountCredited: fact }),
  timeline: z.array(
    z.strictObject({
      at: z.union([instant, day]),
      kind: z.enum(timelineKinds),
      text: z.string(),
      amount: money.nullable(),
    }),
  ),
  settlements: z.array(
    z.strictObject({
      batch: z.string(),
      settlementDate: day,
      kind: z.enum(['payment', 'refund', 'adjustment']),
      amount: money,
      fee: money,
      netAmount: money,
    }),
  ),
  matchDetails: z.array(matchShape),
});

/**
 * A payment's detail; free texts that may name the payer only for those who may read payers.
 * @param whole the reading that the payment was taken from, before it was cut
 */
export async function paymentDetail(
  ask: Pick<Ask, 'by' | 'db' | 'principal'>,
  payment: PaymentReading,
  whole: ProvinceReading,
): Promise<Record<string, unknown>> {
  const { paymentId, unitCode } = payment;
  const history = await loadPaymentHistory(ask.db, payment);
  const texts = textsFor(payment, history, may(ask.principal, 'payer.read', unitCode));
  const shown = texts.isShown ? [{ id: paymentId, unitCode }] : [];
  await recordPayerRead(ask, { kind: 'payment', shown });
  const read = whole.payments.find((one) => one.paymentId === paymentId) ?? payment;
  const batches = [...new Set(history.reported.map(({ batch }) => batch))];
  return {
    id: paymentId,
    ...paymentRecord({ ...payment, masked: texts.masked }),
    timeSuspect: payment.timeSuspect,
    orderInfo: texts.orderInfo,
    order: orderOf(history, texts.description),
    settlementText: settlementSentence(payment),
    known: knownFacts(read, batches, { namesDays: payment.masked === undefined }),
    timeline: timelineOf(payment, history, whole.asOf),
    settlements: history.reported,
    matchDetails: (await matchesOf(ask, payment, whole)).map(matchRecord),
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

function orderOf({ order }: PaymentHistory, description: string | null) {
  if (!order) return null;
  const { id, amount, sourceSystem, toldBankCode, toldAccount, createdAt } = order;
  const told = { toldBankCode, toldAccount };
  const at = createdAt && instantText(createdAt);
  return { id, amount, description, sourceSystem, ...told, createdAt: at };
}

async function matchesOf(
  ask: Pick<Ask, 'db' | 'principal'>,
  payment: PaymentReading,
  whole: ProvinceReading,
) {
  const ids = [...new Set(payment.matches.map(({ matchId }) => matchId))];
  if (ids.length === 0) return [];
  return matchesInSight(await readMatches(ask.db, whole, { ids }), ask.principal);
}
