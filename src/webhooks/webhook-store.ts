// Webhooks and their secrets in the database.
import { unitsBelow } from '../access/unit-tree.js';
import type { Db } from '../db.js';
import { misconfigured } from '../config.js';
import { openBytes, sealBytes } from '../secret-box.js';
import type { EventKind, PauseReason, Webhook } from './webhook.js';

const columns = {
  id: 'webhook.id',
  name: 'webhook.name',
  url: 'webhook.url',
  kinds: 'webhook.kinds',
  scope: 'webhook.scope',
  createdAt: 'webhook.created_at',
  createdBy: 'webhook.created_by',
  version: 'webhook.version',
  pausedAt: 'webhook.paused_at',
  pausedBecause: 'webhook.paused_because',
  failingSince: 'webhook.failing_since',
};

const live = (db: Db) => db('webhook').whereNull('webhook.deleted_at');

/** Those that are not deleted, the oldest first. */
export async function loadWebhooks(db: Db): Promise<Webhook[]> {
  return live(db).orderBy('webhook.id').select<Webhook[]>(columns);
}

export async function findWebhook(db: Db, id: string): Promise<Webhook | undefined> {
  return live(db).where('webhook.id', id).first<Webhook | undefined>(columns);
}

/** The same, held until commit. */
export async function lockWebhook(trx: Db, id: string): Promise<Webhook | undefined> {
  return live(trx).where('webhook.id', id).forUpdate().first<Webhook | undefined>(columns);
}

/** One at a time adds a webhook, so that their number stays within its limit. */
export async function holdWebhooks(trx: Db): Promise<void> {
  await trx.raw(
    `select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', current_schema(), 'webhook'), 0))`,
  );
}

export interface WebhookSettings {
  readonly name: string;
  readonly url: string;
  readonly kinds: readonly EventKind[];
  readonly scope: string;
}

export async function insertWebhook(
  trx: Db,
  given: WebhookSettings & { readonly at: Date; readonly by: string },
): Promise<string> {
  const { name, url, kinds, scope, at, by } = given;
  const rows = await trx('webhook')
    .insert({ name, url, kinds, scope, created_at: at, created_by: by })
    .returning<{ id: string }[]>('id');
  return rows[0]?.id ?? '';
}

export async function updateWebhook(
  trx: Db,
  id: string,
  settings: WebhookSettings & { readonly pausedAt: Date | null },
): Promise<void> {
  const { name, url, kinds, scope, pausedAt } = settings;
  await trx('webhook')
    .where({ id })
    .update({
      ...{ name, url, kinds, scope },
      version: trx.raw('webhook.version + 1'),
      paused_at: pausedAt,
      paused_because: pausedAt === null ? null : trx.raw(`coalesce(paused_because, 'officer')`),
      // whoever goes on begins with a clean slate
      ...(pausedAt === null ? { failing_since: null, not_before: null, told_at: null } : {}),
    });
}

export async function markDeleted(trx: Db, id: string, at: Date): Promise<void> {
  await trx('webhook').where({ id }).update({ deleted_at: at });
  await trx('webhook_secret')
    .where({ webhook_id: id })
    .whereRaw('(webhook_secret.valid_to is null or webhook_secret.valid_to > ?)', [at])
    .update({ valid_to: at });
}

/** By the service itself; says whether it was not paused already. */
export async function pauseWebhook(
  trx: Db,
  id: string,
  because: Exclude<PauseReason, 'officer'>,
): Promise<boolean> {
  const changed = await trx('webhook')
    .where({ id })
    .whereNull('paused_at')
    .whereNull('deleted_at')
    .update({
      paused_at: trx.raw('clock_timestamp()'),
      paused_because: because,
      version: trx.raw('webhook.version + 1'),
    });
  return changed > 0;
}

const ownerOf = (webhookId: string): string => `webhook ${webhookId}`;

/** Adds a key; the one that held until now ends at `oldUntil`. */
export async function insertKey(
  trx: Db,
  given: {
    readonly webhookId: string;
    readonly key: Buffer;
    readonly secretKey: Buffer;
    readonly at: Date;
    readonly oldUntil: Date;
  },
): Promise<void> {
  const { webhookId, key, secretKey, at, oldUntil } = given;
  await trx('webhook_secret')
    .where({ webhook_id: webhookId })
    .whereNull('valid_to')
    .update({ valid_to: oldUntil });
  await trx('webhook_secret').insert({
    webhook_id: webhookId,
    ciphertext: sealBytes(secretKey, ownerOf(webhookId), key),
    valid_from: at,
  });
}

/**
 * The keys that hold at an instant, the newest first.
 * @throws Refused `misconfigured` when SECRET_KEY is not the one they were encrypted with
 */
export async function loadKeys(
  db: Db,
  { webhookId, secretKey, at }: { webhookId: string; secretKey: Buffer; at: Date },
): Promise<Buffer[]> {
  const boxes = await db('webhook_secret')
    .where('webhook_secret.webhook_id', webhookId)
    .whereRaw('(webhook_secret.valid_to is null or webhook_secret.valid_to > ?)', [at])
    .orderBy('webhook_secret.id', 'desc')
    .pluck<Buffer[]>('webhook_secret.ciphertext');
  return boxes.map((box) => {
    const key = openBytes(secretKey, ownerOf(webhookId), box);
    if (key) return key;
    throw misconfigured('SECRET_KEY', `does not open the secret of webhook ${webhookId}`);
  });
}

/** The codes of the units in each of these scopes. */
export async function unitsOfScopes(
  db: Db,
  scopes: readonly string[],
  province: string,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await db.raw<{ rows: { scope: string; codes: string[] }[] }>(scopesSql, [
    [...new Set(scopes)],
    province,
  ]);
  return new Map(rows.map(({ scope, codes }) => [scope, new Set(codes)]));
}

const scopesSql = `
  with recursive scopes (scope) as (select unnest(?::text[])), ${unitsBelow}
  select below.scope, array_agg(below.code) as codes from below group by below.scope`;
