// Numbers that belong to nobody, the same in every run: 500 of accounts, 500 of citizens. They are
// sent through every door, and must come out of none of the wrong ones.

const count = 500;

/** Account numbers of 10 to 14 digits. */
export const seededAccounts: readonly string[] = numbers(0x5eed_0001, (next) => {
  const length = 10 + (next() % 5);
  return `7${digits(next, length - 1)}`;
});

/** Citizen numbers: province, century and sex, year of birth, six digits. */
export const seededCitizens: readonly string[] = numbers(0x5eed_0002, (next) => {
  const province = String(1 + (next() % 96)).padStart(3, '0');
  return `${province}${String(next() % 4)}${digits(next, 8)}`;
});

function numbers(seed: number, make: (next: () => number) => string): string[] {
  const next = generator(seed);
  const made = new Set<string>();
  while (made.size < count) made.add(make(next));
  return [...made];
}

function digits(next: () => number, length: number): string {
  return Array.from({ length }, () => String(next() % 10)).join('');
}

/** mulberry32: small, and the same on every machine. */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
