// The door as a test knocks at it: verbs of logging in over a database and a clock that it moves.
import { TOTP, Secret } from 'otpauth';
import type { AccessDeps, Visitor } from '../../src/access/access-deps.js';
import { cookieNames } from '../../src/access/cookies.js';
import { logIn, type LogInOutcome } from '../../src/access/log-in.js';
import { hashPassword } from '../../src/access/password-hash.js';
import type { Role } from '../../src/access/roles.js';
import { totpOwner } from '../../src/access/let-in.js';
import { passSecondFactor } from '../../src/access/second-factor.js';
import { sessionOf, type LiveSession } from '../../src/access/session.js';
import { newTotpSecret } from '../../src/access/totp.js';
import { sealBytes } from '../../src/secret-box.js';
import type { TestDatabase } from '../support/database.js';
import { anOfficer } from '../support/people.js';

export const goodPassword = 'mưa đêm trên phố huyện';

export interface Door {
  readonly deps: AccessDeps;
  /** Moves the clock on. */
  readonly wait: (seconds: number) => void;
  readonly visitor: (given?: Partial<Visitor>) => Visitor;
  readonly knock: (name: string, password: string, visitor?: Visitor) => Promise<LogInOutcome>;
  /** The live session of a cookie's secret. */
  readonly session: (secret: string) => Promise<LiveSession | null>;
}

let doors = 0;

/** Each door has a week of its own, so that one test's guesses are none of another's. */
export function doorOf({ db, config }: TestDatabase): Door {
  doors += 1;
  let now = Date.parse('2026-05-11T01:00:00Z') + doors * 7 * 86_400_000;
  const deps: AccessDeps = { db, config, now: () => new Date(now) };
  const visitor = (given: Partial<Visitor> = {}): Visitor => ({
    address: '203.0.113.7',
    devices: [],
    requestId: 'request-of-test',
    ...given,
  });
  return {
    deps,
    visitor,
    wait: (seconds) => {
      now += seconds * 1_000;
    },
    knock: (name, password, who = visitor()) => logIn(deps, { visitor: who, name, password }),
    session: (secret) => sessionOf(deps, { cookie: `${cookieNames(config).session}=${secret}` }),
  };
}

let hashOfGoodPassword: Promise<string> | undefined;

/** An officer whose password is `goodPassword`. */
export async function anActiveOfficer(
  { deps }: Door,
  given: { readonly role?: Role; readonly scope?: string; readonly citizenIdHash?: string } = {},
) {
  hashOfGoodPassword ??= hashPassword(goodPassword);
  const passwordHash = await hashOfGoodPassword;
  return anOfficer(deps.db, { role: 'finance_officer', ...given, passwordHash });
}

/** Gives an officer an authenticator app. */
export async function withApp({ deps }: Door, officerId: string): Promise<Buffer> {
  const secret = newTotpSecret();
  const sealed = sealBytes(deps.config.secretKey, totpOwner(officerId), secret);
  const update = { totp_secret: sealed, totp_confirmed_at: deps.now() };
  await deps.db('officer').where({ id: officerId }).update(update);
  return secret;
}

/** What the app shows at an instant. */
export function codeAt(secret: Buffer, at: Date): string {
  const key = Secret.fromHex(secret.toString('hex'));
  return new TOTP({ secret: key }).generate({ timestamp: at.getTime() });
}

/** Passes the second factor with a code. */
export async function present(
  door: Door,
  secret: string,
  code: string,
  visitor = door.visitor(),
): Promise<LogInOutcome> {
  const session = await door.session(secret);
  if (!session) throw new Error('no session');
  return passSecondFactor(door.deps, { visitor, session, code });
}

/** The session's secret of an outcome that let somebody in. */
export function secretOf(outcome: { readonly kind: string }): string {
  if (!('session' in outcome)) throw new Error(`not let in: ${outcome.kind}`);
  return String(outcome.session);
}
