// Loads the facts of a part of a province: what the survey left over of some units.
import type { Db } from '../db.js';
import { loadPayments } from '../payments/payment-store.js';
import { loadStatementLines } from '../statements/statement-store.js';
import type { ProvinceFacts, SharedFacts } from './facts.js';
import { loadReports } from './facts-store.js';
import { textsOf, type ProvinceTexts } from './ledger.js';
import type { Part } from './match-parts.js';

/** What is loaded once, for every part. */
export interface PartsFacts {
  readonly facts: SharedFacts & Pick<ProvinceFacts, 'statements'>;
  /** Batches (ids) of several units. */
  readonly sharedBatches: ReadonlySet<string>;
}

/** The facts of a part; nothing of it asks, without bank feeds, for orders that nobody paid. */
export async function loadPart(
  trx: Db,
  { facts, sharedBatches }: PartsFacts,
  { payments, lines, rows }: Part,
): Promise<ProvinceFacts> {
  return {
    ...facts,
    payments: await loadPayments(trx, payments),
    unpaidOrders: [],
    reports: rows.length === 0 ? [] : await loadReports(trx, { rows, shared: sharedBatches }),
    lines: await loadStatementLines(trx, lines),
    notices: [],
  };
}

/** Batches and unpaid orders of the whole province: a line of any unit may name them. */
export async function loadTexts(trx: Db): Promise<ProvinceTexts> {
  const batches =
    await trx('settlement_batch').select<{ batch: string }[]>('settlement_batch.batch');
  const { rows } = await trx.raw<{ rows: { merchantRef: string }[] }>(unpaidSql);
  return textsOf(
    batches.map(({ batch }) => batch),
    rows,
  );
}

// an order is paid by a payment that chooses it, as `orderFor` does
const unpaidSql = `
  select fee_order.merchant_ref as "merchantRef"
    from fee_order
   where not exists (
     select from payment
     join gateway_account gateway on gateway.id = payment.gateway_account_id
     where payment.merchant_ref = fee_order.merchant_ref
       and fee_order.id = (
         select best.id
           from fee_order best
          where best.merchant_ref = payment.merchant_ref
            and best.gateway in (gateway.name, gateway.kind, '')
          order by best.gateway = gateway.name desc, best.gateway = gateway.kind desc, best.id
          limit 1))`;

/** Whether bank feeds or messages of a running day told anything: then a province is matched whole. */
export async function hasNotices(trx: Db): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: { has_any: boolean }[] }>(
    `select exists (select from bank_notice) or exists (select from announced_line) as has_any`,
  );
  return rows[0]?.has_any === true;
}
