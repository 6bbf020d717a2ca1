// How the API shows a discrepancy and the work on it.
import { z } from 'zod';
import { discrepancyActs, discrepancyStates, resolutions } from '../discrepancies/standing.js';
import { ageBuckets, severities } from '../discrepancies/urgency.js';
import type { WorkedDiscrepancy } from '../discrepancies/worked-discrepancy.js';
import { instantText } from '../calendar.js';
import { moneyText } from '../money.js';
import { causeSentence, toDoSentence } from '../oversight/discrepancy-cause.js';
import type { DiscrepancyCourse } from '../oversight/discrepancy-work.js';
import { discrepancyOwners } from '../reconciliation/discrepancies.js';
import { discrepancyRecord } from '../oversight/records.js';
import { day, instant, money } from './shapes.js';

const officer = z.strictObject({ id: z.string(), name: z.string() });

export const discrepancyShape = z.strictObject({
  id: z.string(),
  unitCode: z.string().nullable(),
  kind: z.string(),
  gatewayAccount: z.string().nullable(),
  state: z
    .enum(discrepancyStates)
    .describe(
      'open; waiting for somebody outside; write_off_proposed: for a second person; resolved by ' +
        'people, members still there; closed by itself with its last member.',
    ),
  owner: z.enum(discrepancyOwners),
  dueAt: instant.nullable(),
  members: z.number().int(),
  amount: money,
  /**
   * For officers: of money in a former account, which account and which one was right; what the
   * gateway's own reports leave out; which fees differ; between which notices some are missing.
   */
  detail: z.string().nullable(),
  /** Null before a run has kept it. */
  openedAt: instant.nullable(),
  closedAt: instant.nullable(),
  assignee: officer.nullable(),
  severity: z.enum(severities).describe('From amount, age and kind.'),
  ageDays: z.number().int().describe('Working days since it was due or opened.'),
  ageBucket: z.enum(ageBuckets),
  actBy: instant.nullable().describe('By when somebody is to act, in working hours.'),
  overdue: z.boolean(),
  ticket: z.string().nullable().describe('At the service desk that is waited for.'),
  waitsUntil: day.nullable(),
});

const namedAccount = z.strictObject({
  account: z.string(),
  bankBin: z.string().nullable(),
  validFrom: day.nullable(),
  validTo: day.nullable(),
});

const eventShape = z.strictObject({
  id: z.string(),
  act: z.enum(discrepancyActs),
  by: z.string().describe('As the audit trail names them.'),
  byName: z.string().nullable(),
  at: instant,
  assignee: officer.nullable(),
  text: z.string().nullable(),
  ticket: z.string().nullable(),
  until: day.nullable(),
  proposal: z.string().nullable(),
  proposalOn: day.nullable(),
  resolution: z.enum(resolutions).nullable(),
});

export const fileShape = z.strictObject({
  id: z.string(),
  event: z.string(),
  name: z.string(),
  mediaType: z.string(),
  size: z.number().int(),
  sha256: z.string(),
});

export const discrepancyDetailShape = discrepancyShape.extend({
  cause: z.string(),
  toDo: z.string(),
  resolution: z.enum(resolutions).nullable(),
  returns: z.number().int().describe('How often it came back after it had closed.'),
  /** What this asker may do now. */
  possible: z.array(z.enum(discrepancyActs)),
  helpDeskText: z
    .string()
    .nullable()
    .describe('For the service desk of the gateway or the ministry, ready to be copied.'),
  focalPoints: z
    .strictObject({ business: z.string().nullable(), it: z.string().nullable() })
    .nullable(),
  events: z.array(eventShape),
  files: z.array(fileShape),
  stays: z.array(z.strictObject({ openedAt: instant, closedAt: instant.nullable() })),
  /** Payments, lines and others that came and went, the latest change first. */
  memberStays: z.array(
    z.strictObject({
      member: z.string(),
      joinedAt: instant,
      leftAt: instant.nullable(),
      leftAs: z.string().nullable(),
      arrivedOn: day.nullable(),
    }),
  ),
  /** Of `old_account`: its members by change of account, each with its own owner. */
  oldAccounts: z.array(
    z.strictObject({
      owner: z.enum(['ministry', 'department_of_justice']),
      oldAccount: namedAccount,
      rightAccount: namedAccount.nullable(),
      platform: z.string(),
      platformWord: z.enum(['confirmed', 'told', 'none']),
      platformWordOn: day.nullable(),
      members: z.number().int(),
      amount: money,
    }),
  ),
});

type Names = ReadonlyMap<string, string>;

const officerOf = (id: string | null, names: Names) =>
  id === null ? null : { id, name: names.get(id) ?? '' };

export function shownWork(one: WorkedDiscrepancy, names: Names) {
  const { standing, severity, ageDays, bucket, actBy, isOverdue } = one;
  return {
    ...discrepancyRecord(one),
    openedAt: standing.openedAt && instantText(standing.openedAt),
    closedAt: standing.closedAt && instantText(standing.closedAt),
    assignee: officerOf(standing.assigneeId, names),
    ...{ severity, ageDays, ageBucket: bucket },
    actBy: actBy && instantText(actBy),
    overdue: isOverdue,
    ticket: standing.ticket,
    waitsUntil: standing.waitsUntil,
  };
}

/** What was done about it and when it came and went. */
export function shownCourse(one: WorkedDiscrepancy, course: DiscrepancyCourse) {
  const { events, files, stays, members, names } = course;
  return {
    cause: causeSentence(one),
    toDo: toDoSentence(one),
    resolution: one.standing.resolution,
    returns: one.standing.returns,
    events: events.map(({ id, act, by, at, assigneeId, text, ticket, ...event }) => ({
      ...{ id, act, by, text, ticket },
      byName: names.get(by.replace('officer ', '')) ?? null,
      at: instantText(at),
      assignee: officerOf(assigneeId, names),
      until: event.untilOn,
      proposal: event.proposal,
      proposalOn: event.proposalOn,
      resolution: event.resolution,
    })),
    files: files.map(({ eventId: event, ...file }) => ({ ...file, event })),
    stays: stays.map(({ openedAt, closedAt }) => ({
      openedAt: instantText(openedAt),
      closedAt: closedAt && instantText(closedAt),
    })),
    memberStays: members.map(({ joinedAt, leftAt, ...member }) => ({
      ...member,
      joinedAt: instantText(joinedAt),
      leftAt: leftAt && instantText(leftAt),
    })),
    oldAccounts: (one.reading?.oldAccounts ?? []).map((each) => ({
      ...each,
      amount: moneyText(each.amount),
    })),
  };
}
