// Nobody gets more than they were given, by any path: what each role may do to whom is written out
// here a second time, by hand, and the service must agree everywhere.
import * as fc from 'fast-check';
import { addOfficer } from '../../src/access/add-officer.js';
import { changeOfficer } from '../../src/access/change-officer.js';
import { endGrant, grantRole } from '../../src/access/grant-role.js';
import { placed } from '../../src/access/managed-officer.js';
import { officerRoles } from '../../src/access/officer.js';
import { mayManage, type PlacedGrant } from '../../src/access/officer-rights.js';
import { loadOfficer } from '../../src/access/officer-store.js';
import { byPrincipal, type Grant, type Principal } from '../../src/access/principal.js';
import { resetSecondFactor } from '../../src/access/reset-second-factor.js';
import { roles, type Role } from '../../src/access/roles.js';
import { inviteAgain } from '../../src/access/setup-link.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import {
  anOfficer,
  codeOf,
  depsOf,
  grantOf,
  officerAsking,
  plantTree,
  principalWith,
} from './asking.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await cloneDatabase();
  await plantTree(database);
});
afterAll(() => database.close());

type Held = readonly [role: Role, scope: string];

// T-A1 lies below T-A, that and T-B below T-D, that and T-E below province 75, T-F below 01
const above: Readonly<Record<string, readonly string[]>> = {
  'T-A1': ['T-A', 'T-D', '75'],
  'T-A': ['T-D', '75'],
  'T-B': ['T-D', '75'],
  'T-D': ['75'],
  'T-E': ['75'],
  'T-F': ['01'],
  '75': [],
  '01': [],
};
const scopes = Object.keys(above);

const gives: Readonly<Partial<Record<Role, readonly Role[]>>> = {
  commune_admin: ['commune_admin', 'commune_accountant'],
  department_of_justice: ['commune_admin', 'commune_accountant', 'approver', 'auditor'],
  system_admin: [
    'commune_admin',
    'commune_accountant',
    'approver',
    'finance_officer',
    'department_of_justice',
    'auditor',
    'system_admin',
  ],
};
const isLong = process.env['DOISOAT_LONG'] === '1';
const setsApprovers: readonly Role[] = ['department_of_justice', 'system_admin'];

const isBelowOrSame = (scope: string, top: string): boolean =>
  scope === top || (above[scope] ?? []).includes(top);
const manages = ([role]: Held): boolean => role in gives;
const swayOver = (asker: readonly Held[], [role, scope]: Held): boolean =>
  asker.some(([mine, top]) => gives[mine]?.includes(role) === true && isBelowOrSame(scope, top));
const fromAbove = (asker: readonly Held[], [role, scope]: Held): boolean =>
  role !== 'approver' ||
  asker.some(([mine, top]) => setsApprovers.includes(mine) && (above[scope] ?? []).includes(top));

function expectedOfGrant(asker: readonly Held[], wanted: Held): string {
  const managing = asker.filter(manages);
  if (managing.length === 0) return 'forbidden';
  if (!managing.some(([, top]) => isBelowOrSame(wanted[1], top))) return 'not_found';
  return swayOver(asker, wanted) && fromAbove(asker, wanted) ? 'done' : 'forbidden';
}

function expectedOfAct(asker: readonly Held[], target: readonly Held[], reach: string): string {
  const managing = asker.filter(manages);
  if (managing.length === 0) return 'forbidden';
  const inReach =
    target.length === 0
      ? managing.some(([, top]) => top === '75')
      : target.some(([, scope]) => managing.some(([, top]) => isBelowOrSame(scope, top)));
  if (!inReach) return 'out of scope';
  const all = target.every(
    (held) => swayOver(asker, held) && (reach === 'rest' || fromAbove(asker, held)),
  );
  return all ? 'allowed' : 'forbidden';
}

// one in five, unless there is time
test('every role at every scope adds officers of exactly the roles and scopes that it may', async () => {
  const differing: string[] = [];
  let count = 0;
  await database.db
    .transaction(async (trx) => {
      for (const role of roles) {
        for (const top of scopes) {
          const asker = await principalWith(database, [[role, top]]);
          const deps = { ...depsOf(database, byPrincipal(asker, 'request-1')), db: trx };
          for (const wanted of officerRoles) {
            for (const scope of scopes) {
              count += 1;
              if (!isLong && count % 5 > 0) continue;
              const given = { asker, name: 'Ai', email: `n${String(count)}@x.example` };
              const add = addOfficer(deps, { ...given, citizenId: null, role: wanted, scope });
              const [got, expected] = [
                await codeOf(add),
                expectedOfGrant([[role, top]], [wanted, scope]),
              ];
              if (got !== expected)
                differing.push(`${role}@${top} → ${wanted}@${scope}: ${got}, not ${expected}`);
            }
          }
        }
      }
      await trx.rollback();
    })
    .catch(() => undefined);
  expect(differing).toEqual([]);
  expect(count).toBe(9 * 8 * 7 * 8);
});

