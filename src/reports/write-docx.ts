// A report as a Word document in Times New Roman. Everything it says comes from the model.
import {
  AlignmentType,
  Document,
  Footer,
  Header,
  LineRuleType,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  SectionType,
  TextRun,
  type ISectionOptions,
  type Table,
} from 'docx';
import { docxHead, docxSignatures, textRun } from './docx-frame.js';
import { docxTable } from './docx-table.js';
import * as paper from './document.js';
import { printable } from './figures.js';
import type { LetterFrame, Report } from './report.js';

type Block = Paragraph | Table;

const twips = (points: number): number => Math.round(points * 20);
const half = (points: number): number => Math.round(points * 2);

export async function reportDocx(report: Report): Promise<Buffer> {
  const document = new Document({
    title: report.title,
    description: report.about,
    creator: report.issuer[1],
    styles: {
      default: {
        document: {
          run: {
            font: 'Times New Roman',
            size: half(paper.size.body),
            language: { value: 'vi-VN' },
          },
        },
      },
    },
    sections: report.letter ? letterSections(report, report.letter) : reportSections(report),
  });
  return Packer.toBuffer(document);
}

function reportSections(report: Report): ISectionOptions[] {
  const across = paper.liesAcross(report);
  const blocks: Block[] = [
    docxHead(report, across),
    line(paper.upper(report.title), {
      bold: true,
      center: true,
      size: paper.size.title,
      before: 14,
    }),
    line(report.about, { center: true, after: 6 }),
    ...report.sentences.map((sentence) => line(sentence, { size: paper.size.small })),
    ...report.tables.flatMap((table, at) => [
      ...paper
        .tableTitles(report, table, at)
        .map((title) => line(title, { bold: true, before: 10, after: 4, next: true })),
      ...docxTable(table, innerWidth(across)),
    ]),
    line('', { size: 6 }),
    docxSignatures(report, innerWidth(across)),
  ];
  return [section(report, blocks, across, SectionType.NEXT_PAGE)];
}

function letterSections(report: Report, letter: LetterFrame): ISectionOptions[] {
  const blocks: Block[] = [
    docxHead(report, false),
    ...addressees(letter),
    ...letter.paragraphs.map((paragraph, at) =>
      line(paragraph, {
        justify: true,
        after: 6,
        // a signature never stands alone on a page
        ...(at === letter.paragraphs.length - 1 ? { next: true } : {}),
      }),
    ),
    line('', { size: 6, next: true }),
    docxSignatures(report, innerWidth(false)),
  ];
  const annexes = report.tables.map((table, at) => {
    const [name = '', title = '', of = ''] = paper.tableTitles(report, table, at);
    const head = [
      line(name, { bold: true, center: true, size: paper.size.title }),
      line(title, { bold: true, center: true, size: paper.size.title }),
      line(of, { italic: true, center: true, after: 8 }),
    ];
    const across = table.across;
    return section(
      report,
      [...head, ...docxTable(table, innerWidth(across))],
      across,
      SectionType.NEXT_PAGE,
    );
  });
  return [section(report, blocks, false, SectionType.NEXT_PAGE), ...annexes];
}

function addressees({ to }: LetterFrame): Paragraph[] {
  const [only] = to;
  if (to.length === 1)
    return [line(`Kính gửi: ${only ?? ''}.`, { center: true, before: 12, after: 12 })];
  const names = to.map((name, at) => `- ${name}${at === to.length - 1 ? '.' : ';'}`);
  return [
    line('Kính gửi:', { indent: 100, before: 12 }),
    ...names.map((name, at) =>
      line(name, { indent: 150, ...(at === names.length - 1 ? { after: 12 } : {}) }),
    ),
  ];
}

function section(
  report: Report,
  children: Block[],
  across: boolean,
  type: (typeof SectionType)[keyof typeof SectionType],
): ISectionOptions {
  const { top, bottom, left, right, width, height } = paper.page;
  const margin = { top: twips(top), bottom: twips(bottom), left: twips(left), right: twips(right) };
  const orientation = across ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT;
  return {
    properties: {
      type,
      // the first page of a document carries no number
      titlePage: true,
      page: { margin, size: { width: twips(width), height: twips(height), orientation } },
    },
    headers: {
      default: new Header({ children: [pageNumber()] }),
      first: new Header({ children: [] }),
    },
    footers: { default: chainFooter(report), first: chainFooter(report) },
    children,
  };
}

function pageNumber(): Paragraph {
  return new Paragraph({
    alignment: AlignmentType.CENTER,
    children: [new TextRun({ children: [PageNumber.CURRENT], size: half(paper.size.body) })],
  });
}

/** The audit trail's head stands below every page of a record, never below a letter. */
function chainFooter({ chainHead, letter }: Report): Footer {
  const children =
    chainHead && !letter ? [line(paper.chainSentence(chainHead), { size: 7.5 })] : [];
  return new Footer({ children });
}

function innerWidth(across: boolean): number {
  const { width, height, left, right } = paper.page;
  return (across ? height : width) - left - right;
}

interface LineStyle {
  readonly bold?: true;
  readonly italic?: true;
  readonly center?: true;
  readonly justify?: true;
  readonly size?: number;
  readonly indent?: number;
  readonly before?: number;
  readonly after?: number;
  /** Stays with what follows. */
  readonly next?: true;
}

function line(text: string, style: LineStyle): Paragraph {
  const {
    bold,
    italic,
    center,
    justify,
    size = paper.size.body,
    indent,
    before,
    after,
    next,
  } = style;
  return new Paragraph({
    ...(center ? { alignment: AlignmentType.CENTER } : {}),
    ...(justify ? { alignment: AlignmentType.JUSTIFIED } : {}),
    ...(next ? { keepNext: true } : {}),
    indent: justify ? { firstLine: twips(paper.firstLine) } : { left: twips(indent ?? 0) },
    spacing: {
      before: twips(before ?? 0),
      after: twips(after ?? 0),
      line: justify ? 264 : 240,
      lineRule: LineRuleType.AUTO,
    },
    children: [
      textRun({
        text: printable(text),
        size: half(size),
        bold: bold === true,
        italics: italic === true,
      }),
    ],
  });
}
