// What the verbs of logging in are given, and who stands at the door.
import type { Config } from '../config.js';
import type { Db } from '../db.js';
import type { By } from '../audit/by.js';
import { keyedDigest } from './keys.js';
import type { Turnstile } from './throttle.js';
import { accountPolicy, addressPolicy, devicePolicy } from './throttle.js';

export interface AccessDeps {
  readonly db: Db;
  readonly config: Pick<Config, 'secretKey' | 'province' | 'baseUrl'>;
  readonly now: () => Date;
  /** What authenticator apps go by, where the service's own clock is another one (the demo's). */
  readonly phoneNow?: () => Date;
}

/** The instant of an authenticator app's codes. */
export function phoneTime({ now, phoneNow = now }: Pick<AccessDeps, 'now' | 'phoneNow'>): Date {
  return phoneNow();
}

/** Who sends a request before we know who it is. */
export interface Visitor {
  /** The client's IP address. */
  readonly address: string;
  /** Secrets of known browsers that its cookie carries. */
  readonly devices: readonly string[];
  readonly requestId: string;
}

type Keyed = Pick<AccessDeps, 'config'>;

/** The digest under which an address is counted; a whole IPv6 network of one household is one. */
export function addressKey({ config }: Keyed, address: string): string {
  return keyedDigest(config.secretKey, 'log-in address', networkOf(address));
}

/** The digest under which an account is counted: an officer, or a name that nobody has. */
export function accountKey({ config }: Keyed, account: string): string {
  return keyedDigest(config.secretKey, 'log-in account', account);
}

/**
 * The counts that a guess goes against: the known browser's own, else the address's and the
 * account's. Each kind of guess (`what`) has its own count of the account.
 */
export function turnstilesOf(
  deps: Keyed,
  guess: {
    readonly what: 'password' | 'second factor';
    readonly account: string;
    readonly address: string;
    readonly device: { readonly digest: string } | null;
  },
): readonly Turnstile[] {
  const { what, account, address, device } = guess;
  if (device) {
    const key = accountKey(deps, `${what} ${account} from ${device.digest}`);
    return [{ key, policy: devicePolicy }];
  }
  return [
    { key: addressKey(deps, address), policy: addressPolicy },
    { key: accountKey(deps, `${what} ${account}`), policy: accountPolicy },
  ];
}

/** How the audit trail names somebody who has not logged in: by a digest of where from. */
export function byVisitor(deps: Keyed, visitor: Visitor): By {
  const id = addressKey(deps, visitor.address).slice(0, 16);
  return { kind: 'visitor', id, requestId: visitor.requestId };
}

/** An officer acting in a request. */
export function byOfficer(officerId: string, visitor: Pick<Visitor, 'requestId'>): By {
  return { kind: 'officer', id: officerId, requestId: visitor.requestId };
}

/** An IPv4 address, or the first 64 bits of an IPv6 one: the rest a visitor changes at will. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(':')) return mapped ?? address;
  const [head = '', tail = ''] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const before = head.split(':').filter(Boolean);
  const after = tail.split(':').filter(Boolean);
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...zeros, ...after].slice(0, 4).join(':');
}
