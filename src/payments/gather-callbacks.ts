// Callbacks that come at once are recorded in one transaction: a commit waits for the disk however
// much it carries, and a statement is planned once for all of them. Each is answered after that
// commit, by what was known before itself; one that cannot be stored fails alone.
import type { Db } from '../db.js';
import { isUndone } from './callback-fault.js';
import { type Carried, recordMessage, recordMessages, toldOf } from './callback-store.js';
import { type GroupLimits, openGroups } from './group-work.js';
import { type KnownBefore, paymentKeyOf } from './word-store.js';

export const gatherLimits: GroupLimits = {
  groupMax: 64,
  // one works while the other waits for the disk; more would only make the groups smaller
  groupsAtOnceMax: 2,
  waitingMax: 2_000,
  stuckAfterMs: 4_500,
};

/** Opens the way in for messages of callbacks; durable when the promise resolves. */
export function openGathering(db: Db): (carried: Carried) => Promise<KnownBefore> {
  return openGroups({
    together: (carried: readonly Carried[]) => recordMessages(db, carried),
    alone: (carried) => recordMessage(db, carried),
    isOfOne: isUndone,
    keysOf,
    limits: gatherLimits,
  });
}

/** Two words about one payment, or about one order, are taken in one after the other. */
function keysOf(carried: Carried): string[] {
  const told = toldOf(carried);
  const { merchantRef } = told.message;
  const account = told.source.gatewayAccountId ?? '';
  return [
    `payment ${paymentKeyOf(told)}`,
    ...(merchantRef === null ? [] : [`order ${account} ${merchantRef}`]),
  ];
}
