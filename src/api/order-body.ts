// Fee orders as JSON: the same rules as the file's, every fault with its JSON pointer.
import { z } from 'zod';
import { parseMoney, type Money } from '../money.js';
import { recordOrders, type GivenOrder } from '../payments/import-orders.js';
import { orderIds } from '../payments/order-store.js';
import { Refused, type Problem, type ProblemPlace } from '../problem.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import { sumOf } from './import-files.js';
import type { ApiAnswer, ApiDeps, Ask } from './route.js';

const orderCountMax = 1000;
const textCharsMax = 500;
const feeItemCountMax = 100;

const text = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(textCharsMax)
  .transform((given) => given.normalize('NFC'));
const optional = text
  .nullable()
  .optional()
  .transform((given) => given ?? null);

const amount = z
  .string()
  .regex(/^\d{1,18}$/, 'a whole number of đồng as text is expected')
  .refine((digits) => !/^0*$/.test(digits), 'must be above 0')
  .transform((digits): Money => parseMoney(digits) ?? 0n);

const createdAt = z.iso
  .datetime({ offset: true, error: 'a time as 2026-05-04T18:00:00+07:00 is expected' })
  .transform((given) => new Date(given))
  .nullable()
  .optional()
  .transform((given) => given ?? null);

const order = z.strictObject({
  gateway: optional,
  merchantRef: text,
  dossierCode: optional,
  unitCode: text,
  amount,
  description: optional,
  feeItems: z
    .array(z.strictObject({ purpose: text, amount }))
    .max(feeItemCountMax)
    .optional()
    .transform((items) => items ?? []),
  toldBankCode: optional,
  toldAccount: optional,
  procedureCode: optional,
  sourceSystem: optional,
  createdAt,
});

interface OrdersSent {
  /** Whether they stand in `orders`, which pointers then begin with. */
  readonly isLot: boolean;
  readonly orders: readonly GivenOrder[];
}

/** One order, several, or - beside a file - nothing. */
export const orderBody = z.union([
  z
    .strictObject({ orders: z.array(order).min(1).max(orderCountMax) })
    .transform(({ orders }): OrdersSent => ({ isLot: true, orders })),
  order.transform((only): OrdersSent => ({ isLot: false, orders: [only] })),
  // not a strict object: its "unknown name" would outweigh what is wrong in the order
  z.record(z.string(), z.never()).transform((): OrdersSent => ({ isLot: false, orders: [] })),
]);

/**
 * Records orders given as JSON, whole or not at all; matching runs afterwards.
 * @param within codes of the units that may be named; a foreign one is as unknown as no unit
 * @throws Refused `bad_rows`, `conflict`, with JSON pointers
 */
export async function postOrdersAsJson(
  deps: ApiDeps,
  ask: Pick<Ask<unknown, unknown, OrdersSent>, 'db' | 'by' | 'body' | 'files'>,
  within: ReadonlySet<string>,
): Promise<ApiAnswer> {
  const { db, by, body } = ask;
  const { isLot, orders } = body;
  if (orders.length === 0 || ask.files.length > 0) {
    const detail = 'Send one order, or {"orders": […]}, or a file.';
    throw new Refused({ code: 'invalid_input', detail, errors: [{ pointer: '', detail }] });
  }
  const rows = orders.map((value, at) => ({ line: at + 1, value }));
  const source = { kind: 'request', id: by.requestId };
  const given = { name: 'orders', source, rows, errors: [], warnings: [], skipBad: false, within };
  const outcome = await recordOrders({ db, by }, given).catch((error: unknown) => {
    throw error instanceof Refused ? new Refused(pointed(error.problem, isLot)) : error;
  });
  const ids = await orderIds(db, orders);
  const [first] = ids;
  const { now } = deps;
  return {
    status: 201,
    body: { ...sumOf([outcome]), ids },
    ...(ids.length === 1 && first ? { location: `/api/v1/orders/${first}` } : {}),
    afterCommit: async () => {
      await reconcile({ db: deps.db, now, by });
      return undefined;
    },
  };
}

/** Rows become places in the message. */
function pointed(problem: Problem, isLot: boolean): Problem {
  const { code, errors } = problem;
  const detail = 'Nothing was stored; the errors name what is wrong where.';
  if (!errors) return problem;
  return {
    code,
    detail,
    errors: errors.map((error: ProblemPlace) => {
      const place = isLot ? `/orders/${String((error.line ?? 1) - 1)}` : '';
      return { pointer: `${place}/${error.column ?? ''}`, detail: error.detail };
    }),
  };
}
