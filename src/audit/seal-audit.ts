// Seals audit events: a short job appends their digests to a chain. Events are written in whatever
// transaction changes something, many at once; a chain made there would put them all in one queue.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Db } from '../db.js';
import { inTransaction } from '../db.js';
import { digestOfEvent, nextChain } from './canonical.js';
import { eventColumns, type EventRow, instantColumn } from './event-store.js';

/** Where the chain stands. */
export interface AuditHead {
  readonly seq: string;
  readonly chain: string;
}

export interface SealOutcome {
  readonly sealed: number;
  /** Null while nothing was ever sealed. */
  readonly head: AuditHead | null;
}

/**
 * An event that is sealed later than this after it was written was not waiting: it was put in
 * afterwards. No transaction of ours takes so long between writing an event and its commit.
 */
export const lateAfterHours = 1;

// their digests are made in one go, while callbacks wait for some 2 ms
const eventsPerStatement = 100;

interface Seal extends AuditHead {
  readonly eventId: string;
  readonly eventDigest: string;
  readonly sealedAt: string;
}

export interface SealPass {
  /** How far before the last pass events are looked for, in seconds. */
  readonly lookBackSeconds: number;
  /** Rests as long as each statement took: whoever waits for the database meanwhile comes first. */
  readonly isUnhurried: boolean;
}

/** As far back as an event may be late. */
const wholePass: SealPass = { lookBackSeconds: lateAfterHours * 3600, isUnhurried: false };

/** Seals every committed event that is not sealed yet, in the order of their ids. */
export async function sealAudit(
  db: Db,
  { lookBackSeconds, isUnhurried }: SealPass = wholePass,
): Promise<SealOutcome> {
  return inTransaction(db, async (trx) => {
    await oneSealerAtATime(trx);
    const last = await loadHead(trx);
    const waiting = await waitingEvents(trx, last?.sealedAt ?? null, lookBackSeconds);
    if (waiting.length === 0) return { sealed: 0, head: last };
    const sealedAt = await sealingTime(trx, last?.sealedAt ?? null);
    let head: AuditHead = last ?? { seq: '0', chain: '' };
    for (let start = 0; start < waiting.length; start += eventsPerStatement) {
      const startedAt = performance.now();
      const ids = waiting.slice(start, start + eventsPerStatement);
      const seals = sealsOf(await loadEvents(trx, ids), head, sealedAt);
      await trx.raw(insertSeals, [JSON.stringify(seals)]);
      head = seals.at(-1) ?? head;
      if (isUnhurried) await sleep(performance.now() - startedAt);
    }
    return { sealed: waiting.length, head: { seq: head.seq, chain: head.chain } };
  });
}

/** Where the chain stands; null before the first seal. */
export async function loadHead(
  db: Db,
): Promise<(AuditHead & { readonly sealedAt: string }) | null> {
  const { rows } = await db.raw<{ rows: (AuditHead & { sealedAt: string })[] }>(headSql);
  return rows[0] ?? null;
}

/** Until the transaction ends nobody else appends to the chain or to its anchors. */
export async function oneSealerAtATime(trx: Db): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtextextended(current_schema() || ':audit', 0))`);
}

/**
 * Ids of events without a seal. They are looked for in the time since the last pass and some time
 * before it: a look costs what is new, however long the trail is, and an event that was slipped in
 * further back is never sealed but found by `verify audit`.
 */
async function waitingEvents(
  db: Db,
  lastSealedAt: string | null,
  seconds: number,
): Promise<string[]> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(waitingIdsSql, [lastSealedAt, seconds]);
  return rows.map(({ id }) => id);
}

const waitingSql = `
  from audit_event
  where audit_event.at >= coalesce(
          ?::timestamptz - make_interval(secs => ?), '-infinity'::timestamptz)
    and not exists (select 1 from audit_seal where audit_seal.event_id = audit_event.id)`;
const waitingIdsSql = `select audit_event.id ${waitingSql} order by audit_event.id`;

/** Now by the database, and never before the pass before: machines' clocks are set back at times. */
async function sealingTime(db: Db, lastSealedAt: string | null): Promise<string> {
  const { rows } = await db.raw<{ rows: { at: string }[] }>(sealingTimeSql, [lastSealedAt]);
  return rows[0]?.at ?? '';
}

async function loadEvents(db: Db, ids: readonly string[]): Promise<EventRow[]> {
  const { rows } = await db.raw<{ rows: EventRow[] }>(eventsSql, [[...ids]]);
  return rows;
}

function sealsOf(events: readonly EventRow[], after: AuditHead, sealedAt: string): Seal[] {
  let { chain } = after;
  let seq = BigInt(after.seq);
  return events.map((event) => {
    seq += 1n;
    const eventDigest = digestOfEvent(event);
    chain = nextChain(chain, { seq, eventDigest, sealedAt });
    return { seq: seq.toString(), eventId: event.id, eventDigest, chain, sealedAt };
  });
}

const headSql = `
  select audit_seal.seq, audit_seal.chain, ${instantColumn('audit_seal.sealed_at')} as "sealedAt"
    from audit_seal
   order by audit_seal.seq desc
   limit 1`;

const sealingTimeSql = `
  select ${instantColumn('greatest(clock_timestamp(), ?::timestamptz)')} as at`;

const eventsSql = `
  select ${eventColumns}
    from audit_event
   where audit_event.id = any(?::bigint[])
   order by audit_event.id`;

const insertSeals = `
  insert into audit_seal (seq, event_id, event_digest, chain, sealed_at)
  select given.seq, given."eventId", given."eventDigest", given.chain, given."sealedAt"
  from jsonb_to_recordset(?::jsonb) as given (seq bigint, "eventId" bigint, "eventDigest" text,
    chain text, "sealedAt" timestamptz)`;
