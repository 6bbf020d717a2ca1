// Writes a world into a folder: `node dist/bench/world/main.js DIR [--seed N --days N --payments N]`.
import { parseArgs } from 'node:util';
import { buildWorld } from './build-world.js';
import { writeWorld } from './write-world.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '75' },
    days: { type: 'string', default: '21' },
    payments: { type: 'string', default: '5000' },
  },
});
const [dir] = positionals;
if (!dir) throw new Error('a folder is expected');
const size = {
  seed: Number(values.seed),
  days: Number(values.days),
  payments: Number(values.payments),
};
const world = buildWorld(size);
await writeWorld(world, dir);
process.stdout.write(`${dir}: seed ${values.seed}, ${String(world.payments.length)} payments\n`);
