// A report as one table model: page, XLSX, DOCX, PDF and API show these figures and compute none.
import type { LocalDate } from '../calendar.js';
import type { Drawing } from '../charts/drawing.js';
import type { Money } from '../money.js';
import type { Sums } from './open-money.js';
import type { Period } from './period.js';

export const reportKinds = [
  'missing',
  'letter',
  'accounts',
  'unit-month',
  'gateways',
  'month',
] as const;
export type ReportKind = (typeof reportKinds)[number];

/** `days` is a number of days, `share` a fraction of one. */
export const cellTypes = ['text', 'money', 'count', 'day', 'days', 'share'] as const;
export type CellType = (typeof cellTypes)[number];

/** Money is a bigint, counts, days and shares are numbers, days of the calendar `LocalDate`. */
export type CellValue = string | Money | number | null;
export type ReportRow = Readonly<Record<string, CellValue>>;

export interface ReportColumn {
  readonly key: string;
  readonly title: string;
  readonly type: CellType;
  /** Against its neighbours. */
  readonly width: number;
}

export interface ReportTable {
  readonly key: string;
  /** What its worksheet is called, at most 31 characters. */
  readonly sheet: string;
  readonly title: string;
  /** Too wide for a page upright. */
  readonly across: boolean;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly ReportRow[];
  /** The last row, in bold; null where nothing is added up. */
  readonly totals: ReportRow | null;
  /** What stands there instead of no rows. */
  readonly empty: string;
  /** The same figures drawn, above the table. */
  readonly drawing?: Drawing | null;
  /** Of each row, how dark its cells are by column: 0, or a step of the heat table. */
  readonly shades?: readonly Readonly<Record<string, number>>[];
}

/** Up to where the statements prove anything of the units in the report. */
export interface ReportCoverage {
  /** The earliest last day over the units with statements; nothing is claimed after it. */
  readonly through: LocalDate | null;
  /** Units with an account, and those of them whose statements prove no day. */
  readonly units: number;
  readonly unitsWithout: number;
}

/** Where somebody signs: what they are, and whose name is typed below. */
export interface SignaturePlace {
  readonly title: string;
  readonly hint: string;
  readonly name: string;
}

/** That two people signed a unit's month, and whether what they signed is still what is true. */
export interface SignOff {
  readonly version: number;
  readonly maker: string;
  readonly madeAt: Date;
  readonly checker: string;
  readonly signedAt: Date;
  /** SHA-256 of the list of everything that the figures rest on. */
  readonly evidence: string;
  /** Stretches of days without proof that were signed as such. */
  readonly gaps: number;
  readonly isSame: boolean;
}

/** A signed version as it is kept. */
export interface SignedMonth extends Omit<SignOff, 'isSame'> {
  readonly figures: Readonly<Record<string, Sums>>;
}

/** What makes a report an official letter (Decree 30/2020/NĐ-CP, annex I). */
export interface LetterFrame {
  readonly number: string;
  readonly subject: string;
  readonly to: readonly string[];
  readonly paragraphs: readonly string[];
  readonly recipients: readonly string[];
}

export interface Report {
  readonly kind: ReportKind;
  readonly title: string;
  readonly period: Period;
  readonly asOf: Date;
  /** The instant that the figures are read at; of a month that is over its end. */
  readonly readAt: Date;
  /** "Thành phố Đồng Nai", "Phường Chơn Thành (mã 25432)". */
  readonly about: string;
  readonly unitCode: string | null;
  /** The superior body and the one that writes. */
  readonly issuer: readonly [string, string];
  /** Where it is written, before the date. */
  readonly place: string;
  readonly coverage: ReportCoverage;
  /** What the figures say and how they are counted, in sentences. */
  readonly sentences: readonly string[];
  readonly tables: readonly ReportTable[];
  readonly signatures: readonly SignaturePlace[];
  /** Head of the audit chain when the report was read; null while nothing is sealed. */
  readonly chainHead: { readonly seq: string; readonly chain: string } | null;
  readonly letter: LetterFrame | null;
  /** Of one unit's monthly record that is signed. */
  readonly signOff: SignOff | null;
}
