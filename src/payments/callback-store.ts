// What a callback leaves in the inbox: its bytes as received, whatever became of it. What nobody
// signed leaves a bounded trace; what was signed and could not be taken is kept without a bound.
import type { LocalDate } from '../calendar.js';
import type { Db } from '../db.js';
import type { PaymentMessage, RawRequest, RefusedVerdict } from './gateways/gateway.js';
import type { Binding, Evidence, KnownBefore, Told } from './word-store.js';
import { recordWord, recordWords } from './word-store.js';

/** A callback as it is kept. */
export interface Notice {
  readonly gatewayAccountId: string | null;
  readonly gateway: string;
  /** What stood in the path: a gateway kind or the name of an account. */
  readonly addressedTo?: string | null;
  readonly receivedAt: Date;
  readonly request: RawRequest;
  /** The request that brought it, as the log and the audit trail name it. */
  readonly requestId: string | null;
  /** Set where the bytes are in the inbox already and are only read again. */
  readonly rereading?: Rereading;
}

/** A stored callback that is read again: by whom, when, and by which program. */
export interface Rereading {
  readonly noticeId: string;
  readonly readAt: Date;
  readonly readBy: string;
  readonly programVersion: string;
}

/** What came of a callback, as the inbox keeps it; `failure` is our own. */
export type NoticeVerdict = 'verified' | 'ignored' | 'failure' | RefusedVerdict;

// credentials that senders put into headers; every other header is kept with the notice
const secretHeaders = ['authorization', 'cookie', 'proxy-authorization', 'secure-token'];

/** What stands for the value of a header that carried a credential. */
export const withheld = '(withheld)';

/** An authentic message and the callback that carried it. */
export interface Carried {
  readonly notice: Notice;
  readonly message: PaymentMessage;
}

/** Records an authentic message as `recordWord` says, with the callback as its evidence. */
export async function recordMessage(db: Db, carried: Carried): Promise<KnownBefore> {
  return recordWord(db, evidenceOf(carried.notice, 'verified'), toldOf(carried));
}

/** Records those of several callbacks at once as `recordWords` says; none of them read again. */
export async function recordMessages(db: Db, carried: readonly Carried[]): Promise<KnownBefore[]> {
  const notices = carried.map(({ notice }) => notice);
  return recordWords(db, evidenceOfNew(notices, 'verified'), carried.map(toldOf));
}

/** What a callback says, as a word of its gateway account. */
export function toldOf({ notice, message }: Carried): Told {
  const { gatewayAccountId, receivedAt, requestId } = notice;
  return { source: { gatewayAccountId, receivedAt, requestId, source: 'callback' }, message };
}

/** Keeps an authentic message that is no payment. */
export async function recordIgnored(db: Db, notice: Notice): Promise<void> {
  await keep(db, notice, 'ignored');
}

/**
 * Keeps an authentic message that could not be taken, however many there are, and counts it: it can
 * be read again after a fix.
 */
export async function recordQuarantined(
  db: Db,
  notice: Notice,
  refusal: { readonly verdict: NoticeVerdict; readonly day: LocalDate },
): Promise<void> {
  const { sql, values } = evidenceOf(notice, refusal.verdict);
  if (notice.rereading) await db.raw(sql, [...values]);
  else await db.raw(quarantineSql(sql), [...countValues(notice, refusal), ...values]);
}

/** Refused callbacks whose bytes are kept, a day and gateway; more are only counted. */
export const refusedKeptMax = 200;

/** Verdicts on what nobody is known to have signed, or signed too long ago: they share a bound. */
const unproven: readonly NoticeVerdict[] = ['bad-signature', 'wrong-merchant', 'stale'];

