// Writing on PDF pages in a font as wide as Times New Roman: a line breaks where it does in the Word
// document.
import PDFDocument from 'pdfkit';
import * as paper from './document.js';
import { faces, pathOfFace, type Face } from './faces.js';
import { printable } from './figures.js';

export interface TextStyle {
  readonly face?: Face;
  readonly size?: number;
  readonly align?: 'left' | 'center' | 'right' | 'justify';
  /** Of the first line. */
  readonly indent?: number;
  readonly lineGap?: number;
}

export interface Box {
  readonly x: number;
  readonly width: number;
}

/** Writes downwards from `y`; whoever writes asks for room first. */
export interface Pen {
  readonly doc: PDFKit.PDFDocument;
  y: number;
  across: boolean;
}

export function openPen(about: { title: string; author: string; at: Date; across: boolean }): Pen {
  const { title, author, at, across } = about;
  const doc = new PDFDocument({
    ...pageOptions(across),
    autoFirstPage: false,
    bufferPages: true,
    lang: 'vi-VN',
    info: {
      Title: title,
      Author: author,
      CreationDate: at,
      Producer: 'Đối soát',
      Creator: 'Đối soát',
    },
  });
  for (const face of faces) doc.registerFont(face, pathOfFace(face));
  const pen: Pen = { doc, y: 0, across };
  newPage(pen, across);
  return pen;
}

function pageOptions(across: boolean): PDFKit.PDFDocumentOptions {
  // no bottom margin: pages are broken here, never by the library in the middle of a cell
  const margins = {
    top: paper.page.top,
    bottom: 0,
    left: paper.page.left,
    right: paper.page.right,
  };
  return { size: 'A4', layout: across ? 'landscape' : 'portrait', margins };
}

export function newPage(pen: Pen, across = pen.across): void {
  pen.doc.addPage(pageOptions(across));
  pen.across = across;
  pen.y = paper.page.top;
}

/** The width between the margins, and where it begins. */
export function innerBox({ across }: Pen): Box {
  const { width, height, left, right } = paper.page;
  return { x: left, width: (across ? height : width) - left - right };
}

export function bottomOf({ across }: Pen): number {
  const { width, height, bottom } = paper.page;
  return (across ? width : height) - bottom;
}

/** Goes to a new page when `height` does not fit on this one. */
export function makeRoom(pen: Pen, height: number): boolean {
  if (pen.y + height <= bottomOf(pen)) return false;
  newPage(pen);
  return true;
}

export function heightOf(pen: Pen, text: string, width: number, style: TextStyle = {}): number {
  return styled(pen, style).heightOfString(printable(text), optionsOf(width, style));
}

/** Writes a text at `pen.y` and leaves the pen below it. */
export function write(pen: Pen, text: string, box: Box, style: TextStyle = {}): void {
  const height = heightOf(pen, text, box.width, style);
  styled(pen, style).text(printable(text), box.x, pen.y, optionsOf(box.width, style));
  pen.y += height;
}

/** Writes a text where it is told; the pen stays. */
export function place(
  pen: Pen,
  text: string,
  at: Box & { readonly y: number },
  style: TextStyle,
): void {
  styled(pen, style).text(printable(text), at.x, at.y, optionsOf(at.width, style));
}

/** A long paragraph goes on on the next page. */
export function writeParagraph(pen: Pen, text: string, style: TextStyle, after: number): void {
  const box = innerBox(pen);
  const height = heightOf(pen, text, box.width, style);
  const left = bottomOf(pen) - pen.y;
  if (height > left) {
    const [first, rest] = partedAt(pen, text, { width: box.width, height: left, style });
    if (first !== '') write(pen, first, box, style);
    newPage(pen);
    write(pen, rest, box, first === '' ? style : { ...style, indent: 0 });
  } else write(pen, text, box, style);
  pen.y += after;
}

/** As many words as fit in a height, and the others. */
function partedAt(
  pen: Pen,
  text: string,
  room: { readonly width: number; readonly height: number; readonly style: TextStyle },
): readonly [string, string] {
  const words = text.split(' ');
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const fits =
      heightOf(pen, words.slice(0, middle).join(' '), room.width, room.style) <= room.height;
    if (fits) low = middle;
    else high = middle - 1;
  }
  return [words.slice(0, low).join(' '), words.slice(low).join(' ')];
}

export function rule(pen: Pen, center: number, length: number): void {
  pen.doc
    .moveTo(center - length / 2, pen.y)
    .lineTo(center + length / 2, pen.y)
    .lineWidth(0.6)
    .stroke('#000000');
}

/** Numbers from page 2 on, at the top in the middle (Decree 30/2020/NĐ-CP). */
export function numberPages({ doc }: Pen): void {
  const { start, count } = doc.bufferedPageRange();
  for (let at = 1; at < count; at += 1) {
    doc.switchToPage(start + at);
    doc.font('regular').fontSize(13).fillColor('#000000');
    doc.text(String(at + 1), 0, paper.page.top / 2, { width: doc.page.width, align: 'center' });
  }
}

export function bytesOf({ doc }: Pen): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => {
      resolve(Buffer.concat(chunks));
    });
    doc.on('error', reject);
    doc.end();
  });
}

function styled({ doc }: Pen, { face = 'regular', size = paper.size.body }: TextStyle) {
  return doc.font(face).fontSize(size).fillColor('#000000');
}

function optionsOf(width: number, { align = 'left', indent = 0, lineGap = 0 }: TextStyle) {
  return { width, align, indent, lineGap };
}
