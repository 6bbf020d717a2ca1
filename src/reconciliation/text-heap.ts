// Many short texts without an object each: a million of them in some tens of megabytes.

const firstBytes = 1 << 20;
const firstCount = 1 << 14;

/** Texts by their place, 0, 1, 2 and so on. */
export class TextHeap {
  private bytes = Buffer.allocUnsafe(firstBytes);
  private ends = new Uint32Array(firstCount);
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(text: string): void {
    const from = this.count === 0 ? 0 : (this.ends[this.count - 1] ?? 0);
    const most = from + text.length * 3;
    if (most > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(most, Math.ceil(this.bytes.length * 1.5)));
      this.bytes.copy(larger, 0, 0, from);
      this.bytes = larger;
    }
    this.ends = grown(this.ends, this.count + 1);
    this.ends[this.count] = from + this.bytes.write(text, from);
    this.count += 1;
  }

  /** Nothing is added any more: gives back the room that was kept for it. */
  trim(): void {
    this.bytes = Buffer.from(this.bytes.subarray(0, this.ends[this.count - 1] ?? 0));
    this.ends = this.ends.slice(0, this.count);
  }

  at(place: number): string {
    const from = place === 0 ? 0 : (this.ends[place - 1] ?? 0);
    return this.bytes.toString('utf8', from, this.ends[place] ?? from);
  }
}

interface NumberArray<Self> {
  readonly length: number;
  set: (values: Self) => void;
}

/** The array, or a larger copy of it that has this many places. */
export function grown<Numbers extends NumberArray<Numbers>>(
  array: Numbers,
  count: number,
): Numbers {
  if (count <= array.length) return array;
  const make = array.constructor as new (length: number) => Numbers;
  const larger = new make(Math.ceil(Math.max(count, array.length * 1.5)));
  larger.set(array);
  return larger;
}

/** Numbers by their place, grown as they come. */
export class NumberColumn {
  private values: Float64Array | Int32Array;
  private count = 0;

  /** @param kind places and flags need half the room of ids and sums */
  constructor(kind: 'wide' | 'narrow' = 'wide') {
    this.values = kind === 'wide' ? new Float64Array(firstCount) : new Int32Array(firstCount);
  }

  get size(): number {
    return this.count;
  }

  add(value: number): void {
    const { values, count } = this;
    this.values =
      values instanceof Int32Array ? grown(values, count + 1) : grown(values, count + 1);
    this.values[this.count] = value;
    this.count += 1;
  }

  /** Nothing is added any more: gives back the room that was kept for it. */
  trim(): void {
    this.values = this.values.slice(0, this.count);
  }

  at(place: number): number {
    return this.values[place] ?? NaN;
  }

  put(place: number, value: number): void {
    this.values[place] = value;
  }
}

/** Gives back the spare room of all columns. */
export function trimAll(columns: Readonly<Record<string, NumberColumn | TextHeap>>): void {
  for (const column of Object.values(columns)) column.trim();
}
