// Bank statements: which there are, what they prove, and their lines. Counts and sums of a
// statement include a unit's other income, so they are shown only to those who may read that.
import { z } from 'zod';
import { may, sees, sightOf, type Principal } from '../access/principal.js';
import { addDays, daysBetween, instantText, localDateOf, type LocalDate } from '../calendar.js';
import { gapsOf, type DayRange } from '../oversight/coverage.js';
import { loadStatementHistory } from '../oversight/statement-history-store.js';
import { isStatementClear, seesStatement } from '../oversight/statement-sight.js';
import { Refused } from '../problem.js';
import type { LineReading } from '../reconciliation/reading.js';
import { isAttested } from '../statements/paper-statement.js';
import { paperOfStatement } from '../statements/paper-store.js';
import { findStatement, listStatements } from '../statements/statement-list-store.js';
import type { ListedStatement } from '../statements/statement-list-store.js';
import { numberKey, pageOf, pageSchema, paging } from './cursor.js';
import { idBefore, pageById } from './id-cursor.js';
import { lineShape, shownLines } from './lines.js';
import { apiRoute, type ApiRoute, type Ask } from './route.js';
import { asOfMember, day, filters, idParams, instant, masked, money } from './shapes.js';
import { foundOr404, holdToSight, readAsked } from './sight.js';
import { provingExport } from '../statements/statement-words.js';
import { statementDecisions } from '../statements/decision-store.js';
import { decideOnStatement } from './statement-decisions.js';
import { postStatements, previewStatements } from './statement-uploads.js';

const states = [
  ...(['balanced', 'unproven', 'quarantined', 'duplicate', 'overlap', 'parked'] as const),
  'voided' as const,
];
const count = z.number().int().nullable();

const statementMembers = {
  id: z.string(),
  unitCodes: z.array(z.string()),
  file: z.string(),
  statementIndex: z.number().int(),
  format: z.string(),
  account: z.string().nullable(),
  currency: z.string().nullable(),
  statementId: z.string().nullable(),
  periodFrom: day.nullable(),
  periodTo: day.nullable(),
  openingBalance: money.nullable(),
  closingBalance: money.nullable(),
  lineCount: count,
  sumCredits: money.nullable(),
  sumDebits: money.nullable(),
  new: count,
  known: count,
  state: z.enum(states),
  attested: z
    .boolean()
    .describe('Typed from paper and confirmed by a second person: no file of a bank proves it.'),
  warnings: z.array(z.strictObject({ code: z.string(), detail: z.string() })),
  madeAt: instant,
  uploadedAt: instant,
  masked,
};
const statementShape = z.strictObject(statementMembers);

const statementDetailShape = z.strictObject({
  ...statementMembers,
  /** Entries seen early (a running day's message, a pending entry): never lines. */
  announced: count,
  /** Of an unproven statement: which export proves its days, in Vietnamese. */
  provenBy: z.string().nullable(),
  /** Of an attested statement: what it was typed from, under /paper-statements. */
  paperStatement: z.string().nullable(),
  decisions: z.array(
    z.strictObject({
      decision: z.enum(statementDecisions),
      reason: z.string(),
      by: z.string(),
      at: instant,
      linesVoided: count,
      matchesUndone: count,
    }),
  ),
});

const listStatementsRoute = apiRoute({
  method: 'get',
  path: '/statements',
  id: 'listStatements',
  tag: 'statements',
  summary: "Statements of the accounts in scope, the latest stored first; nobody's for a province",
  action: 'statement.read',
  query: z.strictObject({
    ...paging,
    unit: filters.unit,
    state: z.enum(states).optional(),
    /** Days that the stated period touches. */
    from: filters.from,
    to: filters.to,
  }),
  answers: { 200: pageSchema(statementShape) },
  handle: async (_deps, { query, principal, db }) => {
    const { unit, limit, cursor } = query;
    holdToSight(principal, 'statement.read', unit, '?unit');
    const sight = sightOf(principal, 'statement.read');
    const units = unit === undefined ? [...sight.units] : [unit];
    const unregistered = unit === undefined && sight.isProvince;
    const before = idBefore(cursor);
    const asked = { ...query, units, unregistered, before, limit: limit + 1 };
    const page = pageById(await listStatements(db, asked), limit);
    return { body: { ...page, items: page.items.map((one) => statementAnswer(one, principal)) } };
  },
});

const getStatement = apiRoute({
  method: 'get',
  path: '/statements/{id}',
  id: 'getStatement',
  tag: 'statements',
  summary: 'One statement in figures',
  action: 'statement.read',
  params: idParams,
  answers: { 200: statementDetailShape },
  handle: async (_deps, ask) => {
    const statement = await statementAsked(ask);
    const history = await loadStatementHistory(ask.db, statement.id);
    const isClear = isStatementClear(ask.principal, statement);
    const decisions = history.decisions.map(({ at, linesVoided, matchesUndone, ...said }) => ({
      ...said,
      at: instantText(at),
      linesVoided: isClear ? linesVoided : null,
      matchesUndone: isClear ? matchesUndone : null,
    }));
    const announced = isClear ? history.announced : null;
    const provenBy = provingExport({ ...statement, ...history });
    const answer = statementAnswer(statement, ask.principal);
    const paperStatement = await paperOfStatement(ask.db, statement.id);
    return { body: { ...answer, announced, provenBy, paperStatement, decisions } };
  },
});

