// A guess before several counts at once: it is judged only if every one of them lets it pass.
import type { Db } from '../db.js';
import { addressPolicy, forgetTurns, giveBackTurn, takeTurn } from './throttle.js';
import type { Turn, Turnstile } from './throttle.js';

/** Counts a guess at each; the first that blocks it says how long it waits. */
export async function takeTurns(db: Db, turnstiles: readonly Turnstile[], at: Date): Promise<Turn> {
  let locks = false;
  for (const turnstile of turnstiles) {
    const turn = await takeTurn(db, turnstile, at);
    if (turn.kind === 'wait') return turn;
    // an address that is slowed down locks nobody's account
    locks ||= turn.locks && turnstile.policy !== addressPolicy;
  }
  return { kind: 'go', locks };
}

/**
 * After a right guess: the account's count begins anew. The address only gets this one back, so
 * that somebody with an account of their own cannot wash the address clean for guessing others'.
 */
export async function settleTurns(db: Db, turnstiles: readonly Turnstile[]): Promise<void> {
  for (const turnstile of turnstiles) {
    if (turnstile.policy === addressPolicy) await giveBackTurn(db, turnstile);
    else await forgetTurns(db, turnstile);
  }
}
