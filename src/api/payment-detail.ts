// One payment in full: its record, what each source said of it in order, its matches with their
// checks, and in words where the money is.
import { z } from 'zod';
import { instantText } from '../calendar.js';
import { moneyText } from '../money.js';
import { matchRecord, readMatches } from '../oversight/export-matches.js';
import { matchesInSight } from '../oversight/matches-in-sight.js';
import { evidenceKinds, hopNames, hopStates } from '../oversight/money-hops.js';
import { timelineKinds } from '../oversight/payment-timeline.js';
import { paymentRecord } from '../oversight/records.js';
import { searchSentence } from '../oversight/search-sentence.js';
import type { PaymentHistory } from '../payments/payment-history-store.js';
import { paymentStatuses } from '../payments/payment.js';
import type { PaymentReading, ProvinceReading } from '../reconciliation/reading.js';
import { ambiguities, ambiguitiesOf } from './ambiguities.js';
import { matchShape } from './match-shape.js';
import { rivalLines } from './rivals.js';
import { paymentStory } from './payment-story.js';
import type { Ask } from './route.js';
import { day, instant, masked, matchOnPayment, money, settlement, unanswered } from './shapes.js';

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
  hops: z
    .array(
      z.strictObject({
        hop: z.enum(hopNames),
        state: z.enum(hopStates),
        text: z.string(),
        expectedOn: day.nullable(),
        evidence: z.array(
          z.strictObject({
            kind: z.enum(evidenceKinds),
            at: z.union([instant, day]),
            text: z.string(),
            attested: z
              .literal(true)
              .optional()
              .describe('A line typed from paper and confirmed by a second person.'),
          }),
        ),
      }),
    )
    .describe('Paid, settled, credited: each with its evidence, or the day it is expected.'),
  held: z
    .strictObject({ batches: z.array(z.string()), reportedOn: day })
    .nullable()
    .describe('Held at the gateway: paid, and left out of the settlement report of its session.'),
  feeDifference: z
    .strictObject({ batch: z.string(), reported: money, agreed: money })
    .nullable()
    .describe('Where a settlement report keeps another fee than was agreed.'),
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
      rowNumber: z.number().int(),
      settlementDate: day,
      kind: z.enum(['payment', 'refund', 'adjustment']),
      amount: money,
      fee: money,
      netAmount: money,
    }),
  ),
  matchDetails: z.array(matchShape),
  ambiguities,
  rivals: rivalLines,
  unanswered,
});

/**
 * A payment's detail; free texts that may name the payer only for those who may read payers.
 * @param readings what the payment was taken from, and the same before it was cut
 */
export async function paymentDetail(
  ask: Pick<Ask, 'by' | 'db' | 'principal'>,
  payment: PaymentReading,
  { whole, seen }: { readonly whole: ProvinceReading; readonly seen: ProvinceReading },
): Promise<Record<string, unknown>> {
  const story = await paymentStory(ask, payment, whole);
  const { history, known, hops, timeline } = story;
  const matches = await matchesOf(ask, payment, whole);
  return {
    id: payment.paymentId,
    ...paymentRecord(story.payment),
    timeSuspect: payment.timeSuspect,
    orderInfo: story.orderInfo,
    order: orderOf(history, story.description),
    settlementText: story.sentence,
    known,
    hops,
    held: payment.held ?? null,
    feeDifference: differenceOf(payment),
    timeline,
    settlements: history.reported,
    unanswered: searchesOf(payment),
    matchDetails: matches.map(matchRecord),
    ambiguities: ambiguitiesOf(matches, seen),
  };
}

function searchesOf({ unanswered: all = [] }: PaymentReading) {
  return all.map((one) => ({ ...one, text: searchSentence.payment(one) }));
}

function differenceOf({ feeDifference }: PaymentReading) {
  if (!feeDifference) return null;
  const { batch, reported, agreed } = feeDifference;
  return { batch, reported: moneyText(reported), agreed: moneyText(agreed) };
}

function orderOf({ order }: PaymentHistory, description: string | null) {
  if (!order) return null;
  const { id, amount, sourceSystem, toldBankCode, toldAccount, createdAt } = order;
  const told = { toldBankCode, toldAccount };
  const at = createdAt && instantText(createdAt);
  return { id, amount, description, sourceSystem, ...told, createdAt: at };
}

/** A payment's matches in full, as far as the reader may see them. */
export async function matchesOf(
  ask: Pick<Ask, 'db' | 'principal'>,
  payment: PaymentReading,
  whole: ProvinceReading,
) {
  const ids = [...new Set(payment.matches.map(({ matchId }) => matchId))];
  if (ids.length === 0) return [];
  return matchesInSight(await readMatches(ask.db, whole, { ids }), ask.principal);
}
