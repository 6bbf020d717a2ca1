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
import { loadCalendar } from '../calendar-store.js';
import { asFound, type FoundDiscrepancy, type PartFindings } from './part-findings.js';
import type { DiscrepancyReading } from './reading.js';

/**
 * Keeps the discrepancies of an instant, in the transaction of the run that found them.
 * @param run.at the instant that they were read for, when the run began
 */
export async function keepDiscrepancies(
  trx: Db,
  run: {
    readonly findings: PartFindings;
    readonly at: Date;
    readonly writtenAt: Date;
    readonly by: By;
  },
): Promise<void> {
  const { findings, ...about } = run;
  const { standings } = findings;
  const silent = await loadSilentGateways(trx, await loadCalendar(trx), run.at);
  const discrepancies = [...findings.discrepancies, ...silenceDiscrepancies(silent).map(asFound)];
  await keepHistory(trx, { discrepancies, standings, ...about });
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
  readonly writtenAt: Date;
  readonly by: By;
}

/**
 * History only goes forward: a run at an earlier instant changes nothing it already says. What
 * somebody kept while the run was at it comes of facts that it may not know, and stays.
 */
async function keepHistory(trx: Db, found: Found): Promise<void> {
  const { discrepancies, at, writtenAt, by } = found;
  await holdHistory(trx);
  const through = await historyThrough(trx);
  if (through !== null && through > writtenAt) return;
  const stays = await loadOpenStays(trx);
  const known = new Set(stays.map(({ id }) => id));
  const present = new Set(discrepancies.map(({ id }) => id));
  const opened = discrepancies.filter(({ id }) => !known.has(id));
  const closed = stays.filter(({ id, openedAt }) => !present.has(id) && openedAt <= at);
  await openStays(trx, opened, writtenAt);
  await keepMembers(trx, found);
  await closeStays(
    trx,
    closed.map(({ stayId }) => stayId),
    writtenAt,
  );
  const events = [
    ...eventsOf('discrepancies.closed', closed),
    ...eventsOf('discrepancies.opened', opened),
  ];
  await recordAudit(trx, by, ...events);
}

async function keepMembers(trx: Db, found: Found): Promise<void> {
  const { discrepancies, standings, at, writtenAt } = found;
  const open = await loadOpenMembers(trx);
  const keyOf = (one: { readonly discrepancyId: string; readonly member: string }) =>
    `${one.discrepancyId} ${one.member}`;
  const members = membersOf(discrepancies);
  const [before, now] = [new Set(open.map(keyOf)), new Set(members.map(keyOf))];
  const left = open.filter((one) => !now.has(keyOf(one)) && one.joinedAt <= at);
  await addMembers(
    trx,
    members.filter((one) => !before.has(keyOf(one))),
    writtenAt,
  );
  if (left.length === 0) return;
  const ends = left.map(({ rowId, member }): MemberLeft => {
    const standing = standings.get(member.replace(/^payment /, ''));
    return { rowId, ...(standing ?? { leftAs: null, arrivedOn: null }) };
  });
  await endMembers(trx, ends, writtenAt);
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
