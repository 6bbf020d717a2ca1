// Officers and their grants in the database.
import { nameOf, type By } from '../audit/by.js';
import type { Db } from '../db.js';
import type { Officer, OfficerGrant } from './officer.js';
import type { Role } from './roles.js';

interface OfficerRow extends Omit<Officer, 'grants'> {
  readonly grants: readonly (Omit<OfficerGrant, 'grantedAt'> & { readonly grantedAt: string })[];
}

const selectOfficer = `
  select officer.id, officer.name, officer.email,
         officer.citizen_id_hash is not null as "hasCitizenId",
         officer.password_hash is not null as "hasPassword",
         officer.totp_confirmed_at as "secondFactorSince",
         officer.disabled_at as "disabledAt", officer.version, officer.created_at as "createdAt",
         coalesce(held.grants, '[]') as grants
    from officer
    left join lateral (
      select jsonb_agg(jsonb_build_object('id', officer_grant.id::text, 'role', officer_grant.role,
               'scope', officer_grant.scope, 'grantedAt', officer_grant.granted_at)
               order by officer_grant.id) as grants
        from officer_grant
       where officer_grant.officer_id = officer.id and officer_grant.ended_at is null
    ) as held on true`;

const allOfficers = `${selectOfficer} order by officer.id`;
const officerById = `${selectOfficer} where officer.id = ?`;
const officerByEmail = `${selectOfficer} where officer.email = ?`;

/** All officers with their live grants, in the order in which they were added. */
export async function loadOfficers(db: Db): Promise<Officer[]> {
  const { rows } = await db.raw<{ rows: OfficerRow[] }>(allOfficers);
  return rows.map(officerOf);
}

export async function loadOfficer(db: Db, id: string): Promise<Officer | undefined> {
  const { rows } = await db.raw<{ rows: OfficerRow[] }>(officerById, [id]);
  return rows[0] && officerOf(rows[0]);
}

/** The officer, held until the transaction ends: whoever changes their rights waits. */
export async function lockOfficer(trx: Db, id: string): Promise<Officer | undefined> {
  // in a statement of its own: what one that waited has read would be older than the lock
  await trx.raw('select officer.id from officer where officer.id = ? for update', [id]);
  return loadOfficer(trx, id);
}

export async function findOfficerByEmail(db: Db, email: string): Promise<Officer | undefined> {
  const { rows } = await db.raw<{ rows: OfficerRow[] }>(officerByEmail, [email]);
  return rows[0] && officerOf(rows[0]);
}

/** The id of whose citizen number has this digest. */
export async function officerIdOfCitizen(db: Db, digest: string): Promise<string | undefined> {
  const [id] = await db('officer').where({ citizen_id_hash: digest }).pluck<string[]>('id');
  return id;
}

function officerOf(row: OfficerRow): Officer {
  const grants = row.grants.map((grant) => ({ ...grant, grantedAt: new Date(grant.grantedAt) }));
  return { ...row, grants };
}

/** What officers are known by; both are theirs alone. */
export interface LogInNames {
  readonly email: string | null;
  readonly citizenIdHash: string | null;
}

/** Which log-in names other officers already have. */
export async function namesInUse(
  db: Db,
  names: LogInNames,
  exceptId: string | null = null,
): Promise<readonly ('email' | 'citizenId')[]> {
  const { rows } = await db.raw<{ rows: { email: boolean; citizenId: boolean }[] }>(
    `select coalesce(bool_or(officer.email = ?), false) as email,
            coalesce(bool_or(officer.citizen_id_hash = ?), false) as "citizenId"
       from officer
      where officer.id is distinct from ?::bigint`,
    [names.email, names.citizenIdHash, exceptId],
  );
  const used = rows[0];
  return (['email', 'citizenId'] as const).filter((name) => used?.[name] === true);
}

/** The id of the new officer; undefined when somebody has the e-mail or citizen id already. */
export async function insertOfficer(
  trx: Db,
  given: LogInNames & { readonly name: string; readonly at: Date; readonly by: By },
): Promise<string | undefined> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `insert into officer (name, email, citizen_id_hash, created_at, created_by)
     values (?, ?, ?, ?, ?)
     on conflict do nothing
     returning officer.id`,
    [given.name, given.email, given.citizenIdHash, given.at, nameOf(given.by)],
  );
  return rows[0]?.id;
}

/** Columns of `officer` that verbs here change. */
export interface OfficerChanges {
  readonly name?: string;
  readonly email?: string | null;
  readonly citizen_id_hash?: string | null;
  readonly disabled_at?: Date | null;
  readonly totp_secret?: null;
  readonly totp_confirmed_at?: null;
  readonly totp_last_step?: null;
  readonly second_factor_reset_at?: Date;
  readonly second_factor_reset_by?: string;
}

/** Changes an officer; their version counts up with every change, grants included. */
export async function updateOfficer(
  trx: Db,
  id: string,
  changes: OfficerChanges = {},
): Promise<void> {
  await trx('officer')
    .where({ id })
    .update({ ...changes, version: trx.raw('officer.version + 1') });
}

/** The id of the new grant; undefined when the officer has it already. */
export async function insertGrant(
  trx: Db,
  given: {
    readonly officerId: string;
    readonly role: Role;
    readonly scope: string;
    readonly at: Date;
    readonly by: By;
  },
): Promise<string | undefined> {
  const { rows } = await trx.raw<{ rows: { id: string }[] }>(
    `insert into officer_grant (officer_id, role, scope, granted_at, granted_by)
     values (?, ?, ?, ?, ?)
     on conflict (officer_id, role, scope) where ended_at is null do nothing
     returning officer_grant.id`,
    [given.officerId, given.role, given.scope, given.at, nameOf(given.by)],
  );
  return rows[0]?.id;
}

export async function markGrantEnded(
  trx: Db,
  id: string,
  ended: { readonly at: Date; readonly by: By },
): Promise<void> {
  await trx('officer_grant')
    .where({ id })
    .whereNull('ended_at')
    // a clock that was set back must not make a grant that nobody can end
    .update({
      ended_at: trx.raw('greatest(?::timestamptz, officer_grant.granted_at)', [ended.at]),
      ended_by: nameOf(ended.by),
    });
}

/** Logs an officer out everywhere. */
export async function endSessionsOf(
  trx: Db,
  officerId: string,
  ended: { readonly at: Date; readonly because: string },
): Promise<number> {
  return trx('session')
    .where({ officer_id: officerId })
    .whereNull('ended_at')
    .update({ ended_at: ended.at, ended_because: ended.because });
}

/** Forgets the browsers that an officer logged in from. */
export async function endDevicesOf(trx: Db, officerId: string, at: Date): Promise<void> {
  await trx('known_device')
    .where({ officer_id: officerId })
    .whereNull('ended_at')
    .update({ ended_at: at });
}

export async function endRecoveryCodesOf(trx: Db, officerId: string, at: Date): Promise<void> {
  await trx('recovery_code')
    .where({ officer_id: officerId })
    .whereNull('ended_at')
    .update({ ended_at: at });
}

/** Whether a grant may name this scope: a unit, or a province's two digits. */
export async function isKnownScope(db: Db, scope: string): Promise<boolean> {
  const { rows } = await db.raw<{ rows: { known: boolean }[] }>(
    `select exists (select from public.unit where unit.code = ?)
         or exists (select from public.province where province.code = ?) as known`,
    [scope, scope],
  );
  return rows[0]?.known === true;
}
