// How many guesses anybody has, whatever they try.
import {
  accountPolicy,
  addressPolicy,
  devicePolicy,
  forgetTurns,
  giveBackTurn,
  takeTurn,
  type Turn,
  type Turnstile,
} from '../../src/access/throttle.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
const start = Date.parse('2026-05-20T01:00:00Z');
const after = (seconds: number) => new Date(start + seconds * 1_000);

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.close());

const isGo = (turn: Turn) => turn.kind === 'go';

/** Guesses as soon as it may: when each was judged, and how long each wait was. */
async function guessUntil(turnstile: Turnstile, end: number) {
  const judged: number[] = [];
  const waits: number[] = [];
  for (let at = 0; at < end;) {
    const turn = await takeTurn(database.db, turnstile, after(at));
    if (turn.kind === 'go') {
      judged.push(at);
    } else {
      waits.push(turn.seconds);
      at += turn.seconds;
    }
  }
  return { judged, waits };
}

test('five guesses are free, then the delay grows from one minute to fifteen', async () => {
  const { judged, waits } = await guessUntil({ key: 'delays', policy: accountPolicy }, 3_600);
  expect(judged.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 60]);
  expect(waits).toEqual([60, 120, 240, 480, 900, 900, 900]);
});

test.each([
  ['an account', accountPolicy, 10],
  ['an address', addressPolicy, 100],
  ['a known browser', devicePolicy, 10],
])('%s never has more guesses in a quarter of an hour than its limit', async (key, policy, max) => {
  const { judged } = await guessUntil({ key, policy }, 7_200);
  const most = Math.max(
    ...judged.map((from) => judged.filter((at) => at >= from && at <= from + 900).length),
  );
  expect(most).toBeGreaterThan(5);
  expect(most).toBeLessThanOrEqual(max);
});

test('of a thousand guesses at once five are judged', async () => {
  const turnstile = { key: 'at once', policy: accountPolicy };
  const turns: Turn[] = [];
  // as many at once as there are connections: the rest would wait for one, on a busy machine in vain
  const guesser = async (): Promise<void> => {
    for (let guess = 0; guess < 100; guess += 1) {
      turns.push(await takeTurn(database.db, turnstile, after(0)));
    }
  };
  await Promise.all(Array.from({ length: 10 }, guesser));
  expect(turns).toHaveLength(1_000);
  expect(turns.filter(isGo)).toHaveLength(5);
});

test('only the fifth guess says that the next one will wait', async () => {
  const turnstile = { key: 'locks', policy: accountPolicy };
  const turns: Turn[] = [];
  for (let guess = 0; guess < 6; guess += 1) {
    turns.push(await takeTurn(database.db, turnstile, after(guess)));
  }
  expect(turns).toEqual([
    ...Array.from({ length: 4 }, () => ({ kind: 'go', locks: false })),
    { kind: 'go', locks: true },
    { kind: 'wait', seconds: 59 },
  ]);
});

test('after an hour of quiet, or a right guess, counting begins anew', async () => {
  const turnstile = { key: 'anew', policy: accountPolicy };
  const five = async (at: Date) => {
    const turns: boolean[] = [];
    for (let guess = 0; guess < 5; guess += 1) {
      turns.push(isGo(await takeTurn(database.db, turnstile, at)));
    }
    return turns.filter(Boolean).length;
  };
  expect(await five(after(0))).toBe(5);
  expect(await five(after(3_600))).toBe(5);
  await forgetTurns(database.db, turnstile);
  expect(await five(after(3_601))).toBe(5);
});

test('a right guess gives an address one guess back, not all', async () => {
  const turnstile = { key: 'given back', policy: addressPolicy };
  for (let guess = 0; guess < 50; guess += 1) await takeTurn(database.db, turnstile, after(0));
  expect(isGo(await takeTurn(database.db, turnstile, after(1)))).toBe(false);
  await giveBackTurn(database.db, turnstile);
  expect(isGo(await takeTurn(database.db, turnstile, after(1)))).toBe(true);
  expect(isGo(await takeTurn(database.db, turnstile, after(2)))).toBe(false);
});

test('requests at the same moment do not block one another by a millisecond', async () => {
  const turnstile = { key: 'same moment', policy: accountPolicy };
  expect(isGo(await takeTurn(database.db, turnstile, after(0.005)))).toBe(true);
  expect(isGo(await takeTurn(database.db, turnstile, after(0)))).toBe(true);
});
