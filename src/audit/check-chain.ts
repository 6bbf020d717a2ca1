// Walks the chain entry by entry and says what does not hold. Pure: it is handed rows in order and
// keeps nothing but the last one, so a trail of any length takes the same memory.
import {
  type AuditValue,
  canonicalVersion,
  digestOfEvent,
  digestOfPersonal,
  nextChain,
} from './canonical.js';
import type { EventRow } from './event-store.js';
import type { Finding, Findings } from './finding.js';
import { lateAfterHours } from './seal-audit.js';

/** An entry of the chain with its event and what is personal in it. */
export interface SealedRow {
  readonly seq: string;
  readonly eventId: string;
  readonly eventDigest: string;
  readonly chain: string;
  readonly sealedAt: string;
  /** Null when the event is gone. */
  readonly event: EventRow | null;
  /** Null when there is no row of personal values. */
  readonly personal: {
    readonly salt: string | null;
    readonly values: AuditValue;
    readonly isErased: boolean;
  } | null;
}

/** What others say of the chain: by entry, each chain value that must stand there. */
export type Witnesses = ReadonlyMap<
  string,
  readonly { readonly chain: string; readonly who: string }[]
>;

export interface ChainCheck {
  readonly take: (row: SealedRow) => void;
  /** The last entry taken. */
  readonly last: () => SealedRow | null;
}

interface Walk {
  last: SealedRow | null;
  /** When the entries before those of the present pass were sealed. */
  passBefore: string | null;
  /** The last entry that a witness confirmed. */
  confirmed: string;
}

/** Begins a walk at the first entry. */
export function openChainCheck(findings: Findings, witnesses: Witnesses): ChainCheck {
  const walk: Walk = { last: null, passBefore: null, confirmed: '0' };
  return {
    take: (row) => {
      for (const finding of [...linkFindings(row, walk), ...eventFindings(row, walk)]) {
        findings.add(finding);
      }
      for (const finding of hear(row, walk, witnesses)) findings.add(finding);
      walk.last = row;
    },
    last: () => walk.last,
  };
}

/** Numbers without a gap, and each chain value made from the one before as it is stored. */
function linkFindings(row: SealedRow, { last }: Walk): Finding[] {
  const { seq, eventId, eventDigest, sealedAt } = row;
  const expected = last === null ? 1n : BigInt(last.seq) + 1n;
  const number = BigInt(seq);
  if (number < expected) {
    return [{ kind: 'number_repeated', seq, eventId, detail: `entry ${seq} is there twice` }];
  }
  if (number > expected) {
    const fromSeq = expected.toString();
    const detail = `entries ${fromSeq} to ${(number - 1n).toString()} are missing`;
    return [{ kind: 'number_missing', seq: fromSeq, eventId: null, detail }];
  }
  if (nextChain(last?.chain ?? '', { seq, eventDigest, sealedAt }) === row.chain) return [];
  const detail = `entry ${seq} does not follow from the one before it`;
  return [{ kind: 'chain_broken', seq, eventId, detail }];
}

/** The event as it is stored against the digest that was sealed. */
function eventFindings(row: SealedRow, walk: Walk): Finding[] {
  const { seq, eventId, event } = row;
  if (walk.last && walk.last.sealedAt !== row.sealedAt) walk.passBefore = walk.last.sealedAt;
  if (!event) {
    return [{ kind: 'event_missing', seq, eventId, detail: `event ${eventId} is gone` }];
  }
  if (event.canonical !== canonicalVersion) {
    const detail = `event ${eventId} names an unknown form, ${String(event.canonical)}`;
    return [{ kind: 'unknown_form', seq, eventId, detail }];
  }
  const findings: Finding[] = [];
  if (digestOfEvent(event) !== row.eventDigest) {
    const detail = `event ${eventId} (${event.action}) is not what was sealed`;
    findings.push({ kind: 'event_changed', seq, eventId, detail });
  }
  if (walk.passBefore !== null && isLate(event.at, walk.passBefore)) {
    const detail = `event ${eventId} says ${event.at}, but was not there when entries were sealed at ${walk.passBefore}`;
    findings.push({ kind: 'put_in_later', seq, eventId, detail });
  }
  return [...findings, ...personalFindings(row, event)];
}

function isLate(at: string, passBefore: string): boolean {
  return Date.parse(at) < Date.parse(passBefore) - lateAfterHours * 3_600_000;
}

/** Personal values may be erased, never changed; whether erasures were recorded is asked apart. */
function personalFindings({ seq, eventId, personal }: SealedRow, event: EventRow): Finding[] {
  const digest = event.personalDigest;
  if (digest === null && personal === null) return [];
  if (personal === null || digest === null) {
    const what = personal === null ? 'are gone' : 'were added';
    const detail = `personal values of event ${eventId} ${what}`;
    return [{ kind: 'personal_missing', seq, eventId, detail }];
  }
  if (personal.isErased) return [];
  if (digestOfPersonal(personal.salt ?? '', personal.values) === digest) return [];
  const detail = `personal values of event ${eventId} are not what was sealed`;
  return [{ kind: 'personal_changed', seq, eventId, detail }];
}

/** Anchors and printed heads: what stood here when they were made. */
function hear(row: SealedRow, walk: Walk, witnesses: Witnesses): Finding[] {
  const { seq, eventId, chain } = row;
  const heard = witnesses.get(seq) ?? [];
  const against = heard.filter((witness) => witness.chain !== chain);
  if (heard.length > 0 && against.length === 0) walk.confirmed = seq;
  const fromSeq = (BigInt(walk.confirmed) + 1n).toString();
  return against.map(({ who }) => {
    const detail = `${who} knows another chain at entry ${seq}: rewritten somewhere from entry ${fromSeq} to ${seq}`;
    return { kind: 'rewritten' as const, seq, fromSeq, eventId, detail };
  });
}
