// The campaign for right accounts: where each unit stands, by when what is to be done, who is late.
import { z } from 'zod';
import { sightOf } from '../access/principal.js';
import {
  campaignOf,
  campaignTasks,
  campaignTotals,
  deadlineNoteCharsMax,
  type UnitStanding,
} from '../beneficiary-accounts/campaign.js';
import {
  deadlinesVersion,
  loadCampaign,
  loadDeadlines,
} from '../beneficiary-accounts/campaign-store.js';
import { setDeadlines } from '../beneficiary-accounts/set-deadlines.js';
import { localDateOf } from '../calendar.js';
import { loadCalendar } from '../calendar-store.js';
import { campaignColumns, campaignRecord } from '../oversight/campaign-records.js';
import { csv, xlsx } from '../oversight/export-formats.js';
import { strandedSums, type Stranded } from '../oversight/stranded-sums.js';
import { Refused } from '../problem.js';
import { pageOf, pageSchema, paging } from './cursor.js';
import { strandedAnswer, strandedShape } from './readiness.js';
import { apiRoute, type ApiDeps, type ApiRoute, type Ask } from './route.js';
import { asOfMember, day, filters } from './shapes.js';
import { holdToProvince, holdToSight, keepSeen, readAsked } from './sight.js';
import { refuseStale } from './versions.js';

const task = z.enum(campaignTasks);

const deadlineShape = z.strictObject({ task, dueOn: day, note: z.string().nullable() });
const doneShape = z.record(task, z.boolean());
const countsShape = z.record(task, z.int());

const standingShape = z.strictObject({
  unitCode: z.string(),
  unitName: z.string(),
  type: z.string(),
  done: doneShape,
  approvedBy: z
    .enum(['two_people', 'taken_over'])
    .nullable()
    .describe('taken_over: vouched for by whoever took the register over, never decided by two'),
  contacts: z.strictObject({ business: z.boolean(), it: z.boolean() }),
  accounts: z.int().describe('In force on the day.'),
  accountsVerified: z.int(),
  accountsProven: z.int(),
  late: z.array(deadlineShape.extend({ workingDays: z.int() })),
  stranded: strandedShape.nullable(),
});

const totalsShape = z.strictObject({
  units: z.int(),
  done: countsShape,
  takenOver: z.int(),
  unitsLate: z.int(),
  lateByTask: countsShape,
});

const asked = {
  ...asOfMember,
  unit: filters.unit,
  late: z.enum(['true', 'false']).optional().describe('Only units that are late, or are not.'),
  missing: task.optional().describe('Only units that have not done this.'),
};

const listCampaign = apiRoute({
  method: 'get',
  path: '/campaign',
  id: 'listCampaign',
  tag: 'campaign',
  summary: 'What each unit in scope has done for a right account, who is late, and the totals',
  action: 'campaign.read',
  query: z.strictObject({ ...paging, ...asked }),
  answers: {
    200: pageSchema(standingShape).extend({
      deadlines: z.array(deadlineShape),
      totals: totalsShape.describe('Of all units that the filter keeps, beyond this page too.'),
    }),
  },
  handle: async (deps, ask) => {
    const { standings, stranded, deadlines } = await campaignAsked(deps, ask);
    const page = pageOf(standings, { ...ask.query, keyOf: ({ unitCode }) => [unitCode] });
    const items = page.items.map((one) => standingAnswer(one, stranded.get(one.unitCode)));
    return { body: { ...page, items, deadlines, totals: campaignTotals(standings) } };
  },
});

const formats = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

const downloadCampaign = apiRoute({
  method: 'get',
  path: '/campaign/sheet',
  id: 'downloadCampaign',
  tag: 'campaign',
  summary: 'The campaign as CSV or XLSX, one row a unit',
  action: 'campaign.read',
  query: z.strictObject({ ...asked, format: z.enum(['csv', 'xlsx']).default('xlsx') }),
  answers: { 200: null },
  produces: Object.values(formats),
  handle: async (deps, ask) => {
    const { format } = ask.query;
    const { standings, stranded, on } = await campaignAsked(deps, ask);
    const records = standings.map((one) => campaignRecord(one, stranded.get(one.unitCode)));
    const bytes =
      format === 'xlsx'
        ? await xlsx('campaign', campaignColumns, records)
        : Buffer.from([...csv(campaignColumns, records)].join(''), 'utf8');
    return { download: { type: formats[format], name: `campaign-${on}.${format}`, bytes } };
  },
});

