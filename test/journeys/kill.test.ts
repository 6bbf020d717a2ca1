// The service and its database killed under load: what a gateway was told is recorded stays recorded, and once.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  killProcess,
  aFolder,
  answers,
  aPlace,
  clearUp,
  databasePid,
  isDatabaseReady,
  launch,
  type Place,
  serve,
  type Service,
  until,
} from '../launcher/launching.js';
import { genericBody, genericProfile, send, signed } from '../payments/callback-client.js';

const kills = process.env['DOISOAT_LONG'] ? 200 : 3;
const senders = 8;
const repeatShare = 0.3;
const seed = Number(process.env['DOISOAT_SEED'] ?? Date.now() % 1_000_000);

afterAll(clearUp);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function randomsOf(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Traffic {
  readonly sent: string[];
  readonly acknowledged: Set<string>;
  readonly random: () => number;
}

/** One gateway: sends until its server is gone or it is told to end; some of it was sent before. */
async function sendUntilDead(url: string, traffic: Traffic, ends?: AbortSignal): Promise<void> {
  const { sent, acknowledged, random } = traffic;
  while (ends?.aborted !== true) {
    const isRepeat = sent.length > 0 && random() < repeatShare;
    const known = sent[Math.floor(random() * sent.length)];
    const id = isRepeat && known !== undefined ? known : `K-${String(sent.length)}`;
    if (id !== known) sent.push(id);
    const body = genericBody({ gatewayTxnId: id, merchantRef: `R-${id}` });
    const headers = signed(body, new Date());
    const reply = await send(url, { path: '/callbacks/generic', headers, body }).catch(() => null);
    if (!reply) return;
    if (reply.status === 200) acknowledged.add(id);
  }
}

/** Kills the serving process itself, then its launcher, as a machine that loses power would. */
function killHard(service: Service): void {
  for (const pid of childrenOfLauncher(service)) killProcess(pid, 'SIGKILL');
  service.child.kill('SIGKILL');
}

function childrenOfLauncher(service: Service): number[] {
  const launcher = Number(service.child.pid);
  return childrenOf(`/proc/${String(launcher)}/task/${String(launcher)}/children`, launcher);
}

function childrenOf(file: string, parent: number): number[] {
  const listed = ((): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return spawnSync('pgrep', ['-P', String(parent)]).stdout.toString();
    }
  })();
  return listed.split(/\s+/).filter(Boolean).map(Number);
}

async function storedIds(place: Place): Promise<string[]> {
  const exported = await launch(place, ['export', 'payments']);
  if (exported.code !== 0) throw new Error(exported.stderr);
  return exported.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { gatewayTxnId: string }).gatewayTxnId);
}

let place: Place;
const traffic: Traffic = { sent: [], acknowledged: new Set<string>(), random: randomsOf(seed) };

beforeAll(async () => {
  place = aPlace();
  const folder = aFolder();
  mkdirSync(folder, { recursive: true });
  const profile = join(folder, 'profile.json');
  writeFileSync(profile, JSON.stringify(genericProfile()));
  const set = await launch(place, ['gateway', 'set', 'generic', '--profile', profile]);
  expect(set).toMatchObject({ code: 0 });
}, 180_000);

async function expectNothingLost(): Promise<void> {
  const stored = new Set(await storedIds(place));
  expect([...traffic.acknowledged].filter((id) => !stored.has(id))).toEqual([]);
  const known = new Set<string>(traffic.sent);
  expect([...stored].filter((id) => !known.has(id))).toEqual([]);
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 50 + traffic.random() * 300));

test(
  `${String(kills)} times killed under ${String(senders)} senders, the service lost no acknowledged ` +
    `payment and doubled none (seed ${String(seed)})`,
  async () => {
    for (let kill = 0; kill < kills; kill += 1) {
      const service = await serve(place);
      const url = `http://127.0.0.1:${String(service.port)}`;
      const before = traffic.acknowledged.size;
      const gateways = Array.from({ length: senders }, () => sendUntilDead(url, traffic));
      // on a busy machine the first answer may take longer than the pause
      await until(() => traffic.acknowledged.size > before);
      await pause();
      killHard(service);
      await Promise.all([...gateways, service.end]);
    }
    expect(traffic.acknowledged.size).toBeGreaterThanOrEqual(kills);
    await expectNothingLost();
  },
  kills * 20_000 + 60_000,
);

/** From the database answering again to the service saying that it is ready. */
const readyWithinMs = 3_000;
/** From the kill; how soon PostgreSQL is up depends on the machine as much as on us. */
const upWithinMs = 20_000;

test(
  `its database killed ${String(kills)} times under ${String(senders)} senders, the same process is ` +
    `ready again within ${String(readyWithinMs / 1000)} s, with every acknowledged payment (seed ${String(seed)})`,
  async () => {
    const service = await serve(place);
    const url = `http://127.0.0.1:${String(service.port)}`;
    const ending = new AbortController();
    const before = traffic.acknowledged.size;
    const gateways = Array.from({ length: senders }, () =>
      sendUntilDead(url, traffic, ending.signal),
    );
    const serving = childrenOfLauncher(service);
    const waits: number[] = [];
    for (let kill = 0; kill < kills; kill += 1) {
      await pause();
      const pid = databasePid(place);
      killProcess(pid, 'SIGQUIT');
      await until(() => databasePid(place) !== pid && isDatabaseReady(place), upWithinMs);
      const upAt = performance.now();
      await until(() => answers(service.port, 'readyz'));
      waits.push(Math.round(performance.now() - upAt));
      expect(childrenOfLauncher(service)).toEqual(expect.arrayContaining(serving));
    }
    expect(waits.filter((wait) => wait > readyWithinMs)).toEqual([]);
    await until(() => traffic.acknowledged.size > before + kills);
    ending.abort();
    await Promise.all(gateways);
    await expectNothingLost();
    service.child.kill('SIGTERM');
    expect((await service.end).code).toBe(0);
  },
  kills * 20_000 + 60_000,
);
