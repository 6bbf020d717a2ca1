// Proposals and versions of the matrix's places: one of each to read, and new ones for what changes
// them, made by people of the place itself.
import { randomInt } from 'node:crypto';
import type { Principal } from '../../src/access/principal.js';
import { byPrincipal } from '../../src/access/principal.js';
import { accountDepsOf } from '../../src/alerts/tell-account-change.js';
import { attachPaper } from '../../src/beneficiary-accounts/attach-paper.js';
import { approveProposal } from '../../src/beneficiary-accounts/decide-proposal.js';
import { suspendAccount } from '../../src/beneficiary-accounts/hold-version.js';
import { findProposal } from '../../src/beneficiary-accounts/proposal-store.js';
import { proposeAccount, proposeClosing } from '../../src/beneficiary-accounts/propose-change.js';
import { showProposal } from '../../src/beneficiary-accounts/shown-proposal.js';
import type { Db } from '../../src/db.js';
import { Refused } from '../../src/problem.js';
import type { TestDatabase } from '../support/database.js';
import { codes, mark, type Place } from './places.js';

interface Setting {
  readonly database: TestDatabase;
}

const asOf = new Date('2026-05-20T05:00:00Z');
// the world is filled by one process and cloned for others: each counts from somewhere else
let count = randomInt(1, 90_000) * 1000;

const depsOf = ({ database }: Setting, asker: Principal, at = asOf) => {
  const { db, config } = database;
  return accountDepsOf({ db, config, now: () => at, by: byPrincipal(asker, 'matrix') });
};

/** Somebody who may do everything with the place's accounts, by whatever grants. */
function personOf(place: Place, id: string): Principal {
  const units = new Set([codes[place]]);
  const grant = { scope: codes[place], units, isProvince: false };
  const roles = ['commune_admin', 'approver'] as const;
  const grants = roles.map((role) => ({ ...grant, role }));
  return { kind: 'officer', id, name: mark(place), grants, byCookie: true };
}

async function officerOf(db: Db, place: Place, what: 'admin' | 'approver'): Promise<Principal> {
  const email = `${mark(place).toLowerCase()}-${what}@example.test`;
  const [id] = await db('officer').where({ email }).pluck<string[]>('id');
  if (id === undefined) throw new Error(`${place} has no ${what}`);
  return personOf(place, id);
}

export interface NewProposal {
  readonly id: string;
  readonly digest: string;
  readonly paper: string;
}

/** An open proposal with a paper. */
export async function newProposal(
  setting: Setting,
  place: Place,
  given: { readonly makerId?: string | undefined; readonly submit: boolean },
): Promise<NewProposal> {
  const { db, config } = setting.database;
  const number = String((count += 1));
  const maker = given.makerId
    ? personOf(place, given.makerId)
    : await officerOf(db, place, 'admin');
  const deps = depsOf(setting, maker);
  const draft = await proposeAccount(deps, {
    asker: maker,
    unitCode: codes[place],
    purpose: `${mark(place)} ${number}`,
    account: {
      kind: 'bank',
      bankBin: '970436',
      clearingCode: null,
      accountNumber: `60${number.padStart(8, '0')}`,
      accountName: `UBND ${mark(place)} unit`,
      branch: null,
      treasuryCode: null,
      budgetCode: null,
    },
    validFrom: null,
    reason: `${mark(place)} reason`,
    submit: given.submit,
  });
  // the paper of a draft only: another one would take it back
  const bytes = Buffer.from(`%PDF-1.7 ${mark(place)} ${number}`);
  const file = { asker: maker, proposalId: draft.id, name: `${mark(place)}.pdf`, bytes };
  const paper = given.submit ? '999999999' : (await attachPaper(deps, file)).paper.id;
  const proposal = (await findProposal(db, draft.id))!;
  const coolingOffHours = config.accountCoolingOffHours;
  const { digest } = await showProposal(db, proposal, { at: asOf, coolingOffHours });
  return { id: draft.id, digest, paper };
}

/** A version that two people of the place decided, in the state that is asked for. */
export async function newVersion(
  setting: Setting,
  place: Place,
  state: 'approved' | 'active' | 'suspended' | 'watch',
): Promise<string> {
  const { db } = setting.database;
  const maker = await officerOf(db, place, 'admin');
  const checker = await officerOf(db, place, 'approver');
  const at = state === 'approved' ? asOf : new Date('2026-04-01T05:00:00Z');
  const { id: proposalId } = await newProposal(setting, place, { submit: true });
  await decide(setting, { checker, proposalId, at });
  const { decision } = (await findProposal(db, proposalId))!;
  const versionId = decision!.versionId!;
  const reason = `${mark(place)} why`;
  if (state === 'suspended') {
    await suspendAccount(depsOf(setting, maker), { asker: maker, versionId, reason });
  }
  if (state === 'watch') {
    const ending = { asker: maker, versionId, validFrom: null, reason, submit: true };
    const when = new Date('2026-04-20T05:00:00Z');
    const { id } = await proposeClosing(depsOf(setting, maker, when), ending);
    await decide(setting, { checker, proposalId: id, at: when });
  }
  return versionId;
}

/** What is done to the place's other purposes meanwhile may add a finding: then it is read again. */
async function decide(
  setting: Setting,
  given: { readonly checker: Principal; readonly proposalId: string; readonly at: Date },
): Promise<void> {
  const { checker, proposalId, at } = given;
  const { db, config } = setting.database;
  const coolingOffHours = config.accountCoolingOffHours;
  for (let turn = 1; ; turn += 1) {
    const proposal = (await findProposal(db, proposalId))!;
    const { digest } = await showProposal(db, proposal, { at, coolingOffHours });
    const decision = { asker: checker, proposalId, digest };
    try {
      await approveProposal(depsOf(setting, checker, at), decision);
      return;
    } catch (error) {
      const isStale = error instanceof Refused && error.problem.code === 'stale_version';
      if (!isStale || turn > 9) throw error;
    }
  }
}
