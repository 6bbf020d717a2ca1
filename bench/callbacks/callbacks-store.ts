// The database of the callbacks' bench: what is there before the first one, and what must be there
// after the last.
import { byJob } from '../../src/audit/by.js';
import type { Db } from '../../src/db.js';
import { setGateway } from '../../src/payments/set-gateway.js';
import type { Place } from '../place.js';
import { drawTerms, gatewaysOf } from '../world/gateways.js';
import { randomFrom } from '../world/random.js';
import type { Delivered } from './load.js';
import { amount, gatewayNames, referenceOf } from './signed-requests.js';

/** Sets up the gateways and announces an order for each callback there may be. */
export async function prepare({ db, config }: Place, orders: number): Promise<void> {
  const by = byJob('bench');
  const now = () => new Date();
  for (const { name, profile } of gatewaysOf(drawTerms(randomFrom(1)))) {
    if (!gatewayNames.some((each) => each === name)) continue;
    await setGateway({ db, now, secretKey: config.secretKey, by }, { name, document: profile });
  }
  await db.raw(
    `insert into fee_order (gateway, merchant_ref, unit_code, amount)
     select '', 'DN26' || lpad(number::text, 9, '0'), unit.code, ?::bigint
       from generate_series(1, ?) as number
       cross join (select min(unit.code) as code from public.unit) as unit`,
    [amount.toString(), orders],
  );
}

/** Whether everything in the audit trail is in its chain. */
export async function isSealed(db: Db): Promise<boolean> {
  const { rows } = await db.raw<{ rows: { is_sealed: boolean }[] }>(
    `select (select count(*) from audit_event) = (select count(*) from audit_seal) as is_sealed`,
  );
  return rows[0]?.is_sealed === true;
}

/** Acknowledged callbacks that left no payment, event or notice; and payments or events too many. */
export async function countStored(
  db: Db,
  delivered: readonly Delivered[],
): Promise<{ readonly lost: number; readonly doubled: number }> {
  const { rows } = await db.raw<{
    rows: { reference: string; payments: number; events: number }[];
  }>(
    `select payment.merchant_ref as reference, count(distinct payment.id)::int as payments,
            count(payment_event.id)::int as events
       from payment
       left join payment_event on payment_event.payment_id = payment.id
      group by payment.merchant_ref`,
  );
  const stored = new Map(rows.map((row) => [row.reference, row]));
  const acknowledged = delivered.flatMap(({ from, sent, refused }) => {
    const isRefused = new Set(refused);
    const numbers = Array.from({ length: sent }, (_, at) => from + at);
    return numbers.filter((number) => !isRefused.has(number));
  });
  const unknown = acknowledged.filter((number) => {
    const row = stored.get(referenceOf(number));
    return !row || row.events === 0;
  }).length;
  const notices = await db('payment_notice').count<{ count: string }[]>();
  const unnoted = Math.max(0, acknowledged.length - Number(notices[0]?.count ?? 0));
  const more = rows.filter(({ payments, events }) => payments > 1 || events > 1).length;
  return { lost: Math.max(unknown, unnoted), doubled: more };
}
