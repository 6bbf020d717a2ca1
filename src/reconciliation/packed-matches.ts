// Matches that wait to be written, in a tenth of their room: those of a whole province would be most of
// what a run holds.
import { deserialize, serialize } from 'node:v8';
import { deflateSync, inflateSync } from 'node:zlib';
import type { NewMatch } from './match-store.js';

const fastest = { level: 1 };

/** Matches that can be gone through as often as one likes, a piece of them at hand at a time. */
export class PackedMatches implements Iterable<NewMatch> {
  private readonly pieces: readonly Buffer[];

  private constructor(pieces: readonly Buffer[]) {
    this.pieces = pieces;
  }

  /** Packs matches as one piece. */
  static of(matches: readonly NewMatch[]): PackedMatches {
    return new PackedMatches([deflateSync(serialize(matches), fastest)]);
  }

  static joined(all: readonly PackedMatches[]): PackedMatches {
    return new PackedMatches(all.flatMap(({ pieces }) => pieces));
  }

  *[Symbol.iterator](): Iterator<NewMatch> {
    for (const piece of this.pieces) yield* deserialize(inflateSync(piece)) as NewMatch[];
  }
}
