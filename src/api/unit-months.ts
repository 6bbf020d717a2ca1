// The sign-off of units' months: proposed by one person, signed by another, reopened with a reason.
import { z } from 'zod';
import { may, sightOf } from '../access/principal.js';
import { compareMonths, differenceNow } from '../sign-off/compare-month.js';
import { refuseMonth, signMonth, withdrawMonth } from '../sign-off/decide-month.js';
import { monthDepsOf } from '../sign-off/month-deps.js';
import {
  findMonth,
  listMonths,
  loadEvidenceText,
  type ProposedMonth,
} from '../sign-off/month-store.js';
import { isOver, proposeMonth } from '../sign-off/propose-month.js';
import { readMonthSheet } from '../sign-off/read-sheet.js';
import { reopenMonth } from '../sign-off/reopen-month.js';
import { standingOf } from '../sign-off/standing.js';
import { monthStates } from '../sign-off/unit-month.js';
import { loadUnits } from '../units/unit-store.js';
import { typed } from './account-shape.js';
import { month } from './reports.js';
import { pageOf, pageSchema, paging } from './cursor.js';
import {
  detailedMonth,
  differenceShape,
  proposedMonthDetailShape,
  proposedMonthShape,
  sheetShape,
  shownDifference,
  shownFigures,
  shownMonth,
} from './month-shape.js';
import { apiRoute, type ApiDeps, type ApiRoute, type Ask } from './route.js';
import { filters, idParams, unitParams } from './shapes.js';
import { foundOr404, holdToSight } from './sight.js';

const about = { tag: 'unit months' } as const;

const monthParams = unitParams.extend({ month });
const reason = typed(1000).describe('Why; told to the maker.');
const digest = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'the digest of the evidence that was shown is expected')
  .describe('`evidence` of what you were shown; another one is refused (412).');

const list = apiRoute({
  ...about,
  method: 'get',
  path: '/unit-months',
  id: 'listUnitMonths',
  summary: 'Where each unit stands with a month: open, proposed, signed, differing since, reopened',
  action: 'month.read',
  query: z.strictObject({ ...paging, period: month, unit: filters.unit }),
  answers: {
    200: pageSchema(
      z.strictObject({
        unitCode: z.string(),
        month: z.string(),
        state: z.enum(monthStates),
        version: z.int().nullable(),
        proposalId: z.string().nullable().describe('What waits, or is signed.'),
      }),
    ),
  },
  handle: async (deps, { principal, query, db }) => {
    const { limit, cursor, period, unit } = query;
    holdToSight(principal, 'month.read', unit, '?unit');
    const seen = unit === undefined ? [...sightOf(principal, 'month.read').units] : [unit];
    const units = (await loadUnits(db, seen)).map(({ code }) => ({ unitCode: code }));
    const page = pageOf(units, { limit, cursor, keyOf: ({ unitCode }) => [unitCode] });
    const codes = page.items.map(({ unitCode }) => unitCode);
    const compared = await compareMonths(deps.db, { units: codes, period, asOf: deps.now() });
    const items = compared.map(({ unitCode, state, standing: { signed, waiting } }) => ({
      ...{ unitCode, month: period.month, state },
      version: signed?.decision?.version ?? null,
      proposalId: (signed ?? waiting)?.id ?? null,
    }));
    return { body: { ...page, items } };
  },
});

const getMonth = apiRoute({
  ...about,
  method: 'get',
  path: '/units/{code}/months/{month}',
  id: 'getUnitMonth',
  summary: 'A month of a unit: what would be signed now, what was signed, and what parts them',
  action: 'month.read',
  params: monthParams,
  answers: {
    200: z.strictObject({
      unitCode: z.string(),
      month: z.string(),
      isOver: z.boolean(),
      state: z.enum(monthStates),
      now: sheetShape.describe('As it stands; proposed under its digest.'),
      signed: proposedMonthShape.nullable(),
      difference: differenceShape,
      proposals: z.array(proposedMonthShape).describe('All there ever were, the latest first.'),
    }),
  },
  handle: async (deps, { principal, params, db }) => {
    const { code: unitCode, month: period } = params;
    holdToSight(principal, 'month.read', unitCode);
    foundOr404((await loadUnits(db, [unitCode]))[0]);
    const asOf = deps.now();
    const sheet = await readMonthSheet(deps.db, { unitCode, period, asOf });
    const proposals = await listMonths(db, { units: [unitCode], months: [period.month] });
    const { state, signed } = standingOf(proposals);
    const difference = signed && (await differenceNow(db, signed, sheet));
    const body = {
      ...{ unitCode, month: period.month, isOver: isOver(period, asOf) },
      state: difference ? 'differs' : state,
      now: {
        ...{ figures: shownFigures(sheet.figures), gaps: sheet.gaps },
        ...{ evidence: sheet.evidenceSha256, items: sheet.itemCount },
      },
      signed: signed && shownMonth(signed),
      difference: shownDifference(difference),
      proposals: proposals.map(shownMonth),
    };
    return { body };
  },
});

