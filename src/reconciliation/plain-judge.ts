// What makes a payment and the only line that names it a plain pair: no rule but `payment-reference` can
// say anything of either, and nothing of it is ever a discrepancy. Where anything is in doubt it is none.
import { localDateOf, type LocalDate } from '../calendar.js';
import { groupBy } from '../group-by.js';
import type { Money } from '../money.js';
import { termsOn, type GatewayAccount } from '../payments/gateway-account.js';
import { compactText } from '../statements/narrative.js';
import type { AccountFact, SharedFacts } from './facts.js';
import { fitOf } from './items.js';
import { feeReader } from './known-fees.js';
import { namesAny } from './references.js';
import type { SurveyedLine, SurveyedPayment } from './survey-store.js';
import { isToldWrong } from './told-account.js';

/** Shorter bank references ("001") repeat and say nothing. */
export const ownReferenceLength = 8;

/** Ids that a person's decision names: their payments and lines are never plain. */
export interface Untouchable {
  readonly lines: ReadonlySet<string>;
  readonly payments: ReadonlySet<string>;
}

/** What is kept of a payment that a line names. */
interface NamedPayment {
  readonly gateway: GatewayAccount;
  readonly unitCode: string | null;
  readonly amount: Money;
  readonly paidOn: LocalDate;
  readonly texts: readonly string[];
}

export class PlainJudge {
  private readonly untouchable: Untouchable;
  private readonly at: Date;
  private readonly lastOn: LocalDate;
  private readonly accountsOf: ReadonlyMap<string | null, readonly AccountFact[]>;
  private readonly institutions: ReadonlyMap<string, string>;
  private readonly feeOf = feeReader();

  /** @param at the instant of the run: what is paid or booked later is no plain pair yet */
  constructor(shared: SharedFacts, untouchable: Untouchable, at: Date) {
    this.untouchable = untouchable;
    this.at = at;
    this.lastOn = localDateOf(at);
    this.accountsOf = groupBy(shared.accounts, ({ unitCode }) => unitCode);
    this.institutions = shared.institutions;
  }

  /** Whether a payment may be half of such a pair, for all that is known of it alone. */
  mayBePlain(row: SurveyedPayment, account: GatewayAccount, unitCode: string | null): boolean {
    const isOne = row.events === 1 && row.status === 'succeeded' && row.feeItems < 2;
    if (!isOne || !Number.isSafeInteger(Number(row.amount))) return false;
    if (row.isDisputed || row.paidAtMs > this.at.getTime()) return false;
    const paidOn = localDateOf(new Date(row.paidAtMs));
    const { mode } = termsOn(account, paidOn);
    if (mode !== 'per_transaction' || this.untouchable.payments.has(row.id)) return false;
    if (row.toldAccount === null) return true;
    const told = { account: row.toldAccount, bankCode: row.toldBankCode };
    const own = this.accountsOf.get(unitCode) ?? [];
    return !isToldWrong(told, paidOn, { own, institutions: this.institutions });
  }

  /**
   * Whether a line surely pays the only payment it names: all of it, in a right account, in time.
   * @param compact the narrative's compact text
   */
  pays(row: SurveyedLine, compact: string, payment: NamedPayment): boolean {
    const amount = Number(row.amount);
    if (!(amount > 0) || !Number.isSafeInteger(amount)) return false;
    if (this.untouchable.lines.has(row.id) || row.bookedOn > this.lastOn) return false;
    const { unitCode, paidOn } = payment;
    const isRight = (this.accountsOf.get(unitCode) ?? []).some(
      ({ bankAccountId, validFrom, validTo }) =>
        bankAccountId === row.bankAccountId &&
        (validFrom === null || validFrom <= row.bookedOn) &&
        (validTo === null || validTo > paidOn),
    );
    if (!isRight || paidOn > row.bookedOn || !this.isFull(payment, BigInt(amount))) return false;
    const references = payment.texts.map(compactText);
    const ownRef = row.bankRef === null ? '' : compactText(row.bankRef);
    const isOwn = ownRef.length >= ownReferenceLength && references.includes(ownRef);
    return isOwn || namesAny(references, row.narrative, compact);
  }

  /** Whether a sum is what is expected, with nothing to explain. */
  private isFull({ gateway, paidOn, amount: gross }: NamedPayment, amount: Money): boolean {
    const { tolerance } = gateway;
    const terms = termsOn(gateway, paidOn);
    const net = gross - this.feeOf(terms, gross);
    const expected = { basis: terms.basis, gross, net, refund: null, tolerance };
    return fitOf(expected, amount) === 'agrees';
  }
}
