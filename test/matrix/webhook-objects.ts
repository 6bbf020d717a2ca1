// Webhooks of the matrix, made one by one where a call ends or changes its own.
import { registerWebhook } from '../../src/webhooks/change-webhook.js';
import { loadWebhooks } from '../../src/webhooks/webhook-store.js';
import { byTester } from '../support/people.js';
import type { Draw } from './calls.js';
import type { World } from './world.js';

/** A public address that nothing is ever sent to: no relay runs here. */
export const webhookUrl = 'https://8.8.8.8/hook';
const now = (): Date => new Date('2026-05-13T01:00:00Z');

/** The webhook of the world, or one that a call may delete. */
export async function webhookIdOf({ database }: World, isOwn = false): Promise<string> {
  const { db, config } = database;
  const [standing] = isOwn ? [] : await loadWebhooks(db);
  if (standing) return standing.id;
  const deps = { db, now, by: byTester, secretKey: config.secretKey, networks: [] };
  const settings = { name: 'of the world', url: webhookUrl, scope: '75' };
  const made = await registerWebhook(deps, { ...settings, kinds: ['unit.flagged'] });
  return made.webhook.id;
}

const path = (rest: string): string => `/api/v1/webhooks${rest}`;
const about =
  (method: string, rest: string, more: object = {}): Draw =>
  async ({ world }) => ({ method, path: path(`/${await webhookIdOf(world)}${rest}`), ...more });

export const webhookCalls: Readonly<Record<string, Draw>> = {
  listWebhooks: () => ({ method: 'GET', path: path('?limit=200') }),
  getWebhook: about('GET', ''),
  registerWebhook: async ({ world, number }) => {
    await world.database
      .db('webhook')
      .whereNot('name', 'of the world')
      .update({ deleted_at: now() });
    const name = `walk ${String(number)}`;
    const json = { name, url: webhookUrl, events: ['unit.flagged'], scope: '75' };
    return { method: 'POST', path: path(''), json };
  },
  changeWebhook: about('PATCH', '', {
    headers: { 'if-match': '*' },
    json: { events: ['unit.flagged', 'unit.cleared'] },
  }),
  deleteWebhook: async ({ world }) => {
    await world.database.db('webhook').where({ name: 'to go' }).update({ deleted_at: now() });
    const id = await webhookIdOf(world, true);
    await world.database.db('webhook').where({ id }).update({ name: 'to go' });
    return { method: 'DELETE', path: path(`/${id}`) };
  },
  rotateWebhookSecret: about('POST', '/secrets'),
  testWebhook: about('POST', '/tests'),
  listWebhookDeliveries: about('GET', '/deliveries'),
  replayWebhook: about('POST', '/replays', {
    json: { from: '2026-05-01T00:00:00+07:00', to: '2026-05-02T00:00:00+07:00' },
  }),
};
