// Statement files of a million lines through the import, beside COPY of the same rows already parsed,
// and the memory that the importing process had at most.
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import copyStreams from 'pg-copy-streams';
import { median, type Bench, type BenchInput, type Figure } from '../bench.js';
import { aPlace, type Place } from '../place.js';
import { textFormats, xlsx, type BenchFormat } from './files.js';
import { account, bankBin } from './lines.js';
import { perform, storedColumns, type Done } from './task.js';

export const imports: Bench = {
  name: 'imports',
  run: async (input) => {
    const place = await aPlace('bench_imports');
    const folder = join(place.config.dataDir, 'bench-files');
    await mkdir(folder, { recursive: true });
    try {
      await prepare(place);
      const lineCount = input.quick ? 100_000 : 1_000_000;
      const rowCount = input.quick ? 30_000 : 300_000;
      const figures: Figure[] = [];
      for (const format of textFormats) {
        figures.push(...(await measure({ place, folder, input }, format, lineCount)));
      }
      figures.push(...(await measure({ place, folder, input }, xlsx, rowCount)));
      return figures;
    } finally {
      await rm(folder, { recursive: true, force: true });
      await place.close();
    }
  },
};

interface Around {
  readonly place: Place;
  readonly folder: string;
  readonly input: BenchInput;
}

async function prepare({ db }: Place): Promise<void> {
  await db('bank_account').insert({
    kind: 'bank',
    bank_bin: bankBin,
    number: account,
    number_key: account,
  });
}

/** Rounds in turn; the first import gives the rows that the baseline copies. */
async function measure(
  { place, folder, input }: Around,
  format: BenchFormat,
  lineCount: number,
): Promise<Figure[]> {
  const path = join(folder, `statement.${format.extension}`);
  const rows = join(folder, 'rows');
  await format.write(path, lineCount);
  const rounds = { imported: [] as number[], copied: [] as number[], peakMb: [] as number[] };
  for (let round = 1; round <= (input.quick ? 1 : 3); round += 1) {
    await emptied(place, everything);
    const imported = checked(await perform({ kind: 'import', path }, place.env), lineCount);
    if (round === 1) await saveRows(place, rows);
    await emptied(place, linesOnly);
    const copied = checked(await perform({ kind: 'copy', path: rows }, place.env), lineCount);
    rounds.imported.push(lineCount / imported.seconds);
    rounds.copied.push(lineCount / copied.seconds);
    rounds.peakMb.push(imported.peakMb);
    const seconds = `${imported.seconds.toFixed(1)} s, COPY ${copied.seconds.toFixed(1)} s`;
    input.note(`${format.name} ${String(round)}: ${seconds}, ${imported.peakMb.toFixed(0)} MB`);
  }
  await emptied(place, everything);
  await rm(path);
  return figuresOf(`${String(lineCount)} lines of ${format.name}`, rounds);
}

function checked(done: Done, lineCount: number): Done {
  if (done.lines === lineCount && done.state === 'balanced') return done;
  throw new Error(`${String(done.lines)} of ${String(lineCount)} lines came in, ${done.state}`);
}

function figuresOf(
  what: string,
  rounds: Readonly<Record<'imported' | 'copied' | 'peakMb', number[]>>,
): Figure[] {
  return [
    {
      what: `${what}, imported beside COPY of their rows`,
      unit: 'lines per s',
      measured: median(rounds.imported),
      baseline: median(rounds.copied),
      bar: { of: 'ratio', atLeast: 0.5 },
      rounds,
    },
    {
      what: `memory of the process that imports ${what}`,
      unit: 'MB',
      measured: Math.max(...rounds.peakMb),
      baseline: null,
      bar: { of: 'measured', atMost: 300 },
    },
  ];
}

const everything = 'statement_file, statement, statement_line';
const linesOnly = 'statement_line';

/** Ids begin again, so that the saved rows fit to the statement of every round. */
async function emptied(place: Place, tables: string): Promise<void> {
  const truncate = `truncate ${tables} restart identity cascade`;
  await asOwner(place, (client) => client.query(truncate));
}

async function saveRows(place: Place, path: string): Promise<void> {
  await asOwner(place, async (client) => {
    const select = `select ${storedColumns} from statement_line order by id`;
    const copy = client.query(copyStreams.to(`copy (${select}) to stdout`));
    await pipeline(copy, createWriteStream(path));
  });
}

async function asOwner<T>(
  { env, config }: Place,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: env['MIGRATE_DATABASE_URL'] });
  await client.connect();
  try {
    await client.query(`select set_config('search_path', $1, false)`, [`${config.schema}, public`]);
    return await work(client);
  } finally {
    await client.end();
  }
}
