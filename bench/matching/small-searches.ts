// The searches that explode when they are written as pairs: thousands of equal sums on one day, and
// the one payment that a large batch lacks. No database: the rules alone, over a book at hand.
import { performance } from 'node:perf_hooks';
import { Calendar, instantOf } from '../../src/calendar.js';
import type { PaymentRecord } from '../../src/payments/payment.js';
import { Desk } from '../../src/reconciliation/desk.js';
import { nothingBarred } from '../../src/reconciliation/barred.js';
import type { ProvinceFacts } from '../../src/reconciliation/facts.js';
import { buildLedger } from '../../src/reconciliation/ledger.js';
import type { Reconciler } from '../../src/reconciliation/reconciler.js';
import type { StatementLine } from '../../src/statements/statement-store.js';
import { batchResidual } from '../../reconcilers/batch-residual.js';
import { soleCandidate } from '../../reconcilers/sole-candidate.js';
import { median, type Figure } from '../bench.js';

const rounds = 9;
const day = '2026-05-11';
const equalCount = 4000;
const batchSize = 500;

export function smallFigures(): Figure[] {
  const equal = factsOf({
    payments: Array.from({ length: equalCount }, (_each, place) => payment(place, 'single', 8000n)),
    lines: Array.from({ length: equalCount }, (_each, place) => line(place, 8000n, 'NOP LE PHI')),
  });
  const members = Array.from({ length: batchSize }, (_each, place) =>
    payment(place, 'batch', 5000n + BigInt(place) * 7n),
  );
  const all = members.reduce((sum, { amount }) => sum + amount, 0n);
  const missing = members[batchSize / 2]?.amount ?? 0n;
  const short = factsOf({
    payments: members,
    lines: [line(1, all - missing, 'BATCH TT PHIEN 11/05/2026')],
  });
  return [
    figure(`${String(equalCount)} equal sums on one account and day`, equal, soleCandidate),
    figure(`the one that a batch of ${String(batchSize)} lacks`, short, batchResidual),
  ];
}

function figure(what: string, facts: ProvinceFacts, rule: Reconciler): Figure {
  const ledger = buildLedger(facts);
  const decided = { lines: new Set<string>(), credits: new Set<string>(), isBarred: nothingBarred };
  const times = Array.from({ length: rounds }, () => {
    const desk = new Desk(ledger, decided);
    const began = performance.now();
    const found = desk.proposalsOf(rule);
    const ms = performance.now() - began;
    if (found.length !== 1) throw new Error(`${what}: ${String(found.length)} proposals`);
    return ms;
  });
  const bar = { of: 'measured', atMost: 50 } as const;
  return { what, unit: 'ms', measured: median(times), baseline: null, bar, rounds: { ms: times } };
}

function factsOf(given: Pick<ProvinceFacts, 'payments' | 'lines'>): ProvinceFacts {
  const account = {
    ...{ versionId: '1', unitCode: 'U', purpose: 'default', bankAccountId: '1', bankBin: '970436' },
    ...{ clearingCode: null, number: '001', accountName: 'UBND', validFrom: null, validTo: null },
    isTakenOver: true,
  };
  return {
    calendar: new Calendar([]),
    units: [{ code: 'U', name: 'U', type: 'xa', agencyCode: null }],
    accounts: [account],
    platformWords: [],
    verifications: [],
    institutions: new Map(),
    gateways: [gateway('single', 'per_transaction'), gateway('batch', 'daily_batch')],
    unpaidOrders: [],
    reports: [],
    notices: [],
    statements: new Map(),
    ...given,
  };
}

function gateway(name: string, mode: 'per_transaction' | 'daily_batch') {
  const fee = {
    ...{ percent: '0', fixed: 0n, min: 0n, max: 0n, tiers: [], vatPercent: '0' },
    ...({ per: 'payment', rounding: 'half_up' } as const),
  };
  const terms = {
    ...{ validFrom: null, mode, basis: 'gross' as const, fee },
    ...{ cutoff: '23:59', workingDays: 1, graceHours: 0 },
  };
  const options = { narrativeNames: [name.toUpperCase()] };
  return {
    id: name,
    name,
    kind: 'generic',
    merchantCode: null,
    options,
    tolerance: 0n,
    terms: [terms],
  };
}

function payment(place: number, gatewayAccountId: string, amount: bigint): PaymentRecord {
  const paidAt = new Date(instantOf(day, '08:00').getTime() + place * 1000);
  const word = { status: 'succeeded', amount, refundedAmount: null, source: 'callback' } as const;
  const times = { paidAt, paidAtStated: true, occurredAt: paidAt, receivedAt: paidAt };
  const reference = `DN260511${String(place).padStart(6, '0')}`;
  return {
    id: String(place + 1),
    gatewayAccountId,
    gatewayTxnId: `T${reference}`,
    merchantRef: reference,
    dossierCode: null,
    signedUnitCode: 'U',
    orderInfo: null,
    amount,
    events: [{ ...word, ...times }],
    receiptNumber: null,
    order: null,
  };
}

function line(place: number, amount: bigint, narrative: string): StatementLine {
  return {
    id: String(place + 1),
    bankAccountId: '1',
    statementId: '1',
    lineNo: place + 1,
    bookingDate: '2026-05-12',
    valueDate: '2026-05-12',
    amount,
    bankRef: `FT${String(place).padStart(8, '0')}`,
    narrative,
    counterparty: null,
  };
}
