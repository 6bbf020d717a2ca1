// What waits for one officer, by their own rights: how many of each, so that a page can lead there.
// Each is counted as the page behind it counts, never by a second rule.
import { mayAnywhere, sees, sightOf, type Principal } from '../access/principal.js';
import type { Action } from '../access/roles.js';
import { unreachedUnits } from '../alerts/alert-list-store.js';
import { proposalsWaitingFor } from '../beneficiary-accounts/waiting-proposals.js';
import type { Db } from '../db.js';
import { isWantedWork } from '../discrepancies/worked-discrepancy.js';
import type { ProvinceReading } from '../reconciliation/reading.js';
import { loadParked } from '../reconciliation/review-store.js';
import { mayAttest } from '../statements/paper-sight.js';
import { listPapers } from '../statements/paper-store.js';
import { listStatements } from '../statements/statement-list-store.js';
import { discrepanciesAtWork } from './discrepancy-work.js';
import { readMatches } from './export-matches.js';
import { isWantedParking, parkedItems } from './parked-items.js';
import { isForNow, reviewItems } from './review-queue.js';

/** Longer lists are told as more than this. */
export const workCountMax = 200;

export interface OwnWork {
  /** Proposals of matches that the officer may decide on, but for those put off until later. */
  readonly matches: number;
  /** What was put off for them and has come back: proposals, lines and payments. */
  readonly comeBack: number;
  /** Discrepancies that somebody gave to them. */
  readonly assigned: number;
  /** Open discrepancies of units for which they may explain, whoever is to act. */
  readonly toExplain: number;
  /** Open discrepancies that their office is to act on, by the office. */
  readonly owned: readonly { readonly owner: ActingOffice; readonly count: number }[];
  /** Changes of accounts that they may decide on, and drafts of their own. */
  readonly proposals: number;
  /** Statements typed from paper by somebody else. */
  readonly papers: number;
  /** Units whose statements are missing, where they may upload. */
  readonly statementsMissing: number;
  /** Imported statements that count for nothing until somebody decides. */
  readonly quarantined: number;
  /** Units whose focal points do not get what they were told. */
  readonly unreached: number;
}

const actingOffices = ['finance_officer', 'department_of_justice'] as const;
type ActingOffice = (typeof actingOffices)[number];

export interface WorkAsker {
  readonly principal: Principal;
  readonly whole: ProvinceReading;
  /** As the principal may see it. */
  readonly seen: ProvinceReading;
  /** Two-digit code. */
  readonly province: string;
  readonly at: Date;
}

export async function ownWork(db: Db, asker: WorkAsker): Promise<OwnWork> {
  const { principal, seen, province, at } = asker;
  const may = (action: Action): boolean => mayAnywhere(principal, action);
  const waiting = { asker: principal, province, at };
  const decidesAccounts = may('account.approve') || may('account.propose');
  const [review, discrepancies, proposals, papers, quarantined, unreachedCount] = await Promise.all(
    [
      may('match.decide') ? reviewWaiting(db, asker) : noReview,
      may('discrepancy.read') ? discrepanciesWaiting(db, asker) : noDiscrepancies,
      decidesAccounts ? proposalsWaitingFor(db, waiting).then(({ length }) => length) : 0,
      may('statement.attest') ? papersWaiting(db, principal) : 0,
      may('statement.decide') ? quarantinedStatements(db, principal) : 0,
      may('officer.manage') || may('discrepancy.work') ? unreached(db, principal) : 0,
    ],
  );
  const uploads = sightOf(principal, 'statement.upload');
  const lacking = seen.flags.filter(
    ({ flag, unitCode }) => flag === 'statement_missing' && sees(uploads, unitCode),
  );
  const statementsMissing = lacking.length;
  return {
    ...review,
    ...discrepancies,
    proposals,
    papers,
    statementsMissing,
    quarantined,
    unreached: unreachedCount,
  };
}

const noDiscrepancies = { assigned: 0, toExplain: 0, owned: [] } as const;

const noReview = { matches: 0, comeBack: 0 } as const;

async function reviewWaiting(
  db: Db,
  { principal, whole, seen, at }: WorkAsker,
): Promise<Pick<OwnWork, 'matches' | 'comeBack'>> {
  const found = await readMatches(db, whole, { state: 'proposed' });
  const parked = await loadParked(db);
  const items = reviewItems(found, { principal, parked, at });
  const parkings = [
    ...items.flatMap(({ parking }) => parking ?? []),
    ...parkedItems(parked, { seen, principal, at }).map(({ parking }) => parking),
  ];
  const mine = { isDue: true, owner: principal.id };
  return {
    matches: items.filter((item) => item.mayDecide && isForNow(item)).length,
    comeBack: parkings.filter((parking) => isWantedParking(parking, mine)).length,
  };
}

async function discrepanciesWaiting(
  db: Db,
  { principal, seen }: WorkAsker,
): Promise<Pick<OwnWork, 'assigned' | 'toExplain' | 'owned'>> {
  const all = await discrepanciesAtWork(db, { principal, seen, since: undefined }, {});
  const countOf = (filter: Parameters<typeof isWantedWork>[1]): number =>
    all.filter((one) => isWantedWork(one, filter)).length;
  const explains = sightOf(principal, 'discrepancy.explain');
  const open = all.filter((one) => isWantedWork(one, { state: 'open' }));
  return {
    assigned: countOf({ assignee: principal.id }),
    toExplain: open.filter(({ unitCode }) => sees(explains, unitCode)).length,
    owned: actingOffices
      .filter((office) => principal.grants.some(({ role }) => role === office))
      .map((owner) => ({ owner, count: countOf({ owner, state: 'open' }) })),
  };
}

async function papersWaiting(db: Db, principal: Principal): Promise<number> {
  const { units } = sightOf(principal, 'statement.enter');
  const asked = { units, state: 'pending', before: null, limit: workCountMax + 1 } as const;
  const pending = await listPapers(db, asked);
  return pending.filter((paper) => paper.maker.id !== principal.id && mayAttest(principal, paper))
    .length;
}

async function quarantinedStatements(db: Db, principal: Principal): Promise<number> {
  const { units, isProvince } = sightOf(principal, 'statement.decide');
  const found = await listStatements(db, {
    ...{ units: [...units], unregistered: isProvince, state: 'quarantined' },
    ...{ before: null, limit: workCountMax + 1 },
  });
  return found.length;
}

async function unreached(db: Db, principal: Principal): Promise<number> {
  const units = await unreachedUnits(db, [...sightOf(principal, 'alert.read').units]);
  return units.length;
}
