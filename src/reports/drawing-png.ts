// A drawing as the picture that Word gets: the same shapes as on pages and in the PDF, with letters
// of the report's own font.
import { readFileSync } from 'node:fs';
import { create, type Font, type PathCommand } from 'fontkit';
import { colors, type Drawing, type Point, type Shape } from '../charts/drawing.js';
import { printable } from './figures.js';
import { pathOfFace, type Face } from './faces.js';
import { pngOf } from './png.js';
import { blankPixels, fill, type Contour } from './raster.js';

/** Pixels of the picture for one of the drawing: sharp enough on paper. */
const pictureScale = 2;
const curveSteps = 6;

export function drawingPng({ width, height, shapes }: Drawing): Buffer {
  const sheet = blankPixels(width * pictureScale, height * pictureScale);
  for (const shape of shapes) {
    for (const { contours, color } of outlinesOf(shape)) {
      const grown = contours.map((contour) =>
        contour.map(([x, y]): Point => [x * pictureScale, y * pictureScale]),
      );
      if (grown.length > 0) fill(sheet, grown, color);
    }
  }
  return pngOf(sheet);
}

interface Outline {
  readonly contours: readonly Contour[];
  readonly color: string;
}

function outlinesOf(shape: Shape): Outline[] {
  switch (shape.kind) {
    case 'rect':
      return rectOutlines(shape);
    case 'line': {
      const { points, dash = [], width, stroke } = shape;
      const lines = dash.length > 0 ? dashed(points, dash) : [points];
      return lines.map((line) => ({ contours: bandsOf(line, width), color: stroke }));
    }
    case 'dot':
      return [{ contours: [circle([shape.x, shape.y], shape.radius)], color: shape.fill }];
    case 'text':
      return [{ contours: letters(shape), color: shape.color ?? colors.ink }];
  }
}

function rectOutlines(shape: Shape & { kind: 'rect' }): Outline[] {
  const { x, y, width, height, fill: color, stroke } = shape;
  const edge: Point[] = [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
  const inside = { contours: [edge], color };
  if (stroke === undefined) return [inside];
  return [inside, { contours: bandsOf([...edge, [x, y]], 1), color: stroke }];
}

/** Each stretch of a line as a band, its corners rounded. */
function bandsOf(points: readonly Point[], width: number): Contour[] {
  const bands = points.slice(1).flatMap(([x, y], at): Contour[] => {
    const [fromX, fromY] = points[at] ?? [x, y];
    const length = Math.hypot(x - fromX, y - fromY);
    if (length === 0) return [];
    const [dx, dy] = [((x - fromX) / length) * (width / 2), ((y - fromY) / length) * (width / 2)];
    return [
      [
        [fromX - dy, fromY + dx],
        [x - dy, y + dx],
        [x + dy, y - dx],
        [fromX + dy, fromY - dx],
      ],
    ];
  });
  return [...bands, ...points.slice(1, -1).map((corner) => circle(corner, width / 2))];
}

/** Turns as the bands do, so that what lies on top of each other is filled once. */
function circle([x, y]: Point, radius: number): Contour {
  return Array.from({ length: 20 }, (_, at): Point => {
    const angle = (-2 * Math.PI * at) / 20;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}

function dashed(points: readonly Point[], dash: readonly number[]): Point[][] {
  const lines: Point[][] = [];
  let [at, left, isDrawn] = [0, dash[0] ?? 1, true];
  let line: Point[] = points.slice(0, 1);
  for (const [place, to] of points.slice(1).entries()) {
    let from = points[place] ?? to;
    let rest = Math.hypot(to[0] - from[0], to[1] - from[1]);
    while (rest > left) {
      const share = left / rest;
      from = [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
      rest -= left;
      if (isDrawn) lines.push([...line, from]);
      at += 1;
      [left, isDrawn, line] = [dash[at % dash.length] ?? 1, !isDrawn, [from]];
    }
    left -= rest;
    line.push(to);
  }
  return isDrawn ? [...lines, line] : lines;
}

const fonts = new Map<Face, Font>();

function fontOf(face: Face): Font {
  const known = fonts.get(face);
  if (known) return known;
  const font = create(readFileSync(pathOfFace(face)));
  fonts.set(face, font);
  return font;
}

function letters({ x, y, text, size, anchor, bold }: Shape & { kind: 'text' }): Contour[] {
  const font = fontOf(bold ? 'bold' : 'regular');
  const { glyphs, positions } = font.layout(printable(text));
  const scale = size / font.unitsPerEm;
  const width = positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0) * scale;
  let left = x - { start: 0, middle: width / 2, end: width }[anchor];
  return glyphs.flatMap((glyph, at) => {
    const placed = contoursOf(glyph.path.commands).map((contour) =>
      contour.map(([px, py]): Point => [left + px * scale, y - py * scale]),
    );
    left += (positions[at]?.xAdvance ?? 0) * scale;
    return placed;
  });
}

/** The outline of a TrueType glyph: straight lines and curves with one point that draws them. */
function contoursOf(commands: readonly PathCommand[]): Contour[] {
  const contours: Point[][] = [];
  for (const { command, args } of commands) {
    const [x = 0, y = 0, toX = 0, toY = 0] = args;
    const contour = contours.at(-1);
    if (command === 'moveTo') contours.push([[x, y]]);
    else if (command === 'lineTo') contour?.push([x, y]);
    else if (command === 'quadraticCurveTo')
      contour?.push(...curve(contour.at(-1), [x, y], [toX, toY]));
  }
  return contours;
}

function curve(from: Point = [0, 0], by: Point, to: Point): Point[] {
  return Array.from({ length: curveSteps }, (_, at): Point => {
    const t = (at + 1) / curveSteps;
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    return [a * from[0] + b * by[0] + c * to[0], a * from[1] + b * by[1] + c * to[1]];
  });
}
