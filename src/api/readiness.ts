// Whether a unit can take payments, for officers and for portals that are about to ask for money;
// and what is stranded where one cannot.
import { z } from 'zod';
import type { Db } from '../db.js';
import { moneyText } from '../money.js';
import {
  canTakePayments,
  nothingDeclared,
  readinessReasons,
  type Readiness,
} from '../oversight/can-take-payments.js';
import { loadReadiness } from '../oversight/readiness-store.js';
import type { Stranded } from '../oversight/stranded-sums.js';
import { apiRoute, type ApiRoute } from './route.js';
import { asOfMember, day, money, unitParams } from './shapes.js';
import { holdToSight, instantAsked } from './sight.js';

const reasons = z
  .array(z.enum(readinessReasons))
  .describe(
    'Where the money may go, or what is in the way; then what has shown the account right.',
  );

export const answerShape = z.strictObject({ answer: z.boolean(), because: z.string(), reasons });

export const readinessShape = answerShape.extend({
  purposes: z.array(
    answerShape.extend({
      purpose: z.string(),
      from: day.nullable().describe('From when it will be able to, where that is known.'),
    }),
  ),
});

export const strandedShape = z.strictObject({
  payments: z.int(),
  paymentAmount: money,
  orders: z.int(),
  orderAmount: money,
  sinceOn: day,
});

const getReadiness = apiRoute({
  method: 'get',
  path: '/units/{code}/can-take-payments',
  id: 'canTakePayments',
  tag: 'units',
  summary: 'Whether a unit can take payments now, by purpose, with codes for programs',
  action: 'readiness.read',
  params: unitParams,
  query: z.strictObject(asOfMember),
  answers: { 200: readinessShape.extend({ unitCode: z.string() }) },
  handle: async (deps, ask) => {
    const { code } = ask.params;
    holdToSight(ask.principal, 'readiness.read', code);
    const ready = await readinessOf(ask.db, [code], instantAsked(deps, ask.query));
    return { body: { unitCode: code, ...ready(code) } };
  },
});

/** The answer of each of some units. */
export async function readinessOf(
  db: Db,
  units: readonly string[],
  asOf: Date,
): Promise<(unitCode: string) => Readiness> {
  const facts = await loadReadiness(db, { units, asOf });
  return (unitCode) => canTakePayments(facts.get(unitCode) ?? nothingDeclared, asOf);
}

export function shortOf({ answer, because, reasons: codes }: Readiness) {
  return { answer, because, reasons: codes };
}

export function strandedAnswer(stranded: Stranded): z.output<typeof strandedShape> {
  const { paymentAmount, orderAmount, ...counts } = stranded;
  return {
    ...counts,
    paymentAmount: moneyText(paymentAmount),
    orderAmount: moneyText(orderAmount),
  };
}

export const readinessRoutes: readonly ApiRoute[] = [getReadiness];
