// Passwords at rest: argon2id. A hash takes 19 MiB and tens of milliseconds, so only a few are
// made at once and only so many wait: a flood of log-ins must not stop the callbacks.
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { Refused } from '../problem.js';

/** OWASP's second choice (19 MiB, two passes), made here in some 40 ms. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Node's thread pool has four threads; files and names are read by the other two. */
const atOnceMax = 2;
const waitingMax = 64;

let running = 0;
const waiting: (() => void)[] = [];

/** The hash of a new password, in PHC form. */
export async function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password.normalize('NFC'), parameters));
}

/**
 * Whether the password is the one of the hash. Without a hash it takes as long and says no, so that
 * the time does not tell who has an account.
 */
export async function verifyPassword(
  passwordHash: string | null,
  password: string,
): Promise<boolean> {
  const known = passwordHash ?? (await nobodysHash());
  const isRight = await inTurn(() => verify(known, password.normalize('NFC')));
  return isRight && passwordHash !== null;
}

/** Whether a hash was made with parameters that are not today's. */
export function isOutdated(passwordHash: string): boolean {
  const { memoryCost, timeCost, parallelism } = parseOptions(passwordHash);
  return (
    memoryCost !== parameters.memoryCost ||
    timeCost !== parameters.timeCost ||
    parallelism !== parameters.parallelism
  );
}

let nobodys: Promise<string> | undefined;

/** A hash that no password of anybody has. */
function nobodysHash(): Promise<string> {
  return (nobodys ??= hash('nobody has this password', parameters));
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnceMax) {
    if (waiting.length >= waitingMax) {
      const detail = 'Too many people are logging in at this moment.';
      throw new Refused({ code: 'unavailable', detail, retryAfterSeconds: 5 });
    }
    await new Promise<void>((resolve) => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    // the turn goes to whoever waits longest; `running` counts it all the while
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}
