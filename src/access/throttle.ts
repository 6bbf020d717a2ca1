// Lock-out: how many guesses an account, an address and a browser have. A guess is counted in one
// statement before it is judged, so that a thousand at once are no better than one after another.
import type { Db } from '../db.js';

/** How long the next guess waits after the n-th one in a row, and when guesses are forgotten. */
export interface ThrottlePolicy {
  /** Seconds after the 1st, 2nd, … guess; the last holds for all that follow. */
  readonly waits: readonly number[];
  /** Quiet time after which counting begins anew. */
  readonly forgottenAfterSeconds: number;
}

const free = (count: number): readonly number[] => Array.from({ length: count }, () => 0);

/** Five guesses, then a growing delay: at most nine in any quarter of an hour. */
export const accountPolicy: ThrottlePolicy = {
  waits: [...free(4), 60, 120, 240, 480, 900],
  forgottenAfterSeconds: 3_600,
};

/** Fifty at once, then one each 18 seconds: at most 100 in any quarter of an hour. */
export const addressPolicy: ThrottlePolicy = {
  waits: [...free(49), 18],
  forgottenAfterSeconds: 900,
};

/** A browser that the owner has logged in from: five, then one each three minutes, at most ten. */
export const devicePolicy: ThrottlePolicy = {
  waits: [...free(4), 180],
  forgottenAfterSeconds: 900,
};

/** One count that a guess goes against; `key` is a digest, never a name or an address. */
export interface Turnstile {
  readonly key: string;
  readonly policy: ThrottlePolicy;
}

export type Turn =
  /** May be judged. `locks`: should it fail, the next one waits. */
  | { readonly kind: 'go'; readonly locks: boolean }
  /** Not judged at all. */
  | { readonly kind: 'wait'; readonly seconds: number };

/** Counts a guess, or says how long it waits. */
export async function takeTurn(db: Db, { key, policy }: Turnstile, at: Date): Promise<Turn> {
  const bindings = [key, at, [...policy.waits], policy.forgottenAfterSeconds];
  const { rows } = await db.raw<{ rows: { locks: boolean }[] }>(takeSql, bindings);
  const taken = rows[0];
  if (taken) return { kind: 'go', locks: taken.locks };
  const row = await db('login_throttle')
    .where({ key })
    .first<{ blocked_until: Date | null } | undefined>('blocked_until');
  const until = row?.blocked_until ?? at;
  const left = Math.ceil((until.getTime() - at.getTime()) / 1_000);
  return { kind: 'wait', seconds: Math.max(1, left) };
}

/** After a right guess: that one does not count, the wrong ones around it still do. */
export async function giveBackTurn(db: Db, { key, policy }: Turnstile): Promise<void> {
  const freeCount = policy.waits.filter((seconds) => seconds === 0).length;
  await db.raw(giveBackSql, [freeCount, key]);
}

/** After a right guess by the owner: counting begins anew. */
export async function forgetTurns(db: Db, { key }: Turnstile): Promise<void> {
  await db('login_throttle').where({ key }).delete();
}

// The instants of requests at the same time are not in the order of their turns: a guess without a
// wait blocks nothing, not even until its own instant.
const takeSql = `
  with given as (
    select ?::text as key, ?::timestamptz as at, ?::integer[] as waits,
           make_interval(secs => ?) as forgotten_after
  )
  insert into login_throttle as kept (key, guess_count, last_at, blocked_until)
  select given.key, 1, given.at, given.at + make_interval(secs => nullif(given.waits[1], 0))
    from given
  on conflict (key) do update
     set (guess_count, last_at, blocked_until) = (
       select counted.guess_count, greatest(kept.last_at, given.at),
              given.at + make_interval(secs =>
                nullif(given.waits[least(cardinality(given.waits), counted.guess_count)], 0))
         from given
         cross join lateral (
           select case when kept.last_at <= given.at - given.forgotten_after then 1
                       else kept.guess_count + 1 end as guess_count
         ) as counted)
   where kept.blocked_until is null
      or kept.blocked_until <= excluded.last_at
  returning kept.blocked_until is not null as locks`;

const giveBackSql = `
  update login_throttle
     set guess_count = greatest(login_throttle.guess_count - 1, 0),
         blocked_until = case when login_throttle.guess_count - 1 <= ?::integer
           then null else login_throttle.blocked_until end
   where login_throttle.key = ?`;
