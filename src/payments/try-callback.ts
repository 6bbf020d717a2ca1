// Tries a gateway account without a gateway: a callback signed with its stored secrets is judged as
// one that came would be, and so is a forged copy. Nothing of it is kept but that it was tried:
// what stands among the callbacks is evidence, and this is none.
import type { By } from '../audit/by.js';
import { recordAudit } from '../audit/record-audit.js';
import { instantText } from '../calendar.js';
import type { Db } from '../db.js';
import { loadMerchants, type MerchantAccount } from './gateway-account-store.js';
import type { RawRequest, Reading } from './gateways/gateway.js';
import { isUnverified, judge } from './judge-callback.js';
import { forgedMessage, trialAmount, trialMessage } from './trial-message.js';

export interface TryCallbackDeps {
  readonly db: Db;
  readonly now: () => Date;
  /** 32 bytes, `Config.secretKey`. */
  readonly secretKey: Buffer;
  readonly by: By;
}

/**
 * `signed`: there are secrets, and a message could be made. `verified`: its signature fits.
 * `addressed`: it is this account's and no other's at the kind's own address too. `understood`:
 * reference, sum and success are read as they were written. `forgery_refused`: a copy with another
 * sum, or token, is not believed.
 */
export const trialChecks = [
  'signed',
  'verified',
  'addressed',
  'understood',
  'forgery_refused',
] as const;
export type TrialCheck = (typeof trialChecks)[number];

export interface TrialOutcome {
  /** The marked order that the message named. */
  readonly reference: string;
  readonly checks: readonly { readonly check: TrialCheck; readonly passed: boolean }[];
}

/**
 * Tries an account.
 * @returns each check in order; undefined when there is no such account
 * @throws Refused `misconfigured` when SECRET_KEY is not the one the secrets were encrypted with
 */
export async function tryCallback(
  deps: TryCallbackDeps,
  name: string,
): Promise<TrialOutcome | undefined> {
  const at = deps.now();
  const accounts = await loadMerchants(deps.db, { now: at, secretKey: deps.secretKey });
  const account = accounts.find((one) => one.name === name);
  if (!account) return undefined;
  const reference = `THU-${instantText(at).replace(/\D/g, '').slice(0, 14)}`;
  const request = messageFor(account, reference, at);
  const passed = request ? checked(accounts, account, { request, reference, at }) : new Set();
  const checks = trialChecks.map((check) => ({ check, passed: passed.has(check) }));
  await recordAudit(deps.db, deps.by, {
    action: 'gateway.tested',
    subject: { kind: 'gateway_account', id: account.name },
    after: {
      reference,
      passed: checks.filter((one) => one.passed).map(({ check }) => check),
      failed: checks.filter((one) => !one.passed).map(({ check }) => check),
    },
  });
  return { reference, checks };
}

function messageFor(account: MerchantAccount, reference: string, at: Date): RawRequest | undefined {
  const [newest] = account.secrets;
  if (!newest) return undefined;
  const merchantCode = account.merchantCode ?? 'THU';
  return trialMessage(account.kind, { merchantCode, secrets: newest.secrets, reference, at });
}

function checked(
  accounts: readonly MerchantAccount[],
  account: MerchantAccount,
  { request, reference, at }: { request: RawRequest; reference: string; at: Date },
): ReadonlySet<TrialCheck> {
  const own = judge(accounts, { name: account.name, request }, at);
  const byKind = judge(accounts, { name: account.kind, request }, at);
  const forged = judge(accounts, { name: account.name, request: forgedMessage(request) }, at);
  const passed: readonly (readonly [TrialCheck, boolean])[] = [
    ['signed', true],
    ['verified', own !== null && !isUnverified(own.reading)],
    ['addressed', byKind?.account?.name === account.name],
    ['understood', own !== null && isUnderstood(own.reading, reference)],
    ['forgery_refused', forged !== null && isUnverified(forged.reading)],
  ];
  return new Set(passed.filter(([, holds]) => holds).map(([check]) => check));
}

function isUnderstood(reading: Reading, reference: string): boolean {
  if (reading.kind === 'movements') {
    const [movement] = reading.movements;
    const isNamed = movement?.narrative === reference;
    return isNamed && movement.amount === BigInt(trialAmount);
  }
  if (reading.kind !== 'payment') return false;
  const { merchantRef, word } = reading.message;
  // payOS knows references of digits only
  const isNamed = merchantRef === reference || merchantRef === reference.replace(/\D/g, '');
  return isNamed && word.amount === BigInt(trialAmount) && word.status === 'succeeded';
}
