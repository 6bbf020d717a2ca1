// The command line in this process: what a person types, and what comes back on each stream.
import { Readable, Writable } from 'node:stream';
import { runCommandLine } from '../../src/commands/command-line.js';
import { commandsFor } from '../../src/commands/index.js';
import type { TestDatabase } from './database.js';

export interface Typed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as the one JSON document that `--json` promises. */
  readonly json: () => Record<string, unknown>;
}

/**
 * A command line bound to a database, or to none.
 * @param overrides environment variables beyond the database's
 * @param typed what comes on stdin
 */
export function commandLine(
  database: Pick<TestDatabase, 'url' | 'ownerUrl' | 'config'> | null,
  now = new Date('2026-05-20T01:00:00Z'),
  overrides: Readonly<Record<string, string>> = {},
  typed = '',
): (...argv: string[]) => Promise<Typed> {
  const env = database
    ? {
        DATABASE_URL: database.url,
        MIGRATE_DATABASE_URL: database.ownerUrl,
        SECRET_KEY: 'only for tests, never a secret',
        DATA_DIR: database.config.dataDir,
        LOG_LEVEL: 'silent',
        ...overrides,
      }
    : {};
  return async (...argv) => {
    const stdout = collector();
    const stderr = collector();
    const exitCode = await runCommandLine(await commandsFor(argv[0]), argv, {
      env,
      stdin: Readable.from([typed]),
      stdout: stdout.stream,
      stderr: stderr.stream,
      now: () => now,
      actor: 'tester',
    });
    const out = stdout.text();
    const json = () => JSON.parse(out) as Record<string, unknown>;
    return { exitCode, stdout: out, stderr: stderr.text(), json };
  };
}

function collector(): { readonly stream: Writable; readonly text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}
