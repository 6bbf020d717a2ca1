// Sends what waits in the outbox of events, several at once; several machines may do so too. An
// event counts as delivered once its receiver answered 2xx; a crash between that and the mark sends
// it again under the same id.
import type { By } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { type Db, inTransaction } from '../db.js';
import {
  endDelivery,
  giveBack,
  leaseDelivery,
  markAnswering,
  markFailing,
  postponeDelivery,
  type LeasedDelivery,
} from './delivery-store.js';
import { sendEvent, type SendDeps } from './send-event.js';
import { failingDaysMax, testKind, verdictOf, type Attempt } from './webhook.js';
import { loadKeys, pauseWebhook } from './webhook-store.js';

export interface RelayDeps extends SendDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly by: By;
  readonly secretKey: Buffer;
}

export interface RelayOutcome {
  readonly delivered: number;
  readonly postponed: number;
  readonly failed: number;
}

/** Twice as long as an attempt may take. */
const leaseSeconds = 30;
const underWayMax = 8;
/** While a slow receiver is waited for, the outbox is looked at again. */
const lookAgainMs = 500;
const deliveriesPerPassMax = 10_000;

/** Sends what is due, and what becomes due meanwhile, until nothing is. */
export async function relayWebhooks(deps: RelayDeps): Promise<RelayOutcome> {
  const counts = { delivered: 0, postponed: 0, failed: 0 };
  const underWay = new Set<Promise<void>>();
  const faults: unknown[] = [];
  const isOver = () => deps.signal?.aborted === true || faults.length > 0;
  for (let taken = 0; taken < deliveriesPerPassMax && !isOver();) {
    const next = underWay.size < underWayMax && (await leaseDelivery(deps.db, leaseSeconds));
    if (next) {
      taken += 1;
      const one = deliver(deps, next)
        .then((end) => {
          if (end !== null) counts[end] += 1;
        })
        .catch((error: unknown) => faults.push(error))
        .then(() => {
          underWay.delete(one);
        });
      underWay.add(one);
      continue;
    }
    if (underWay.size === 0) break;
    await Promise.race([...underWay, pause()]);
  }
  await Promise.all(underWay);
  if (faults.length > 0) throw faults[0];
  return counts;
}

const pause = () =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, lookAgainMs).unref();
  });

async function deliver(
  deps: RelayDeps,
  delivery: LeasedDelivery,
): Promise<keyof RelayOutcome | null> {
  const { db, now, secretKey } = deps;
  const at = now();
  const keys = await loadKeys(db, { webhookId: delivery.webhookId, secretKey, at });
  const attempt = await sendEvent(deps, { ...delivery, keys }, at);
  if (attempt.kind === 'failed' && deps.signal?.aborted === true) {
    await giveBack(db, delivery);
    return null;
  }
  return inTransaction(db, (trx) => settle({ ...deps, db: trx }, delivery, attempt));
}

async function settle(
  { db, by }: Pick<RelayDeps, 'db' | 'by'>,
  delivery: LeasedDelivery,
  attempt: Attempt,
): Promise<keyof RelayOutcome> {
  const { id, webhookId, kind } = delivery;
  const told =
    attempt.kind === 'answered'
      ? { status: attempt.status, error: null }
      : { status: null, error: attempt.because };
  const verdict = verdictOf(attempt, delivery);
  // the webhook before its deliveries, as everybody who locks both
  if (verdict.kind === 'delivered') {
    await markAnswering(db, webhookId);
    await endDelivery(db, id, { ...told, state: 'delivered' });
    return 'delivered';
  }
  const waitSeconds = verdict.kind === 'later' && verdict.forAll ? verdict.afterSeconds : 0;
  const isLong =
    kind !== testKind && (await markFailing(db, webhookId, { waitSeconds, days: failingDaysMax }));
  if (verdict.kind === 'gone' || isLong) {
    const because = verdict.kind === 'gone' ? 'gone' : 'failing';
    if (await pauseWebhook(db, webhookId, because)) {
      const subject = { kind: 'webhook', id: webhookId };
      await recordAudit(db, by, { action: 'webhook.paused', subject, after: { because } });
    }
  }
  if (verdict.kind === 'later') {
    await postponeDelivery(db, delivery, { ...told, afterSeconds: verdict.afterSeconds });
    return 'postponed';
  }
  await endDelivery(db, id, { ...told, state: 'failed' });
  return 'failed';
}
