// The steps of the heat table as colours, light enough for dark letters on each: reports shade their
// cells with them, and the pages' stylesheet has the same.

const steps = ['#fdf3e3', '#f8dcae', '#f0bd7c', '#e79b58'] as const;

/** Null where a cell has nothing. */
export function heatColor(level: number): string | null {
  return steps[level - 1] ?? null;
}
