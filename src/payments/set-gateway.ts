// `gateway set`: registers a merchant account at a gateway, rotates its secrets, dates its terms.
import { isDeepStrictEqual } from 'node:util';
import type { By } from '../audit/by.js';
import { type Db, inTransaction } from '../db.js';
import { Refused } from '../problem.js';
import {
  insertSecrets,
  insertTerms,
  lockGatewayAccount,
  selectLiveSecrets,
  selectTerms,
  unknownUnits,
  updateGatewayAccount,
} from './gateway-account-store.js';
import { gatewayOf } from './gateways/index.js';
import { gatewayKinds } from './gateways/kinds.js';
import { type DatedTerms, recordGatewaySet, type TermsChange } from './audit-gateway.js';
import { queryOf } from './queries/index.js';
import { type GatewayProfile, readProfile, termsDocument } from './profile.js';
import { openSecrets, sealSecrets } from './secret-box.js';

export interface SetGatewayDeps {
  readonly db: Db;
  readonly now: () => Date;
  /** 32 bytes, `Config.secretKey`. */
  readonly secretKey: Buffer;
  readonly by: By;
}

export interface SetGatewayOutcome {
  readonly name: string;
  readonly kind: string;
  /** What differed from before; empty when the same profile was set again. */
  readonly changed: readonly ('account' | 'secrets' | 'terms')[];
  /** Whether callbacks of this kind are served, or only its exports and reports imported. */
  readonly callbacks: boolean;
}

const overlapHours = 24;

/**
 * Stores a profile whole or not at all; the same one again changes nothing.
 * @throws Refused with the JSON pointer of what is wrong, or `conflict`
 */
export async function setGateway(
  deps: SetGatewayDeps,
  input: { readonly name: string; readonly document: unknown },
): Promise<SetGatewayOutcome> {
  const { name } = input;
  const profile = readProfile(name, input.document);
  refuseName(name, profile.kind);
  refuseUnaskable(profile);
  const changed = await inTransaction(deps.db, async (trx) => {
    await refuseUnknownUnits(trx, profile);
    const account = await lockGatewayAccount(trx, name, profile);
    if (account.kind !== profile.kind) {
      throw conflict(`gateway ${name} is of kind ${account.kind}; another kind is another account`);
    }
    const id = account.id;
    const isOther = await updateGatewayAccount(trx, id, profile);
    const secrets = await rotateSecrets(trx, deps, { id, name, profile });
    const terms = await dateTerms(trx, { id, name, profile });
    const done = { name, profile, before: account.before, secrets, terms };
    await recordGatewaySet(trx, deps.by, done);
    return [
      ...(isOther || account.before === null ? (['account'] as const) : []),
      ...(secrets ? (['secrets'] as const) : []),
      ...(terms ? (['terms'] as const) : []),
    ];
  });
  return { name, kind: profile.kind, changed, callbacks: gatewayOf(profile.kind) !== undefined };
}

interface Account {
  readonly id: string;
  readonly name: string;
  readonly profile: GatewayProfile;
}

/** New secrets hold at once, the ones before them for another 24 hours. */
async function rotateSecrets(trx: Db, deps: SetGatewayDeps, account: Account): Promise<boolean> {
  const { id, name, profile } = account;
  const live = await selectLiveSecrets(trx, id);
  if (live && isDeepStrictEqual(openedOrNull(deps, name, live.ciphertext), profile.secrets)) {
    return false;
  }
  const now = deps.now();
  const ciphertext = sealSecrets(deps.secretKey, name, profile.secrets);
  const oldUntil = new Date(now.getTime() + overlapHours * 3_600_000);
  await insertSecrets(trx, { id, ciphertext, now, oldUntil });
  return true;
}

/** Secrets of a lost key (a restored backup) count as other ones, so that they can be replaced. */
function openedOrNull(deps: SetGatewayDeps, name: string, box: Buffer): unknown {
  try {
    return openSecrets(deps.secretKey, name, box);
  } catch {
    return null;
  }
}

/** Terms are dated, never edited: what was agreed for a day stays. */
async function dateTerms(trx: Db, { id, name, profile }: Account): Promise<TermsChange | null> {
  const known = await selectTerms(trx, id);
  const document = termsDocument(profile.terms);
  const isSame = (terms: { readonly document: string }): boolean => terms.document === document;
  const dated = known.find(({ validFrom }) => validFrom === profile.validFrom);
  if (dated && isSame(dated)) return null;
  if (dated && profile.validFrom !== null) {
    throw conflict(
      `gateway ${name} already has other terms from ${profile.validFrom}; name a later validFrom`,
      '/settlement/validFrom',
    );
  }
  if (profile.validFrom === null && known.length > 0) {
    if (known.some(isSame)) return null;
    throw conflict(
      `the settlement of gateway ${name} differs from its terms in force: name its validFrom`,
      '/settlement/validFrom',
    );
  }
  await insertTerms(trx, { id, validFrom: profile.validFrom, document });
  return { before: latest(known), after: { validFrom: profile.validFrom, document } };
}

function latest(known: readonly DatedTerms[]): DatedTerms | null {
  const sorted = [...known].sort((one, other) =>
    (one.validFrom ?? '') < (other.validFrom ?? '') ? -1 : 1,
  );
  return sorted.at(-1) ?? null;
}

function refuseName(name: string, kind: string): void {
  if (!/^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u.test(name)) {
    const detail = `gateway name "${name}": letters, digits, ".", "_" and "-" only, at most 64`;
    throw new Refused({ code: 'invalid_input', detail });
  }
  // below /gateways they are lists of their own
  if (['notices', 'refusals', 'questions'].includes(name)) {
    throw conflict(`gateway name ${name} is reserved; choose another`);
  }
  if (name !== kind && Object.hasOwn(gatewayKinds, name)) {
    throw conflict(
      `gateway name ${name} is a kind of its own; an account of ${kind} needs another`,
    );
  }
}

/** An address to ask at is of use only where we know how to ask. */
function refuseUnaskable({ kind, options }: GatewayProfile): void {
  if (options.queryUrl === undefined || queryOf(kind)) return;
  const detail = `profile /options/queryUrl: no query API of ${kind} is known`;
  const errors = [{ pointer: '/options/queryUrl', detail }];
  throw new Refused({ code: 'invalid_input', detail, errors });
}

async function refuseUnknownUnits(trx: Db, profile: GatewayProfile): Promise<void> {
  const { unitCode, terminals = {} } = profile.options;
  const named = Object.entries(terminals).map(
    ([terminal, unit]) => [`/options/terminals/${terminal}`, unit] as const,
  );
  const all = [
    ...(unitCode === undefined ? [] : [['/options/unitCode', unitCode] as const]),
    ...named,
  ];
  const unknown = await unknownUnits(
    trx,
    all.map(([, unit]) => unit),
  );
  const errors = all
    .filter(([, unit]) => unknown.has(unit))
    .map(([pointer, unit]) => ({ pointer, detail: `there is no unit ${unit}` }));
  const [first] = errors;
  if (!first) return;
  const detail = `profile ${first.pointer}: ${first.detail}`;
  throw new Refused({ code: 'invalid_input', detail, errors });
}

function conflict(detail: string, pointer?: string): Refused {
  return new Refused({
    code: 'conflict',
    detail,
    ...(pointer ? { errors: [{ pointer, detail }] } : {}),
  });
}
