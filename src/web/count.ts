// How pages print a number of things.

/** "1.250": Vietnamese grouping. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, '.');
}
