// Kept discrepancies with what people did about them; acts and files are only added.
import type { PaperType } from '../beneficiary-accounts/paper-type.js';
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { SettlementValue } from '../reconciliation/reading.js';
import type { DiscrepancyEvent, KeptDiscrepancy } from './standing.js';

type KeptRow = Omit<KeptDiscrepancy, 'events'> & {
  readonly events: readonly (Omit<DiscrepancyEvent, 'at'> & { readonly at: string })[];
};

/**
 * What is kept of discrepancies, by id.
 * @param through only what was there at this instant
 */
export async function loadKept(
  db: Db,
  ids: readonly string[],
  through?: Date,
): Promise<ReadonlyMap<string, KeptDiscrepancy>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.raw<{ rows: KeptRow[] }>(keptByIds, {
    ids: [...ids],
    through: through ?? 'infinity',
  });
  return new Map(rows.map((row) => [row.id, keptOf(row)]));
}

/** The most closed ones that are listed, the latest first. */
const closedMax = 1000;

/** Those that have closed by themselves and not opened again. */
export async function loadClosed(db: Db, through?: Date): Promise<KeptDiscrepancy[]> {
  const { rows } = await db.raw<{ rows: KeptRow[] }>(keptClosed, {
    through: through ?? 'infinity',
    max: closedMax,
  });
  return rows.map(keptOf);
}

function keptOf(row: KeptRow): KeptDiscrepancy {
  return { ...row, events: row.events.map((event) => ({ ...event, at: new Date(event.at) })) };
}

const selectKept = `
  select discrepancy.id, discrepancy.unit_code as "unitCode", discrepancy.kind,
         discrepancy.gateway_account as "gatewayAccount",
         stay.id as "stayId", stay.opened_at as "openedAt",
         case when stay.closed_at <= cast(:through as timestamptz) then stay.closed_at end as "closedAt",
         coalesce(stay.stays, 0) as stays,
         coalesce((select max(member.id)
                     from discrepancy_member member
                    where member.discrepancy_id = discrepancy.id
                      and member.joined_at <= cast(:through as timestamptz)), 0)::text as "newestMember",
         coalesce((select json_agg(json_build_object(
                     'id', event.id::text, 'stayId', event.stay_id::text,
                     'memberSeen', event.member_seen::text, 'act', event.act,
                     'assigneeId', event.assignee_id::text, 'text', event.text,
                     'ticket', event.ticket, 'untilOn', event.until_on,
                     'proposal', event.proposal, 'proposalOn', event.proposal_on,
                     'resolution', event.resolution, 'by', event.by, 'at', event.at)
                     order by event.id)
                     from discrepancy_event event
                    where event.discrepancy_id = discrepancy.id
                      and event.at <= cast(:through as timestamptz)), '[]') as events
    from discrepancy
    left join lateral (
      select stay.id, stay.opened_at, stay.closed_at, count(*) over ()::integer as stays
        from discrepancy_stay stay
       where stay.discrepancy_id = discrepancy.id and stay.opened_at <= cast(:through as timestamptz)
       order by stay.id desc
       limit 1) stay on true`;

const keptByIds = `${selectKept} where discrepancy.id = any(:ids)`;

const keptClosed = `${selectKept}
   where stay.closed_at <= cast(:through as timestamptz)
   order by stay.closed_at desc
   limit :max`;

/** Until the transaction ends nobody else acts on this discrepancy. */
export async function holdDiscrepancy(trx: Db, id: string): Promise<void> {
  await trx.raw(
    `select pg_advisory_xact_lock(
       hashtextextended(concat_ws(' ', current_schema(), 'discrepancy', ?::text), 0))`,
    [id],
  );
}

export interface NewEvent extends Omit<DiscrepancyEvent, 'id'> {
  readonly discrepancyId: string;
  readonly firstBy: string | null;
}

/** @returns its id */
export async function addEvent(trx: Db, event: NewEvent): Promise<string> {
  const rows = await trx('discrepancy_event')
    .insert({
      discrepancy_id: event.discrepancyId,
      stay_id: event.stayId,
      member_seen: event.memberSeen,
      act: event.act,
      assignee_id: event.assigneeId,
      text: event.text,
      ticket: event.ticket,
      until_on: event.untilOn,
      proposal: event.proposal,
      proposal_on: event.proposalOn,
      resolution: event.resolution,
      by: event.by,
      first_by: event.firstBy,
      at: event.at,
    })
    .returning<{ id: string }[]>('id');
  return rows[0]?.id ?? '';
}

/** A file as it is listed. */
export interface DiscrepancyFile {
  readonly id: string;
  readonly eventId: string;
  readonly name: string;
  readonly mediaType: PaperType;
  readonly sha256: string;
  readonly size: number;
}

export async function loadFiles(db: Db, discrepancyId: string): Promise<DiscrepancyFile[]> {
  const { rows } = await db.raw<{ rows: DiscrepancyFile[] }>(
    `select file.id, file.event_id as "eventId", file.name, file.media_type as "mediaType",
            file.sha256, length(file.bytes) as size
       from discrepancy_file file
       join discrepancy_event event on event.id = file.event_id
      where event.discrepancy_id = ?
      order by file.id`,
    [discrepancyId],
  );
  return rows;
}

export async function loadFileBytes(db: Db, fileId: string): Promise<Buffer | undefined> {
  const [bytes] = await db('discrepancy_file').where({ id: fileId }).pluck<Buffer[]>('bytes');
  return bytes;
}

export async function addFile(
  trx: Db,
  file: Omit<DiscrepancyFile, 'id' | 'size'> & { readonly bytes: Buffer },
): Promise<string> {
  const { eventId, name, mediaType, sha256, bytes } = file;
  const rows = await trx('discrepancy_file')
    .insert({ event_id: eventId, name, media_type: mediaType, sha256, bytes })
    .returning<{ id: string }[]>('id');
  return rows[0]?.id ?? '';
}

/** One stay of a member: when it joined, when it left, and of a payment how. */
export interface MemberStay {
  readonly member: string;
  readonly joinedAt: Date;
  readonly leftAt: Date | null;
  readonly leftAs: SettlementValue | null;
  readonly arrivedOn: LocalDate | null;
}

/** Members that came and went, the latest change first. */
export async function loadMemberStays(
  db: Db,
  discrepancyId: string,
  max: number,
): Promise<MemberStay[]> {
  const { rows } = await db.raw<{ rows: MemberStay[] }>(
    `select member.member, member.joined_at as "joinedAt", member.left_at as "leftAt",
            member.left_as as "leftAs", member.arrived_on as "arrivedOn"
       from discrepancy_member member
      where member.discrepancy_id = ?
      order by coalesce(member.left_at, member.joined_at) desc, member.id desc
      limit ?`,
    [discrepancyId, max],
  );
  return rows;
}

export interface DiscrepancyStay {
  readonly openedAt: Date;
  readonly closedAt: Date | null;
}

/** When it opened and closed, oldest first. */
export async function loadStays(db: Db, discrepancyId: string): Promise<DiscrepancyStay[]> {
  return db('discrepancy_stay')
    .where({ discrepancy_id: discrepancyId })
    .orderBy('id')
    .select<DiscrepancyStay[]>({ openedAt: 'opened_at', closedAt: 'closed_at' });
}
