// The officers' queue: what does not tie, one per unit, kind and gateway account, with its members.
import { z } from 'zod';
import type { Principal } from '../access/principal.js';
import { officerNames } from '../discrepancies/assignable-officers.js';
import { discrepancyStates } from '../discrepancies/standing.js';
import { discrepanciesAtWork, foundIn, membersOf } from '../oversight/discrepancy-work.js';
import { discrepancyOwners } from '../reconciliation/discrepancies.js';
import { paymentRecord } from '../oversight/records.js';
import type { DiscrepancyReading, ProvinceReading } from '../reconciliation/reading.js';
import { numberKey, pageOf, pageSchema, paging } from './cursor.js';
import { discrepancyAnswer, discrepancyParams } from './discrepancy-answer.js';
import { discrepancyDetailShape, discrepancyShape, shownWork } from './discrepancy-shape.js';
import { discrepancyWorkRoutes } from './discrepancy-work.js';
import { lineShape, shownLines } from './lines.js';
import { paymentShape } from './payment-detail.js';
import { apiRoute, type ApiRoute, type Ask } from './route.js';
import { asOfMember, filters, id } from './shapes.js';
import { foundOr404, holdToSight, readAsked } from './sight.js';

const idCharsMax = 200;
const params = discrepancyParams;

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
  summary: 'Discrepancies by unit, kind and gateway account, with the work on them',
  action: 'discrepancy.read',
  query: z.strictObject({
    ...paging,
    ...asOfMember,
    unit: filters.unit,
    gateway: filters.gateway,
    state: z
      .enum(discrepancyStates)
      .optional()
      .describe('closed: those that have closed by themselves, which no other list shows.'),
    kind: z.string().min(1).max(idCharsMax).optional(),
    owner: z.enum(discrepancyOwners).optional(),
    assignee: z.union([id, z.literal('me')]).optional(),
    overdue: z
      .enum(['true', 'false'])
      .transform((text) => text === 'true')
      .optional(),
  }),
  answers: { 200: pageSchema(discrepancyShape) },
  handle: async (deps, ask) => {
    const { query, principal, db } = ask;
    holdToSight(principal, 'discrepancy.read', query.unit, '?unit');
    const { seen } = await readAsked(deps, ask);
    const wanted = { ...query, assignee: assigneeAsked(ask) };
    const asked = { principal, seen, since: query['as-of'] };
    const found = await discrepanciesAtWork(db, asked, wanted);
    const page = pageOf(found, { ...query, keyOf: ({ id }) => [id] });
    const names = await officerNames(
      db,
      page.items.map(({ standing }) => standing.assigneeId),
    );
    return { body: { ...page, items: page.items.map((one) => shownWork(one, names)) } };
  },
});

/** Whoever has no name of an officer has nothing on their hands. */
function assigneeAsked({
  query,
  principal,
}: {
  readonly query: { readonly assignee?: string | undefined };
  readonly principal: Principal;
}): string | undefined {
  if (query.assignee !== 'me') return query.assignee;
  return principal.kind === 'officer' ? principal.id : 'nobody';
}

const getDiscrepancy = apiRoute({
  method: 'get',
  path: '/discrepancies/{id}',
  id: 'getDiscrepancy',
  tag: 'discrepancies',
  summary: 'One discrepancy with what was done about it; its members stand below it',
  action: 'discrepancy.read',
  params,
  query: z.strictObject(asOfMember),
  answers: { 200: discrepancyDetailShape },
  handle: async (deps, ask) => {
    const { seen } = await readAsked(deps, ask);
    return discrepancyAnswer(deps, ask, { seen, since: ask.query['as-of'] });
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
    const one = foundOr404(foundIn(seen, ask.params.id));
    const page = pageOf(keyedMembers(one, seen), {
      ...ask.query,
      keyOf: ({ kind, id }) => [kind, numberKey(id)],
    });
    return { body: { ...page, items: await shownMembers(ask, page.items) } };
  },
});

type Member =
  | { readonly kind: '1'; readonly id: string; readonly payment: ProvinceReading['payments'][0] }
  | { readonly kind: '2'; readonly id: string; readonly line: ProvinceReading['lines'][0] };

function keyedMembers(reading: DiscrepancyReading, seen: ProvinceReading): Member[] {
  const { payments, lines } = membersOf({ reading }, seen);
  return [
    ...payments.map((payment): Member => ({ kind: '1', id: payment.paymentId, payment })),
    ...lines.map((line): Member => ({ kind: '2', id: line.lineId, line })),
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
  ...discrepancyWorkRoutes,
];
