// What waits for somebody: proposals that they may decide on, and drafts of their own.
import { may, sightOf, type Principal } from '../access/principal.js';
import type { Db } from '../db.js';
import { whyNotDecider } from './decider-store.js';
import { proposalStateOf, type Proposal } from './proposal.js';
import { listProposals } from './proposal-store.js';

/** There is one open proposal a unit and purpose. */
const openCountMax = 5000;

export async function proposalsWaitingFor(
  db: Db,
  asked: { readonly asker: Principal; readonly province: string; readonly at: Date },
): Promise<Proposal[]> {
  const { asker } = asked;
  const units = (['account.approve', 'account.propose'] as const).flatMap((action) => [
    ...sightOf(asker, action).units,
  ]);
  const open = await listProposals(db, { units, openOnly: true, limit: openCountMax });
  const waiting: Proposal[] = [];
  for (const proposal of open) {
    if (await waitsFor(db, { ...asked, proposal })) waiting.push(proposal);
  }
  return waiting;
}

async function waitsFor(
  db: Db,
  asked: {
    readonly asker: Principal;
    readonly province: string;
    readonly at: Date;
    readonly proposal: Proposal;
  },
): Promise<boolean> {
  const { asker, proposal } = asked;
  if (proposalStateOf(proposal) === 'draft') {
    return asker.kind === 'officer' && proposal.maker.id === asker.id;
  }
  if (!may(asker, 'account.approve', proposal.unitCode)) return false;
  return (await whyNotDecider(db, asked)) === null;
}
