// An export that somebody asked for and does not wait for: what it holds, how far it is, whose it is.
import type { Grant, Principal } from '../access/principal.js';
import type { Action } from '../access/roles.js';
import { addDays, localDateOf, type LocalDate } from '../calendar.js';
import { exportKinds, type ExportKind } from '../oversight/export-columns.js';
import type { ExportFilter } from '../oversight/export-filter.js';
import { exportFormats, exportTypes, type ExportFormat } from '../oversight/export-formats.js';
import type { ReportKind } from '../reports/report.js';
import { reportTypes, type ReportFormat } from '../reports/write-report.js';

/** What the file is to hold. */
export type ExportContent =
  | {
      readonly of: 'export';
      readonly kind: ExportKind;
      readonly format: ExportFormat;
      readonly filter: ExportFilter;
    }
  | {
      readonly of: 'report';
      readonly kind: ReportKind;
      readonly format: ReportFormat;
      readonly period: string;
      readonly unit?: string | undefined;
    };

export const exportPhases = ['waiting', 'reading', 'writing'] as const;
export type ExportPhase = (typeof exportPhases)[number];

export const exportStates = ['waiting', 'running', 'done', 'failed', 'cancelled'] as const;
export type ExportState = (typeof exportStates)[number];

export interface AskedExport {
  readonly id: string;
  readonly asker: Pick<Principal, 'kind' | 'id'>;
  readonly requestId: string | null;
  /** As they were when it was asked for. */
  readonly grants: readonly Grant[];
  readonly content: ExportContent;
  readonly asOf: Date;
  /** A past instant was named, so that work on discrepancies is told as it stood then. */
  readonly isPast: boolean;
  readonly askedAt: Date;
  readonly phase: ExportPhase;
  /** Share of the work that is done, of a hundred. */
  readonly percent: number;
  readonly state: ExportState;
  readonly endedAt: Date | null;
  /** The last day on which its file is there. */
  readonly keptUntil: LocalDate | null;
  readonly failedBecause: string | null;
  readonly file: ExportFile | null;
}

export interface ExportFile {
  readonly name: string;
  readonly byteCount: number;
  /** Null for a report. */
  readonly rowCount: number | null;
  readonly coveredThrough: LocalDate | null;
  readonly sha256: string;
}

/** What reading each kind takes. */
const actionOfExport: Readonly<Record<ExportKind, Action>> = {
  payments: 'payment.read',
  lines: 'line.read',
  matches: 'match.read',
  discrepancies: 'discrepancy.read',
  flags: 'flag.read',
  accounts: 'account.read',
};

/** What somebody must be allowed to do to read it. */
export function actionOf(content: Pick<ExportContent, 'of' | 'kind'>): Action {
  const kind = exportKinds.find((each) => each === content.kind);
  if (content.of === 'export' && kind) return actionOfExport[kind];
  return content.kind === 'letter' ? 'letter.read' : 'report.read';
}

export function mediaTypeOf({ of, format }: Pick<ExportContent, 'of' | 'format'>): string {
  const known = exportFormats.find((each) => each === format);
  return of === 'export' && known ? exportTypes[known] : reportTypes[format as ReportFormat];
}

/** The asker as they were when they asked: what was masked then stays masked. */
export function askerOf({ asker, grants }: Pick<AskedExport, 'asker' | 'grants'>): Principal {
  return { ...asker, name: '', grants, byCookie: false };
}

/**
 * Whether somebody may have the file: only who asked for it, and only while they still have every
 * right that it was made by.
 */
export function mayHave(
  principal: Principal,
  { asker, grants }: Pick<AskedExport, 'asker' | 'grants'>,
): boolean {
  if (principal.kind !== asker.kind || principal.id !== asker.id) return false;
  return grants.every((then) =>
    principal.grants.some(
      (now) =>
        now.role === then.role &&
        (now.isProvince || !then.isProvince) &&
        [...then.units].every((unit) => now.units.has(unit)),
    ),
  );
}

/** The last day on which a file is there, by the days that its rule keeps it. */
export function keptUntil(endedAt: Date, keepDays: number): LocalDate {
  return addDays(localDateOf(endedAt), keepDays);
}
