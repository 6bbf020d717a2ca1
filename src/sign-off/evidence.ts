// What the figures of a month rest on, as one canonical text: a line of JSON an item, in a fixed order.
// Equal evidence gives equal text on any machine, so its SHA-256 names it. Pure.
import { createHash } from 'node:crypto';
import type { Money } from '../money.js';
import type { SettlementValue } from '../reconciliation/reading.js';
import type { Sums } from '../reports/open-money.js';
import {
  eachFigure,
  figureNames,
  figuresOf,
  type Figures,
  type Gap,
  type MonthFacts,
  type Part,
  type SignedFacts,
} from './unit-month.js';

/** Raised when the text of equal evidence would change: what was signed keeps its own. */
const evidenceFormat = 2;
/** Its lists had no rows of gateways' reports. */
const formatWithoutReports = 1;

/** Rows that are only added, in the order in which they are listed. */
export const evidenceKinds = [
  'account',
  'order',
  'payment',
  'payment_event',
  'statement',
  'statement_decision',
  'line',
  'match',
  'match_decision',
  'report_row',
] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** A row as it is listed: its id first, then what of it can never change. */
export type EvidenceCells = readonly [id: string, ...(string | null)[]];
export type EvidenceRows = Readonly<Record<EvidenceKind, readonly EvidenceCells[]>>;

export interface MonthEvidence extends MonthFacts {
  /** Of a kept text, which is made again as it was. */
  readonly format?: number;
  readonly unitCode: string;
  readonly month: string;
  readonly rows: EvidenceRows;
}

export function evidenceText(evidence: MonthEvidence): string {
  const { format = evidenceFormat, unitCode, month, parts, gaps, rows } = evidence;
  const figures = figuresOf(parts);
  const lines: unknown[] = [
    ['unit_month', format, unitCode, month],
    ...figureNames.map((name) => ['figure', name, ...cellsOf(figures[name])]),
    ...gaps.map(({ account, from, to }) => ['gap', account, from, to]),
    ...parts.map(partCells),
    ...evidenceKinds.flatMap((kind) => byId(rows[kind]).map((cells) => rowLine(kind, cells))),
  ];
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

/** A row by its id and a digest: a line or match may also be another unit's, or name who paid. */
function rowLine(kind: EvidenceKind, cells: EvidenceCells): unknown[] {
  return [kind, cells[0], digestOfEvidence(JSON.stringify(cells))];
}

function partCells({ paymentId, reference, opening, closing, gives }: Part): unknown[] {
  const given = figureNames.map((name) => cellsOf(gives[name]));
  return ['concluded', paymentId, reference, opening, closing, given];
}

function cellsOf({ count, amount }: Sums): [number, string] {
  return [count, amount.toString()];
}

/** Ids are counted by the database; as numbers they stand in one order everywhere. */
function byId(rows: readonly EvidenceCells[]): readonly EvidenceCells[] {
  return rows.toSorted(([one], [other]) => (BigInt(one) < BigInt(other) ? -1 : 1));
}

export function digestOfEvidence(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** What a kept text says, read back: the conclusions, and the ids of the rows they rest on. */
export interface ReadEvidence extends SignedFacts {
  readonly format: number;
  readonly unitCode: string;
  readonly month: string;
  readonly ids: Readonly<Record<EvidenceKind, readonly string[]>>;
}

type ConcludedLine = [
  paymentId: string,
  reference: string,
  opening: SettlementValue | null,
  closing: SettlementValue | null,
  given: [number, string][],
];

/** @throws Error for a text that this program did not write */
export function readEvidence(text: string): ReadEvidence {
  const parts: Part[] = [];
  const gaps: Gap[] = [];
  const found = new Map<string, string[]>(evidenceKinds.map((kind) => [kind, []]));
  let about: readonly unknown[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const [kind, ...cells] = JSON.parse(line) as [string, ...unknown[]];
    if (kind === 'unit_month') about = cells;
    else if (kind === 'gap') gaps.push(gapOf(cells as [string, string, string]));
    else if (kind === 'concluded') parts.push(partOf(cells as ConcludedLine));
    else if (kind !== 'figure') found.get(kind)?.push(String(cells[0]));
  }
  const [format, unitCode, month] = about;
  if (format !== evidenceFormat && format !== formatWithoutReports) {
    throw new Error(`evidence of the unknown form ${String(format)}`);
  }
  const reported = format === formatWithoutReports ? null : (found.get('report_row') ?? []);
  return {
    ...{ format, unitCode: String(unitCode), month: String(month), parts, gaps },
    reportRowIds: reported,
    ids: Object.fromEntries(found) as unknown as ReadEvidence['ids'],
  };
}

function gapOf([account, from, to]: [string, string, string]): Gap {
  return { account, from, to };
}

function partOf([paymentId, reference, opening, closing, given]: ConcludedLine): Part {
  const amounts = new Map<string, Sums>(
    figureNames.map((name, at) => {
      const [count = 0, amount = '0'] = given[at] ?? [];
      return [name, { count, amount: BigInt(amount) }];
    }),
  );
  const gives = eachFigure((name) => amounts.get(name) ?? { count: 0, amount: 0n });
  return { paymentId, reference, opening, closing, gives };
}

/** Figures as the database keeps them beside the evidence. */
export interface KeptSums {
  readonly count: number;
  readonly amount: string;
}

export function keptFigures(figures: Figures): Record<string, KeptSums> {
  return eachFigure((name) => ({
    count: figures[name].count,
    amount: figures[name].amount.toString(),
  }));
}

export function figuresKept(kept: Readonly<Record<string, KeptSums>>): Figures {
  return eachFigure((name) => {
    const { count, amount } = kept[name] ?? { count: 0, amount: '0' };
    const dong: Money = BigInt(amount);
    return { count, amount: dong };
  });
}
