// Officers: adding, changing, granting, links and resets - what each does, leaves behind and records.
import { addOfficer } from '../../src/access/add-officer.js';
import { changeOfficer, endOfficerSessions } from '../../src/access/change-officer.js';
import { endGrant, grantRole } from '../../src/access/grant-role.js';
import { digestOf, keyedDigest, newSecret } from '../../src/access/keys.js';
import { loadOfficer } from '../../src/access/officer-store.js';
import { resetSecondFactor } from '../../src/access/reset-second-factor.js';
import { inviteAgain, setupUrl } from '../../src/access/setup-link.js';
import { stateOf, citizenNumber, emailAddress, personName } from '../../src/access/officer.js';
import type { Db } from '../../src/db.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import {
  anOfficer,
  askedBy,
  codeOf,
  depsOf,
  officerAsking,
  plantTree,
  problemOf,
  tree,
} from './asking.js';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await cloneDatabase();
  db = database.db;
  await plantTree(database);
});
afterAll(() => database.close());

const now = new Date('2026-05-20T01:00:00Z');
const asker = 'operator';
const someone = (given: Partial<Parameters<typeof addOfficer>[1]> = {}) => ({
  asker: 'operator' as const,
  name: 'Nguyễn Thị Lan',
  email: `${newSecret().slice(0, 12).toLowerCase()}@dongnai.example`,
  citizenId: null,
  role: 'commune_accountant' as const,
  scope: tree.A,
  ...given,
});

/** A session, a known device and a recovery code, as an officer who uses the service has them. */
async function inUse(officerId: string): Promise<void> {
  const at = { created_at: now, officer_id: officerId };
  await db('session').insert({
    ...at,
    token_hash: newSecret(),
    stage: 'full',
    seen_at: now,
    expires_at: new Date('2026-05-20T13:00:00Z'),
  });
  await db('known_device').insert({ ...at, token_hash: newSecret(), seen_at: now });
  await db('recovery_code').insert({ ...at, code_hash: newSecret() });
  await db('officer')
    .where({ id: officerId })
    .update({
      password_hash: '$argon2id$',
      totp_secret: Buffer.from('x'),
      totp_confirmed_at: now,
      totp_last_step: 5,
    });
}

async function openOf(officerId: string): Promise<Record<string, number>> {
  const tables = ['session', 'known_device', 'recovery_code', 'setup_link'] as const;
  const counts = await Promise.all(
    tables.map((table) =>
      db(table).where({ officer_id: officerId }).whereNull('ended_at').pluck<string[]>('id'),
    ),
  );
  return Object.fromEntries(tables.map((table, at) => [table, counts[at]?.length ?? 0]));
}

async function eventsOf(officerId: string): Promise<string[]> {
  return db('audit_event')
    .where({ subject_kind: 'officer', subject_id: officerId })
    .orderBy('id')
    .pluck<string[]>('action');
}

test('a new officer has a role, no password, and a link of 72 hours that is stored as a digest', async () => {
  const invitation = await addOfficer(depsOf(database), someone());
  const officer = await loadOfficer(db, invitation.officerId);
  expect(officer).toMatchObject({
    name: 'Nguyễn Thị Lan',
    hasPassword: false,
    hasCitizenId: false,
    version: 1,
    grants: [{ role: 'commune_accountant', scope: tree.A, grantedAt: now }],
  });
  expect(officer && stateOf(officer)).toBe('invited');
  const { link } = invitation;
  expect(link.secret).toMatch(/^[\w-]{43}$/);
  expect(link.expiresAt).toEqual(new Date('2026-05-23T01:00:00Z'));
  const [stored] = await db('setup_link').where({ officer_id: invitation.officerId });
  expect(stored).toMatchObject({ token_hash: digestOf(link.secret), ended_at: null });
  expect(setupUrl({ baseUrl: 'https://doisoat.example' }, link)).toBe(
    `https://doisoat.example/thiet-lap/${link.secret}`,
  );
});

test('a citizen id is kept as a keyed digest and stands nowhere in the clear', async () => {
  const citizenId = '075099001234';
  const { officerId } = await addOfficer(depsOf(database), someone({ email: null, citizenId }));
  const [row] = await db('officer').where({ id: officerId });
  const digest = keyedDigest(database.config.secretKey, 'citizen id', citizenId);
  expect(row).toMatchObject({ email: null, citizen_id_hash: digest });
  const { rows } = await db.raw<{ rows: { text: string }[] }>(
    `select concat(to_jsonb(audit_event), to_jsonb(audit_personal)) as text
       from audit_event left join audit_personal on audit_personal.event_id = audit_event.id`,
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ text }) => text.includes(citizenId) || text.includes(digest))).toEqual([]);
});

test('the trail tells who was added and keeps name and address apart', async () => {
  const { officerId, email } = await addOfficer(depsOf(database), someone());
  const [event] = await db('audit_event')
    .leftJoin('audit_personal', 'audit_personal.event_id', 'audit_event.id')
    .where({ subject_kind: 'officer', subject_id: officerId });
  expect(event).toMatchObject({
    actor_kind: 'command',
    actor: 'tester',
    action: 'officer.added',
    unit_code: tree.A,
    after: { role: 'commune_accountant', scope: tree.A, logsInBy: ['email'] },
    personal: { name: 'Nguyễn Thị Lan', email },
  });
});

