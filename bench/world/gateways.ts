// The three gateways of the province and their terms. All secrets are throw-away.
import type { Calendar, LocalDate, Session } from '../../src/calendar.js';
import { localDateOf } from '../../src/calendar.js';
import type { Money } from '../../src/money.js';
import type { GatewayName, Terms, WorldGateway, WorldPayment } from './world.js';

export const secrets = {
  vnpay: { hashSecret: 'throwaway-demo-vnpay-hash-secret' },
  momo: { accessKey: 'throwawayDemoAccess', secretKey: 'throwaway-demo-momo-secret' },
  'paygov-portal': { signingSecrets: ['whsec_dGhyb3dhd2F5LWRlbW8tcG9ydGFsLXNlY3JldC0wMDE='] },
} as const;

export const merchantCodes = { vnpay: 'DSOATDN1', momo: 'MOMODSOATDN' } as const;

const cutoff = '23:59';

const terms: Record<GatewayName, Terms> = {
  vnpay: {
    mode: 'daily_batch',
    basis: 'net',
    feePermille: 11n,
    workingDays: 1,
    graceHours: 0,
  },
  momo: { mode: 'daily_batch', basis: 'gross', feePermille: 0n, workingDays: 2, graceHours: 0 },
  'paygov-portal': {
    mode: 'per_transaction',
    basis: 'gross',
    feePermille: 0n,
    workingDays: 1,
    graceHours: 24,
  },
};

/** Words by which a gateway names itself in a bank line. */
const narrativeNames: Record<GatewayName, readonly string[]> = {
  vnpay: ['VNPAY'],
  momo: ['MOMO'],
  'paygov-portal': ['PAYGOV'],
};

export const gateways: readonly WorldGateway[] = [
  gateway('vnpay', 'vnpay', merchantCodes.vnpay),
  gateway('momo', 'momo', merchantCodes.momo),
  gateway('paygov-portal', 'generic', undefined),
];

function gateway(
  name: GatewayName,
  kind: WorldGateway['kind'],
  merchantCode: string | undefined,
): WorldGateway {
  const { mode, basis, feePermille, workingDays, graceHours } = terms[name];
  const profile = {
    kind,
    ...(merchantCode ? { merchantCode } : {}),
    secrets: secrets[name],
    options: { narrativeNames: narrativeNames[name] },
    settlement: {
      mode,
      basis,
      fee: { percent: `${String(feePermille / 10n)}.${String(feePermille % 10n)}` },
      cutoff,
      workingDays,
      graceHours,
    },
    tolerance: '0',
  };
  return { name, kind, terms: terms[name], profile };
}

export function termsOf(name: GatewayName): Terms {
  return terms[name];
}

/** The fee the gateway keeps, rounded half up as its terms say. */
export function feeOf(payment: WorldPayment): Money {
  return (payment.amount * terms[payment.gateway].feePermille + 500n) / 1000n;
}

/** What the gateway should pay out for a payment. */
export function payoutOf(payment: WorldPayment): Money {
  return terms[payment.gateway].basis === 'net' ? payment.amount - feeOf(payment) : payment.amount;
}

/** Session, due day and the instant after which a payment is due. */
export function dueOf(
  calendar: Calendar,
  payment: Pick<WorldPayment, 'gateway' | 'paidAt'>,
): { readonly session: Session; readonly dueOn: LocalDate; readonly dueAt: Date } {
  const { workingDays, graceHours } = terms[payment.gateway];
  const session = calendar.sessionOf(payment.paidAt, cutoff);
  const dueOn = calendar.dueOn(session, workingDays);
  return { session, dueOn, dueAt: calendar.dueAt(dueOn, graceHours) };
}

export function paidOn(payment: Pick<WorldPayment, 'paidAt'>): LocalDate {
  return localDateOf(payment.paidAt);
}
