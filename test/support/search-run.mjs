// After the last test: searches the logs and mails that the whole run left in its folder for every
// account number that was in a test's database, and for citizen numbers. Exit code 1: found some.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { citizensIn, numbersIn, readableMail } from './numbers-in.mjs';

const folder = process.argv[2] ?? '';
const numbers = new Set(
  linesOf(join(folder, 'numbers')).filter((number) => /^\d{9,}$/.test(number)),
);
const found = filesIn('logs', (text) => text).concat(filesIn('mails', readableMail));
process.stdout.write(
  `${String(found.length)} of ${String(numbers.size)} numbers found in the run's logs and mails\n`,
);
for (const place of found.slice(0, 20)) process.stdout.write(`  ${place}\n`);
process.exitCode = found.length > 0 ? 1 : 0;

function linesOf(path) {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
}

function filesIn(name, textOf) {
  const at = join(folder, name);
  if (!existsSync(at)) return [];
  return readdirSync(at).flatMap((file) => {
    const text = textOf(readFileSync(join(at, file), 'utf8'));
    const all = new Set([...numbersIn(text, numbers), ...citizensIn(text)]);
    // only so much that the test at fault can be found
    return [...all].map((number) => `${name}/${file}: …${number.slice(-4)}`);
  });
}
