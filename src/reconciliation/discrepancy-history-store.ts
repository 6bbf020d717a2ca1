// Since when discrepancies stood and what their members were. A row is never rewritten but for its
// end.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import { writeRows } from '../tables/import-outcome.js';
import type { DiscrepancyReading, SettlementValue } from './reading.js';

export type DiscrepancyName = Pick<
  DiscrepancyReading,
  'id' | 'unitCode' | 'kind' | 'gatewayAccount'
>;

/** A row whose end is not written yet. */
export interface OpenStay extends DiscrepancyName {
  readonly stayId: string;
}

export interface OpenMember {
  readonly rowId: string;
  readonly discrepancyId: string;
  readonly member: string;
}

/** A member that is none any longer; of a payment, what the bank said by then. */
export interface MemberLeft {
  readonly rowId: string;
  readonly leftAs: SettlementValue | null;
  readonly arrivedOn: LocalDate | null;
}

/** Whoever writes the history of discrepancies does so alone until the transaction ends. */
export async function holdHistory(trx: Db): Promise<void> {
  await trx.raw(
    `select pg_advisory_xact_lock(hashtext(current_schema()), hashtext('discrepancies'))`,
  );
}

/** The latest instant that the history speaks of; null where there is none. */
export async function historyThrough(db: Db): Promise<Date | null> {
  const { rows } = await db.raw<{ rows: { at: Date | null }[] }>(
    `select greatest(
       (select max(greatest(stay.opened_at, stay.closed_at)) from discrepancy_stay stay),
       (select max(greatest(member.joined_at, member.left_at)) from discrepancy_member member)) as at`,
  );
  return rows[0]?.at ?? null;
}

export async function loadOpenStays(db: Db): Promise<OpenStay[]> {
  const { rows } = await db.raw<{ rows: OpenStay[] }>(
    `select stay.id as "stayId", discrepancy.id, discrepancy.unit_code as "unitCode",
            discrepancy.kind, discrepancy.gateway_account as "gatewayAccount"
       from discrepancy_stay stay
       join discrepancy on discrepancy.id = stay.discrepancy_id
      where stay.closed_at is null`,
  );
  return rows;
}

export async function loadOpenMembers(db: Db): Promise<OpenMember[]> {
  const { rows } = await db.raw<{ rows: OpenMember[] }>(
    `select member.id as "rowId", member.discrepancy_id as "discrepancyId", member.member
       from discrepancy_member member
      where member.left_at is null`,
  );
  return rows;
}

/** Payments (ids) that are members now. */
export async function loadMemberPayments(db: Db): Promise<Set<string>> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `select distinct substring(member.member from length('payment ') + 1) as id
       from discrepancy_member member
      where member.left_at is null and member.member like 'payment %'`,
  );
  return new Set(rows.map(({ id }) => id));
}

/** Opens stays; a discrepancy that was never seen before gets its row. */
export async function openStays(
  trx: Db,
  opened: readonly DiscrepancyName[],
  at: Date,
): Promise<void> {
  const rows = opened.map(({ id, unitCode, kind, gatewayAccount }) => ({
    ...{ id, unitCode, kind, gatewayAccount, at },
  }));
  await writeRows(trx, insertDiscrepancies, rows);
  await writeRows(trx, insertStays, rows);
}

export async function closeStays(trx: Db, stayIds: readonly string[], at: Date): Promise<void> {
  if (stayIds.length === 0) return;
  await trx.raw(
    `update discrepancy_stay set closed_at = ?
      where discrepancy_stay.id = any(?::bigint[]) and discrepancy_stay.closed_at is null`,
    [at, [...stayIds]],
  );
}

export async function addMembers(
  trx: Db,
  joined: readonly Pick<OpenMember, 'discrepancyId' | 'member'>[],
  at: Date,
): Promise<void> {
  await writeRows(
    trx,
    insertMembers,
    joined.map((one) => ({ ...one, at })),
  );
}

export async function endMembers(trx: Db, left: readonly MemberLeft[], at: Date): Promise<void> {
  await writeRows(
    trx,
    updateMembers,
    left.map((one) => ({ ...one, at })),
  );
}

const insertDiscrepancies = `
  insert into discrepancy (id, unit_code, kind, gateway_account)
  select given.id, given."unitCode", given.kind, given."gatewayAccount"
    from jsonb_to_recordset(?::jsonb) as given (id text, "unitCode" text, kind text,
      "gatewayAccount" text)
  on conflict (id) do nothing`;

const insertStays = `
  insert into discrepancy_stay (discrepancy_id, opened_at)
  select given.id, given.at
    from jsonb_to_recordset(?::jsonb) as given (id text, at timestamptz)
  on conflict (discrepancy_id) where closed_at is null do nothing`;

const insertMembers = `
  insert into discrepancy_member (discrepancy_id, member, joined_at)
  select given."discrepancyId", given.member, given.at
    from jsonb_to_recordset(?::jsonb) as given ("discrepancyId" text, member text, at timestamptz)
  on conflict (discrepancy_id, member) where left_at is null do nothing`;

const updateMembers = `
  update discrepancy_member
     set left_at = given.at, left_as = given."leftAs", arrived_on = given."arrivedOn"
    from jsonb_to_recordset(?::jsonb) as given ("rowId" bigint, "leftAs" text, "arrivedOn" date,
      at timestamptz)
   where discrepancy_member.id = given."rowId" and discrepancy_member.left_at is null`;
