// What the administrators do with webhooks: register, change, pause and resume, rotate the secret,
// delete, test, send again. A secret is told once, by the verb that makes it.
import { randomBytes } from 'node:crypto';
import { isKnownScope } from '../access/officer-store.js';
import { type By, nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { type Db, inTransaction } from '../db.js';
import { Refused } from '../problem.js';
import { webhookSecret } from '../standard-webhook.js';
import { writeDeliveries, writeReplays, type ReplayAsked } from './delivery-store.js';
import { testEvent } from './event.js';
import { receiverAt, type ReceiverFault, type Resolve } from './receiver-address.js';
import type { Webhook } from './webhook.js';
import {
  findWebhook,
  holdWebhooks,
  insertKey,
  insertWebhook,
  loadWebhooks,
  lockWebhook,
  markDeleted,
  updateWebhook,
  type WebhookSettings,
} from './webhook-store.js';

export interface WebhookDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly by: By;
  readonly secretKey: Buffer;
  readonly networks: readonly string[];
  readonly resolve?: Resolve;
}

const webhooksMax = 20;
/** How long the secret before still signs beside the new one. */
const oldSecretMs = 24 * 3_600_000;
const keyBytes = 32;
/** Events that one call sends again. */
export const replaysMax = 10_000;

export interface WithSecret {
  readonly webhook: Webhook;
  readonly secret: string;
}

/** @throws Refused `invalid_input` (address), `not_found` (scope), `conflict` (too many) */
export async function registerWebhook(
  deps: WebhookDeps,
  settings: WebhookSettings,
): Promise<WithSecret> {
  await refuseAddress(deps, settings.url);
  return inTransaction(deps.db, async (trx) => {
    await holdWebhooks(trx);
    if ((await loadWebhooks(trx)).length >= webhooksMax) {
      const detail = `There are ${String(webhooksMax)} webhooks; delete one first.`;
      throw new Refused({ code: 'conflict', detail });
    }
    await refuseScope(trx, settings.scope);
    const at = deps.now();
    const id = await insertWebhook(trx, { ...settings, at, by: nameOf(deps.by) });
    const secret = await newSecret({ ...deps, db: trx }, id);
    await record(deps, trx, { id, action: 'webhook.registered', after: told(settings) });
    return { webhook: await standing(trx, id), secret };
  });
}

/** What is to be another one; the rest stays. */
export type WebhookChange = {
  readonly [Name in keyof WebhookSettings]?: WebhookSettings[Name] | undefined;
} & {
  readonly isPaused?: boolean | undefined;
};

/**
 * Changes the settings; `isPaused` pauses or resumes. Call it with the webhook locked.
 * @throws Refused `invalid_input` (address), `not_found` (scope)
 */
export async function changeWebhook(
  deps: WebhookDeps,
  before: Webhook,
  change: WebhookChange,
): Promise<Webhook> {
  const { name, url, kinds, scope } = before;
  const isPaused = change.isPaused ?? before.pausedAt !== null;
  const settings = {
    name: change.name ?? name,
    url: change.url ?? url,
    kinds: change.kinds ?? kinds,
    scope: change.scope ?? scope,
  };
  if (settings.url !== url) await refuseAddress(deps, settings.url);
  return inTransaction(deps.db, async (trx) => {
    if (settings.scope !== scope) await refuseScope(trx, settings.scope);
    const isChanged = JSON.stringify(settings) !== JSON.stringify({ name, url, kinds, scope });
    const isTurned = isPaused !== (before.pausedAt !== null);
    if (!isChanged && !isTurned) return before;
    const pausedAt = isPaused ? (before.pausedAt ?? deps.now()) : null;
    await updateWebhook(trx, before.id, { ...settings, pausedAt });
    const { id } = before;
    if (isChanged) {
      const states = { before: told(before), after: told(settings) };
      await record(deps, trx, { id, action: 'webhook.changed', ...states });
    }
    if (isTurned) {
      const action = isPaused ? 'webhook.paused' : 'webhook.resumed';
      await record(deps, trx, { id, action });
    }
    return standing(trx, id);
  });
}

/** A new secret; the one before signs beside it for a day. */
export async function rotateSecret(deps: WebhookDeps, id: string): Promise<WithSecret> {
  return inTransaction(deps.db, async (trx) => {
    const webhook = await held(trx, id);
    const secret = await newSecret({ ...deps, db: trx }, id);
    await record(deps, trx, { id, action: 'webhook.secret_rotated' });
    return { webhook, secret };
  });
}

