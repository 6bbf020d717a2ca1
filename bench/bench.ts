// What a bench is: something of the service's work, measured beside a baseline in the same run. Only
// the ratio of the two is a figure: the machine, and who else uses it, changes both.

/** What a figure must be; `ratio` is measured / baseline. */
export interface Bar {
  readonly of: 'measured' | 'ratio';
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** One row of the table. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly measured: number;
  /** The same unit; null where the bar is an absolute one. */
  readonly baseline: number | null;
  readonly bar: Bar;
  /** Each round behind the medians, for whoever doubts them. */
  readonly rounds?: Readonly<Record<string, readonly number[]>>;
}

export interface BenchInput {
  /** Fewer and shorter rounds: to see that it works, not for figures. */
  readonly quick: boolean;
  /** How many of everything, where a bench says what that is; null for its own size. */
  readonly size: number | null;
  /** Tells whoever waits what happens. */
  readonly note: (text: string) => void;
}

/** Adding one is one file and one line in `index.ts`. */
export interface Bench {
  readonly name: string;
  readonly run: (input: BenchInput) => Promise<readonly Figure[]>;
}

/** The ratio of a figure; null without a baseline. */
export function ratioOf({ measured, baseline }: Figure): number | null {
  return baseline === null ? null : measured / baseline;
}

/** Whether a figure is what it must be; what is no number is not. */
export function isMet(figure: Figure): boolean {
  const { of, atLeast = -Infinity, atMost = Infinity } = figure.bar;
  const value = of === 'measured' ? figure.measured : (ratioOf(figure) ?? NaN);
  return value >= atLeast && value <= atMost;
}

/** The middle one of rounds. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}
