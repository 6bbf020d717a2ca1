// What a command of the command line is, and what it is given. One file a command in this folder,
// listed in index.ts; the opening of database, config and clock happens in command-line.ts only.
import type { By } from '../audit/by.js';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import { Refused } from '../problem.js';

/** Shows how far a long step is; draws nothing unless stderr is a terminal. */
export interface Progress {
  readonly update: (done: number) => void;
  readonly stop: () => void;
}

/** What the process offers a command. Config and database are opened on first use. */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly config: () => Config;
  /** Closed after the command has ended. */
  readonly db: () => Db;
  readonly now: () => Date;
  /** Who runs the command (the operating system's user), as the audit trail names them. */
  readonly by: By;
  /** True when `--json` was given: stdout then carries one JSON document. */
  readonly json: boolean;
  /** A line for people, on stderr. */
  readonly note: (text: string) => void;
  readonly progress: (label: string, total: number) => Progress;
  /** Writes to stdout and waits while the reader is slow; only for commands that stream. */
  readonly write: (text: string | Uint8Array) => Promise<void>;
  /** The first line of stdin, empty when nothing comes: for what must not stand among arguments. */
  readonly readLine: () => Promise<string>;
}

/** Positional arguments in order (variadic ones spread), and options by camel-case name. */
export interface CommandInput {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** What a finished command says: `json` under `--json`, else `text`, on stdout. */
export interface Report {
  readonly json: unknown;
  readonly text: string;
  /** Ends with exit code 1 although there is a result to print (inspect, verify books). */
  readonly failed?: boolean;
}

/** One command. Its options are added to those every command has (`--json`, `--help`). */
export interface Command {
  /** As typed, `import units`. */
  readonly name: string;
  readonly summary: string;
  /** Positional arguments in commander's notation: `['<path...>']`. */
  readonly args?: readonly string[];
  /** Commander's flags and what they mean: `['--as-of <rfc3339>', 'read at this instant']`. */
  readonly options?: readonly (readonly [flags: string, description: string])[];
  /** Looks and changes nothing, the audit trail included. */
  readonly readsOnly?: boolean;
  /**
   * @returns what to print; nothing when the command has written its own output
   * @throws Refused for what it explains: exit code 1, or 2 when its code is `usage`
   */
  readonly run: (context: Context, input: CommandInput) => Promise<Report | undefined>;
}

/** An option with a value, undefined when it was not given. */
export function textOption(input: CommandInput, name: string): string | undefined {
  const value = input.options[name];
  return typeof value === 'string' ? value : undefined;
}

/** An option without a value. */
export function flagOption(input: CommandInput, name: string): boolean {
  return input.options[name] === true;
}

/** A whole number of at least 0; undefined when it was not given. */
export function countOption(input: CommandInput, name: string): number | undefined {
  const text = textOption(input, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw wrongUsage(`--${name}: a whole number is expected`);
  return Number(text);
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

/** `--as-of`: an RFC 3339 instant with its offset, else now. */
export function asOfOption(input: CommandInput, now: () => Date): Date {
  const text = textOption(input, 'asOf');
  if (text === undefined) return now();
  const instant = new Date(rfc3339.test(text) ? text.toUpperCase() : Number.NaN);
  if (Number.isNaN(instant.getTime())) {
    throw wrongUsage('--as-of: an RFC 3339 instant is expected, as 2026-05-04T18:00:00+07:00');
  }
  return instant;
}

/** The flags of `--as-of`, the same on every command that has it. */
export const asOfFlags = ['--as-of <rfc3339>', 'read at this instant (default now)'] as const;

/** A refusal that ends with exit code 2. */
export function wrongUsage(detail: string): Refused {
  return new Refused({ code: 'usage', detail });
}
