// A report as PDF, laid out as the Word document is. Everything it says comes from the model.
import * as paper from './document.js';
import {
  bottomOf,
  bytesOf,
  innerBox,
  makeRoom,
  newPage,
  numberPages,
  openPen,
  rule,
  write,
  writeParagraph,
  type Box,
  type Pen,
} from './pdf-pen.js';
import { heightOfDrawing } from './pdf-drawing.js';
import { drawTable } from './pdf-table.js';
import type { LetterFrame, Report, SignaturePlace } from './report.js';

/** Room for a signature and the seal. */
const signatureHeight = 75;

export async function reportPdf(report: Report): Promise<Buffer> {
  const { title, issuer, asOf, letter } = report;
  const across = paper.liesAcross(report);
  const pen = openPen({ title, author: issuer[1], at: asOf, across });
  drawHead(pen, report);
  if (letter) drawLetter(pen, report, letter);
  else drawReport(pen, report);
  numberPages(pen);
  if (!letter) drawChain(pen, report);
  return bytesOf(pen);
}

function drawHead(pen: Pen, report: Report): void {
  const { x, width } = innerBox(pen);
  const left = { x, width: width * paper.leftShare };
  const right = { x: x + left.width, width: width - left.width };
  const [superior, body] = report.issuer;
  const top = pen.y;
  const head = { size: paper.size.head, align: 'center' } as const;
  write(pen, paper.upper(superior), left, head);
  write(pen, paper.upper(body), left, { ...head, face: 'bold' });
  pen.y += 2;
  rule(pen, left.x + left.width / 2, left.width * 0.33);
  if (report.letter) {
    pen.y += 6;
    write(pen, report.letter.number, left, { size: 13, align: 'center' });
    write(pen, report.letter.subject, left, { size: 12, align: 'center' });
  }
  const leftEnd = pen.y;
  pen.y = top;
  write(pen, paper.country, right, { ...head, face: 'bold' });
  write(pen, paper.motto, right, { size: paper.size.motto, align: 'center', face: 'bold' });
  pen.y += 2;
  rule(pen, right.x + right.width / 2, 160);
  pen.y += 6;
  write(pen, paper.placeAndDate(report), right, { size: 13, align: 'center', face: 'italic' });
  pen.y = Math.max(pen.y, leftEnd) + 14;
}

function drawReport(pen: Pen, report: Report): void {
  const box = innerBox(pen);
  const { size } = paper;
  write(pen, paper.upper(report.title), box, { face: 'bold', size: size.title, align: 'center' });
  write(pen, report.about, box, { align: 'center' });
  pen.y += 6;
  for (const sentence of report.sentences) {
    writeParagraph(pen, sentence, { size: size.small, align: 'justify' }, 2);
  }
  for (const [at, table] of report.tables.entries()) {
    pen.y += 8;
    const drawn = table.drawing ? heightOfDrawing(pen, table.drawing) : 0;
    for (const title of paper.tableTitles(report, table, at)) {
      makeRoom(pen, 80 + drawn);
      write(pen, title, box, { face: 'bold', size: size.body });
    }
    pen.y += 4;
    drawTable(pen, table);
  }
  pen.y += 14;
  drawPlaces(pen, report.signatures, box);
}

function drawLetter(pen: Pen, report: Report, letter: LetterFrame): void {
  drawAddressees(pen, letter.to);
  const body = { align: 'justify', indent: paper.firstLine, lineGap: 2 } as const;
  for (const paragraph of letter.paragraphs) writeParagraph(pen, paragraph, body, 6);
  pen.y += 8;
  makeRoom(pen, 110);
  const { x, width } = innerBox(pen);
  const top = pen.y;
  drawPlaces(pen, report.signatures, { x: x + width / 2, width: width / 2 });
  pen.y = top;
  drawRecipients(pen, letter.recipients, { x, width: width / 2 });
  for (const [at, table] of report.tables.entries()) {
    newPage(pen, table.across);
    const [name = '', title = '', of = ''] = paper.tableTitles(report, table, at);
    const box = innerBox(pen);
    write(pen, name, box, { face: 'bold', size: paper.size.title, align: 'center' });
    write(pen, title, box, { face: 'bold', size: paper.size.title, align: 'center' });
    write(pen, of, box, { face: 'italic', size: paper.size.title, align: 'center' });
    pen.y += 8;
    drawTable(pen, table);
  }
}

function drawAddressees(pen: Pen, to: readonly string[]): void {
  const box = innerBox(pen);
  const [only = ''] = to;
  if (to.length === 1) write(pen, `Kính gửi: ${only}.`, box, { align: 'center' });
  else {
    write(pen, 'Kính gửi:', { x: box.x + 100, width: box.width - 100 });
    for (const [at, name] of to.entries()) {
      const end = at === to.length - 1 ? '.' : ';';
      write(pen, `- ${name}${end}`, { x: box.x + 150, width: box.width - 150 });
    }
  }
  pen.y += 12;
}

function drawRecipients(pen: Pen, names: readonly string[], box: Box): void {
  write(pen, 'Nơi nhận:', box, { face: 'boldItalic', size: 12 });
  for (const [at, name] of names.entries()) {
    write(pen, `- ${name}${at === names.length - 1 ? '.' : ';'}`, box, { size: 11 });
  }
}

/** Places to sign, side by side. */
function drawPlaces(pen: Pen, places: readonly SignaturePlace[], box: Box): void {
  makeRoom(pen, signatureHeight + 40);
  const top = pen.y;
  const width = box.width / places.length;
  let end = top;
  for (const [at, { title, hint, name }] of places.entries()) {
    const place = { x: box.x + at * width, width };
    pen.y = top;
    write(pen, title, place, { face: 'bold', size: 13, align: 'center' });
    if (hint !== '') write(pen, hint, place, { face: 'italic', size: 12, align: 'center' });
    pen.y += signatureHeight;
    if (name !== '') write(pen, name, place, { face: 'bold', size: 13, align: 'center' });
    end = Math.max(end, pen.y);
  }
  pen.y = end;
}

/** Where the audit trail stood, below every page. */
function drawChain(pen: Pen, { chainHead }: Report): void {
  if (!chainHead) return;
  const { start, count } = pen.doc.bufferedPageRange();
  const style = { size: 7.5 } as const;
  for (let at = 0; at < count; at += 1) {
    pen.doc.switchToPage(start + at);
    pen.y = bottomOf(pen) + 14;
    const text = paper.chainSentence(chainHead);
    const box = innerBox(pen);
    write(pen, text, box, style);
  }
}