const heldBy = (from: readonly Role[]) =>
  fc.tuple(fc.constantFrom(...from), fc.constantFrom(...scopes));

test('whoever holds whatever manages exactly those whom they could have made what they are', async () => {
  const granted = new Map<string, Grant>();
  const placeOf = new Map<string, PlacedGrant>();
  for (const role of officerRoles) {
    for (const scope of scopes) {
      granted.set(`${role}@${scope}`, await grantOf(database, role, scope));
      placeOf.set(`${role}@${scope}`, await placed(database, database.db, { role, scope }));
    }
  }
  const found = <Value>(map: Map<string, Value>, [role, scope]: Held): Value => {
    const value = map.get(`${role}@${scope}`);
    if (value === undefined) throw new Error(`no ${role}@${scope}`);
    return value;
  };
  const anyHeld = heldBy(officerRoles);
  const managingHeld = heldBy(['commune_admin', 'department_of_justice', 'system_admin']);
  fc.assert(
    fc.property(
      fc.array(fc.oneof(anyHeld, managingHeld), { minLength: 1, maxLength: 3 }),
      fc.array(anyHeld, { maxLength: 3 }),
      fc.constantFrom('identity' as const, 'rest' as const),
      (asker, target, reach) => {
        const principal: Principal = {
          kind: 'officer',
          id: '1',
          name: 'A',
          grants: asker.map((held) => found(granted, held)),
          byCookie: true,
        };
        const grants = target.map((held) => found(placeOf, held));
        const actsFor = new Set(['1']);
        const verdict = mayManage(principal, { id: '2', grants }, { reach, actsFor });
        expect(verdict).toBe(expectedOfAct(asker, target, reach));
        const self = mayManage(principal, { id: '1', grants }, { reach, actsFor });
        expect(self).not.toBe('allowed');
      },
    ),
    { numRuns: 5000 },
  );
});

test('an approver is reset, linked, renamed and let in again by a person from above alone', async () => {
  const approver = await anOfficer(database, ['approver', 'T-A'], ['commune_accountant', 'T-A']);
  const askers = {
    'commune_admin@T-A': await officerAsking(database, ['commune_admin', 'T-A']),
    'system_admin@T-A': await officerAsking(database, ['system_admin', 'T-A']),
    'commune_admin@T-D': await officerAsking(database, ['commune_admin', 'T-D']),
    'system_admin@T-B': await officerAsking(database, ['system_admin', 'T-B']),
    'a token of system_admin@75': await principalWith(database, [['system_admin', '75']], {
      kind: 'token',
    }),
    'department_of_justice@T-D': await officerAsking(database, ['department_of_justice', 'T-D']),
  };
  const outcomes: Record<string, string[]> = {};
  for (const [name, asker] of Object.entries(askers)) {
    const deps = depsOf(database, byPrincipal(asker, 'request-1'));
    const about = { asker, officerId: approver };
    const change = (edit: Parameters<typeof changeOfficer>[1]['edit']) =>
      changeOfficer(deps, { ...about, edit });
    outcomes[name] = [
      await codeOf(inviteAgain(deps, about)),
      await codeOf(resetSecondFactor(deps, about)),
      await codeOf(change({ email: `other${asker.id}@dongnai.example` })),
      await codeOf(change({ citizenId: `0750990${asker.id.padStart(5, '0').slice(-5)}` })),
      await codeOf(change({ disabled: false })),
    ];
  }
  const all = (code: string) => Array<string>(5).fill(code);
  expect(outcomes).toEqual({
    'commune_admin@T-A': all('forbidden'),
    'system_admin@T-A': all('forbidden'),
    'commune_admin@T-D': all('forbidden'),
    'system_admin@T-B': all('not_found'),
    'a token of system_admin@75': all('forbidden'),
    'department_of_justice@T-D': all('done'),
  });
});

