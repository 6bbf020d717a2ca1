// A small seeded random source: the same seed gives the same world on every machine.

/** Draws that the world needs; each advances the same sequence. */
export interface Random {
  /** A whole number in [0, below). */
  readonly below: (below: number) => number;
  /** A whole number in [from, to]. */
  readonly between: (from: number, to: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(from: readonly T[]) => T;
  /** Draws by weight. */
  readonly weighted: <T>(from: readonly (readonly [T, number])[]) => T;
  readonly shuffled: <T>(from: readonly T[]) => T[];
  readonly digits: (count: number) => string;
  /** Upper-case letters and digits without those that people confuse. */
  readonly code: (count: number) => string;
}

const codeAlphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** mulberry32: 32 bits of state, good enough to spread payments, useless as a secret. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (count: number): number => Math.floor(next() * count);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;
  const repeat = (count: number, one: () => string): string =>
    Array.from({ length: count }, one).join('');
  return {
    below,
    between: (from, to) => from + below(to - from + 1),
    chance: (probability) => next() < probability,
    pick,
    weighted: (from) => weighted(from, next()),
    shuffled: (from) => shuffled(from, below),
    digits: (count) => repeat(count, () => String(below(10))),
    code: (count) => repeat(count, () => codeAlphabet.charAt(below(codeAlphabet.length))),
  };
}

function weighted<T>(from: readonly (readonly [T, number])[], drawn: number): T {
  let left = drawn * from.reduce((total, [, weight]) => total + weight, 0);
  for (const [item, weight] of from) {
    left -= weight;
    if (left < 0) return item;
  }
  return (from.at(-1) as readonly [T, number])[0];
}

function shuffled<T>(from: readonly T[], below: (count: number) => number): T[] {
  const items = [...from];
  for (let last = items.length - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    [items[last], items[other]] = [items[other] as T, items[last] as T];
  }
  return items;
}
