// What can be wrong with an audit trail, in words for whoever has to find out who did it.

export type FindingKind =
  // one entry
  | 'event_missing'
  | 'event_changed'
  | 'unknown_form'
  | 'chain_broken'
  | 'number_missing'
  | 'number_repeated'
  | 'put_in_later'
  | 'personal_changed'
  | 'personal_missing'
  // events without an entry
  | 'never_sealed'
  // the whole against what was written down elsewhere
  | 'rewritten'
  | 'cut_off'
  | 'anchor_forged'
  | 'anchor_missing'
  | 'anchor_unreadable'
  | 'erased_unrecorded';

export interface Finding {
  readonly kind: FindingKind;
  /** The entry of the chain; where only a stretch is known, its last. Null: none. */
  readonly seq: string | null;
  /** The first entry of the stretch, where only a stretch is known. */
  readonly fromSeq?: string;
  readonly eventId: string | null;
  readonly detail: string;
}

/** Findings as they come: all are counted, the first ones kept. */
export interface Findings {
  readonly add: (finding: Finding) => void;
  readonly counts: () => Readonly<Record<string, number>>;
  readonly kept: () => readonly Finding[];
}

const keptMax = 100;

/** An empty list. */
export function openFindings(): Findings {
  const counts = new Map<string, number>();
  const kept: Finding[] = [];
  return {
    add: (finding) => {
      counts.set(finding.kind, (counts.get(finding.kind) ?? 0) + 1);
      if (kept.length < keptMax) kept.push(finding);
    },
    counts: () => Object.fromEntries(counts),
    kept: () => [...kept].sort(byPlace),
  };
}

/** By place; there an entry comes before a stretch, and both before an anchor. */
function byPlace(one: Finding, other: Finding): number {
  const [place, otherPlace] = [placeOf(one), placeOf(other)];
  if (place !== otherPlace) return place < otherPlace ? -1 : 1;
  return rankOf(one) - rankOf(other);
}

/** What has no place comes last. */
function placeOf({ seq }: Finding): bigint {
  return seq === null ? 2n ** 64n : BigInt(seq);
}

function rankOf({ kind, fromSeq }: Finding): number {
  if (kind.startsWith('anchor_')) return 2;
  return fromSeq === undefined ? 0 : 1;
}