test('a province’s approver is set by the command line alone', async () => {
  const admin = await officerAsking(database, ['system_admin', '75']);
  const deps = depsOf(database, byPrincipal(admin, 'request-1'));
  const officerId = await anOfficer(database, ['auditor', '75']);
  const grant = { officerId, role: 'approver' as const, scope: '75' };
  expect(await codeOf(grantRole(deps, { ...grant, asker: admin }))).toBe('forbidden');
  expect(await codeOf(grantRole(depsOf(database), { ...grant, asker: 'operator' }))).toBe('done');
  expect(await codeOf(inviteAgain(deps, { asker: admin, officerId }))).toBe('forbidden');
});

/** Somebody of bad intent: what they began with, and the accounts that they can log in to by now. */
interface Intruder {
  readonly start: Held;
  readonly accounts: string[];
}

/** A random act with a random account of theirs; what it brings under their control is added. */
async function act(intruder: Intruder, everybody: string[], pick: () => number): Promise<void> {
  const oneOf = <Value>(values: readonly Value[]): Value =>
    values[Math.floor(pick() * values.length)] as Value;
  const self = await loadOfficer(database.db, oneOf(intruder.accounts));
  if (self?.disabledAt !== null) return;
  const held = self.grants.map(({ role, scope }) => [role, scope] as const);
  const asker = await principalWith(database, held, { id: self.id });
  const deps = depsOf(database, byPrincipal(asker, 'request-1'));
  const officerId = oneOf(everybody);
  const [role, scope] = [oneOf(officerRoles), oneOf(scopes)];
  const email = `taken${String(pick())}@intruder.example`;
  const about = { asker, officerId };
  const takeOver = async (work: Promise<unknown>) => {
    if ((await codeOf(work)) === 'done') intruder.accounts.push(officerId);
  };
  switch (Math.floor(pick() * 7)) {
    case 0: {
      const given = { asker, name: 'Rối', email, citizenId: null, role, scope };
      const made = await addOfficer(deps, given).catch(() => null);
      if (made) [intruder.accounts, everybody].forEach((list) => list.push(made.officerId));
      return;
    }
    case 1:
      return takeOver(inviteAgain(deps, about));
    case 2:
      return takeOver(changeOfficer(deps, { ...about, edit: { email } }));
    case 3:
    case 4:
      await codeOf(grantRole(deps, { ...about, role, scope }));
      return;
    case 5: {
      const grants = (await loadOfficer(database.db, officerId))?.grants ?? [];
      if (grants.length === 0) return;
      const grantId = oneOf(grants).id;
      await codeOf(endGrant(deps, { ...about, grantId }));
      return;
    }
    default:
      await codeOf(changeOfficer(deps, { ...about, edit: { disabled: pick() < 0.5 } }));
  }
}

test.each<Held>([
  ['commune_admin', 'T-A'],
  ['commune_admin', 'T-D'],
  ['department_of_justice', 'T-A'],
  ['system_admin', 'T-A'],
  ['auditor', '75'],
  ['commune_accountant', 'T-D'],
])(
  'a %s of %s who tries everything, also through others, gains nothing',
  async (role, scope) => {
    const seed = Number(process.env['DOISOAT_SEED'] ?? 20261124);
    const numbers = fc.sample(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), {
      seed,
      numRuns: isLong ? 20_000 : 120,
    });
    const pick = (): number => numbers.pop() ?? 0;
    const others = await Promise.all(
      officerRoles.flatMap((other) => [
        anOfficer(database, [other, 'T-A']),
        anOfficer(database, [other, 'T-A1']),
        anOfficer(database, [other, 'T-D']),
        anOfficer(database, ['commune_accountant', 'T-A'], [other, '75']),
      ]),
    );
    const own = await anOfficer(database, [role, scope]);
    const intruder: Intruder = { start: [role, scope], accounts: [own] };
    const everybody = [...others, own];
    while (numbers.length > 10) await act(intruder, everybody, pick);
    const controlled = await Promise.all(
      [...new Set(intruder.accounts)].map((id) => loadOfficer(database.db, id)),
    );
    const isNothingNew = (got: Held): boolean =>
      (got[0] === role && got[1] === scope) || expectedOfGrant([intruder.start], got) === 'done';
    const gained = controlled
      .flatMap((officer) => officer?.grants ?? [])
      .filter((grant) => !isNothingNew([grant.role, grant.scope]))
      .map((grant) => `${grant.role}@${grant.scope} (DOISOAT_SEED=${String(seed)})`);
    expect(gained).toEqual([]);
  },
  300_000,
);
