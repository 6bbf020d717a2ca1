// The world while it is being made: what scenarios and ordinary traffic add to, and how a payment
// or a line of a bank's ledger comes to be.
import { instantOf } from '../../src/calendar.js';
import type { LocalDate } from '../../src/calendar.js';
import { sumMoney } from '../../src/money.js';
import type { Money } from '../../src/money.js';
import type { Settling } from './gateways.js';
import type { Places } from './places.js';
import type { Random } from './random.js';
import type {
  Expected,
  FeeItem,
  GatewayName,
  LedgerLine,
  ReportRow,
  Span,
  Status,
  WorldAccount,
  WorldPayment,
} from './world.js';

/** What a batch gateway does with the payments of one unit and session. */
export type SessionPlan =
  | 'held'
  | 'with-next'
  | 'with-next-undated'
  | 'member-missing'
  | 'gross'
  | 'to-old-account'
  | 'reported'
  | 'reported-but-one'
  | 'report-unbalanced'
  | 'undated'
  | 'doubtful'
  | 'taken-back';

export interface Draft extends Settling {
  readonly random: Random;
  readonly span: Span;
  readonly places: Places;
  readonly payments: WorldPayment[];
  /** Payments by transaction whose credit is left to the ordinary course. */
  readonly ordinary: WorldPayment[];
  readonly ledger: LedgerLine[];
  readonly reports: ReportRow[];
  /** By `unit gateway last day of the session`. */
  readonly sessionPlans: Map<string, SessionPlan>;
  /** Units to which the portal pays nothing out from a day on. */
  readonly silentFrom: Map<string, LocalDate>;
  readonly used: Set<string>;
  readonly serials: Map<string, number>;
}

export function emptyDraft(
  given: Pick<Draft, 'random' | 'span' | 'calendar' | 'terms' | 'places'>,
): Draft {
  return {
    ...given,
    payments: [],
    ordinary: [],
    ledger: [],
    reports: [],
    sessionPlans: new Map(),
    silentFrom: new Map(),
    used: new Set(),
    serials: new Map(),
  };
}

export interface PaymentWish {
  readonly unitCode: string | null;
  readonly gateway?: GatewayName;
  readonly on: LocalDate;
  readonly amount?: Money;
  readonly status?: Status;
  readonly refunded?: Money;
  /** In the morning, before any gateway's cut-off. */
  readonly early?: boolean;
  readonly feeItems?: readonly FeeItem[];
  /** The dossier of another payment. */
  readonly dossierCode?: string | null;
  /** A second payment of the same order. */
  readonly sameOrderAs?: WorldPayment;
  /** What it must come to; left out where the ordinary course decides. */
  readonly expected?: Expected;
}

/** Fees as they are: copies and certificates by the hundred, a nationality file now and then. */
const amounts: readonly (readonly [Money, number])[] = [
  [2_000n, 18],
  [3_000n, 8],
  [4_000n, 8],
  [5_000n, 10],
  [6_000n, 5],
  [8_000n, 22],
  [15_000n, 12],
  [50_000n, 10],
  [150_000n, 6],
  [3_000_000n, 1],
];

/** Adds a payment; one of the ordinary course is credited later by `settle.ts`. */
export function pay(draft: Draft, wish: PaymentWish): WorldPayment {
  const { random, payments, ordinary } = draft;
  const gateway = wish.gateway ?? 'paygov-portal';
  const status = wish.status ?? 'succeeded';
  const paidAt = timeOn(random, wish.on, wish.early === true ? mornings : hours);
  const feeItems = wish.feeItems ?? [];
  const listed = sumMoney(feeItems.map((item) => item.amount));
  const amount = wish.amount ?? (listed > 0n ? listed : random.weighted(amounts));
  const refund =
    wish.refunded === undefined
      ? null
      : { amount: wish.refunded, at: new Date(paidAt.getTime() + 3_600_000) };
  const first = wish.sameOrderAs;
  const payment: WorldPayment = {
    gateway,
    gatewayTxnId: txnIdOf(draft, gateway, status),
    merchantRef: first?.merchantRef ?? merchantRefOf(draft, gateway, wish.on),
    dossierCode: first?.dossierCode ?? wish.dossierCode ?? dossierCodeOf(draft, wish),
    unitCode: wish.unitCode,
    ordered: wish.unitCode !== null && (first?.ordered ?? (random.chance(0.92) || listed > 0n)),
    amount,
    feeItems,
    status,
    paidAt: first ? new Date(first.paidAt.getTime() + 300_000) : paidAt,
    refund,
    late: random.chance(0.01),
    expected: wish.expected ?? notDecided,
  };
  payments.push(payment);
  if (!wish.expected) ordinary.push(payment);
  return payment;
}

const notDecided: Expected = { settlement: null, why: 'not decided yet' };