/** Counts a refusal, and keeps its bytes while the day's bound is not reached. */
export async function recordRefusal(
  db: Db,
  notice: Notice,
  refusal: { readonly verdict: NoticeVerdict; readonly day: LocalDate },
): Promise<void> {
  if (notice.rereading) {
    await keep(db, notice, refusal.verdict);
    return;
  }
  const sharing = unproven.includes(refusal.verdict) ? unproven : [refusal.verdict];
  await db.raw(refusalSql, [
    ...countValues(notice, refusal),
    noticeRows([notice], refusal.verdict),
    refusedKeptMax,
    refusal.day,
    notice.gateway,
    [...sharing],
    refusedKeptMax,
  ]);
}

async function keep(db: Db, notice: Notice, verdict: NoticeVerdict): Promise<void> {
  const { sql, values } = evidenceOf(notice, verdict);
  await db.raw(sql, [...values]);
}

/** The row that a callback leaves: its bytes when it comes, a reading when it is read again. */
export function evidenceOf(notice: Notice, verdict: NoticeVerdict): Evidence {
  const { rereading } = notice;
  if (!rereading) return evidenceOfNew([notice], verdict);
  const { noticeId, readAt, readBy, programVersion } = rereading;
  return { sql: readingSql, values: [noticeId, verdict, readAt, readBy, programVersion] };
}

function evidenceOfNew(notices: readonly Notice[], verdict: NoticeVerdict): Evidence {
  return { sql: noticeSql, values: [noticeRows(notices, verdict)], planName: 'callbacks' };
}

/** Callbacks as `givenNotices` takes them. */
function noticeRows(notices: readonly Notice[], verdict: NoticeVerdict): string {
  return JSON.stringify(
    notices.map(({ request, ...notice }, at) => ({
      no: at + 1,
      gatewayAccountId: notice.gatewayAccountId,
      gateway: notice.gateway,
      addressedTo: notice.addressedTo,
      receivedAt: notice.receivedAt,
      method: request.method,
      rawQuery: request.rawQuery,
      headers: keptHeaders(request),
      body: request.body.toString('base64'),
      verdict,
    })),
  );
}

function keptHeaders({ headers }: RawRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      secretHeaders.includes(name) ? withheld : value,
    ]),
  );
}

function countValues(
  notice: Notice,
  refusal: { readonly verdict: NoticeVerdict; readonly day: LocalDate },
): Binding[] {
  return [refusal.day, notice.gateway, refusal.verdict];
}

const noticeColumns = `(gateway_account_id, gateway, addressed_to, received_at, method, raw_query,
  headers, raw_body, verdict)`;

const givenNotices = `
    select given."gatewayAccountId", given.gateway, given."addressedTo", given."receivedAt",
           given.method, given."rawQuery", given.headers, decode(given.body, 'base64'),
           given.verdict
      from jsonb_to_recordset(?::jsonb) as given (no bigint, "gatewayAccountId" bigint,
        gateway text, "addressedTo" text, "receivedAt" timestamptz, method text, "rawQuery" text,
        headers jsonb, body text, verdict text)`;

// ids are given in the order of the rows, which `row_number()` then finds again
const noticeSql = `
    insert into payment_notice ${noticeColumns} ${givenNotices}
     order by given.no
    returning payment_notice.id as notice_id, null::bigint as query_id`;

const readingSql = `
    insert into payment_notice_reading (notice_id, verdict, read_at, read_by, program_version)
    values (?::bigint, ?::text, ?::timestamptz, ?::text, ?::text)
    returning payment_notice_reading.notice_id, null::bigint as query_id`;

const countSql = `
    insert into refused_notice_count as known (day, gateway, verdict, count)
    values (?, ?, ?, 1)
    on conflict (day, gateway, verdict) do update set count = known.count + 1
    returning known.count`;

const quarantineSql = (evidence: string): string => `with counted as (${countSql}) ${evidence}`;

const refusalSql = `
  with refused as (${countSql})
   insert into payment_notice ${noticeColumns}
   select noted.*
     from (${givenNotices}) as noted
     cross join refused
    where refused.count <= ?
      and (select coalesce(sum(before.count), 0)
             from refused_notice_count as before
            where before.day = ? and before.gateway = ? and before.verdict = any(?)) < ?`;
