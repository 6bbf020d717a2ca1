// What a batch would bring if its gateway had charged the fee another way than agreed: by one step
// of its table for all payments, or with another rate of value added tax on the fee.
import type { Money } from '../money.js';
import { sumMoney } from '../money.js';
import { feeOf, isFeeAgreed, type FeeTerms } from '../payments/fee.js';
import { termsOn, type GatewayAccount } from '../payments/gateway-account.js';
import type { Credit } from './items.js';

export interface OtherFee {
  readonly cause: 'fee_tier' | 'fee_vat';
  /** The step or the rate, as a person reads it. */
  readonly detail: string;
  readonly total: Money;
  /** What each member brings then, in their order. */
  readonly nets: readonly Money[];
}

export type OtherFees = (
  gatewayAccountId: string,
  members: readonly Credit[],
) => readonly OtherFee[];

/** None, the reduced rate since 2022, and the standard rate of the VAT law. */
const vatRates = ['0', '8', '10'];

interface Variation extends Pick<OtherFee, 'cause' | 'detail'> {
  readonly terms: FeeTerms;
}

export function otherFeesOf(gateways: readonly GatewayAccount[]): OtherFees {
  const byId = new Map(gateways.map((gateway) => [gateway.id, gateway]));
  return (gatewayAccountId, members) => {
    const gateway = byId.get(gatewayAccountId);
    const [first] = members;
    if (!gateway || !first) return [];
    const { fee } = termsOn(gateway, first.paidOn);
    if (!isFeeAgreed(fee)) return [];
    return variationsOf(fee).map(({ terms, ...said }) => ({ ...said, ...netOf(terms, members) }));
  };
}

function variationsOf(agreed: FeeTerms): Variation[] {
  const rates = vatRates.filter((rate) => Number(rate) !== Number(agreed.vatPercent));
  return [
    ...rates.map((vatPercent): Variation => ({
      cause: 'fee_vat',
      detail: `${vatPercent} %`,
      terms: { ...agreed, vatPercent },
    })),
    ...agreed.tiers.map((tier): Variation => ({
      cause: 'fee_tier',
      detail: `${tier.percent} % + ${tier.fixed}`,
      terms: { ...agreed, tiers: [{ ...tier, upTo: null }] },
    })),
  ];
}

function netOf(terms: FeeTerms, members: readonly Credit[]): Pick<OtherFee, 'total' | 'nets'> {
  if (terms.per === 'batch') {
    const gross = sumMoney(members.map((credit) => credit.gross));
    return { total: gross - feeOf(terms, gross), nets: members.map((credit) => credit.net) };
  }
  // fees are few: the same amounts come again and again
  const known = new Map<Money, Money>();
  const nets = members.map(({ gross }) => {
    const net = known.get(gross) ?? gross - feeOf(terms, gross);
    known.set(gross, net);
    return net;
  });
  return { total: sumMoney(nets), nets };
}
