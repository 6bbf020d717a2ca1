// Webhooks and their deliveries as the API shows them, and the events as receivers get them. Never a
// secret, but once.
import { z } from 'zod';
import { instantText } from '../calendar.js';
import { flagKinds } from '../reconciliation/words.js';
import {
  attemptFaults,
  deliveryStates,
  eventKinds,
  pauseReasons,
  testKind,
  type Delivery,
  type Webhook,
} from '../webhooks/webhook.js';
import { scope } from './officer-shape.js';
import { day, instant, money, settlement } from './shapes.js';

const nameCharsMax = 120;
const urlCharsMax = 500;

/** One line that says what it is for. */
const webhookName = z
  .string()
  .transform((text) => text.normalize('NFC').trim())
  .refine(
    (text) => text.length >= 1 && text.length <= nameCharsMax && !/[\p{C}\p{Zl}]/u.test(text),
    {
      error: `1 to ${String(nameCharsMax)} characters on one line are expected`,
    },
  );
const webhookUrl = z.string().min(1).max(urlCharsMax);
const webhookEvents = z
  .array(z.enum(eventKinds))
  .min(1)
  .max(eventKinds.length)
  .transform((kinds) => eventKinds.filter((kind) => kinds.includes(kind)));

export const webhookGiven = z.strictObject({
  name: webhookName,
  url: webhookUrl.describe('https; no credentials, and no address that is not public.'),
  events: webhookEvents,
  scope,
});

export const webhookChange = z.strictObject({
  name: webhookName.optional(),
  url: webhookUrl.optional(),
  events: webhookEvents.optional(),
  scope: scope.optional(),
  paused: z.boolean().optional().describe('While paused, events are kept and go out afterwards.'),
});

export const webhookShown = z.strictObject({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  events: z.array(z.enum(eventKinds)),
  scope: z.string().describe('A unit with everything below it, or the province’s two digits.'),
  state: z.enum(['active', 'paused']),
  pausedAt: instant.nullable(),
  pausedBecause: z
    .enum(pauseReasons)
    .nullable()
    .describe('gone: it answered 410; failing: no success for five days.'),
  failingSince: instant.nullable().describe('The first failure since the last success.'),
  createdAt: instant,
  createdBy: z.string(),
  version: z.int().describe('What ETag says and If-Match takes.'),
});

/** Told once, by the answer that makes it. */
export const withSecret = webhookShown.extend({ secret: z.string().optional() });

export const deliveryShown = z.strictObject({
  id: z.string(),
  eventId: z.string().describe('The header webhook-id, the same for retries and replays.'),
  type: z.enum([...eventKinds, testKind]),
  unitCode: z.string().nullable(),
  occurredAt: instant,
  isReplay: z.boolean(),
  createdAt: instant,
  state: z.enum(deliveryStates),
  attempts: z.int(),
  attemptedAt: instant.nullable(),
  nextAttemptAt: instant.nullable(),
  lastStatus: z.int().nullable(),
  lastError: z.enum(attemptFaults).nullable(),
});

export function shownWebhook(webhook: Webhook): z.output<typeof webhookShown> {
  const { id, name, url, kinds, createdBy, version, pausedAt, pausedBecause } = webhook;
  return {
    ...{ id, name, url, createdBy, version, pausedBecause },
    events: [...kinds],
    scope: webhook.scope,
    state: pausedAt === null ? 'active' : 'paused',
    pausedAt: pausedAt && instantText(pausedAt),
    failingSince: webhook.failingSince && instantText(webhook.failingSince),
    createdAt: instantText(webhook.createdAt),
  };
}

export function shownDelivery(delivery: Delivery): z.output<typeof deliveryShown> {
  const { id, eventId, kind, unitCode, isReplay, state, attempts, attemptedAt } = delivery;
  return {
    ...{ id, eventId, unitCode, isReplay, state, attempts },
    type: kind as z.output<typeof deliveryShown>['type'],
    occurredAt: instantText(delivery.occurredAt),
    createdAt: instantText(delivery.createdAt),
    attemptedAt: attemptedAt && instantText(attemptedAt),
    nextAttemptAt: state === 'pending' ? instantText(delivery.nextAttemptAt) : null,
    lastStatus: delivery.lastStatus,
    lastError: delivery.lastError as z.output<typeof deliveryShown>['lastError'],
  };
}

const paymentData = z.strictObject({
  gateway: z.string(),
  gatewayTxnId: z.string().nullable(),
  merchantRef: z.string().nullable(),
  dossierCode: z.string().nullable(),
  unitCode: z.string().nullable(),
  amount: money,
  settlement,
  dueAt: instant.nullable(),
  coveredThrough: day.nullable().describe('The last day that statements prove.'),
  occurredAt: instant.describe('When we first saw it so.'),
});

const flagData = z.strictObject({
  unitCode: z.string(),
  flag: z.enum(flagKinds),
  raisedAt: instant,
  clearedAt: instant.nullable(),
  occurredAt: instant,
});

const messageOf = (type: string, data: z.ZodType) =>
  z.strictObject({ type: z.literal(type), timestamp: instant, data });

/** The message of each kind, with what it tells. */
export const eventMessages = {
  'payment.arrived': {
    summary: 'The money of a payment has arrived in the account of its unit',
    message: messageOf('payment.arrived', paymentData),
  },
  'payment.overdue': {
    summary: 'A payment is due, statements cover its days, and the money has not arrived',
    message: messageOf('payment.overdue', paymentData),
  },
  'unit.flagged': {
    summary: 'A unit has a flag that it had not',
    message: messageOf('unit.flagged', flagData),
  },
  'unit.cleared': {
    summary: 'A flag of a unit has ended',
    message: messageOf('unit.cleared', flagData),
  },
  [testKind]: {
    summary: 'A test asked for by an administrator; it tells nothing',
    message: messageOf(testKind, z.strictObject({ occurredAt: instant })),
  },
} as const;
