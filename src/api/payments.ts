// Payments: what gateways say was paid, and where the money is.
import { z } from 'zod';
import { isWanted } from '../oversight/export-filter.js';
import { isFoundBy, paymentSearchCharsMax } from '../oversight/payment-search.js';
import { paymentRecord } from '../oversight/records.js';
import { importPayments } from '../payments/import-payments.js';
import { paymentStatuses } from '../payments/payment.js';
import { rivalsOfPayment } from '../oversight/rivals.js';
import type { PaymentReading } from '../reconciliation/reading.js';
import { numberKey, pageOf, pageSchema, paging, reverseNumberKey } from './cursor.js';
import { importedShape, importOwnFiles } from './import-files.js';
import { paymentDetail, paymentDetailShape, paymentShape } from './payment-detail.js';
import { rivalLine } from './rivals.js';
import { apiRoute, type ApiRoute } from './route.js';
import { asOfMember, filters, idParams } from './shapes.js';
import { foundOr404, holdToProvince, holdToSight, readAsked } from './sight.js';

const listPayments = apiRoute({
  method: 'get',
  path: '/payments',
  id: 'listPayments',
  tag: 'payments',
  summary: 'Payments with where their money is, the latest first',
  action: 'payment.read',
  query: z.strictObject({
    ...paging,
    ...asOfMember,
    ...filters,
    state: z.enum(paymentStatuses).optional(),
    /** Part of a reference (the portal's, the gateway's, or a dossier code), or a whole amount. */
    q: z.string().min(1).max(paymentSearchCharsMax).optional(),
    /** Only those held at the gateway: left out of the settlement report of their session. */
    held: z.literal('true').optional(),
  }),
  answers: { 200: pageSchema(paymentShape) },
  handle: async (deps, ask) => {
    const { query, principal } = ask;
    holdToSight(principal, 'payment.read', query.unit, '?unit');
    const { seen } = await readAsked(deps, ask);
    const wanted = seen.payments
      .filter((one) => isWanted.payment(one, query))
      .filter((one) => query.q === undefined || isFoundBy(one, query.q))
      .filter((one) => query.held === undefined || one.held !== undefined);
    const page = pageOf(wanted, { ...query, keyOf: latestFirst });
    const items = page.items.map((one) => ({ id: one.paymentId, ...paymentRecord(one) }));
    return { body: { ...page, items } };
  },
});

const getPayment = apiRoute({
  method: 'get',
  path: '/payments/{id}',
  id: 'getPayment',
  tag: 'payments',
  summary: 'One payment with its timeline, its matches and where its money is, in words',
  action: 'payment.read',
  params: idParams,
  query: z.strictObject(asOfMember),
  answers: { 200: paymentDetailShape },
  handle: async (deps, ask) => {
    const { whole, seen } = await readAsked(deps, ask);
    const found = seen.payments.find(({ paymentId }) => paymentId === ask.params.id);
    const payment = foundOr404(found);
    const rivals = rivalsOfPayment(payment, seen).map(rivalLine);
    return { body: { ...(await paymentDetail(ask, payment, { whole, seen })), rivals } };
  },
});

const postPayments = apiRoute({
  method: 'post',
  path: '/payments',
  id: 'importPayments',
  tag: 'payments',
  summary: "Import a portal's export of payments (CSV or XLSX); matching runs afterwards",
  action: 'payment.import',
  files: ['file'],
  answers: { 201: importedShape },
  creates: true,
  handle: async (deps, ask) => {
    // its rows name gateway accounts and may name no unit: both belong to the province
    holdToProvince(ask.principal, 'payment.import');
    return importOwnFiles(deps, ask, (verbDeps, file) =>
      importPayments(verbDeps, { file, skipBad: false }),
    );
  },
});

function latestFirst({ paidAt, paymentId }: PaymentReading): readonly string[] {
  return [reverseNumberKey(paidAt.getTime()), numberKey(paymentId)];
}

export const paymentRoutes: readonly ApiRoute[] = [listPayments, getPayment, postPayments];
