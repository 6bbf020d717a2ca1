// The statement that follows the first one of a commune: entries of 15/05/2026 after its closing.
import { accounts, closing, mt940 } from './two-communes.js';

export type BookedEntry = readonly [sum: string, reference: string, text: string];

/** An MT940 whose lines are all of 15/05/2026; a sum is `C61000` or `D500`. */
export function mt940OfAccount(unit: 'a' | 'b', entries: readonly BookedEntry[]): Buffer {
  const lines = entries.flatMap(([sum, reference, text]) => [
    `:61:2605150515${sum},NTRFNONREF//${reference}`,
    `:86:${text}`,
  ]);
  const opening = closing[unit];
  const end = entries.reduce<number>((total, [sum]) => {
    const amount = Number(sum.slice(1));
    return total + (sum.startsWith('D') ? -amount : amount);
  }, opening);
  const text = mt940(accounts[unit], lines, end).toString();
  return Buffer.from(
    text
      .replace(':28C:1/1', ':28C:2/1')
      .replace(':60F:C260420VND0,', `:60F:C260515VND${String(opening)},`),
  );
}
