// Shares of sums, exact until they are printed or drawn: money is compared as whole đồng.
import type { Money } from '../money.js';

/** In thousandths, half up; all and nothing are told only where they are so to the đồng. */
export function thousandths(part: Money, whole: Money): bigint {
  if (whole === 0n || part === 0n) return 0n;
  if (part === whole) return 1000n;
  const nearest = (part * 2000n + whole) / (2n * whole);
  if (nearest >= 1000n) return 999n;
  return nearest <= 0n ? 1n : nearest;
}

/** "97,3 %", "100 %". */
export function shareText(part: Money, whole: Money): string {
  const share = thousandths(part, whole);
  const rest = share % 10n;
  return `${String(share / 10n)}${rest === 0n ? '' : `,${String(rest)}`}\u00a0%`;
}

const steps = 1_000_000n;

/** The length that a part of a sum has where all of it is `length` long. */
export function lengthOf(part: Money, whole: Money, length: number): number {
  return whole === 0n ? 0 : (Number((part * steps) / whole) * length) / Number(steps);
}