const propose = apiRoute({
  ...about,
  method: 'post',
  path: '/units/{code}/months/{month}/proposals',
  id: 'proposeUnitMonth',
  summary: 'Proposes a month that is over for signing; a second person signs it',
  action: 'month.propose',
  creates: true,
  params: monthParams,
  body: z.strictObject({
    digest,
    acceptsGaps: z
      .boolean()
      .default(false)
      .describe('Days that no statement proves are known, and signed as such.'),
    remark: typed(1000).nullable().default(null),
  }),
  answers: { 201: proposedMonthShape },
  handle: async (deps, ask) => {
    const { code: unitCode, month: period } = ask.params;
    const given = { asker: ask.principal, unitCode, period, ...ask.body };
    const added = await proposeMonth(monthDeps(deps, ask), given);
    const location = `/api/v1/unit-months/${added.id}`;
    return { status: 201, body: shownMonth(added), location };
  },
});

const get = apiRoute({
  ...about,
  method: 'get',
  path: '/unit-months/{id}',
  id: 'getProposedUnitMonth',
  summary: 'What was proposed or signed of a month, with its figures as they were',
  action: 'month.read',
  params: idParams,
  answers: { 200: proposedMonthDetailShape },
  handle: async ({ now }, ask) => {
    const asking = { asker: ask.principal, at: now() };
    return { body: await detailedMonth(ask.db, await monthInSight(ask), asking) };
  },
});

const getEvidence = apiRoute({
  ...about,
  method: 'get',
  path: '/unit-months/{id}/evidence',
  id: 'getUnitMonthEvidence',
  summary: 'Downloads the list whose SHA-256 was signed: a line of JSON for each row it rests on',
  action: 'month.read',
  params: idParams,
  produces: ['application/x-ndjson'],
  answers: { 200: null },
  handle: async (_deps, ask) => {
    const found = await monthInSight(ask);
    const bytes = Buffer.from(await loadEvidenceText(ask.db, found.id), 'utf8');
    const name = `unit-month-${found.unitCode}-${found.month}-${found.id}.ndjson`;
    return { download: { type: 'application/x-ndjson', name, bytes } };
  },
});

const sign = apiRoute({
  ...about,
  method: 'post',
  path: '/unit-months/{id}/sign',
  id: 'signUnitMonth',
  summary: 'Signs as the second person, while what was proposed is still true',
  action: 'month.sign',
  creates: true,
  params: idParams,
  body: z.strictObject({ digest }),
  answers: { 200: proposedMonthShape },
  handle: async (deps, ask) => {
    const given = { ...aboutMonth(ask), ...ask.body };
    return { body: shownMonth(await signMonth(monthDeps(deps, ask), given)) };
  },
});

const refuse = apiRoute({
  ...about,
  method: 'post',
  path: '/unit-months/{id}/refuse',
  id: 'refuseUnitMonth',
  summary: 'Gives it back as the second person, saying why',
  action: 'month.sign',
  creates: true,
  params: idParams,
  body: z.strictObject({ digest, reason }),
  answers: { 200: proposedMonthShape },
  handle: async (deps, ask) => {
    const given = { ...aboutMonth(ask), ...ask.body };
    return { body: shownMonth(await refuseMonth(monthDeps(deps, ask), given)) };
  },
});

const withdraw = apiRoute({
  ...about,
  method: 'post',
  path: '/unit-months/{id}/withdraw',
  id: 'withdrawUnitMonth',
  summary: 'Takes your own proposal back while it waits, saying why',
  action: 'month.propose',
  creates: true,
  params: idParams,
  body: z.strictObject({ reason: typed(1000) }),
  answers: { 200: proposedMonthShape },
  handle: async (deps, ask) => {
    const given = { ...aboutMonth(ask), ...ask.body };
    return { body: shownMonth(await withdrawMonth(monthDeps(deps, ask), given)) };
  },
});

const reopen = apiRoute({
  ...about,
  method: 'post',
  path: '/unit-months/{id}/reopen',
  id: 'reopenUnitMonth',
  summary: 'Reopens a signed month, saying why; what was signed stays, the next is another version',
  action: 'month.sign',
  creates: true,
  params: idParams,
  body: z.strictObject({ reason }),
  answers: { 200: proposedMonthShape },
  handle: async (deps, ask) => {
    const given = { ...aboutMonth(ask), ...ask.body };
    return { body: shownMonth(await reopenMonth(monthDeps(deps, ask), given)) };
  },
});

function monthDeps({ db: pool, now, config }: ApiDeps, { db, by }: Pick<Ask, 'db' | 'by'>) {
  return monthDepsOf({ db, pool, now, by, config });
}

function aboutMonth({
  principal,
  params,
}: Pick<Ask<{ readonly id: string }>, 'principal' | 'params'>) {
  return { asker: principal, proposalId: params.id };
}

/** @throws Refused `not_found` */
async function monthInSight({
  db,
  principal,
  params,
}: Pick<Ask<{ readonly id: string }>, 'db' | 'principal' | 'params'>): Promise<ProposedMonth> {
  const found = await findMonth(db, params.id);
  return foundOr404(found && may(principal, 'month.read', found.unitCode) ? found : undefined);
}

export const unitMonthRoutes: readonly ApiRoute[] = [
  ...[list, getMonth, propose],
  ...[get, getEvidence, sign, refuse, withdraw, reopen],
];
