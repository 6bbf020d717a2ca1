// A chart as shapes: what it looks like is decided once, then pages draw it as SVG, reports as vectors
// of a PDF or as a picture for Word. Lengths are pixels of a page; origin at the top left.

/** Dark enough on white, told apart on a grey print; never the only sign of anything. */
export const colors = {
  ink: '#1b2430',
  soft: '#55606e',
  grid: '#d9dfe6',
  missing: '#a3201d',
  unsure: '#7a4a00',
  awaiting: '#2b4c86',
  paper: '#ffffff',
} as const;

export type Point = readonly [x: number, y: number];

export type Shape =
  | {
      readonly kind: 'rect';
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly fill: string;
      /** Of its edge; none where absent. */
      readonly stroke?: string;
    }
  | {
      readonly kind: 'line';
      readonly points: readonly Point[];
      readonly stroke: string;
      readonly width: number;
      readonly dash?: readonly number[];
    }
  | {
      readonly kind: 'dot';
      readonly x: number;
      readonly y: number;
      readonly radius: number;
      readonly fill: string;
    }
  | {
      readonly kind: 'text';
      readonly x: number;
      /** Of the baseline. */
      readonly y: number;
      readonly text: string;
      readonly size: number;
      readonly anchor: 'start' | 'middle' | 'end';
      readonly bold?: true;
      readonly color?: string;
    };

export interface Drawing {
  readonly title: string;
  /** What it shows, in a sentence, for whoever cannot see it. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly shapes: readonly Shape[];
}

const hatchStep = 6;

/** A rectangle filled with slanting lines: told from a solid one without any colour. */
export function hatched(
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  color: string,
): Shape[] {
  const { x, y, width, height } = box;
  const lines: Shape[] = [];
  // a line runs from the bottom edge up to the right; both ends are cut to the box
  for (let start = hatchStep / 2 - height; start < width; start += hatchStep) {
    const from = Math.max(0, start);
    const to = Math.min(width, start + height);
    if (to - from < 0.5) continue;
    const points: Point[] = [
      [x + from, y + height - (from - start)],
      [x + to, y + height - (to - start)],
    ];
    lines.push({ kind: 'line', points, stroke: color, width: 1.4 });
  }
  return [{ kind: 'rect', ...box, fill: colors.paper, stroke: color }, ...lines];
}
