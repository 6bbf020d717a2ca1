// Fees are few: the same amounts come again and again, a million times in a province.
import type { Money } from '../money.js';
import { feeOf } from '../payments/fee.js';
import type { GatewayTerms } from '../payments/gateway-account.js';

/** Reads the fee of a sum by some terms, each computed once. */
export function feeReader(): (terms: GatewayTerms, gross: Money) => Money {
  const known = new Map<GatewayTerms, Map<Money, Money>>();
  return (terms, gross) => {
    const fees = known.get(terms) ?? new Map<Money, Money>();
    known.set(terms, fees);
    const fee = fees.get(gross) ?? feeOf(terms.fee, gross);
    fees.set(gross, fee);
    return fee;
  };
}
