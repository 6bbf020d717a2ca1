// From argv to an exit code: builds the commander program from the list of commands, opens what a
// command asks for, prints its report and turns every failure into one problem document.
import { SingleBar } from 'cli-progress';
import { Command as Program, CommanderError } from 'commander';
import { sealAndAnchor } from '../audit/anchor-audit.js';
import { misconfigured, readConfig } from '../config.js';
import { openDb, whyUnreachable } from '../db.js';
import type { Db } from '../db.js';
import { problemDocument, Refused } from '../problem.js';
import type { Problem } from '../problem.js';
import type { Command, CommandInput, Context, Progress, Report } from './command.js';

/** The process as the command line sees it; tests give their own. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absent: nobody types anything. */
  readonly stdin?: AsyncIterable<Uint8Array | string>;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly now: () => Date;
  /** The operating system's user. */
  readonly actor: string;
}

/**
 * Runs one command line.
 * @param argv what was typed after the program's name
 * @returns the exit code: 0 success, 1 a refusal or failure that was explained, 2 wrong usage
 */
export async function runCommandLine(
  commands: readonly Command[],
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const json = argv.includes('--json');
  let exitCode = 0;
  const program = programOf(commands, terminal, async (command, input) => {
    exitCode = await runCommand(command, input, { terminal, json });
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    const detail = error.message.replace(/^error: /, '');
    // commander has told the person already
    if (json) await printDocument({ code: 'usage', detail }, terminal);
    return 2;
  }
  return exitCode;
}

type Invoke = (command: Command, input: CommandInput) => Promise<void>;

function programOf(commands: readonly Command[], terminal: Terminal, invoke: Invoke): Program {
  const program = new Program('doisoat');
  program
    .description('Payment reconciliation for public fees (đối soát phí, lệ phí)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void terminal.stdout.write(text),
      writeErr: (text) => void terminal.stderr.write(text),
    });
  for (const command of commands) addCommand(program, command, invoke);
  return program;
}

function addCommand(program: Program, command: Command, invoke: Invoke): void {
  const words = command.name.split(' ');
  const leaf = words.pop() ?? '';
  let parent = program;
  for (const word of words) {
    parent =
      parent.commands.find((known) => known.name() === word) ??
      parent.command(word).description('');
    const known = parent.description();
    parent.description(known === '' ? leaf : `${known} | ${leaf}`);
  }
  const added = parent.command(leaf).description(command.summary);
  for (const arg of command.args ?? []) added.argument(arg);
  for (const [flags, description] of command.options ?? []) added.option(flags, description);
  added.option('--json', 'one JSON document on stdout and nothing else there');
  added.action(async () => {
    const args = added.processedArgs.flat().filter((arg): arg is string => typeof arg === 'string');
    await invoke(command, { args, options: added.opts() });
  });
}

interface Invocation {
  readonly terminal: Terminal;
  readonly json: boolean;
}

async function runCommand(
  command: Command,
  input: CommandInput,
  invocation: Invocation,
): Promise<number> {
  const opened: Db[] = [];
  const context = contextOf(invocation, opened);
  let seals = !command.readsOnly;
  try {
    const report = await command.run(context, input);
    if (report) await printReport(report, invocation);
    return report?.failed ? 1 : 0;
  } catch (error) {
    const problem = problemOf(error);
    // a database that is away or has no tables is not asked a second time
    if (problem.code === 'internal' || problem.code === 'misconfigured') seals = false;
    if (problem.code === 'internal') {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      invocation.terminal.stderr.write(`${text}\n`);
    }
    await printProblem(problem, invocation);
    return problem.code === 'usage' ? 2 : 1;
  } finally {
    if (opened.length > 0 && seals) await sealWhatWasDone(context);
    await Promise.all(opened.map((db) => db.destroy()));
  }
}

/** Where no service runs nobody else would seal it. What cannot be sealed now waits. */
async function sealWhatWasDone(context: Context): Promise<void> {
  try {
    await sealAndAnchor({ db: context.db(), config: context.config() });
  } catch {
    context.note('note: the audit trail was not sealed; the service or the next command will');
  }
}

function contextOf({ terminal, json }: Invocation, opened: Db[]): Context {
  const { env, stdin = [], stdout, stderr, now, actor } = terminal;
  const config = onFirstUse(() => readConfig(env));
  const db = onFirstUse(() => {
    const connection = openDb(config());
    opened.push(connection);
    return connection;
  });
  return {
    env,
    config,
    db,
    now,
    by: { kind: 'command', id: actor, requestId: null },
    json,
    note: (text) => void stderr.write(`${text}\n`),
    progress: (label, total) => progressOn(stderr, label, total),
    write: (text) => writeTo(stdout, text),
    readLine: () => firstLine(stdin),
  };
}

function onFirstUse<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function progressOn(stderr: Terminal['stderr'], label: string, total: number): Progress {
  if (!stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const format = `${label} {bar} {value}/{total}`;
  const bar = new SingleBar({ format, stream: stderr, hideCursor: true });
  bar.start(total, 0);
  return { update: (done) => bar.update(done), stop: () => bar.stop() };
}

/** The first line that is typed or piped in; a secret is given so and not as an argument. */
async function firstLine(
  stdin: AsyncIterable<Uint8Array | string> | Iterable<string>,
): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    if (text.includes('\n') || text.length > lineCharsMax) break;
  }
  return (text.split('\n')[0] ?? '').trim();
}

const lineCharsMax = 1000;

function writeTo(stream: NodeJS.WritableStream, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

async function printReport(report: Report, { terminal, json }: Invocation): Promise<void> {
  const text = json ? JSON.stringify(report.json) : report.text;
  if (text !== '') await writeTo(terminal.stdout, `${text}\n`);
}

/** Refusals as they are; a database that lacks our tables says what to do; the rest is a bug. */
function problemOf(error: unknown): Problem {
  if (error instanceof Refused) return error.problem;
  const why = whyUnreachable(error);
  if (why !== null) return misconfigured('DATABASE_URL', why).problem;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === '42P01' || code === '3F000') {
    return {
      code: 'misconfigured',
      detail: 'The database has no tables yet: run `migrate` first.',
    };
  }
  return { code: 'internal', detail: 'Something broke that should not; the log has the details.' };
}

async function printDocument(problem: Problem, terminal: Terminal): Promise<void> {
  await writeTo(terminal.stdout, `${JSON.stringify(problemDocument(problem))}\n`);
}

async function printProblem(problem: Problem, { terminal, json }: Invocation): Promise<void> {
  if (json) await printDocument(problem, terminal);
  const places = (problem.errors ?? []).map((place) => {
    const where = [place.file, place.line, place.column ?? place.pointer].filter(
      (part) => part !== undefined,
    );
    return `  ${where.join(':')}: ${place.detail}`;
  });
  terminal.stderr.write(`${[`error: ${problem.detail}`, ...places].join('\n')}\n`);
}
