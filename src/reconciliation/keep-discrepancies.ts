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
import { loadCalendar } from './facts-store.js';
import { asFound, type FoundDiscrepancy, type PartFindings } from './part-findings.js';
import type { DiscrepancyReading } from './reading.js';

/** Keeps the discrepancies of an instant, in the transaction of the run that found them. */
export async function keepDiscrepancies(
  trx: Db,
  run: { readonly findings: PartFindings; readonly at: Date; readonly by: By },
): Promise<void> {
  const { findings, at, by } = run;
  const { standings } = findings;
  const silent = await loadSilentGateways(trx, await loadCalendar(trx), at);
  const discrepancies = [...findings.discrepancies, ...silenceDiscrepancies(silent).map(asFound)];
  await keepHistory(trx, { discrepancies, standings, at, by });
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
  await addMembers(trx, membersOf([asFound(discrepancy)]), at);
  await recordAudit(trx, by, ...eventsOf('discrepancies.opened', [discrepancy]));
}

interface Found extends PartFindings {
  readonly at: Date;
  readonly by: By;
}

/** History only goes forward: a run at an earlier instant changes nothing it already says. */
async function keepHistory(trx: Db, { discrepancies, standings, at, by }: Found): Promise<void> {
  await holdHistory(trx);
  const through = await historyThrough(trx);
  if (through !== null && through > at) return;
  const stays = await loadOpenStays(trx);
  const known = new Set(stays.map(({ id }) => id));
  const found = new Set(discrepancies.map(({ id }) => id));
  const opened = discrepancies.filter(({ id }) => !known.has(id));
  const closed = stays.filter(({ id }) => !found.has(id));
  await openStays(trx, opened, at);
  await keepMembers(trx, { discrepancies, standings, at });
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
  const { discrepancies, standings, at } = found;
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
  const ends = left.map(({ rowId, member }): MemberLeft => {
    const standing = standings.get(member.replace(/^payment /, ''));
    return { rowId, ...(standing ?? { leftAs: null, arrivedOn: null }) };
  });
  await endMembers(trx, ends, at);
}

function membersOf(discrepancies: readonly FoundDiscrepancy[]) {
  return discrepancies.flatMap(({ id: discrepancyId, members }) =>
    members.map((member) => ({ discrepancyId, member })),
  );
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
