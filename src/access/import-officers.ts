// Officers in bulk from a sheet: one row is one role of one person, known by their e-mail. The same
// row again changes nothing; what differs from an officer who is there is a conflict, since roles
// change by a decision about a person, not by a file.
import { z } from 'zod';
import { recordAudit } from '../audit/record-audit.js';
import { inTransaction, type Db } from '../db.js';
import { optionalText } from '../tables/column.js';
import { oneImportAtATime, type ImportOutcome } from '../tables/import-outcome.js';
import { readOwnFile, refuseRows } from '../tables/own-file.js';
import type { OwnFile, OwnFileShape, OwnRow, RowError } from '../tables/own-file.js';
import { addOfficer, citizenDigest } from './add-officer.js';
import { grantRole } from './grant-role.js';
import { placed, type PeopleDeps } from './managed-officer.js';
import { citizenNumber, emailAddress, officerRoles, personName } from './officer.js';
import { findOfficerByEmail, isKnownScope, officerIdOfCitizen } from './officer-store.js';
import { mayGrant, type Asker } from './officer-rights.js';
import type { Invitation } from './setup-link.js';

const citizenCell = z.string().transform((text, context): string | null => {
  if (text === '') return null;
  const parsed = citizenNumber.safeParse(text);
  if (parsed.success) return parsed.data;
  const message = '12 digits (or the 9 of an old card) are expected; store the column as text';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

const schema = z.object({
  email: emailAddress,
  citizenId: citizenCell,
  name: personName,
  role: z.enum(officerRoles, `one of ${officerRoles.join(', ')} is expected`),
  unit: optionalText,
});

const shape = {
  schema,
  optional: ['citizenId', 'unit'],
} satisfies OwnFileShape<typeof schema>;

type OfficerRow = OwnRow<z.output<typeof schema>>;

export interface OfficersImported extends ImportOutcome {
  /** Links of the officers who are new. */
  readonly invitations: readonly Invitation[];
}

/**
 * Imports officers.
 * @param input.asker who must be allowed to grant each role; whoever sits at the machine may all
 * @throws Refused `bad_file`, `bad_rows`, `conflict`
 */
export async function importOfficers(
  deps: PeopleDeps,
  input: { readonly file: OwnFile; readonly skipBad: boolean; readonly asker?: Asker },
): Promise<OfficersImported> {
  const { file, skipBad, asker = 'operator' } = input;
  const { rows, errors, warnings } = await readOwnFile(file, shape);
  return inTransaction(deps.db, async (trx) => {
    await oneImportAtATime(trx, 'officers');
    const judged = await judge(deps, trx, { file, rows, errors, asker });
    const skipped = refuseRows(errors, { skipBad });
    const invitations: Invitation[] = [];
    for (const person of judged.newPeople) {
      invitations.push(await addPerson({ ...deps, db: trx }, asker, person));
    }
    const imported = judged.newPeople.reduce((sum, person) => sum + person.length, 0);
    if (imported > 0) {
      await recordAudit(trx, deps.by, {
        action: 'officers.imported',
        subject: { kind: 'officer', id: null },
        after: { officers: invitations.length, grants: imported },
      });
    }
    return {
      imported,
      updated: 0,
      unchanged: judged.unchanged,
      skipped,
      warnings,
      invitations,
    };
  });
}

interface Judged {
  /** Rows of one new person each. */
  readonly newPeople: readonly OfficerRow[][];
  readonly unchanged: number;
}

/** Sorts rows into new people and known ones; what cannot be taken joins the errors. */
async function judge(
  deps: PeopleDeps,
  trx: Db,
  given: {
    readonly file: OwnFile;
    readonly rows: readonly OfficerRow[];
    readonly errors: RowError[];
    readonly asker: Asker;
  },
): Promise<Judged> {
  const people = new Map<string, OfficerRow[]>();
  const emailOfCitizen = new Map<string, string>();
  let unchanged = 0;
  for (const row of given.rows) {
    const { email, citizenId } = row.value;
    const earlier = people.get(email) ?? [];
    const verdict =
      (await wrongGrant(deps, trx, given.asker, row)) ??
      contradiction(row, earlier, emailOfCitizen) ??
      (await againstStored(deps, trx, row));
    if (typeof verdict === 'object') {
      given.errors.push({ file: given.file.name, line: row.line, ...verdict });
      continue;
    }
    if (citizenId !== null) emailOfCitizen.set(citizenId, email);
    const isRepeat = earlier.some((one) => sameGrant(deps, one, row));
    if (verdict === 'unchanged' || isRepeat) unchanged += 1;
    else people.set(email, [...earlier, row]);
  }
  return { newPeople: [...people.values()], unchanged };
}

type Verdict = 'new' | 'unchanged' | Pick<RowError, 'column' | 'detail' | 'conflict'>;

async function wrongGrant(
  deps: PeopleDeps,
  trx: Db,
  asker: Asker,
  row: OfficerRow,
): Promise<Verdict | undefined> {
  const scope = scopeOf(deps, row);
  const verdict = mayGrant(asker, await placed(deps, trx, { role: row.value.role, scope }));
  if (verdict === 'out of scope' || !(await isKnownScope(trx, scope))) {
    return { column: 'unit', detail: 'no unit has this code' };
  }
  if (verdict === 'allowed') return undefined;
  return { column: 'role', detail: 'you may not grant this role here' };
}

/** Rows of one file that say different things of one person. */
function contradiction(
  { value }: OfficerRow,
  earlier: readonly OfficerRow[],
  emailOfCitizen: ReadonlyMap<string, string>,
): Verdict | undefined {
  const other = earlier.find((one) => one.value.name !== value.name);
  if (other) {
    const detail = `line ${String(other.line)} gives this e-mail another name`;
    return { column: 'name', detail };
  }
  const known = earlier.find((one) => one.value.citizenId !== value.citizenId);
  if (known) {
    const detail = `line ${String(known.line)} gives this e-mail another citizen id`;
    return { column: 'citizenId', detail };
  }
  const owner = value.citizenId === null ? undefined : emailOfCitizen.get(value.citizenId);
  if (owner === undefined || owner === value.email) return undefined;
  return { column: 'citizenId', detail: 'another row gives this number to another e-mail' };
}

async function againstStored(deps: PeopleDeps, trx: Db, row: OfficerRow): Promise<Verdict> {
  const { email, name, role } = row.value;
  const digest = citizenDigest(deps, row.value.citizenId);
  const holder = digest === null ? undefined : await officerIdOfCitizen(trx, digest);
  const stored = await findOfficerByEmail(trx, email);
  const conflict = true;
  if (!stored) {
    return holder === undefined
      ? 'new'
      : { column: 'citizenId', detail: 'another officer has this number', conflict };
  }
  if (stored.name !== name) {
    return { column: 'name', detail: 'the officer of this e-mail has another name', conflict };
  }
  if (digest !== null && holder !== stored.id) {
    const detail = 'the officer of this e-mail has another citizen id, or none';
    return { column: 'citizenId', detail, conflict };
  }
  const scope = scopeOf(deps, row);
  if (stored.grants.some((grant) => grant.role === role && grant.scope === scope)) {
    return 'unchanged';
  }
  const detail = 'the officer of this e-mail does not hold this role here; use `officer grant`';
  return { column: 'role', detail, conflict };
}

async function addPerson(
  deps: PeopleDeps,
  asker: Asker,
  rows: readonly OfficerRow[],
): Promise<Invitation> {
  const [first, ...others] = rows;
  if (!first) throw new Error('a person without a row');
  const scope = scopeOf(deps, first);
  const { email, name, citizenId, role } = first.value;
  const given = { asker, email, name, citizenId, role, scope };
  const invitation = await addOfficer(deps, given);
  const { officerId } = invitation;
  for (const row of others) {
    const more = { role: row.value.role, scope: scopeOf(deps, row) };
    await grantRole(deps, { asker, officerId, ...more });
  }
  return invitation;
}

/** Without a unit the role holds for the province. */
function scopeOf(deps: PeopleDeps, { value }: OfficerRow): string {
  return value.unit ?? deps.config.province;
}

function sameGrant(deps: PeopleDeps, one: OfficerRow, other: OfficerRow): boolean {
  return one.value.role === other.value.role && scopeOf(deps, one) === scopeOf(deps, other);
}
