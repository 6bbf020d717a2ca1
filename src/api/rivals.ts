// How details of payments and lines answer what comes nearest to them and why it is not theirs.
import { z } from 'zod';
import { instantText } from '../calendar.js';
import { moneyText } from '../money.js';
import type { Rival } from '../oversight/rivals.js';
import { checks, day, instant, money } from './shapes.js';

const compared = {
  checks: checks.describe('Point by point; `reference` only for those who may read narratives.'),
  whyNot: z.string().describe('In one Vietnamese sentence.'),
};

/** Of a payment: lines that are not its own, the nearest first. */
export const rivalLines = z
  .array(
    z.strictObject({
      line: z.strictObject({
        id: z.string(),
        account: z.string(),
        unitCode: z.string().nullable(),
        bookingDate: day,
        amount: money,
        bankRef: z.string().nullable(),
      }),
      ...compared,
    }),
  )
  .describe('The lines in sight that come nearest without being its own, and why not.');

/** Of a line: payments that are not its own, the nearest first. */
export const rivalPayments = z
  .array(
    z.strictObject({
      payment: z.strictObject({
        id: z.string(),
        gateway: z.string(),
        gatewayTxnId: z.string().nullable(),
        merchantRef: z.string().nullable(),
        dossierCode: z.string().nullable(),
        unitCode: z.string().nullable(),
        amount: money,
        paidAt: instant,
      }),
      ...compared,
    }),
  )
  .describe('The payments in sight that come nearest without being its own, and why not.');

export function rivalLine({ line, checks: points, whyNot }: Rival): z.infer<typeof rivalLines>[0] {
  const { lineId: id, account, unitCode, bookingDate, bankRef } = line;
  const named = { id, account, unitCode, bookingDate, bankRef };
  return { line: { ...named, amount: moneyText(line.amount) }, checks: [...points], whyNot };
}

export function rivalPayment(rival: Rival): z.infer<typeof rivalPayments>[0] {
  const { payment, checks: points, whyNot } = rival;
  const { paymentId: id, gateway, gatewayTxnId, merchantRef, dossierCode, unitCode } = payment;
  const named = { id, gateway, gatewayTxnId, merchantRef, dossierCode, unitCode };
  const paid = { amount: moneyText(payment.amount), paidAt: instantText(payment.paidAt) };
  return { payment: { ...named, ...paid }, checks: [...points], whyNot };
}