/** What waits for it is sent no more. */
export async function deleteWebhook(deps: WebhookDeps, id: string): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    await held(trx, id);
    await markDeleted(trx, id, deps.now());
    await record(deps, trx, { id, action: 'webhook.deleted' });
  });
}

/**
 * Sends a test event, tried once.
 * @returns the id of its delivery
 * @throws Refused `conflict` while the webhook is paused
 */
export async function testWebhook(deps: WebhookDeps, id: string): Promise<string> {
  return inTransaction(deps.db, async (trx) => {
    refusePaused(await held(trx, id));
    const at = deps.now();
    const [made = ''] = await writeDeliveries(trx, [{ ...testEvent(at), webhookId: id }], at);
    await record(deps, trx, { id, action: 'webhook.tested', after: { delivery: made } });
    return made;
  });
}

/**
 * Sends events again under their own ids.
 * @returns how many
 * @throws Refused `not_found` where the webhook had none such, `conflict` while it is paused
 */
export async function replayEvents(
  deps: WebhookDeps,
  { id, asked }: { readonly id: string; readonly asked: ReplayAsked },
): Promise<number> {
  return inTransaction(deps.db, async (trx) => {
    refusePaused(await held(trx, id));
    const at = deps.now();
    const count = await writeReplays(trx, { webhookId: id, asked, at, limit: replaysMax });
    if (count === 0 && 'deliveryId' in asked) throw noSuch('There is no such delivery.');
    await record(deps, trx, { id, action: 'webhook.replayed', after: { events: String(count) } });
    return count;
  });
}

async function newSecret(deps: WebhookDeps, webhookId: string): Promise<string> {
  const { db, secretKey } = deps;
  const key = randomBytes(keyBytes);
  const at = deps.now();
  const oldUntil = new Date(at.getTime() + oldSecretMs);
  await insertKey(db, { webhookId, key, secretKey, at, oldUntil });
  return webhookSecret(key);
}

async function held(trx: Db, id: string): Promise<Webhook> {
  const webhook = await lockWebhook(trx, id);
  if (!webhook) throw noSuch('There is no such webhook.');
  return webhook;
}

async function standing(trx: Db, id: string): Promise<Webhook> {
  const webhook = await findWebhook(trx, id);
  if (!webhook) throw new Error('a webhook that was just written is not there');
  return webhook;
}

function noSuch(detail: string): Refused {
  return new Refused({ code: 'not_found', detail });
}

function refusePaused({ pausedAt }: Webhook): void {
  if (pausedAt === null) return;
  const detail = 'The webhook is paused: what waits for it goes out once it is resumed.';
  throw new Refused({ code: 'conflict', detail });
}

const faultWords: Readonly<Record<ReceiverFault, string>> = {
  bad_url: 'is no https address without user, password and #',
  not_https: 'must be https',
  unknown_host: 'names a host that is not found',
  forbidden_address: 'leads to an address that is not public',
};

async function refuseAddress(deps: WebhookDeps, url: string): Promise<void> {
  const receiver = await receiverAt(url, deps);
  if (receiver.kind === 'receiver') return;
  const detail = faultWords[receiver.because];
  const errors = [{ pointer: '/url', detail }];
  throw new Refused({ code: 'invalid_input', detail: `The address ${detail}.`, errors });
}

async function refuseScope(trx: Db, scope: string): Promise<void> {
  if (await isKnownScope(trx, scope)) return;
  const detail = 'There is no such unit.';
  const errors = [{ pointer: '/scope', detail: 'not found' }];
  throw new Refused({ code: 'not_found', detail, errors });
}

/** What the trail says of the settings: the host alone, since a path may be somebody's secret. */
function told({ name, url, kinds, scope }: WebhookSettings): Record<string, string | string[]> {
  return { name, host: new URL(url).host, events: [...kinds], scope };
}

async function record(
  { by }: WebhookDeps,
  trx: Db,
  event: {
    readonly id: string;
    readonly action: string;
    readonly before?: Record<string, string | string[]>;
    readonly after?: Record<string, string | string[]>;
  },
): Promise<void> {
  const { id, ...entry } = event;
  await recordAudit(trx, by, { ...entry, subject: { kind: 'webhook', id } });
}
