// The inbox as it is read: callbacks with their state, which is that of the latest reading; and how
// many were refused.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { NoticeVerdict } from './callback-store.js';
import type { RawRequest } from './gateways/gateway.js';

export const noticeStates = ['recorded', 'ignored', 'quarantined', 'refused'] as const;
/** Quarantined: signed, or failed by our own fault, and not taken in yet. */
export type NoticeState = (typeof noticeStates)[number];

/** A callback as the inbox lists it. */
export interface ListedNotice {
  readonly id: string;
  readonly gateway: string;
  /** The account that its signature is of; null where none is. */
  readonly gatewayAccount: string | null;
  readonly addressedTo: string | null;
  readonly receivedAt: Date;
  readonly state: NoticeState;
  /** What came of the latest reading. */
  readonly verdict: NoticeVerdict;
  readonly bytes: number;
  readonly readings: number;
}

export interface NoticeFilter {
  readonly state?: NoticeState | undefined;
  /** An account's name or a kind. */
  readonly gateway?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly beforeId?: string | null;
  readonly afterId?: string | null;
  /** Else the latest come first. */
  readonly oldestFirst?: boolean;
  readonly limit: number;
}

/** A callback with its bytes. */
export interface StoredNotice {
  readonly id: string;
  readonly gatewayAccountId: string | null;
  readonly gateway: string;
  readonly addressedTo: string | null;
  readonly receivedAt: Date;
  readonly request: RawRequest;
}

/** One reading of it, the first being that of its reception. */
export interface ReadingRow {
  readonly verdict: NoticeVerdict;
  readonly readAt: Date;
  /** Null for the reception. */
  readonly readBy: string | null;
  readonly programVersion: string | null;
}

// what is recorded stays so, whatever a later reading makes of it
const verdictNow = `case when notice.verdict = 'verified' then 'verified'
                     else coalesce(latest.verdict, notice.verdict) end`;
const stateNow = `case when ${verdictNow} = 'verified' then 'recorded'
                       when ${verdictNow} = 'ignored' then 'ignored'
                       when ${verdictNow} = 'failure' then 'quarantined'
                       when ${verdictNow} in ('malformed', 'amount-mismatch') then 'quarantined'
                       else 'refused' end`;
const latest = `
  left join lateral (
    select reading.verdict
      from payment_notice_reading reading
     where reading.notice_id = notice.id
     order by (reading.verdict = 'verified') desc, reading.id desc
     limit 1) latest on true`;

/** Callbacks by filter. */
export async function listNotices(db: Db, filter: NoticeFilter): Promise<ListedNotice[]> {
  const { state = null, gateway = null, from = null, to = null } = filter;
  const { beforeId = null, afterId = null } = filter;
  const { rows } = await db.raw<{ rows: ListedNotice[] }>(listSql(filter), [
    ...[state, gateway, from, to, beforeId, afterId].flatMap((value) => [value, value]),
    filter.limit,
  ]);
  return rows;
}

// the few that were not recorded at once have an index of their own
const listSql = ({ state, oldestFirst }: NoticeFilter): string => `
  select notice.id, notice.gateway, account.name as "gatewayAccount",
         notice.addressed_to as "addressedTo", notice.received_at as "receivedAt",
         ${stateNow} as state, ${verdictNow} as verdict,
         length(notice.raw_body) as bytes,
         (select count(*)::int from payment_notice_reading reading
           where reading.notice_id = notice.id) as readings
    from payment_notice notice
    left join gateway_account account on account.id = notice.gateway_account_id
    ${latest}
   where (?::text is null or ${stateNow} = ?::text)
     and (?::text is null or ?::text in (account.name, notice.gateway))
     and (?::timestamptz is null or notice.received_at >= ?::timestamptz)
     and (?::timestamptz is null or notice.received_at < ?::timestamptz)
     and (?::bigint is null or notice.id < ?::bigint)
     and (?::bigint is null or notice.id > ?::bigint)
     ${state === 'quarantined' || state === 'refused' ? openOnly : ''}
   order by notice.id ${oldestFirst ? '' : 'desc'}
   limit ?`;
const openOnly = `and notice.verdict not in ('verified', 'ignored')`;

/** One callback as it is listed. */
export async function findNotice(db: Db, id: string): Promise<ListedNotice | undefined> {
  const [found] = await listNotices(db, { beforeId: String(BigInt(id) + 1n), limit: 1 });
  return found?.id === id ? found : undefined;
}

interface StoredRow {
  readonly id: string;
  readonly gateway_account_id: string | null;
  readonly gateway: string;
  readonly addressed_to: string | null;
  readonly received_at: Date;
  readonly method: string;
  readonly raw_query: string;
  readonly headers: Record<string, string>;
  readonly raw_body: Buffer;
}

/** A callback with its bytes as they were received. */
export async function loadStoredNotice(db: Db, id: string): Promise<StoredNotice | undefined> {
  const row = await db<StoredRow>('payment_notice').where({ id }).first();
  if (!row) return undefined;
  const { method, raw_query: rawQuery, headers, raw_body: body } = row;
  return {
    id: row.id,
    gatewayAccountId: row.gateway_account_id,
    gateway: row.gateway,
    addressedTo: row.addressed_to,
    receivedAt: row.received_at,
    request: { method, rawQuery, headers, body },
  };
}

/** Every reading of a callback, oldest first. */
export async function loadReadings(db: Db, id: string): Promise<ReadingRow[]> {
  const { rows } = await db.raw<{ rows: ReadingRow[] }>(
    `select notice.verdict, notice.received_at as "readAt", null as "readBy",
            null as "programVersion"
       from payment_notice notice
      where notice.id = ?
      union all
     (select reading.verdict, reading.read_at, reading.read_by, reading.program_version
        from payment_notice_reading reading
       where reading.notice_id = ?
       order by reading.id)`,
    [id, id],
  );
  return rows;
}

/** How many callbacks a gateway was refused on a day, by reason. */
export interface RefusedCount {
  readonly day: LocalDate;
  readonly gateway: string;
  readonly verdict: NoticeVerdict;
  readonly count: string;
}

/** Refusals of days from `from` on, the latest day first. */
export async function loadRefusals(db: Db, from: LocalDate): Promise<RefusedCount[]> {
  return db('refused_notice_count')
    .where('day', '>=', from)
    .orderBy([{ column: 'day', order: 'desc' }, 'gateway', 'verdict'])
    .select<RefusedCount[]>('day', 'gateway', 'verdict', 'count');
}
