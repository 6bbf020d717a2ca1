// The three gateways of the province and their terms. All secrets are throw-away.
import type { Calendar, LocalDate, Session } from '../../src/calendar.js';
import { localDateOf } from '../../src/calendar.js';
import type { Money } from '../../src/money.js';
import type { Random } from './random.js';
import type { GatewayName, Terms, WorldGateway, WorldPayment } from './world.js';

export const secrets = {
  vnpay: { hashSecret: 'throwaway-demo-vnpay-hash-secret' },
  momo: { accessKey: 'throwawayDemoAccess', secretKey: 'throwaway-demo-momo-secret' },
  'paygov-portal': { signingSecrets: ['whsec_dGhyb3dhd2F5LWRlbW8tcG9ydGFsLXNlY3JldC0wMDE='] },
  'cong-tinh': { signingSecrets: ['whsec_dGhyb3dhd2F5LWRlbW8tcHJvdmluY2Utc2VjcmV0LTAwMQ=='] },
} as const;

export const merchantCodes = { vnpay: 'DSOATDN1', momo: 'MOMODSOATDN' } as const;

export type TermsByGateway = Readonly<Record<GatewayName, Terms>>;

const noExtras = { feeFixed: 0n, tolerance: 0n } as const;

/** The terms of a world: as the providers publish them, with what differs from place to place. */
export function drawTerms(random: Random): TermsByGateway {
  const cutoff = random.pick(['23:59', '23:59', '16:30']);
  return {
    vnpay: {
      mode: 'daily_batch',
      basis: 'net',
      feePermille: random.pick([11n, 11n, 8n]),
      cutoff,
      workingDays: 1,
      graceHours: random.pick([0, 4]),
      ...noExtras,
    },
    momo: {
      mode: 'daily_batch',
      basis: 'gross',
      feePermille: 0n,
      cutoff: '23:59',
      workingDays: random.pick([1, 2]),
      graceHours: 0,
      ...noExtras,
    },
    'paygov-portal': {
      mode: 'per_transaction',
      basis: 'gross',
      feePermille: 0n,
      cutoff: '23:59',
      workingDays: 1,
      graceHours: 24,
      ...noExtras,
    },
    // The city's own portal takes a fee, pays out the same day and is let off small differences.
    'cong-tinh': {
      mode: 'per_transaction',
      basis: 'net',
      feePermille: 5n,
      feeFixed: 500n,
      cutoff: '23:59',
      workingDays: 0,
      graceHours: 4,
      tolerance: 50n,
    },
  };
}

/** Words by which a gateway names itself in a bank line. */
const narrativeNames: Record<GatewayName, readonly string[]> = {
  vnpay: ['VNPAY'],
  momo: ['MOMO'],
  'paygov-portal': ['PAYGOV'],
  'cong-tinh': ['CONG TINH'],
};

/** The gateways with their profiles. */
export function gatewaysOf(terms: TermsByGateway): readonly WorldGateway[] {
  return [
    gateway('vnpay', 'vnpay', terms.vnpay),
    gateway('momo', 'momo', terms.momo),
    gateway('paygov-portal', 'generic', terms['paygov-portal']),
    gateway('cong-tinh', 'generic', terms['cong-tinh']),
  ];
}

function gateway(name: GatewayName, kind: WorldGateway['kind'], terms: Terms): WorldGateway {
  const { mode, basis, feePermille, feeFixed, cutoff, workingDays, graceHours } = terms;
  const profile = {
    kind,
    ...(name === 'vnpay' || name === 'momo' ? { merchantCode: merchantCodes[name] } : {}),
    secrets: secrets[name],
    options: { narrativeNames: narrativeNames[name] },
    settlement: {
      mode,
      basis,
      fee: {
        percent: `${String(feePermille / 10n)}.${String(feePermille % 10n)}`,
        fixed: feeFixed.toString(),
      },
      cutoff,
      workingDays,
      graceHours,
    },
    tolerance: terms.tolerance.toString(),
  };
  return { name, kind, terms, profile };
}

/** What due days and fees depend on. */
export interface Settling {
  readonly calendar: Calendar;
  readonly terms: TermsByGateway;
}

/** The fee the gateway keeps, rounded half up as its terms say. */
export function feeOf({ terms }: Settling, payment: WorldPayment): Money {
  const { feePermille, feeFixed } = terms[payment.gateway];
  return (payment.amount * feePermille + 500n) / 1000n + feeFixed;
}

/** What the gateway should pay out for a payment. */
export function payoutOf(settling: Settling, payment: WorldPayment): Money {
  const isNet = settling.terms[payment.gateway].basis === 'net';
  return isNet ? payment.amount - feeOf(settling, payment) : payment.amount;
}

/** Session, due day and the instant after which a payment is due. */
export function dueOf(
  { calendar, terms }: Settling,
  payment: Pick<WorldPayment, 'gateway' | 'paidAt'>,
): { readonly session: Session; readonly dueOn: LocalDate; readonly dueAt: Date } {
  const { cutoff, workingDays, graceHours } = terms[payment.gateway];
  const session = calendar.sessionOf(payment.paidAt, cutoff);
  const dueOn = calendar.dueOn(session, workingDays);
  return { session, dueOn, dueAt: calendar.dueAt(dueOn, graceHours) };
}

export function paidOn(payment: Pick<WorldPayment, 'paidAt'>): LocalDate {
  return localDateOf(payment.paidAt);
}
