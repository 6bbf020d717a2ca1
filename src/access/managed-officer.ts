// The officer whom a change is about: locked, and asked for by somebody who may. Every verb on
// people begins here.
import type { By } from '../audit/by.js';
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import { Refused } from '../problem.js';
import { officersBehindToken } from './api-token-store.js';
import type { Officer, OfficerGrant } from './officer.js';
import {
  mayGrant,
  mayManage,
  type Asker,
  type PlacedGrant,
  type Reach,
  type Verdict,
} from './officer-rights.js';
import { isKnownScope, lockOfficer } from './officer-store.js';
import { mayAnywhere } from './principal.js';
import { machineRoles, type Role } from './roles.js';
import { scopesAbove } from './unit-tree.js';

/** What every verb on people is handed. */
export interface PeopleDeps {
  readonly db: Db;
  readonly config: Pick<Config, 'province' | 'secretKey'>;
  readonly now: () => Date;
  readonly by: By;
}

/** Who asks, and about whom. */
export interface AboutOfficer {
  readonly asker: Asker;
  readonly officerId: string;
}

/**
 * The officer, locked until the transaction ends.
 * @throws Refused `forbidden`, or `not_found` for one who is absent or out of the asker's scope
 */
export async function managedOfficer(
  deps: PeopleDeps,
  trx: Db,
  { asker, officerId, reach }: AboutOfficer & { readonly reach: Reach },
): Promise<Officer> {
  // whoever manages nobody learns nothing, not even whether there is somebody
  if (asker !== 'operator' && !mayAnywhere(asker, 'officer.manage')) throw refusal('forbidden');
  const officer = await lockOfficer(trx, officerId);
  if (!officer) throw refusal('out of scope');
  // one after another: a transaction is one connection
  const grants: PlacedGrant[] = [];
  for (const grant of officer.grants) grants.push(await placed(deps, trx, grant));
  const verdict = mayManage(
    asker,
    { id: officer.id, grants },
    { reach, actsFor: await actsFor(trx, asker) },
  );
  if (verdict !== 'allowed') throw refusal(verdict);
  return officer;
}

/**
 * An officer with a live grant that is to end, locked. For that it takes sway over this grant alone:
 * a unit may let somebody go who is also something elsewhere.
 * @throws Refused `forbidden`, `not_found`
 */
export async function grantToEnd(
  deps: PeopleDeps,
  trx: Db,
  { asker, officerId, grantId }: AboutOfficer & { readonly grantId: string },
): Promise<{ readonly officer: Officer; readonly grant: OfficerGrant }> {
  if (asker !== 'operator' && !mayAnywhere(asker, 'officer.manage')) throw refusal('forbidden');
  const officer = await lockOfficer(trx, officerId);
  const grant = officer?.grants.find(({ id }) => id === grantId);
  if (!officer || !grant) throw refusal('out of scope');
  const verdict = mayGrant(asker, await placed(deps, trx, grant));
  if (verdict !== 'allowed') throw refusal(verdict);
  if ((await actsFor(trx, asker)).has(officer.id)) throw refusal('forbidden');
  return { officer, grant };
}

/**
 * Refuses a grant that the asker may not make.
 * @throws Refused `forbidden`; `not_found` for a scope that is absent or not theirs; `invalid_input`
 */
export async function refuseGrant(
  deps: PeopleDeps,
  trx: Db,
  { asker, role, scope }: { readonly asker: Asker; readonly role: Role; readonly scope: string },
): Promise<void> {
  if (machineRoles.includes(role)) {
    const detail = `the role ${role} is for tokens, nobody logs in with it`;
    throw new Refused({ code: 'invalid_input', detail, errors: [{ pointer: '/role', detail }] });
  }
  const verdict = mayGrant(asker, await placed(deps, trx, { role, scope }));
  if (verdict === 'forbidden') throw refusal(verdict);
  if (verdict === 'out of scope' || !(await isKnownScope(trx, scope))) throw noSuchScope();
}

async function actsFor(db: Db, asker: Asker): Promise<ReadonlySet<string>> {
  if (asker === 'operator') return new Set();
  return asker.kind === 'officer' ? new Set([asker.id]) : officersBehindToken(db, asker.id);
}

/** A grant with the scopes above its own. */
export async function placed(
  deps: Pick<PeopleDeps, 'config'>,
  db: Db,
  { role, scope }: { readonly role: Role; readonly scope: string },
): Promise<PlacedGrant> {
  return { role, scope, above: await scopesAbove(db, scope, deps.config.province) };
}

/** One answer for a scope that does not exist and for one out of the asker's own. */
export function noSuchScope(): Refused {
  const detail = 'There is no such unit in your scope.';
  return new Refused({ code: 'not_found', detail, errors: [{ pointer: '/scope', detail }] });
}

function refusal(verdict: Exclude<Verdict, 'allowed'>): Refused {
  return verdict === 'forbidden'
    ? new Refused({
        code: 'forbidden',
        detail:
          'You may not do this to this officer: somebody who could grant all of their roles may, ' +
          'for approvers a person of a unit above, and nobody to themselves.',
      })
    : new Refused({ code: 'not_found', detail: 'There is no such officer in your scope.' });
}
