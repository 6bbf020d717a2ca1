// Callbacks through the real service: how many a second beside a handler that only keeps them, how
// long each waits at half of that, and whether every one of them is there once.
import { setTimeout as sleep } from 'node:timers/promises';
import { median, type Bench, type BenchInput, type Figure } from '../bench.js';
import { aPlace, type Place, startListening, startService } from '../place.js';
import { countStored, isSealed, prepare } from './callbacks-store.js';
import { type Delivered, quantile, sendLoad, type Load, type Sent } from './load.js';

/** As many as a busy gateway or two keep open. */
const connections = 32;
/** A round ends by its time, or when so many a second have been sent. */
const perSecondMax = 5_000;
const restMs = 500;

export const callbacks: Bench = {
  name: 'callbacks',
  run: async (input) => {
    const place = await aPlace('bench_callbacks');
    try {
      return await measure(place, input);
    } finally {
      await place.close();
    }
  },
};

interface Times {
  readonly rounds: number;
  readonly roundMs: number;
  readonly delayMs: number;
}

const wholeTimes: Times = { rounds: 3, roundMs: 15_000, delayMs: 60_000 };
const quickTimes: Times = { rounds: 3, roundMs: 4_000, delayMs: 10_000 };

async function measure(place: Place, input: BenchInput): Promise<Figure[]> {
  const times = input.quick ? quickTimes : wholeTimes;
  const ms = (times.rounds + 1) * times.roundMs + times.delayMs / 2;
  await prepare(place, perSecondMax * (ms / 1000));
  const bare = await startListening('./callbacks/bare-server.js', { env: place.env });
  const service = await startService(place);
  try {
    return await compare({ place, input, times, bare: bare.url, service: service.url });
  } finally {
    await Promise.all([bare.stop(), service.stop()]);
  }
}

interface Servers {
  readonly place: Place;
  readonly input: BenchInput;
  readonly times: Times;
  readonly bare: string;
  readonly service: string;
}

/** Rounds in turn, so that whatever else the machine does meets all of them. */
async function compare(servers: Servers): Promise<Figure[]> {
  const { place, times, input } = servers;
  const { send, sent } = senderOf(servers);
  await send(servers.bare, { withinMs: times.roundMs / 3 });
  await send(servers.service, { withinMs: times.roundMs / 3 });
  const rates = { bare: [] as number[], first: [] as number[], again: [] as number[] };
  for (let round = 1; round <= times.rounds; round += 1) {
    await settled(place);
    rates.bare.push(rateOf(await send(servers.bare)));
    const first = await send(servers.service);
    rates.first.push(rateOf(first));
    await settled(place);
    const again = await send(servers.service, { from: first.from, count: first.sent });
    rates.again.push(rateOf(again));
    const shown = Object.entries(rates).map(([name, each]) => `${name} ${text(each.at(-1))}/s`);
    input.note(`round ${String(round)}: ${shown.join(', ')}`);
  }
  await settled(place);
  const perSecond = Math.round(median(rates.first) / 2);
  input.note(`delays at ${String(perSecond)}/s`);
  const delays = await send(servers.service, { perSecond, withinMs: times.delayMs });
  return [...rateFigures(rates), ...delayFigures(delays, perSecond), ...(await countFigures())];

  async function countFigures(): Promise<Figure[]> {
    const stored = await countStored(place.db, sent);
    const bar = { of: 'measured', atMost: 0 } as const;
    const figure = { unit: 'callbacks', baseline: null, bar };
    const unacknowledged = sent.reduce((sum, { refused }) => sum + refused.length, 0);
    return [
      { what: 'sent and not acknowledged', measured: unacknowledged, ...figure },
      { what: 'acknowledged and not stored', measured: stored.lost, ...figure },
      { what: 'stored twice', measured: stored.doubled, ...figure },
    ];
  }
}

function senderOf({ service, times }: Servers): {
  readonly send: (url: string, load?: Partial<Load>) => Promise<Delivered>;
  readonly sent: Delivered[];
} {
  let next = 1;
  const sent: Delivered[] = [];
  const send = async (url: string, load: Partial<Load> = {}): Promise<Delivered> => {
    await sleep(restMs);
    const withinMs = load.withinMs ?? times.roundMs;
    const count = Math.ceil(((load.perSecond ?? perSecondMax) * withinMs) / 1000);
    const whole = { from: next, count, connections, withinMs, perSecond: null, ...load };
    const answered = await sendLoad({ port: Number(new URL(url).port), ...whole });
    const delivered = { ...answered, from: whole.from };
    if (url === service) {
      next = Math.max(next, whole.from + answered.sent);
      sent.push(delivered);
    }
    return delivered;
  };
  return { send, sent };
}

const rateOf = ({ sent, refused, seconds }: Sent): number => (sent - refused.length) / seconds;
const text = (rate = NaN): string => rate.toFixed(0);

/** What the service still does for the callbacks of a round must not slow the next one down. */
async function settled(place: Place): Promise<void> {
  while (!(await isSealed(place.db))) await sleep(restMs);
}

function rateFigures(rates: Readonly<Record<'bare' | 'first' | 'again', number[]>>): Figure[] {
  const [bare, first, again] = [median(rates.bare), median(rates.first), median(rates.again)];
  return [
    {
      what: 'callbacks beside a bare handler with one insert',
      unit: 'per s',
      measured: first,
      baseline: bare,
      bar: { of: 'ratio', atLeast: 0.6 },
      rounds: rates,
    },
    {
      what: 'a duplicate beside a first delivery',
      unit: 'ms of the service',
      measured: 1000 / again,
      baseline: 1000 / first,
      bar: { of: 'ratio', atMost: 1 },
    },
  ];
}

function delayFigures({ delaysMs }: Sent, perSecond: number): Figure[] {
  return [
    {
      what: `99 of 100 callbacks are answered within, at ${String(perSecond)} a second`,
      unit: 'ms',
      measured: quantile(delaysMs, 0.99),
      baseline: null,
      bar: { of: 'measured', atMost: 50 },
      rounds: { quantiles: [0.5, 0.9, 0.99, 0.999, 1].map((share) => quantile(delaysMs, share)) },
    },
  ];
}
