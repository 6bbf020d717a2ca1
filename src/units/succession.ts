// Which unit took over from which: recorded with its decree and day, withdrawn with a reason, never
// edited. Nothing follows from it by itself: accounts of both change by two people.
import type { By } from '../audit/by.js';
import { nameOf } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import type { LocalDate } from '../calendar.js';
import { type Db, inTransaction } from '../db.js';
import { Refused } from '../problem.js';

export const successionKinds = ['merged', 'split'] as const;
/** `merged`: the unit ended in its successor; `split`: a part of it went there. */
export type SuccessionKind = (typeof successionKinds)[number];

export interface Succession {
  readonly id: string;
  readonly unitCode: string;
  readonly successorCode: string;
  readonly kind: SuccessionKind;
  /** The first day on which the successor has it. */
  readonly effectiveOn: LocalDate;
  readonly decree: string;
  readonly recordedAt: Date;
  readonly recordedBy: string;
  readonly withdrawnBecause: string | null;
}

export interface SuccessionDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly by: By;
}

type Given = Pick<Succession, 'unitCode' | 'successorCode' | 'kind' | 'effectiveOn' | 'decree'>;

/**
 * Records that one unit took over from another.
 * @throws Refused `not_found` for a unit that is none, `conflict` for what stands already
 */
export async function recordSuccession(
  { db, now, by }: SuccessionDeps,
  given: Given,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    // one after the other: whoever records the same at once meets what the other recorded
    await trx.raw(
      `select pg_advisory_xact_lock(hashtext(current_schema()), hashtext('succession'))`,
    );
    const codes = [given.unitCode, given.successorCode];
    const known = await trx('public.unit').whereIn('unit.code', codes).pluck<string[]>('unit.code');
    const unknown = codes.find((code) => !known.includes(code));
    if (unknown !== undefined) throw new Refused({ code: 'not_found', detail: unknown });
    const standing = await loadSuccessions(trx);
    const isThere = standing.some(
      (one) =>
        one.withdrawnBecause === null &&
        one.unitCode === given.unitCode &&
        one.successorCode === given.successorCode,
    );
    if (isThere) throw new Refused({ code: 'conflict', detail: 'It is recorded already.' });
    await trx('unit_succession').insert({
      ...{ unit_code: given.unitCode, successor_code: given.successorCode, kind: given.kind },
      ...{ effective_on: given.effectiveOn, decree: given.decree },
      ...{ recorded_at: now(), recorded_by: nameOf(by) },
    });
    const { unitCode, ...after } = given;
    const subject = { kind: 'unit', id: unitCode };
    await recordAudit(trx, by, { action: 'unit.succeeded', subject, unitCode, after });
  });
}

/**
 * Withdraws what was recorded wrongly.
 * @throws Refused `conflict` where it is withdrawn already, or never was there
 */
export async function withdrawSuccession(
  { db, now, by }: SuccessionDeps,
  { id, reason }: { readonly id: string; readonly reason: string },
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const one = (await loadSuccessions(trx)).find((each) => each.id === id);
    const rows = one
      ? await trx('unit_succession_withdrawal')
          .insert({ succession_id: id, reason, recorded_at: now(), recorded_by: nameOf(by) })
          .onConflict('succession_id')
          .ignore()
          .returning<{ succession_id: string }[]>('succession_id')
      : [];
    if (!one || rows.length === 0) {
      throw new Refused({ code: 'conflict', detail: 'It is withdrawn already.' });
    }
    const { unitCode, successorCode } = one;
    const subject = { kind: 'unit', id: unitCode };
    const event = { action: 'unit.succession_withdrawn', subject, unitCode };
    await recordAudit(trx, by, { ...event, before: { successorCode }, why: reason });
  });
}

/** All that were recorded, the latest day first. */
export async function loadSuccessions(db: Db): Promise<Succession[]> {
  return db('unit_succession')
    .leftJoin(
      'unit_succession_withdrawal',
      'unit_succession_withdrawal.succession_id',
      'unit_succession.id',
    )
    .orderBy([
      { column: 'unit_succession.effective_on', order: 'desc' },
      { column: 'unit_succession.id', order: 'desc' },
    ])
    .select<Succession[]>({
      id: 'unit_succession.id',
      unitCode: 'unit_succession.unit_code',
      successorCode: 'unit_succession.successor_code',
      kind: 'unit_succession.kind',
      effectiveOn: 'unit_succession.effective_on',
      decree: 'unit_succession.decree',
      recordedAt: 'unit_succession.recorded_at',
      recordedBy: 'unit_succession.recorded_by',
      withdrawnBecause: 'unit_succession_withdrawal.reason',
    });
}
