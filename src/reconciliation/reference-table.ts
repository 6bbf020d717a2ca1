// The references of a whole province without an object each: an open table over their last eight
// characters, probed with a rolling window. What it finds is then judged by `references.ts`.
import { grown } from './text-heap.js';

const tailLength = 8;
const base = 0x01000193;
/** The weight of the character that leaves the window. */
const oldest = Array.from({ length: tailLength - 1 }).reduce<number>(
  (power) => Math.imul(power, base),
  1,
);
const firstSlots = 1 << 16;

/** Where the text of a carrier's reference is kept. */
export type ReferenceOf = (carrier: number, kind: number) => string;

/** A reference stands in a narrative, whatever touches or overlaps it there. */
export type OnHit = (carrier: number, kind: number, reference: string) => void;

/** Carriers are numbers; each may have up to four references, told apart by their kind. */
export class ReferenceTable {
  private readonly referenceOf: ReferenceOf;
  private slots = new Int32Array(firstSlots).fill(-1);
  private hashes = new Int32Array(firstSlots);
  private next = new Int32Array(firstSlots);
  private entries = new Int32Array(firstSlots);
  private count = 0;
  /** Short ones, and any in which the window's characters are not all plain. */
  private readonly rare = new Map<string, { carrier: number; kind: number }[]>();
  private readonly rareLengths = new Set<number>();

  constructor(referenceOf: ReferenceOf) {
    this.referenceOf = referenceOf;
  }

  /** Adds a compact reference; tells of each other carrier of the same one. */
  add(reference: string, carrier: number, kind: number, onSame: (carrier: number) => void): void {
    this.withText(reference, (other) => {
      if (other !== carrier) onSame(other);
    });
    if (reference.length < tailLength) {
      const known = this.rare.get(reference);
      if (known) known.push({ carrier, kind });
      else this.rare.set(reference, [{ carrier, kind }]);
      this.rareLengths.add(reference.length);
      return;
    }
    if (this.count >= this.slots.length) this.widen();
    const place = this.count;
    this.hashes = grown(this.hashes, place + 1);
    this.next = grown(this.next, place + 1);
    this.entries = grown(this.entries, place + 1);
    this.hashes[place] = hashOf(reference, reference.length);
    this.entries[place] = carrier * 4 + kind;
    this.count += 1;
    this.link(place);
  }

  /** Forgets them all. */
  clear(): void {
    this.slots = new Int32Array(firstSlots).fill(-1);
    this.hashes = new Int32Array(firstSlots);
    this.next = new Int32Array(firstSlots);
    this.entries = new Int32Array(firstSlots);
    this.count = 0;
    this.rare.clear();
    this.rareLengths.clear();
  }

  /** Every carrier of exactly this compact reference. */
  withText(reference: string, onCarrier: (carrier: number, kind: number) => void): void {
    if (reference.length < tailLength) {
      for (const { carrier, kind } of this.rare.get(reference) ?? []) onCarrier(carrier, kind);
      return;
    }
    this.probe(hashOf(reference, reference.length), (carrier, kind) => {
      if (this.referenceOf(carrier, kind) === reference) onCarrier(carrier, kind);
    });
  }

  /** Every reference that a compact narrative contains. */
  find(compact: string, onHit: OnHit): void {
    let hash = 0;
    for (let end = 1; end <= compact.length; end += 1) {
      if (end > tailLength) {
        hash = (hash - Math.imul(compact.charCodeAt(end - tailLength - 1), oldest)) | 0;
      }
      hash = (Math.imul(hash, base) + compact.charCodeAt(end - 1)) | 0;
      if (end < tailLength) continue;
      for (let place = this.slots[hash & (this.slots.length - 1)] ?? -1; place >= 0;) {
        if (this.hashes[place] === hash) this.judge(compact, end, place, onHit);
        place = this.next[place] ?? -1;
      }
    }
    for (const length of this.rareLengths) {
      for (let end = length; end <= compact.length; end += 1) {
        const text = compact.slice(end - length, end);
        for (const { carrier, kind } of this.rare.get(text) ?? []) onHit(carrier, kind, text);
      }
    }
  }

  private judge(compact: string, end: number, place: number, onHit: OnHit): void {
    const entry = this.entries[place] ?? 0;
    const [carrier, kind] = [entry >> 2, entry & 3];
    const reference = this.referenceOf(carrier, kind);
    if (end >= reference.length && compact.startsWith(reference, end - reference.length)) {
      onHit(carrier, kind, reference);
    }
  }

  private probe(hash: number, onEntry: (carrier: number, kind: number) => void): void {
    for (let place = this.slots[hash & (this.slots.length - 1)] ?? -1; place >= 0;) {
      const entry = this.entries[place] ?? 0;
      if (this.hashes[place] === hash) onEntry(entry >> 2, entry & 3);
      place = this.next[place] ?? -1;
    }
  }

  private link(place: number): void {
    const slot = (this.hashes[place] ?? 0) & (this.slots.length - 1);
    this.next[place] = this.slots[slot] ?? -1;
    this.slots[slot] = place;
  }

  private widen(): void {
    this.slots = new Int32Array(this.slots.length * 2).fill(-1);
    for (let place = 0; place < this.count; place += 1) this.link(place);
  }
}

/** Of the eight characters before an end. */
function hashOf(text: string, end: number): number {
  let hash = 0;
  for (let at = end - tailLength; at < end; at += 1) {
    hash = (Math.imul(hash, base) + text.charCodeAt(at)) | 0;
  }
  return hash;
}
