// The ageing of open money drawn: a bar a class, parted into what is missing (solid), what nobody can
// tell yet (hatched) and what is not due (hollow), with its figures in words at the end.
import { formatMoney } from '../money.js';
import { ageClassWords, openKindWords } from './chart-words.js';
import { allOpen, openKinds, type Ageing, type OpenKind, type OpenTallies } from './ageing.js';
import { colors, hatched, type Drawing, type Shape } from './drawing.js';
import { lengthOf } from './shares.js';

const legendX: Readonly<Record<OpenKind, number>> = { missing: 6, unsure: 178, awaiting: 372 };
const frame = { left: 118, top: 34, barWidth: 300, barHeight: 18, step: 30, width: 630 } as const;

/** @returns null where nothing is open */
export function drawAgeing({ rows, totals }: Ageing): Drawing | null {
  const shown = rows.filter((row) => row.ageClass !== 'undated' || allOpen(row).count > 0);
  const sums = shown.map((row) => allOpen(row).amount);
  const longest = sums.reduce((most, sum) => (sum > most ? sum : most), 0n);
  if (allOpen(totals).count === 0) return null;
  return {
    title: 'Tiền chưa về theo số ngày làm việc kể từ hạn',
    description: openKinds
      .map((kind) => `${openKindWords[kind]}: ${tallyText(totals[kind])}.`)
      .join(' '),
    width: frame.width,
    height: frame.top + frame.step * shown.length + 4,
    shapes: [
      ...openKinds.flatMap(legendOf),
      ...shown.flatMap((row, at) => [
        label(ageClassWords[row.ageClass], { x: frame.left - 10, at, anchor: 'end' }),
        ...barOf(row, at, longest),
        label(tallyText(allOpen(row)), {
          x: frame.left + lengthOf(allOpen(row).amount, longest, frame.barWidth) + 8,
          ...{ at, anchor: 'start' },
        }),
      ]),
    ],
  };
}

/** "1.250.000 đ · 2 giao dịch" */
function tallyText({ count, amount }: OpenTallies[OpenKind]): string {
  return count === 0 ? 'không có' : `${formatMoney(amount)} · ${String(count)} giao dịch`;
}

function barOf(row: OpenTallies, at: number, longest: bigint): Shape[] {
  let { left: x } = frame;
  return openKinds.flatMap((kind) => {
    const width = lengthOf(row[kind].amount, longest, frame.barWidth);
    if (width === 0) return [];
    const box = { x, y: frame.top + frame.step * at, width, height: frame.barHeight };
    x += width;
    return barShapes(kind, box);
  });
}

function barShapes(
  kind: OpenKind,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
): Shape[] {
  if (kind === 'unsure') return hatched(box, colors.unsure);
  if (kind === 'missing') return [{ kind: 'rect', ...box, fill: colors.missing }];
  return [{ kind: 'rect', ...box, fill: colors.paper, stroke: colors.awaiting }];
}

function legendOf(kind: OpenKind): Shape[] {
  const x = legendX[kind];
  return [
    ...barShapes(kind, { x, y: 6, width: 22, height: 12 }),
    { kind: 'text', x: x + 29, y: 16, text: openKindWords[kind], size: 12, anchor: 'start' },
  ];
}

function label(
  text: string,
  place: { readonly x: number; readonly at: number; readonly anchor: 'start' | 'end' },
): Shape {
  const { x, at, anchor } = place;
  return { kind: 'text', x, y: frame.top + frame.step * at + 13, text, size: 12, anchor };
}
