// The second person's decision. It holds for exactly what was shown; of two that come at once one
// decides and the other is told so.
import { recordAudit } from '../audit/record-audit.js';
import { instantText, localDateOf } from '../calendar.js';
import { inTransaction, type Db } from '../db.js';
import { Refused } from '../problem.js';
import { nameOf } from '../audit/by.js';
import { conflict, type AccountDeps } from './account-deps.js';
import { citizenOf, whyNotDecider } from './decider-store.js';
import {
  bankAccountOf,
  beginPurpose,
  endVersion,
  insertDecision,
  insertEvent,
  insertVersion,
} from './decision-store.js';
import { heldProposal, holdToMove, proposalEvent, type AboutProposal } from './held-proposal.js';
import { whyNotWords } from './may-decide.js';
import type { Effect, Proposal } from './proposal.js';
import { findProposal, markDecided } from './proposal-store.js';
import { refuseByChecks } from './proposal-text.js';
import { showProposal, type ShownProposal } from './shown-proposal.js';
import { newsOf } from './submit-proposal.js';

export interface Decide extends AboutProposal {
  /** Of what the checker was shown. */
  readonly digest: string;
}

/**
 * Approves: the register changes from a day on, after the cooling-off.
 * @throws Refused `forbidden` for a token and for whoever may not be the second person,
 *   `not_found`; `stale_version` when it is no longer what was shown; `conflict` when somebody was
 *   first or something stands in the way; `account_refused` when the checks now refuse it
 */
export async function approveProposal(
  deps: AccountDeps,
  given: Decide & { readonly remark?: string | null },
): Promise<Proposal> {
  return inTransaction(deps.db, async (trx) => {
    const { shown, at } = await toDecide(deps, trx, given, 'approve');
    if (shown.obstacle !== null) throw conflict(shown.obstacle);
    refuseByChecks(shown.checks);
    return enact(deps, trx, { shown, at, given });
  });
}

/**
 * Rejects, saying why; the maker may propose anew.
 * @throws Refused as `approveProposal`, but for checks and obstacles
 */
export async function rejectProposal(
  deps: AccountDeps,
  given: Decide & { readonly reason: string },
): Promise<Proposal> {
  return inTransaction(deps.db, async (trx) => {
    const { shown, at } = await toDecide(deps, trx, given, 'reject');
    const { proposal } = shown;
    const { reason } = given;
    const actor = given.asker.name;
    const told = await deps.tell(trx, newsOf(shown, { kind: 'rejected', at, actor, reason }));
    await insertDecision(trx, {
      ...{ proposal, outcome: 'rejected', checkerId: given.asker.id, reason, at, told },
      checkerCitizen: await citizenOf(trx, given.asker.id),
      digest: shown.digest,
      ...{ effect: null, bankAccountId: null, present: shown.present },
    });
    await markDecided(trx, proposal.id, at);
    const entry = { after: { digest: shown.digest }, why: reason };
    await recordAudit(trx, deps.by, proposalEvent(proposal, 'rejected', entry));
    return (await findProposal(trx, proposal.id)) ?? proposal;
  });
}

/** The proposal as it stands, held; refused unless this asker may decide on just this. */
async function toDecide(
  deps: AccountDeps,
  trx: Db,
  given: Decide,
  act: 'approve' | 'reject',
): Promise<{ readonly shown: ShownProposal; readonly at: Date }> {
  const { asker } = given;
  const proposal = await heldProposal(trx, given, 'account.approve');
  const at = deps.now();
  const { province, accountCoolingOffHours: coolingOffHours } = deps.config;
  const whyNot = await whyNotDecider(trx, { asker, proposal, province, at });
  if (whyNot) throw new Refused({ code: 'forbidden', detail: whyNotWords[whyNot].en });
  if (proposal.endedAt !== null) holdToMove(proposal, act);
  const shown = await showProposal(trx, proposal, { at, coolingOffHours });
  if (shown.digest !== given.digest) {
    const detail = 'It is no longer what you were shown; read it again and decide on that.';
    throw new Refused({ code: 'stale_version', detail });
  }
  holdToMove(proposal, act);
  return { shown, at };
}

interface Enacted {
  readonly shown: ShownProposal;
  readonly at: Date;
  readonly given: Decide & { readonly remark?: string | null };
}

async function enact(deps: AccountDeps, trx: Db, { shown, at, given }: Enacted): Promise<Proposal> {
  const { proposal, present, digest } = shown;
  const { account, change } = proposal;
  // what is resumed is as it was proven before: nothing to cool off
  const effect =
    change === 'resume' ? { effectiveOn: localDateOf(at), activatesAt: at } : shown.effect;
  if (!effect) throw new Error(`proposal ${proposal.id} has no first day`);
  const bankAccountId = account && (await bankAccountOf(trx, account));
  const actor = given.asker.name;
  const told = await deps.tell(trx, newsOf(shown, { kind: 'approved', at, actor, ...effect }));
  await insertDecision(trx, {
    ...{ proposal, outcome: 'approved', checkerId: given.asker.id, digest, at, told },
    checkerCitizen: await citizenOf(trx, given.asker.id),
    reason: given.remark ?? null,
    ...{ effect, bankAccountId, present },
  });
  await markDecided(trx, proposal.id, at);
  const versionId = await changeRegister(deps, trx, { shown, effect, bankAccountId, at });
  const { effectiveOn, activatesAt } = effect;
  await recordAudit(
    trx,
    deps.by,
    proposalEvent(proposal, 'approved', {
      after: { change, digest, versionId, effectiveOn, activatesAt: instantText(activatesAt) },
      why: given.remark ?? null,
    }),
  );
  return (await findProposal(trx, proposal.id)) ?? proposal;
}

interface ChangeOfRegister {
  readonly shown: ShownProposal;
  readonly effect: Effect;
  readonly bankAccountId: string | null;
  readonly at: Date;
}

/** Ends, brings or resumes a version. Gives the id of the version that is there afterwards. */
async function changeRegister(
  { by }: AccountDeps,
  trx: Db,
  { shown, effect, bankAccountId, at }: ChangeOfRegister,
): Promise<string | null> {
  const { proposal, present } = shown;
  const { account, id } = proposal;
  const on = effect.effectiveOn;
  if (proposal.change === 'resume') {
    const about = { versionId: present?.id ?? '', at, by: nameOf(by), proposalId: id };
    await insertEvent(trx, { ...about, event: 'resumed' });
    return about.versionId;
  }
  if (present && (present.validTo === null || present.validTo > on)) {
    await endVersion(trx, present, { on, by: id });
  }
  if (!account || bankAccountId === null) return present?.id ?? null;
  await beginPurpose(trx, proposal);
  return insertVersion(trx, { proposal, account, bankAccountId, effect, by: nameOf(by) });
}