const getDeadlines = apiRoute({
  method: 'get',
  path: '/campaign/deadlines',
  id: 'getDeadlines',
  tag: 'campaign',
  summary: 'By when each task is to be done; a task that is not named has no deadline',
  action: 'campaign.read',
  answers: { 200: z.strictObject({ deadlines: z.array(deadlineShape) }) },
  handle: async (_deps, { db }) => {
    // the version first: what is set in between makes it stale, never a list that nobody was shown
    const version = await deadlinesVersion(db);
    return { body: { deadlines: await loadDeadlines(db) }, version };
  },
});

const putDeadlines = apiRoute({
  method: 'put',
  path: '/campaign/deadlines',
  id: 'setDeadlines',
  tag: 'campaign',
  summary: 'Sets the deadlines (If-Match: the list as it was shown); what is left out has none',
  action: 'campaign.set',
  edits: true,
  body: z.strictObject({
    deadlines: z
      .array(
        z.strictObject({
          task,
          dueOn: day,
          note: z.string().min(1).max(deadlineNoteCharsMax).nullable().default(null),
        }),
      )
      .max(campaignTasks.length),
  }),
  answers: { 200: z.strictObject({ deadlines: z.array(deadlineShape) }) },
  handle: async ({ now }, ask) => {
    holdToProvince(ask.principal, 'campaign.set');
    const { deadlines } = ask.body;
    refuseTwice(deadlines.map((one) => one.task));
    const given = {
      deadlines,
      expect: (version: string) => {
        refuseStale(ask, version);
      },
    };
    const standing = await setDeadlines({ db: ask.db, now, by: ask.by }, given);
    return { body: { deadlines: standing }, version: await deadlinesVersion(ask.db) };
  },
});

function refuseTwice(tasks: readonly string[]): void {
  const at = tasks.findIndex((one, place) => tasks.indexOf(one) !== place);
  if (at < 0) return;
  const detail = 'stands twice; a task has one deadline';
  const errors = [{ pointer: `/deadlines/${String(at)}/task`, detail }];
  throw new Refused({ code: 'invalid_input', detail: `A task ${detail}.`, errors });
}

type CampaignAsk = Pick<Ask, 'principal' | 'db'> & {
  readonly query: {
    readonly 'as-of'?: Date | undefined;
    readonly unit?: string | undefined;
    readonly late?: 'true' | 'false' | undefined;
    readonly missing?: (typeof campaignTasks)[number] | undefined;
  };
};

/** The units that are asked for and in scope, with what is stranded. */
async function campaignAsked(deps: ApiDeps, ask: CampaignAsk) {
  const { principal, query, db } = ask;
  holdToSight(principal, 'campaign.read', query.unit, '?unit');
  const { whole, seen } = await readAsked(deps, ask);
  const on = localDateOf(whole.asOf);
  const { units, deadlines } = await loadCampaign(db);
  const calendar = await loadCalendar(db);
  const inSight = keepSeen(units, sightOf(principal, 'campaign.read'));
  const standings = campaignOf({
    ...{ deadlines, calendar, day: on, units: inSight },
    accounts: whole.units,
  })
    .filter(({ unitCode }) => query.unit === undefined || unitCode === query.unit)
    .filter(({ late }) => query.late === undefined || late.length > 0 === (query.late === 'true'))
    .filter(({ done }) => query.missing === undefined || !done[query.missing]);
  return { standings, deadlines, on, stranded: strandedSums(seen) };
}

function standingAnswer(standing: UnitStanding, stranded: Stranded | undefined) {
  const { hasBusinessContact, hasItContact, unitCode, unitName, type, ...rest } = standing;
  const { accounts, accountsVerified, accountsProven, approvedBy, done, late } = rest;
  return {
    ...{ unitCode, unitName, type, done, approvedBy, late },
    ...{ accounts, accountsVerified, accountsProven },
    contacts: { business: hasBusinessContact, it: hasItContact },
    stranded: stranded ? strandedAnswer(stranded) : null,
  };
}

export const campaignRoutes: readonly ApiRoute[] = [
  listCampaign,
  downloadCampaign,
  getDeadlines,
  putDeadlines,
];
