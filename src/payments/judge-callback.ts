// Whose message a callback is and what it says, by the accounts and secrets of a moment. Pure: the
// same bytes judged later by what held when they came say the same again.
import type { MerchantAccount } from './gateway-account-store.js';
import type { Gateway, Merchant, PaymentMessage, RawRequest, Reading } from './gateways/gateway.js';
import type { Verdict } from './gateways/gateway.js';
import { refused } from './gateways/gateway.js';
import { gatewayOf } from './gateways/index.js';
import { secretsAt } from './merchant-book.js';
import { isPaid, statusRank } from './payment.js';
import type { KnownBefore } from './word-store.js';

/** A callback as it is judged. */
export interface Addressed {
  /** What stands in the path: a gateway kind or the name of an account. */
  readonly name: string;
  readonly request: RawRequest;
}

export interface Judged {
  readonly gateway: Gateway;
  readonly account: MerchantAccount | null;
  /** The account as the adapter saw it; null where the message is not known to be its own. */
  readonly merchant: Merchant | null;
  readonly reading: Reading;
}

/** Chooses the account by the merchant code in the message, else by whose secret verifies. */
export function judge(
  accounts: readonly MerchantAccount[],
  { name, request }: Addressed,
  now: Date,
): Judged | null {
  const named = accounts.find((account) => account.name === name);
  const gateway = gatewayOf(name) ?? (named ? gatewayOf(named.kind) : undefined);
  if (!gateway) return null;
  const all =
    gateway.kind === name
      ? accounts.filter((account) => account.kind === name)
      : accounts.filter((account) => account === named);
  const candidates = all.length > 1 ? addressees(gateway, request, all) : all;
  const readings = candidates.map((account) => {
    const { merchantCode, options } = account;
    const merchant = { merchantCode, options, secrets: secretsAt(account, now) };
    return { gateway, account, merchant, reading: storable(gateway.read(request, merchant, now)) };
  });
  const verified = readings.filter(({ reading }) => !isUnverified(reading));
  const [first, second] = verified;
  if (first && !second) return first;
  const wrongMerchant = readings.find(
    ({ reading }) => reading.kind === 'refused' && reading.verdict === 'wrong-merchant',
  );
  if (!first && wrongMerchant) return { ...wrongMerchant, account: null, merchant: null };
  return { gateway, account: null, merchant: null, reading: refused('bad-signature') };
}

/** Of several accounts those whose merchant code the message carries; where there is none, all. */
function addressees(
  gateway: Gateway,
  request: RawRequest,
  accounts: readonly MerchantAccount[],
): readonly MerchantAccount[] {
  const code = gateway.merchantCodeOf?.(request);
  const byCode = accounts.filter((account) => account.merchantCode === code);
  return code !== undefined && byCode.length > 0 ? byCode : accounts;
}

/** Whether nothing proves that the message is the gateway's own to us. */
export function isUnverified(reading: Reading): boolean {
  return (
    reading.kind === 'refused' &&
    (reading.verdict === 'bad-signature' || reading.verdict === 'wrong-merchant')
  );
}

/** The database keeps neither NUL nor half a character: a message with one would fail for ever. */
function storable(reading: Reading): Reading {
  const said =
    reading.kind === 'payment'
      ? [reading.message]
      : reading.kind === 'movements'
        ? reading.movements
        : [];
  const texts = said.flatMap((one) =>
    Object.values(one).filter((each) => typeof each === 'string'),
  );
  return texts.some((text) => /[\0\p{Cs}]/u.test(text)) ? refused('malformed') : reading;
}

/**
 * What is booked of a message. Of an account whose callbacks are not proof enough by themselves
 * (a plain hash) a success is only a reason to ask: it stays pending until the gateway's query API
 * says the same.
 */
export function bookedOf(message: PaymentMessage, account: MerchantAccount | null): PaymentMessage {
  const isDoubtful = account?.options.confirmByQuery === true && isPaid(message.word.status);
  if (!isDoubtful) return message;
  return {
    ...message,
    word: { ...message.word, status: 'pending', refundedAmount: null, refundedAt: null },
  };
}

/** What a stored message was, by what was known before it (gateways reference, section 3). */
export function verdictOf(message: PaymentMessage, before: KnownBefore): Verdict {
  const { word } = message;
  const knownRank = Math.max(-1, ...before.priorStatuses.map(statusRank));
  if (!before.isNewWord || knownRank >= statusRank(word.status)) return 'duplicate';
  if (!isPaid(word.status)) return 'not-success';
  if (before.orderAmount === null) return 'unknown-order';
  if (before.orderAmount !== word.amount) return 'amount-mismatch';
  return before.isPaidByAnother ? 'second-payment' : 'accepted';
}
