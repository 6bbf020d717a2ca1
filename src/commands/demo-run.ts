// `npm run demo`: an invented province goes through the same doors as a real one - signed callbacks
// to the running server, files through the import commands - and what is found is compared with
// what was planted. The service never sees the plant.
import { join } from 'node:path';
import { buildWorld, daysMin } from '../../bench/world/build-world.js';
import { callbacksOf } from '../../bench/world/callbacks.js';
import type { World } from '../../bench/world/world.js';
import { writeWorld } from '../../bench/world/write-world.js';
import type { WrittenWorld } from '../../bench/world/write-world.js';
import { emptyOutbox, tellUnits } from '../alerts/tell-units.js';
import type { TellOutcome } from '../alerts/tell-units.js';
import { openLog } from '../log.js';
import { migrate } from '../migrate.js';
import { readProvince } from '../reconciliation/read-province.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { reconcile } from '../reconciliation/run-reconciliation.js';
import { startServer } from '../server.js';
import type { RunningServer } from '../server.js';
import { countOption, flagOption, wrongUsage } from './command.js';
import type { CommandInput, Context, Report } from './command.js';
import { changeDemoAccounts } from './demo-accounts.js';
import { sendCallbacks } from './demo-callbacks.js';
import { addDemoOfficers, setUpLinksOf } from './demo-officers.js';
import { writeDemoReports } from './demo-reports.js';
import { importFiles, playSecondAct, type DemoClock } from './demo-second-act.js';
import { summaryOf } from './demo-summary.js';
import type { DemoResult } from './demo-summary.js';
import { gatewaySetCommand } from './gateway.js';
import { importAccountsCommand } from './import-accounts.js';
import { importOrdersCommand } from './import-orders.js';
import { importUnitsCommand } from './import-units.js';

/** The demo, up to its end or, without `--once`, until somebody stops it. */
export async function runDemo(context: Context, input: CommandInput): Promise<Report | undefined> {
  const size = {
    seed: countOption(input, 'seed') ?? 75,
    days: countOption(input, 'days') ?? 21,
    payments: countOption(input, 'payments') ?? 5000,
  };
  if (size.days < daysMin) throw wrongUsage(`--days: at least ${String(daysMin)}`);
  const startedAt = context.now().getTime();
  const world = buildWorld(size);
  const clock = demoClock(context.now, world.span.asOf);
  const { now } = clock;
  const once = flagOption(input, 'once');
  const server = await prepare(context, { now, once });
  try {
    const demo: Demo = { context: { ...context, now, json: false }, world, server, clock };
    const result = await play(demo);
    const seconds = (context.now().getTime() - startedAt) / 1000;
    const report = summaryOf(world, { ...result, seconds, url: server.url, once });
    if (once) return report;
    await context.write(`${context.json ? JSON.stringify(report.json) : report.text}\n`);
    await untilStopped();
    return undefined;
  } finally {
    await server.stop();
  }
}

/** Starts at the world's as-of, so that signatures, uploads and pages agree; it only jumps ahead. */
function demoClock(real: () => Date, from: Date): DemoClock {
  let [at, since] = [from.getTime(), real().getTime()];
  return {
    now: () => new Date(at + real().getTime() - since),
    moveTo: (instant) => {
      [at, since] = [instant.getTime(), real().getTime()];
    },
  };
}

interface Demo {
  readonly context: Context;
  readonly world: World;
  readonly server: RunningServer;
  readonly clock: DemoClock;
}

/** Schema and server. The port asked for, 8080, or where that is taken any free one. */
async function prepare(
  context: Context,
  { now, once }: { readonly now: () => Date; readonly once: boolean },
): Promise<RunningServer> {
  const config = context.config();
  await migrate(config);
  const log = openLog('warn');
  // the administrator's telephone knows nothing of the demo's clock
  const phoneNow = context.now;
  const listen = (port: number) =>
    startServer({ ...{ db: context.db(), config: { ...config, port }, now, log }, phoneNow });
  return once ? listen(0) : listen(config.port).catch(() => listen(0));
}

type Times = Record<string, number>;

