// The second step of logging in: codes of an app, recovery codes, and setting an app up.
import { confirmSecondFactor, enrolmentOf } from '../../src/access/enrol-second-factor.js';
import { newRecoveryCodes } from '../../src/access/recovery-code.js';
import { openTotp } from '../../src/access/second-factor.js';
import { stepOfCode } from '../../src/access/totp.js';
import { cloneDatabase, type TestDatabase } from '../support/database.js';
import {
  anActiveOfficer,
  codeAt,
  doorOf,
  goodPassword,
  present,
  secretOf,
  withApp,
  type Door,
} from './door.js';

let database: TestDatabase;
let door: Door;

beforeAll(async () => {
  database = await cloneDatabase();
});
afterAll(() => database.close());
beforeEach(() => {
  door = doorOf(database);
});

/** An approver with an app, one step in: the password was right. */
async function halfIn() {
  const officer = await anActiveOfficer(door, { role: 'approver' });
  const app = await withApp(door, officer.id);
  const pending = secretOf(await door.knock(officer.email, goodPassword));
  return { ...officer, app, pending };
}

const codeNow = (app: Buffer, offSeconds = 0) =>
  codeAt(app, new Date(door.deps.now().getTime() + offSeconds * 1_000));

test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('the code of RFC 6238 at second %d is known', (second, code) => {
  const secret = Buffer.from('12345678901234567890', 'ascii');
  expect(stepOfCode(secret, code, new Date(second * 1_000))).toBe(Math.floor(second / 30));
});

test('a password alone opens nothing where a second factor is set', async () => {
  const { pending, app } = await halfIn();
  expect(await door.session(pending)).toMatchObject({ stage: 'second_factor' });
  const outcome = await present(door, pending, codeNow(app));
  expect(outcome).toMatchObject({ kind: 'in', stage: 'full' });
  expect(secretOf(outcome)).not.toBe(pending);
  expect(await door.session(pending)).toBeNull();
});

test.each([-30, 0, 30])('a phone whose clock is off by %d seconds is understood', async (off) => {
  const { pending, app } = await halfIn();
  expect((await present(door, pending, codeNow(app, off))).kind).toBe('in');
});

test.each([-90, -60, 60, 90])('a code that is off by %d seconds is refused', async (off) => {
  const { pending, app } = await halfIn();
  expect((await present(door, pending, codeNow(app, off))).kind).toBe('refused');
});

test.each(['', '12345', '1234567', 'abcdef', '000000 000000', '１２３４５６'])(
  '“%s” is no code',
  async (code) => {
    const { pending } = await halfIn();
    expect((await present(door, pending, code)).kind).toBe('refused');
  },
);

test('a code that was used is refused the next time, and so is an earlier one', async () => {
  const { email, pending, app } = await halfIn();
  const code = codeNow(app);
  const earlier = codeNow(app, -30);
  expect((await present(door, pending, code)).kind).toBe('in');
  const again = secretOf(await door.knock(email, goodPassword));
  expect((await present(door, again, code)).kind).toBe('refused');
  expect((await present(door, again, earlier)).kind).toBe('refused');
  door.wait(30);
  expect((await present(door, again, codeNow(app))).kind).toBe('in');
});

test('one code sent eight times at once lets in once', async () => {
  const { pending, app } = await halfIn();
  const session = await door.session(pending);
  expect(session).not.toBeNull();
  const code = codeNow(app);
  const devices = door.visitor();
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, () => present(door, pending, code, devices).catch(() => null)),
  );
  expect(outcomes.filter((outcome) => outcome?.kind === 'in')).toHaveLength(1);
});

test('guesses at codes are locked out like those at passwords, and the trail says so', async () => {
  const { pending, app, id } = await halfIn();
  for (let guess = 0; guess < 5; guess += 1) {
    const wrong = String((Number(codeNow(app)) + 1 + guess) % 1_000_000).padStart(6, '0');
    expect((await present(door, pending, wrong)).kind).toBe('refused');
  }
  expect(await present(door, pending, codeNow(app))).toEqual({ kind: 'wait', seconds: 60 });
  const events = await database.db('audit_event').where({ subject_id: id }).orderBy('id');
  expect(events.map(({ action, after }) => [action, after] as unknown)).toEqual([
    ...Array.from({ length: 4 }, () => ['second_factor.failed', { locked: false }]),
    ['second_factor.failed', { locked: true }],
  ]);
});

