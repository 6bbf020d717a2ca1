// Outlines as pixels: what lies inside of closed contours is filled, edges softened by how much of a
// pixel they cover. Enough for charts and letters, and it needs no native library.
import type { Point } from '../charts/drawing.js';
import type { Pixels } from './png.js';

/** A closed line; its last point is joined to its first. */
export type Contour = readonly Point[];

/** Lines looked at within a pixel's height. */
const sublines = 4;

interface Crossing {
  readonly x: number;
  readonly turn: 1 | -1;
}

/** A white sheet. */
export function blankPixels(width: number, height: number): Pixels {
  return { width, height, rgb: new Uint8Array(width * height * 3).fill(255) };
}

/** Fills what the contours wind around, letters' holes left out. */
export function fill(on: Pixels, contours: readonly Contour[], color: string): void {
  const ink = inkOf(color);
  const ys = contours.flatMap((contour) => contour.map(([, y]) => y));
  const top = Math.max(0, Math.floor(Math.min(...ys)));
  const bottom = Math.min(on.height, Math.ceil(Math.max(...ys)));
  const cover = new Float32Array(on.width);
  for (let row = top; row < bottom; row += 1) {
    const spans = Array.from({ length: sublines }, (_, at) =>
      spansOf(crossings(contours, row + (at + 0.5) / sublines)),
    ).flat();
    const [from, to] = reachOf(spans, on.width);
    cover.fill(0, from, to);
    for (const [start, end] of spans) addSpan(cover, start, end);
    for (let pixel = from; pixel < to; pixel += 1) {
      blend(on, row * on.width + pixel, { share: cover[pixel] ?? 0, ink });
    }
  }
}

type Span = readonly [from: number, to: number];

/** The pixels that some spans touch. */
function reachOf(spans: readonly Span[], width: number): Span {
  const from = Math.min(...spans.map(([start]) => start));
  const to = Math.max(...spans.map(([, end]) => end));
  return spans.length === 0
    ? [0, 0]
    : [Math.max(0, Math.floor(from)), Math.min(width, Math.ceil(to))];
}

function crossings(contours: readonly Contour[], y: number): Crossing[] {
  const found: Crossing[] = [];
  for (const contour of contours) {
    let from = contour.at(-1);
    for (const to of contour) {
      if (from && from[1] <= y !== to[1] <= y) {
        const x = from[0] + ((y - from[1]) * (to[0] - from[0])) / (to[1] - from[1]);
        found.push({ x, turn: to[1] > from[1] ? 1 : -1 });
      }
      from = to;
    }
  }
  return found.sort((one, other) => one.x - other.x);
}

function spansOf(found: readonly Crossing[]): Span[] {
  let winding = 0;
  return found.flatMap(({ x, turn }, at): Span[] => {
    winding += turn;
    const next = found[at + 1];
    return winding !== 0 && next ? [[x, next.x]] : [];
  });
}

function addSpan(cover: Float32Array, from: number, to: number): void {
  const start = Math.max(0, from);
  const end = Math.min(cover.length, to);
  for (let pixel = Math.floor(start); pixel < end; pixel += 1) {
    const share = Math.min(end, pixel + 1) - Math.max(start, pixel);
    if (share > 0) cover[pixel] = (cover[pixel] ?? 0) + share / sublines;
  }
}

function blend(
  { rgb }: Pixels,
  pixel: number,
  { share, ink }: { readonly share: number; readonly ink: readonly number[] },
): void {
  for (const [part, value] of ink.entries()) {
    const at = pixel * 3 + part;
    const was = rgb[at] ?? 255;
    rgb[at] = Math.round(was + (value - was) * Math.min(1, share));
  }
}

/** "#rrggbb" */
function inkOf(color: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}
