// Runs one command with --json and gives its exit code and its document.
import { Writable } from 'node:stream';
import { runCommandLine } from '../../src/commands/command-line.js';
import type { Command } from '../../src/commands/command.js';

function collector(): Writable & { text: string } {
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      collected.text += chunk.toString();
      done();
    },
  });
  const collected = Object.assign(stream, { text: '' });
  return collected;
}

export async function runJson(
  command: Command,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  now: () => Date = () => new Date(0),
) {
  const [stdout, stderr] = [collector(), collector()];
  const terminal = { env, stdout, stderr, now, actor: 'officer' };
  const exitCode = await runCommandLine([command], [...argv, '--json'], terminal);
  return { exitCode, document: JSON.parse(stdout.text) };
}