test('an e-mail or citizen id that somebody has is refused without saying who', async () => {
  const first = someone({ citizenId: '075099005678' });
  await addOfficer(depsOf(database), first);
  const again = await problemOf(addOfficer(depsOf(database), first));
  expect(again).toMatchObject({
    code: 'conflict',
    errors: [{ pointer: '/email' }, { pointer: '/citizenId' }],
  });
  expect(JSON.stringify(again)).not.toMatch(/Lan|example|075099/);
  // also for somebody who does not see the other one
  const elsewhere = await officerAsking(database, ['commune_admin', tree.B]);
  const asked = { ...first, asker: elsewhere, citizenId: null, scope: tree.B };
  expect(await codeOf(addOfficer(askedBy(database, elsewhere), asked))).toBe('conflict');
});

test('nobody is added without a way to log in, into no unit, or in a role of machines', async () => {
  const add = (given: Partial<Parameters<typeof addOfficer>[1]>) =>
    codeOf(addOfficer(depsOf(database), someone(given)));
  expect(await add({ email: null })).toBe('invalid_input');
  expect(await add({ scope: 'nowhere' })).toBe('not_found');
  expect(await add({ scope: '99' })).toBe('not_found');
  expect(await add({ role: 'portal' })).toBe('invalid_input');
  expect(await add({ role: 'monitor', scope: '75' })).toBe('invalid_input');
});

test('two at once with one e-mail: one is added, the other refused', async () => {
  const given = someone();
  const outcomes = await Promise.all(
    Array.from({ length: 6 }, () => codeOf(addOfficer(depsOf(database), given))),
  );
  expect(outcomes.sort()).toEqual([...Array<string>(5).fill('conflict'), 'done']);
});

test('a name, an e-mail and a citizen id are taken in one form', () => {
  expect(personName.parse('  Nguyễn Văn Á  ')).toBe('Nguyễn Văn Á');
  expect(personName.safeParse('A\r\nBcc: x@y.vn').success).toBe(false);
  expect(emailAddress.parse('  Lan.NT@DongNai.GOV.vn ')).toBe('lan.nt@dongnai.gov.vn');
  expect(emailAddress.safeParse('a@b.vn, c@d.vn').success).toBe(false);
  expect(citizenNumber.parse(' 075099001234 ')).toBe('075099001234');
  for (const wrong of ['07509900123', '0750990012345', '07509900123x', '٠٧٥٠٩٩٠٠١٢٣٤']) {
    expect(citizenNumber.safeParse(wrong).success).toBe(false);
  }
});

test('a change counts up the version, is recorded once, and the same again changes nothing', async () => {
  const { officerId } = await addOfficer(depsOf(database), someone());
  const edit = { name: 'Trần Văn Bình', email: `binh${officerId}@dongnai.example` };
  const changed = await changeOfficer(depsOf(database), { asker, officerId, edit });
  expect(changed).toMatchObject({ ...edit, version: 2 });
  await changeOfficer(depsOf(database), { asker, officerId, edit });
  expect(await loadOfficer(db, officerId)).toMatchObject({ version: 2 });
  expect(await eventsOf(officerId)).toEqual(['officer.added', 'officer.changed']);
});

test('a changed e-mail ends the link that went to the former one', async () => {
  const { officerId } = await addOfficer(depsOf(database), someone());
  expect(await openOf(officerId)).toMatchObject({ setup_link: 1 });
  const edit = { email: `new${officerId}@dongnai.example` };
  await changeOfficer(depsOf(database), { asker, officerId, edit });
  expect(await openOf(officerId)).toMatchObject({ setup_link: 0 });
});

test('an officer keeps one way to log in, and takes nobody else’s', async () => {
  const one = await addOfficer(depsOf(database), someone());
  const other = await addOfficer(depsOf(database), someone());
  const change = (edit: Parameters<typeof changeOfficer>[1]['edit']) =>
    codeOf(changeOfficer(depsOf(database), { asker, officerId: one.officerId, edit }));
  expect(await change({ email: null })).toBe('conflict');
  expect(await change({ email: other.email })).toBe('conflict');
  expect(await change({ email: null, citizenId: '075099009999' })).toBe('done');
  expect(await change({ citizenId: null })).toBe('conflict');
});

test('whoever edits an older version than the one that stands is told so', async () => {
  const officerId = await anOfficer(database, ['auditor', tree.A]);
  const expect1 = (version: number) => {
    if (version !== 1) throw new Error(`stale: ${String(version)}`);
  };
  const edit = (name: string) =>
    changeOfficer(depsOf(database), { asker, officerId, edit: { name }, expect: expect1 });
  await edit('Một');
  await expect(edit('Hai')).rejects.toThrow('stale: 2');
});

