// Systems that are told of changes. They belong to no unit, so they are the province's.
import { z } from 'zod';
import {
  changeWebhook,
  deleteWebhook,
  registerWebhook,
  replayEvents,
  rotateSecret,
  testWebhook,
  type WebhookDeps,
  type WithSecret,
} from '../webhooks/change-webhook.js';
import { loadDeliveries, type ReplayAsked } from '../webhooks/delivery-store.js';
import { deliveryStates, type Webhook } from '../webhooks/webhook.js';
import { findWebhook, loadWebhooks, lockWebhook } from '../webhooks/webhook-store.js';
import { Refused } from '../problem.js';
import { numberKey, pageOf, pageSchema, paging } from './cursor.js';
import { idBefore, pageById } from './id-cursor.js';
import { apiRoute, type ApiAnswer, type ApiDeps, type ApiRoute, type Ask } from './route.js';
import { id, idParams } from './shapes.js';
import { foundOr404, holdToProvince } from './sight.js';
import { refuseStale } from './versions.js';
import {
  deliveryShown,
  shownDelivery,
  shownWebhook,
  webhookChange,
  webhookGiven,
  webhookShown,
  withSecret,
} from './webhook-shape.js';

const tag = 'webhooks';

const listWebhooks = apiRoute({
  method: 'get',
  path: '/webhooks',
  id: 'listWebhooks',
  summary: 'Systems that are told of changes, without their secrets',
  tag,
  action: 'webhook.read',
  query: z.strictObject(paging),
  answers: { 200: pageSchema(webhookShown) },
  handle: async ({ db }, { principal, query }) => {
    holdToProvince(principal, 'webhook.read');
    const shown = (await loadWebhooks(db)).map(shownWebhook);
    return { body: pageOf(shown, { ...query, keyOf: (one) => [numberKey(one.id)] }) };
  },
});

const getWebhook = apiRoute({
  method: 'get',
  path: '/webhooks/{id}',
  id: 'getWebhook',
  summary: 'One such system',
  tag,
  action: 'webhook.read',
  params: idParams,
  answers: { 200: webhookShown },
  handle: async ({ db }, { principal, params }) => {
    holdToProvince(principal, 'webhook.read');
    return answerWith(foundOr404(await findWebhook(db, params.id)));
  },
});

const postWebhook = apiRoute({
  method: 'post',
  path: '/webhooks',
  id: 'registerWebhook',
  summary: 'Registers a receiver; only this answer shows its secret, a repeated one does not',
  tag,
  action: 'webhook.manage',
  creates: true,
  body: webhookGiven,
  answers: { 201: withSecret },
  handle: async (deps, ask) => {
    holdToProvince(ask.principal, 'webhook.manage');
    const { events: kinds, ...given } = ask.body;
    return madeWith(await registerWebhook(webhookDeps(deps, ask), { ...given, kinds }));
  },
});

const patchWebhook = apiRoute({
  method: 'patch',
  path: '/webhooks/{id}',
  id: 'changeWebhook',
  summary: 'Changes what a receiver is told, and where; pauses and resumes it',
  tag,
  action: 'webhook.manage',
  edits: true,
  params: idParams,
  body: webhookChange,
  answers: { 200: webhookShown },
  handle: async (deps, ask) => {
    holdToProvince(ask.principal, 'webhook.manage');
    const before = foundOr404(await lockWebhook(ask.db, ask.params.id));
    refuseStale(ask, before.version);
    const { events, paused, ...given } = ask.body;
    const change = { ...given, kinds: events, isPaused: paused };
    return answerWith(await changeWebhook(webhookDeps(deps, ask), before, change));
  },
});

const removeWebhook = apiRoute({
  method: 'delete',
  path: '/webhooks/{id}',
  id: 'deleteWebhook',
  summary: 'Deletes a receiver; what waits for it is not sent',
  tag,
  action: 'webhook.manage',
  params: idParams,
  answers: { 204: null },
  handle: async (deps, ask) => {
    holdToProvince(ask.principal, 'webhook.manage');
    await deleteWebhook(webhookDeps(deps, ask), ask.params.id);
    return { status: 204 };
  },
});

