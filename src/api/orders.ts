// Fee orders announced before payment: one by one or in lots as JSON, or as a portal's file.
import { z } from 'zod';
import { may, sightOf, type Principal } from '../access/principal.js';
import { instantText } from '../calendar.js';
import { importOrders } from '../payments/import-orders.js';
import { findOrder, listOrders, type StoredOrder } from '../payments/order-store.js';
import { pageSchema, paging } from './cursor.js';
import { idBefore, pageById } from './id-cursor.js';
import { importedShape, importOwnFiles } from './import-files.js';
import { orderBody, postOrdersAsJson } from './order-body.js';
import { recordPayerRead } from '../audit/payer-reads.js';
import { apiRoute, type ApiRoute, type Ask } from './route.js';
import { filters, idParams, instant, masked, money } from './shapes.js';
import { foundOr404, holdToSight, notFound } from './sight.js';

const searchCharsMax = 100;

const orderShape = z.strictObject({
  id: z.string(),
  gateway: z.string().nullable(),
  merchantRef: z.string(),
  dossierCode: z.string().nullable(),
  unitCode: z.string(),
  amount: money,
  description: z.string().nullable(),
  feeItems: z.array(z.strictObject({ purpose: z.string(), amount: money })),
  procedureCode: z.string().nullable(),
  toldBankCode: z.string().nullable(),
  toldAccount: z.string().nullable(),
  sourceSystem: z.string().nullable(),
  createdAt: instant.nullable(),
  recordedAt: instant,
  masked,
});

const listOrdersRoute = apiRoute({
  method: 'get',
  path: '/orders',
  id: 'listOrders',
  tag: 'orders',
  summary: 'Fee orders of the units in scope, the latest recorded first',
  action: 'order.read',
  query: z.strictObject({
    ...paging,
    unit: filters.unit,
    gateway: filters.gateway,
    from: filters.from,
    to: filters.to,
    /** Part of the reference or the dossier code. */
    q: z.string().min(1).max(searchCharsMax).optional(),
  }),
  answers: { 200: pageSchema(orderShape) },
  handle: async (_deps, ask) => {
    const { query, principal, db } = ask;
    const { unit, limit, cursor } = query;
    holdToSight(principal, 'order.read', unit, '?unit');
    const units = unit === undefined ? [...sightOf(principal, 'order.read').units] : [unit];
    const before = idBefore(cursor);
    const orders = await listOrders(db, { ...query, units, before, limit: limit + 1 });
    const page = pageById(orders, limit);
    return { body: { ...page, items: await shownOrders(ask, page.items) } };
  },
});

const getOrder = apiRoute({
  method: 'get',
  path: '/orders/{id}',
  id: 'getOrder',
  tag: 'orders',
  summary: 'One fee order',
  action: 'order.read',
  params: idParams,
  answers: { 200: orderShape },
  handle: async (_deps, ask) => {
    const order = foundOr404(await findOrder(ask.db, ask.params.id));
    if (!may(ask.principal, 'order.read', order.unitCode)) throw notFound();
    const [body] = await shownOrders(ask, [order]);
    return { body };
  },
});

const postOrders = apiRoute({
  method: 'post',
  path: '/orders',
  id: 'createOrders',
  tag: 'orders',
  summary: 'Announce fee orders: one, up to 1,000, or a CSV or XLSX file; whole or not at all',
  action: 'order.create',
  body: orderBody,
  files: ['file'],
  filesOptional: true,
  answers: { 201: importedShape.extend({ ids: z.array(z.string()).optional() }) },
  creates: true,
  handle: (deps, ask) => {
    const within = sightOf(ask.principal, 'order.create').units;
    if (ask.files.length === 0 || ask.body.orders.length > 0) {
      return postOrdersAsJson(deps, ask, within);
    }
    return importOwnFiles(deps, ask, (verbDeps, file) =>
      importOrders(verbDeps, { file, skipBad: false, within }),
    );
  },
});

async function shownOrders(
  ask: Pick<Ask, 'by' | 'db' | 'principal' | 'query'>,
  orders: readonly StoredOrder[],
): Promise<Record<string, unknown>[]> {
  const shown = orders.filter(
    ({ description, unitCode }) => description !== null && mayPayers(ask.principal, unitCode),
  );
  await recordPayerRead(ask, {
    kind: 'order',
    shown,
    filter: ask.query as Record<string, unknown>,
  });
  return orders.map((order) => orderAnswer(order, mayPayers(ask.principal, order.unitCode)));
}

function mayPayers(principal: Principal, unitCode: string): boolean {
  return may(principal, 'payer.read', unitCode);
}

function orderAnswer(order: StoredOrder, isClear: boolean): Record<string, unknown> {
  const { createdAt, recordedAt, description } = order;
  return {
    ...order,
    description: isClear ? description : null,
    createdAt: createdAt && instantText(createdAt),
    recordedAt: instantText(recordedAt),
    ...(isClear || description === null ? {} : { masked: ['description'] }),
  };
}

export const orderRoutes: readonly ApiRoute[] = [listOrdersRoute, getOrder, postOrders];
