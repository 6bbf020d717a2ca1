// Runs the benches that are named, or all: `npm run bench [-- NAME… --quick --size N --json]`. Exit code 1
// when a bar is missed.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Figure } from './bench.js';
import { isMet } from './bench.js';
import { benches } from './index.js';
import { reportOf, tableOf } from './report.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    size: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const unknown = positionals.find((name) => !benches.some((bench) => bench.name === name));
if (unknown !== undefined) {
  const names = benches.map(({ name }) => name).join(', ');
  process.stderr.write(`error: no bench is called ${unknown}; there are: ${names}\n`);
  process.exit(2);
}

const size = values.size === undefined ? null : Number(values.size);
if (size !== null && !(Number.isInteger(size) && size > 0)) {
  process.stderr.write('error: --size is a whole number above 0\n');
  process.exit(2);
}

const figures: Figure[] = [];
for (const bench of benches) {
  if (positionals.length > 0 && !positionals.includes(bench.name)) continue;
  const note = (text: string): void => void process.stderr.write(`${bench.name}: ${text}\n`);
  figures.push(...(await bench.run({ quick: values.quick, size, note })));
}

const report = reportOf(figures, { quick: values.quick, at: new Date() });
const json = `${JSON.stringify(report, null, 2)}\n`;
await writeFile(new URL('../../bench/results.json', import.meta.url), json);
process.stdout.write(values.json ? json : tableOf(report));
process.exitCode = figures.every(isMet) ? 0 : 1;
