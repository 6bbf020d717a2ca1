// Head and foot of an official document in Word: two columns without lines.
import {
  AlignmentType,
  BorderStyle,
  LineRuleType,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
  type IRunOptions,
} from 'docx';
import * as paper from './document.js';
import { printable } from './figures.js';
import type { Report, SignaturePlace } from './report.js';

/** Options alone, never a text: a text has a `bold` of its own, which is something else. */
export function textRun(options: IRunOptions): TextRun {
  return new TextRun(options);
}

interface TextStyle {
  readonly bold?: boolean;
  readonly italics?: boolean;
  readonly size: number;
  readonly before?: number;
  /** Stands at the left instead of in the middle. */
  readonly left?: boolean;
}

const half = (points: number): number => Math.round(points * 2);
const twips = (points: number): number => Math.round(points * 20);

/** Who writes at the left, the country's name and motto at the right, number, subject and date. */
export function docxHead(report: Report, across: boolean): Table {
  const { width, height, left, right } = paper.page;
  const inner = (across ? height : width) - left - right;
  const [superior, body] = report.issuer;
  const { letter } = report;
  const columns = [inner * paper.leftShare, inner * (1 - paper.leftShare)];
  const leftSide = [
    text(paper.upper(superior), { size: paper.size.head }),
    text(paper.upper(body), { size: paper.size.head, bold: true }),
    rule((columns[0] ?? 0) * 0.33, columns[0] ?? 0),
    ...(letter
      ? [
          text(letter.number, { size: 13, before: 4 }),
          text(letter.subject, { size: 12, before: 2 }),
        ]
      : []),
  ];
  const rightSide = [
    text(paper.country, { size: paper.size.head, bold: true }),
    text(paper.motto, { size: paper.size.motto, bold: true }),
    rule(165, columns[1] ?? 0),
    text(paper.placeAndDate(report), { size: 13, italics: true, before: 4 }),
  ];
  return frame(columns, [leftSide, rightSide]);
}

/** Recipients at the left of a letter, else who made it; who signs at the right. */
export function docxSignatures(report: Report, inner: number): Table {
  const { letter, signatures } = report;
  const places = signatures.map(signature);
  const columns = letter ? [recipients(letter.recipients), ...places] : places;
  const widths = columns.map(() => inner / columns.length);
  return frame(widths, columns);
}

function recipients(names: readonly string[]): Paragraph[] {
  const lines = names.map((name, at) => `- ${name}${at === names.length - 1 ? '.' : ';'}`);
  return [
    text('Nơi nhận:', { size: 12, bold: true, italics: true, left: true }),
    ...lines.map((line) => text(line, { size: 11, left: true })),
  ];
}

function signature({ title, hint, name }: SignaturePlace): Paragraph[] {
  return [
    text(title, { size: 13, bold: true }),
    ...(hint === '' ? [] : [text(hint, { size: 12, italics: true })]),
    // room for the signature and the seal
    text(name, { size: 13, bold: true, before: 70 }),
  ];
}

function frame(widths: readonly number[], columns: readonly Paragraph[][]): Table {
  const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };
  const borders = { top: none, bottom: none, left: none, right: none };
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: twips(widths.reduce((sum, each) => sum + each, 0)), type: WidthType.DXA },
    columnWidths: widths.map(twips),
    borders: { ...borders, insideHorizontal: none, insideVertical: none },
    rows: [
      new TableRow({
        cantSplit: true,
        children: columns.map(
          (children, at) =>
            new TableCell({
              width: { size: twips(widths[at] ?? 0), type: WidthType.DXA },
              borders,
              children,
            }),
        ),
      }),
    ],
  });
}

function text(content: string, style: TextStyle): Paragraph {
  const { bold = false, italics = false, size, before = 0, left = false } = style;
  return new Paragraph({
    alignment: left ? AlignmentType.LEFT : AlignmentType.CENTER,
    keepNext: true,
    spacing: { before: twips(before) },
    children: [textRun({ text: printable(content), bold, italics, size: half(size) })],
  });
}

/** A thin line in the middle of its column: the upper edge of an empty, narrow paragraph. */
function rule(length: number, column: number): Paragraph {
  const side = twips(Math.max(0, (column - length) / 2));
  return new Paragraph({
    indent: { left: side, right: side },
    spacing: { before: 20, line: 60, lineRule: LineRuleType.EXACT },
    border: { top: { style: BorderStyle.SINGLE, size: 4, space: 1, color: '000000' } },
    children: [new TextRun({ text: '', size: 4 })],
  });
}
