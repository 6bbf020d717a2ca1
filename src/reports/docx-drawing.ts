// A drawing in a Word document: a picture, which every Word and LibreOffice shows, with its sentence for
// whoever cannot see it.
import { AlignmentType, ImageRun, Paragraph } from 'docx';
import type { Drawing } from '../charts/drawing.js';
import { drawingPng } from './drawing-png.js';

/** Pixels of 96 to an inch for a point. */
const pixelsPerPoint = 96 / 72;

/** @param width that there is, in points */
export function docxDrawing(drawing: Drawing, width: number): Paragraph {
  const scale = Math.min(1, (width * pixelsPerPoint) / drawing.width);
  const { title, description } = drawing;
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    keepNext: true,
    spacing: { after: 120 },
    children: [
      new ImageRun({
        type: 'png',
        data: drawingPng(drawing),
        transformation: {
          width: Math.round(drawing.width * scale),
          height: Math.round(drawing.height * scale),
        },
        altText: { name: title, title, description },
      }),
    ],
  });
}