const postSecret = apiRoute({
  method: 'post',
  path: '/webhooks/{id}/secrets',
  id: 'rotateWebhookSecret',
  summary: 'Makes a new secret, shown once; for 24 hours the one before signs beside it',
  tag,
  action: 'webhook.manage',
  creates: true,
  params: idParams,
  answers: { 201: withSecret },
  handle: async (deps, ask) => {
    holdToProvince(ask.principal, 'webhook.manage');
    return madeWith(await rotateSecret(webhookDeps(deps, ask), ask.params.id));
  },
});

const postTest = apiRoute({
  method: 'post',
  path: '/webhooks/{id}/tests',
  id: 'testWebhook',
  summary: 'Sends a test event, tried once',
  tag,
  action: 'webhook.manage',
  creates: true,
  params: idParams,
  answers: { 201: z.strictObject({ delivery: z.string() }) },
  handle: async (deps, ask) => {
    holdToProvince(ask.principal, 'webhook.manage');
    const delivery = await testWebhook(webhookDeps(deps, ask), ask.params.id);
    return { status: 201, body: { delivery }, location: deliveriesOf(ask.params.id) };
  },
});

const listDeliveries = apiRoute({
  method: 'get',
  path: '/webhooks/{id}/deliveries',
  id: 'listWebhookDeliveries',
  summary: 'What was sent to a receiver and what it answered, the latest first',
  tag,
  action: 'webhook.read',
  params: idParams,
  query: z.strictObject({ ...paging, state: z.enum(deliveryStates).optional() }),
  answers: { 200: pageSchema(deliveryShown) },
  handle: async ({ db }, { principal, params, query }) => {
    holdToProvince(principal, 'webhook.read');
    const { id: webhookId } = foundOr404(await findWebhook(db, params.id));
    const { state, cursor, limit } = query;
    const asked = { webhookId, state, before: idBefore(cursor), limit: limit + 1 };
    return { body: pageById((await loadDeliveries(db, asked)).map(shownDelivery), limit) };
  },
});

const moment = z.iso
  .datetime({ offset: true, error: 'a time as 2026-05-04T18:00:00+07:00 is expected' })
  .transform((text) => new Date(text));

const postReplay = apiRoute({
  method: 'post',
  path: '/webhooks/{id}/replays',
  id: 'replayWebhook',
  summary: 'Sends events again under their own ids: one by its delivery, or a span of time',
  tag,
  action: 'webhook.manage',
  creates: true,
  params: idParams,
  body: z.strictObject({
    delivery: id.optional(),
    from: moment.optional().describe('Events that occurred from then on,'),
    to: moment.optional().describe('and before then; at most 10,000.'),
  }),
  answers: { 201: z.strictObject({ events: z.int() }) },
  handle: async (deps, ask) => {
    holdToProvince(ask.principal, 'webhook.manage');
    const given = { id: ask.params.id, asked: replayAsked(ask.body) };
    const events = await replayEvents(webhookDeps(deps, ask), given);
    return { status: 201, body: { events }, location: deliveriesOf(ask.params.id) };
  },
});

function replayAsked(body: {
  readonly delivery?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}): ReplayAsked {
  const { delivery, from, to } = body;
  if (delivery !== undefined && !from && !to) return { deliveryId: delivery };
  if (delivery === undefined && from && to && from < to) return { from, to };
  const detail = 'Name a delivery, or a span by from and to.';
  throw new Refused({ code: 'invalid_input', detail, errors: [{ pointer: '', detail }] });
}

function webhookDeps({ config, now }: ApiDeps, { db, by }: Ask): WebhookDeps {
  return { db, now, by, secretKey: config.secretKey, networks: config.webhookNetworks };
}

function answerWith(webhook: Webhook): ApiAnswer {
  return { body: shownWebhook(webhook), version: String(webhook.version) };
}

function madeWith({ webhook, secret }: WithSecret): ApiAnswer {
  const location = `/api/v1/webhooks/${webhook.id}`;
  return { status: 201, body: shownWebhook(webhook), once: { secret }, location };
}

function deliveriesOf(webhookId: string): string {
  return `/api/v1/webhooks/${webhookId}/deliveries`;
}

export const webhookRoutes: readonly ApiRoute[] = [
  listWebhooks,
  getWebhook,
  postWebhook,
  patchWebhook,
  removeWebhook,
  postSecret,
  postTest,
  listDeliveries,
  postReplay,
];
