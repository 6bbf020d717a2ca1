// What subscribers know already, so that each change is told once: the last word of each payment
// that ever had one, and the stays of flags. A payment that only waits has no row.
import type { Db } from '../db.js';
import type { FlagKind } from '../reconciliation/reading.js';

export type PaymentWord = 'arrived' | 'overdue';

/** Up to when everything is told; `asOf` null while nobody listens. */
export interface Telling {
  readonly asOf: Date | null;
  readonly runFinishedAt: Date | null;
  readonly nextDueAt: Date | null;
}

export async function loadTelling(db: Db): Promise<Telling> {
  return tellingOf(db);
}

/** The same, held until commit: one machine at a time tells. */
export async function lockTelling(trx: Db): Promise<Telling> {
  await trx.raw('insert into webhook_telling default values on conflict do nothing');
  return tellingOf(trx, true);
}

async function tellingOf(db: Db, isHeld = false): Promise<Telling> {
  const query = db('webhook_telling');
  if (isHeld) void query.forUpdate();
  const row = await query.first<Telling | undefined>({
    asOf: 'webhook_telling.as_of',
    runFinishedAt: 'webhook_telling.run_finished_at',
    nextDueAt: 'webhook_telling.next_due_at',
  });
  return row ?? { asOf: null, runFinishedAt: null, nextDueAt: null };
}

export async function keepTelling(trx: Db, telling: Telling): Promise<void> {
  await trx.raw(
    `insert into webhook_telling (as_of, run_finished_at, next_due_at) values (?, ?, ?)
     on conflict (only_row) do update set as_of = excluded.as_of,
       run_finished_at = excluded.run_finished_at, next_due_at = excluded.next_due_at`,
    [telling.asOf, telling.runFinishedAt, telling.nextDueAt],
  );
}

export async function lastRunFinishedAt(db: Db): Promise<Date | null> {
  const row = await db('reconciliation_run')
    .max<{ at: Date | null }[]>('reconciliation_run.finished_at as at')
    .first();
  return row?.at ?? null;
}

const paymentsPerStatement = 20_000;

/**
 * Keeps what each payment now reads, null for neither word.
 * @returns those whose word is another one than subscribers know
 */
export async function keepWords(
  trx: Db,
  words: readonly { readonly paymentId: string; readonly word: PaymentWord | null }[],
): Promise<{ readonly paymentId: string; readonly word: PaymentWord | null }[]> {
  const changed: { paymentId: string; word: PaymentWord | null }[] = [];
  for (let start = 0; start < words.length; start += paymentsPerStatement) {
    const part = words.slice(start, start + paymentsPerStatement);
    const { rows } = await trx.raw<{ rows: typeof changed }>(
      `insert into webhook_told_payment (payment_id, told)
       select given.payment_id, given.told
         from (select row.payment_id, nullif(row.word, '') as told
                 from unnest(?::bigint[], ?::text[]) as row (payment_id, word)) as given
         left join webhook_told_payment as known on known.payment_id = given.payment_id
        where given.told is distinct from known.told
       on conflict (payment_id) do update set told = excluded.told
       returning webhook_told_payment.payment_id as "paymentId", webhook_told_payment.told as word`,
      [part.map(({ paymentId }) => paymentId), part.map(({ word }) => word ?? '')],
    );
    changed.push(...rows);
  }
  return changed;
}

/** A stay of a flag of which something is not told yet. */
export interface UntoldStay {
  readonly id: string;
  readonly unitCode: string;
  readonly flag: FlagKind;
  readonly raisedAt: Date;
  readonly clearedAt: Date | null;
  readonly isRaiseTold: boolean;
}

/** Keeps that all stays of flags are told, and returns what was not. */
export async function keepFlags(trx: Db): Promise<UntoldStay[]> {
  const { rows } = await trx.raw<{ rows: UntoldStay[] }>(
    `with untold as (
       select unit_flag.*, known.unit_flag_id is not null as is_raise_told
         from unit_flag
         left join webhook_told_flag as known on known.unit_flag_id = unit_flag.id
        where known.unit_flag_id is null
           or (unit_flag.cleared_at is not null and not known.cleared)
     ), kept as (
       insert into webhook_told_flag (unit_flag_id, cleared)
       select untold.id, untold.cleared_at is not null from untold
       on conflict (unit_flag_id) do update set cleared = excluded.cleared
     )
     select untold.id, untold.unit_code as "unitCode", untold.flag,
            untold.raised_at as "raisedAt", untold.cleared_at as "clearedAt",
            untold.is_raise_told as "isRaiseTold"
       from untold
      order by untold.id`,
  );
  return rows;
}
