// The events as they leave: what changed, and nothing about the people who paid.
import { randomBytes } from 'node:crypto';
import { instantText } from '../calendar.js';
import { moneyText } from '../money.js';
import type { PaymentReading } from '../reconciliation/reading.js';
import type { NewDelivery } from './delivery-store.js';
import type { UntoldStay } from './told-store.js';
import { testKind, type EventKind } from './webhook.js';

/** An event before it is known whom it goes to. */
export type NewEvent = Omit<NewDelivery, 'webhookId'>;

export function paymentEvent(
  kind: 'payment.arrived' | 'payment.overdue',
  payment: PaymentReading,
  occurredAt: Date,
): NewEvent {
  const { gateway, gatewayTxnId, merchantRef, dossierCode, unitCode } = payment;
  const { amount, settlement, dueAt, coveredThrough } = payment;
  return eventOf(
    { kind, unitCode, occurredAt },
    {
      ...{ gateway, gatewayTxnId, merchantRef, dossierCode, unitCode },
      amount: moneyText(amount),
      settlement,
      dueAt: dueAt && instantText(dueAt),
      coveredThrough,
      occurredAt: instantText(occurredAt),
    },
  );
}

export function flagEvent(kind: 'unit.flagged' | 'unit.cleared', stay: UntoldStay): NewEvent {
  const { unitCode, flag, raisedAt, clearedAt } = stay;
  const isEnd = kind === 'unit.cleared';
  const occurredAt = (isEnd ? clearedAt : null) ?? raisedAt;
  return eventOf(
    { kind, unitCode, occurredAt },
    {
      ...{ unitCode, flag },
      raisedAt: instantText(raisedAt),
      clearedAt: isEnd && clearedAt ? instantText(clearedAt) : null,
      occurredAt: instantText(occurredAt),
    },
  );
}

export function testEvent(occurredAt: Date): NewEvent {
  const data = { occurredAt: instantText(occurredAt) };
  return eventOf({ kind: testKind, unitCode: null, occurredAt }, data);
}

function eventOf(
  about: {
    readonly kind: EventKind | typeof testKind;
    readonly unitCode: string | null;
    readonly occurredAt: Date;
  },
  data: Readonly<Record<string, string | null>>,
): NewEvent {
  const timestamp = instantText(about.occurredAt);
  return {
    ...about,
    // random, not counted: after a restore no other event must have the number of one that was told
    eventId: `evt_${randomBytes(18).toString('base64url')}`,
    body: JSON.stringify({ type: about.kind, timestamp, data }),
  };
}
