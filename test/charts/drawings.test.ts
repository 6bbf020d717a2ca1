// What charts look like is geometry alone: the same figures are the same shapes, on a page, in a PDF
// and in the picture for Word.
import { inflateSync } from 'node:zlib';
import { addDays, Calendar, instantOf } from '../../src/calendar.js';
import { ageingOf } from '../../src/charts/ageing.js';
import { arrivalCurve } from '../../src/charts/arrival-curve.js';
import { drawAgeing } from '../../src/charts/draw-ageing.js';
import { drawArrival, pointsOf } from '../../src/charts/draw-arrival.js';
import { hatched, type Drawing } from '../../src/charts/drawing.js';
import { drawingPng } from '../../src/reports/drawing-png.js';
import { aMatch, aPayment } from '../support/readings.js';

const at = { calendar: new Calendar([]), asOf: instantOf('2026-05-20', '12:00') };

/** Monday 20/04/2026, credited so many days later; null: not at all. */
const paid = (creditedIn: number | null) =>
  aPayment({
    paidAt: instantOf('2026-04-20', '10:00'),
    ...(creditedIn === null
      ? { settlement: 'overdue' as const }
      : {
          settlement: 'arrived' as const,
          matches: [
            aMatch({ line: { ...aMatch().line, bookingDate: addDays('2026-04-20', creditedIn) } }),
          ],
        }),
  });

const curve = arrivalCurve([paid(0), paid(1), paid(1), paid(null)], at);

/** Every corner that a drawing has. */
function cornersOf({ shapes }: Drawing): (readonly [number, number])[] {
  return shapes.flatMap((shape): (readonly [number, number])[] => {
    if (shape.kind === 'line') return [...shape.points];
    const { x, y } = shape;
    return shape.kind === 'rect'
      ? [
          [x, y],
          [x + shape.width, y + shape.height],
        ]
      : [[x, y]];
  });
}

test('the curve stands at a quarter, then at three quarters of its height, and never falls', () => {
  const heights = pointsOf(curve).map(([, y]) => 216 - y);
  expect(heights[0]).toBe(50);
  expect(heights.slice(1)).toEqual(Array(10).fill(150));
});

test('a chart stays within its frame, whatever it shows', () => {
  const drawings = [
    drawArrival([{ name: 'Đã về', curve }]),
    drawArrival(['vnpay', 'momo', 'payos'].map((name) => ({ name, curve }))),
    drawAgeing(ageingOf([paid(null), aPayment({ settlement: 'unverifiable' })], at)),
  ];
  for (const drawing of drawings) {
    if (!drawing) throw new Error('nothing drawn');
    for (const [x, y] of cornersOf(drawing)) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(drawing.width);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(drawing.height);
    }
  }
});

test('nothing is drawn of nothing', () => {
  expect(drawArrival([{ name: 'Đã về', curve: arrivalCurve([], at) }])).toBeNull();
  expect(drawAgeing(ageingOf([paid(0)], at))).toBeNull();
});

test('several lines differ by dash and mark, not by colour alone', () => {
  const drawing = drawArrival(['vnpay', 'momo', 'payos'].map((name) => ({ name, curve })));
  const lines = drawing?.shapes.filter(({ kind }) => kind === 'line') ?? [];
  const dashes = lines.flatMap((line) =>
    line.kind === 'line' && line.points.length > 2 ? [JSON.stringify(line.dash ?? [])] : [],
  );
  expect(new Set(dashes).size).toBe(3);
});

test('bars are as long as their sums: what is missing solid, what nobody can tell hatched', () => {
  const missing = aPayment({ amount: 300n });
  const unsure = aPayment({ amount: 100n, settlement: 'unverifiable' });
  const drawing = drawAgeing(ageingOf([missing, unsure], at));
  const bars = drawing?.shapes.flatMap((one) =>
    one.kind === 'rect' && one.height === 18 ? one : [],
  );
  expect(bars?.map(({ width }) => width)).toEqual([225, 75]);
  expect(drawing?.description).toContain('Đã rõ là chưa về: 300 đ · 1 giao dịch.');
});

test('hatching never leaves its box', () => {
  const box = { x: 10, y: 20, width: 7, height: 18 };
  const corners = cornersOf({ shapes: hatched(box, '#000000') } as unknown as Drawing);
  for (const [x, y] of corners) {
    expect(x >= 10 && x <= 17 && y >= 20 && y <= 38).toBe(true);
  }
});

test('the picture for Word has what is drawn where it is drawn, and is the same bytes each time', () => {
  const drawing: Drawing = {
    title: '',
    description: '',
    width: 40,
    height: 20,
    shapes: [
      { kind: 'rect', x: 0, y: 0, width: 10, height: 20, fill: '#a3201d' },
      { kind: 'text', x: 20, y: 16, text: 'Đ', size: 16, anchor: 'start', color: '#000000' },
    ],
  };
  const png = drawingPng(drawing);
  expect(png.equals(drawingPng(drawing))).toBe(true);
  expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([80, 40]);
  const from = png.indexOf('IDAT') + 4;
  const rows = inflateSync(png.subarray(from, from + png.readUInt32BE(from - 8)));
  const pixel = (x: number, y: number) => [...rows.subarray(y * 241 + 1 + x * 3).subarray(0, 3)];
  expect(pixel(19, 39)).toEqual([0xa3, 0x20, 0x1d]);
  expect(pixel(20, 39)).toEqual([255, 255, 255]);
  const dark = Array.from({ length: 40 * 40 }, (_, one) => pixel(40 + (one % 40), (one / 40) | 0));
  expect(dark.filter(([red = 255]) => red < 60).length).toBeGreaterThan(60);
});
