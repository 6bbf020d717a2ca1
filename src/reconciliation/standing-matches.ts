// The matches that stand before a run, each by its fingerprint and id alone: a million of them in some
// twenty megabytes. What the run does not find again has to end.
import { copyOut } from '../copy-rows.js';
import type { Db } from '../db.js';

/** Parts of a fingerprint that are kept: 96 bits, which no two of some millions share. */
const parts = 3;
const partDigits = 8;
const roomFactor = 2;

export class StandingMatches {
  readonly count: number;
  private readonly mask: number;
  private readonly keys: Uint32Array;
  private readonly ids: Float64Array;
  private readonly found: Uint8Array;

  constructor(count: number) {
    this.count = count;
    const room = 2 ** Math.ceil(Math.log2(Math.max(2, count * roomFactor)));
    this.mask = room - 1;
    this.keys = new Uint32Array(room * parts);
    this.ids = new Float64Array(room);
    this.found = new Uint8Array(room);
  }

  add(fingerprint: string, id: number): void {
    const key = keyOf(fingerprint);
    const place = this.placeOf(key);
    this.keys.set(key, place * parts);
    this.ids[place] = id;
  }

  has(fingerprint: string): boolean {
    return this.count > 0 && this.ids[this.placeOf(keyOf(fingerprint))] !== 0;
  }

  /** Marks a match as found again; false where it did not stand. */
  find(fingerprint: string): boolean {
    if (this.count === 0) return false;
    const place = this.placeOf(keyOf(fingerprint));
    if (this.ids[place] === 0) return false;
    this.found[place] = 1;
    return true;
  }

  /** Ids of those that were not found again. */
  notFound(): string[] {
    const ids: string[] = [];
    this.ids.forEach((id, place) => {
      if (id !== 0 && this.found[place] === 0) ids.push(String(id));
    });
    return ids;
  }

  /** Of a key, or the free place where it would be. */
  private placeOf(key: readonly number[]): number {
    let place = (key[0] ?? 0) & this.mask;
    while (this.ids[place] !== 0 && !this.isAt(place, key)) place = (place + 1) & this.mask;
    return place;
  }

  private isAt(place: number, key: readonly number[]): boolean {
    return key.every((part, at) => this.keys[place * parts + at] === part);
  }
}

function keyOf(fingerprint: string): number[] {
  return Array.from({ length: parts }, (_each, part) =>
    Number.parseInt(fingerprint.slice(part * partDigits, (part + 1) * partDigits), 16),
  );
}

/** All that a run may end: what rules found. People's decisions are not among them. */
export async function loadStanding(trx: Db): Promise<StandingMatches> {
  const { rows } = await trx.raw<{ rows: { count: string }[] }>(
    `select count(*) from match where match.ended_at is null and match.decided_by is null`,
  );
  const standing = new StandingMatches(Number(rows[0]?.count ?? 0));
  if (standing.count === 0) return standing;
  await copyOut(trx, standingSql, ([id, fingerprint]) => {
    standing.add(fingerprint ?? '', Number(id));
  });
  return standing;
}

const standingSql = `copy (
  select match.id, match.fingerprint
    from match
   where match.ended_at is null and match.decided_by is null
) to stdout`;
