// Changes what is known of an officer, disables and enables them, ends their sessions.
import { recordAudit } from '../audit/record-audit.js';
import type { AuditValue } from '../audit/canonical.js';
import { inTransaction, type Db } from '../db.js';
import { Refused } from '../problem.js';
import { alreadyInUse, citizenDigest } from './add-officer.js';
import { revokeOutgrownTokens } from './api-token.js';
import { managedOfficer, type AboutOfficer, type PeopleDeps } from './managed-officer.js';
import { unitOfGrants, type Officer } from './officer.js';
import {
  endDevicesOf,
  endSessionsOf,
  loadOfficer,
  namesInUse,
  updateOfficer,
  type OfficerChanges,
} from './officer-store.js';
import { endSetupLinksOf } from './setup-link.js';

/** What differs from before; what is absent stays. Values as officer.ts's schemas leave them. */
export interface OfficerEdit {
  readonly name?: string | undefined;
  readonly email?: string | null | undefined;
  readonly citizenId?: string | null | undefined;
  readonly disabled?: boolean | undefined;
}

export interface ChangeOfficer extends AboutOfficer {
  readonly edit: OfficerEdit;
  /** Refuses a version that is not the one the asker saw. */
  readonly expect?: (version: number) => void;
}

/**
 * Changes an officer; what is as it was changes nothing.
 * @throws Refused `forbidden`, `not_found`, `conflict`, and whatever `expect` throws
 */
export async function changeOfficer(deps: PeopleDeps, given: ChangeOfficer): Promise<Officer> {
  const { edit, asker, officerId } = given;
  // whoever sets the log-in name or lets somebody back in decides who logs in
  const isIdentity =
    edit.email !== undefined || edit.citizenId !== undefined || edit.disabled === false;
  const reach = isIdentity ? 'identity' : 'rest';
  return inTransaction(deps.db, async (trx) => {
    const officer = await managedOfficer(deps, trx, { asker, officerId, reach });
    given.expect?.(officer.version);
    const changes = changesOf(deps, officer, edit);
    if (Object.keys(changes).length === 0) return officer;
    await refuseTakenNames(trx, officer, changes);
    await updateOfficer(trx, officer.id, changes).catch(takenMeanwhile);
    if ('email' in changes || 'citizen_id_hash' in changes) {
      // a link that went to the former address must not open the account
      await endSetupLinksOf(trx, officer.id, deps.now());
    }
    await recordChange(deps, trx, officer, changes);
    if (changes.disabled_at instanceof Date) await shutOut(deps, trx, officer);
    return (await loadOfficer(trx, officer.id)) ?? officer;
  });
}

function changesOf(deps: PeopleDeps, officer: Officer, edit: OfficerEdit): OfficerChanges {
  const { name, email, citizenId, disabled } = edit;
  return {
    ...(name !== undefined && name !== officer.name ? { name } : {}),
    ...(email !== undefined && email !== officer.email ? { email } : {}),
    // whether it is the same number cannot be seen here, so one that is named is set
    ...(citizenId !== undefined && !(citizenId === null && !officer.hasCitizenId)
      ? { citizen_id_hash: citizenDigest(deps, citizenId) }
      : {}),
    ...(disabled !== undefined && disabled !== (officer.disabledAt !== null)
      ? { disabled_at: disabled ? deps.now() : null }
      : {}),
  };
}

async function refuseTakenNames(trx: Db, officer: Officer, changes: OfficerChanges): Promise<void> {
  const email = changes.email === undefined ? officer.email : changes.email;
  const hasCitizenId =
    changes.citizen_id_hash === undefined ? officer.hasCitizenId : changes.citizen_id_hash !== null;
  if (email === null && !hasCitizenId) {
    const detail = 'Without e-mail and citizen id nobody could log in as this officer.';
    throw new Refused({ code: 'conflict', detail });
  }
  const wanted = { email: changes.email ?? null, citizenIdHash: changes.citizen_id_hash ?? null };
  const used = await namesInUse(trx, wanted, officer.id);
  if (used.length > 0) throw alreadyInUse(used);
}

// somebody else was given the same log-in name between our look and our change
function takenMeanwhile(error: unknown): never {
  const constraint = error instanceof Error && 'constraint' in error ? error.constraint : undefined;
  if (constraint === 'one_officer_per_email') throw alreadyInUse(['email']);
  if (constraint === 'one_officer_per_citizen') throw alreadyInUse(['citizenId']);
  throw error;
}

async function recordChange(
  deps: PeopleDeps,
  trx: Db,
  officer: Officer,
  changes: OfficerChanges,
): Promise<void> {
  const { disabled_at: disabledAt, ...rest } = changes;
  const about = {
    subject: { kind: 'officer', id: officer.id },
    unitCode: unitOfGrants(officer.grants, deps.config.province),
  };
  if (disabledAt !== undefined) {
    const action = disabledAt === null ? 'officer.enabled' : 'officer.disabled';
    await recordAudit(trx, deps.by, { action, ...about });
  }
  if (Object.keys(rest).length === 0) return;
  const personal: AuditValue = {
    ...(rest.name === undefined ? {} : { name: { before: officer.name, after: rest.name } }),
    ...(rest.email === undefined ? {} : { email: { before: officer.email, after: rest.email } }),
  };
  await recordAudit(trx, deps.by, {
    action: 'officer.changed',
    ...about,
    before: { version: officer.version, hasCitizenId: officer.hasCitizenId },
    after: { version: officer.version + 1, changed: changedFields(rest) },
    ...(Object.keys(personal).length > 0 ? { personal } : {}),
  });
}

function changedFields(changes: OfficerChanges): string[] {
  const citizenId = changes.citizen_id_hash;
  return [
    ...(changes.name === undefined ? [] : ['name']),
    ...(changes.email === undefined ? [] : ['email']),
    ...(citizenId === undefined ? [] : [citizenId === null ? 'citizenId removed' : 'citizenId']),
  ];
}

/** Ends everything by which a disabled officer could still come in. */
async function shutOut(deps: PeopleDeps, trx: Db, officer: Officer): Promise<void> {
  const at = deps.now();
  await endSessionsOf(trx, officer.id, { at, because: 'disabled' });
  await endDevicesOf(trx, officer.id, at);
  await endSetupLinksOf(trx, officer.id, at);
  await revokeOutgrownTokens(deps, trx, { ...officer, disabledAt: at });
}

/**
 * Logs an officer out everywhere.
 * @returns how many sessions ended
 * @throws Refused `forbidden`, `not_found`
 */
export async function endOfficerSessions(
  deps: PeopleDeps,
  { asker, officerId }: AboutOfficer,
): Promise<number> {
  return inTransaction(deps.db, async (trx) => {
    const officer = await managedOfficer(deps, trx, { asker, officerId, reach: 'rest' });
    const because = 'ended by an administrator';
    const count = await endSessionsOf(trx, officer.id, { at: deps.now(), because });
    if (count > 0) {
      await recordAudit(trx, deps.by, {
        action: 'sessions.ended',
        subject: { kind: 'officer', id: officer.id },
        unitCode: unitOfGrants(officer.grants, deps.config.province),
        after: { count },
      });
    }
    return count;
  });
}
