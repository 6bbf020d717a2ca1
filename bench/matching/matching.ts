// Matching a million payments with a million lines beside SQL written by hand, the memory it takes, how
// both grow, and what a day's new payments and lines cost on top of all that is matched already.
import { median, type Bench, type BenchInput, type Figure } from '../bench.js';
import { aPlace, type Place } from '../place.js';
import { fillDays, fillRegister, ownerOf } from './fill-world.js';
import { baseline, confirmedSums, oneRun, unmatched } from './rounds.js';
import { smallFigures } from './small-searches.js';
import { perDay } from './world.js';

const wholeSize = 1_000_000;
const quickSize = 20_000;
const newSize = 20_000;

export const matching: Bench = {
  name: 'matching',
  run: async (input) => {
    const size = input.size ?? (input.quick ? quickSize : wholeSize);
    const days = Math.ceil(size / perDay);
    const tenth = await measured(Math.max(1, Math.round(days / 10)), input);
    const whole = await measured(days, input, newDays(days));
    return [...figuresOf(whole, tenth), ...smallFigures()];
  },
};

function newDays(days: number): number {
  return Math.min(days, Math.ceil(newSize / perDay));
}

interface Measured {
  readonly size: number;
  readonly ms: number;
  readonly mostMb: number;
  readonly baselineMs: number;
  /** A run with new days on top, and one with nothing new. */
  readonly more: { readonly size: number; readonly ms: number; readonly idleMs: number } | null;
}

async function measured(days: number, input: BenchInput, more = 0): Promise<Measured> {
  const place = await aPlace(`bench_matching_${String(days)}`);
  const client = await ownerOf(place);
  const { note } = input;
  const size = days * perDay;
  try {
    await fillRegister(client);
    await fillDays(client, 0, days);
    note(`${String(size)} payments and lines are there`);
    const baselineMs = await baseline(client);
    const expected = await confirmedSums(client);
    note(`baseline ${baselineMs.toFixed(0)} ms`);
    await unmatched(client);
    const run = await oneRun(place);
    note(
      `run ${run.ms.toFixed(0)} ms, ${run.mostMb.toFixed(0)} MB, ${JSON.stringify(run.outcome)}`,
    );
    const found = await confirmedSums(client);
    if (found !== expected) throw new Error(`confirmed is ${found}, by hand ${expected}`);
    const result = { size, ms: run.ms, mostMb: run.mostMb, baselineMs };
    return {
      ...result,
      more: more === 0 ? null : await onTop({ place, client, days, more, note }),
    };
  } finally {
    await client.end();
    await place.close();
  }
}

interface OnTop extends Pick<BenchInput, 'note'> {
  readonly place: Place;
  readonly client: Awaited<ReturnType<typeof ownerOf>>;
  readonly days: number;
  readonly more: number;
}

async function onTop({ place, client, days, more, note }: OnTop): Promise<Measured['more']> {
  await fillDays(client, days, days + more);
  const run = await oneRun(place);
  note(
    `new ones ${run.ms.toFixed(0)} ms, ${run.mostMb.toFixed(0)} MB, ${JSON.stringify(run.outcome)}`,
  );
  const idle = [await oneRun(place), await oneRun(place), await oneRun(place)].map(({ ms }) => ms);
  note(`nothing new ${idle.map((ms) => ms.toFixed(0)).join(', ')} ms`);
  return { size: more * perDay, ms: run.ms, idleMs: median(idle) };
}

function figuresOf(whole: Measured, tenth: Measured): Figure[] {
  const name = `${String(whole.size)} payments with as many lines`;
  const times = whole.size / tenth.size;
  const figures: Figure[] = [
    {
      what: `${name}, beside SQL by hand`,
      unit: 'ms',
      measured: whole.ms,
      baseline: whole.baselineMs,
      bar: { of: 'ratio', atMost: 2 },
    },
    {
      what: `the most memory of that process`,
      unit: 'MB',
      measured: whole.mostMb,
      baseline: null,
      bar: { of: 'measured', atMost: 512 },
    },
    {
      what: `the same beside a tenth (${String(tenth.size)}), for each ten times`,
      unit: 'ms',
      measured: whole.ms,
      baseline: (tenth.ms * times) / 10,
      bar: { of: 'ratio', atMost: 11 },
    },
  ];
  if (whole.more === null) return figures;
  const { size, ms, idleMs } = whole.more;
  const bar = { of: 'measured', atMost: 1500 } as const;
  const figure = { unit: 'ms', baseline: null, bar };
  return [
    ...figures,
    { what: `${String(size)} new of each on top of that`, measured: ms, ...figure },
    { what: 'nothing new on top of that', measured: idleMs, ...figure },
  ];
}
