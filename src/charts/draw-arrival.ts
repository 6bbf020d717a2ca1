// The arrival curve drawn: share of the money credited by each working day since the payment, one
// line a series. Lines differ by dash and mark, since a grey print shows no colours.
import { formatDay } from '../calendar.js';
import { creditedBy, lastDayShown, type ArrivalCurve } from './arrival-curve.js';
import { colors, type Drawing, type Point, type Shape } from './drawing.js';
import { lengthOf, shareText } from './shares.js';

export interface ArrivalSeries {
  readonly name: string;
  readonly curve: ArrivalCurve;
}

/** More lines than these are not told apart. */
export const seriesMax = 6;

const frame = { left: 52, top: 16, width: 540, height: 200 } as const;
const legendLine = 18;
const legendTop = frame.top + frame.height + 56;
const looks = [
  { stroke: '#0b4f6c', dash: [] },
  { stroke: '#a3201d', dash: [7, 4] },
  { stroke: '#1c6b3f', dash: [2, 3] },
  { stroke: '#7a4a00', dash: [10, 3, 2, 3] },
  { stroke: '#5b3a86', dash: [4, 2] },
  { stroke: '#4a5562', dash: [14, 4] },
] as const;

/** @returns null where no payment is old enough to be judged */
export function drawArrival(series: readonly ArrivalSeries[]): Drawing | null {
  const shown = series.filter(({ curve }) => curve.paid.amount > 0n).slice(0, seriesMax);
  const [first] = shown;
  if (!first) return null;
  const lines = shown.flatMap(({ curve }, at) => lineOf(curve, at));
  const isOne = shown.length === 1;
  const legend = isOne ? labelsOf(first.curve) : shown.flatMap(legendOf);
  const { from, to } = first.curve;
  return {
    title: 'Tỷ lệ tiền đã về theo số ngày làm việc kể từ ngày thanh toán',
    description:
      `Thanh toán từ ${formatDay(from)} đến ${formatDay(to)}. ` +
      shown.map(({ name, curve }) => `${name}: ${sentenceOf(curve)}`).join(' '),
    width: frame.left + frame.width + 38,
    height: isOne ? legendTop - 12 : legendTop + legendLine * Math.ceil(shown.length / 2),
    shapes: [...axes(), ...lines, ...legend],
  };
}

/** "ngày 0: 40 %, ngày 1: 92 %, … ngày 10: 97 %." */
function sentenceOf(curve: ArrivalCurve): string {
  const credited = creditedBy(curve);
  const told = [0, 1, 2, 5, lastDayShown].map(
    (day) => `ngày ${String(day)}: ${shareText(credited[day]?.amount ?? 0n, curve.paid.amount)}`,
  );
  return `${told.join(', ')}.`;
}

function axes(): Shape[] {
  const grid = [0, 25, 50, 75, 100].flatMap((share): Shape[] => {
    const y = frame.top + frame.height - (frame.height * share) / 100;
    const text = `${String(share)}\u00a0%`;
    return [
      lineAt(
        [frame.left, y],
        [frame.left + frame.width, y],
        share === 0 ? colors.soft : colors.grid,
      ),
      label(text, { x: frame.left - 8, y: y + 4, anchor: 'end' }),
    ];
  });
  const days = Array.from({ length: lastDayShown + 1 }, (_, day) => {
    const at = { x: xOf(day), y: frame.top + frame.height + 18, anchor: 'middle' } as const;
    return label(String(day), at);
  });
  const under = {
    x: frame.left + frame.width / 2,
    y: frame.top + frame.height + 37,
    anchor: 'middle',
  } as const;
  return [...grid, ...days, label('Số ngày làm việc kể từ ngày thanh toán', under)];
}

function lineOf(curve: ArrivalCurve, at: number): Shape[] {
  const { stroke, dash } = lookOf(at);
  const points = pointsOf(curve);
  return [
    { kind: 'line', points, stroke, width: 2.2, ...(dash.length > 0 ? { dash } : {}) },
    ...points.map((point) => markAt(point, at)),
  ];
}

export function pointsOf(curve: ArrivalCurve): Point[] {
  return creditedBy(curve).map(({ amount }, day) => [
    xOf(day),
    frame.top + frame.height - lengthOf(amount, curve.paid.amount, frame.height),
  ]);
}

function xOf(day: number): number {
  return frame.left + 12 + ((frame.width - 24) * day) / lastDayShown;
}

/** Round for every other line, square for the rest. */
function markAt([x, y]: Point, at: number): Shape {
  const fill = lookOf(at).stroke;
  return at % 2 === 0
    ? { kind: 'dot', x, y, radius: 3.2, fill }
    : { kind: 'rect', x: x - 3, y: y - 3, width: 6, height: 6, fill };
}

function lookOf(at: number): { readonly stroke: string; readonly dash: readonly number[] } {
  return looks[at] ?? looks[0];
}

/** Of a line alone: the shares at the days where something mostly happens. */
function labelsOf(curve: ArrivalCurve): Shape[] {
  const points = pointsOf(curve);
  const credited = creditedBy(curve);
  return [0, 1, 2, 3, 5, lastDayShown].flatMap((day): Shape[] => {
    const [x, y] = points[day] ?? [0, 0];
    // the line never falls: below it, at the right of a point, nothing is drawn, but near the ground
    const isLow = y > frame.top + frame.height - 24;
    const text = shareText(credited[day]?.amount ?? 0n, curve.paid.amount);
    const isLast = day === lastDayShown;
    return [
      {
        ...{ kind: 'text', x: isLast ? x + 4 : x + 5, y: isLow ? y - 10 : y + 18, text, size: 12 },
        ...{ anchor: isLast ? 'end' : 'start', bold: true },
      },
    ];
  });
}

function legendOf({ name, curve }: ArrivalSeries, at: number): Shape[] {
  const x = frame.left + (at % 2) * 280;
  const y = legendTop + legendLine * Math.floor(at / 2);
  const { stroke, dash } = lookOf(at);
  const points: Point[] = [
    [x, y - 4],
    [x + 34, y - 4],
  ];
  const share = shareText(creditedBy(curve).at(-1)?.amount ?? 0n, curve.paid.amount);
  return [
    { kind: 'line', points, stroke, width: 2.2, ...(dash.length > 0 ? { dash } : {}) },
    markAt([x + 17, y - 4], at),
    {
      ...{ kind: 'text', x: x + 42, y, size: 12, anchor: 'start' },
      text: `${name}: ${share} sau ${String(lastDayShown)} ngày`,
    },
  ];
}

function label(
  text: string,
  at: { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' | 'end' },
): Shape {
  return { kind: 'text', ...at, text, size: 12, color: colors.soft };
}

function lineAt(from: Point, to: Point, stroke: string): Shape {
  return { kind: 'line', points: [from, to], stroke, width: 1 };
}