const listStatementLines = apiRoute({
  method: 'get',
  path: '/statements/{id}/lines',
  id: 'listStatementLines',
  tag: 'statements',
  summary: 'Lines of a statement, those that another had brought before included',
  action: 'line.read',
  params: idParams,
  query: z.strictObject({ ...paging, ...asOfMember }),
  answers: { 200: pageSchema(lineShape) },
  handle: async (deps, ask) => {
    const { id, knownLineIds } = await statementAsked(ask);
    const known = new Set(knownLineIds);
    const { seen } = await readAsked(deps, ask);
    const lines = seen.lines.filter((line) => line.statement === id || known.has(line.lineId));
    const page = pageOf(lines, { ...ask.query, keyOf: (line) => placeOf(line, id) });
    return { body: { ...page, items: await shownLines(ask, page.items) } };
  },
});

const dayRange = z.strictObject({ from: day, to: day });
export const windowDays = 31;
const windowDaysMax = 400;

const listCoverage = apiRoute({
  method: 'get',
  path: '/statements/coverage',
  id: 'listCoverage',
  tag: 'statements',
  summary: 'Which days of each account the statements prove, and which they do not',
  action: 'statement.read',
  query: z.strictObject({
    ...paging,
    ...asOfMember,
    unit: filters.unit,
    /** The days looked at for gaps; the last 31 before the as-of unless said otherwise. */
    from: filters.from,
    to: filters.to,
  }),
  answers: {
    200: pageSchema(
      z.strictObject({
        unitCode: z.string(),
        account: z.string(),
        bankBin: z.string().nullable(),
        purpose: z.string(),
        validFrom: day.nullable(),
        validTo: day.nullable(),
        covered: z.array(dayRange),
        coveredThrough: day.nullable(),
        gaps: z.array(dayRange),
      }),
    ),
  },
  handle: async (deps, ask) => {
    const { query, principal } = ask;
    holdToSight(principal, 'statement.read', query.unit, '?unit');
    const { seen } = await readAsked(deps, ask);
    const sight = sightOf(principal, 'statement.read');
    const to = query.to ?? addDays(localDateOf(seen.asOf), -1);
    const window = windowOf(query.from ?? addDays(to, 1 - windowDays), to);
    const accounts = seen.units
      .filter(({ unitCode }) => sees(sight, unitCode))
      .filter(({ unitCode }) => query.unit === undefined || unitCode === query.unit)
      .flatMap(({ unitCode, accounts: own }) =>
        own.map(({ account, bankBin, purpose, validFrom, validTo, ...rest }) => {
          const { covered, coveredThrough } = rest;
          const about = { unitCode, account, bankBin, purpose, validFrom, validTo };
          const coverage = { validFrom, validTo, covered, coveredThrough };
          return { ...about, ...coverage, gaps: gapsOf(coverage, window) };
        }),
      );
    const page = pageOf(accounts, {
      ...query,
      keyOf: ({ unitCode, purpose, validFrom }) => [unitCode, purpose, validFrom ?? ''],
    });
    return { body: page };
  },
});

/** @throws Refused `invalid_input` for more days than one look takes in */
export function windowOf(from: LocalDate, to: LocalDate): DayRange {
  if (daysBetween(from, to) < windowDaysMax) return { from, to };
  const detail = `is at most ${String(windowDaysMax)} days before the last`;
  const errors = [{ pointer: '?from', detail }];
  throw new Refused({ code: 'invalid_input', detail: `The first day ${detail}.`, errors });
}

async function statementAsked(
  ask: Pick<Ask, 'db' | 'principal'> & { readonly params: { readonly id: string } },
): Promise<ListedStatement> {
  const statement = await findStatement(ask.db, ask.params.id);
  return foundOr404(statement && seesStatement(ask.principal, statement) ? statement : null);
}

/** What a statement is known by inside. */
const kept = ['accountId', 'knownLineIds'];

function statementAnswer(
  statement: ListedStatement,
  principal: Principal,
): Record<string, unknown> {
  const { unitCodes, madeAt, uploadedAt } = statement;
  const isClear = isStatementClear(principal, statement);
  const figures = { lineCount: null, sumCredits: null, sumDebits: null, new: null, known: null };
  return {
    ...Object.fromEntries(Object.entries(statement).filter(([name]) => !kept.includes(name))),
    attested: isAttested(statement),
    unitCodes: unitCodes.filter((unit) => may(principal, 'statement.read', unit)),
    madeAt: instantText(madeAt),
    uploadedAt: instantText(uploadedAt),
    ...(isClear ? {} : { ...figures, masked: Object.keys(figures) }),
  };
}

/** Own lines in the order of the file, then those that another statement brought. */
function placeOf(line: LineReading, statementId: string): readonly string[] {
  const isOwn = line.statement === statementId;
  return [isOwn ? '1' : '2', numberKey(line.lineNo), numberKey(line.lineId)];
}

export const statementRoutes: readonly ApiRoute[] = [
  listStatementsRoute,
  postStatements,
  previewStatements,
  listCoverage,
  getStatement,
  listStatementLines,
  decideOnStatement,
];