/** A credit (or, below zero, a debit) in a bank's ledger. */
export function book(
  draft: Draft,
  line: Pick<LedgerLine, 'account' | 'bookedOn' | 'amount' | 'narrative'> & {
    readonly counterparty?: string;
    readonly unprinted?: boolean;
  },
): LedgerLine {
  const bankRef = bankRefOf(draft, line.account, line.bookedOn);
  const booked = { counterparty: '', unprinted: false, ...line, bankRef };
  draft.ledger.push(booked);
  return booked;
}

/** The account a unit is told to be paid into on a day. */
export function accountOn(
  draft: Draft,
  unitCode: string,
  day: LocalDate,
  purpose = 'default',
): WorldAccount | undefined {
  return draft.places.accounts.find(
    (account) =>
      account.unitCode === unitCode &&
      account.purpose === purpose &&
      (account.validFrom === null || account.validFrom <= day) &&
      (account.validTo === null || account.validTo > day),
  );
}

/** A working day of the world by its place, from 0. */
export function dayOf(draft: Draft, index: number): LocalDate {
  return draft.span.workingDays[index] as LocalDate;
}

/** The next number of a named sequence, from 1. */
export function serial(draft: Draft, name: string): number {
  const next = (draft.serials.get(name) ?? 0) + 1;
  draft.serials.set(name, next);
  return next;
}

export function compactDay(day: LocalDate): string {
  return day.slice(2).replaceAll('-', '');
}

// People pay from dawn to late evening; some at the stroke of midnight, where sessions part.
function timeOn(random: Random, day: LocalDate, from: Hours): Date {
  const hour = random.weighted(from);
  const second = random.below(60) * 1000;
  if (hour === -1) return new Date(instantOf(day, '00:00').getTime() + second);
  if (hour === 24) return new Date(instantOf(day, '23:59').getTime() + second);
  const minute = random.below(60) * 60_000;
  return new Date(instantOf(day).getTime() + hour * 3_600_000 + minute + second);
}

type Hours = readonly (readonly [hour: number, weight: number])[];

const mornings: Hours = [
  [7, 5],
  [8, 14],
  [9, 16],
  [10, 14],
];

const hours: Hours = [
  [-1, 1],
  [24, 1],
  [6, 2],
  [7, 5],
  [8, 14],
  [9, 16],
  [10, 14],
  [11, 6],
  [13, 8],
  [14, 14],
  [15, 12],
  [16, 8],
  [19, 4],
  [20, 4],
  [21, 3],
];

function txnIdOf(draft: Draft, gateway: GatewayName, status: Status): string | null {
  if (gateway === 'vnpay') {
    // VNPAY prints "0" for a payment that did not happen.
    if (status === 'failed' || status === 'cancelled') return null;
    return String(61_000_000 + serial(draft, 'vnpay'));
  }
  if (gateway === 'cong-tinh') return `CT-${String(serial(draft, gateway)).padStart(8, '0')}`;
  if (gateway === 'momo') return String(60_000_000_000 + serial(draft, 'momo') * 7);
  return `TT26${String(serial(draft, 'portal')).padStart(10, '0')}`;
}

const refPrefix: Record<GatewayName, string> = {
  vnpay: 'DVN',
  momo: 'DMM',
  'paygov-portal': 'DVC',
  // Figures only: such a reference must not touch another digit.
  'cong-tinh': '7',
};

function merchantRefOf(draft: Draft, gateway: GatewayName, day: LocalDate): string {
  for (;;) {
    const tail = gateway === 'cong-tinh' ? draft.random.digits(6) : draft.random.code(8);
    const reference = `${refPrefix[gateway]}${compactDay(day)}${tail}`;
    if (draft.used.has(reference)) continue;
    draft.used.add(reference);
    return reference;
  }
}

function dossierCodeOf(draft: Draft, wish: PaymentWish): string | null {
  const unit = draft.places.units.find((each) => each.code === wish.unitCode);
  if (!unit) return null;
  const count = String(serial(draft, `dossier ${wish.on}`)).padStart(5, '0');
  return `${unit.agencyCode}-${compactDay(wish.on)}-15${count}`;
}

function bankRefOf(draft: Draft, account: WorldAccount, day: LocalDate): string {
  const count = String(serial(draft, 'bank reference')).padStart(7, '0');
  const tail = `${compactDay(day)}${count}`;
  switch (account.layout) {
    case 'agribank-csv':
      return `AGR${tail}`;
    case 'vietcombank-xlsx':
    case 'vietcombank-html':
    case 'vietcombank-list':
      return `5282.${tail}`;
    case 'vietinbank-xlsx':
      return `VTB${tail}`;
    case 'treasury-xlsx':
      return `LCC${tail}`;
    default:
      return `FT${tail}`;
  }
}