test('disabling ends sessions, known devices and links; enabling brings none of them back', async () => {
  const { officerId } = await addOfficer(depsOf(database), someone());
  await inUse(officerId);
  const disable = (disabled: boolean) =>
    changeOfficer(depsOf(database), { asker, officerId, edit: { disabled } });
  expect(stateOf(await disable(true))).toBe('disabled');
  const none = { session: 0, known_device: 0, setup_link: 0 };
  expect(await openOf(officerId)).toMatchObject(none);
  expect(await codeOf(inviteAgain(depsOf(database), { asker, officerId }))).toBe('conflict');
  expect(stateOf(await disable(false))).toBe('active');
  expect(await openOf(officerId)).toMatchObject(none);
  expect(await eventsOf(officerId)).toEqual([
    'officer.added',
    'officer.disabled',
    'officer.enabled',
  ]);
  const [session] = await db('session').where({ officer_id: officerId });
  expect(session).toMatchObject({ ended_because: 'disabled' });
});

test('a grant made and a grant ended log the officer out and are recorded with role and unit', async () => {
  const officerId = await anOfficer(database, ['commune_accountant', tree.A]);
  await inUse(officerId);
  const about = { asker, officerId } as const;
  const grant = { ...about, role: 'commune_admin' as const, scope: tree.A };
  const made = await grantRole(depsOf(database), grant);
  expect(await openOf(officerId)).toMatchObject({ session: 0 });
  expect(await codeOf(grantRole(depsOf(database), grant))).toBe('conflict');
  await inUse(officerId);
  const grantId = made.id;
  expect(await endGrant(depsOf(database), { ...about, grantId })).toMatchObject({ id: grantId });
  expect(await openOf(officerId)).toMatchObject({ session: 0, known_device: 2 });
  expect(await codeOf(endGrant(depsOf(database), { ...about, grantId }))).toBe('not_found');
  expect(await loadOfficer(db, officerId)).toMatchObject({
    version: 3,
    grants: [{ role: 'commune_accountant', scope: tree.A }],
  });
  expect(await eventsOf(officerId)).toEqual(['officer.added', 'grant.made', 'grant.ended']);
  // an ended grant is no obstacle to a new one
  expect(await codeOf(grantRole(depsOf(database), grant))).toBe('done');
});

test('only the newest link holds', async () => {
  const { officerId, link } = await addOfficer(depsOf(database), someone());
  const again = await inviteAgain(depsOf(database), { asker, officerId });
  expect(again.link.secret).not.toBe(link.secret);
  const open = await db('setup_link').where({ officer_id: officerId }).whereNull('ended_at');
  expect(open).toMatchObject([{ token_hash: digestOf(again.link.secret) }]);
});

test('a link made by a unit’s admin ends when somebody else grants its officer more', async () => {
  const unitAdmin = await officerAsking(database, ['commune_admin', tree.A]);
  const given = someone({ asker: unitAdmin });
  const { officerId } = await addOfficer(askedBy(database, unitAdmin), given);
  const above = await officerAsking(database, ['department_of_justice', '75']);
  const grant = { asker: above, officerId, role: 'approver' as const, scope: tree.A };
  await grantRole(askedBy(database, above), grant);
  expect(await openOf(officerId)).toMatchObject({ setup_link: 0 });
  expect(await codeOf(inviteAgain(askedBy(database, unitAdmin), { asker: unitAdmin, officerId }))) //
    .toBe('forbidden');
});

test('a second factor that is reset is gone with its codes, devices and sessions', async () => {
  const officerId = await anOfficer(database, ['commune_admin', tree.A]);
  await inUse(officerId);
  await resetSecondFactor(depsOf(database), { asker, officerId });
  expect(await openOf(officerId)).toMatchObject({ session: 0, known_device: 0, recovery_code: 0 });
  const [row] = await db('officer').where({ id: officerId });
  expect(row).toMatchObject({
    totp_secret: null,
    totp_confirmed_at: null,
    totp_last_step: null,
    second_factor_reset_at: now,
    second_factor_reset_by: 'command tester',
    password_hash: '$argon2id$',
  });
  expect(await eventsOf(officerId)).toEqual(['officer.added', 'second_factor.reset']);
});

test('an administrator logs an officer out everywhere', async () => {
  const officerId = await anOfficer(database, ['commune_accountant', tree.A]);
  await inUse(officerId);
  await inUse(officerId);
  const admin = await officerAsking(database, ['commune_admin', tree.A]);
  const end = () => endOfficerSessions(askedBy(database, admin), { asker: admin, officerId });
  expect(await end()).toBe(2);
  expect(await end()).toBe(0);
  expect(await eventsOf(officerId)).toEqual(['officer.added', 'sessions.ended']);
});

test('what fails leaves no officer, no link and no trace in the trail', async () => {
  const count = async () => {
    const tables = ['officer', 'officer_grant', 'setup_link', 'audit_event'];
    return Promise.all(tables.map(async (table) => (await db(table).select('*')).length));
  };
  const before = await count();
  const taken = await addOfficer(depsOf(database), someone());
  const after = await count();
  expect(after).not.toEqual(before);
  await codeOf(addOfficer(depsOf(database), someone({ email: taken.email })));
  await codeOf(addOfficer(depsOf(database), someone({ scope: 'nowhere' })));
  expect(await count()).toEqual(after);
});
