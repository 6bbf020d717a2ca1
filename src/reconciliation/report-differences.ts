// What a settlement report says otherwise than was agreed or paid: another fee than the terms of
// the day give, another amount than the payment's.
import type { LocalDate } from '../calendar.js';
import { absMoney, sumMoney, type Money } from '../money.js';
import { feeOf, isFeeAgreed } from '../payments/fee.js';
import { termsOn, type GatewayAccount } from '../payments/gateway-account.js';
import type { ExpectedPayment } from './expected-credits.js';
import type { Batch } from './items.js';
import { feeReader } from './known-fees.js';
import type { Ledger } from './ledger.js';
import type { FeeDifference } from './reading.js';

/** Of one payment, or of one unit's part of a batch whose fee is agreed per batch. */
export interface ReportDifferences {
  /** By payment id. */
  readonly fees: ReadonlyMap<string, FeeDifference>;
  readonly batchFees: readonly {
    readonly unitCode: string | null;
    readonly gatewayAccountId: string;
    readonly difference: FeeDifference;
  }[];
  /** Payments (ids) that a report lists with another amount. */
  readonly amounts: ReadonlySet<string>;
  /** Payments (ids) that a report pays out although they are not known to have been made. */
  readonly unpaid: ReadonlySet<string>;
}

/** Differences in the reports settled until a day. Pure. */
export function reportDifferences(ledger: Ledger, asOfDay: LocalDate): ReportDifferences {
  const gateways = new Map(ledger.facts.gateways.map((gateway) => [gateway.id, gateway]));
  const payments = new Map(ledger.payments.map((payment) => [payment.record.id, payment]));
  const fees = new Map<string, FeeDifference>();
  const batchFees: ReportDifferences['batchFees'][number][] = [];
  const amounts = new Set<string>();
  const unpaid = new Set<string>();
  const knownFee = feeReader();
  for (const { unitCode, batches } of ledger.units.values()) {
    for (const batch of batches.filter(({ settledOn }) => settledOn <= asOfDay)) {
      const ofBatch = batchFee(batch, payments, gateways.get(batch.gatewayAccountId));
      if (ofBatch) {
        const { gatewayAccountId } = batch;
        batchFees.push({ unitCode, gatewayAccountId, difference: ofBatch });
      }
      for (const id of batch.unpaid) unpaid.add(id);
      for (const { credit, gross, net } of batch.members) {
        const payment = payments.get(credit.paymentId);
        if (!payment) continue;
        const { fee } = payment.terms;
        const agreed = knownFee(payment.terms, gross);
        const difference = differenceOf(gross - net, agreed, batch.batch);
        if (difference && fee.per === 'payment' && isFeeAgreed(fee)) {
          fees.set(credit.paymentId, difference);
        }
        if (isOtherAmount(payment, gross)) amounts.add(credit.paymentId);
      }
    }
  }
  return { fees, batchFees, amounts, unpaid };
}

/** Of a batch whose fee is taken of its sum, by the terms of the first day that it pays. */
function batchFee(
  batch: Batch,
  payments: ReadonlyMap<string, ExpectedPayment>,
  gateway: GatewayAccount | undefined,
): FeeDifference | undefined {
  if (!gateway) return undefined;
  const days = batch.members.flatMap(
    ({ credit }) => payments.get(credit.paymentId)?.credits[0]?.paidOn ?? [],
  );
  const { fee } = termsOn(gateway, [...days].sort()[0] ?? batch.settledOn);
  if (fee.per !== 'batch' || !isFeeAgreed(fee)) return undefined;
  return differenceOf(batch.feeTotal, feeOf(fee, batch.paidTotal), batch.batch);
}

function differenceOf(reported: Money, agreed: Money, batch: string): FeeDifference | undefined {
  return reported === agreed ? undefined : { batch, reported, agreed };
}

/** What the difference is worth, whichever side it favours. */
export function differenceAmount({ reported, agreed }: FeeDifference): Money {
  return absMoney(reported - agreed);
}

/** Neither the payment's amount nor what was left of it after a part had been given back. */
function isOtherAmount({ state }: ExpectedPayment, listed: Money): boolean {
  const rest = sumMoney([state.amount, -(state.refundedAmount ?? 0n)]);
  return listed !== state.amount && listed !== rest;
}
