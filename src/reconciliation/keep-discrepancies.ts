// Keeps what a run finds not to tie: a discrepancy opens with its first member, its members join and
// leave, and it closes by itself with the last. A run that finds nothing else writes nothing.
import type { By } from '../audit/by.js';
import { type AuditEntry, recordAudit } from '../audit/record-audit.js';
import type { Db } from '../db.js';
import { groupBy } from '../group-by.js';
import { loadSilentGateways } from '../payments/gateway-silence-store.js';
import {
  addMembers,
  closeStays,
  endMembers,
  historyThrough,
  holdHistory,
  loadOpenMembers,
  loadOpenStays,
  openStays,
  type DiscrepancyName,
  type MemberLeft,
} from './discrepancy-history-store.js';
import { silenceDiscrepancies } from './discrepancies.js';
import type { ProvinceFacts } from './facts.js';
import { loadLiveMatches } from './match-store.js';
import { readFacts } from './read-province.js';
import type { DiscrepancyReading, PaymentReading } from './reading.js';

/** Keeps the discrepancies of an instant, in the transaction of the run that found them. */
export async function keepDiscrepancies(
  trx: Db,
  run: { readonly facts: ProvinceFacts; readonly at: Date; readonly by: By },
): Promise<void> {
  const { facts, at, by } = run;
  const reading = readFacts(facts, await loadLiveMatches(trx), at);
  const silent = silenceDiscrepancies(await loadSilentGateways(trx, facts.calendar, at));
  const discrepancies = [...reading.discrepancies, ...silent];
  await keepHistory(trx, { discrepancies, payments: reading.payments, at, by });
}

/** One that a reading shows and no run has kept yet: somebody acts on it before the next run does. */
export async function keepOne(
  trx: Db,
  found: { readonly discrepancy: DiscrepancyReading; readonly at: Date; readonly by: By },
): Promise<void> {
  const { discrepancy, at, by } = found;
  await holdHistory(trx);
  const isKept = (await loadOpenStays(trx)).some(({ id }) => id === discrepancy.id);
  if (isKept) return;
  await openStays(trx, [discrepancy], at);
  await addMembers(trx, membersOf([discrepancy]), at);
  await recordAudit(trx, by, ...eventsOf('discrepancies.opened', [discrepancy]));
}

interface Found {
  readonly discrepancies: readonly DiscrepancyReading[];
  readonly payments: readonly PaymentReading[];
  readonly at: Date;
  readonly by: By;
}

/** History only goes forward: a run at an earlier instant changes nothing it already says. */
async function keepHistory(trx: Db, { discrepancies, payments, at, by }: Found): Promise<void> {
  await holdHistory(trx);
  const through = await historyThrough(trx);
  if (through !== null && through > at) return;
  const stays = await loadOpenStays(trx);
  const known = new Set(stays.map(({ id }) => id));
  const found = new Set(discrepancies.map(({ id }) => id));
  const opened = discrepancies.filter(({ id }) => !known.has(id));
  const closed = stays.filter(({ id }) => !found.has(id));
  await openStays(trx, opened, at);
  await keepMembers(trx, { discrepancies, payments, at });
  await closeStays(
    trx,
    closed.map(({ stayId }) => stayId),
    at,
  );
  const events = [
    ...eventsOf('discrepancies.closed', closed),
    ...eventsOf('discrepancies.opened', opened),
  ];
  await recordAudit(trx, by, ...events);
}

async function keepMembers(trx: Db, found: Omit<Found, 'by'>): Promise<void> {
  const { discrepancies, payments, at } = found;
  const open = await loadOpenMembers(trx);
  const keyOf = (one: { readonly discrepancyId: string; readonly member: string }) =>
    `${one.discrepancyId} ${one.member}`;
  const members = membersOf(discrepancies);
  const [before, now] = [new Set(open.map(keyOf)), new Set(members.map(keyOf))];
  const left = open.filter((one) => !now.has(keyOf(one)));
  await addMembers(
    trx,
    members.filter((one) => !before.has(keyOf(one))),
    at,
  );
  if (left.length === 0) return;
  const byMember = new Map(payments.map((one) => [`payment ${one.paymentId}`, one]));
  const ends = left.map(({ rowId, member }) => ({ rowId, ...leftWith(byMember.get(member)) }));
  await endMembers(trx, ends, at);
}

function membersOf(discrepancies: readonly DiscrepancyReading[]) {
  return discrepancies.flatMap(({ id: discrepancyId, paymentIds, lineIds, others }) => {
    const names = [
      ...paymentIds.map((id) => `payment ${id}`),
      ...lineIds.map((id) => `line ${id}`),
      ...others,
    ];
    return [...new Set(names)].map((member) => ({ discrepancyId, member }));
  });
}

/** What the bank says of a payment that left, and the day the last of its money was booked. */
function leftWith(payment: PaymentReading | undefined): Omit<MemberLeft, 'rowId'> {
  if (!payment) return { leftAs: null, arrivedOn: null };
  const days = payment.matches
    .filter(({ status }) => status === 'confirmed')
    .map(({ line }) => line.bookingDate)
    .sort();
  const arrivedOn = payment.settlement === 'arrived' ? (days.at(-1) ?? null) : null;
  return { leftAs: payment.settlement, arrivedOn };
}

/** One event a unit, naming its discrepancies. */
function eventsOf(
  action: 'discrepancies.opened' | 'discrepancies.closed',
  about: readonly DiscrepancyName[],
): AuditEntry[] {
  const byUnit = groupBy(about, ({ unitCode }) => unitCode);
  return [...byUnit].map(([unitCode, own]) => ({
    action,
    subject: { kind: unitCode === null ? 'province' : 'unit', id: unitCode },
    unitCode,
    after: { discrepancies: own.map(({ id }) => id).sort() },
  }));
}
