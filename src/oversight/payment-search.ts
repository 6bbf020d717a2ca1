// Finding a payment as the one-stop desk does when a citizen asks: by what stands on their receipt,
// with or without its punctuation, or by the amount.
import type { Money } from '../money.js';
import type { PaymentReading } from '../reconciliation/reading.js';
import { compactText } from '../statements/narrative.js';

export const paymentSearchCharsMax = 100;

/** How well a payment answers a search: the whole reference, the amount, part of a reference. */
const ranks = ['reference', 'amount', 'part'] as const;
type Rank = (typeof ranks)[number];

/** Whether a payment carries a reference or a dossier code with this part, or is of this amount. */
export function isFoundBy(payment: PaymentReading, q: string): boolean {
  return rankOf(payment, q) !== null;
}

/** The payments that answer a search, the best answers first, then the latest. */
export function foundPayments(payments: readonly PaymentReading[], q: string): PaymentReading[] {
  const ranked = payments.flatMap((payment) => {
    const rank = rankOf(payment, q);
    return rank === null ? [] : [{ payment, place: ranks.indexOf(rank) }];
  });
  return ranked
    .sort(
      (one, other) =>
        one.place - other.place || other.payment.paidAt.getTime() - one.payment.paidAt.getTime(),
    )
    .map(({ payment }) => payment);
}

function rankOf(payment: PaymentReading, q: string): Rank | null {
  const part = compactText(q);
  if (part === '') return q.trim() === '' ? 'part' : null;
  const { merchantRef, gatewayTxnId, dossierCode, amount } = payment;
  const references = [merchantRef, gatewayTxnId, dossierCode].flatMap((text) =>
    text === null ? [] : [compactText(text)],
  );
  if (references.includes(part)) return 'reference';
  if (amountIn(q) === amount) return 'amount';
  return references.some((reference) => reference.includes(part)) ? 'part' : null;
}

/** "1.250.000 đ", "1250000": an amount as people write it; null for anything else. */
function amountIn(q: string): Money | null {
  const text = q.trim().replace(/\s*(đ|đồng|vnd|₫)$/iu, '');
  if (!/^\d{1,18}$|^\d{1,3}([., ]\d{3}){1,5}$/.test(text)) return null;
  return BigInt(text.replace(/\D/g, ''));
}
