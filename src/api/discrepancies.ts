// The officers' queue: what does not tie, one per unit, kind and gateway account, with its members.
import { z } from 'zod';
import { moneyText } from '../money.js';
import { discrepanciesWanted } from '../oversight/exports.js';
import { discrepancyRecord, paymentRecord } from '../oversight/records.js';
import type { DiscrepancyReading, ProvinceReading } from '../reconciliation/reading.js';
import { numberKey, pageOf, pageSchema, paging } from './cursor.js';
import { lineShape, shownLines } from './lines.js';
import { paymentShape } from './payment-detail.js';
import { apiRoute, type ApiRoute, type Ask } from './route.js';
import { asOfMember, day, filters, instant, money } from './shapes.js';
import { foundOr404, holdToSight, readAsked } from './sight.js';

const idCharsMax = 200;
const params = z.strictObject({ id: z.string().min(1).max(idCharsMax) });

const discrepancyShape = z.strictObject({
  id: z.string(),
  unitCode: z.string().nullable(),
  kind: z.string(),
  gatewayAccount: z.string().nullable(),
  state: z.literal('open'),
  owner: z.enum(['gateway', 'commune', 'ministry', 'department_of_justice', 'finance_officer']),
  dueAt: instant.nullable(),
  members: z.number().int(),
  amount: money,
  /**
   * For officers: of money in a former account, which account and which one was right; what the
   * gateway's own reports leave out; which fees differ; between which notices some are missing.
   */
  detail: z.string().nullable(),
});

const namedAccount = z.strictObject({
  account: z.string(),
  bankBin: z.string().nullable(),
  validFrom: day.nullable(),
  validTo: day.nullable(),
});

const detailShape = discrepancyShape.extend({
  /** Of `old_account`: its members by change of account, each with its own owner. */
  oldAccounts: z.array(
    z.strictObject({
      owner: z.enum(['ministry', 'department_of_justice']),
      oldAccount: namedAccount,
      rightAccount: namedAccount.nullable(),
      platform: z.string(),
      platformWord: z.enum(['confirmed', 'told', 'none']),
      platformWordOn: day.nullable(),
      members: z.number().int(),
      amount: money,
    }),
  ),
});

/** A member is a payment or a statement line. */
const memberShape = z.strictObject({
  payment: paymentShape.optional(),
  line: lineShape.optional(),
});

const listDiscrepancies = apiRoute({
  method: 'get',
  path: '/discrepancies',
  id: 'listDiscrepancies',
  tag: 'discrepancies',
  summary: 'Discrepancies by unit, kind and gateway account',
  action: 'discrepancy.read',
  query: z.strictObject({
    ...paging,
    ...asOfMember,
    unit: filters.unit,
    gateway: filters.gateway,
    state: filters.state,
    kind: z.string().min(1).max(idCharsMax).optional(),
  }),
  answers: { 200: pageSchema(discrepancyShape) },
  handle: async (deps, ask) => {
    const { query, principal } = ask;
    holdToSight(principal, 'discrepancy.read', query.unit, '?unit');
    const { seen } = await readAsked(deps, ask);
    const wanted = discrepanciesWanted(seen, query).filter(
      ({ kind }) => query.kind === undefined || kind === query.kind,
    );
    const page = pageOf(wanted, { ...query, keyOf: ({ id }) => [id] });
    return { body: { ...page, items: page.items.map(discrepancyRecord) } };
  },
});

const getDiscrepancy = apiRoute({
  method: 'get',
  path: '/discrepancies/{id}',
  id: 'getDiscrepancy',
  tag: 'discrepancies',
  summary: 'One discrepancy; its members stand below it',
  action: 'discrepancy.read',
  params,
  query: z.strictObject(asOfMember),
  answers: { 200: detailShape },
  handle: async (deps, ask) => {
    const { seen } = await readAsked(deps, ask);
    const one = named(seen, ask.params.id);
    const oldAccounts = (one.oldAccounts ?? []).map((each) => ({
      ...each,
      amount: moneyText(each.amount),
    }));
    return { body: { ...discrepancyRecord(one), oldAccounts } };
  },
});

const listMembers = apiRoute({
  method: 'get',
  path: '/discrepancies/{id}/members',
  id: 'listDiscrepancyMembers',
  tag: 'discrepancies',
  summary: 'The payments and lines that make up a discrepancy, payments first',
  action: 'discrepancy.read',
  params,
  query: z.strictObject({ ...paging, ...asOfMember }),
  answers: { 200: pageSchema(memberShape) },
  handle: async (deps, ask) => {
    const { seen } = await readAsked(deps, ask);
    const page = pageOf(membersOf(named(seen, ask.params.id), seen), {
      ...ask.query,
      keyOf: ({ kind, id }) => [kind, numberKey(id)],
    });
    return { body: { ...page, items: await shownMembers(ask, page.items) } };
  },
});

function named(seen: ProvinceReading, id: string): DiscrepancyReading {
  return foundOr404(seen.discrepancies.find((one) => one.id === id));
}

type Member =
  | { readonly kind: '1'; readonly id: string; readonly payment: ProvinceReading['payments'][0] }
  | { readonly kind: '2'; readonly id: string; readonly line: ProvinceReading['lines'][0] };

function membersOf(one: DiscrepancyReading, seen: ProvinceReading): Member[] {
  const [payments, lines] = [new Set(one.paymentIds), new Set(one.lineIds)];
  return [
    ...seen.payments
      .filter(({ paymentId }) => payments.has(paymentId))
      .map((payment): Member => ({ kind: '1', id: payment.paymentId, payment })),
    ...seen.lines
      .filter(({ lineId }) => lines.has(lineId))
      .map((line): Member => ({ kind: '2', id: line.lineId, line })),
  ];
}

async function shownMembers(
  ask: Pick<Ask, 'by' | 'db' | 'query'>,
  members: readonly Member[],
): Promise<Record<string, unknown>[]> {
  const lines = await shownLines(
    ask,
    members.flatMap((member) => (member.kind === '2' ? [member.line] : [])),
  );
  const payments = members.flatMap((member) =>
    member.kind === '1' ? [{ id: member.id, ...paymentRecord(member.payment) }] : [],
  );
  return [...payments.map((payment) => ({ payment })), ...lines.map((line) => ({ line }))];
}

export const discrepancyRoutes: readonly ApiRoute[] = [
  listDiscrepancies,
  getDiscrepancy,
  listMembers,
];
