// A drawing on a PDF page: the same shapes as on the pages, as vectors and real letters.
import { colors, type Drawing, type Shape } from '../charts/drawing.js';
import { printable } from './figures.js';
import { innerBox, makeRoom, type Pen } from './pdf-pen.js';

/** Points for a pixel of the drawing, so that its letters are as large as those of a table. */
const pointsPerPixel = 0.75;
const gap = 6;

/** How much room it takes. */
export function heightOfDrawing(pen: Pen, drawing: Drawing): number {
  return drawing.height * scaleOf(pen, drawing) + gap;
}

function scaleOf(pen: Pen, { width }: Drawing): number {
  return Math.min(pointsPerPixel, innerBox(pen).width / width);
}

export function drawDrawing(pen: Pen, drawing: Drawing): void {
  const { width, height, shapes } = drawing;
  makeRoom(pen, heightOfDrawing(pen, drawing));
  const box = innerBox(pen);
  const scale = scaleOf(pen, drawing);
  const { doc } = pen;
  doc.save();
  doc.translate(box.x + (box.width - width * scale) / 2, pen.y).scale(scale);
  for (const shape of shapes) drawShape(pen, shape);
  doc.restore();
  pen.y += height * scale + gap;
}

function drawShape({ doc }: Pen, shape: Shape): void {
  switch (shape.kind) {
    case 'rect': {
      const { x, y, width, height, fill, stroke } = shape;
      doc.rect(x, y, width, height);
      if (stroke === undefined) doc.fill(fill);
      else doc.lineWidth(1).fillAndStroke(fill, stroke);
      return;
    }
    case 'line': {
      const { points, stroke, width, dash } = shape;
      doc.undash().lineWidth(width);
      if (dash) doc.dash(dash[0] ?? 1, { space: dash[1] ?? 1 });
      for (const [at, [x, y]] of points.entries()) {
        if (at === 0) doc.moveTo(x, y);
        else doc.lineTo(x, y);
      }
      doc.stroke(stroke).undash();
      return;
    }
    case 'dot':
      doc.circle(shape.x, shape.y, shape.radius).fill(shape.fill);
      return;
    case 'text':
      drawText(doc, shape);
  }
}

function drawText(doc: PDFKit.PDFDocument, shape: Shape & { kind: 'text' }): void {
  const { x, y, size, anchor, bold, color } = shape;
  const text = printable(shape.text);
  doc.font(bold ? 'bold' : 'regular').fontSize(size);
  const width = doc.widthOfString(text);
  const left = x - { start: 0, middle: width / 2, end: width }[anchor];
  doc.fillColor(color ?? colors.ink);
  doc.text(text, left, y, { lineBreak: false, baseline: 'alphabetic' });
}
