// The log: JSON lines on stderr. Redaction by construction: what is logged is ids, kinds, counts
// and durations, never a message, a query, a name, an account number or an amount.
import { pino } from 'pino';
import type { LogLevel } from './config.js';

/** What may stand in a log line beside its sentence. */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface Log {
  readonly info: (fields: LogFields, text: string) => void;
  readonly warn: (fields: LogFields, text: string) => void;
  readonly error: (fields: LogFields, text: string) => void;
}

/** Where an error came from and what kind it is, without the values its message may carry. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const constraint =
    'constraint' in error && typeof error.constraint === 'string' ? error.constraint : undefined;
  // the first line of a stack is the message; a database's message carries the values
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return { error: error.name, code, constraint, at: frames.slice(0, 6).join('|') };
}

/** Opens the log on stderr, or on another stream. */
export function openLog(
  level: LogLevel,
  to: { write: (line: string) => unknown } = process.stderr,
): Log {
  const base = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      // a second line of defence: names that must never carry a value
      redact: {
        paths: ['secret', 'secrets', 'password', 'token', 'authorization', 'cookie', 'body'],
        censor: '[redacted]',
      },
    },
    { write: (line: string) => void to.write(line) },
  );
  return {
    info: (fields, text) => {
      base.info(fields, text);
    },
    warn: (fields, text) => {
      base.warn(fields, text);
    },
    error: (fields, text) => {
      base.error(fields, text);
    },
  };
}
