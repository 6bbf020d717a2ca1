// A trail of many events for tests, sealed in several passes and anchored on the way, and what
// somebody who owns the tables could do to it.
import { anchorAudit } from '../../src/audit/anchor-audit.js';
import { digestOfEvent, nextChain } from '../../src/audit/canonical.js';
import { eventColumns, type EventRow, instantColumn } from '../../src/audit/event-store.js';
import { recordAudit } from '../../src/audit/record-audit.js';
import { sealAudit } from '../../src/audit/seal-audit.js';
import type { Db } from '../../src/db.js';
import type { TestDatabase } from '../support/database.js';

export const passes = 12;
export const eventsPerPass = 20;
export const trailLength = passes * eventsPerPass;
/** After these passes the chain was anchored. */
export const anchoredAfter = [4, 8, 12];

/** Fills an empty trail; entry n of the chain is the event of subject n. */
export async function layTrail({ db, config }: TestDatabase): Promise<void> {
  for (let pass = 1; pass <= passes; pass += 1) {
    const first = (pass - 1) * eventsPerPass + 1;
    for (let n = first; n < first + eventsPerPass; n += 1) {
      await recordAudit(
        db,
        { kind: 'officer', id: String(1 + (n % 7)), requestId: `request-${String(n)}` },
        {
          action: n % 2 === 0 ? 'officer.changed' : 'statement.imported',
          subject: { kind: 'thing', id: String(n) },
          unitCode: n % 3 === 0 ? '25432' : null,
          before: n % 5 === 0 ? { version: n } : null,
          after: { version: n + 1, amount: '150000' },
          why: n % 4 === 0 ? 'vì sao' : null,
          ...(hasPersonal(n) ? { personal: { name: `Người ${String(n)}` } } : {}),
        },
      );
    }
    if (anchoredAfter.includes(pass)) await anchorAudit({ db, config });
    else await sealAudit(db);
  }
}

/** Which events carry personal values. */
export function hasPersonal(n: number): boolean {
  return n % 3 === 1;
}

/** The event of an entry. */
export async function eventAt(db: Db, seq: number): Promise<string> {
  const [id] = await db('audit_seal').where({ seq }).pluck<string[]>('event_id');
  return id ?? '';
}

/** An event as an attacker writes it. */
export async function forgeEvent(db: Db, at = new Date()): Promise<string> {
  const rows = await db('audit_event').insert(
    {
      at,
      actor_kind: 'officer',
      actor: '1',
      action: 'officer.changed',
      subject_kind: 'thing',
      canonical: 1,
    },
    ['id'],
  );
  return (rows as { id: string }[])[0]?.id ?? '';
}

/** Takes entries away together with their events. */
export async function removeEntries(db: Db, from: number, to: number): Promise<void> {
  const ids = await db('audit_seal').whereBetween('seq', [from, to]).pluck<string[]>('event_id');
  await db('audit_seal').whereIn('event_id', ids).delete();
  await db('audit_personal').whereIn('event_id', ids).delete();
  await db('audit_event').whereIn('id', ids).delete();
}

/** Moves entries from `from` on one place up. */
export async function makeRoom(db: Db, from: number): Promise<void> {
  await db.raw('update audit_seal set seq = -(seq + 1) where seq >= ?', [from]);
  await db.raw('update audit_seal set seq = -seq where seq < 0');
}

/** Seals an event by hand at a place, after the entry before it as it stands. */
export async function sealByHand(db: Db, seq: number, eventId: string): Promise<void> {
  const [before] = await db('audit_seal')
    .where({ seq: seq - 1 })
    .pluck<string[]>('chain');
  const event = (await eventsOf(db, [eventId])).get(eventId);
  if (!event) throw new Error('no such event');
  const { rows } = await db.raw<{ rows: { at: string }[] }>(nowSql);
  const sealedAt = rows[0]?.at ?? '';
  const eventDigest = digestOfEvent(event);
  await db('audit_seal').insert({
    seq,
    event_id: eventId,
    event_digest: eventDigest,
    chain: nextChain(before ?? '', { seq: String(seq), eventDigest, sealedAt }),
    sealed_at: sealedAt,
  });
}

/** Makes digests and chain anew from an entry to the end, as whoever knows this code can. */
export async function rebuildFrom(db: Db, from: number): Promise<void> {
  const [before] = await db('audit_seal')
    .where({ seq: from - 1 })
    .pluck<string[]>('chain');
  const { rows } = await db.raw<{ rows: { seq: string; id: string; sealedAt: string }[] }>(
    sealsSql,
    [from],
  );
  const events = await eventsOf(
    db,
    rows.map(({ id }) => id),
  );
  let chain = before ?? '';
  const seals = rows.map(({ seq, id, sealedAt }) => {
    const event = events.get(id);
    if (!event) throw new Error('no such event');
    const eventDigest = digestOfEvent(event);
    chain = nextChain(chain, { seq, eventDigest, sealedAt });
    return { seq, digest: eventDigest, chain };
  });
  await db.raw(
    `update audit_seal set event_digest = given.digest, chain = given.chain
       from jsonb_to_recordset(?::jsonb) as given (seq bigint, digest text, chain text)
      where given.seq = audit_seal.seq`,
    [JSON.stringify(seals)],
  );
}

async function eventsOf(db: Db, ids: readonly string[]): Promise<Map<string, EventRow>> {
  const { rows } = await db.raw<{ rows: EventRow[] }>(eventsSql, [[...ids]]);
  return new Map(rows.map((row) => [row.id, row]));
}

const nowSql = `select ${instantColumn('clock_timestamp()')} as at`;
const eventsSql = `select ${eventColumns} from audit_event where audit_event.id = any(?::bigint[])`;
const sealsSql = `
  select audit_seal.seq, audit_seal.event_id as id,
         ${instantColumn('audit_seal.sealed_at')} as "sealedAt"
    from audit_seal
   where audit_seal.seq >= ?
   order by audit_seal.seq`;
