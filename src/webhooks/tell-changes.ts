// Finds what changed since it was last told and puts it into the outbox, once. It reads after each
// run and when time alone makes a payment overdue; while nobody listens it reads nothing.
import { type Db, inTransaction } from '../db.js';
import { readProvince } from '../reconciliation/read-province.js';
import type { PaymentReading, ProvinceReading } from '../reconciliation/reading.js';
import { writeDeliveries, type NewDelivery } from './delivery-store.js';
import { flagEvent, paymentEvent, type NewEvent } from './event.js';
import {
  keepFlags,
  keepTelling,
  keepWords,
  lastRunFinishedAt,
  loadTelling,
  lockTelling,
  type PaymentWord,
  type Telling,
} from './told-store.js';
import type { Webhook } from './webhook.js';
import { loadWebhooks, unitsOfScopes } from './webhook-store.js';

export interface TellDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly province: string;
}

export interface TellOutcome {
  /** Events, each counted once however many hear of it. */
  readonly events: number;
  readonly deliveries: number;
}

const nothing: TellOutcome = { events: 0, deliveries: 0 };

/**
 * Tells what is new. The first time after nobody listened it only learns what there is: whoever
 * registers is told of changes from then on, not of the past.
 */
export async function tellChanges(deps: TellDeps): Promise<TellOutcome> {
  const { db, now } = deps;
  const before = await loadTelling(db);
  if ((await loadWebhooks(db)).length === 0) {
    if (before.asOf !== null) await keepTelling(db, noTelling);
    return nothing;
  }
  const asOf = now();
  // read before the province is: a run that ends meanwhile is looked at again
  const runFinishedAt = await lastRunFinishedAt(db);
  const reading = isNews(before, runFinishedAt, asOf) ? await readProvince({ db }, { asOf }) : null;
  return inTransaction(db, async (trx) => {
    const telling = await lockTelling(trx);
    const isLate = reading !== null && telling.asOf !== null && telling.asOf >= asOf;
    const payments = reading === null || isLate ? [] : await changedPayments(trx, reading);
    const events = [...payments, ...(await changedFlags(trx))];
    if (reading !== null && !isLate) {
      await keepTelling(trx, { asOf, runFinishedAt, nextDueAt: nextDueAt(reading) });
    }
    return telling.asOf === null ? nothing : handOut(trx, deps, events);
  });
}

const noTelling: Telling = { asOf: null, runFinishedAt: null, nextDueAt: null };

function isNews(before: Telling, runFinishedAt: Date | null, asOf: Date): boolean {
  if (before.asOf === null) return true;
  if (runFinishedAt?.getTime() !== before.runFinishedAt?.getTime()) return true;
  return before.nextDueAt !== null && asOf > before.nextDueAt;
}

async function changedPayments(trx: Db, reading: ProvinceReading): Promise<NewEvent[]> {
  const words = reading.payments.map((payment) => ({
    paymentId: payment.paymentId,
    word: wordOf(payment),
  }));
  const changed = await keepWords(trx, words);
  const payments = new Map(reading.payments.map((payment) => [payment.paymentId, payment]));
  return changed.flatMap(({ paymentId, word }) => {
    const payment = payments.get(paymentId);
    if (!payment || word === null) return [];
    return [paymentEvent(`payment.${word}`, payment, reading.asOf)];
  });
}

function wordOf({ settlement }: PaymentReading): PaymentWord | null {
  return settlement === 'arrived' || settlement === 'overdue' ? settlement : null;
}

/** When the next payment that is on its way falls due. */
function nextDueAt({ payments, asOf }: ProvinceReading): Date | null {
  let next: Date | null = null;
  for (const { dueAt, settlement } of payments) {
    if (dueAt === null || dueAt < asOf || settlement === 'arrived') continue;
    if (next === null || dueAt < next) next = dueAt;
  }
  return next;
}

async function changedFlags(trx: Db): Promise<NewEvent[]> {
  const stays = await keepFlags(trx);
  return stays.flatMap((stay) => [
    ...(stay.isRaiseTold ? [] : [flagEvent('unit.flagged', stay)]),
    ...(stay.clearedAt === null ? [] : [flagEvent('unit.cleared', stay)]),
  ]);
}

/** To each webhook that asked for the kind, of the units in its scope; one that is paused too. */
async function handOut(
  trx: Db,
  { now, province }: TellDeps,
  events: readonly NewEvent[],
): Promise<TellOutcome> {
  if (events.length === 0) return nothing;
  const webhooks = await loadWebhooks(trx);
  const units = await unitsOfScopes(
    trx,
    webhooks.map(({ scope }) => scope),
    province,
  );
  const isFor = ({ kinds, scope }: Webhook, { kind, unitCode }: NewEvent): boolean =>
    kinds.some((each) => each === kind) &&
    (unitCode === null ? scope === province : units.get(scope)?.has(unitCode) === true);
  const deliveries: NewDelivery[] = events.flatMap((event) =>
    webhooks
      .filter((webhook) => isFor(webhook, event))
      .map(({ id }) => ({ ...event, webhookId: id })),
  );
  await writeDeliveries(trx, deliveries, now());
  return { events: events.length, deliveries: deliveries.length };
}
