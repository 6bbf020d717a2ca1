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
    cover.fill(0);
    for (let at = 0; at < sublines; at += 1) {
      addSpans(cover, crossings(contours, row + (at + 0.5) / sublines));
    }
    blend(on, row, { cover, ink });
  }
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

function addSpans(cover: Float32Array, found: readonly Crossing[]): void {
  let winding = 0;
  for (const [at, { x, turn }] of found.entries()) {
    winding += turn;
    const next = found[at + 1];
    if (winding !== 0 && next) addSpan(cover, x, next.x);
  }
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
  on: Pixels,
  row: number,
  { cover, ink }: { readonly cover: Float32Array; readonly ink: readonly number[] },
): void {
  for (const [pixel, share] of cover.entries()) {
    if (share <= 0) continue;
    const at = (row * on.width + pixel) * 3;
    for (const [part, value] of ink.entries()) {
      const was = on.rgb[at + part] ?? 255;
      on.rgb[at + part] = Math.round(was + (value - was) * Math.min(1, share));
    }
  }
}

/** "#rrggbb" */
function inkOf(color: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}