test('half way in lasts ten minutes', async () => {
  const { pending } = await halfIn();
  door.wait(599);
  expect(await door.session(pending)).not.toBeNull();
  door.wait(1);
  expect(await door.session(pending)).toBeNull();
});

test('a recovery code works once, however it is typed, and a new set ends the old', async () => {
  const { email, id, pending } = await halfIn();
  const at = door.deps.now();
  const codes = await newRecoveryCodes(door.deps, database.db, { officerId: id, at });
  expect(new Set(codes).size).toBe(10);
  const typed = ` ${codes[0]?.toUpperCase().replace('-', ' ') ?? ''} `;
  expect((await present(door, pending, typed)).kind).toBe('in');
  const again = secretOf(await door.knock(email, goodPassword));
  expect((await present(door, again, codes[0] ?? '')).kind).toBe('refused');
  await newRecoveryCodes(door.deps, database.db, { officerId: id, at });
  expect((await present(door, again, codes[1] ?? '')).kind).toBe('refused');
  const stored = JSON.stringify(await database.db('recovery_code').where({ officer_id: id }));
  expect(stored).not.toContain(codes[2]);
});

test('another officer’s recovery code is none', async () => {
  const other = await halfIn();
  const at = door.deps.now();
  const codes = await newRecoveryCodes(door.deps, database.db, { officerId: other.id, at });
  const { pending } = await halfIn();
  expect((await present(door, pending, codes[0] ?? '')).kind).toBe('refused');
});

describe('setting an app up', () => {
  /** A unit's admin who has none yet. */
  async function enrolling() {
    const officer = await anActiveOfficer(door, { role: 'commune_admin', scope: '25432' });
    const outcome = await door.knock(officer.email, goodPassword);
    expect(outcome).toMatchObject({ kind: 'in', stage: 'enrol' });
    const secret = secretOf(outcome);
    const session = await door.session(secret);
    if (!session?.totpPending) throw new Error('nothing to set up');
    const app = openTotp(door.deps, officer.id, session.totpPending);
    return { ...officer, secret, session, app };
  }

  test('is asked of roles that need it, and shows a secret that any app reads', async () => {
    const { email, session } = await enrolling();
    const enrolment = enrolmentOf(door.deps, session);
    const uri = new URL(enrolment?.uri ?? '');
    expect(uri.protocol).toBe('otpauth:');
    expect(decodeURIComponent(uri.pathname)).toContain(email);
    expect(uri.searchParams.get('secret')).toMatch(/^[A-Z2-7]{32}$/);
    expect(enrolment?.typed.replaceAll(' ', '')).toBe(uri.searchParams.get('secret'));
  });

  test('codes go by the clock of telephones where the service has another, as the demo has', async () => {
    const { session, app } = await enrolling();
    const phone = new Date(door.deps.now().getTime() + 200 * 86_400_000);
    const deps = { ...door.deps, phoneNow: () => phone };
    const confirm = (code: string) =>
      confirmSecondFactor(deps, { visitor: door.visitor(), session, code });
    expect((await confirm(codeNow(app))).kind).toBe('refused');
    expect((await confirm(codeAt(app, phone))).kind).toBe('in');
  });

  test('a first code puts it in force and gives ten recovery codes', async () => {
    const { id, secret, session, app, email } = await enrolling();
    const visitor = door.visitor();
    const wrong = await confirmSecondFactor(door.deps, { visitor, session, code: '000000' });
    expect(wrong.kind).toBe('refused');
    const code = codeNow(app);
    const outcome = await confirmSecondFactor(door.deps, { visitor, session, code });
    expect(outcome).toMatchObject({ kind: 'in', stage: 'full' });
    expect(outcome.kind === 'in' && outcome.recoveryCodes).toHaveLength(10);
    expect(await door.session(secret)).toBeNull();
    // the code that confirmed it is used up
    const next = secretOf(await door.knock(email, goodPassword));
    expect((await present(door, next, code)).kind).toBe('refused');
    door.wait(30);
    expect((await present(door, next, codeNow(app))).kind).toBe('in');
    const row = await database.db('officer').where({ id }).first<{ totp_secret: Buffer }>();
    expect(row.totp_secret.includes(app)).toBe(false);
  });

  test('a secret copied to another officer does not open', async () => {
    const { session } = await enrolling();
    const { id } = await anActiveOfficer(door);
    expect(() => openTotp(door.deps, id, session.totpPending ?? Buffer.of())).toThrow('SECRET_KEY');
  });
});