/** Everything that happens in three weeks and the one after them, in the order in which the money travels. */
async function play(demo: Demo): Promise<Omit<DemoResult, 'seconds' | 'url' | 'once'>> {
  const { context, world, server, clock } = demo;
  const times: Times = {};
  const timed = async <T>(what: string, step: () => Promise<T>): Promise<T> => {
    const from = performance.now();
    const result = await step();
    times[what] = (performance.now() - from) / 1000;
    return result;
  };
  const deps = { db: context.db(), now: context.now, by: context.by };
  const dir = join(context.config().dataDir, 'world');
  const files = await timed('files written', () => writeWorld(world, dir));
  await timed('register imported', () => importRegister(context, files));
  const callbacks = callbacksOf(world);
  const send = { url: server.url, now: context.now, progress: context.progress };
  const sent = await timed('callbacks sent', () => sendCallbacks(send, callbacks.inTime));
  await timed('statements imported', () => importBankFiles(demo, files));
  const late = await timed('late callbacks sent', () => sendCallbacks(send, callbacks.late));
  await timed('reconciled', () => reconcile(deps));
  const again = await timed('reconciled again', () => reconcile(deps));
  const { asOf } = world.span;
  const told = await timed('units told', () => tell(demo, asOf));
  const reading = await timed('province read', () => readProvince(deps, { asOf }));
  const people = { ...deps, config: { ...context.config(), baseUrl: server.url } };
  const officers = await timed('officers added', () => addDemoOfficers(people, reading));
  const accounts = await timed('accounts changed', () => changeDemoAccounts(people, reading));
  const mailed = await timed('changes told', () => emptyOutbox(people));
  const after = await readProvince(deps, { asOf });
  const proven = after.units
    .flatMap((unit) => unit.accounts)
    .find(({ versionId }) => versionId === accounts?.versionId);
  const act = { ...{ context, server, clock }, act: world.secondAct };
  const second = await timed('a week later', () => playSecondAct(act, { dir, before: reading }));
  const newcomers = [officers.newcomer, ...(accounts?.newcomers ?? [])];
  const setUps = await setUpLinksOf(people, newcomers);
  const { dataDir, province } = context.config();
  const month = { reading: second.reading, folder: join(dataDir, 'reports') };
  const reports = await timed('reports written', () =>
    writeDemoReports({ db: context.db(), province }, month),
  );
  return {
    times,
    second,
    reports,
    reading,
    officers,
    accounts,
    setUps,
    mailed: mailed.sent,
    verifiedOn: proven?.verifiedBy === 'code' ? proven.verifiedOn : null,
    moved: movedBetween(reading, after),
    told,
    again,
    outbox: join(context.config().dataDir, 'outbox'),
    sent: sent + late,
  };
}

/** Payments that read otherwise after the accounts were changed: none, or the demo fails. */
function movedBetween(before: ProvinceReading, after: ProvinceReading): readonly string[] {
  const settled = new Map(before.payments.map((one) => [one.paymentId, one.settlement]));
  return after.payments
    .filter(({ paymentId, settlement }) => settled.get(paymentId) !== settlement)
    .map(({ paymentId }) => paymentId);
}

function tell({ context, server }: Demo, asOf: Date): Promise<TellOutcome> {
  const config = { ...context.config(), baseUrl: server.url };
  return tellUnits({ db: context.db(), config, by: context.by }, { asOf });
}

async function importRegister(context: Context, files: WrittenWorld): Promise<void> {
  for (const [name, profile] of Object.entries(files.profiles)) {
    await gatewaySetCommand.run(context, { args: [name], options: { profile } });
  }
  const options = {};
  await importUnitsCommand.run(context, { args: [files.units], options });
  await importAccountsCommand.run(context, { args: [files.accounts], options });
  await importOrdersCommand.run(context, { args: [files.orders], options });
}

/** Statements in the order in which the world shuffled them, then the settlement reports. */
async function importBankFiles({ context, world }: Demo, files: WrittenWorld): Promise<void> {
  const statements = world.statements.map((file) => join(files.statements, file.name));
  await importFiles(context, { statements, settlements: files.settlements });
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
