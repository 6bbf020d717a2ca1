// Merchant accounts at gateways. Their secrets go in and never come out.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Db } from '../db.js';
import { moneyText } from '../money.js';
import type { GatewayAccount } from '../payments/gateway-account.js';
import { secretsSince } from '../payments/gateway-account-store.js';
import { gatewayOf } from '../payments/gateways/index.js';
import { loadGatewayAccounts } from '../payments/payment-store.js';
import { termsDocument } from '../payments/profile.js';
import { setGateway } from '../payments/set-gateway.js';
import { pageOf, pageSchema, paging } from './cursor.js';
import { apiRoute, type ApiAnswer, type ApiRoute } from './route.js';
import { day, instant, money } from './shapes.js';
import { foundOr404, holdToProvince } from './sight.js';
import { refuseStale } from './versions.js';
import { instantText } from '../calendar.js';

const amount = z.union([z.string(), z.int()]);
const percent = z.union([z.string(), z.number()]);

/** What the gateway takes of a payment or a batch; what is absent is 0. */
const feeGiven = z.strictObject({
  percent: percent.optional(),
  fixed: amount.optional(),
  min: amount.optional(),
  max: amount.optional(),
  tiers: z
    .array(
      z.strictObject({
        upTo: amount.nullable(),
        percent: percent.optional(),
        fixed: amount.optional(),
      }),
    )
    .max(50)
    .optional(),
  vatPercent: percent.optional(),
  per: z.enum(['payment', 'batch']).optional(),
  rounding: z.literal('half_up').optional(),
});

/** A profile as `gateway set` takes it; the verb checks the rest and fills in what is absent. */
const profileGiven = z.strictObject({
  kind: z.string().max(64).optional(),
  merchantCode: z.string().max(200).optional(),
  secrets: z.record(z.string().max(64), z.union([z.string(), z.array(z.string()).max(10)])),
  options: z.record(z.string().max(64), z.unknown()).optional(),
  settlement: z.strictObject({
    validFrom: day.nullish(),
    mode: z.enum(['per_transaction', 'daily_batch']),
    basis: z.enum(['gross', 'net']).optional(),
    fee: feeGiven.optional(),
    cutoff: z.string().optional(),
    workingDays: z.int().optional(),
    graceHours: z.int().optional(),
  }),
  tolerance: amount.optional(),
});

const termsShown = z.looseObject({
  validFrom: day.nullable(),
  mode: z.enum(['per_transaction', 'daily_batch']),
  basis: z.enum(['gross', 'net']),
});

const gateway = z.strictObject({
  name: z.string(),
  kind: z.string(),
  merchantCode: z.string().nullable(),
  options: z.record(z.string(), z.unknown()),
  tolerance: money,
  terms: z.array(termsShown).describe('Every settlement agreed, oldest first.'),
  secretsSince: instant.nullable().describe('Since when the newest secrets hold.'),
  callbacks: z.boolean().describe('Whether callbacks of this kind are served.'),
});

const name = z
  .string()
  .max(64)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u, 'a gateway name is expected');
const params = z.strictObject({ name });

const listGateways = apiRoute({
  method: 'get',
  path: '/gateways',
  id: 'listGateways',
  summary: 'Merchant accounts at gateways, without their secrets',
  tag: 'gateways',
  action: 'gateway.read',
  query: z.strictObject({ ...paging, kind: z.string().max(64).optional() }),
  answers: { 200: pageSchema(gateway) },
  handle: async ({ db }, { principal, query }) => {
    holdToProvince(principal, 'gateway.read');
    const shown = await loadShown(db);
    const wanted = shown.filter(({ kind }) => query.kind === undefined || kind === query.kind);
    return { body: pageOf(wanted, { ...query, keyOf: (one) => [one.name] }) };
  },
});

const getGateway = apiRoute({
  method: 'get',
  path: '/gateways/{name}',
  id: 'getGateway',
  summary: 'A merchant account with the terms by which it settles',
  tag: 'gateways',
  action: 'gateway.read',
  params,
  answers: { 200: gateway },
  handle: async ({ db }, { principal, params: asked }) => {
    holdToProvince(principal, 'gateway.read');
    return answerWith(foundOr404(await findShown(db, asked.name)));
  },
});

const putGateway = apiRoute({
  method: 'put',
  path: '/gateways/{name}',
  id: 'setGateway',
  summary: 'Registers a merchant account (If-None-Match: *) or changes its profile (If-Match)',
  tag: 'gateways',
  action: 'gateway.set',
  edits: true,
  params,
  body: profileGiven,
  answers: { 200: gateway, 201: gateway },
  handle: async ({ config, now }, ask) => {
    holdToProvince(ask.principal, 'gateway.set');
    const { name: named } = ask.params;
    await holdName(ask.db, named);
    const standing = await findShown(ask.db, named);
    refuseStale(ask, standing ? versionOf(standing) : null);
    const deps = { db: ask.db, now, secretKey: config.secretKey, by: ask.by };
    await setGateway(deps, { name: named, document: ask.body });
    const answer = answerWith(foundOr404(await findShown(ask.db, named)));
    return standing ? answer : { ...answer, status: 201, location: `/api/v1/gateways/${named}` };
  },
});

export type ShownGateway = z.output<typeof gateway>;

/** Every account as it is shown, without its secrets. */
export async function loadShown(db: Db): Promise<ShownGateway[]> {
  const since = await secretsSince(db);
  return (await loadGatewayAccounts(db)).map((account) => shownOf(account, since));
}

export async function findShown(db: Db, wanted: string): Promise<ShownGateway | undefined> {
  return (await loadShown(db)).find((one) => one.name === wanted);
}

function shownOf(account: GatewayAccount, since: ReadonlyMap<string, Date>): ShownGateway {
  const at = since.get(account.id);
  const terms = account.terms.map(({ validFrom, ...agreed }) => {
    return {
      validFrom,
      ...(JSON.parse(termsDocument(agreed)) as object),
    } as ShownGateway['terms'][0];
  });
  return {
    name: account.name,
    kind: account.kind,
    merchantCode: account.merchantCode,
    options: JSON.parse(JSON.stringify(account.options)) as ShownGateway['options'],
    tolerance: moneyText(account.tolerance),
    terms,
    secretsSince: at ? instantText(at) : null,
    callbacks: gatewayOf(account.kind) !== undefined,
  };
}

function answerWith(shown: ShownGateway): ApiAnswer {
  return { body: shown, version: versionOf(shown) };
}

/** Any change shows: new secrets by since when they hold. */
export function versionOf(shown: ShownGateway): string {
  return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 22);
}

/** One change of a name at a time, also while there is no row yet to lock. */
export async function holdName(trx: Db, held: string): Promise<void> {
  await trx.raw(
    `select pg_advisory_xact_lock(
       hashtextextended(concat_ws(' ', current_schema(), 'gateway', ?::text), 0))`,
    [held],
  );
}

export const gatewayRoutes: readonly ApiRoute[] = [listGateways, getGateway, putGateway];
