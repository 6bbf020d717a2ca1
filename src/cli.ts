// The command line: `npm run -s doisoat -- COMMAND`.
import { runCommandLine } from './commands/command-line.js';
import { commandsFor } from './commands/index.js';

// A reader that has seen enough (`… | head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1);
});

const { env, stdin, stdout, stderr } = process;
const argv = process.argv.slice(2);
process.exitCode = await runCommandLine(await commandsFor(argv[0]), argv, {
  env,
  stdin,
  stdout,
  stderr,
  now: () => new Date(),
  actor: env['USER'] ?? env['USERNAME'] ?? 'command line',
});
