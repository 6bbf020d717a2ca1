// The matches of plain pairs, made from what the survey keeps of them: the same match, check by check,
// that `payment-reference` would make from their whole facts.
import { localDateOf } from '../calendar.js';
import { termsOn } from '../payments/gateway-account.js';
import { feeReader } from './known-fees.js';
import type { Reconciler } from './reconciler.js';
import type { StorableMatch } from './match-store.js';
import type { Survey } from './survey.js';

/** The rule of plain pairs, where it comes before every other but reversals; none otherwise. */
export function ruleOfPairs([first, second]: readonly Reconciler[]): PairRule | null {
  const ofPair = second?.ofPair;
  if (first?.code !== 'reversal' || !second || !ofPair) return null;
  return { code: second.code, ofPair };
}

interface PairRule extends Pick<Reconciler, 'code'> {
  readonly ofPair: NonNullable<Reconciler['ofPair']>;
}

/** Makes the match of a pair by the place of its line; null where the line is in none. */
export function plainMatcher(
  survey: Survey,
  rule: PairRule,
): (line: number) => StorableMatch | null {
  const feeOfPayment = feeReader();
  return (line) => {
    const payment = survey.pairOf(line);
    const gateway =
      payment === null ? undefined : survey.gateways[survey.payments.gateway.at(payment)];
    if (payment === null || !gateway) return null;
    const id = String(survey.payments.id.at(payment));
    const [gatewayTxnId, merchantRef] = survey.textsOf(payment);
    const paidOn = localDateOf(new Date(survey.payments.paidAt.at(payment)));
    const terms = termsOn(gateway, paidOn);
    const gross = BigInt(survey.payments.amount.at(payment));
    const credit = {
      label: `${gateway.name} ${gatewayTxnId ?? merchantRef ?? id}`,
      basis: terms.basis,
      gross,
      net: gross - feeOfPayment(terms, gross),
      tolerance: gateway.tolerance,
      refund: null,
      paidOn,
    };
    const shown = {
      amount: BigInt(survey.lines.amount.at(line)),
      bankRef: survey.bankRefOf(line),
      bookedOn: survey.bookedOnOf(line),
    };
    const { checks, cause, total } = rule.ofPair(credit, shown);
    return {
      rule: rule.code,
      ...({ status: 'confirmed', confidence: 'certain', ambiguous: false } as const),
      cause: cause ?? null,
      checks,
      lines: [{ line: { id: String(survey.lines.id.at(line)) }, amount: shown.amount }],
      credits: [{ credit: { paymentId: id, no: 0 }, amount: total }],
      remembers: [],
    };
  };
}
